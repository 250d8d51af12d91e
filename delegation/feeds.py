"""A member's meetings as an iCalendar that phones fetch: what all of the delegation may know, whatever he may see."""

from datetime import UTC
from typing import Any
from zoneinfo import ZoneInfo

from django.db.models import Prefetch, Q
from django.utils import timezone
from django.utils.translation import gettext as _
from icalendar import Calendar, Event

from delegation import clock
from delegation.access import Marking
from delegation.actions.feeds import digest_of
from delegation.models import Conference, Delegate, Duty, Feed, Meeting

HOW_OFTEN = "PT15M"  # how often a phone should look


def owner_of(secret: str) -> Delegate | None:
    """Whose address it is, while it is good and he has access. One query."""
    feed = Feed.objects.filter(digest=digest_of(secret), revoked_at=None, delegate__is_active=True)
    found = feed.select_related("delegate").first()
    return found.delegate if found else None


def calendar(owner: Delegate, conference: Conference) -> bytes:
    """Meetings at which `owner` has a duty, and those of his committees; cancelled and archived ones as cancelled.

    Three queries."""
    feed = Calendar()
    feed.add("prodid", "-//Placard//Calendar of a delegation//EN")
    feed.add("version", "2.0")
    feed.add("method", "PUBLISH")
    feed.add("x-wr-calname", _("%(conference)s, %(name)s") % {"conference": conference.short_name, "name": owner.name})
    feed.add("x-wr-timezone", conference.zone)
    feed["refresh-interval;value=duration"] = feed["x-published-ttl"] = HOW_OFTEN
    for meeting in _meetings(owner):
        feed.add_component(_event(meeting, owner, conference))
    feed.add_missing_timezones()
    return feed.to_ical()


def _meetings(owner: Delegate) -> list[Any]:
    open_to_all = Meeting.objects.visible_to(owner).filter(marking=Marking.DELEGATION)
    concerning = open_to_all.marked_for(owner).filter(Q(is_mine=True) | Q(is_followed=True))
    duties = Duty.objects.filter(delegate=owner, marking=Marking.DELEGATION)
    own = Prefetch("duties", duties, to_attr="own")
    return list(concerning.select_related("committee").prefetch_related(own).in_order())


def _event(meeting: Any, owner: Delegate, conference: Conference) -> Event:
    """The sequence counts what changed of the meeting and of the owner's duties there, those that ended too: it only
    ever grows, so a phone takes what is newer."""
    zone = ZoneInfo(conference.zone)
    standing = [duty for duty in meeting.own if not (duty.refused_at or duty.handed_over_at or duty.archived_at)]
    event = Event()
    event.add("uid", f"{meeting.pk}@placard")
    event.add("sequence", meeting.version + sum(duty.version for duty in meeting.own))
    event.add("dtstamp", timezone.now().astimezone(UTC))
    event.add("dtstart", meeting.starts_at.astimezone(zone))
    event.add("dtend", meeting.ends_at.astimezone(zone))
    event.add("summary", _("%(meeting)s (duty)") % {"meeting": meeting} if standing else str(meeting))
    if meeting.room:
        event.add("location", meeting.room)
    if standing:
        said = [f"{duty.get_role_display()}, {duty.state_in_words}" for duty in standing]
        event.add("description", _("Duty: %(duty)s") % {"duty": "; ".join(said)})
    event.add("status", _status(meeting))
    return event


def _status(meeting: Meeting) -> str:
    if meeting.cancelled_at or meeting.archived_at:
        return "CANCELLED"
    return "CONFIRMED" if meeting.confirmed_at or meeting.starts_at <= clock.now() else "TENTATIVE"
