"""Recording what came of a proposal, a text or an issue."""

from typing import Any
from uuid import UUID

from delegation.actions import records
from delegation.versions import Outcome as Answer
from positions.models import Outcome


def add(*, result: str, summary: str, by: Any, operation: UUID | None = None, **values: Any) -> Outcome:
    """Record an outcome; `values` are columns of Outcome: `proposal`, `text` or `issue`, at least one.

    It hangs on the issue of its proposal, where `by` knows that one.
    Raises PermissionDenied, ValidationError.
    """
    if values.get("proposal") and not values.get("issue"):
        issue = values["proposal"].issue
        values["issue"] = issue if issue and (by is None or issue.is_visible_to(by)) else None
    return records.add(Outcome(result=result, summary=summary, **values), by=by, operation=operation)


def change(outcome: Outcome, *, seen: int, by: Any, operation: UUID | None = None, **values: Any) -> Answer:
    """Change columns of an outcome. Raises PermissionDenied, ValidationError."""
    return records.change(outcome, seen=seen, by=by, operation=operation, **values)
