"""Whose past may be read field by field, and by which action an earlier text is brought back."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from delegation import access, chronicle, clock, history
from delegation.access import Marked
from delegation.actions import issues
from delegation.happenings import Happening
from delegation.live import topic
from delegation.models import Issue, Wording
from delegation.pages import markings_shown
from positions.actions import instructions, positions, proposals, reserves, stances, talking_points
from positions.models import Instruction, Position, Proposal, Reserve, Stance, TalkingPoint
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


# Why words that were sent do not stand as they were sent.
OUTCOMES = {
    "stale": _("not taken: somebody else’s words stood"),
    "merged": _("as sent, before they were put together with others"),
    "archived": _("not taken: it had been archived"),
}
SENT, ALL_SENT = 20, 500


@dataclass(frozen=True)
class Untaken:
    """Words as they were sent, where they do not stand so."""

    key: UUID
    at: datetime
    by: Any
    text: str
    why: Any


def of_field(
    kind: str,
    record: Any,
    name: str,
    reader: Any,
    *,
    below: int | None = None,
    opened: int | None = None,
    shows_all: bool = False,
) -> dict[str, Any]:
    """The context of the history of one field. Six queries, and one more for a run that is opened.

    below: the version below which the page begins. opened: the last version of a run whose single saves are shown.
    shows_all: all that was sent and not taken, not the newest alone.
    """
    past, more = chronicle.past_texts(record, name, reader, below=below, opened=opened)
    sent = untaken(record, name, reader, limit=ALL_SENT if shows_all else SENT + 1)
    return {
        "kind": kind,
        "record": record,
        "name": name,
        "label": record._meta.get_field(name).verbose_name,
        "past": past,
        "before": below,
        "more": more,
        "untaken": sent if shows_all else sent[:SENT],
        "has_more_sent": len(sent) > SENT and not shows_all,
        "may_change": record.is_changeable_by(reader) and not record.archived_at,
        "about": record if isinstance(record, Issue | Proposal) else record.issue,
        "back": record.get_absolute_url(),
        "markings": markings_shown(record),
    }


def untaken(record: Any, name: str, reader: Any, *, limit: int) -> list[Untaken]:
    """What was sent for a field and does not stand as it was sent, newest first. One query."""
    conference = clock.conference()
    offset = conference.rehearsal_offset if conference else timedelta()
    return [
        Untaken(one.pk, one.at + offset, one.by, one.text, OUTCOMES.get(one.outcome, one.outcome))
        for one in _wordings(record, name, reader).select_related("by").order_by("-at", "pk")[:limit]
    ]


@dataclass(frozen=True)
class Earlier:
    """What a field said. was_for_fewer: whether it stood there for fewer readers than the record has now."""

    text: Any
    was_for_fewer: bool


def earlier(record: Any, name: str, reader: Any, *, version: int | None, wording: UUID | None) -> Earlier | None:
    """What the field said in a version, or the words that were sent; None where `reader` may not see them.

    One query.
    """
    if wording:
        sent = _wordings(record, name, reader).filter(pk=wording).first()
        return sent and Earlier(
            sent.text, access.adds_readers(sent.marking, record.marking, sent.issue_id, record.issue_key)
        )
    past = history.past_of(record, reader).filter(version=version).first()
    if past is None:
        return None
    return Earlier(getattr(past, record._meta.get_field(name).attname), history.hid_more(past, record))


def _wordings(record: Any, name: str, reader: Any) -> Any:
    return Wording.objects.visible_to(reader).filter(record=topic(record), field=name)


@dataclass(frozen=True)
class Told:
    """One line of an issue's history: what was done, by whom, and the words it changed."""

    news: changes.News
    line: chronicle.Line

    @property
    def saves_url(self) -> str:
        return saves_url(self.line.happening)

    @property
    def met(self) -> list[str]:
        return [self.line.happening.together_with(name) for name, _writer in self.line.happening.met]


def field_of(happening: Happening) -> tuple[str, str]:
    """The kind and name of the one field that it changed, where that has a history of its own; else ("", "")."""
    kind, names = happening.model._meta.model_name or "", happening.columns
    is_one = kind in KINDS and len(names) == 1 and names[0] in KINDS[kind].names
    return (kind, names[0]) if is_one else ("", "")


def saves_url(happening: Happening) -> str:
    """Where the single saves of a run are read; "" where there is one alone, or no such place."""
    kind, name = field_of(happening)
    if not name or happening.saves == 1:
        return ""
    last = happening.version
    return f"{reverse('field-history', args=[kind, happening.key, name])}?saves={last}&before={last + 1}#v{last}"


def of_issue(issue: Issue, reader: Any, *, before: datetime | None) -> dict[str, Any]:
    """The context of the history of an issue and of what hangs on it. Four queries."""
    lines, more = chronicle.lines(reader, changes.KINDS, issue=issue.pk, before=before)
    archived = {(line.happening.key, line.happening.version): line.is_archived for line in lines}
    found = [line.happening for line in lines]
    news = changes.told(found, reader, {issue.pk: issue}, together=False, archived=archived)
    return {
        "issue": issue,
        "lines": [Told(one, line) for one, line in zip(news, lines, strict=True)],
        "more": more,
        "markings": markings_shown(issue, [line.happening.marking for line in lines]),
    }
