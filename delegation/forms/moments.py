"""Days and moments as a form takes them: in conference time, and such as the database can keep."""

from datetime import UTC, datetime, timedelta
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.formats import date_format
from django.utils.functional import lazy
from django.utils.translation import gettext as _

from delegation import clock


def _conference_time() -> str:
    """Asked when a form is shown, as the zone is that of the conference."""
    conference = clock.conference()
    return _("Conference time (%(zone)s).") % {"zone": conference.zone if conference else "UTC"}


CONFERENCE_TIME = lazy(_conference_time, str)()
BEFORE, AFTER = timedelta(days=60), timedelta(days=14)


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


class SessionField(MomentField):
    """A moment at which a meeting may begin or end: delegations prepare before a conference, and close its books after
    it, but who is further away has mistyped the month or the year."""

    def to_python(self, value: Any) -> datetime | None:
        moment, conference = super().to_python(value), clock.conference()
        if moment is None or conference is None:
            return moment
        first, last = conference.starts_on - BEFORE, conference.ends_on + AFTER
        if not first <= moment.astimezone(clock.zone()).date() <= last:
            sentence = _("This is far from the conference, which sits from %(first)s to %(last)s.")
            days = {"first": date_format(conference.starts_on, "j F"), "last": date_format(conference.ends_on, "j F Y")}
            raise ValidationError(sentence % days)
        return moment
