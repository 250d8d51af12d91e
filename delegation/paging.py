"""Long lists page by page, from the row one stopped at: the last page costs what the first does."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from django.core.signing import BadSignature, Signer
from django.db.models import Q, QuerySet

SIZE = 50


@dataclass(frozen=True)
class Page:
    """Some rows of a list, and the cursors of the pages beside them ("" where there is none)."""

    rows: list[dict[str, Any]] = field(default_factory=list)
    previous: str = ""
    next: str = ""


def page_of(rows: QuerySet, order: Sequence[str], *, cursor: str, descending: bool = False, size: int = SIZE) -> Page:
    """The page of `rows` (dictionaries, as of `.values()`) that `cursor` names; the first where it names none.

    order: columns of `rows` that are never empty, the last one unique. A cursor holds their values in the row
    one stopped at, so it stays good whatever is added or taken away meanwhile; it is signed, and good for this
    order alone.
    """
    signer = Signer(salt=f"page by {' '.join(order)} {descending}")
    backwards, values = _read(signer, cursor, len(order))
    down = descending != backwards
    if values:
        rows = rows.filter(_beyond(order, values, "lt" if down else "gt"))
    found = list(rows.order_by(*(f"-{name}" if down else name for name in order))[: size + 1])
    is_more, found = len(found) > size, found[:size]
    if backwards:
        found.reverse()

    def cursor_of(row: dict[str, Any], way: str) -> str:
        return signer.sign_object([way, *(_plain(row[name]) for name in order)])

    return Page(
        rows=found,
        previous=cursor_of(found[0], "back") if found and (is_more if backwards else values) else "",
        next=cursor_of(found[-1], "on") if found and (is_more or backwards) else "",
    )


def _read(signer: Signer, cursor: str, count: int) -> tuple[bool, list[Any]]:
    try:
        way, *values = signer.unsign_object(cursor)
    except BadSignature:
        return False, []
    return (way == "back", values) if len(values) == count else (False, [])


def _beyond(order: Sequence[str], values: Sequence[Any], way: str) -> Q:
    """Rows behind these values. The first column is bounded by itself, so that its index is used."""
    (first, *others), (value, *rest) = order, values
    if not others:
        return Q(**{f"{first}__{way}": value})
    bound = Q(**{f"{first}__{way}e": value})
    return bound & (Q(**{f"{first}__{way}": value}) | _beyond(others, rest, way))


def _plain(value: Any) -> Any:
    return value if isinstance(value, int | str) else str(value)
