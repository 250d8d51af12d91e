"""Search: numbers however typed, words, names, among what the reader may see. One query, whatever there is."""

from typing import Any

from positions.search.hits import Hit, hit, runs, without_marks
from positions.search.sought import STANDS, Sought

__all__ = ["STANDS", "Hit", "plain", "runs", "search", "without_marks"]

LONGEST = 300
# What was said is found after what is to be said.
PAST = ("Delivery", "Note")


def search(typed: str, reader: Any) -> list[Hit]:
    """What is found, best first; at most eight of a kind. One query."""
    typed = plain(typed)
    if not typed:
        return []
    parts = Sought(typed, reader).parts()
    rows = parts[0].union(*parts[1:], all=True)
    return sorted((hit(*row) for row in rows), key=lambda one: (-one.rank, one.kind in PAST, one.kind, one.name))


def plain(typed: str) -> str:
    """What can be looked for in what was typed."""
    return " ".join(typed[: LONGEST * 4].replace("\0", " ").split())[:LONGEST]
