"""The cover board: the meetings of a day, slot by slot, and who of us is in which."""

from collections.abc import Iterable
from datetime import date, time, timedelta
from typing import Any

from django.utils.timezone import localtime
from django.utils.translation import gettext_lazy as _

from delegation import access, clock
from delegation.models import Conference, Delegate, Duty, Meeting
from delegation.models.attendance import cover_of
from delegation.pages import markings_shown
from delegation.prepared import along, prepared
from positions.models import cover
from positions.pages import lacks
from positions.pages.cover_rows import Line, Place, Row, Slot, Where, lines_shown, people_carried

# When a slot begins; it ends where the next begins. A meeting stands in the slot in which it starts.
SLOTS = (
    (time.min, _("Early")),
    (time(9), _("Morning")),
    (time(12, 30), _("Midday")),
    (time(14), _("Afternoon")),
    (time(17, 30), _("Evening")),
)


def composed(reader: Any, conference: Conference, day: date, *, by_people: bool) -> dict[str, Any]:
    """The context of the board of one day. Six queries, however many meetings and people; none where the conference
    does not sit. by_people: members down, and not meetings."""
    sits, may_run = conference.has_day(day), access.may_run(reader)
    span = cover.Span(*conference.day(day)) if sits else None
    meetings, lacking = (_with_cover(reader, span), lacks.found(reader, span)) if span else ([], lacks.NONE)
    slots = _slots(meetings, lacking, reader)
    lines = _lines(_people(day, meetings), slots, day, may_run=may_run) if sits and (by_people or may_run) else []
    return {
        "day": day,
        "sits": sits,
        "conference": conference,
        "day_number": conference.day_number(day),
        "nearest": conference.nearest_day(day),
        "previous": day - timedelta(days=1) if sits and day > conference.starts_on else None,
        "next": day + timedelta(days=1) if sits and day < conference.ends_on else None,
        "slots": slots,
        "parts": Duty.Role.labels,
        "lines": lines_shown(lines) if by_people else [],
        "carried": "" if by_people else people_carried(lines),
        "lacking": sum(lacks.worst(of_one) == "gap" for of_one in lacking.of_meetings.values()),
        "unanswered": sum(lacks.worst(of_one) == "waiting" for of_one in lacking.of_meetings.values()),
        "clashing": len(lacking.of_duties),
        "by_people": by_people,
        "may_run": may_run,
        "markings": markings_shown(meetings, *(meeting.cover for meeting in meetings)),
    }


def _with_cover(reader: Any, span: cover.Span) -> list[Meeting]:
    meetings = _meetings(reader, start=span.start, end=span.end)
    along(meetings, "cover", cover_of(reader, meetings=[meeting.pk for meeting in meetings]), "meeting_id")
    for meeting in meetings:
        for duty in meeting.cover:
            duty.meeting = meeting
    return meetings


@prepared
def _meetings(reader: Any, *, start: Any, end: Any) -> Any:
    found = Meeting.objects.visible_to(reader).current().filter(starts_at__gte=start, starts_at__lt=end)
    return found.select_related("committee").in_order()


def _slots(meetings: Iterable[Meeting], lacking: lacks.Lacks, reader: Any) -> list[Slot]:
    slots, may_run = [Slot(name) for _begins, name in SLOTS], access.may_run(reader)
    for meeting in meetings:
        where = Where.of(meeting)
        places = tuple(Place.of(duty, where, lacking.of_duties.get(duty.pk, ()), reader) for duty in meeting.cover)
        row = Row(where, lacking.of_meetings.get(meeting.pk, ()), places, may_run)
        slots[_slot_of(meeting)].rows.append(row)
    return slots


def _slot_of(meeting: Meeting) -> int:
    starts = localtime(meeting.starts_at, clock.zone()).time()
    return max(place for place, (begins, _name) in enumerate(SLOTS) if begins <= starts)


def _people(day: date, meetings: Iterable[Meeting]) -> list[dict[str, Any]]:
    """Active members on site that day, and whoever has a duty then."""
    asked = {duty.delegate_id for meeting in meetings for duty in meeting.cover}
    return [
        one
        for one in _members(None)
        if one["pk"] in asked or not (_is_absent(one, day) or one["function"] == access.Function.CAPITAL)
    ]


@prepared
def _members(_reader: Any) -> Any:
    return Delegate.objects.active().in_order().values("pk", "name", "function", "covers", "arrives_on", "leaves_on")


def _lines(people: list[dict[str, Any]], slots: list[Slot], day: date, *, may_run: bool) -> list[Line]:
    goes: dict[Any, tuple[list[Place], ...]] = {}
    for number, slot in enumerate(slots):
        for place in (place for row in slot.rows for place in row.places):
            goes.setdefault(place.delegate, tuple([] for _slot in slots))[number].append(place)
    nowhere = tuple(() for _slot in slots)
    return [
        Line(
            one["pk"],
            one["name"],
            one["covers"],
            tuple(map(tuple, goes[one["pk"]])) if one["pk"] in goes else nowhere,
            _is_absent(one, day),
            may_run,
        )
        for one in people
    ]


def _is_absent(person: dict[str, Any], day: date) -> bool:
    arrives, leaves = person["arrives_on"], person["leaves_on"]
    return bool((arrives and arrives > day) or (leaves and leaves < day))
