"""Writing the delegation's position on an issue."""

from typing import Any
from uuid import UUID

from delegation.actions import records
from delegation.models import Issue
from delegation.versions import Outcome
from positions.models import Position


def add(*, issue: Issue, by: Any, operation: UUID | None = None, **values: Any) -> Position:
    """Begin the position on an issue. Raises PermissionDenied, ValidationError."""
    return records.add(Position(issue=issue, **values), by=by, operation=operation)


def change(position: Position, *, seen: int, by: Any, operation: UUID | None = None, **values: Any) -> Outcome:
    """Change some of Position.FIELDS. Raises PermissionDenied, ValidationError."""
    return records.change(position, seen=seen, by=by, operation=operation, **values)
