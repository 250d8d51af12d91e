"""What a briefing is composed of, as far as a reader may see it: one prepared query for each kind of record."""

from datetime import date, datetime
from typing import Any

from django.db.models import QuerySet

from delegation.models import Issue, Meeting
from delegation.models.attendance import cover_of
from delegation.prepared import along, prepared
from positions.models import Briefing, Instruction, Outcome
from positions.models.acknowledgements import put_readers
from positions.models.conflicting_answers import with_hold

# What a row of the table shows of a meeting.
OF_MEETINGS = (
    *("committee", "number", "title", "starts_at", "room", "agenda_symbol", "cancelled_at", "marking"),
    *("times_are_estimated", "is_sample", "confidence", "committee__name", "committee__kind"),
)


def meetings_between(start: datetime, end: datetime, reader: Any) -> list[Meeting]:
    """The meetings that begin between two moments, with their `cover`. Two queries."""
    found = _meetings(reader, start=start, end=end)
    along(found, "cover", cover_of(reader, meetings=[meeting.pk for meeting in found]), "meeting_id")
    return found


def in_force_between(start: datetime, end: datetime, reader: Any) -> list[Instruction]:
    """The instructions that held at some moment between the two, with who knows them. Two queries."""
    found = _instructions(reader, start=start, end=end)
    put_readers(found, reader)
    return found


def briefing_of(day: date, reader: Any) -> Briefing | None:
    return next(iter(_briefings(reader, day=day)), None)


@prepared
def _meetings(reader: Any, *, start: Any, end: Any) -> QuerySet:
    found = Meeting.objects.visible_to(reader).current().filter(starts_at__gte=start, starts_at__lt=end)
    return found.select_related("committee").only(*OF_MEETINGS).in_order()


@prepared
def _instructions(reader: Any, *, start: Any, end: Any) -> QuerySet:
    found = Instruction.objects.visible_to(reader).in_force_between(start, end).with_names()
    return with_hold(found, reader).newest_first()


@prepared
def _briefings(reader: Any, *, day: Any) -> QuerySet:
    return Briefing.objects.visible_to(reader).of(day)


@prepared
def outcomes(reader: Any, *, days: Any) -> QuerySet:
    return Outcome.objects.visible_to(reader).current().filter(decided_on__in=days).with_subject().newest_first()


@prepared
def issues(reader: Any) -> QuerySet:
    return Issue.objects.visible_to(reader).current().only("name", "marking").in_order()
