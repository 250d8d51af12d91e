"""The time plan of a day and of the whole conference."""

from datetime import date

from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from delegation import clock
from delegation.pages import page
from positions.pages.time_plan import day_composed, weeks_composed


@require_safe
def time_plan(request: HttpRequest, day: date | None = None) -> HttpResponse:
    """A day: that of the address, or today or the day of the conference nearest to it."""
    conference = request.conference  # type: ignore[attr-defined]
    day = day or conference.nearest_day(clock.today())
    context = day_composed(request.user, conference, day, mine=_mine(request), by_room=request.GET.get("by") == "room")
    return page(request, "positions/time_plan.html", context, parts=("plan",))


@require_safe
def weeks(request: HttpRequest) -> HttpResponse:
    context = weeks_composed(request.user, request.conference, mine=_mine(request))  # type: ignore[attr-defined]
    return page(request, "positions/weeks.html", context, parts=("plan",))


def _mine(request: HttpRequest) -> bool:
    return bool(request.GET.get("mine"))
