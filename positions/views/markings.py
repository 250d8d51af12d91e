"""Changing a marking: what hides is done at once, what shows more takes two."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from delegation import refusals
from delegation.access import Marked, choosable_markings
from delegation.actions.markings import set_marking
from delegation.editing import act_page, sent
from delegation.forms.markings import MarkingForm
from delegation.models import Issue, Meeting
from delegation.pages import markings_shown
from delegation.versions import Saved
from positions.models import GuidanceRequest, Instruction, Note, Outcome, Position, Stance, TalkingPoint

# A reserve is always core, and what bears a number of the Union is always known to the whole delegation.
KINDS: dict[str, type[Marked]] = {
    model._meta.model_name or "": model
    for model in (Issue, Meeting, Position, TalkingPoint, Stance, GuidanceRequest, Instruction, Note, Outcome)
}


@require_http_methods(["GET", "HEAD", "POST"])
def marking(request: HttpRequest, kind: str, pk: UUID) -> HttpResponse:
    record = _visible(request, kind, pk)
    back = _page_of(record)
    refusals.require_change(record, request.user)

    def done(outcome: Saved) -> str:
        for grant in outcome.proposed:
            messages.info(request, _("Waits until a head or deputy confirms it: %(act)s.") % {"act": grant})
        return back

    form = MarkingForm(
        sent(request),
        markings=[one for one in choosable_markings(request.user, record.issue_key) if one in record.MARKINGS],
        initial={"seen": record.version, "marking": record.marking},
    )
    context = {"record": record, "back": back, "markings": markings_shown(record)}
    return act_page(request, "positions/marking.html", record, set_marking, form=form, done=done, context=context)


def _visible(request: HttpRequest, kind: str, pk: UUID) -> Any:
    if kind not in KINDS:
        raise Http404
    return get_object_or_404(KINDS[kind].objects.visible_to(request.user), pk=pk)


def _page_of(record: Any) -> str:
    """Where its marking is changed from; an instruction is at home on its issue, and has a page of its own besides."""
    if isinstance(record, Instruction):
        return reverse("instruction-detail", args=[record.pk])
    return record.get_absolute_url()
