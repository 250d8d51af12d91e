"""One meeting: its agenda by issue, who of us is there, and its place in the plan."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.timezone import localtime
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from delegation import access, editing, pages, refusals, rooms
from delegation.actions import meetings
from delegation.forms.records import SeenForm, SeenReasonForm
from delegation.models import Meeting
from positions.forms.meetings import MeetingForm, MoveForm
from positions.pages import meeting_page
from positions.views.readings import note_shown


@require_safe
def meeting_detail(request: HttpRequest, pk: Any) -> HttpResponse:
    context = meeting_page.composed(_meeting(request, pk), request.user)
    note_shown(request, [band for topic in context["topics"] for band in topic.bands], part="agenda")
    return pages.page(request, "positions/meeting.html", context, parts=("cover", "course", "agenda", "notes"))


@require_http_methods(["GET", "POST"])
def meeting_new(request: HttpRequest) -> HttpResponse:
    refusals.require(access.may_keep, request.user)
    return editing.add_page(
        request,
        "positions/form.html",
        form=MeetingForm(editing.sent(request), initial={"committee": request.GET.get("committee")}),
        add=meetings.plan,
        made=lambda key: reverse("meeting-detail", args=[key]),
        said=lambda key: _planned(request, key),
        context={"title": _("Plan a meeting"), "back": reverse("time-plan")},
    )


@require_http_methods(["GET", "POST"])
def move(request: HttpRequest, pk: Any) -> HttpResponse:
    """With it the cover is shown anew, because what had been accepted may have been taken back."""
    meeting = _meeting(request, pk)

    def shown(now: Meeting) -> dict[str, Any]:
        context = meeting_page.composed(_meeting(request, now.pk), request.user)
        return context | {"field": context["time_field"], "is_alone": pages.stands_alone(request)}

    return editing.edit_inline(
        request,
        meeting,
        form_class=MoveForm,
        save=meetings.move,
        shown=shown,
        back=meeting.get_absolute_url(),
        template="positions/meeting_kept.html",
        puts_together=False,
    )


@require_http_methods(["GET", "POST"])
def cancel(request: HttpRequest, pk: Any) -> HttpResponse:
    meeting = _run(request, pk)
    at = date_format(localtime(meeting.starts_at), "j M H:i")
    title = _("Cancel %(meeting)s, %(at)s") % {"meeting": meeting, "at": at}
    return editing.act_page(
        request,
        "positions/form.html",
        meeting,
        meetings.cancel,
        form=SeenReasonForm(editing.sent(request), initial={"seen": meeting.version}),
        done=lambda _outcome: _at_state(meeting),
        said=_("Cancelled: %s. Those who were to be there are told.") % meeting,
        context={
            "title": title,
            "act": _("Cancel the meeting"),
            "back": meeting.get_absolute_url(),
            "markings": pages.markings_shown(meeting),
        },
    )


@require_POST
def confirm(request: HttpRequest, pk: Any) -> HttpResponse:
    meeting = _run(request, pk)
    form, said = SeenForm(request.POST), _("Confirmed: %s.") % meeting
    return editing.act(request, meeting, meetings.confirm, back=_at_state(meeting), form=form, said=said)


@require_POST
def start(request: HttpRequest, pk: Any) -> HttpResponse:
    meeting = _timed(request, pk)
    form, said = SeenForm(request.POST), _("It has begun: %s.") % meeting
    return editing.act(request, meeting, meetings.start, back=_at_state(meeting), form=form, said=said)


@require_POST
def end(request: HttpRequest, pk: Any) -> HttpResponse:
    meeting, form = _timed(request, pk), SeenForm(request.POST)
    said = _("It is over: %s. Note what came of it, proposal by proposal.") % meeting
    return editing.act(request, meeting, meetings.end, back=_at_state(meeting), form=form, said=said)


def _planned(request: HttpRequest, key: str) -> str:
    """What is said of a new one."""
    said = _("It is in the time plan. Next: ask somebody to it.")
    return rooms.then_told(said, Meeting.objects.visible_to(request.user).filter(pk=key).first(), request.user)


def _run(request: HttpRequest, pk: Any) -> Meeting:
    meeting = _meeting(request, pk)
    refusals.require(access.may_run, request.user)
    return meeting


def _timed(request: HttpRequest, pk: Any) -> Meeting:
    meeting = _meeting(request, pk)
    refusals.require_that(meeting.is_timed_by(request.user), refusals.TIME)
    return meeting


def _at_state(meeting: Meeting) -> str:
    return f"{meeting.get_absolute_url()}#meeting-state"


def _meeting(request: HttpRequest, pk: Any) -> Meeting:
    """With its cover; 404 alike for one that is not there and one that the reader may not see."""
    return get_object_or_404(Meeting.objects.visible_to(request.user).current().with_duties(request.user), pk=pk)
