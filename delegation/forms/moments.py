"""Days and moments as a form takes them: in conference time, and such as the database can keep."""

from datetime import UTC, datetime
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.functional import lazy
from django.utils.translation import gettext as _

from delegation import clock


def _conference_time() -> str:
    """Asked when a form is shown, as the zone is that of the conference."""
    conference = clock.conference()
    return _("Conference time (%(zone)s).") % {"zone": conference.zone if conference else "UTC"}


CONFERENCE_TIME = lazy(_conference_time, str)()


class DayInput(forms.DateInput):
    """The browser's own calendar."""

    input_type = "date"

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**{"format": "%Y-%m-%d"} | kwargs)


class MomentInput(forms.DateTimeInput):
    """Day and time as one input of the browser's."""

    input_type = "datetime-local"

    def __init__(self) -> None:
        super().__init__(format="%Y-%m-%dT%H:%M")


class MomentField(forms.DateTimeField):
    """A moment between 1900 and 2200, in UTC: offsets and years that no database knows are no moments.

    It is written in the time of the conference, and says so where it has no other help.
    """

    widget = MomentInput

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**kwargs | {"help_text": kwargs.get("help_text") or CONFERENCE_TIME})

    def to_python(self, value: Any) -> datetime | None:
        moment = super().to_python(value)
        if moment is None:
            return None
        if not 1900 <= moment.year < 2200:
            raise ValidationError(_("Write a year between 1900 and 2200."))
        return moment.astimezone(UTC)
