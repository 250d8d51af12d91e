"""Saying what became of an instruction in the room, and correcting what was said of it."""

from datetime import datetime
from typing import Any
from uuid import UUID

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.db.models import Q
from django.utils.formats import date_format
from django.utils.timezone import localtime
from django.utils.translation import gettext as _

from delegation import access, clock, history
from delegation.actions import notices
from delegation.actions.records import add, locked, require, write
from delegation.live import announce
from delegation.models import Meeting
from delegation.versions import Outcome, Saved, Stale
from positions.actions.conflicting_answers import require_no_hold
from positions.actions.instructions import require_live
from positions.models import Delivery, Instruction


def deliver(
    instruction: Instruction,
    *,
    kind: str,
    words: str,
    meeting: Meeting | None = None,
    at: datetime | None = None,
    by: Any,
    operation: UUID | None = None,
) -> Delivery:
    """Say what became of a live instruction; that it was missed is told the head.

    words: what was said, tabled or put; of what was not needed or missed, why. at: when, now unless told. Whoever
    supersedes the instruction at the same moment waits, or is waited for: what is dead is never delivered.
    Raises PermissionDenied for who neither holds it nor takes the notes, ValidationError.
    """
    said = words.strip()
    with transaction.atomic(), history.recorded(by, operation=operation):
        if meeting:
            meeting = locked(meeting)
        now = locked(instruction)
        _require_deliverer(now, by)
        require_live(now, reader=by)
        if kind not in Delivery.UNUSED:
            require_no_hold(now, reader=by)
        if kind not in Delivery.Kind.values:
            raise ValidationError({"kind": _("Say what became of it.")})
        if not said:
            raise ValidationError({"words": _lacking(kind)})
        if meeting and not meeting.is_visible_to(by):
            raise ValidationError({"meeting": _("There is no such meeting.")})
        delivery = Delivery(
            instruction=now,
            meeting=meeting,
            kind=kind,
            words=said,
            at=_moment(now, at),
            by=by,
            marking=now.marking,
            issue_id=now.issue_id,
        )
        added = add(delivery, by=by, operation=operation)
        if kind == Delivery.Kind.MISSED:
            words = _("%(name)s: the instruction on %(subject)s was missed: %(said)s")
            _tell_heads(added, words % {"name": by, "subject": now.subject, "said": said}, "missed", by=by)
    return added


def correct(
    delivery: Delivery, *, seen: int, words: str, wrong: str, by: Any, operation: UUID | None = None
) -> Outcome:
    """Put other words in the place of those that were noted, and say what was wrong; the first ones stay, and the head
    is told.

    seen: the version that was read; Answers Stale where it was corrected since, and nothing changes.
    Raises PermissionDenied, ValidationError.
    """
    said, why = words.strip(), wrong.strip()
    with transaction.atomic(), history.recorded(by, operation=operation):
        now = locked(delivery)
        require(now, by)
        if (now.words, now.wrong) == (said, why):
            return Saved(now)
        if now.version != seen:
            return Stale(now, seen, tuple(sorted(now.changed_since(seen))))
        lacking = {"words": (said, _lacking(now.kind)), "wrong": (why, _("Say what was wrong."))}
        if errors := {name: sentence for name, (given, sentence) in lacking.items() if not given}:
            raise ValidationError(errors)
        if said == now.words:
            raise ValidationError({"words": _("These are the words that stand. Write them as they were.")})
        first = now.first_words or now.words
        write(now, words=said, wrong=why, first_words=first, corrected_at=max(clock.now(), now.at), corrected_by=by)
        announce(now)
        told = _("%(name)s corrected what was delivered on %(subject)s: %(said)s")
        subject = now.instruction.subject
        _tell_heads(now, told % {"name": by, "subject": subject, "said": why}, f"corrected {now.version}", by=by)
    return Saved(now, ("words",))


def _require_deliverer(instruction: Instruction, by: Any) -> None:
    if not by.is_active or not Instruction.objects.to_deliver_by(by).filter(pk=instruction.pk).exists():
        raise PermissionDenied


def _moment(instruction: Instruction, at: datetime | None) -> datetime:
    """Raises ValidationError for one at which it was not live, or that is still to come."""
    now, issued = clock.now(), instruction.issued_at
    assert issued is not None
    if at is None:
        return max(now, issued)  # a rehearsal may have gone back to before it was issued
    if at > now:
        raise ValidationError({"at": _("This moment is still to come.")})
    if at < issued.replace(second=0, microsecond=0):  # a form knows minutes alone
        when = date_format(localtime(issued), "j M H:i")
        raise ValidationError({"at": _("It was issued %(when)s: nothing was delivered before.") % {"when": when}})
    return max(at, issued)


def _lacking(kind: str) -> str:
    return {
        Delivery.Kind.TABLED: _("Write what was tabled."),
        Delivery.Kind.NOT_NEEDED: _("Say why it was not needed."),
        Delivery.Kind.MISSED: _("Say why it was missed."),
    }.get(Delivery.Kind(kind), _("Write the words that were said."))


def _tell_heads(delivery: Delivery, words: str, event: str, *, by: Any) -> None:
    whom = Q(function=access.Function.HEAD)
    notices.tell_others(whom, words, about=delivery, key=f"delivery {delivery.pk} {event}", by=by)
