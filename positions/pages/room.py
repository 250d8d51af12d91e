"""Which meeting a member is in: the one whose page he holds in his hand."""

from typing import Any

from delegation import clock
from delegation.models import Duty, Meeting
from delegation.models.meetings import OVERRUN, TO_COME
from delegation.pages import markings_shown

MEETINGS = 60


def current(reader: Any) -> Meeting | None:
    """Where he said that he is; else the running meeting at which he is to be, before one beyond its time; else his
    next one today. One query."""
    now, conference = clock.now(), clock.conference()
    if conference is None:
        return None
    going_on = Meeting.objects.visible_to(reader).going_on_for(reader, now, since=now - OVERRUN)
    today = going_on.filter(starts_at__lt=conference.day(clock.today())[1])
    duties = Duty.objects.visible_to(reader).unfinished().filter(delegate=reader.pk, meeting__in=today.values("pk"))
    found = min(duties.select_related("meeting"), key=_how_far, default=None)
    return found.meeting if found else None


def _how_far(duty: Duty) -> tuple[bool, float, bool, bool, Any]:
    meeting, entered = duty.meeting, duty.in_room_at.timestamp() if duty.in_room_at else 0.0
    is_late = meeting.ends_at <= clock.now()
    return duty.in_room_at is None, -entered, meeting.state in TO_COME, is_late, meeting.starts_at


def elsewhere(reader: Any) -> dict[str, Any]:
    """For who is in no meeting: his next one on another day, and those of today whose page he may open. Two queries."""
    now = clock.now()
    duties = Duty.objects.visible_to(reader).to_do().filter(delegate=reader.pk, meeting__starts_at__gt=now)
    following = duties.with_meeting().order_by("meeting__starts_at").first()
    conference = clock.conference()
    meetings: list[Meeting] = []
    if conference:
        today = Meeting.objects.visible_to(reader).not_over().filter(starts_at__lt=conference.day(clock.today())[1])
        meetings = list(today.marked_for(reader).select_related("committee").in_order()[:MEETINGS])
    meetings.sort(key=lambda meeting: (not (meeting.is_mine or meeting.is_followed), meeting.state in TO_COME))
    coming = following.meeting if following else None
    return {"following": coming, "meetings": meetings, "markings": markings_shown(meetings, coming)}
