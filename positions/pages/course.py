"""How a meeting goes through its agenda: what is called now, who speaks to what, and whose item is next."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import Exists, OuterRef
from django.urls import reverse
from django.utils.translation import gettext as _

from delegation import access, clock
from delegation.models import Meeting
from delegation.models.meetings import OVERRUN
from delegation.pages import Act
from delegation.prepared import prepared
from positions.models import AgendaItem, Speaker
from positions.models.agenda_items import is_over
from positions.pages.moves import Move


@dataclass(frozen=True)
class Place:
    """A speaker in his list, with what a reader may do about it."""

    speaker: Speaker
    acts: tuple[Act, ...]


@dataclass(frozen=True)
class Line:
    """One item as it stands. state: what its meeting has made of it by now. is_next: the one after that which is
    called now. is_mine: the reader speaks to it, or holds an issue of it. may_lead: whether he says what becomes of it;
    may_list: whether he keeps its speaking list."""

    item: AgendaItem
    state: str
    speakers: list[Place]
    is_next: bool
    is_mine: bool
    may_lead: bool
    may_list: bool


def lines(meeting: Meeting, items: Sequence[Any], reader: Any, *, may_time: bool) -> list[Line]:
    """items: fetched as pages.agenda.items does. may_time: whether the reader tells what goes on in the room. Where
    the meeting was cancelled nothing more is said of them. One query."""
    held = set(access.held_issues(reader).values_list("issue", flat=True))
    following = None if is_over(meeting) else next_of(items)
    is_held = not meeting.cancelled_at
    may_run = access.may_run(reader)
    found = []
    for item in items:
        topics = {issue.pk for issue in item.topics}
        may_list = is_held and (may_run or may_time or item.issue_id in held or bool(topics & held))
        speaks = any(one.delegate_id == reader.pk and not one.spoken_at for one in item.speaking)
        places = [Place(one, _acts(one, item.speaking, may_list=may_list)) for one in item.speaking]
        is_mine, may_lead = speaks or bool(topics & held), is_held and (may_time or item.may_change)
        found.append(Line(item, item.state_in(meeting), places, item == following, is_mine, may_lead, may_list))
    return found


def may_list(item: AgendaItem, reader: Any) -> bool:
    """Whether he keeps its speaking list. One query."""
    return AgendaItem.objects.listed_by(reader).filter(pk=item.pk).exists()


def next_of(items: Sequence[AgendaItem]) -> AgendaItem | None:
    """The first one to come behind that which is called now; None while none is."""
    called = next((item for item in items if item.state == "now"), None)
    if called is None:
        return None
    behind = items[list(items).index(called) + 1 :]
    return next((item for item in behind if item.state == "to come"), None)


def to_speak(reader: Any) -> list[Move]:
    """What is next, in the meetings that go through their agendas, and is the reader's. One query."""
    now = clock.now()
    of_meetings: dict[Any, list[Any]] = {}
    for item in _going_through(reader, now=now, since=now - OVERRUN):
        of_meetings.setdefault(item.meeting_id, []).append(item)
    called: list[Any] = [next_of(found) for found in of_meetings.values()]
    return [
        Move(
            _("You"),
            _("to speak next: %(item)s, %(meeting)s") % {"item": item, "meeting": _where(item.meeting)},
            item.get_absolute_url(),
            "moving",
        )
        for item in called
        if item and item.is_mine
    ]


@prepared
def _going_through(reader: Any, *, now: Any, since: Any) -> Any:
    """Items of the meetings that go through their agendas, in order, annotated is_mine."""
    items = AgendaItem.objects.visible_to(reader).current()
    called_now = items.filter(taken_at__isnull=False, done_at=None, postponed_at=None)
    begun = Meeting.objects.visible_to(reader).going_on(now, since=since).filter(pk__in=called_now.values("meeting"))
    speaks = Speaker.objects.current().filter(item=OuterRef("pk"), delegate=reader.pk, spoken_at=None)
    holds = AgendaItem.issues.through.objects.filter(agendaitem=OuterRef("pk"), issue__in=access.holding(reader))
    found = items.filter(meeting__in=begun).annotate(is_mine=Exists(speaks) | Exists(holds))
    return found.select_related("meeting__committee").order_by("place", "pk")


def _where(meeting: Meeting) -> str:
    return ", ".join(filter(None, [meeting.named, meeting.room]))


def _acts(one: Speaker, order: Sequence[Speaker], *, may_list: bool) -> tuple[Act, ...]:
    if not may_list:
        return ()
    said = {"name": one.delegate.name}
    before, after = one in order[1:], one in order[:-1]
    return (
        *[Act(_at("place", one), "⠿", _("Move: %(name)s") % said, "handle")] * (before or after),
        *[Act(_at("up", one), "↑", _("Move up: %(name)s") % said, "up")] * before,
        *[Act(_at("down", one), "↓", _("Move down: %(name)s") % said, "down")] * after,
    )


def _at(act: str, one: Speaker) -> str:
    return reverse(f"speaker-{act}", args=[one.pk])
