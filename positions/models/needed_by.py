"""By when an answer of capital is needed: here, there, and how long ago that was."""

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from django.utils.formats import date_format
from django.utils.timezone import localtime
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from delegation import clock

NIGHT = (22, 7)  # from, to: hours in capital
SOON = timedelta(hours=4)  # where no meeting takes the issue
EVEN = timedelta(minutes=5)
# Who knows that it is overdue, by the step that it climbed to.
KNOWS = {1: gettext_lazy("the lead knows"), 2: gettext_lazy("the deputy knows"), 3: gettext_lazy("the head knows")}


def there(moment: datetime) -> datetime:
    """In the time of capital."""
    conference = clock.conference()
    return localtime(moment, ZoneInfo(conference.capital_zone if conference else "UTC"))


def is_night_there(moment: datetime) -> bool:
    return not NIGHT[1] <= there(moment).hour < NIGHT[0]


def here_and_there(moment: datetime) -> tuple[str, str]:
    """In conference time, whoever asks, and in that of capital; there with the day, where it is another."""
    here, away = localtime(moment, clock.zone()), there(moment)
    return date_format(here, "j M H:i"), date_format(away, "H:i" if away.date() == here.date() else "j M H:i")


def in_both_zones(moment: datetime) -> str:
    """ "29 Oct 16:00 (08:00 in capital)"."""
    here, away = here_and_there(moment)
    return _("%(here)s (%(there)s in capital)") % {"here": here, "there": away}


def proposed(takes_up: datetime | None) -> datetime:
    """What the form of a question proposes: when a meeting takes the issue up, else in three hours or so; but never
    less than capital is left at least."""
    now, conference = clock.now(), clock.conference()
    soon = (now + SOON).replace(minute=0, second=0, microsecond=0)
    earliest = now + timedelta(minutes=conference.capital_has_at_least if conference else 0)
    wanted = takes_up or soon
    return wanted if wanted >= earliest else earliest + (datetime.min.replace(tzinfo=now.tzinfo) - earliest) % EVEN


def stretch(length: timedelta) -> str:
    """ "25 min", "2 h 05 min", "3 d"; begun minutes are not counted."""
    minutes = length // timedelta(minutes=1)
    if minutes < 60:
        return _("%d min") % minutes
    if minutes < 24 * 60:
        return _("%(h)d h %(m)02d min") % {"h": minutes // 60, "m": minutes % 60}
    return _("%d d") % (minutes // (24 * 60))


class NeededBy:
    """Of a record that is sent, and then answered or withdrawn; `needed_by` may be missing before it is sent."""

    needed_by: datetime | None
    sent_at: datetime | None
    answered_at: datetime | None
    withdrawn_at: datetime | None
    climbed_to: int | None = None  # after `with_climb`

    @property
    def is_awaited(self) -> bool:
        """Whether it was sent, and neither answered nor withdrawn."""
        return self.sent_at is not None and not self.answered_at and not self.withdrawn_at

    @property
    def needed_here(self) -> str:
        return here_and_there(self.needed_by)[0] if self.needed_by else ""

    @property
    def needed_there(self) -> str:
        return here_and_there(self.needed_by)[1] if self.needed_by else ""

    @property
    def needed_in_both_zones(self) -> str:
        return in_both_zones(self.needed_by) if self.needed_by else ""

    @property
    def answered_in_both_zones(self) -> str:
        return in_both_zones(self.answered_at) if self.answered_at else ""

    @property
    def is_needed_at_night(self) -> bool:
        """Whether capital sleeps then."""
        return self.needed_by is not None and is_night_there(self.needed_by)

    @property
    def is_overdue(self) -> bool:
        return self.is_overdue_at(clock.now())

    def is_overdue_at(self, moment: datetime) -> bool:
        return self.is_awaited and self.needed_by is not None and self.needed_by < moment

    @property
    def overdue_in_words(self) -> str:
        """ "overdue 25 min: the deputy knows"."""
        if self.needed_by is None or not self.is_overdue:
            return ""
        words = _("overdue %(long)s") % {"long": stretch(clock.now() - self.needed_by)}
        return f"{words}: {KNOWS[self.climbed_to]}" if self.climbed_to else words
