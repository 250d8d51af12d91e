"""Closing an issue, with everything that ends by it."""

from collections.abc import Collection
from typing import Any
from uuid import UUID

from django.db import transaction

from delegation import history
from delegation.actions import issues, records
from delegation.models import Issue
from delegation.versions import Stale
from positions.actions import instructions
from positions.models import Instruction


def close(
    issue: Issue, *, ends: Collection[UUID] | None = None, by: Any, operation: UUID | None = None
) -> Issue | Stale:
    """Close the issue; its live instructions end as closed.

    ends: the live instructions that `by` was shown; where he could see another one by now, Stale, and nothing ends.
    Raises PermissionDenied, ValidationError.
    """
    with transaction.atomic(), history.recorded(by, operation=operation):
        now = records.locked(issue)  # whoever issues on it waits here, and is then refused
        if ends is not None and Instruction.objects.visible_to(by).on(now).live().exclude(pk__in=ends).exists():
            return Stale(now, now.version)
        instructions.close_all(now, by=by)
        return issues.mark_closed(now, by=by, operation=operation)
