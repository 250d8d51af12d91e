"""Two answers of capital to one question: another agency answers otherwise, head or deputy decides for one."""

from typing import Any
from uuid import UUID

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext as _

from delegation import access, clock, history
from delegation.access import Marking
from delegation.actions import notices
from delegation.actions.issues import require_open
from delegation.actions.records import add, locked, write
from delegation.live import announce
from delegation.versions import Outcome, Saved, Stale
from positions.actions import instructions
from positions.models import ConflictingAnswer, GuidanceRequest, Instruction
from positions.models.conflicting_answers import with_hold
from positions.models.guidance_requests import SENTENCES
from positions.models.needed_by import in_both_zones

Which = ConflictingAnswer.Which


def answer_otherwise(
    request: GuidanceRequest, *, seen: int, kind: str, answer: str, by: Any, operation: UUID | None = None
) -> Outcome:
    """Say, in capital and of another agency than who answered, that the answer is another; all who act on it are told
    to hold.

    seen: the version of the question that was read; where it was changed since, Stale, and nothing changes.
    Raises PermissionDenied for who does not answer in capital, ValidationError (its own agency answered, or none has,
    or it was decided for another answer already).
    """
    with transaction.atomic(), history.recorded(by, operation=operation):
        now = _held(request)
        if by is None or not (access.may_answer(by) and now.is_visible_to(by)):
            raise PermissionDenied
        said = answer.strip()
        standing = now.conflicting_answers.undecided().first()
        if standing and (standing.by, standing.answer, standing.kind) == (by, said, kind):
            return Saved(now)
        _require_answered(now)
        if now.version != seen:
            return Stale(now, seen, tuple(sorted(now.changed_since(seen))))
        _require_another_agency(now, by)
        if not said:
            raise ValidationError({"answer": _("Write the answer.")})
        conflict = ConflictingAnswer(
            issue=now.issue,
            request=now,
            kind=kind,
            answer=said,
            at=clock.now(),
            by=by,
            agency=by.agency,
            against=now.answered_by.agency if now.answered_by else None,
            marking=now.marking,
        )
        add(conflict, by=by, operation=operation)
        _announce(conflict)
        words = _("Hold on %(subject)s: two answers from capital. %(name)s (%(agency)s) answers otherwise: %(said)s")
        whom = _concerned(now) | Q(pk=now.answered_by_id)
        _tell(conflict, whom, words, "hold", by=by, agency=conflict.agency, said=said)
    return Saved(conflict)


def decide(
    conflict: ConflictingAnswer, *, seen: int, decided_for: str, why: str, by: Any, operation: UUID | None = None
) -> Outcome:
    """Let one of the two answers hold, with the reason. For the first, all goes on as before; for the second, its words
    open the draft of an instruction, and one waits until that is issued or dropped.

    Raises PermissionDenied, ValidationError (without a reason, or where somebody else has decided otherwise).
    """
    with transaction.atomic(), history.recorded(by, operation=operation):
        _held(conflict.request)
        now = locked(conflict)
        if by is not None and not (access.may_decide(by) and now.is_visible_to(by)):
            raise PermissionDenied
        if now.decided_at:
            if (now.decided_by, now.decided_for, now.decided_why) == (by, decided_for, why.strip()):
                return Saved(now)
            raise ValidationError(_decided_already(now))
        if now.version != seen:
            return Stale(now, seen, tuple(sorted(now.changed_since(seen))))
        if not why.strip():
            raise ValidationError({"why": _("Say why this one holds.")})
        opened = _open_draft(now, by=by, operation=operation) if decided_for == Which.SECOND else None
        write(
            now,
            decided_at=clock.now(),
            decided_by=by,
            decided_for=decided_for,
            decided_why=why.strip(),
            instruction=opened,
        )
        _announce(now)
        if opened:
            words = _("%(name)s decided on %(subject)s for %(agency)s: hold until its instruction is issued. %(said)s")
        else:
            words = _("%(name)s decided on %(subject)s for %(agency)s: the hold is over. %(said)s")
        whom = _concerned(now.request) | Q(pk__in=[now.by_id, now.request.answered_by_id])
        holds = now.agency if opened else now.against or now.request.answered_by
        _tell(now, whom, words, "decided", by=by, agency=holds, said=now.decided_why)
    return Saved(now, ("decided_at",))


def require_no_hold(instruction: Instruction, *, reader: Any) -> None:
    """Raises ValidationError where one waits, as far as `reader` may know, on two answers of capital."""
    held = with_hold(Instruction.objects.filter(pk=instruction.pk), reader).values_list("held_on", flat=True).get()
    if held is None:
        return
    words = _("Hold: two answers from capital on %(subject)s. Head or deputy decides first.")
    if held["decided_for"]:
        words = _("Hold: what was decided for on %(subject)s is not issued yet.")
    raise ValidationError(words % {"subject": instruction.subject})


def _held(request: GuidanceRequest) -> GuidanceRequest:
    """The question as it stands, held after its issue and its text, as by whoever hides, closes or issues there."""
    for above in (request.issue, request.text):
        if above:
            locked(above)
    return locked(request)


def _require_answered(request: GuidanceRequest) -> None:
    is_instructed = request.state == "closed" and request.closing == request.Closing.ISSUED
    if request.state == "closed" and not is_instructed:
        raise ValidationError(str(SENTENCES["closed"]))
    if request.state != "answered" and not is_instructed:
        raise ValidationError(str(_("Nobody has answered this yet.")))
    require_open(request.issue)
    if standing := request.conflicting_answers.undecided().first():
        words = _("%(name)s (%(agency)s) has answered otherwise already: head or deputy decides first.")
        raise ValidationError(words % {"name": standing.by, "agency": standing.agency})
    # It would stand against the first answer, which does not hold any more.
    if held := request.conflicting_answers.overruling().first():
        words = _("It was decided for %(agency)s already: what is to hold instead needs a new instruction.")
        raise ValidationError(words % {"agency": held.agency})


def _require_another_agency(request: GuidanceRequest, by: Any) -> None:
    if by.agency is None:
        raise ValidationError(
            _("Your account names no agency, so it is not known for whom you speak: have it put there.")
        )
    if request.answered_by and request.answered_by.agency_id == by.agency_id:
        words = _("%(name)s answered for your own agency, %(agency)s: settle it there, or ask for a new instruction.")
        raise ValidationError(words % {"name": request.answered_by, "agency": by.agency})


def _open_draft(conflict: ConflictingAnswer, *, by: Any, operation: UUID | None) -> Instruction:
    """In the words of the second, on the text of the first. A draft in those of the first, that was not issued, is
    dropped."""
    request, why = conflict.request, _("Decided for %(agency)s.") % {"agency": conflict.agency}
    first = request.instruction
    opened = instructions.draft(
        issue=request.issue,
        text=request.text or (first.text if first else None),
        kind=conflict.kind,
        mandate=conflict.answer,
        marking=conflict.marking,
        by=by,
        operation=operation,
    )
    if first and not (first.issued_at or first.ended_at):
        instructions.drop(first, seen=first.version, why=why, by=by, operation=operation)
    if request.state == "answered":  # issuing what now answers it closes it
        write(request, instruction=opened)
        announce(request)
    return opened


def _decided_already(conflict: ConflictingAnswer) -> str:
    holds = conflict.agency if conflict.decided_for == Which.SECOND else conflict.against or _("the first answer")
    return _("%(name)s decided %(at)s for %(agency)s: %(why)s") % {
        "name": conflict.decided_by or _("Placard"),
        "at": in_both_zones(conflict.decided_at) if conflict.decided_at else "",
        "agency": holds,
        "why": conflict.decided_why,
    }


def _concerned(request: GuidanceRequest) -> Q:
    """Who asked or holds the issue, head and deputies."""
    return request.asking | Q(function__in=access.HEADS)


def _announce(conflict: ConflictingAnswer) -> None:
    """Pages that show the question, a live instruction on it or a draft, to who may know of the conflict."""
    standing = Instruction.objects.filter(issue=conflict.issue_id, ended_at=None)
    for_all = [one for one in standing if one.marking == Marking.DELEGATION]
    announce(conflict, conflict.request, *for_all, under=conflict)
    announce(*(one for one in standing if one not in for_all))  # whoever may read one of these may know of the conflict


def _tell(conflict: ConflictingAnswer, whom: Q, words: str, event: str, *, by: Any, **said: Any) -> None:
    told = words % ({"name": by or _("Placard"), "subject": conflict.request.subject} | said)
    notices.tell_others(whom, told, about=conflict, key=f"conflict {conflict.pk} {event}", by=by, urgent=True)
