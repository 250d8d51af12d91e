"""What States and groups think: the matrix, and each of its cells edited in place."""

from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.views.decorators.http import require_http_methods, require_safe

from delegation import drafts
from delegation.editing import add_inline, add_page, edit_inline, sent
from delegation.models import Issue, MemberState, RegionalGroup
from delegation.pages import markings_shown, page
from delegation.versions import read_key
from positions.actions import stances as actions
from positions.forms.stances import NewStanceForm, StanceForm, StateStanceForm
from positions.models import Stance
from positions.pages import cells, stance_matrix
from positions.views.issues import changeable_issue, issue_url, visible_issue


@require_safe
def matrix(request: HttpRequest) -> HttpResponse:
    return page(request, "positions/stance_matrix.html", stance_matrix.composed(request.GET, request.user))


@require_http_methods(["GET", "HEAD", "POST"])
def stance_of_group(request: HttpRequest, pk: UUID, code: str) -> HttpResponse:
    return edit_cell(request, visible_issue(request, pk), group=get_object_or_404(RegionalGroup, pk=code))


@require_http_methods(["GET", "HEAD", "POST"])
def stance_of_state(request: HttpRequest, pk: UUID, symbol: str) -> HttpResponse:
    return edit_cell(request, visible_issue(request, pk), state=get_object_or_404(MemberState, pk=symbol))


@require_http_methods(["GET", "HEAD", "POST"])
def stance_add(request: HttpRequest, pk: UUID) -> HttpResponse:
    """The stance of a State that has none on this issue yet."""
    issue = changeable_issue(request, pk)
    states = list(MemberState.objects.current())
    return add_page(
        request,
        "positions/stance_form.html",
        form=StateStanceForm(sent(request), states=states),
        add=actions.add,
        made=lambda _key: f"{issue_url(pk)}#stances",
        context={
            "issue": issue,
            "states": states,
            "markings": markings_shown(issue),
            "draft": drafts.name_of_new(issue, "stance"),
        },
        issue=issue,
    )


def edit_cell(request: HttpRequest, issue: Issue, **holder: Any) -> HttpResponse:
    """Edit the stance that stands in the cell, or add the first."""
    shown: dict[str, Any] = {"back": f"{issue_url(issue.pk)}#stances", "template": "positions/cell.html"}
    if stance := _edited(request, issue, **holder):
        return edit_inline(
            request,
            stance,
            form_class=StanceForm,
            save=actions.change,
            shown=lambda _now: cell_of(request, issue, **holder),
            saves_itself=True,
            **shown,
        )
    changeable_issue(request, issue.pk)
    return add_inline(
        request,
        form=NewStanceForm(sent(request)),
        add=actions.add,
        absent=cell_of(request, issue, **holder),
        made=lambda _key: cell_of(request, issue, **holder),
        **shown,
        issue=issue,
        **holder,
    )


def cell_of(request: HttpRequest, issue: Issue, **holder: Any) -> dict[str, Any]:
    [who] = holder.values()
    stances = _stances(request, issue, **holder)
    cell = cells.cell(issue, who, stances, can_edit=True)
    return {"cell": cell, "field": cell, "markings": markings_shown(issue, stances)}


def _edited(request: HttpRequest, issue: Issue, **holder: Any) -> Stance | None:
    """The one that a form was made of, or else the one that is edited in the cell.

    Which one that is changes with what is added, archived and hidden: words go to no other than they were written for.
    """
    [who] = holder.values()
    if sent_key := request.POST.get("stance"):
        return get_object_or_404(Stance.objects.visible_to(request.user).on(issue).held_by(who), pk=read_key(sent_key))
    standing = cells.strictest_first(_stances(request, issue, **holder))
    return standing[0] if standing else None


def _stances(request: HttpRequest, issue: Issue, **holder: Any) -> list[Stance]:
    [who] = holder.values()
    return list(Stance.objects.visible_to(request.user).current().on(issue).held_by(who))
