"""Answering one's own duty, and asking members to a meeting."""

from collections.abc import Callable
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.timezone import localdate, localtime
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods, require_POST

from delegation import access, editing, refusals
from delegation.actions import duties
from delegation.forms.records import SeenForm, SeenReasonForm
from delegation.forms.saves import add_once
from delegation.models import Delegate, Duty, Meeting
from delegation.pages import markings_shown
from positions.actions.duties import assign as assign_duty
from positions.forms.meetings import AssignForm, GiveBackForm, PlaceForm


@require_POST
def accept(request: HttpRequest, pk: Any) -> HttpResponse:
    duty = _own(request, pk)
    said = _("Accepted: %s.") % duty.meeting
    return editing.act(request, duty, duties.accept, back=_back(request, duty), form=SeenForm(request.POST), said=said)


@require_POST
def arrive(request: HttpRequest, pk: Any) -> HttpResponse:
    duty = _own(request, pk)
    said = _("In the room: %s.") % duty.meeting
    return editing.act(request, duty, duties.arrive, back=_back(request, duty), form=SeenForm(request.POST), said=said)


@require_POST
def finish(request: HttpRequest, pk: Any) -> HttpResponse:
    duty = _own(request, pk)
    said = _("Your part is done: %s.") % duty.meeting
    return editing.act(request, duty, duties.finish, back=_back(request, duty), form=SeenForm(request.POST), said=said)


@require_POST
def miss(request: HttpRequest, pk: Any) -> HttpResponse:
    duty = _duty(request, pk)
    refusals.require_that(duty.meeting.is_accounted_for_by(request.user), refusals.ACCOUNT)
    said = _("%(name)s was not at %(meeting)s.") % {"name": duty.delegate, "meeting": duty.meeting}
    return editing.act(request, duty, duties.miss, back=_back(request, duty), form=SeenForm(request.POST), said=said)


@require_POST
def take_back(request: HttpRequest, pk: Any) -> HttpResponse:
    duty = _kept(request, pk)
    said = _("%(name)s is taken off %(meeting)s.") % {"name": duty.delegate, "meeting": duty.meeting}
    back, form = _back(request, duty), SeenForm(request.POST)
    return editing.act(request, duty, duties.take_back, back=back, form=form, said=said)


@require_http_methods(["GET", "POST"])
def refuse(request: HttpRequest, pk: Any) -> HttpResponse:
    return _with_reason(request, _own(request, pk), duties.refuse, SeenReasonForm, _("Refuse"), _("Refused: %s."))


@require_http_methods(["GET", "POST"])
def hand_over(request: HttpRequest, pk: Any) -> HttpResponse:
    act, said = _("Give back"), _("Given back: %s.")
    return _with_reason(request, _own(request, pk), duties.hand_over, GiveBackForm, act, said)


@require_http_methods(["GET", "POST"])
def override(request: HttpRequest, pk: Any) -> HttpResponse:
    act, said = _("Let both meetings stand"), _("Both stand: %s, and the other.")
    return _with_reason(request, _kept(request, pk), duties.override, SeenReasonForm, act, said)


@require_http_methods(["GET", "POST"])
def assign(request: HttpRequest, pk: Any) -> HttpResponse:
    meeting = _run(request, pk)
    title, at_meeting = _("Ask somebody to %(meeting)s") % {"meeting": meeting}, meeting.get_absolute_url()
    form = AssignForm(editing.sent(request))
    return editing.add_page(
        request,
        "positions/form.html",
        form=form,
        add=assign_duty,
        made=lambda _key: _cover_of(meeting) if request.POST.get("back") == "cover" else f"{at_meeting}#cover",
        said=lambda _key: (
            _("Asked to %(meeting)s: %(name)s.") % {"meeting": meeting, "name": form.cleaned_data["delegate"]}
        ),
        context={
            "title": title,
            "back": at_meeting,
            "members": Delegate.objects.suggested(),
            "markings": markings_shown(meeting),
        },
        meeting=meeting,
    )


@require_POST
def place(request: HttpRequest, pk: Any) -> HttpResponse:
    """For the hand on the board: nothing, where somebody is asked; 422 with the reason as plain words where not."""
    meeting, form = _run(request, pk), PlaceForm(request.POST)
    return editing.answer_plainly(form, lambda: add_once(request, form, assign_duty, meeting=meeting))


def _with_reason(
    request: HttpRequest,
    duty: Duty,
    action: Callable[..., Any],
    form_class: Callable[..., Any],
    title: Any,
    said: Any,
) -> HttpResponse:
    at = date_format(localtime(duty.meeting.starts_at), "j M H:i")
    return editing.act_page(
        request,
        "positions/form.html",
        duty,
        action,
        form=form_class(editing.sent(request), initial={"seen": duty.version}),
        done=lambda _outcome: _back(request, duty),
        said=said % duty.meeting,
        context={
            "title": f"{title}: {duty.meeting}, {at}",
            "act": title,
            "back": _back(request, duty),
            "markings": markings_shown(duty, duty.meeting),
        },
    )


def _duty(request: HttpRequest, pk: Any) -> Duty:
    return get_object_or_404(
        Duty.objects.visible_to(request.user).select_related("meeting__committee", "delegate"), pk=pk
    )


def _run(request: HttpRequest, pk: Any) -> Meeting:
    meetings = Meeting.objects.visible_to(request.user).current().select_related("committee")
    meeting = get_object_or_404(meetings, pk=pk)
    refusals.require(access.may_run, request.user)
    return meeting


def _cover_of(meeting: Meeting) -> str:
    return f"{reverse('cover-day', args=[localdate(meeting.starts_at)])}#cover-{meeting.pk}"


def _own(request: HttpRequest, pk: Any) -> Duty:
    duty = _duty(request, pk)
    refusals.require_that(access.is_oneself(request.user, duty.delegate_id), refusals.ANSWER)
    return duty


def _kept(request: HttpRequest, pk: Any) -> Duty:
    duty = _duty(request, pk)
    refusals.require_change(duty, request.user)
    return duty


def _back(request: HttpRequest, duty: Duty) -> str:
    given = request.POST.get("back", "")
    match given:
        case "today":
            return f"{reverse('today')}#meetings"
        case "cover":
            return _cover_of(duty.meeting)
    return editing.way_back(given, f"{duty.meeting.get_absolute_url()}#cover")
