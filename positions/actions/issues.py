"""Closing an issue, with everything that ends by it."""

from typing import Any
from uuid import UUID

from django.db import transaction

from delegation import history
from delegation.actions import issues, records
from delegation.models import Issue
from positions.actions import instructions


def close(issue: Issue, *, by: Any, operation: UUID | None = None) -> Issue:
    """Close the issue; its live instructions end as closed. Raises PermissionDenied, ValidationError."""
    with transaction.atomic(), history.recorded(by, operation=operation):
        now = records.locked(issue)  # whoever issues on it waits here, and is then refused
        instructions.close_all(now, by=by)
        return issues.mark_closed(now, by=by, operation=operation)
