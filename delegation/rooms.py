"""Rooms that two meetings have at one time: told and marked, never refused."""

from collections.abc import Iterable
from typing import Any

from django.utils.translation import gettext as _

from delegation.models import Meeting
from delegation.models.meetings import UNSAID

OVER = ("cancelled", "ended")


def shared(meetings: Iterable[Meeting], reader: Any) -> dict[Any, list[Meeting]]:
    """The others in the room of each at its time, as far as `reader` may see, by its key. At most one query."""
    standing = [one for one in meetings if one.room.strip() and not _over(one)]
    if not standing:
        return {}
    start, end = min(one.starts_at for one in standing), max(one.ends_at for one in standing)
    others = Meeting.objects.visible_to(reader).held().filter(ended_at=None, starts_at__lt=end, ends_at__gt=start)
    unsaid = [f"committee__{name}" for name in UNSAID]
    held = list(others.exclude(room="").select_related("committee").defer(*unsaid).in_order())
    return {one.pk: found for one in standing if (found := beside(one, held))}


def beside(meeting: Meeting, others: Iterable[Meeting]) -> list[Meeting]:
    """Those of `others` that are in its room at its time. Case and spacing make no other room."""
    room = _folded(meeting.room)
    at_once = (one for one in others if one.starts_at < meeting.ends_at and one.ends_at > meeting.starts_at)
    return [one for one in at_once if room and _folded(one.room) == room and one.pk != meeting.pk and not _over(one)]


def told(meeting: Meeting, others: list[Meeting]) -> str:
    """Such as "Room K also has Ad hoc group on WSIS then."; "" where it has the room to itself."""
    if not others:
        return ""
    names = ", ".join(map(str, others))
    return _("%(room)s also has %(meetings)s then.") % {"room": " ".join(meeting.room.split()), "meetings": names}


def then_told(said: Any, meeting: Meeting | None, reader: Any) -> str:
    """A sentence that says what was done, and after it who else has the room."""
    others = shared([meeting], reader).get(meeting.pk, []) if meeting else []
    return f"{said} {told(meeting, others)}" if meeting and others else str(said)


def _over(meeting: Meeting) -> bool:
    return meeting.state in OVER


def _folded(room: str) -> str:
    return " ".join(room.split()).casefold()
