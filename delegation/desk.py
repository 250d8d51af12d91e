"""What stands around every page: the conference, the clock, and who of us is in which room now."""

from datetime import timedelta
from typing import Any

from django.db.models import Q, prefetch_related_objects
from django.http import HttpRequest
from django.utils import timezone
from django.utils.functional import SimpleLazyObject

from delegation import clock
from delegation.models import Meeting
from delegation.models.meetings import cover_for


def desk(request: HttpRequest) -> dict[str, Any]:
    """`now` for templates/parts/now.html; asked of the database only where a page shows it."""
    return {"now": SimpleLazyObject(lambda: now_strip(request))}


def now_strip(request: HttpRequest) -> dict[str, Any]:
    """The reader's meeting that runs and his next one today; else those of his committees. Two queries."""
    strip: dict[str, Any] = {"conference": clock.conference(), "at": timezone.localtime(clock.now())}
    reader = getattr(request, "user", None)
    if reader is None or not reader.is_authenticated or strip["conference"] is None:
        return strip
    now = clock.now()
    meetings = list(
        Meeting.objects.visible_to(reader)
        .held()
        .filter(ends_at__gt=now, starts_at__lt=now + timedelta(hours=14))
        .marked_for(reader)
        .filter(Q(is_mine=True) | Q(is_followed=True))
        .select_related("committee")
        .order_by("-is_mine", "starts_at", "pk")[:8]
    )
    running = next((meeting for meeting in meetings if meeting.starts_at <= now), None)
    coming = next((meeting for meeting in meetings if meeting.starts_at > now), None)
    prefetch_related_objects([meeting for meeting in (running, coming) if meeting], cover_for(reader))
    if running:
        strip["meeting"] = _line(running)
        strip["in_room"] = [duty.delegate.name for duty in running.cover if duty.state == "in room"]
    if coming:
        strip["next"] = _line(coming)
        strip["covering"] = [duty.delegate.name for duty in coming.cover if duty.accepted_at]
    return strip


def _line(meeting: Meeting) -> dict[str, Any]:
    return {
        "title": str(meeting),
        "room": meeting.room,
        "starts_at": meeting.starts_at,
        "ends_at": meeting.ends_at,
        "url": meeting.get_absolute_url(),
    }
