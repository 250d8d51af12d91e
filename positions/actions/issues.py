"""Closing an issue, with everything that ends by it."""

from typing import Any
from uuid import UUID

from django.db import transaction

from delegation import history
from delegation.actions import issues
from delegation.models import Issue
from positions.actions import instructions


def close(issue: Issue, *, by: Any, operation: UUID | None = None) -> Issue:
    """Close the issue; its live instructions end as closed. Raises PermissionDenied, ValidationError."""
    with transaction.atomic(), history.recorded(by, operation=operation):
        now = issues.close(issue, by=by, operation=operation)
        instructions.close_all(now, by=by)
    return now
