"""Whose past may be read field by field, and by which action an earlier text is brought back."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from delegation import chronicle, clock
from delegation.access import Marked
from delegation.actions import issues
from delegation.live import topic
from delegation.models import Issue, Wording
from delegation.pages import markings_shown
from positions.actions import instructions, positions, proposals, reserves, stances, talking_points
from positions.models import Instruction, Outcome, Position, Proposal, Reserve, Stance, TalkingPoint
from positions.pages import changes


@dataclass(frozen=True)
class Kind:
    """Records of one kind: their fields, and the action that changes them."""

    model: type[Marked]
    names: tuple[str, ...]
    change: Callable[..., Any]


KINDS = {
    "issue": Kind(Issue, ("name", "summary"), issues.change),
    "position": Kind(Position, Position.FIELDS, positions.change),
    "talkingpoint": Kind(TalkingPoint, ("text", "use"), talking_points.change),
    "reserve": Kind(Reserve, ("text",), reserves.change),
    "stance": Kind(Stance, ("value", "ask", "source"), stances.change),
    "proposal": Kind(Proposal, ("title", "ask", "stage", "note"), proposals.change),
    "instruction": Kind(Instruction, ("mandate", "kind"), instructions.revise),
}


@dataclass(frozen=True)
class Untaken:
    """Words that were sent and not taken, because somebody else's were."""

    at: datetime
    by: Any
    text: str


def of_field(kind: str, record: Any, name: str, reader: Any) -> dict[str, Any]:
    """The context of the history of one field. Five queries."""
    wordings = Wording.objects.visible_to(reader).filter(record=topic(record), field=name).select_related("by")
    conference = clock.conference()
    offset = conference.rehearsal_offset if conference else timedelta()
    return {
        "kind": kind,
        "record": record,
        "name": name,
        "label": record._meta.get_field(name).verbose_name,
        "past": chronicle.past_texts(record, name, reader),
        "untaken": [Untaken(one.at + offset, one.by, one.text) for one in wordings.order_by("-at")[:20]],
        "may_change": record.is_changeable_by(reader),
        "about": record if isinstance(record, Issue | Proposal) else record.issue,
        "back": record.get_absolute_url(),
        "markings": markings_shown(record),
    }


@dataclass(frozen=True)
class Told:
    """One line of an issue's history: what was done, by whom, and the words it changed."""

    at: datetime
    words: str
    url: str
    changes: tuple[Any, ...]


def of_issue(issue: Issue, reader: Any, *, before: datetime | None) -> dict[str, Any]:
    """The context of the history of an issue and of what hangs on it. Two queries."""
    kinds = (Position, TalkingPoint, Reserve, Stance, Instruction, Outcome)
    lines, more = chronicle.lines(reader, [kind.objects.filter(issue=issue) for kind in kinds], before=before)
    news = changes.told([line.happening for line in lines], reader, {issue.pk: issue}, together=False)
    told = [Told(one.at, one.words, one.url, line.changes) for one, line in zip(news, lines, strict=True)]
    return {
        "issue": issue,
        "lines": told,
        "more": more,
        "markings": markings_shown(issue, [line.happening.marking for line in lines]),
    }
