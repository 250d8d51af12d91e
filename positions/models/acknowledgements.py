"""Who must know an instruction, and how far each has come: unread, read, acknowledged."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import F, Value
from django.db.models.functions import Cast

from delegation import access, clock
from delegation.access import Marked
from delegation.models import Assignment, Delegate, Duty
from delegation.models.meetings import OVERRUN
from delegation.prepared import prepared, together
from delegation.versions import Versioned, versioned
from positions.models.agenda_items import AgendaItem
from positions.models.climbs import Climb
from positions.models.conflicting_answers import with_hold
from positions.models.holders import speakers
from positions.models.instructions import Instruction


@versioned
class Acknowledgement(Marked, Versioned):
    """One person knows one instruction, since when: an act, by name."""

    parents = ("instruction",)
    marked_alike = True

    instruction = models.ForeignKey(Instruction, models.PROTECT, related_name="acknowledgements")
    delegate = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="acknowledgements")
    at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["instruction", "delegate"], name="one_acknowledgement_each")]

    def __str__(self) -> str:
        return f"{self.delegate}, {self.instruction}"


@versioned
class Reading(Marked, Versioned):
    """An instruction stood whole before one who must know it, for the first time; noted by itself."""

    parents = ("instruction",)
    marked_alike = True

    instruction = models.ForeignKey(Instruction, models.PROTECT, related_name="readings")
    delegate = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="readings")
    at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["instruction", "delegate"], name="one_reading_each")]

    def __str__(self) -> str:
        return f"{self.delegate}, {self.instruction}"


@dataclass(frozen=True)
class Holder:
    """A member who must know an instruction."""

    delegate: Any
    read_at: datetime | None
    acknowledged_at: datetime | None

    @property
    def state(self) -> str:
        """unread, read or acknowledged."""
        if self.acknowledged_at:
            return "acknowledged"
        return "read" if self.read_at else "unread"


def known(instructions: Any, reader: Any) -> list[Instruction]:
    """The rows of a queryset with their names, the hold on each, its `holders` and who `told` that he knows it. Two
    queries."""
    found = list(with_hold(instructions.with_names(), reader))
    put_readers(found, reader)
    return found


def put_readers(instructions: Sequence[Instruction], reader: Any) -> None:
    """Put to each its `holders`, leads first, `told`: the acknowledgements, as they came; as far as `reader` may know.
    And to whom it has `climbed`. One query.

    reader: None for the installation itself, which tells each what is his.
    """
    now = clock.now()
    whole = reader is None
    keys = {"instructions": [one.pk for one in instructions]}
    times = {"now": now, "since": now - OVERRUN}
    issues, texts = {one.issue_id for one in instructions}, {one.text_id for one in instructions} - {None}
    rows = together(
        [
            _noted.part(reader, whole, Acknowledgement, "told", **keys),
            _noted.part(reader, whole, Reading, "read", **keys),
            _climbed.part(None, **keys),
            _leading.part(reader, whole, issues=list(issues)),
            _carrying.part(reader, whole, "issues", "issue", keys=list(issues), **times),
            _carrying.part(reader, whole, "texts", "text", keys=list(texts), **times),
        ]
    )
    found: dict[tuple[str, Any], list[tuple[str, str, Delegate, datetime | None]]] = {}
    for what, about, rank, who, name, clearance, function, moment in rows:
        person = Delegate(pk=who, name=name, clearance=clearance, function=function)
        found.setdefault((what, about), []).append((rank, name, person, moment))
    for one in instructions:
        told = sorted(found.get(("told", one.pk), ()), key=lambda row: (row[3], row[1]))
        one.told = [Acknowledgement(delegate=person, at=at) for _rank, _name, person, at in told if at]
        climbed = sorted(found.get(("climbed", one.pk), ()), key=lambda row: row[0])
        one.climbed = [Climb(step=int(step), at=at) for step, _name, _nobody, at in climbed]
        one.holders = list(_holders(one, found))
        if not whole and access.Marking.GOVERNMENT not in access.open_markings(reader):
            _show_no_others(one, reader)


def _show_no_others(one: Instruction, reader: Any) -> None:
    """To who is not cleared: he who must know it for a reason that is hidden would show himself by having acknowledged
    it, or by not having, as it then climbs."""
    known = {holder.delegate.pk for holder in one.holders} | {reader.pk}
    one.told = [told for told in one.told if told.delegate_id in known]
    one.climbed = []


def _holders(one: Instruction, found: dict[tuple[str, Any], list[Any]]) -> Any:
    """Each once; who may not read it is none."""
    moments = [{row[2].pk: row[3] for row in found.get((what, one.pk), ())} for what in ("read", "told")]
    rows = [row for key in (("issue", one.issue_id), ("text", one.text_id)) for row in found.get(key, ())]
    people: dict[Any, Delegate] = {}
    for _rank, _name, person, _at in sorted(rows, key=lambda row: row[:2]):
        people.setdefault(person.pk, person)
    for key, person in people.items():
        if one.marking in access.open_markings(person):
            yield Holder(person, *(moment.get(key) for moment in moments))


@prepared
def _noted(reader: Any, whole: bool, model: Any, what: str, *, instructions: Any) -> Any:
    found = _seen(model.objects, reader, whole).filter(instruction__in=instructions)
    return _rows(found, what, about=F("instruction"), at=F("at"))


@prepared
def _climbed(reader: Any, *, instructions: Any) -> Any:
    """Reached from instructions that the reader sees."""
    found = Climb.objects.filter(instruction__in=instructions, people__gt=0)
    nobody = {"who": Cast(Value(None), models.UUIDField())} | dict.fromkeys(("name", "cleared", "works_as"), Value(""))
    return _columns(found, "climbed", nobody, about=F("instruction"), at=F("at"), rank=F("step"))


@prepared
def _leading(reader: Any, whole: bool, *, issues: Any) -> Any:
    found = _seen(Assignment.objects, reader, whole).in_force().filter(issue__in=issues, delegate__is_active=True)
    return _rows(found, "issue", about=F("issue"), rank=F("role"))


@prepared
def _carrying(reader: Any, whole: bool, of: str, what: str, *, keys: Any, now: Any, since: Any) -> Any:
    """of: the list of an agenda item in which the keys are sought."""
    duties = speakers(_seen(Duty.objects, reader, whole), now, since)
    items = _seen(AgendaItem.objects, reader, whole).current()
    found = duties.filter(**{"meeting__agenda_items__in": items, f"meeting__agenda_items__{of}__in": keys})
    return _rows(found, what, about=F(f"meeting__agenda_items__{of}"), rank=Value("z"))


def _seen(rows: Any, reader: Any, whole: bool) -> Any:
    return rows.all() if whole else rows.visible_to(reader)


def _rows(found: Any, what: str, *, about: Any, at: Any = None, rank: Any = None) -> Any:
    person = {"who": F("delegate"), "name": F("delegate__name")}
    person |= {"cleared": F("delegate__clearance"), "works_as": F("delegate__function")}
    return _columns(found, what, person, about=about, at=at, rank=rank)


def _columns(found: Any, what: str, person: dict[str, Any], *, about: Any, at: Any, rank: Any) -> Any:
    values = {
        "what": Value(what),
        "about": about,
        "rank": Cast(rank or Value(""), models.TextField()),
        **person,
        "moment": at or Cast(Value(None), models.DateTimeField()),
    }
    return found.order_by().annotate(**values).values_list(*values)
