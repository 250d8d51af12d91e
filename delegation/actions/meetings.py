"""Planning, confirming, moving and cancelling meetings."""

from datetime import datetime
from typing import Any
from uuid import UUID

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from delegation import access, clock, history
from delegation.actions import records, telling
from delegation.actions.records import add, change, locked, require, write
from delegation.live import announce
from delegation.models import Committee, Meeting
from delegation.models.meetings import TO_COME
from delegation.versions import Outcome, Saved, Stale

PLACE = ("starts_at", "ends_at", "room")
_OVER = {"ended": gettext_lazy("This meeting is over."), "cancelled": gettext_lazy("This meeting has been cancelled.")}
_ANSWERED = Q(accepted_at__isnull=False) | Q(in_room_at__isnull=False)


def plan(
    *,
    committee: Committee,
    starts_at: datetime,
    ends_at: datetime,
    by: Any,
    operation: UUID | None = None,
    **values: Any,
) -> Meeting:
    """Put a meeting into the time plan. Raises PermissionDenied, ValidationError."""
    meeting = Meeting(committee=committee, starts_at=starts_at, ends_at=ends_at, **values)
    return add(meeting, by=by, operation=operation)


def revise(meeting: Meeting, *, seen: int, by: Any, operation: UUID | None = None, **values: Any) -> Outcome:
    """Change what is said of a meeting. Another time or room is a move.

    Answers Stale, with nothing changed, where somebody else changed one of these fields since `seen`.
    Raises PermissionDenied, and ValidationError, also for another time or room of one that has begun: who is in its
    room would be asked anew.
    """
    given: dict[str, Any] = {"seen": seen, "by": by, "operation": operation}
    with transaction.atomic():
        now = locked(meeting)
        is_stale = now.changed_since(seen) & {history.column(now, name) for name in values}
        if is_stale or all(getattr(now, name) == values[name] for name in values.keys() & set(PLACE)):
            return change(now, **values, **given)
        return move(now, **{name: getattr(now, name) for name in PLACE} | values, **given)


def confirm(meeting: Meeting, *, seen: int, by: Any, operation: UUID | None = None) -> Outcome:
    """Say that a planned meeting will be held. Twice is once.

    Answers Stale where somebody moved it since `seen`. Raises PermissionDenied, ValidationError.
    """
    with transaction.atomic(), history.recorded(by, operation=operation):
        now = locked(meeting)
        _require_run(now, by)
        _require_still_to_come(now)
        if now.confirmed_at:
            return Saved(now)
        if stale := _changed_since(now, seen):
            return stale
        write(now, confirmed_at=clock.now())
        announce(now)
    return Saved(now, ("confirmed_at",))


def move(
    meeting: Meeting,
    *,
    seen: int,
    starts_at: datetime,
    ends_at: datetime,
    room: str,
    by: Any,
    operation: UUID | None = None,
    **values: Any,
) -> Outcome:
    """Give a meeting another time or room; `values` is what else is said of it.

    The database takes back, in the same statement, what members had accepted: they are asked anew.
    Answers Stale where somebody else moved it since `seen`. Raises PermissionDenied, ValidationError.
    """
    with transaction.atomic(), history.recorded(by, operation=operation):
        require(meeting, by)
        now = locked(meeting)
        _require_still_to_come(now)
        if (starts_at, ends_at) != (now.starts_at, now.ends_at):
            values.setdefault("times_are_estimated", False)  # somebody knows better now
        values |= {"starts_at": starts_at, "ends_at": ends_at, "room": room}
        accepted = set(telling.on_duty(now).filter(_ANSWERED).values_list("delegate", flat=True))
        outcome = change(meeting, seen=seen, by=by, operation=operation, **values)
        if isinstance(outcome, Saved) and set(outcome.changed) & set(PLACE):
            telling.tell_move(now, outcome.record, accepted=accepted, by=by)
    return outcome


def cancel(meeting: Meeting, *, seen: int, why: str, by: Any, operation: UUID | None = None) -> Outcome:
    """Take a meeting out of the plan, with a reason; those on duty are free. Twice is once.

    Answers Stale where somebody moved it since `seen`. Raises PermissionDenied, ValidationError.
    """
    with transaction.atomic(), history.recorded(by, operation=operation):
        now = locked(meeting)
        _require_run(now, by)
        if now.cancelled_at:
            return Saved(now)
        if not why.strip():
            raise ValidationError({"why": _("Say why it is cancelled.")})
        _require_still_to_come(now)
        if stale := _changed_since(now, seen):
            return stale
        write(now, cancelled_at=clock.now(), cancelled_by=by, cancelled_why=why)
        _free_those_on_duty(now)
        announce(now)
        telling.tell(now, _("%(meeting)s, %(at)s, is cancelled: %(why)s"), why=why.strip(), by=by)
    return Saved(now, ("cancelled_at",))


def archive(meeting: Meeting, *, by: Any, operation: UUID | None = None) -> Meeting:
    """Take a meeting that should not have been entered out of everything; those on duty are free. Twice is once.

    What is over stays as it was. Raises PermissionDenied, and ValidationError for one that runs.
    """
    with transaction.atomic(), history.recorded(by, operation=operation):
        now = locked(meeting)
        require(now, by)
        if now.archived_at:
            return now
        if now.state == "running":
            raise ValidationError(_("This meeting is running: it can no longer be archived."))
        is_to_come = now.state in TO_COME
        now = records.archive(now, by=by, operation=operation)
        if is_to_come:
            _free_those_on_duty(now)
            telling.tell(now, _("%(meeting)s, %(at)s, is no longer in the time plan."), by=by)
    return now


def restore(meeting: Meeting, *, by: Any, operation: UUID | None = None) -> Meeting:
    """Bring an archived meeting back: those on duty are asked anew. Twice is once.

    Raises PermissionDenied, and ValidationError where another has its number.
    """
    with transaction.atomic(), history.recorded(by, operation=operation):
        was = locked(meeting)
        now = records.restore(was, by=by, operation=operation)
        if was.archived_at and now.state in TO_COME:
            said = _("%(meeting)s, %(at)s, is in the time plan again; who is to be there is asked anew")
            telling.tell(now, said, by=by)
    return now


def start(meeting: Meeting, *, seen: int, by: Any, operation: UUID | None = None) -> Outcome:
    """Say that a meeting has begun. Twice is once.

    Answers Stale where somebody moved it since `seen`. Raises PermissionDenied, ValidationError.
    """
    with transaction.atomic(), history.recorded(by, operation=operation):
        now = _timed(meeting, by)
        if now.started_at:
            return Saved(now)
        _require_not_over(now)
        if stale := _changed_since(now, seen):
            return stale
        if not now.may_be_entered:
            raise ValidationError(_("This meeting begins only in more than an hour."))
        write(now, started_at=clock.now())
        announce(now)
    return Saved(now, ("started_at",))


def end(meeting: Meeting, *, seen: int, by: Any, operation: UUID | None = None) -> Outcome:
    """Say that a meeting that runs is over. Twice is once. `seen` and Stale as for `start`. Raises PermissionDenied,
    ValidationError."""
    with transaction.atomic(), history.recorded(by, operation=operation):
        now = _timed(meeting, by)
        if now.ended_at:
            return Saved(now)
        _require_not_over(now)
        if now.state != "running":
            raise ValidationError(_("This meeting has not begun."))
        if stale := _changed_since(now, seen):
            return stale
        write(now, ended_at=clock.now())
        announce(now)
    return Saved(now, ("ended_at",))


def _timed(meeting: Meeting, by: Any) -> Meeting:
    """Raises PermissionDenied where `by` does not say when it begins and ends."""
    now = locked(meeting)
    if not Meeting.objects.timed_by(by).current().filter(pk=now.pk).exists():
        raise PermissionDenied
    return now


def _changed_since(meeting: Meeting, seen: int) -> Stale | None:
    changed = meeting.changed_since(seen) & set(PLACE)
    return Stale(meeting, seen, tuple(sorted(changed))) if changed else None


def _require_not_over(meeting: Meeting) -> None:
    if meeting.state in ("ended", "cancelled"):
        raise ValidationError(_OVER[meeting.state])


def _require_still_to_come(meeting: Meeting) -> None:
    if meeting.state == "running":
        raise ValidationError(_("This meeting is running: it can no longer be moved or cancelled."))
    _require_not_over(meeting)


def _require_run(meeting: Meeting, by: Any) -> None:
    """Only who runs the delegation says whether a meeting is held; who keeps the papers may correct what is said of it.

    Raises PermissionDenied. `by` is None in the installation's own commands.
    """
    require(meeting, by)
    if by is not None and not access.may_run(by):
        raise PermissionDenied


def _free_those_on_duty(meeting: Meeting) -> None:
    for duty in telling.on_duty(meeting).filter(_ANSWERED).select_for_update(of=("self",)):
        write(duty, accepted_at=None, in_room_at=None)
