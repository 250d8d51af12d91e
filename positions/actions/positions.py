"""Writing the delegation's position on an issue."""

from typing import Any
from uuid import UUID

from delegation import access
from delegation.access import Marking
from delegation.actions import records
from delegation.models import Issue
from delegation.versions import Outcome
from positions.models import Position


def add(*, issue: Issue, by: Any, operation: UUID | None = None, **values: Any) -> Position:
    """Begin the position on an issue, marked at least as the issue. Raises PermissionDenied, ValidationError."""
    marking = access.strictest(issue.marking, Marking.GOVERNMENT)
    return records.add(Position(issue=issue, marking=marking, **values), by=by, operation=operation)


def change(position: Position, *, seen: int, by: Any, operation: UUID | None = None, **values: Any) -> Outcome:
    """Change some of Position.FIELDS. Raises PermissionDenied, ValidationError."""
    return records.change(position, seen=seen, by=by, operation=operation, **values)
