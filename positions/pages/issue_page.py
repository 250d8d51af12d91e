"""One issue with all that a reader may see of it, gathered in as many queries however much there is."""

from typing import Any

from django.http import Http404
from django.urls import reverse

from delegation import access, clock, happenings, history
from delegation.live import topic
from delegation.models import Conference, Issue
from delegation.pages import Field, markings_shown, saved_sentence
from positions.models.deliveries import ON_A_PAGE, delivered_on, put_delivered
from positions.pages import asking, bands, cells, changes, editions, fields, moves, two_answers
from positions.pages import issue_records as records

PROPOSALS = 12
ABOUT = ("name", "summary", "committees", "agencies")
LISTS = ("committees", "agencies")
PARTS = (
    "head",
    "instruction",
    "deliveries",
    "guidance",
    "position",
    "points",
    "reserves",
    "proposals",
    "stances",
    "outcomes",
    "about",
    "moves",
    "people",
    "history",
)


def composed(issue: Issue, reader: Any, conference: Conference) -> dict[str, Any]:
    """The context of an issue's page. issue: fetched with rights, holders, and the right to add a reserve."""
    may_edit = issue.may_change and not issue.archived_at
    instructions = records.on_issue(issue, reader)
    live = bands.bands(instructions, reader)
    drafts = [one for one in instructions if one.is_draft]
    dead = bands.last_words(instructions)
    positions = editions.on(issue, reader)
    points = records.points(reader, issue=issue.pk)
    reserves = records.reserves(reader, issue=issue.pk)
    texts = records.texts(reader, issue=issue.pk)
    proposals = records.proposals(issue, reader, PROPOSALS + 1)
    outcomes = records.outcomes(issue, reader)
    stances = records.stances(reader, issue=issue.pk)
    meetings = records.coming_meetings(reader, issue=issue.pk, now=clock.now())
    asked = asking.on(issue, reader)
    deliveries = delivered_on(reader, issue=issue.pk)
    put_delivered(instructions, deliveries)
    stamps = history.Stamps(
        [issue, *positions, *(row for one in positions for row in one.in_order), *points, *reserves], reader
    )
    past = happenings.happenings(
        reader, changes.KINDS, since=conference.day(conference.starts_on)[0], issues=[issue.pk], limit=30
    )
    may_ask = issue.is_open and reader in [one.delegate for one in issue.holders]
    return {
        "issue": issue,
        "day": clock.today(),
        "may_edit": may_edit,
        "may_run": access.may_run(reader),
        "may_name_holders": access.may_keep(reader) and issue.is_open,
        "may_issue": access.may_issue(reader) and issue.is_open,
        "bands": live,
        "sees_readings": any(band.sees_readings for band in live),
        "dead": dead,
        "drafts": drafts,
        "deliveries": deliveries[:ON_A_PAGE],
        "delivered_more": len(deliveries) > ON_A_PAGE,
        "asked": asked,
        "may_ask": may_ask,
        "editions": editions.composed(positions, reader, stamps, issue, can_edit=may_edit),
        "may_begin": not positions and may_ask,
        "points_wait": editions.words_wait(positions),
        "points": fields.point_fields(points, stamps, can_edit=may_edit),
        "new_point": fields.new_point_field(issue) if may_edit else None,
        "reserves": fields.reserve_fields(issue, reserves, stamps, can_edit=issue.may_add and not issue.archived_at),
        "texts": texts,
        "proposals": proposals[:PROPOSALS],
        "has_more": len(proposals) > PROPOSALS,
        "row": cells.rows([issue], records.groups(None), stances, editable={issue.pk} if may_edit else set())[0],
        "outcomes": outcomes,
        "about": about_fields(issue, stamps, can_edit=may_edit),
        "moves": [
            *(
                (
                    *two_answers.moves_on(issue, reader, [one for one in instructions if one.is_live or one.is_draft]),
                    *asking.moves_on(asked, issue, reader),
                    *editions.moves_on(positions, issue, reader),
                )
                if issue.is_open
                else ()
            ),
            *moves.on_issue(issue, reader, bands=live, drafts=drafts, positions=positions, meetings=meetings),
        ],
        "news": changes.told(past, reader, issues={issue.pk: issue})[:10],
        "markings": markings_shown(
            *(issue, positions, points, reserves, texts, proposals, outcomes, stances, drafts, asked, deliveries),
            [one for one in instructions if one.is_live or one in dead],
        ),
    }


def ending(issue: Issue, reader: Any) -> dict[str, Any]:
    """What ends when the issue is closed."""
    live = [one for one in records.on_issue(issue, reader) if one.is_live]
    return {"issue": issue, "live": live, "markings": markings_shown(issue, live)}


def found(key: Any, reader: Any) -> Issue:
    """The issue as `composed` wants it; 404 alike where it is not there and where this reader may not see it."""
    issue = records.issue_with_people(key, reader)
    if issue is None:
        raise Http404
    return issue


def about_fields(issue: Issue, stamps: history.Stamps, *, can_edit: bool) -> list[Field]:
    return [about_field(issue, name, stamps, can_edit=can_edit) for name in ABOUT]


def about_field(issue: Any, name: str, stamps: history.Stamps, *, can_edit: bool) -> Field:
    is_list = name in LISTS
    listed = issue.clearing if name == "agencies" else [one.named for one in issue.bodies]
    return Field(
        id=f"issue-{name}",
        label=fields.label_of(Issue, name),
        edit_url=reverse("issue-field", args=[issue.pk, name]),
        record=topic(issue),
        name=name,
        can_edit=can_edit,
        text=", ".join(listed) if is_list else getattr(issue, name),
        saved="" if is_list else saved_sentence(stamps.of(issue, name)),
        level="plain",
        history_url="" if is_list else fields.history_url(issue, name),
    )
