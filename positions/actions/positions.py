"""Writing the delegation's position on an issue."""

from typing import Any
from uuid import UUID

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from delegation import access, clock, history
from delegation.actions import records
from delegation.live import announce
from delegation.models import Issue
from delegation.versions import Outcome, Saved, Stale
from positions.models import Position


def add(*, issue: Issue, by: Any, operation: UUID | None = None, **values: Any) -> Position:
    """Begin the position on an issue. Raises PermissionDenied, ValidationError."""
    return records.add(Position(issue=issue, **values), by=by, operation=operation)


def change(position: Position, *, seen: int, by: Any, operation: UUID | None = None, **values: Any) -> Outcome:
    """Change some of Position.FIELDS. Raises PermissionDenied, ValidationError."""
    return records.change(position, seen=seen, by=by, operation=operation, **values)


def activate(position: Position, *, seen: int, by: Any, operation: UUID | None = None) -> Outcome:
    """Make a draft the delegation's position, as it was read; it stays so while its words are worked on.

    Answers Stale where somebody changed it since. Raises PermissionDenied, ValidationError.
    """
    with transaction.atomic(), history.recorded(by, operation=operation):
        now = records.locked(position)
        if by is not None and not (access.may_decide(by) and now.is_visible_to(by)):
            raise PermissionDenied
        if now.activated_at or now.closed_at or now.archived_at:
            raise ValidationError(_("This position is no draft any more."))
        if now.version != seen:
            return Stale(now, seen, ("objective",))
        records.write(now, activated_at=clock.now(), activated_by=by)
        announce(now)
    return Saved(now, ("activated_at",))
