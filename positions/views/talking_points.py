"""Words to say: added, edited in place, archived, restored."""

from http import HTTPStatus
from textwrap import shorten
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from delegation.access import choosable_markings
from delegation.editing import act, add_inline, edit_inline, sent
from delegation.forms.records import form_of
from delegation.history import Stamps
from delegation.pages import markings_shown, page
from positions.actions import talking_points as actions
from positions.forms.talking_points import NewTalkingPointForm
from positions.models import TalkingPoint
from positions.pages import fields
from positions.views.issues import back_to, changeable_issue, issue_url


@require_http_methods(["GET", "HEAD", "POST"])
def point_add(request: HttpRequest, pk: UUID) -> HttpResponse:
    issue = changeable_issue(request, pk)
    absent = {"field": fields.new_point_field(issue), "markings": markings_shown(issue)}
    return add_inline(
        request,
        form=NewTalkingPointForm(sent(request), markings=choosable_markings(request.user, pk, issue.marking)),
        add=actions.add,
        absent=absent,
        made=lambda made: absent | {"made": shown_point(request, visible_point(request, UUID(made)))},
        back=f"{issue_url(pk)}#points",
        template="positions/point_adding.html",
        issue=issue,
    )


@require_http_methods(["GET", "HEAD", "POST"])
def point_edit(request: HttpRequest, pk: UUID) -> HttpResponse:
    point = visible_point(request, pk)
    return edit_inline(
        request,
        point,
        form_class=form_of(TalkingPoint, "text", "use"),
        save=actions.change,
        shown=lambda now: {"field": shown_point(request, now)},
        back=points_url(point),
        saves_itself=True,
        restore=actions.restore_with_words,
        copy_anew=actions.add_anew,
    )


@require_POST
def point_archive(request: HttpRequest, pk: UUID) -> HttpResponse:
    point = visible_point(request, pk)
    answer = act(request, point, actions.archive, back=points_url(point))
    if answer.status_code == HTTPStatus.FOUND:
        undo = reverse("point-restore", args=[pk])
        messages.success(request, _("Archived: %s") % beginning(point), extra_tags=undo)
    return answer


@require_POST
def point_restore(request: HttpRequest, pk: UUID) -> HttpResponse:
    point = visible_point(request, pk)
    back, said = back_to(request, points_url(point)), _("Restored: %s") % beginning(point)
    return act(request, point, actions.restore, back=back, said=said)


@require_safe
def point_archived(request: HttpRequest, pk: UUID) -> HttpResponse:
    issue = changeable_issue(request, pk)
    points = list(TalkingPoint.objects.visible_to(request.user).on(issue).archived())
    context = {"issue": issue, "points": points, "markings": markings_shown(issue, points)}
    return page(request, "positions/point_archived.html", context)


def visible_point(request: HttpRequest, pk: UUID) -> TalkingPoint:
    return get_object_or_404(TalkingPoint.objects.visible_to(request.user).select_related("issue"), pk=pk)


def shown_point(request: HttpRequest, point: TalkingPoint) -> Any:
    """As it stands among those that the reader sees."""
    order = list(TalkingPoint.objects.visible_to(request.user).current().on(point.issue).in_order())
    stamps = Stamps([point], request.user)
    return fields.point_field(point, stamps, can_edit=not point.archived_at, beside=fields.neighbours(order, point))


def beginning(point: TalkingPoint) -> str:
    return shorten(point.text, 60, placeholder=" …")


def points_url(point: TalkingPoint) -> str:
    return f"{issue_url(point.issue_id)}#points"
