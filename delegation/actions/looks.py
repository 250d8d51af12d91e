"""When a member last looked at what changed: a note of his own, no change of any record."""

from datetime import datetime
from typing import Any

from delegation import clock
from delegation.models import Delegate


def look(*, until: datetime, by: Any) -> None:
    """Take what happened before `until` as read: the moment at which the page that was read was composed."""
    Delegate.objects.filter(pk=by.pk).update(looked_at=min(until, clock.now()))
