"""Agencies that are asked to agree to texts: the list, one of them with its answer, asking more."""

from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_safe

from delegation import access, editing, refusals
from delegation.pages import markings_shown, page
from positions.actions import clearances as actions
from positions.forms.clearances import AnswerForm, AskAgenciesForm
from positions.models import Clearance, Instruction, Position
from positions.pages import clearing

OF_THE_AGENCY = gettext_lazy("Only a member who comes from that agency can.")


@require_safe
def clearance_list(request: HttpRequest) -> HttpResponse:
    return page(request, "positions/clearance_list.html", clearing.listed(request.user))


@require_http_methods(["GET", "HEAD", "POST"])
def clearance_detail(request: HttpRequest, pk: UUID) -> HttpResponse:
    """The text, and what one's agency says to it."""
    found = Clearance.objects.visible_to(request.user).with_names()
    clearance = get_object_or_404(found, pk=pk)
    if request.method == "POST":
        refusals.require_that(access.may_clear(request.user, clearance.agency_id), OF_THE_AGENCY)
    return editing.act_page(
        request,
        "positions/clearance_detail.html",
        clearance,
        actions.answer,
        form=AnswerForm(editing.sent(request), initial={"seen": clearance.version}),
        done=lambda _outcome: clearance.get_absolute_url(),
        said=_("Noted: who asked sees your answer."),
        context=clearing.composed(clearance, request.user),
    )


@require_http_methods(["GET", "HEAD", "POST"])
def instruction_ask(request: HttpRequest, pk: UUID) -> HttpResponse:
    found = Instruction.objects.visible_to(request.user).with_names()
    return _ask(request, get_object_or_404(found, pk=pk))


@require_http_methods(["GET", "HEAD", "POST"])
def position_ask(request: HttpRequest, pk: UUID) -> HttpResponse:
    found = Position.objects.visible_to(request.user).select_related("issue")
    return _ask(request, get_object_or_404(found, pk=pk))


def _ask(request: HttpRequest, text: Any) -> HttpResponse:
    refusals.require_change(text, request.user)
    others = clearing.not_asked(text, clearing.of(text, request.user))
    back = clearing.page_of(text)
    return editing.act_page(
        request,
        "positions/form.html",
        text,
        actions.ask,
        form=AskAgenciesForm(editing.sent(request), others=others),
        done=lambda _outcome: back,
        said=_("Asked: the members of these agencies are told."),
        context={
            "title": _("Ask agencies: %(subject)s") % {"subject": text.subject},
            "act": _("Ask them"),
            "back": back,
            "markings": markings_shown(text, text.issue),
        },
    )
