"""What came of a proposal: recorded and changed on its page."""

from functools import partial
from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.views.decorators.http import require_http_methods

from delegation import refusals
from delegation.editing import add_inline, edit_inline, sent
from delegation.history import Stamps
from positions.actions import outcomes
from positions.forms.proposals import NewOutcomeForm, OutcomeForm
from positions.models import Outcome, Proposal
from positions.pages import proposal_page


@require_http_methods(["GET", "HEAD", "POST"])
def outcome(request: HttpRequest, pk: UUID) -> HttpResponse:
    record = get_object_or_404(Outcome.objects.visible_to(request.user).with_subject(), pk=pk)
    return edit_inline(
        request,
        record,
        form_class=partial(OutcomeForm, reader=request.user),
        save=outcomes.change,
        shown=lambda now: _shown(request, now.pk),
        back=record.get_absolute_url(),
    )


@require_http_methods(["GET", "HEAD", "POST"])
def outcome_new(request: HttpRequest, pk: UUID) -> HttpResponse:
    proposal = get_object_or_404(Proposal.objects.visible_to(request.user), pk=pk)
    refusals.require_change(proposal, request.user)
    return add_inline(
        request,
        form=NewOutcomeForm(sent(request), reader=request.user),
        add=outcomes.add,
        absent={"field": proposal_page.new_outcome_field(proposal)},
        made=lambda key: _shown(request, key),
        back=f"{proposal.get_absolute_url()}#outcomes",
        proposal=proposal,
    )


def _shown(request: HttpRequest, key: Any) -> dict[str, Any]:
    record = get_object_or_404(
        Outcome.objects.visible_to(request.user).with_subject().with_rights(request.user), pk=key
    )
    return {"field": proposal_page.outcome_field(record, Stamps([record], request.user))}
