"""One committee: what it works on, when it meets and who of us is in it."""

from typing import Any

from delegation import access
from delegation.models import Committee, Conference
from delegation.pages import markings_shown
from positions.pages.time_plan import with_lacks


def composed(committee: Committee, reader: Any, conference: Conference) -> dict[str, Any]:
    """The context of its page. Five queries."""
    start, end = conference.day(conference.starts_on)[0], conference.day(conference.ends_on)[1]
    meetings = with_lacks(committee.meetings.visible_to(reader).current(), reader, start, end)
    return {
        "committee": committee,
        "meetings": meetings,
        "members": list(committee.memberships.in_force().of_members()),
        "groups": list(committee.groups.current()),
        "may_keep": access.may_keep(reader),
        "markings": markings_shown(meetings, *(meeting.cover for meeting in meetings)),
    }
