"""Placard with one planted fault, to see that the soak finds it. PLANTED names it; nothing else reads that."""

import os
from typing import Any

from django.db import transaction

from delegation.asgi import application  # the models are there only then

# isort: split
from delegation.actions import operations, records

__all__ = ["application"]


def always_first(**told: Any) -> tuple[Any, bool]:
    """No operation check: whatever is sent again is done again."""
    return claim(**told)[0], True


def never_stale(record: Any, *, seen: int, sent: Any = None, puts_together: bool = False, **told: Any) -> Any:
    """No version check: whoever saves is taken to have seen what stands."""
    with transaction.atomic():
        return change(record, seen=records.locked(record).version, **told)


claim, change = operations.claim, records.change
match os.environ["PLANTED"]:
    case "operation":
        operations.claim = always_first
    case "version":
        records.change = never_stale
