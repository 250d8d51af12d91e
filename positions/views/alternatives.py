"""Alternatives of a position: added, worded, put in order, archived, where the position stands."""

from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from delegation import refusals
from delegation.editing import act, add_inline, answer_plainly, edit_inline, sent
from delegation.forms.records import form_of
from delegation.forms.saves import once
from delegation.history import Stamps
from delegation.pages import markings_shown
from positions.actions import alternatives as actions
from positions.forms.alternatives import NewAlternativeForm
from positions.forms.ordering import PlacingForm
from positions.models import Alternative, Position
from positions.pages import fields


@require_http_methods(["GET", "HEAD", "POST"])
def alternative_add(request: HttpRequest, pk: UUID) -> HttpResponse:
    position = get_object_or_404(Position.objects.visible_to(request.user).select_related("issue"), pk=pk)
    refusals.require_change(position, request.user)
    absent = {"field": fields.new_alternative_field(position), "markings": markings_shown(position)}
    return add_inline(
        request,
        form=NewAlternativeForm(sent(request)),
        add=actions.add,
        absent=absent,
        made=lambda made: absent | {"made": _shown(request, _visible(request, UUID(made)))},
        back=position.get_absolute_url(),
        template="positions/point_adding.html",
        position=position,
    )


@require_http_methods(["GET", "HEAD", "POST"])
def alternative_edit(request: HttpRequest, pk: UUID) -> HttpResponse:
    alternative = _visible(request, pk)
    return edit_inline(
        request,
        alternative,
        form_class=form_of(Alternative, "text"),
        save=actions.change,
        shown=lambda now: {"field": _shown(request, now)},
        back=alternative.get_absolute_url(),
        saves_itself=True,
    )


@require_POST
def alternative_archive(request: HttpRequest, pk: UUID) -> HttpResponse:
    alternative = _visible(request, pk)
    return act(request, alternative, actions.archive, back=alternative.get_absolute_url(), said=_("Archived."))


@require_POST
def alternative_move(request: HttpRequest, pk: UUID, up: bool) -> HttpResponse:
    alternative = _visible(request, pk)
    said = _("Moved up.") if up else _("Moved down.")
    return act(request, alternative, actions.move, back=alternative.get_absolute_url(), said=said, up=up)


@require_POST
def alternative_place(request: HttpRequest, pk: UUID) -> HttpResponse:
    alternative, form = _visible(request, pk), PlacingForm(request.POST)
    return answer_plainly(form, lambda: once(request, form, actions.put, alternative))


def _visible(request: HttpRequest, pk: UUID) -> Alternative:
    found = Alternative.objects.visible_to(request.user).select_related("position__issue")
    return get_object_or_404(found, pk=pk)


def _shown(request: HttpRequest, alternative: Alternative) -> Any:
    """As it stands among the others."""
    order = list(Alternative.objects.visible_to(request.user).current().of(alternative.position).in_order())
    stamps = Stamps([alternative], request.user)
    can_edit = alternative.position.is_draft and not alternative.archived_at
    return fields.alternative_field(order, alternative, stamps, can_edit=can_edit)
