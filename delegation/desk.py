"""What stands around every page: the conference, the clock, and who of us is in which room now."""

from datetime import timedelta
from functools import lru_cache
from typing import Any

from django.contrib.auth.models import AnonymousUser
from django.db.models import Count, Window
from django.http import HttpRequest
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import SimpleLazyObject
from django.utils.safestring import SafeString
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from delegation import assets, clock, copies
from delegation.access import Marking
from delegation.live import written
from delegation.models import Meeting, Notice
from delegation.models.attendance import cover_of
from delegation.models.meetings import OVERRUN, TO_COME
from delegation.prepared import prepared

# What the strip says of a meeting.
OF_MEETINGS = (
    *("starts_at", "ends_at", "room", "number", "committee__name", "committee__kind"),
    *("started_at", "ended_at", "cancelled_at", "confirmed_at"),  # by which it is running, or to come
    *("times_are_estimated", "is_sample", "confidence"),
)

# At once, in minutes, in hours and minutes.
UNTIL = (_("now"), _("in {m} min"), _("in {h} h {m} min"))
LEFT = (_("beyond its time"), _("{m} min left"), _("{h} h {m} min left"))


def desk(request: HttpRequest) -> dict[str, Any]:
    """`now` for templates/parts/now.html, asked of the database only where a page shows it; the `frame`; and the
    moment `told_until`, real time, after which the page is to be told what changed."""
    return {
        "now": SimpleLazyObject(lambda: now_strip(request)),
        "frame": Frame(request),
        "told_until": written(timezone.now()),
    }


class Frame:
    """Parts of every page that are the same for all members and days: each is rendered once in a process."""

    def __init__(self, request: HttpRequest) -> None:
        self._request = request

    def stylesheets(self) -> SafeString:
        return _standing("parts/stylesheets.html", "")

    def scripts(self) -> SafeString:
        return _standing("parts/copy_scripts.html" if copies.is_copy(self._request) else "parts/scripts.html", "")

    def worker(self) -> str:
        return f"{reverse('worker')}?{assets.version()}"

    def dialogs(self) -> SafeString:
        return _standing("parts/dialogs.html", get_language() or "", is_authenticated=self._user.is_authenticated)

    def truth(self) -> SafeString:
        return _standing("parts/truth.html", get_language() or "")

    def rail(self) -> SafeString:
        return _standing("parts/rail.html", get_language() or "", self._request.path, is_staff=self._user.is_staff)

    def left_out(self) -> bool:
        """Whether the page says that some markings are never on it: to who is cleared, on every copy."""
        return copies.is_copy(self._request) and self._user.is_cleared

    @property
    def _user(self) -> Any:
        """Nobody yet where a request is refused before one is known, as one to a strange host."""
        return getattr(self._request, "user", AnonymousUser())


@lru_cache(maxsize=1000)
def _standing(template: str, language: str, path: str = "", **user: bool) -> SafeString:
    section = "/{}/".format(path.strip("/").partition("/")[0])
    return render_to_string(template, {"request": {"path": path}, "section": section, "user": user})


def countdown(stretch: timedelta, words: tuple[Any, Any, Any]) -> str:
    """Such as "in 18 min" or "in 2 h 05 min": whole minutes, begun ones counted, as js/clock.js counts on from them."""
    minutes = -(-stretch // timedelta(minutes=1))
    hours, rest = divmod(minutes, 60)
    at_once, short, long = (str(one) for one in words)
    if minutes <= 0:
        return at_once
    return long.format(h=hours, m=f"{rest:02}") if hours else short.format(m=rest)


def now_strip(request: HttpRequest) -> dict[str, Any]:
    """The reader's meeting that runs and his next one today, else those of his committees; what he was told and has
    not read. Three queries."""
    at = timezone.localtime(clock.now())
    strip: dict[str, Any] = {"conference": clock.conference(), "at": at, "day": f"{at:%Y%m%d}"}
    strip |= {"until_words": UNTIL, "left_words": LEFT}
    reader = getattr(request, "user", None)
    if reader is None or not reader.is_authenticated or strip["conference"] is None:
        return strip
    for told in _unread(reader):
        # The strip stands on pages of every marking, and says no words that are more than theirs, or name what may be.
        words = told.words if told.marking == Marking.DELEGATION and not told.mentions else ""
        strip["unread"] = {"many": told.many, "words": words, "url": told.url}
    now = clock.now()
    meetings = _soon(reader, now=now, since=now - OVERRUN, until=now + timedelta(hours=14))
    # What runs in its time before what should be over, of those that are as near to him.
    sitting = sorted(meetings, key=lambda meeting: (not meeting.is_mine, meeting.ends_at <= now))
    running, other = _first_two([meeting for meeting in sitting if meeting.state not in TO_COME])
    coming, another = _first_two([meeting for meeting in meetings if meeting.state in TO_COME])
    cover = cover_of(reader, meetings=[meeting.pk for meeting in (running, coming) if meeting])
    if running:
        strip["meeting"] = _line(running, other) | {"left": countdown(running.ends_at - now, LEFT)}
        strip["in_room"] = [
            duty.delegate.name for duty in cover if duty.meeting_id == running.pk and duty.state == "in room"
        ]
    if coming:
        strip["next"] = _line(coming, another) | {"until": countdown(coming.starts_at - now, UNTIL)}
        strip["covering"] = [duty.delegate.name for duty in cover if duty.meeting_id == coming.pk and duty.accepted_at]
    return strip


@prepared
def _soon(reader: Any, *, now: Any, since: Any, until: Any) -> Any:
    meetings = Meeting.objects.visible_to(reader).going_on_for(reader, now, since=since).filter(starts_at__lt=until)
    meetings = meetings.concerning(reader).select_related("committee").only(*OF_MEETINGS)
    return meetings.order_by("-is_mine", "starts_at", "pk")[:8]


@prepared
def _unread(reader: Any) -> Any:
    """The newest of what he has not read, with how many there are."""
    unread = Notice.objects.visible_to(reader).unread().newest_first()
    return unread.annotate(many=Window(Count("*"))).only("words", "url", "marking", "mentions")[:1]


def _first_two(meetings: list[Meeting]) -> tuple[Meeting | None, Meeting | None]:
    """The first, and where he is to be there, the one at which he is to be at the same time."""
    if not meetings:
        return None, None
    first, *others = meetings
    end = first.ends_at if first.state in TO_COME else clock.now()
    at_once = (one for one in others if first.is_due and one.is_due and one.starts_at < end)
    return first, next(at_once, None)


def _line(meeting: Meeting, other: Meeting | None) -> dict[str, Any]:
    return {
        "other": other and {"title": str(other), "url": other.get_absolute_url()},
        "title": str(meeting),
        "room": meeting.room,
        "doubt": meeting.doubt,
        "starts_at": meeting.starts_at,
        "ends_at": meeting.ends_at,
        "url": meeting.get_absolute_url(),
    }
