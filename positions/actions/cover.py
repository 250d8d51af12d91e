"""Telling those who can help, the evening before, where nobody is."""

from datetime import time, timedelta
from typing import Any

from django.db import transaction
from django.db.models import F
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

    Leads: of the issues on its agenda. Answers how many meetings there are. To be called as often as one likes.
    """
    conference, now = clock.conference(), localtime(clock.now(), clock.zone())
    tomorrow = now.date() + timedelta(days=1)
    if conference is None or now.time() < EVENING or not conference.has_day(tomorrow):
        return 0
    deputies = list(Delegate.objects.active().filter(function=access.Function.DEPUTY))
    lacking: dict[Any, Any] = {}
    told: dict[Any, set[Delegate]] = {}
    for deputy in deputies:
        for meeting in uncovered(deputy, Span(*conference.day(tomorrow))).select_related("committee"):
            lacking[meeting.pk] = meeting
            told.setdefault(meeting.pk, set()).add(deputy)
    for key, lead in _leads(lacking):
        told[key].add(lead)
    with transaction.atomic():
        for key, meeting in lacking.items():
            words = _("Tomorrow %(at)s, %(meeting)s: %(lack)s")
            lack = _("ours is on the agenda, nobody is there") if meeting.lacks_anybody else _("no lead has accepted")
            at = date_format(localtime(meeting.starts_at, clock.zone()), "H:i")
            said = words % {"at": at, "meeting": meeting, "lack": lack}
            notices.tell(dict.fromkeys(told[key], said), about=meeting, key=f"gap {key} {tomorrow}")
    return len(lacking)


def _leads(meetings: dict[Any, Any]) -> list[tuple[Any, Delegate]]:
    """Leads of the issues on the agendas of these meetings, each with the key of the meeting. One query."""
    items = AgendaItem.objects.current().filter(meeting__in=list(meetings))
    holding = Assignment.objects.filter(access.in_force(), role=Assignment.Role.LEAD, delegate__is_active=True)
    on_agenda = holding.filter(issue__agenda_items__in=items).annotate(at_meeting=F("issue__agenda_items__meeting"))
    rows = on_agenda.filter(at_meeting__in=list(meetings)).select_related("delegate")
    return [(one.at_meeting, one.delegate) for one in rows]
