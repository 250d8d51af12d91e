"""One item of a meeting for who is to speak to it: what was instructed, what to say, who of us is there."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from django.db.models import F
from django.urls import reverse

from delegation import access
from delegation.models import Issue, Meeting
from delegation.models.issues import holders_of
from delegation.pages import markings_shown
from delegation.prepared import along
from positions.models import GuidanceRequest, Instruction, Note, Position, Reserve, TalkingPoint
from positions.models.acknowledgements import known
from positions.models.agenda_items import may_be_called
from positions.models.deliveries import delivered_last, put_delivered
from positions.pages import agenda, asking, course, editions
from positions.pages import notes as noting
from positions.pages.bands import Band, bands, last_words
from positions.pages.deliveries import deliverable

PARTS = ("item", "words", "frames", "people", "notes", "reach")
LATEST = 60
# Capital's thinking is for the desk, and not for the floor.
SPOKEN = (Reserve.Kind.RED_LINE, Reserve.Kind.FALLBACK)
USES = [TalkingPoint.Use.FLOOR, TalkingPoint.Use.IF_ASKED, TalkingPoint.Use.CORRIDOR]


@dataclass
class Subject:
    """What an issue of the item brings: orders on its texts (or on all of it), and words to say.

    others: in force on texts of the issue that the item does not name.
    """

    issue: Issue
    may_ask: bool
    ask_url: str
    bands: list[Band] = field(default_factory=list)
    others: list[Band] = field(default_factory=list)
    dead: list[Instruction] = field(default_factory=list)
    asked: list[GuidanceRequest] = field(default_factory=list)
    points: list[TalkingPoint] = field(default_factory=list)
    positions: list[Position] = field(default_factory=list)
    reserves: list[Reserve] = field(default_factory=list)

    @property
    def leads(self) -> list[Any]:
        return [holder.delegate for holder in self.issue.holders]

    @property
    def words_wait(self) -> bool:
        return bool(self.points) and editions.words_wait(self.positions)

    @property
    def to_check(self) -> list[Position]:
        """The words to say may not be ours any more."""
        return [one for one in self.positions if one.state == "check"] if self.points else []

    @property
    def shown(self) -> list[Any]:
        """All that is marked in it."""
        orders = [
            one
            for band in (*self.bands, *self.others)
            for one in (band.instruction, band.predecessor)
            if one is not None
        ]
        delivered = [one.delivered for one in orders if one.delivered]
        waited_for = self.positions if self.words_wait else self.to_check
        return [self.issue, *orders, *delivered, *self.dead, *self.asked, *self.points, *waited_for, *self.reserves]


def composed(meeting: Meeting, reader: Any, chosen: UUID | None) -> dict[str, Any]:
    """The context of the page of a meeting fetched with its cover; of the item that is chosen, else of the one that is
    called. The number of queries is the same for each."""
    items = agenda.items(meeting, reader)
    may_time = meeting.is_timed_by(reader)
    lines = course.lines(meeting, items, reader, may_time=may_time)
    called = next((line for line in lines if line.state == "now"), None)
    line = next((one for one in lines if one.item.pk == chosen), None) or _first(lines, called)
    place = lines.index(line) if line else 0
    item: Any = line.item if line else None
    found = subjects(item, reader, meeting) if item else []
    address = reverse("room-meeting", args=[meeting.pk])
    own = meeting.duty_of(reader)
    orders = [band for subject in found for band in subject.bands]
    to_deliver = set(deliverable(reader, instructions=[band.instruction.pk for band in orders]))
    notes, holders = noting.of_meeting(meeting, reader), noting.holders()
    may_note = line.may_list if line else (may_time or access.may_run(reader)) and not meeting.cancelled_at
    return {
        "meeting": meeting,
        "address": address,
        "here": at(address, line),
        "line": line,
        "many": len(lines),
        "near": [at(address, one) for one in lines[max(place - 1, 0) : place + 4] if one != line],
        "called": called if called and called != line else None,
        "called_at": at(address, called),
        "before": lines[place - 1] if place else None,
        "before_at": at(address, lines[place - 1]) if place else "",
        "behind": lines[place + 1] if place + 1 < len(lines) else None,
        "behind_at": at(address, lines[place + 1]) if place + 1 < len(lines) else "",
        "may_call": may_be_called(meeting),
        "subjects": found,
        "reserves": [(subject, one) for subject in found for one in subject.reserves],
        "to_ask": [subject for subject in found if subject.may_ask],
        "to_deliver": [band for band in orders if band.instruction.pk in to_deliver],
        "notes": notes,
        "may_note": may_note,
        "keeps_notes": {one.marking for one in (meeting, item, *(subject.issue for subject in found)) if one}
        <= set(access.KEPT_ON_DEVICES),
        "kinds": [kind for kind in Note.Kind if kind != Note.Kind.NOTE],
        "recent": noting.recent(notes, holders["groups"]),
        **holders,
        "own": own,
        "in_room": [duty for duty in meeting.cover if duty.state == "in room"],
        "awaited": [duty for duty in meeting.cover if duty.state in ("assigned", "accepted")],
        "markings": markings_shown(
            meeting,
            meeting.cover,
            items,
            notes,
            *(subject.shown for subject in found),
            *([item.papers, item.acted_on, item.moved] if item else ()),
        ),
    }


def at(address: str, line: course.Line | None) -> str:
    return f"{address}?item={line.item.pk}" if line else address


def _first(lines: Sequence[course.Line], called: course.Line | None) -> course.Line | None:
    """What one sees who chose none: what is called, else what comes, else what was last."""
    coming = (line for line in lines if line.state == "to come")
    return called or next(coming, None) or (lines[-1] if lines else None)


def subjects(item: Any, reader: Any, meeting: Meeting) -> list[Subject]:
    """By issue, in the order of the item. Eight queries."""
    issues: list[Issue] = item.topics
    keys = [issue.pk for issue in issues]
    along(issues, "holders", holders_of(reader, issues=keys), "issue_id")
    texts = {text.pk for text in item.acted_on}
    found = {issue.pk: _subject(issue, item, reader, meeting) for issue in issues}
    last_first = F("ended_at").desc(nulls_first=True), F("issued_at").desc(), "pk"
    issued = Instruction.objects.visible_to(reader).filter(issue__in=keys, issued_at__isnull=False)
    orders = known(issued.order_by(*last_first)[:LATEST], reader)
    put_delivered(orders, delivered_last(reader, instructions=[one.pk for one in orders if one.is_live]))
    for band in bands(orders, reader):
        subject, text = found[band.instruction.issue_id], band.instruction.text_id
        (subject.bands if text is None or not texts or text in texts else subject.others).append(band)
    for issue in issues:
        dead = last_words([one for one in orders if one.issue_id == issue.pk])
        found[issue.pk].dead = [one for one in dead if one.text_id is None or not texts or one.text_id in texts]
    asked = GuidanceRequest.objects.visible_to(reader).open().filter(issue__in=keys, sent_at__isnull=False)
    for question in asking.dressed(list(asked.select_related("text", "taken_by").most_pressing_first()[:LATEST])):
        found[question.issue_id].asked.append(question)
    points = TalkingPoint.objects.visible_to(reader).current().filter(issue__in=keys).defer("search").in_order()
    for point in sorted(points, key=lambda one: USES.index(TalkingPoint.Use(one.use))):
        found[point.issue_id].points.append(point)
    for position in (
        Position.objects.visible_to(reader).shown().filter(issue__in=keys).only("issue", *Position.STANDING)
    ):
        found[position.issue_id].positions.append(position)
    reserves = Reserve.objects.visible_to(reader).current().filter(issue__in=keys, kind__in=SPOKEN).in_force()
    for reserve in sorted(reserves.with_instruction(), key=lambda one: SPOKEN.index(Reserve.Kind(one.kind))):
        found[reserve.issue_id].reserves.append(reserve)
    return list(found.values())


def _subject(issue: Issue, item: Any, reader: Any, meeting: Meeting) -> Subject:
    holds = any(holder.delegate_id == reader.pk for holder in issue.holders)
    asked: dict[str, Any] = {"issue": issue.pk, "meeting": meeting.pk}
    texts = list(item.acted_on)
    asked |= {"text": texts[0].pk} if len(texts) == 1 else {}
    asked |= {"back": f"{reverse('room-meeting', args=[meeting.pk])}?item={item.pk}"}
    return Subject(issue, issue.is_open and holds, f"{reverse('guidance-new')}?{urlencode(asked)}")
