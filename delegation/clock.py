"""What time it is at the conference: real time plus the rehearsal's offset.

Everything about the conference asks here; sessions, tokens, history stamps and logs use real time.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import UTC, date, datetime, timedelta, tzinfo
from typing import TYPE_CHECKING, Optional
from zoneinfo import ZoneInfo

from django.apps import apps
from django.utils import timezone

if TYPE_CHECKING:
    from delegation.models import Conference

_conference: ContextVar[Optional["Conference"]] = ContextVar("conference", default=None)


def conference() -> Optional["Conference"]:
    """The conference of this installation, or None before it is loaded. One query outside `kept`."""
    return _conference.get() or apps.get_model("delegation", "Conference").objects.select_related("state").first()


@contextmanager
def kept(given: Optional["Conference"] = None) -> Iterator[Optional["Conference"]]:
    """Hold the conference for the length of a request or job, in its time zone, so that it is read once.

    given: one that is not yet stored, while it is being loaded.
    """
    current = given or conference()
    token = _conference.set(current)
    try:
        with timezone.override(zone()):
            yield current
    finally:
        _conference.reset(token)


def now() -> datetime:
    """The moment at the conference, in UTC."""
    return _now_at(conference())


def today() -> date:
    current = conference()
    return _now_at(current).astimezone(_zone_of(current)).date()


def zone() -> tzinfo:
    return _zone_of(conference())


def _now_at(current: Optional["Conference"]) -> datetime:
    return timezone.now() + (current.rehearsal_offset if current else timedelta())


def _zone_of(current: Optional["Conference"]) -> tzinfo:
    return ZoneInfo(current.zone) if current else UTC
