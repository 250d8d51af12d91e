"""What became of an instruction: said, looked at, corrected."""

from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from delegation import editing, refusals
from delegation.pages import markings_shown, page
from delegation.versions import read_key
from positions.actions import deliveries as actions
from positions.forms.deliveries import CorrectionForm, DeliveryForm
from positions.models import Delivery
from positions.pages import deliveries as delivered
from positions.pages import trace
from positions.views import instructions
from positions.views.issues import issue_url


@require_http_methods(["GET", "HEAD", "POST"])
def instruction_deliver(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Say what became of a live instruction; of one that is dead, what is live now."""
    instruction = instructions.visible(request, pk)
    refusals.require_that(delivered.may_deliver(instruction, request.user), refusals.DELIVER)
    named = read_key(request.GET.get("meeting"))
    meetings = delivered.meetings_of(instruction, request.user, named=named)
    first: Any = named or delivered.meeting_now(meetings, request.user)
    back = editing.way_back(request.GET.get("back", ""), f"{issue_url(instruction.issue_id)}#deliveries")
    return editing.add_page(
        request,
        "positions/delivery_form.html",
        form=DeliveryForm(editing.sent(request), meetings=meetings, initial={"meeting": first}),
        add=actions.deliver,
        made=lambda _key: back,
        said=f"{instructions.told(_('Noted'), instruction)} {_('It can be corrected on its issue.')}",
        context=delivered.delivering(instruction, request.user) | {"back": back},
        instruction=instruction,
    )


@require_safe
def delivery_detail(request: HttpRequest, pk: UUID) -> HttpResponse:
    return page(request, "positions/delivery_detail.html", trace.composed(_visible(request, pk), request.user))


@require_http_methods(["GET", "HEAD", "POST"])
def delivery_correct(request: HttpRequest, pk: UUID) -> HttpResponse:
    delivery = _visible(request, pk)
    refusals.require_that(delivery.is_changeable_by(request.user), refusals.DELIVER)
    first = {"seen": delivery.version, "words": delivery.words}
    return editing.act_page(
        request,
        "positions/delivery_correct.html",
        delivery,
        actions.correct,
        form=CorrectionForm(editing.sent(request), initial=first),
        done=lambda _outcome: delivery.get_absolute_url(),
        said=_("Corrected: the head is told."),
        context={"delivery": delivery, "markings": markings_shown(delivery, delivery.meeting)},
    )


def _visible(request: HttpRequest, pk: UUID) -> Delivery:
    return get_object_or_404(Delivery.objects.visible_to(request.user).whole(), pk=pk)
