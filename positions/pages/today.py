"""What one member is to know and to do today, composed for that member."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

from django.db.models import Q
from django.urls import reverse
from django.utils.timezone import localdate, localtime
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from delegation import access, clock, happenings
from delegation.desk import UNTIL, countdown
from delegation.models import Conference, Duty, Grant, Issue, Meeting
from delegation.models.attendance import cover_of
from delegation.models.meetings import OVERRUN, TO_COME
from delegation.pages import markings_shown
from delegation.prepared import along, prepared
from positions.models import Document, Instruction, cover
from positions.models.acknowledgements import put_readers
from positions.models.agenda_items import issues_by_meeting
from positions.models.conflicting_answers import with_hold
from positions.models.holders import concerns
from positions.pages import asking, changes, clearing, course, editions, two_answers
from positions.pages.bands import Band, bands
from positions.pages.moves import Move

NO_ISSUE = UUID(int=0)  # so that who has none is still asked for what he issued
LACKING = 5  # meetings that lack somebody, each by name; the rest is counted
MOST_CHANGES = 80


@dataclass
class Row:
    """A meeting of the reader's, with his duty there and the issues on its agenda."""

    meeting: Meeting
    topics: list[Issue]
    own: Duty | None
    is_today: bool
    is_near: bool  # today or tomorrow, not only asked for later
    until: str = ""  # how long it is until the next of his own begins, as the strip says it


def composed(reader: Any, conference: Conference) -> dict[str, Any]:
    """The context of Today. The number of queries does not depend on what there is."""
    day = clock.today()
    rows = own_meetings(reader, conference, day)
    meetings = [row.meeting for row in rows]
    held = list(Issue.objects.visible_to(reader).open().held_by(reader).in_order())
    issues = held or list(Issue.objects.visible_to(reader).open().in_order())
    topics = [issue for row in rows for issue in row.topics]
    standing = instructions(reader, held, topics)
    live = bands(standing, reader)
    unread = [band for band in live if band.may_acknowledge]
    near = {issue.pk for issue in (*held, *topics)}
    known = [band for band in live if not band.may_acknowledge and band.instruction.issue_id in near]
    since = reader.looked_at or conference.day(day - timedelta(days=1))[0]
    news = since_last_look(reader, since, issues, meetings)
    documents = list(Document.objects.visible_to(reader).current().filter(received_on__lte=day).newest_first()[:6])
    missing = [
        band.instruction
        for band in live
        if band.instruction.missing and (reader.is_head or band.instruction.issued_by_id == reader.pk)
    ]
    proposed, lacking = grants(reader), uncovered(reader, conference)
    drafts = [one for one in standing if not one.issued_at]
    to_do, named = asked_of(reader, held)
    return {
        "day": day,
        "day_number": conference.day_number(day),
        "conference": conference,
        "sits_today": conference.has_day(day),
        "rows": [row for row in rows if row.is_near],
        "unread": unread,
        "known": known,
        "moves": [*to_do, *moves(reader, meetings, unread, missing, drafts, proposed, lacking)],
        "held": held,
        "may_look_back": access.may_look_back(reader),
        "since": since,
        "news": news,
        "composed_at": clock.now(),
        "documents": documents,
        "markings": markings_shown(
            *(meetings, held, topics, lacking, standing, documents, proposed, named),
            *(one.markings for one in news),
        ),
    }


@dataclass(frozen=True)
class Waiting:
    """What the reader himself is to do: what he must know first, and the rest. markings: of all that they name."""

    to_acknowledge: list[Move]
    to_do: list[Move]
    markings: list[str]


def waiting(reader: Any, conference: Conference) -> Waiting:
    """The number of queries does not depend on what there is."""
    rows = own_meetings(reader, conference, clock.today())
    held = list(Issue.objects.visible_to(reader).open().held_by(reader).in_order())
    standing = instructions(reader, held, [issue for row in rows for issue in row.topics])
    unread = [band for band in bands(standing, reader) if band.may_acknowledge]
    drafts = [one for one in standing if not one.issued_at]
    asked = [row.meeting for row in rows if row.meeting.is_asked]
    lacking, proposed = uncovered(reader, conference), grants(reader)
    to_do, named = asked_of(reader, held)
    return Waiting(
        to_acknowledge=[_acknowledging(band.instruction, band.instruction.get_absolute_url()) for band in unread],
        to_do=[*to_do, *moves(reader, asked, [], [], drafts, proposed, lacking)],
        markings=markings_shown([band.instruction for band in unread], drafts, asked, lacking, proposed, named),
    )


def asked_of(reader: Any, held: list[Issue]) -> tuple[list[Move], list[Any]]:
    """What is asked of the reader by others, the most pressing kind first; and the records that it names. Five queries
    at most."""
    to_decide, questions = two_answers.waiting_on(reader), asking.waiting_on(reader)
    to_clear, own = clearing.waiting_on(reader), editions.waiting_on(reader, held)
    found = [*two_answers.to_do(to_decide), *asking.to_do(questions), *clearing.to_do(to_clear), *editions.to_do(own)]
    return [*course.to_speak(reader), *found], [*to_decide, *questions, *to_clear, *own]


def own_meetings(reader: Any, conference: Conference, day: date) -> list[Row]:
    """Meetings of today and tomorrow at which the reader has a duty or to whose committee he belongs, and later ones
    that he has not yet answered. Three queries."""
    start, end = conference.day(day)[0], conference.day(day + timedelta(days=1))[1]
    meetings = _own(reader, start=start, end=end, now=clock.now())
    along(meetings, "cover", cover_of(reader, meetings=[meeting.pk for meeting in meetings]), "meeting_id")
    topics = issues_by_meeting(meetings, reader)
    rows = [
        Row(
            meeting=meeting,
            topics=topics[meeting.pk],
            own=meeting.duty_of(reader),
            is_today=localdate(meeting.starts_at) == day,
            is_near=start <= meeting.starts_at < end and (meeting.is_mine or meeting.is_followed),
        )
        for meeting in meetings
    ]
    coming = (row for row in rows if row.is_today and row.own and row.meeting.state in TO_COME)
    if following := next(coming, None):
        following.until = countdown(following.meeting.starts_at - clock.now(), UNTIL)
    return rows


@prepared
def _own(reader: Any, *, start: Any, end: Any, now: Any) -> Any:
    near = Q(starts_at__gte=start, starts_at__lt=end) & (Q(is_mine=True) | Q(is_followed=True))
    asked = Q(is_asked=True, cancelled_at=None, ends_at__gt=now)
    found = Meeting.objects.visible_to(reader).current().marked_for(reader).filter(near | asked)
    return found.with_committees().in_order()


def instructions(reader: Any, held: list[Issue], on_agenda: list[Issue]) -> list[Instruction]:
    """Live instructions that concern the reader, what each of them superseded, and the drafts that wait for him; all as
    far as he may see. Two queries."""
    issues = list({issue.pk for issue in (*held, *on_agenda)} or {NO_ISSUE})
    now = clock.now()
    given = {"issues": issues, "now": now, "since": now - OVERRUN}
    found = _every_one(reader) if access.may_confirm(reader) else _concerning(reader, **given)
    put_readers(found, reader)
    return found


@prepared
def _every_one(reader: Any) -> Any:
    return _with_predecessors(reader, Instruction.objects.visible_to(reader).live())


@prepared
def _concerning(reader: Any, *, issues: Any, now: Any, since: Any) -> Any:
    concerning = Q(issue__in=issues) | Q(issued_by=reader.pk) | concerns(reader, now, since)
    return _with_predecessors(reader, Instruction.objects.visible_to(reader).live().filter(concerning))


def _with_predecessors(reader: Any, live: Any) -> Any:
    visible = Instruction.objects.visible_to(reader)
    wanted = Q(pk__in=live.values("pk")) | Q(pk__in=live.values("predecessor"))
    if access.may_issue(reader):
        wanted |= Q(pk__in=visible.drafts().values("pk"))
    return with_hold(visible.filter(wanted).with_names(), reader).newest_first()


def grants(reader: Any) -> list[Grant]:
    """What others proposed and the reader is to confirm or refuse. One query, for those who may."""
    if not access.may_confirm(reader):
        return []
    return list(Grant.objects.visible_to(reader).waiting().exclude(proposed_by=reader))


def uncovered(reader: Any, conference: Conference) -> list[Meeting]:
    """Meetings of today and tomorrow that lack somebody, for who is to find one. One query for those."""
    if not access.may_run(reader):
        return []
    start, end = conference.day(clock.today())[0], conference.day(clock.today() + timedelta(days=1))[1]
    return list(cover.uncovered(reader, cover.Span(start, end)).select_related("committee"))


def since_last_look(reader: Any, since: datetime, issues: list[Issue], meetings: list[Meeting]) -> list[changes.News]:
    """What changed on these issues and meetings, not by the reader himself. Two queries."""
    found = happenings.happenings(
        reader,
        changes.KINDS,
        since=since,
        issues=[issue.pk for issue in issues],
        records={Meeting: [meeting.pk for meeting in meetings]},
        limit=MOST_CHANGES,
    )
    return changes.told(
        [one for one in found if one.by != reader],
        reader,
        {issue.pk: issue for issue in issues},
        {meeting.pk: meeting for meeting in meetings},
        counts_imported=True,
        is_cut=len(found) == MOST_CHANGES,
    )


def moves(
    reader: Any,
    meetings: list[Meeting],
    unread: list[Band],
    missing: list[Instruction],
    drafts: list[Instruction],
    proposed: list[Grant],
    lacking: list[Meeting],
) -> list[Move]:
    """Who moves next, and by when: oneself first. lacking: meetings for which the reader is to find somebody."""
    you = _("You")
    found = [_acknowledging(band.instruction, "#instructions") for band in unread]
    for meeting in meetings:
        if meeting.is_asked and not meeting.cancelled_at:
            does = _("to accept or refuse %s") % meeting.named
            found.append(
                Move(you, does, meeting.get_absolute_url(), "waiting", localtime(meeting.starts_at), is_due=True)
            )
    for draft in drafts:
        if not draft.cleared_at:
            continue  # it waits for agencies
        does = _("to issue or drop the draft on %s") % draft.subject
        found.append(Move(you, does, draft.get_absolute_url(), "moving", localtime(draft.drafted_at)))
    for meeting in lacking[:LACKING]:
        does = _("to find somebody for %s") % meeting.named
        at = reverse("duty-suggestions", args=[meeting.pk])
        found.append(Move(you, does, at, "gap", localtime(meeting.starts_at), is_due=True))
    if more := len(lacking[LACKING:]):
        does = ngettext("to find somebody for %d more meeting", "to find somebody for %d more meetings", more) % more
        found.append(Move(you, does, reverse("cover"), "gap"))
    found += [to_answer(grant) for grant in proposed]
    for one in missing:
        others = ", ".join(str(person) for person in one.missing if person != reader)
        if others:
            state = "overdue" if one.overdue else "waiting"
            found.append(Move(others, _to_acknowledge(one), one.get_absolute_url(), state, localtime(one.issued_at)))
    return found


def to_answer(grant: Grant) -> Move:
    does = _("to confirm or refuse: %s") % grant
    return Move(_("You"), does, grant.get_absolute_url(), "waiting", localtime(grant.proposed_at))


def _acknowledging(instruction: Instruction, url: str) -> Move:
    issued_at = localtime(instruction.issued_at)
    return Move(_("You"), _to_acknowledge(instruction), url, "waiting", issued_at)


def _to_acknowledge(instruction: Instruction) -> str:
    return _("to acknowledge the instruction on %s") % instruction.subject
