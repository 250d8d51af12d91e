"""The daily briefing, composed for one reader from what stands."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any

from django.urls import reverse
from django.utils.formats import date_format
from django.utils.safestring import SafeString
from django.utils.timezone import localtime
from django.utils.translation import gettext as _

from delegation import access, clock, happenings, history
from delegation.confidence import is_unverified
from delegation.fragments import fragment
from delegation.live import topic
from delegation.models import Committee, Conference, Duty, Issue, Meeting
from delegation.pages import Field, Merged, markings_shown, merged_sentence, saved_sentence
from delegation.words import rendered
from positions.models import Briefing, Instruction
from positions.models.agenda_items import issues_by_meeting
from positions.models.cover import Span
from positions.pages import briefing_records as records
from positions.pages import changes, lacks
from positions.pages.lacks import Lack, Lacks

LINES = 3  # told of one issue; the rest is counted


@dataclass(frozen=True)
class MeetingRow:
    """A row of the table of the day: a meeting, the issues on its agenda, and who is to be there."""

    key: Any
    starts_at: datetime
    committee: tuple[str, str, str]  # code, name, kind
    number: str
    title: str
    room: str
    agenda: str
    is_cancelled: bool
    times_are_estimated: bool
    is_sample: bool
    confidence: str
    topics: tuple[str, ...]
    leads: tuple[tuple[str, str], ...]  # the name, and in words what is not as it should be
    others: tuple[tuple[str, str], ...]
    lacks: tuple[Lack, ...]

    @classmethod
    def of(cls, meeting: Meeting, topics: list[Issue], lacking: Lacks) -> "MeetingRow":
        """meeting: with its cover."""
        body = meeting.committee

        def going(duties: list[Duty], *, is_lead: bool) -> tuple[tuple[str, str], ...]:
            return tuple(
                (one.delegate.name, ", ".join(map(str, _troubles(one, lacking, is_lead=is_lead)))) for one in duties
            )

        return cls(
            meeting.pk,
            meeting.starts_at,
            (body.code, body.name, body.kind),
            meeting.number,
            meeting.title,
            meeting.room,
            meeting.agenda_symbol,
            meeting.cancelled_at is not None,
            meeting.times_are_estimated,
            meeting.is_sample,
            meeting.confidence,
            tuple(issue.name for issue in topics),
            going(meeting.leads, is_lead=True),
            going(meeting.others, is_lead=False),
            tuple(lack for lack in lacking.of_meetings.get(meeting.pk, ()) if lack.state == "gap"),
        )

    @property
    def meeting(self) -> Meeting:
        """For its name and address."""
        code, name, kind = self.committee
        return Meeting(pk=self.key, number=self.number, committee=Committee(code=code, name=name, kind=kind))

    @property
    def is_unverified(self) -> bool:
        return is_unverified(self.confidence)

    @property
    def shown(self) -> SafeString:
        return fragment("positions/briefing_meeting.html", row=self)


def _troubles(duty: Duty, lacking: Lacks, *, is_lead: bool) -> Iterator[Any]:
    if is_lead and not duty.accepted_at:
        yield duty.state_in_words
    yield from (lack.words for lack in lacking.of_duties.get(duty.pk, ()))


@dataclass(frozen=True)
class Waiting:
    """An instruction that holders of its issue have not acknowledged."""

    subject: str
    url: str
    issued_at: datetime | None
    missing: str

    @classmethod
    def of(cls, instruction: Instruction) -> "Waiting":
        missing = ", ".join(person.name for person in instruction.missing)
        return cls(instruction.subject, instruction.get_absolute_url(), instruction.issued_at, missing)

    @property
    def shown(self) -> SafeString:
        return fragment("positions/waiting.html", waiting=self)


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
    meetings = records.meetings_between(start, end, reader)
    lacking = lacks.found(reader, Span(start, end))
    topics = issues_by_meeting(meetings, reader)
    standing = records.in_force_between(start, end, reader)
    outcomes = records.outcomes(reader, days=[one for one in (day, before) if one <= clock.today()])
    briefing = records.briefing_of(day, reader)
    orders = _orders(meetings, topics, standing)
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
        "meeting_rows": [MeetingRow.of(meeting, topics[meeting.pk], lacking) for meeting in meetings],
        "orders": orders,
        "unknown": [Waiting.of(instruction) for instruction in unknown],
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
        record=topic(briefing) if briefing else "",
        name="lead",
        label=_("Words of the day"),
        html=rendered(briefing.lead if briefing else ""),
        empty=_("Nobody has written any yet."),
        edit_url=reverse("briefing-lead", args=[day]),
        can_edit=access.may_run(reader),
        saved=saved_sentence(stamp),
        merged=Merged(merged_sentence(stamp, "lead")) if stamp and "lead" in stamp.merged else None,
    )


def _orders(meetings: list[Meeting], topics: dict[Any, list[Issue]], standing: list[Instruction]) -> list[Order]:
    """Instructions on the issues of the day's agendas, in the order of the meetings; what ended on that day struck out
    below its successor, or by itself where it has none."""
    by_key: dict[Any, Instruction] = {instruction.pk: instruction for instruction in standing}
    succeeded = {instruction.predecessor_id for instruction in standing}
    found: dict[Any, Order] = {}
    for meeting in meetings:
        on_agenda = set() if meeting.cancelled_at else {issue.pk for issue in topics[meeting.pk]}
        for instruction in standing if on_agenda else ():
            if instruction.issue_id in on_agenda and instruction.pk not in succeeded:
                order = Order(instruction, by_key.get(instruction.predecessor_id))
                found.setdefault(instruction.pk, order).meetings.append(meeting)
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
    by_key = {issue.pk: IssueNews(issue) for issue in records.issues(reader)}
    found = happenings.happenings(reader, changes.KINDS, since=since, until=until, issues=by_key, limit=300)
    for line in changes.told(found, reader, {key: one.issue for key, one in by_key.items()}):
        if line.issue_id in by_key:
            by_key[line.issue_id].lines.append(line)
    return [one for one in by_key.values() if one.lines]
