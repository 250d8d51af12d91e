"""What only some may know: fallback, red line, capital's thinking."""

from typing import Any
from uuid import UUID

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from delegation.access import Marking
from delegation.actions import records
from delegation.models import Issue
from delegation.versions import Outcome
from positions.models import Instruction, Reserve


def add(
    *,
    issue: Issue,
    kind: str,
    text: str,
    instruction: Instruction | None = None,
    by: Any,
    operation: UUID | None = None,
) -> Reserve:
    """Write the fallback, red line or thinking on an issue, or on one instruction of it; always marked core.

    Raises PermissionDenied, ValidationError.
    """
    if issue.marking == Marking.ELECTIONS:
        raise ValidationError(_("This issue is marked elections: what is marked core would be read by others."))
    reserve = Reserve(issue=issue, kind=kind, text=text, instruction=instruction, marking=Marking.CORE)
    return records.add(reserve, by=by, operation=operation)


def change(reserve: Reserve, *, seen: int, by: Any, operation: UUID | None = None, **values: Any) -> Outcome:
    """Change the words. Raises PermissionDenied, ValidationError."""
    return records.change(reserve, seen=seen, by=by, operation=operation, **values)


def archive(reserve: Reserve, *, by: Any, operation: UUID | None = None) -> Reserve:
    return records.archive(reserve, by=by, operation=operation)


def restore(reserve: Reserve, *, by: Any, operation: UUID | None = None) -> Reserve:
    """Raises ValidationError where another of its kind has taken its place."""
    return records.restore(reserve, by=by, operation=operation)
