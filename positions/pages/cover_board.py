"""The cover board: the meetings of a day, slot by slot, and who of us is in which."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, time, timedelta
from typing import Any

from django.db.models import Q
from django.utils.timezone import localtime
from django.utils.translation import gettext_lazy as _

from delegation import access, clock
from delegation.models import Conference, Delegate, Duty, Meeting
from delegation.pages import markings_shown
from positions.models import cover

# When a slot begins; it ends where the next begins. A meeting stands in the slot in which it starts.
SLOTS = (
    (time.min, _("Early")),
    (time(9), _("Morning")),
    (time(12, 30), _("Midday")),
    (time(14), _("Afternoon")),
    (time(17, 30), _("Evening")),
)


@dataclass(frozen=True)
class Lack:
    """What a meeting or a member lacks. state: gap (red) or clash, waiting (amber), as the words say."""

    state: str
    words: Any


NOBODY = Lack("gap", _("nobody leads"))
UNATTENDED = Lack("gap", _("ours is on the agenda, nobody is there"))
UNANSWERED = Lack("waiting", _("lead not accepted"))
CLASH = Lack("clash", _("in two rooms"))
AWAY = Lack("clash", _("not on site"))


@dataclass(frozen=True)
class Place:
    """A duty at a meeting of the board, and what is wrong with it. is_own: of who looks at the board."""

    duty: Duty
    meeting: Meeting
    lacks: list[Lack]
    is_own: bool


@dataclass(frozen=True)
class Part:
    """What one goes to a meeting as, and who does."""

    role: str
    name: Any
    places: list[Place]


@dataclass(frozen=True)
class Row:
    """A meeting of the board with what it lacks, and who is to be there."""

    meeting: Meeting
    lacks: list[Lack]
    places: list[Place]

    @property
    def parts(self) -> list[Part]:
        return [
            Part(role.value, role.label, [place for place in self.places if place.duty.role == role])
            for role in Duty.Role
        ]

    @property
    def wanted(self) -> str:
        """What somebody is to be asked as next."""
        leads = any(place.duty.is_lead for place in self.places)
        return Duty.Role.SECOND if leads else Duty.Role.LEAD

    @property
    def is_open(self) -> bool:
        """Whether somebody may still be asked."""
        return self.meeting.state not in ("cancelled", "ended")


@dataclass
class Slot:
    """A part of the day with its meetings, earliest first."""

    name: Any
    rows: list[Row] = field(default_factory=list)

    @property
    def lacking(self) -> list[Row]:
        return [row for row in self.rows if row.lacks]


@dataclass(frozen=True)
class Line:
    """A member with his duties, one list for each slot. is_absent: not on site that day."""

    delegate: Delegate
    places: list[list[Place]]
    is_absent: bool

    @property
    def duties(self) -> int:
        return sum(map(len, self.places))


def composed(reader: Any, conference: Conference, day: date, *, by_people: bool) -> dict[str, Any]:
    """The context of the board of one day. Six queries, however many meetings and people; none where the conference
    does not sit. by_people: members down, and not meetings."""
    sits, may_run = conference.has_day(day), access.may_run(reader)
    meetings, uncovered, wrong = _found(reader, conference, day) if sits else ([], {}, {})
    slots = _slots(meetings, uncovered, wrong, reader)
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
        "lines": _lines(_people(day, meetings), slots, day) if sits and (by_people or may_run) else [],
        "lacking": len(uncovered),
        "clashing": len(wrong),
        "by_people": by_people,
        "may_run": may_run,
        "markings": markings_shown(meetings, *(meeting.cover for meeting in meetings)),
    }


def _found(
    reader: Any, conference: Conference, day: date
) -> tuple[list[Meeting], dict[Any, Any], dict[Any, list[Lack]]]:
    """The meetings of the day, those that lack somebody, and what is wrong with which duty."""
    span = cover.Span(*conference.day(day))
    meetings = list(Meeting.objects.visible_to(reader).current().on(conference, day).with_duties(reader).in_order())
    wrong: dict[Any, list[Lack]] = {}
    for duties, lack in ((cover.clashing(reader, span), CLASH), (cover.away(reader, span), AWAY)):
        for duty in duties:
            wrong.setdefault(duty.pk, []).append(lack)
    return meetings, {one.pk: one for one in cover.uncovered(reader, span)}, wrong


def _slots(
    meetings: Iterable[Meeting], uncovered: dict[Any, Any], wrong: dict[Any, list[Lack]], reader: Any
) -> list[Slot]:
    slots = [Slot(name) for _begins, name in SLOTS]
    for meeting in meetings:
        found = uncovered.get(meeting.pk)
        places = [
            Place(duty, meeting, wrong.get(duty.pk, []), access.is_oneself(reader, duty.delegate_id))
            for duty in meeting.cover
        ]
        slots[_slot_of(meeting)].rows.append(Row(meeting, _lacks(found) if found else [], places))
    return slots


def _slot_of(meeting: Meeting) -> int:
    starts = localtime(meeting.starts_at, clock.zone()).time()
    return max(place for place, (begins, _name) in enumerate(SLOTS) if begins <= starts)


def _lacks(found: Any) -> list[Lack]:
    """found: a row of cover.uncovered."""
    lacks = []
    if found.follows_it and not found.lead_accepted:
        lacks.append(UNANSWERED if found.lead_is_asked else NOBODY)
    if found.takes_ours and not found.is_attended:
        lacks.append(UNATTENDED)
    return lacks


def _people(day: date, meetings: Iterable[Meeting]) -> list[Delegate]:
    """Active members on site that day, and whoever has a duty then."""
    on_site = (Q(arrives_on=None) | Q(arrives_on__lte=day)) & (Q(leaves_on=None) | Q(leaves_on__gte=day))
    at_home = Q(function=access.Function.CAPITAL)
    asked = {duty.delegate_id for meeting in meetings for duty in meeting.cover}
    shown = Delegate.objects.active().filter(on_site & ~at_home | Q(pk__in=asked))
    return list(shown.in_order().only("name", "covers", "function", "arrives_on", "leaves_on"))


def _lines(people: list[Delegate], slots: list[Slot], day: date) -> list[Line]:
    lines = {one.pk: Line(one, [[] for _slot in slots], _is_absent(one, day)) for one in people}
    for number, slot in enumerate(slots):
        for place in (place for row in slot.rows for place in row.places):
            if line := lines.get(place.duty.delegate_id):
                line.places[number].append(place)
    return list(lines.values())


def _is_absent(person: Delegate, day: date) -> bool:
    return bool((person.arrives_on and person.arrives_on > day) or (person.leaves_on and person.leaves_on < day))
