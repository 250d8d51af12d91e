"""Our position on an issue, edition by edition: written, cleared, made live, checked, suspended, closed."""

from typing import Any
from uuid import UUID

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext as _

from delegation import access, clock, history
from delegation.actions import notices, records
from delegation.actions.issues import require_holder, require_open
from delegation.actions.records import locked, write
from delegation.live import announce
from delegation.models import Issue
from delegation.versions import Outcome, Saved, Stale
from positions.actions import alternatives, bases, clearances
from positions.models import Outcome as Result
from positions.models import Position
from positions.models.positions import SENTENCES

DECIDING = Q(function__in=access.HEADS)
NOT_RETURNED: dict[str, Any] = {"returned_at": None, "returned_by": None, "returned_why": ""}
NOT_SUSPENDED: dict[str, Any] = {"suspended_at": None, "suspended_by": None, "suspended_why": ""}


def add(*, issue: Issue, by: Any, operation: UUID | None = None, **values: Any) -> Position:
    """Begin the position on an issue. Raises PermissionDenied for who neither leads nor is alternate of it,
    ValidationError."""
    require_holder(issue, by=by)
    require_open(issue)
    position = Position(issue=issue, **values)
    if Position.objects.in_force().filter(issue=issue, marking=position.marking).exists():
        raise ValidationError(_("This issue has a position: revise it."))
    return records.add(position, by=by, operation=operation)


def change(position: Position, *, seen: int, by: Any, operation: UUID | None = None, **values: Any) -> Outcome:
    """Change some of Position.FIELDS of a draft; agencies that are asked about it by then are asked anew.

    Raises PermissionDenied, ValidationError (it is no draft: it is withdrawn or revised, never reworded).
    """
    with transaction.atomic(), history.recorded(by, operation=operation):
        now = locked(position)
        records.require(now, by)
        if not now.is_draft and not now.archived_at:
            raise ValidationError(str(SENTENCES[now.state]))
        outcome = records.change(now, seen=seen, by=by, operation=operation, **values)
        if isinstance(outcome, Saved) and outcome.changed and outcome.record.submitted_at:
            clearances.ask_anew(outcome.record, by=by)
        return outcome


def submit(position: Position, *, seen: int, by: Any, operation: UUID | None = None) -> Outcome:
    """Put a draft before the agencies that clear its issue. Where there are none, it is cleared at once.

    seen: the version that was read, as for every act below: where it was changed since, Stale, and nothing changes.
    Raises PermissionDenied for who neither leads the issue nor is its alternate, ValidationError (not all filled).
    """
    with transaction.atomic(), history.recorded(by, operation=operation):
        now, done = _unless_changed_since(position, "draft", becomes=("under review", "cleared"), seen=seen, by=by)
        if done:
            return done
        require_open(now.issue)
        if lacking := now.lacks:
            words = _("Agencies cannot agree to it without this: %(field)s.")
            raise ValidationError([words % {"field": label} for label in lacking.values()])
        write(now, submitted_at=clock.now(), submitted_by=by, **NOT_RETURNED)
        announce(now)
        clearances.ask_again(now, by=by)
        clearances.ask_listed(now, by=by)
    return Saved(now, ("submitted_at",))


def withdraw(position: Position, *, seen: int, why: str, by: Any, operation: UUID | None = None) -> Outcome:
    """Make what was cleared a draft again, with a reason; who would decide on it is told. As `submit` does."""
    with transaction.atomic(), history.recorded(by, operation=operation):
        now, done = _unless_changed_since(position, "cleared", becomes=("draft",), seen=seen, by=by)
        if done:
            return done
        said = _reason(why)
        # A rehearsal may have gone back to before it was submitted.
        at = max(clock.now(), now.submitted_at)
        returned = {"returned_at": at, "returned_by": by, "returned_why": said}
        write(now, submitted_at=None, submitted_by=None, cleared_at=None, **returned)
        announce(now)
        _tell(now, DECIDING, _("%(name)s withdrew the position on %(subject)s: %(why)s"), by=by, why=said)
    return Saved(now, ("submitted_at",))


def activate(position: Position, *, seen: int, by: Any, operation: UUID | None = None) -> Outcome:
    """Make what was cleared the delegation's position, as it was read; the edition that was in force ends with it.

    Who holds the issue is told. As `submit` does, for head and deputies.
    """
    with transaction.atomic(), history.recorded(by, operation=operation):
        now, done = _unless_changed_since(position, "cleared", becomes=("live",), seen=seen, by=by, decides=True)
        if done:
            return done
        require_open(now.issue)
        for before in _in_force_before(now):
            write(
                before, closed_at=max(clock.now(), before.activated_at), closed_by=by, closing=Position.Closing.REPLACED
            )
            announce(before)
        write(now, activated_at=clock.now(), activated_by=by)
        announce(now)
        _tell(now, now.holding, _("%(name)s made the position on %(subject)s the delegation’s."), by=by)
        bases.look_again(now, by=by)
    return Saved(now, ("activated_at",))


def revise(position: Position, *, by: Any, operation: UUID | None = None) -> Position:
    """Open a new edition in the words of the one in force, which stays until the new one is live.

    Raises PermissionDenied for who neither leads the issue nor is its alternate, ValidationError (it is not in force,
    or a new edition is open already).
    """
    with transaction.atomic(), history.recorded(by, operation=operation):
        locked(position.issue)
        bases.hold_under(position)
        now = _held(position)
        require_holder(now, by=by)
        require_open(now.issue)
        _require_state(now, "live", "check")
        words = {name: getattr(now, name) for name in (*Position.FIELDS, "alternatives")}
        edition = records.add(Position(issue=now.issue, marking=now.marking, predecessor=now, **words), by=by)
        bases.carry(now, edition, by=by)
        alternatives.carry(now, edition)
    return edition


def confirm(position: Position, *, seen: int, by: Any, operation: UUID | None = None) -> Outcome:
    """Say that it holds, although something that it rests on has changed. As `submit` does."""
    with transaction.atomic(), history.recorded(by, operation=operation):
        now, done = _unless_changed_since(position, "check", becomes=("live",), seen=seen, by=by)
        if done:
            return done
        bases.follow(now, by=by)
        write(now, check_at=None, confirmed_at=clock.now(), confirmed_by=by)
        announce(now)
    return Saved(now, ("check_at",))


def suspend(position: Position, *, seen: int, why: str, by: Any, operation: UUID | None = None) -> Outcome:
    """Say, with a reason, that it is not to be used for now; who holds the issue is told. As `activate` does."""
    with transaction.atomic(), history.recorded(by, operation=operation):
        now, done = _unless_changed_since(position, "live", becomes=("suspended",), seen=seen, by=by, decides=True)
        if done:
            return done
        said = _reason(why)
        write(now, suspended_at=clock.now(), suspended_by=by, suspended_why=said)
        announce(now)
        words = _("%(name)s suspended the position on %(subject)s. Do not use it: %(why)s")
        _tell(now, now.holding, words, by=by, why=said)
    return Saved(now, ("suspended_at",))


def resume(position: Position, *, seen: int, by: Any, operation: UUID | None = None) -> Outcome:
    """Put what was suspended in force again; who holds the issue is told. As `activate` does."""
    with transaction.atomic(), history.recorded(by, operation=operation):
        now, done = _unless_changed_since(position, "suspended", becomes=("live",), seen=seen, by=by, decides=True)
        if done:
            return done
        write(now, **NOT_SUSPENDED)
        announce(now)
        _tell(now, now.holding, _("%(name)s put the position on %(subject)s in force again."), by=by)
        bases.look_again(now, by=by)
    return Saved(now, ("suspended_at",))


def close(position: Position, *, seen: int, by: Any, operation: UUID | None = None) -> Outcome:
    """End it, once an outcome is recorded. As `activate` does."""
    with transaction.atomic(), history.recorded(by, operation=operation):
        now, done = _unless_changed_since(position, "live", becomes=("closed",), seen=seen, by=by, decides=True)
        if done:
            return done
        results = Result.objects.visible_to(by) if by else Result.objects.all()
        if not results.current().on(now.issue).known().exists():
            raise ValidationError(_("No outcome on this issue is recorded yet: record it first."))
        at = max(clock.now(), now.activated_at)
        write(now, closed_at=at, closed_by=by, closing=Position.Closing.OUTCOME)
        announce(now)
    return Saved(now, ("closed_at",))


def _in_force_before(position: Position) -> list[Any]:
    """Editions that end when this one is live: what it revises, and what stands where it would."""
    before = Q(pk=position.predecessor_id) | Q(issue=position.issue_id, marking=position.marking)
    return list(Position.objects.in_force().filter(before).exclude(pk=position.pk).order_by("pk"))


def _held(position: Position) -> Any:
    """The row as it stands, held after its issue, and with the other editions on that which are not over: in the order
    of their keys, as by whoever has them checked."""
    locked(position.issue)
    open_ones = Position.objects.filter(Q(pk=position.pk) | Q(closed_at=None), issue=position.issue_id)
    held = open_ones.order_by("pk").select_for_update(of=("self",), no_key=True)
    return next(one for one in held if one.pk == position.pk)


def _unless_changed_since(
    position: Position, *states: str, becomes: tuple[str, ...], seen: int, by: Any, decides: bool = False
) -> tuple[Any, Outcome | None]:
    """The row, held, in one of `states` and as it was seen; and the outcome, where nothing is to be done. decides:
    whether it is an act of head and deputies; else of who holds the issue."""
    now = _held(position)
    if not decides:
        require_holder(now, by=by)
    elif by is not None and not (access.may_decide(by) and now.is_visible_to(by)):
        raise PermissionDenied
    if now.state in becomes and now.state not in states and _is_own(now, by):
        return now, Saved(now)
    _require_state(now, *states)
    if now.version != seen:
        return now, Stale(now, seen, tuple(sorted(now.changed_since(seen))))
    return now, None


def _is_own(position: Position, by: Any) -> bool:
    """Whether `by` himself brought it into the state that it is in."""
    who = {
        "draft": position.returned_by_id,
        "under review": position.submitted_by_id,
        "cleared": position.submitted_by_id,
        "live": position.confirmed_by_id or position.activated_by_id,
        "suspended": position.suspended_by_id,
        "closed": position.closed_by_id,
    }.get(position.state)
    return who is not None and by is not None and who == by.pk


def _require_state(position: Position, *states: str) -> None:
    if position.archived_at:
        raise ValidationError(_("This edition is archived."))
    if position.state not in states:
        raise ValidationError(str(SENTENCES[position.state]))


def _reason(why: str) -> str:
    if not why.strip():
        raise ValidationError({"why": _("Give a reason.")})
    return why.strip()


def _tell(position: Position, whom: Q, words: str, *, by: Any, **said: Any) -> None:
    told = words % ({"name": by or _("Placard"), "subject": position.subject} | said)
    notices.tell_others(whom, told, about=position, key=f"position {position.pk} {position.version}", by=by)
