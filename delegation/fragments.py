"""Pieces of pages that are rendered once in a process, for all who are shown the same."""

from collections.abc import Iterable
from typing import Any

from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.safestring import SafeString
from django.utils.translation import get_language

MOST = 10_000

_kept: dict[tuple, SafeString] = {}


def fragment(template: str, **shown: Any) -> SafeString:
    """`template` with what is shown in it, rendered when the same is shown for the first time.

    shown: plain values, and tuples and frozen dataclasses of them; they are all that the template gets, and the key
    under which the piece is kept, so that nothing can stand in it that is not in the key. No records: two of them
    are equal whatever they say.
    """
    return _piece((template, *_ways_to_say()), shown)


def fragments(template: str, **each: Iterable[Any]) -> SafeString:
    """As `fragment` of each value, one after the other; of one name."""
    [(name, values)] = each.items()
    said = (template, *_ways_to_say())
    return SafeString("".join([_piece(said, {name: value}) for value in values]))


def _ways_to_say() -> tuple[Any, ...]:
    return get_language(), str(timezone.get_current_timezone())


def _piece(said: tuple, shown: dict[str, Any]) -> SafeString:
    key = (*said, *shown.items())
    found = _kept.get(key)
    if found is None:
        if len(_kept) >= MOST:
            _kept.clear()
        found = _kept[key] = render_to_string(said[0], shown)
    return found
