"""The list of proposals and files of it; one proposal, filed, read and edited in place."""

from functools import partial
from typing import Any
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import formats, timezone
from django.views.decorators.http import require_http_methods, require_safe

from delegation import access, clock, refusals
from delegation.editing import add_page, edit_inline, sent
from delegation.history import Stamps
from delegation.pages import markings_shown, page
from positions import exports
from positions.actions import proposals
from positions.forms.proposals import NewProposalForm, ProposalForm
from positions.models import Proposal
from positions.pages import proposal_page, suggestions
from positions.pages.proposal_list import ProposalList

KINDS = {"csv": "text/csv; charset=utf-8", "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"}


@require_safe
def proposal_list(request: HttpRequest) -> HttpResponse:
    listed, may_file = ProposalList(request.GET, request.user), access.may_file(request.user)
    context = {"listed": listed, "may_file": may_file, "may_keep": access.may_keep(request.user)}
    context["markings"] = listed.markings
    return page(request, "positions/proposal_list.html", context)


@require_safe
def proposal_export(request: HttpRequest, kind: str) -> HttpResponse:
    rows = ProposalList(request.GET, request.user).first_rows(exports.LARGEST + 1)
    markings = markings_shown([marking for row in rows for marking in row["markings"]])
    lines = exports.cells(rows, markings, request.user)
    content = exports.as_csv(lines) if kind == "csv" else exports.as_xlsx(lines)
    response = HttpResponse(content, content_type=KINDS[kind])
    at = formats.date_format(timezone.localtime(clock.now()), "Y-m-d-Hi")
    response["Content-Disposition"] = f'attachment; filename="proposals-{at}.{kind}"'
    return response


@require_safe
def proposal_suggestions(request: HttpRequest) -> HttpResponse:
    typed = request.GET.get(request.GET.get("as", ""), "")
    found = suggestions.of(request.GET.get("of", ""), typed, request.user)
    return render(request, "positions/suggestions.html", {"found": found})


@require_safe
def proposal_detail(request: HttpRequest, pk: UUID) -> HttpResponse:
    proposal = _proposal(request, pk)
    context = proposal_page.composed(proposal, request.user, request.conference)  # type: ignore[attr-defined]
    return page(request, "positions/proposal_detail.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def proposal_field(request: HttpRequest, pk: UUID, name: str) -> HttpResponse:
    if name not in proposal_page.FIELDS:
        raise Http404

    def shown(now: Proposal) -> dict[str, Any]:
        stamps = Stamps([now], request.user)
        return {"field": proposal_page.field(now, name, request.user, stamps, may_change=True)}

    return edit_inline(
        request,
        proposal := _proposal(request, pk),
        form_class=partial(ProposalForm, reader=request.user, only=proposal_page.FIELDS[name][1]),
        save=proposals.change,
        shown=shown,
        back=proposal.get_absolute_url(),
    )


@require_http_methods(["GET", "HEAD", "POST"])
def proposal_new(request: HttpRequest) -> HttpResponse:
    refusals.require(access.may_file, request.user)
    form = NewProposalForm(sent(request), reader=request.user)
    return add_page(
        request,
        "positions/proposal_new.html",
        form=form,
        add=proposals.add,
        made=lambda key: reverse("proposal-detail", args=[key]),
        context={"markings": markings_shown(list(form.issues))},
    )


def _proposal(request: HttpRequest, pk: UUID) -> Proposal:
    return get_object_or_404(Proposal.objects.visible_to(request.user).with_list_data(), pk=pk)
