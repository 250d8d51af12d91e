"""What the value of a field is called on a page."""

from datetime import date, datetime
from typing import Any

from django.db import models
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from delegation import clock


def in_words(field: Any, value: Any) -> str:
    """A choice by its name, a moment at the conference ("29 Oct 14:30"), "yes" or "no"; "" for nothing.

    value: as the record holds it, or as JSON does.
    """
    if value is None:
        return ""
    if field.choices:
        return str(dict(field.flatchoices).get(value, value))
    if isinstance(field, models.DateField | models.BooleanField) and value != "":
        value = field.to_python(value)
    if isinstance(value, datetime):
        return date_format(value.astimezone(clock.zone()), "j M H:i")
    if isinstance(value, date):
        return date_format(value, "j M Y")
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    return str(value)
