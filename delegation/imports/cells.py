"""What one cell of a file says, by the column of the model that it fills."""

import re
from datetime import date, datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext as _

YES = {"yes": True, "no": False}

_DATE = re.compile(r"\d{4}-\d{2}-\d{2}")
_MOMENT = re.compile(r"\d{4}-\d{2}-\d{2}[T ]\d{2}:\d{2}(:\d{2})?(Z|[+-]\d{2}:?\d{2})?", re.IGNORECASE)
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]")
# "a_lead" sorts before "b_alternate" in the database; people write "lead".
_ORDERED = re.compile(r"^[a-z]_")


def read(field: Any, cell: str) -> Any:
    """The value of a cell that is not empty. Raises ValidationError with a sentence."""
    if _CONTROL.search(cell):
        raise ValidationError(_("There is a character in it that no text holds."))
    if field.choices:
        return _word(field, cell)
    if isinstance(field, models.BooleanField):
        if cell.casefold() not in YES:
            raise ValidationError(_("Write yes or no."))
        return YES[cell.casefold()]
    if isinstance(field, models.DateTimeField):
        return _moment(cell)
    if isinstance(field, models.DateField):
        return _date(cell)
    if isinstance(field, models.IntegerField | models.FloatField):
        if not (cell.isascii() and cell.isdigit() and len(cell) < 10):
            raise ValidationError(_("Write a number in digits."))
        return int(cell)
    return cell


def empty(field: Any) -> Any:
    """What an empty cell says: the default, or nothing."""
    if field.has_default():
        return field.get_default()
    return "" if isinstance(field, models.CharField | models.TextField) and not field.null else None


def is_required(field: Any) -> bool:
    if field.many_to_many or field.has_default() or field.null:
        return False
    return not (field.blank or field.primary_key or isinstance(field, models.BooleanField))


def words(field: Any) -> dict[str, str]:
    """What people write for each choice of a column, and what is stored for it."""
    return {_ORDERED.sub("", stored): stored for stored, _label in field.flatchoices if stored}


def _word(field: Any, cell: str) -> str:
    known = words(field)
    stored = known.get(cell, cell)
    if stored not in known.values():
        raise ValidationError(_("Write one of: %(words)s.") % {"words": ", ".join(known)})
    return stored


def _date(cell: str) -> date:
    try:
        if _DATE.fullmatch(cell):
            return date.fromisoformat(cell)
    except ValueError:
        pass
    raise ValidationError(_("This is no date; write it as 2014-10-29."))


def _moment(cell: str) -> datetime:
    match = _MOMENT.fullmatch(cell)
    if match and not match[2]:
        raise ValidationError(_("This moment has no zone; write it as 2014-10-29T09:30+09:00."))
    try:
        if match:
            return datetime.fromisoformat(cell.upper())
    except ValueError:
        pass
    raise ValidationError(_("This is no moment; write it as 2014-10-29T09:30+09:00."))
