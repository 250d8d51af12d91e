"""The time plan: one day as it goes, and the weeks of the conference side by side."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any

from django.db.models import Q
from django.utils import timezone

from delegation import access, clock
from delegation.models import Conference, Meeting
from delegation.pages import markings_shown

WEEK = 7


@dataclass
class Day:
    """One day of the weeks; `is_outside` where the conference does not sit."""

    date: date
    is_today: bool
    is_outside: bool
    meetings: list[Meeting] = field(default_factory=list)


def day_composed(reader: Any, conference: Conference, day: date, *, mine: bool) -> dict[str, Any]:
    """The context of one day. Two queries, none where the conference does not sit."""
    sits = conference.has_day(day)
    meetings = _marked(Meeting.objects.on(conference, day), reader, mine=mine) if sits else []
    return {
        "day": day,
        "sits": sits,
        "conference": conference,
        "today": clock.today(),
        "day_number": conference.day_number(day),
        "nearest": conference.nearest_day(day),
        "previous": day - timedelta(days=1) if sits and day > conference.starts_on else None,
        "next": day + timedelta(days=1) if sits and day < conference.ends_on else None,
        "meetings": meetings,
        "mine": mine,
        "may_run": access.may_run(reader),
        "markings": markings_shown(meetings, *(meeting.cover for meeting in meetings)),
    }


def weeks_composed(reader: Any, conference: Conference, *, mine: bool) -> dict[str, Any]:
    """The context of all weeks, Monday to Sunday. Two queries."""
    start, end = conference.day(conference.starts_on)[0], conference.day(conference.ends_on)[1]
    meetings = _marked(Meeting.objects.filter(starts_at__gte=start, starts_at__lt=end), reader, mine=mine)
    days = {day.date: day for day in _days(conference)}
    for meeting in meetings:
        days[timezone.localdate(meeting.starts_at)].meetings.append(meeting)
    return {
        "conference": conference,
        "days": list(days.values()),
        "weeks": len(days) // WEEK,
        "mine": mine,
        "markings": markings_shown(meetings, *(meeting.cover for meeting in meetings)),
    }


def _marked(meetings: Any, reader: Any, *, mine: bool) -> list[Meeting]:
    meetings = meetings.visible_to(reader).current().marked_for(reader)
    if mine:
        meetings = meetings.filter(Q(is_mine=True) | Q(is_followed=True))
    return list(meetings.with_duties(reader).in_order())


def _days(conference: Conference) -> Iterator[Day]:
    first = conference.starts_on - timedelta(days=conference.starts_on.weekday())
    last = conference.ends_on + timedelta(days=WEEK - 1 - conference.ends_on.weekday())
    today = clock.today()
    for number in range((last - first).days + 1):
        day = first + timedelta(days=number)
        yield Day(day, is_today=day == today, is_outside=not conference.has_day(day))
