"""Rows of the cover board, as plain values: each is rendered once for all who are shown the same."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import UUID

from django.urls import reverse
from django.utils.safestring import SafeString

from delegation import access
from delegation.fragments import fragments
from delegation.models import Duty, Meeting
from delegation.models.duties import DUTY_STATES
from positions.pages import lacks
from positions.pages.lacks import Lack


@dataclass(frozen=True)
class Where:
    """A meeting as the board shows it."""

    key: UUID
    name: str
    title: str
    starts_at: datetime
    ends_at: datetime
    room: str
    state: str
    times_are_estimated: bool
    is_sample: bool
    is_unverified: bool

    @classmethod
    def of(cls, meeting: Meeting) -> "Where":
        return cls(
            meeting.pk,
            str(meeting),
            meeting.title,
            meeting.starts_at,
            meeting.ends_at,
            meeting.room,
            meeting.state,
            meeting.times_are_estimated,
            meeting.is_sample,
            meeting.is_unverified,
        )

    @property
    def url(self) -> str:
        return reverse("meeting-detail", args=[self.key])

    @property
    def is_cancelled(self) -> bool:
        return self.state == "cancelled"

    @property
    def is_open(self) -> bool:
        """Whether somebody may still be asked."""
        return self.state not in ("cancelled", "ended")


@dataclass(frozen=True)
class Place:
    """A duty at a meeting of the board, and what is wrong with it. own: the duty, where it is the reader's own."""

    meeting: Where
    delegate: UUID
    member: str
    role: str
    state: str
    overridden_by_id: Any
    note: str
    lacks: tuple[Lack, ...]
    own: Duty | None

    @classmethod
    def of(cls, duty: Duty, meeting: Where, lacks: Iterable[Lack], reader: Any) -> "Place":
        own = duty if access.is_oneself(reader, duty.delegate_id) else None
        words = (duty.delegate_id, str(duty.delegate), duty.role, duty.state, duty.overridden_by_id, duty.note)
        return cls(meeting, *words, tuple(lacks), own)

    @property
    def role_in_words(self) -> Any:
        return Duty.Role(self.role).label

    @property
    def state_in_words(self) -> Any:
        return DUTY_STATES[self.state]


@dataclass(frozen=True)
class Part:
    """What one goes to a meeting as, and who does."""

    role: str
    name: Any
    places: list[Place]


@dataclass(frozen=True)
class Row:
    """A meeting of the board with what it lacks, and who is to be there. may_run: whether one may ask somebody."""

    meeting: Where
    lacks: tuple[Lack, ...]
    places: tuple[Place, ...]
    may_run: bool

    @property
    def parts(self) -> list[Part]:
        return [
            Part(role.value, role.label, [place for place in self.places if place.role == role]) for role in Duty.Role
        ]

    @property
    def wanted(self) -> str:
        """What somebody is to be asked as next."""
        leads = any(place.role == Duty.Role.LEAD for place in self.places)
        return Duty.Role.SECOND if leads else Duty.Role.LEAD

    @property
    def worst(self) -> str:
        """The state of what it lacks most."""
        return lacks.worst(self.lacks)

    @property
    def is_own(self) -> bool:
        """Whether one may say something of it, with a form that nobody else is given."""
        return any(place.own for place in self.places)


@dataclass
class Slot:
    """A part of the day with its meetings, earliest first."""

    name: Any
    rows: list[Row] = field(default_factory=list)

    @property
    def lacking(self) -> list[Row]:
        return [row for row in self.rows if row.lacks]

    @property
    def carried(self) -> SafeString:
        """Those that lack somebody, from where they are carried to members."""
        return fragments("positions/cover_lacking.html", row=self.lacking)

    @property
    def stretches(self) -> "list[Stretch]":
        return stretches(self.rows, lambda others: fragments("positions/cover_row.html", row=others))


@dataclass(frozen=True)
class Line:
    """A member with his duties, those of each slot together. is_absent: not on site that day."""

    key: UUID
    name: str
    covers: str
    places: tuple[tuple[Place, ...], ...]
    is_absent: bool
    may_run: bool

    @property
    def url(self) -> str:
        return reverse("team-member", args=[self.key])

    @property
    def duties(self) -> int:
        return sum(map(len, self.places))

    @property
    def is_own(self) -> bool:
        return any(place.own for places in self.places for place in places)

    @property
    def carried(self) -> "Carried":
        return Carried(self.key, self.name, self.covers, self.duties)


@dataclass(frozen=True)
class Carried:
    """A member in the list from which one carries members to meetings, with how many duties he has."""

    key: UUID
    name: str
    covers: str
    duties: int


@dataclass(frozen=True)
class Stretch:
    """Rows or lines that are others', rendered; and the reader's own after them, where one is."""

    shown: SafeString
    own: Any = None


def stretches(rows: Iterable[Any], render: Callable[[list[Any]], SafeString]) -> list[Stretch]:
    """All in their order; most boards are one stretch."""
    found: list[Stretch] = []
    others: list[Any] = []
    for row in rows:
        if row.is_own:
            found.append(Stretch(render(others), row))
            others = []
        else:
            others.append(row)
    return [*found, Stretch(render(others))]


def lines_shown(lines: Iterable[Line]) -> list[Stretch]:
    return stretches(lines, lambda others: fragments("positions/cover_line.html", line=others))


def people_carried(lines: Iterable[Line]) -> SafeString:
    """Those who are there that day."""
    return fragments("positions/cover_person.html", member=[line.carried for line in lines if not line.is_absent])
