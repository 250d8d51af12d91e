"""Changing what bears a number, symbol or name that is read as it is typed, and from which other columns follow."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

from delegation.actions import records
from delegation.versions import Outcome, Stale


def change(
    record: Any,
    typed: str,
    columns_of: Callable[[str], dict[str, Any]],
    *,
    seen: int,
    by: Any,
    operation: UUID | None = None,
    **values: Any,
) -> Outcome:
    """As records.change; where `typed` is among the values, with the columns that follow from it and were not sent.

    A conflict in a column that nobody writes is one in what it follows from.
    """
    if typed in values:
        values = columns_of(values.pop(typed)) | values
    outcome = records.change(record, seen=seen, by=by, operation=operation, **values)
    if isinstance(outcome, Stale):
        fields = [name if record._meta.get_field(name).editable else typed for name in outcome.fields]
        return Stale(outcome.record, outcome.seen, tuple(dict.fromkeys(fields)))
    return outcome
