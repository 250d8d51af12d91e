"""Telling those who must know an instruction, and noting that it stood before them.

Acknowledging is an act of `instructions`.
"""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from django.db import transaction
from django.db.models import OuterRef, Q, Value
from django.db.models.functions import Coalesce
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from delegation import clock, history
from delegation.access import Marking
from delegation.actions import notices
from delegation.actions.records import locked
from delegation.live import announce
from delegation.one_by_one import each
from positions.models import Instruction, Reading
from positions.models.acknowledgements import put_readers
from positions.models.holders import ISSUED, openly_concerns, told

WITHDRAWN = "instruction %s withdrawn"
READ_IT = gettext_noop("There is an instruction on %(subject)s: read it, and acknowledge it.")


def note_read(instructions: Sequence[Instruction], *, by: Any) -> None:
    """Note, once for each, that `by` has had these before his eyes; of what is not his to know, nothing."""
    keys = [one.pk for one in instructions]
    with transaction.atomic(), history.recorded(by):
        held = Instruction.objects.held_by(by).live().filter(pk__in=keys).order_by("pk")
        rows = [
            Reading(instruction=one, delegate=by, at=clock.now(), marking=one.marking, issue_id=one.issue_id)
            for one in held.select_for_update(of=("self",), no_key=True)  # whoever hides one waits, and hides this too
        ]
        noted = set(Reading.objects.filter(instruction__in=keys, delegate=by).values_list("instruction", flat=True))
        new = [row for row in rows if row.instruction_id not in noted]
        Reading.objects.bulk_create(new, ignore_conflicts=True)
        under = {row.pk: told_under(row.instruction, by) for row in new}
        for marking in (None, Marking.GOVERNMENT):
            announce(*(row for row in new if under[row.pk] is marking), under=marking)


def told_under(instruction: Instruction, person: Any) -> Marking | None:
    """The marking under which others are told that `person` read or acknowledged it, where not everybody who may read
    it may know why he must. One query at most."""
    if instruction.marking != Marking.DELEGATION or not person.is_cleared:
        return None
    openly = Instruction.objects.filter(openly_concerns(person), pk=instruction.pk)
    return None if openly.exists() else Marking.GOVERNMENT


def tell_issued(instruction: Instruction, *, by: Any) -> set[UUID]:
    """In the transaction that issues it; answers the keys of who was told."""
    words = _(READ_IT)
    if instruction.predecessor_id:
        words = _(
            "A new instruction on %(subject)s: read it, and acknowledge it. The one before is dead: do not use it."
        )
    return _tell(instruction, words % {"subject": instruction.subject}, ISSUED, by=by)


def tell_newcomers() -> int:
    """Tell those who must know a live instruction only since it was issued, by an issue, a duty or an agenda that came
    later. Answers of how many instructions. One query where nobody is new."""
    himself = Q(delegate=Coalesce(OuterRef("issued_by"), Value(UUID(int=0))))
    found = Instruction.objects.awaiting_acknowledgement(~told(), ~himself).order_by("issued_at", "pk")
    return each(found, _tell_newcomers)


def _tell_newcomers(instruction: Instruction) -> bool:
    with transaction.atomic():
        now = locked(instruction)  # whoever ends it waits here, or is waited for
        if now.is_live:
            _tell(now, _(READ_IT) % {"subject": now.subject}, ISSUED, by=now.issued_by)
    return now.is_live


def tell_withdrawn(instruction: Instruction, *, by: Any) -> set[UUID]:
    """In the transaction that withdraws it; answers the keys of who was told."""
    words = _("%(name)s withdrew the instruction on %(subject)s. Do not use it: %(why)s")
    said = {"name": by or _("Placard"), "subject": instruction.subject, "why": instruction.ended_why}
    return _tell(instruction, words % said, WITHDRAWN, by=by)


def _tell(instruction: Instruction, words: str, key: str, *, by: Any) -> set[UUID]:
    """Those who must know it, but for who does this himself, and who knows it already where it is new to others."""
    put_readers([instruction], None)
    holders = instruction.awaited if key == ISSUED else instruction.holders
    people = [holder.delegate for holder in holders if holder.delegate.pk != getattr(by, "pk", None)]
    is_urgent = key == WITHDRAWN or instruction.predecessor_id is not None  # one that somebody may be reading out
    notices.tell(dict.fromkeys(people, words), about=instruction, key=key % instruction.pk, urgent=is_urgent)
    return {person.pk for person in people}
