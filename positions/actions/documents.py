"""Adding and changing documents: the symbol is read, and what follows from it computed."""

from typing import Any
from uuid import UUID

from delegation.actions import records
from delegation.versions import Outcome
from positions import reading
from positions.actions import typed
from positions.models import Document
from positions.numbers import print_document


def add(*, symbol: str, by: Any, operation: UUID | None = None, committees: Any = (), **values: Any) -> Document:
    """Enter a document; `values` are columns of Document, with `id` where the key is given.

    symbol: as typed; a bare number is one of the main series.
    Raises PermissionDenied, ValidationError (a symbol that cannot be read, or is already there).
    """
    return records.add(Document(**columns_of(symbol), **values), by=by, operation=operation, committees=committees)


def change(document: Document, *, seen: int, by: Any, operation: UUID | None = None, **values: Any) -> Outcome:
    """Change columns of a document; `symbol` as typed. Raises PermissionDenied, ValidationError."""
    return typed.change(document, "symbol", columns_of, seen=seen, by=by, operation=operation, **values)


def columns_of(symbol: str) -> dict[str, Any]:
    """The symbol as the ITU prints it, and the columns that follow from it."""
    reference = reading.read_document(symbol)
    parts = (reference.series, reference.number, reference.revision, reference.addendum, reference.corrigendum)
    return {
        "symbol": print_document(*parts).removeprefix("Document "),
        "series": reference.series,
        "number": reference.number,
        "revision": reference.revision,
        "addendum": reference.addendum,
        "corrigendum": reference.corrigendum,
    }
