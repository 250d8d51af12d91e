"""The time plan: one day as it goes, and the weeks of the conference side by side."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any

from django.db.models import Q
from django.utils import timezone

from delegation import access, clock, rooms
from delegation.models import Conference, Meeting
from delegation.pages import markings_shown
from positions.models import cover
from positions.pages import lacks

WEEK = 7


@dataclass
class Day:
    """One day of the weeks; `is_outside` where the conference does not sit."""

    date: date
    is_today: bool
    is_outside: bool
    meetings: list[Meeting] = field(default_factory=list)


@dataclass(frozen=True)
class Slot:
    """Meetings that begin at one time, by the rooms of the day."""

    starts_at: datetime
    cells: list[tuple[str, list[Meeting]]]


def slots_by_room(meetings: Sequence[Meeting]) -> list[Slot]:
    """Each slot has a cell for each room of the day, in the order of their names; without a room yet comes last."""
    rooms = sorted({meeting.room for meeting in meetings}, key=lambda room: (not room, room.casefold()))
    found = []
    for starts_at in sorted({meeting.starts_at for meeting in meetings}):
        begin = [meeting for meeting in meetings if meeting.starts_at == starts_at]
        found.append(Slot(starts_at, [(room, [one for one in begin if one.room == room]) for room in rooms]))
    return found


def day_composed(
    reader: Any, conference: Conference, day: date, *, mine: bool, by_room: bool = False
) -> dict[str, Any]:
    """The context of one day. Three queries, by room one more, none where the conference does not sit."""
    sits = conference.has_day(day)
    meetings = _marked(reader, *conference.day(day), mine=mine) if sits else []
    beside = rooms.shared(meetings, reader) if by_room else {}
    for meeting in meetings:
        meeting.shares_room = meeting.pk in beside  # type: ignore[attr-defined]
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
        "slots": slots_by_room(meetings) if by_room else [],
        "by_room": by_room,
        "mine": mine,
        "may_keep": access.may_keep(reader),
        "markings": markings_shown(meetings, *beside.values(), *(meeting.cover for meeting in meetings)),
    }


def weeks_composed(reader: Any, conference: Conference, *, mine: bool) -> dict[str, Any]:
    """The context of all weeks, Monday to Sunday. Three queries."""
    start, end = conference.day(conference.starts_on)[0], conference.day(conference.ends_on)[1]
    meetings = _marked(reader, start, end, mine=mine)
    days = {day.date: day for day in _days(conference)}
    for meeting in meetings:
        meeting.lacks = lacks.gravest(meeting.lacks)  # type: ignore[attr-defined]
        days[timezone.localdate(meeting.starts_at)].meetings.append(meeting)
    return {
        "conference": conference,
        "days": list(days.values()),
        "weeks": len(days) // WEEK,
        "mine": mine,
        "markings": markings_shown(meetings, *(meeting.cover for meeting in meetings)),
    }


def with_lacks(meetings: Any, reader: Any, start: datetime, end: datetime) -> list[Meeting]:
    """In order, with their duties, and `lacks` as the cover board says it, of those that begin then. Three queries."""
    found, lacking = list(meetings.with_duties(reader).in_order()), lacks.of_meetings(reader, cover.Span(start, end))
    for meeting in found:
        meeting.lacks = lacking.get(meeting.pk, ())
    return found


def _marked(reader: Any, start: datetime, end: datetime, *, mine: bool) -> list[Meeting]:
    meetings = Meeting.objects.filter(starts_at__gte=start, starts_at__lt=end)
    meetings = meetings.visible_to(reader).current().marked_for(reader)
    if mine:
        meetings = meetings.filter(Q(is_mine=True) | Q(is_followed=True))
    return with_lacks(meetings, reader, start, end)


def _days(conference: Conference) -> Iterator[Day]:
    first = conference.starts_on - timedelta(days=conference.starts_on.weekday())
    last = conference.ends_on + timedelta(days=WEEK - 1 - conference.ends_on.weekday())
    today = clock.today()
    for number in range((last - first).days + 1):
        day = first + timedelta(days=number)
        yield Day(day, is_today=day == today, is_outside=not conference.has_day(day))
