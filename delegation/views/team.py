"""The members of the delegation."""

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from delegation import access, editing, pages, refusals, team
from delegation.actions import people
from delegation.forms.records import ReasonForm
from delegation.forms.team import TeamForm
from delegation.models import Delegate


@require_safe
def team_list(request: HttpRequest) -> HttpResponse:
    form = TeamForm(request.GET)
    asked = form.asked
    found = team.roster(
        request.user, words=asked.get("q", ""), here=asked.get("here", False), cursor=request.GET.get("page", "")
    )
    shown = [thing for person in found.people for thing in (*person.holds, *person.on_duty)]  # type: ignore[attr-defined]
    context = {"form": form, "team": found, "markings": pages.markings_shown(shown)}
    context["keeps"] = access.may_keep(request.user)
    return pages.page(request, "delegation/team.html", context)


@require_safe
def team_member(request: HttpRequest, pk: Any) -> HttpResponse:
    return pages.page(request, "delegation/team_member.html", _shown(_member(request, pk), request))


@require_POST
def end_access(request: HttpRequest, pk: Any) -> HttpResponse:
    """From a head or secretary; staff do it in the administration."""
    person = _kept(request, pk)
    form = ReasonForm(request.POST)
    if form.is_valid():
        back, said = person.get_absolute_url(), _("%s has no access any more.") % person
        return editing.act(request, person, people.end_access, form=form, back=back, said=said)
    context = _shown(person, request) | {"end_form": form}
    return pages.page(request, "delegation/team_member.html", context, status=422)


@require_POST
def give_access_again(request: HttpRequest, pk: Any) -> HttpResponse:
    person = _kept(request, pk)
    back, said = person.get_absolute_url(), _("%s has access again.") % person
    return editing.act(request, person, people.give_access_again, back=back, said=said)


def _member(request: HttpRequest, pk: Any) -> Delegate:
    person = team.member(pk, request.user)
    if person is None:
        raise Http404
    return person


def _kept(request: HttpRequest, pk: Any) -> Delegate:
    person = _member(request, pk)
    refusals.require(access.may_keep, request.user)
    return person


def _shown(person: Any, request: HttpRequest) -> dict[str, Any]:
    keeps = access.may_keep(request.user)
    return {
        "person": person,
        "keeps": keeps,
        "runs": access.may_run(request.user),
        "gives": access.may_confirm(request.user),
        "held": people.held_by(person, request.user) if keeps else [],
        "end_form": ReasonForm(),
        "markings": pages.markings_shown([*person.holds, *person.on_duty]),
    }
