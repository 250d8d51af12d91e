"""The daily briefing, composed for one reader from what stands."""

from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any

from django.urls import reverse
from django.utils.formats import date_format
from django.utils.timezone import localtime
from django.utils.translation import gettext as _

from delegation import access, clock, happenings, history
from delegation.models import Committee, Conference, Issue, Meeting
from delegation.pages import Field, markings_shown, saved_sentence
from delegation.words import rendered
from positions.models import AgendaItem, Briefing, Instruction, Outcome
from positions.pages import changes

LINES = 5  # told of one issue; the rest is counted


@dataclass
class Sitting:
    """A meeting with the issues on its agenda."""

    meeting: Meeting
    topics: list[Issue]

    @property
    def at(self) -> str:
        return f"{localtime(self.meeting.starts_at):%H:%M}"


@dataclass
class Order:
    """An instruction that is carried into the meetings of the day: by whom, and what it superseded on that day."""

    instruction: Instruction
    predecessor: Instruction | None
    meetings: list[Meeting] = field(default_factory=list)

    @property
    def carried(self) -> str:
        """By whom, where and when. A meeting among ourselves carries nothing while there is another."""
        meetings = [one for one in self.meetings if one.committee.kind != Committee.Kind.OTHER] or self.meetings
        return "; ".join(_carried(meeting) for meeting in meetings)


@dataclass
class IssueNews:
    """What changed on one issue."""

    issue: Issue
    lines: list[changes.News] = field(default_factory=list)

    @property
    def told(self) -> list[changes.News]:
        return self.lines[:LINES]

    @property
    def more(self) -> int:
        return len(self.lines[LINES:])


def composed(reader: Any, conference: Conference, day: date) -> dict[str, Any]:
    """The context of the briefing of a day on which the conference sits. The number of queries is always the same,
    but for the stamp on the words of the day where there are any."""
    start, end = conference.day(day)
    before = day - timedelta(days=1)
    meetings = list(Meeting.objects.visible_to(reader).current().on(conference, day).with_duties(reader).in_order())
    topics = AgendaItem.objects.issues_by_meeting(meetings, reader)
    sittings = [Sitting(meeting, topics[meeting.pk]) for meeting in meetings]
    standing = list(
        Instruction.objects.visible_to(reader).in_force_between(start, end).with_readers(reader).newest_first()
    )
    outcomes = list(
        Outcome.objects.visible_to(reader).current().filter(decided_on__in=[day, before]).with_subject().newest_first()
    )
    briefing = Briefing.objects.visible_to(reader).of(day).first()
    orders = _orders(sittings, standing)
    unknown = [instruction for instruction in standing if instruction.is_live and instruction.missing]
    told = _news(reader, conference.day(before)[0] if conference.has_day(before) else start, end)
    return {
        "day": day,
        "is_today": day == clock.today(),
        "conference": conference,
        "edition_number": conference.day_number(day),
        "previous": before if conference.has_day(before) else None,
        "next": day + timedelta(days=1) if day < conference.ends_on else None,
        "lead_field": lead_field(briefing, day, reader),
        "sittings": sittings,
        "orders": orders,
        "unknown": unknown,
        "news": told,
        "outcomes": outcomes,
        "markings": markings_shown(
            briefing,
            meetings,
            outcomes,
            unknown,
            [order.instruction for order in orders],
            [one.issue for one in told],
            *(line.markings for one in told for line in one.told),
        ),
    }


def lead_field(briefing: Briefing | None, day: date, reader: Any) -> Field | None:
    """The words of the day; None where there are none and the reader may not write them."""
    if briefing is None and not access.may_run(reader):
        return None
    stamp = history.Stamps([briefing], reader).of(briefing, "lead") if briefing else None
    return Field(
        id="briefing-lead",
        label=_("Words of the day"),
        html=rendered(briefing.lead if briefing else ""),
        empty=_("Nobody has written any yet."),
        edit_url=reverse("briefing-lead", args=[day]),
        can_edit=access.may_run(reader),
        saved=saved_sentence(stamp),
    )


def _orders(sittings: list[Sitting], standing: list[Instruction]) -> list[Order]:
    """Instructions on the issues of the day's agendas, in the order of the meetings; what ended on that day struck out
    below its successor, or by itself where it has none."""
    by_key: dict[Any, Instruction] = {instruction.pk: instruction for instruction in standing}
    succeeded = {instruction.predecessor_id for instruction in standing}
    found: dict[Any, Order] = {}
    for sitting in sittings:
        on_agenda = set() if sitting.meeting.cancelled_at else {issue.pk for issue in sitting.topics}
        for instruction in standing if on_agenda else ():
            if instruction.issue_id in on_agenda and instruction.pk not in succeeded:
                order = Order(instruction, by_key.get(instruction.predecessor_id))
                found.setdefault(instruction.pk, order).meetings.append(sitting.meeting)
    return list(found.values())


def _carried(meeting: Meeting) -> str:
    told = {
        "name": ", ".join(str(duty.delegate) for duty in meeting.leads),
        "meeting": meeting,
        "at": date_format(localtime(meeting.starts_at), "H:i"),
    }
    if meeting.leads:
        return _("%(name)s in %(meeting)s, %(at)s") % told
    return _("nobody leads in %(meeting)s, %(at)s") % told


def _news(reader: Any, since: Any, until: Any) -> list[IssueNews]:
    """What changed between two moments, by issue, in the order of the issues. Three queries."""
    issues = Issue.objects.visible_to(reader).current().in_order()
    by_key = {issue.pk: IssueNews(issue) for issue in issues}
    found = happenings.happenings(reader, changes.KINDS, since=since, until=until, issues=by_key, limit=300)
    for line in changes.told(found, reader, {key: one.issue for key, one in by_key.items()}):
        if line.issue_id in by_key:
            by_key[line.issue_id].lines.append(line)
    return [one for one in by_key.values() if one.lines]
