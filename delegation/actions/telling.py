"""What is told of a meeting that moved, was cancelled, or is no longer in the time plan: to those concerned, once."""

from collections.abc import Collection
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.db.models import Q
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.timezone import localtime
from django.utils.translation import gettext as _

from delegation import clock
from delegation.actions import notices
from delegation.live import announce
from delegation.models import Delegate, Duty, Meeting, Membership

NEAR = timedelta(hours=1)  # what begins by then is urgent


def on_duty(meeting: Meeting) -> Any:
    return Duty.objects.standing().filter(meeting=meeting)


def tell(meeting: Meeting, words: Any, *, by: Any, **more: str) -> None:
    """words: with places for `meeting`, `at` and what `more` names. An archived meeting has no page: its day has.

    Ten queries.
    """
    day = localtime(meeting.starts_at, clock.zone()).date()
    said = words % ({"meeting": meeting, "at": _at(meeting.starts_at)} | more)
    _tell(meeting, said, by=by, url=reverse("time-plan-day", args=[day]) if meeting.archived_at else "")


def tell_move(was: Meeting, now: Meeting, *, accepted: Collection[UUID], by: Any) -> None:
    """accepted: who had said that he comes, and is asked anew. Ten queries."""
    soon = clock.now() + NEAR
    _tell(now, moved(was, now), by=by, again=accepted, urgent=min(was.starts_at, now.starts_at) <= soon)


def moved(was: Meeting, now: Meeting) -> str:
    """ "Ad hoc group on Res 101 moved: 29 Oct 14:30 to 16:00 (ends 17:30), Room K to Room L." The day twice where it
    is another."""
    starts = [localtime(one.starts_at, clock.zone()) for one in (was, now)]
    told = [date_format(starts[0], "j M H:i")]
    if was.starts_at != now.starts_at:
        to = date_format(starts[1], "H:i" if starts[0].date() == starts[1].date() else "j M H:i")
        told = [_("%(was)s to %(now)s") % {"was": told[0], "now": to}]
    if was.ends_at != now.ends_at:
        told[0] = _("%(starts)s (ends %(ends)s)") % {"starts": told[0], "ends": _at(now.ends_at, "H:i")}
    if was.room != now.room:
        told.append(_("%(was)s to %(now)s") % {"was": was.room or _("no room"), "now": now.room or _("no room")})
    return _("%(meeting)s moved: %(how)s") % {"meeting": now, "how": ", ".join(told)}


def _tell(
    meeting: Meeting, words: str, *, by: Any, again: Collection[UUID] = (), url: str = "", urgent: bool = False
) -> None:
    """Once to each who is to be there or belongs to the committee, with the meetings at which he is to be then.

    again: who had accepted, and is asked anew.
    """
    if duties := list(on_duty(meeting)):
        announce(*duties)
    concerned = Q(pk__in=on_duty(meeting).values("delegate")) | Q(
        pk__in=Membership.objects.in_force().filter(committee=meeting.committee_id).values("delegate")
    )
    people = Delegate.objects.active().filter(concerned).exclude(pk=by.pk if by else None)
    clashes: dict[Delegate, list[Meeting]] = {one: [] for one in people}
    elsewhere = Duty.objects.standing().at_the_time_of(meeting).filter(delegate__in=people).with_meeting()
    for duty in elsewhere.select_related("delegate") if not (meeting.cancelled_at or meeting.archived_at) else ():
        # A meeting that hides more is not named in words that go by the marking of this one.
        if not meeting.is_read_beyond(duty.meeting):
            clashes[duty.delegate].append(duty.meeting)
    asked = {one: _("; accept again or refuse") if one.pk in again else "" for one in clashes}
    said = {one: words + asked[one] + _clashing(others) for one, others in clashes.items()}
    notices.tell(
        said, about=meeting, key=f"meeting {meeting.pk} {meeting.version}", url=url, naming=clashes, urgent=urgent
    )


def _clashing(others: list[Meeting]) -> str:
    named = "; ".join(f"{other}, {_at(other.starts_at, 'H:i')}" for other in others)
    return _("; clashes with your %(others)s") % {"others": named} if named else ""


def _at(moment: datetime, how: str = "j M H:i") -> str:
    """In conference time, whoever asks."""
    return date_format(localtime(moment, clock.zone()), how)
