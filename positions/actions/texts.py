"""Adding and changing texts: the name is read where it is a number, and what follows from it computed."""

from typing import Any
from uuid import UUID

from django.db import transaction

from delegation import history
from delegation.actions import records
from delegation.versions import Outcome, Saved
from positions import reading
from positions.actions import bases, typed
from positions.models import Basis, Text

KINDS = {"resolution": Text.Kind.RESOLUTION, "decision": Text.Kind.DECISION, "recommendation": Text.Kind.RECOMMENDATION}


def add(*, name: str, by: Any, operation: UUID | None = None, issues: Any = (), **values: Any) -> Text:
    """Enter a text; `values` are columns of Text, with `id` where the key is given and `kind` where it is known.

    Raises PermissionDenied, ValidationError (a text of this name is already there).
    """
    return records.add(Text(**(columns_of(name) | values)), by=by, operation=operation, issues=issues)


def change(text: Text, *, seen: int, by: Any, operation: UUID | None = None, **values: Any) -> Outcome:
    """Change columns of a text; `name` as typed. Of another version of it, positions that rest on it are checked.

    Raises PermissionDenied, ValidationError.
    """
    with transaction.atomic(), history.recorded(by, operation=operation):
        outcome = typed.change(text, "name", columns_of, seen=seen, by=by, operation=operation, **values)
        if isinstance(outcome, Saved) and bases.VERSION & set(outcome.changed):
            bases.turn(outcome.record, Basis.Change.VERSION, by=by)
    return outcome


def canonical(name: str) -> str:
    """For comparing: "Resolution 102 (Rev. Busan, 2014)" and "res 102" are one text."""
    reference = reading.read_text(name)
    return reference.canonical if reference else " ".join(name.casefold().split())


def columns_of(name: str) -> dict[str, Any]:
    """The name, and the columns that follow from it; the kind of a text without a number is left to the writer."""
    columns: dict[str, Any] = {"name": " ".join(name.split()), "canonical": canonical(name), "place": 0}
    if reference := reading.read_text(name):
        columns["place"] = reference.number
        if reference.kind == "provision":
            columns["kind"] = Text.Kind.PROVISION
        else:
            columns["kind"] = KINDS.get(reference.text_kind, _other_kind(reference.text_kind))
    return columns


def _other_kind(text_kind: str) -> str:
    return Text.Kind.NEW if "new" in text_kind else Text.Kind.OTHER
