"""Telling those who can help, the evening before, where nobody is."""

from collections.abc import Iterator
from datetime import time, timedelta
from typing import Any

from django.db import transaction
from django.db.models import Q
from django.utils.formats import date_format
from django.utils.timezone import localtime
from django.utils.translation import gettext as _

from delegation import access, clock
from delegation.actions import notices
from delegation.models import Assignment, Delegate
from positions.models import AgendaItem
from positions.models.cover import Span, uncovered

EVENING = time(21)  # conference time


def tell_of_tomorrow() -> int:
    """From nine in the evening on, tell deputies and leads of each meeting of tomorrow that lacks somebody, once.

    Leads: of issues on its agenda. Each is told as much as he may know. Answers how many meetings there are. To be
    called as often as one likes; two queries for each who may be told, and five for each meeting.
    """
    conference, now = clock.conference(), localtime(clock.now(), clock.zone())
    tomorrow = now.date() + timedelta(days=1)
    if conference is None or now.time() < EVENING or not conference.has_day(tomorrow):
        return 0
    span = Span(*conference.day(tomorrow))
    told: dict[Any, dict[Delegate, Any]] = {}
    naming: dict[Any, dict[Delegate, list[AgendaItem]]] = {}
    for person, meeting, items in _to_be_told(span):
        told.setdefault(meeting, {})[person] = _words(meeting)
        naming.setdefault(meeting, {})[person] = items
    with transaction.atomic():
        for meeting, words in told.items():
            notices.tell(words, about=meeting, key=f"gap {meeting.pk} {tomorrow}", naming=naming[meeting])
    return len(told)


def _to_be_told(span: Span) -> Iterator[tuple[Delegate, Any, list[AgendaItem]]]:
    """Each member with a meeting that lacks somebody as far as he knows, and the items of its agenda that he leads."""
    leading = Assignment.objects.filter(access.in_force(), role=Assignment.Role.LEAD)
    concerned = Q(function=access.Function.DEPUTY) | Q(pk__in=leading.values("delegate"))
    for person in Delegate.objects.active().filter(concerned):
        lacking = list(uncovered(person, span).select_related("committee"))
        items: dict[Any, list[AgendaItem]] = {}
        led = AgendaItem.objects.visible_to(person).current().filter(meeting__in=lacking)
        for item in led.filter(issues__in=leading.filter(delegate=person).values("issue")).distinct():
            items.setdefault(item.meeting_id, []).append(item)
        for meeting in lacking:
            if person.function == access.Function.DEPUTY or meeting.pk in items:
                yield person, meeting, items.get(meeting.pk, [])


def _words(meeting: Any) -> str:
    words = _("Tomorrow %(at)s, %(meeting)s: %(lack)s")
    lack = (
        _("ours is on the agenda, nobody has accepted")
        if meeting.takes_ours and not meeting.is_attended
        else _("no lead has accepted")
    )
    at = date_format(localtime(meeting.starts_at, clock.zone()), "H:i")
    return words % {"at": at, "meeting": meeting, "lack": lack}
