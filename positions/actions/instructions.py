"""Issuing, superseding and withdrawing instructions, and taking note of them."""

from typing import Any
from uuid import UUID

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.db.models import Q
from django.utils.formats import date_format
from django.utils.timezone import localtime
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from delegation import access, clock, history
from delegation.access import Marking
from delegation.actions import notices
from delegation.actions.issues import require_open
from delegation.actions.records import add, change, locked, write
from delegation.live import announce
from delegation.models import Issue
from delegation.versions import Outcome, Saved, Stale
from positions.actions import acknowledgements, bases, clearances
from positions.models import Acknowledgement, Basis, Clearance, ConflictingAnswer, GuidanceRequest, Instruction, Text
from positions.models.holders import ISSUED

WAITS = gettext_lazy("Agencies have not agreed to this yet: only the head can issue it before they have.")


def draft(
    *,
    issue: Issue,
    text: Text | None,
    kind: str,
    mandate: str,
    marking: str = Marking.GOVERNMENT,
    by: Any,
    operation: UUID | None = None,
) -> Instruction:
    """Write an instruction that is not yet one, marked at least as its issue and text; the agencies that clear its
    issue are asked to agree to it.

    Raises PermissionDenied, ValidationError (also where issue or text are known to fewer than any instruction is).
    """
    _require_issuer(issue, by)
    require_open(issue)
    instruction = Instruction(
        issue=issue,
        text=text,
        kind=kind,
        mandate=mandate,
        marking=_marking(issue, text, marking),
        drafted_at=clock.now(),
        drafted_by=by,
        cleared_at=None if issue.agencies.filter(archived_at=None).exists() else clock.now(),
    )
    with transaction.atomic(), history.recorded(by, operation=operation):
        drafted = add(instruction, by=by, operation=operation)
        clearances.ask_listed(drafted, by=by)
    return drafted


def revise(instruction: Instruction, *, seen: int, by: Any, operation: UUID | None = None, **values: Any) -> Outcome:
    """Change text, kind or mandate of a draft; agencies that were asked are asked anew. What has been issued is
    superseded, never reworded.

    Raises PermissionDenied, ValidationError.
    """
    with transaction.atomic(), history.recorded(by, operation=operation):
        now = locked(instruction)
        _require_issuer(now.issue, by)
        if not now.is_draft:
            raise ValidationError(_("This has been issued and cannot be reworded: issue a new instruction instead."))
        outcome = change(now, seen=seen, by=by, operation=operation, **values)
        if isinstance(outcome, Saved) and outcome.changed:
            clearances.ask_anew(outcome.record, by=by)
        return outcome


def issue_instruction(
    instruction: Instruction,
    *,
    seen: int,
    predecessor: UUID | None,
    why: str = "",
    by: Any,
    operation: UUID | None = None,
) -> Outcome:
    """Make a draft the live instruction on its question; the one that was live is superseded in the same step.

    seen: the version of the draft that was read. predecessor: the live instruction that was on the screen, or None.
    why: the reason for not waiting for agencies, which the head alone may do; they stay on it in words, and are told.
    Answers Stale, with nothing changed, where the draft was changed since or another is live by now.
    Raises PermissionDenied, ValidationError (also where it is live per text what would be issued for the whole).
    """
    with transaction.atomic(), history.recorded(by, operation=operation):
        issue = locked(instruction.issue)  # whoever issues on this issue waits here for the other
        now = locked(instruction)
        _require_issuer(issue, by)
        if not now.is_draft:
            raise ValidationError(_("This draft has already been issued or dropped."))
        require_open(issue)
        _require_may_issue_now(now, by)
        answering = Instruction.objects.live().answering(issue, now.text)
        live = answering.select_for_update(of=("self",), no_key=True).first()
        if now.version != seen:
            return Stale(now, seen, ("mandate",))
        if (live.pk if live else None) != predecessor:
            return Stale(live or now, seen, ("predecessor",))
        _require_one_kind_of_question(now, issue)
        if ConflictingAnswer.objects.undecided().filter(request__instruction=now).exists():
            raise ValidationError(_("Two answers from capital: head or deputy decides first which of them holds."))
        if live:
            if live.marking == Marking.DELEGATION and now.marking != Marking.DELEGATION:
                raise ValidationError(
                    _("The instruction in force may be read by every member. Its successor must be marked so too.")
                )
            _end(live, Instruction.Ending.SUPERSEDED, by=by, why="")
        missing = (
            [] if clearances.settle(now, by=by) else list(clearances.outstanding(now).with_names().longest_first())
        )
        write(
            now,
            issued_at=clock.now(),
            issued_by=by,
            predecessor=live,
            issued_without=_names(missing),
            issued_why=_reason(why, missing),
        )
        clearances.tell_missing(now, missing, by=by)
        announce(*([live] if live else []), now)
        _close_request(now, by=by, told=acknowledgements.tell_issued(now, by=by))
    return Saved(now, ("issued_at",))


def withdraw(instruction: Instruction, *, seen: int, why: str, by: Any, operation: UUID | None = None) -> Outcome:
    """End a live instruction, with a reason; who must know it is told. Raises PermissionDenied, ValidationError."""
    if not why.strip():
        raise ValidationError({"why": _("Say why it is withdrawn.")})
    with transaction.atomic(), history.recorded(by, operation=operation):
        now = _held_by_issuer(instruction, by)
        if now.ended_at or not now.issued_at:
            raise ValidationError(_ended_already(now) if now.ended_at else _("This was never issued: drop the draft."))
        if now.version != seen:
            return Stale(now, seen, ("mandate",))
        _end(now, Instruction.Ending.WITHDRAWN, by=by, why=why)
        announce(now)
        acknowledgements.tell_withdrawn(now, by=by)
    return Saved(now, ("ended_at",))


def drop(instruction: Instruction, *, seen: int, why: str, by: Any, operation: UUID | None = None) -> Outcome:
    """Put away a draft, cleared or not, with a reason. Raises PermissionDenied, ValidationError."""
    if not why.strip():
        raise ValidationError({"why": _("Say why it is dropped.")})
    with transaction.atomic(), history.recorded(by, operation=operation):
        now = _held_by_issuer(instruction, by)
        if now.ended_at:
            raise ValidationError(_ended_already(now))
        if now.issued_at or now.version != seen:  # issued while one read it as a draft
            return Stale(now, seen, ("mandate",))
        _end(now, Instruction.Ending.WITHDRAWN, by=by, why=why)
        announce(now)
    return Saved(now, ("ended_at",))


def acknowledge(instruction: Instruction, *, by: Any, operation: UUID | None = None) -> Acknowledgement:
    """Take note, for oneself, of a live instruction that one holds. Doing it twice is once.

    Raises PermissionDenied where `by` need not know it, ValidationError where it is no longer live.
    """
    with transaction.atomic(), history.recorded(by, operation=operation):
        now = locked(instruction)
        if not by.is_active or not Instruction.objects.held_by(by).filter(pk=now.pk).exists():
            raise PermissionDenied
        require_live(now, reader=by)
        told, is_new = Acknowledgement.objects.get_or_create(
            instruction=now,
            delegate=by,
            defaults={"at": clock.now(), "marking": now.marking, "issue_id": now.issue_id},
        )
        if is_new:
            told.refresh_from_db()
            announce(told, now, under=acknowledgements.told_under(now, by))
            notices.mark_done(key=ISSUED % now.pk, by=by)
    return told


def require_live(instruction: Instruction, *, reader: Any) -> None:
    """Raises ValidationError where it is not to be used: since when, and what `reader` finds live in its place."""
    if instruction.is_live:
        return
    if instruction.is_draft:
        raise ValidationError(_("This is a draft: nothing is to be said before it is issued."))
    sentence = _ended_already(instruction)
    live = Instruction.objects.visible_to(reader).live().answering(instruction.issue, instruction.text)
    if successor := live.with_names().first():
        sentence = _("%(dead)s Live now: %(live)s.") % {"dead": sentence, "live": successor}
    raise ValidationError(sentence)


def close_all(issue: Issue, *, by: Any) -> None:
    """End every live instruction on an issue that is being closed; to be called in the transaction that closes it."""
    for live in Instruction.objects.live().on(issue).order_by("pk").select_for_update(of=("self",), no_key=True):
        _end(live, Instruction.Ending.CLOSED, by=by, why="")
        announce(live)


def _held_by_issuer(instruction: Instruction, by: Any) -> Instruction:
    """As it stands, held after its issue; for who may issue."""
    issue = locked(instruction.issue)
    now = locked(instruction)
    _require_issuer(issue, by)
    return now


def _require_issuer(issue: Issue, by: Any) -> None:
    if by is not None and not (access.may_issue(by) and issue.is_visible_to(by)):
        raise PermissionDenied


def _require_may_issue_now(instruction: Instruction, by: Any) -> None:
    """Without waiting for agencies: the head alone."""
    if by is None or instruction.cleared_at or access.may_overrule(by):
        return
    if clearances.outstanding(instruction).exists():
        raise PermissionDenied(WAITS)


def _reason(why: str, missing: list[Clearance]) -> str:
    """Kept where there is something to give a reason for. Raises ValidationError where it is missing."""
    if missing and not why.strip():
        words = _("Say why it is issued before these have agreed: %(agencies)s.")
        raise ValidationError({"why": words % {"agencies": _names(missing)}})
    return why.strip() if missing else ""


def _names(missing: list[Clearance]) -> str:
    return ", ".join(str(one.agency) for one in missing)[:500]


def _marking(issue: Issue, text: Text | None, own: str) -> str:
    """Its own, but never below its issue and text. Raises ValidationError where no instruction may be marked so."""
    marking = access.strictest(issue.marking, *([text.marking] if text else []), own)
    if marking not in Instruction.MARKINGS:
        raise ValidationError(
            _("Fewer people know this issue than must know an instruction on it. What only they may know is a reserve.")
        )
    return marking


def _require_one_kind_of_question(instruction: Instruction, issue: Issue) -> None:
    """An issue has one live instruction for the whole, or live ones per text; the database holds it too."""
    others = Instruction.objects.live().on(issue).filter(text__isnull=instruction.text_id is not None)
    if other := others.first():
        if instruction.text_id:
            sentence = _("%(other)s is live for the whole issue. Withdraw it before instructing per text.")
        else:
            sentence = _("%(other)s is live on a text of this issue. Withdraw it before instructing on the whole.")
        raise ValidationError(sentence % {"other": other})


def _close_request(instruction: Instruction, *, by: Any, told: set[UUID]) -> None:
    """The question whose answer this was is closed, where all its readers read the instruction too; those asking are
    told, unless they were `told` of the instruction itself."""
    answered = GuidanceRequest.objects.filter(instruction=instruction, closed_at=None)
    request = answered.select_for_update(of=("self",), no_key=True).first()
    if request is None or not request.is_instructed:
        return
    write(request, closed_at=clock.now(), closed_by=by, closing=request.Closing.ISSUED)
    announce(request)
    words = _("An instruction answers your question on %(subject)s.") % {"subject": request.subject}
    whom = request.asking & ~Q(pk__in=told)
    notices.tell_others(whom, words, about=request, key=f"request {request.pk} issued", by=by)


def _end(instruction: Instruction, ending: str, *, by: Any, why: str) -> None:
    # A rehearsal may have gone back to before it was issued.
    at = max(clock.now(), instruction.issued_at or instruction.drafted_at)
    write(instruction, ended_at=at, ended_by=by, ending=ending, ended_why=why.strip())
    if ending in Basis.Change.values:
        bases.turn(instruction, ending, by=by)


def _ended_already(instruction: Instruction) -> str:
    at = date_format(localtime(instruction.ended_at), "j M H:i") if instruction.ended_at else ""
    return _("This instruction is no longer live: %(ending)s %(at)s. Do not use it.") % {
        "ending": instruction.get_ending_display() or _("not issued"),
        "at": at,
    }
