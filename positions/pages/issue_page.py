"""One issue with all that a reader may see of it, gathered in as many queries however much there is."""

from typing import Any

from django.db.models import F, Prefetch
from django.urls import reverse

from delegation import access, clock, happenings, history
from delegation.access import Marking
from delegation.models import Committee, Conference, Issue, Meeting, RegionalGroup
from delegation.models.issues import IssueQuerySet
from delegation.pages import Field, markings_shown, saved_sentence
from positions.models import (
    AgendaItem,
    Instruction,
    Outcome,
    Position,
    Proposal,
    Reserve,
    Stance,
    TalkingPoint,
    Text,
)
from positions.pages import bands, cells, changes, fields, moves
from positions.pages.ledger import STATES

PROPOSALS = 12
# What the page shows of these.
OF_PROPOSALS = ("number", "number_is_sample", "action", "title", "stage", "marking", "confidence")
OF_MEETINGS = ("number", "starts_at", "marking", "committee__name", "committee__kind")
LATEST = 60
ABOUT = ("name", "summary", "committees")
PARTS = (
    "instruction",
    "position",
    "points",
    "reserves",
    "proposals",
    "stances",
    "outcomes",
    "moves",
    "people",
    "history",
)


def composed(issue: Issue, reader: Any, conference: Conference) -> dict[str, Any]:
    """The context of an issue's page. issue: fetched with rights, holders, and the right to add a reserve."""
    may_edit = issue.may_change and not issue.archived_at
    instructions = on_issue(issue, reader)
    live = bands.bands(instructions, reader)
    drafts = [one for one in instructions if one.state == "draft"]
    dead = bands.last_words(instructions)
    positions = list(Position.objects.visible_to(reader).current().on(issue).order_by("marking"))
    points = list(TalkingPoint.objects.visible_to(reader).current().on(issue).in_order())
    reserves = list(Reserve.objects.visible_to(reader).current().on(issue).in_force().with_instruction())
    texts = list(Text.objects.visible_to(reader).current().on(issue).in_order())
    proposals = list(
        Proposal.objects.visible_to(reader).current().on(issue).only(*OF_PROPOSALS).in_order()[: PROPOSALS + 1]
    )
    outcomes = list(Outcome.objects.visible_to(reader).current().on(issue).known().with_subject().newest_first()[:20])
    stances = list(Stance.objects.visible_to(reader).current().on(issue).with_holder())
    groups = list(RegionalGroup.objects.filter(archived_at=None).order_by("code"))
    stamps = history.Stamps([issue, *positions, *points, *reserves], reader)
    past = happenings.happenings(
        reader, changes.KINDS, since=conference.day(conference.starts_on)[0], issues=[issue.pk], limit=30
    )
    return {
        "issue": issue,
        "day": clock.today(),
        "may_edit": may_edit,
        "may_run": access.may_run(reader),
        "may_decide": access.may_decide(reader),
        "may_name_holders": access.may_keep(reader) and not issue.closed_at and not issue.archived_at,
        "may_issue": access.may_issue(reader) and not issue.closed_at and not issue.archived_at,
        "bands": live,
        "dead": dead,
        "drafts": drafts,
        "positions": [(one, fields.position_fields(one, stamps, can_edit=may_edit)) for one in positions],
        "points": [fields.point_field(one, stamps, can_edit=may_edit) for one in points],
        "new_point": fields.new_point_field(issue) if may_edit else None,
        "reserves": fields.reserve_fields(issue, reserves, stamps, can_edit=issue.may_add and not issue.archived_at),
        "texts": texts,
        "proposals": [(one, STATES.get(one.stage, "moving")) for one in proposals[:PROPOSALS]],
        "has_more": len(proposals) > PROPOSALS,
        "row": cells.rows([issue], groups, stances, editable={issue.pk} if may_edit else set())[0],
        "outcomes": outcomes,
        "about": about_fields(issue, stamps, can_edit=may_edit),
        "moves": moves.on_issue(
            issue, reader, bands=live, drafts=drafts, positions=positions, meetings=coming_meetings(issue, reader)
        ),
        "news": changes.told(past, reader, issues={issue.pk: issue})[:10],
        "markings": markings_shown(
            *(issue, positions, points, reserves, texts, proposals, outcomes, stances, drafts),
            [one for one in instructions if one.is_live or one in dead],
        ),
    }


def ending(issue: Issue, reader: Any) -> dict[str, Any]:
    """What ends when the issue is closed."""
    live = [one for one in on_issue(issue, reader) if one.is_live]
    return {"issue": issue, "live": live, "markings": markings_shown(issue, live)}


def found(reader: Any) -> IssueQuerySet:
    """Issues as `composed` wants them."""
    return (
        Issue.objects.visible_to(reader)
        .with_rights(reader)
        .with_right_to_add(reader, Reserve, Marking.CORE)
        .with_holders(reader)
        .prefetch_related(Prefetch("committees", Committee.objects.current(), to_attr="bodies"))
    )


def about_fields(issue: Issue, stamps: history.Stamps, *, can_edit: bool) -> list[Field]:
    return [about_field(issue, name, stamps, can_edit=can_edit) for name in ABOUT]


def about_field(issue: Any, name: str, stamps: history.Stamps, *, can_edit: bool) -> Field:
    is_list = name == "committees"
    return Field(
        id=f"issue-{name}",
        label=fields.label_of(Issue, name),
        edit_url=reverse("issue-field", args=[issue.pk, name]),
        can_edit=can_edit,
        text=", ".join(str(one) for one in issue.bodies) if is_list else getattr(issue, name),
        saved="" if is_list else saved_sentence(stamps.of(issue, name)),
        level="plain",
        history_url="" if is_list else fields.history_url(issue, name),
    )


def on_issue(issue: Issue, reader: Any) -> list[Instruction]:
    """Live instructions and drafts first, then those that ended last. Two queries."""
    instructions = (
        Instruction.objects.visible_to(reader)
        .on(issue)
        .exclude(issued_at=None, ended_at__isnull=False)
        .with_told(reader)
        .order_by(F("ended_at").desc(nulls_first=True), F("issued_at").desc(nulls_first=True), "pk")
    )
    rows = list(instructions[:LATEST])
    for one in rows:
        one.issue = issue
    return rows


def coming_meetings(issue: Issue, reader: Any) -> list[Meeting]:
    """The next ones whose agenda names the issue."""
    items = AgendaItem.objects.visible_to(reader).current().filter(issues=issue)
    meetings = Meeting.objects.visible_to(reader).held().after(clock.now()).filter(pk__in=items.values("meeting"))
    return list(meetings.select_related("committee").only(*OF_MEETINGS).in_order()[:3])
