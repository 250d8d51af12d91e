"""What a position rests on: noted and taken off."""

from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from delegation import editing, refusals
from delegation.pages import markings_shown
from positions.actions import bases as actions
from positions.forms.bases import RestForm
from positions.models import Basis, Instruction, Position, Text


@require_http_methods(["GET", "HEAD", "POST"])
def position_rest(request: HttpRequest, pk: UUID) -> HttpResponse:
    position = get_object_or_404(Position.objects.visible_to(request.user).select_related("issue"), pk=pk)
    refusals.require_change(position, request.user)
    live = list(Instruction.objects.visible_to(request.user).on(position.issue).live().with_names().newest_first())
    texts = list(Text.objects.visible_to(request.user).current().on(position.issue).in_order())
    back = position.get_absolute_url()
    return editing.act_page(
        request,
        "positions/form.html",
        position,
        actions.rest,
        form=RestForm(editing.sent(request), instructions=live, texts=texts),
        done=lambda _outcome: back,
        said=_("Noted: when it changes, the position is to be checked."),
        context={
            "title": _("What the position rests on: %(issue)s") % {"issue": position.issue},
            "act": _("It rests on this"),
            "back": back,
            "markings": markings_shown(position, live, texts),
        },
    )


@require_POST
def basis_take_off(request: HttpRequest, pk: UUID) -> HttpResponse:
    basis = get_object_or_404(Basis.objects.visible_to(request.user), pk=pk)
    return editing.act(request, basis, actions.take_off, back=basis.get_absolute_url(), said=_("Taken off."))
