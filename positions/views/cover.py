"""The cover board, and who could go where somebody is missing."""

from datetime import date
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.utils.timezone import localdate
from django.views.decorators.http import require_safe

from delegation import access, clock, refusals
from delegation.models import Duty, Meeting
from delegation.pages import markings_shown, page
from positions.pages import could_go, cover_board, cover_history
from positions.pages.meeting_page import given_back


@require_safe
def board(request: HttpRequest, day: date | None = None) -> HttpResponse:
    """Of a day: that of the address, or today or the day of the conference nearest to it."""
    conference = request.conference  # type: ignore[attr-defined]
    day = day or conference.nearest_day(clock.today())
    context = cover_board.composed(request.user, conference, day, by_people=request.GET.get("by") == "people")
    return page(request, "positions/cover_board.html", context, parts=("board", "people"))


@require_safe
def history(request: HttpRequest, day: date) -> HttpResponse:
    context = cover_history.composed(request.user, request.conference, day)  # type: ignore[attr-defined]
    return page(request, "positions/cover_history.html", context, parts=("entries",))


@require_safe
def who_could_go(request: HttpRequest, pk: UUID) -> HttpResponse:
    meeting = get_object_or_404(Meeting.objects.visible_to(request.user).held().select_related("committee"), pk=pk)
    refusals.require(access.may_run, request.user)
    back = list(given_back(meeting, request.user))
    suggestions = could_go.suggestions(meeting, request.user, back)
    named = [record for one in suggestions for record in (*one.issues, *one.elsewhere)]
    context = {
        "meeting": meeting,
        "day": localdate(meeting.starts_at),
        "suggestions": suggestions,
        "given_back": back,
        "roles": Duty.Role.choices,
        "markings": markings_shown(meeting, named, back),
    }
    return page(request, "positions/could_go.html", context, parts=("could-go",))
