"""Records by the words that people write for them."""

import difflib
from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _


def by_words(records: Any, *names: str) -> dict[str, Any]:
    return {str(getattr(record, name)).casefold(): record for record in records for name in names[::-1]}


def found(known: dict[str, Any], cell: str) -> Any:
    """Raises ValidationError, with what was perhaps meant."""
    if record := known.get(cell.strip().casefold()):
        return record
    near = difflib.get_close_matches(cell.strip().casefold(), known, 1, 0.5)
    perhaps = _(" Perhaps %(near)s?") % {"near": known[near[0]]} if near else ""
    raise ValidationError(_("“%(cell)s” is not known here.") % {"cell": cell.strip()} + perhaps)
