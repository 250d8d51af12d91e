"""Fallback, red line and capital's thinking, for the few who may know."""

from typing import Any
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.views.decorators.http import require_http_methods

from delegation.access import Marking
from delegation.editing import add_inline, edit_inline, sent
from delegation.forms.records import form_of
from delegation.history import Stamps
from delegation.models import Issue
from positions.actions import reserves as actions
from positions.forms.reserves import NewReserveForm
from positions.models import Reserve
from positions.pages import fields
from positions.views.issues import issue_url


@require_http_methods(["GET", "HEAD", "POST"])
def reserve_add(request: HttpRequest, pk: UUID, kind: str) -> HttpResponse:
    issues = Issue.objects.visible_to(request.user).with_right_to_add(request.user, Reserve, Marking.CORE)
    issue = get_object_or_404(issues, pk=pk)
    if kind not in Reserve.Kind.values or not issue.may_add:
        raise Http404  # to whom reserves do not exist, neither does the place of one
    return add_inline(
        request,
        form=NewReserveForm(sent(request)),
        add=actions.add,
        absent={"field": fields.new_reserve_field(issue, kind), "markings": [Marking.CORE]},
        made=lambda made: shown_reserve(request, visible_reserve(request, UUID(made))),
        back=f"{issue_url(pk)}#reserves",
        template="positions/reserve.html",
        issue=issue,
        kind=kind,
    )


@require_http_methods(["GET", "HEAD", "POST"])
def reserve_edit(request: HttpRequest, pk: UUID) -> HttpResponse:
    reserve = visible_reserve(request, pk)
    return edit_inline(
        request,
        reserve,
        form_class=form_of(Reserve, "text"),
        save=actions.change,
        shown=lambda now: shown_reserve(request, now),
        back=f"{issue_url(reserve.issue_id)}#reserves",
        template="positions/reserve.html",
    )


def visible_reserve(request: HttpRequest, pk: UUID) -> Reserve:
    return get_object_or_404(Reserve.objects.visible_to(request.user).with_instruction(), pk=pk)


def shown_reserve(request: HttpRequest, reserve: Reserve) -> dict[str, Any]:
    return {"field": fields.reserve_field(reserve, Stamps([reserve], request.user), can_edit=True)}
