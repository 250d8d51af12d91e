"""Pieces of pages that are rendered once in a process, for all who are shown the same."""

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
    key = (template, get_language(), str(timezone.get_current_timezone()), *shown.items())
    found = _kept.get(key)
    if found is None:
        if len(_kept) >= MOST:
            _kept.clear()
        found = _kept[key] = render_to_string(template, shown)
    return found
