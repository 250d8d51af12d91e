"""Whom an instruction concerns: by an issue that is held, by a duty at a meeting that treats it, by notes taken there.

Each is written once, as a condition on rows. Who must know an instruction is asked from three sides: which instructions
concern a member (`concerns`), who must know these (`acknowledgements.put_readers`), which wait for somebody
(`Instruction.objects.awaiting_acknowledgement`); all of them, of who may read it alone.
"""

from datetime import datetime
from typing import Any

from django.db.models import Exists, Func, OuterRef, Q, QuerySet, TextField, Value

from delegation import access, clock
from delegation.access import Marking
from delegation.models import Assignment, Committee, Duty, Issue, Meeting, Membership, Notice
from delegation.models.meetings import OVERRUN
from positions.models.agenda_items import AgendaItem
from positions.models.climbs import Steps, reached, untold

SPEAKING = (Duty.Role.LEAD, Duty.Role.SECOND)
ISSUED = "instruction %s issued"  # the key under which each who must know an instruction is told of it, by its key
AMONG_US = Committee.Kind.OTHER  # meetings of the delegation, and of its group: nobody speaks there for the State


def concerns(delegate: Any, now: datetime | None = None, since: Any = None) -> Q:
    """Instructions that `delegate` must know: he leads or is alternate of the issue, or is to speak at a meeting that
    is not over and treats it. now, since: as for `Meeting.objects.going_on`."""
    duties = speakers(Duty.objects.visible_to(delegate), now, since).filter(delegate=delegate.pk)
    items = _items(delegate).filter(meeting__in=duties.order_by().values("meeting"))
    return Q(issue__in=access.holding(delegate)) | treated_under(items)


def openly_concerns(delegate: Any) -> Q:
    """As `concerns`, by what every member may know: nothing else shows who is not cleared that `delegate` must know."""
    shown = Q(marking=Marking.DELEGATION)
    held = Assignment.objects.in_force().filter(shown, delegate=delegate.pk)
    duties = speakers(Duty.objects.filter(shown)).filter(delegate=delegate.pk)
    items = AgendaItem.objects.current().filter(shown, meeting__in=duties.order_by().values("meeting"))
    return Q(issue__in=held.order_by().values("issue")) | treated_under(items.order_by())


def speakers(duties: Any, now: Any = None, since: Any = None) -> Any:
    """Of these duties, those of who is to speak at a meeting that is coming or going on: what is handed over, done or
    missed does not count, nor what we hold among ourselves."""
    if now is None:
        now = clock.now()
        since = now - OVERRUN
    meetings = Meeting.objects.going_on(now, since=since).exclude(committee__kind=AMONG_US).order_by()
    return duties.unfinished().filter(role__in=SPEAKING, delegate__is_active=True, meeting__in=meetings.values("pk"))


def holding() -> Any:
    """Who leads or is alternate of the issue of the instruction of an outer query."""
    return Assignment.objects.in_force().filter(issue=OuterRef("issue"), delegate__is_active=True)


def speaking() -> Any:
    """Who is to speak where the instruction of an outer query is treated."""
    treats = Q(issues=OuterRef(OuterRef("issue"))) | Q(texts=OuterRef(OuterRef("text")))
    items = AgendaItem.objects.current().filter(treats).order_by()
    return speakers(Duty.objects.all()).filter(meeting__in=items.values("meeting"))


def told(notices: Any = None) -> Exists:
    """Of such people, those who were told that there is this instruction. notices: by one of these."""
    key = Func(Value(ISSUED), OuterRef(OuterRef("pk")), function="FORMAT", output_field=TextField())
    found = Notice.objects.all() if notices is None else notices
    return Exists(found.filter(to=OuterRef("delegate"), key=key))


def told_in_vain(now: datetime, steps: Steps) -> Exists:
    """Of such people who have not acknowledged it, those of whom somebody else is to know by now, who was not told."""
    _holder, deputy, _head = steps
    late = Notice.objects.filter(at__lt=now - deputy).annotate(reached=reached("at", now, steps))
    pk, issued_at = (OuterRef(OuterRef(OuterRef(name))) for name in ("pk", "issued_at"))
    return told(late.filter(untold(instruction=pk, since=issued_at)))


def delivered_by(delegate: Any) -> Q:
    """Instructions of which `delegate` may say what became of them in the room: who holds the issue, who is on duty at
    a meeting that treats it, who takes the notes of its committee or of the meeting."""
    notes = Membership.objects.in_force().filter(delegate=delegate.pk, role=Membership.Role.NOTE_TAKER)
    noted = notes.order_by().values("committee")
    duties = Duty.objects.visible_to(delegate).standing().filter(delegate=delegate.pk).order_by().values("meeting")
    there = Q(meeting__in=duties) & ~Q(meeting__committee__kind=AMONG_US)
    items = _items(delegate).filter(there | Q(meeting__committee__in=noted))
    links = Issue.committees.through.objects.filter(committee__in=noted)
    return Q(issue__in=access.holding(delegate)) | Q(issue__in=links.values("issue")) | treated_under(items)


def treated_under(items: QuerySet) -> Q:
    """Instructions whose issue or text is taken under one of these agenda items."""
    return Q(issue__in=items.values("issues")) | Q(text__in=items.values("texts"))


def _items(delegate: Any) -> Any:
    return AgendaItem.objects.visible_to(delegate).current().order_by()
