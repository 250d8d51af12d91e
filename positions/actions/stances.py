"""What States and groups think of our issues."""

from typing import Any
from uuid import UUID

from delegation.actions import records
from delegation.models import Issue, MemberState, RegionalGroup
from delegation.versions import Outcome
from positions.models import Stance


def add(
    *,
    issue: Issue,
    group: RegionalGroup | None = None,
    state: MemberState | None = None,
    by: Any,
    operation: UUID | None = None,
    **values: Any,
) -> Stance:
    """Record the stance of one group or one State. Raises PermissionDenied, ValidationError."""
    return records.add(Stance(issue=issue, group=group, state=state, **values), by=by, operation=operation)


def change(stance: Stance, *, seen: int, by: Any, operation: UUID | None = None, **values: Any) -> Outcome:
    """Change value, ask, source, date or confidence. Raises PermissionDenied, ValidationError."""
    return records.change(stance, seen=seen, by=by, operation=operation, **values)
