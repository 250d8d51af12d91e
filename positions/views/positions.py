"""The position on an issue: begun, then edited field by field."""

from typing import Any
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from delegation import drafts
from delegation.editing import act, add_page, edit_inline, sent
from delegation.forms.records import SeenForm, form_of
from delegation.history import Stamps
from delegation.pages import markings_shown
from positions.actions import positions as actions
from positions.forms.positions import PositionForm
from positions.models import Position
from positions.pages import fields
from positions.views.issues import changeable_issue, issue_url


@require_http_methods(["GET", "HEAD", "POST"])
def position_add(request: HttpRequest, pk: UUID) -> HttpResponse:
    issue = changeable_issue(request, pk)
    return add_page(
        request,
        "positions/position_form.html",
        form=PositionForm(sent(request)),
        add=actions.add,
        made=lambda _key: f"{issue_url(pk)}#position",
        context={
            "issue": issue,
            "markings": markings_shown(issue),
            "draft": drafts.name_of_new(issue, "position"),
        },
        issue=issue,
    )


@require_http_methods(["GET", "HEAD", "POST"])
def position_field(request: HttpRequest, pk: UUID, name: str) -> HttpResponse:
    if name not in Position.FIELDS:
        raise Http404
    position = get_object_or_404(Position.objects.visible_to(request.user), pk=pk)

    def shown(now: Position) -> dict[str, Any]:
        return {"field": fields.position_field(now, name, Stamps([now], request.user), can_edit=True)}

    back = f"{issue_url(position.issue_id)}#position"
    return edit_inline(
        request,
        position,
        form_class=form_of(Position, name),
        save=actions.change,
        shown=shown,
        back=back,
        saves_itself=True,
    )


@require_POST
def position_activate(request: HttpRequest, pk: UUID) -> HttpResponse:
    position = get_object_or_404(Position.objects.visible_to(request.user), pk=pk)
    back = f"{issue_url(position.issue_id)}#position"
    said = _("It is the delegation’s position now.")
    return act(request, position, actions.activate, back=back, form=SeenForm(request.POST), said=said)
