"""Questions to capital: the list, and one of them with its acts and its history."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.http import QueryDict
from django.urls import reverse
from django.utils.timezone import localtime
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from delegation import access, clock, history
from delegation.live import topic
from delegation.models import Issue
from delegation.pages import Field, markings_shown, saved_sentence
from delegation.paging import page_of
from positions.models import ConflictingAnswer, GuidanceRequest, Instruction, Text
from positions.models.acknowledgements import known
from positions.models.needed_by import is_night_there, proposed
from positions.pages import asking, fields, two_answers
from positions.pages import issue_records as records
from positions.pages.deeds import Deed

ORDER = ("drafted_at", "id")
OPEN = 200
# What was done, by the fact that says so, and the field that holds its words.
DEEDS = (
    ("drafted_at", gettext_lazy("wrote it"), ""),
    ("sent_at", gettext_lazy("sent it"), ""),
    ("taken_at", gettext_lazy("took it"), ""),
    ("asked_back_at", gettext_lazy("asked back"), "asked_back"),
    ("replied_at", gettext_lazy("replied"), "reply"),
    ("answered_at", gettext_lazy("answered"), "answer"),
    ("withdrawn_at", gettext_lazy("withdrew it"), "withdrawn_why"),
    ("closed_at", gettext_lazy("closed it"), ""),
    ("archived_at", gettext_lazy("dropped it"), ""),
)
UNTOLD = {"marking", "issue", "asked_by"}


@dataclass(frozen=True)
class Line:
    """One line of the history."""

    at: datetime
    by: Any
    words: str
    said: list[str]


def listed(asked: QueryDict, reader: Any) -> dict[str, Any]:
    """The context of the list; those that ended come page by page. Four queries at most."""
    visible = GuidanceRequest.objects.visible_to(reader)
    part = page_of(visible.ended().values(*ORDER), ORDER, cursor=asked.get("cursor", ""), descending=True)
    found = list(visible.open().with_names().most_pressing_first()[: OPEN + 1])
    open_ones = asking.dressed(found[:OPEN])
    ended = visible.filter(pk__in=[row["id"] for row in part.rows]).with_names().order_by("-drafted_at", "-id")
    past = asking.dressed(list(ended))
    now = clock.now()
    return {
        "overdue": [one for one in open_ones if one.is_overdue_at(now)],
        "open": [one for one in open_ones if not one.is_overdue_at(now)],
        "many": len(open_ones),
        "has_more": len(found) > OPEN,
        "ended": past,
        "part": part,
        "may_ask": Issue.objects.visible_to(reader).open().held_by(reader).exists(),
        "markings": markings_shown(open_ones, past),
    }


def composed(asked: GuidanceRequest, reader: Any) -> dict[str, Any]:
    """The context of one question, which was fetched with its names."""
    may_ask = asked.issue.is_held_by(reader)
    opened = Instruction.objects.visible_to(reader).filter(pk=asked.instruction_id)
    instruction = next(iter(known(opened, reader)), None) if asked.instruction_id else None
    past = history.entries(asked, reader, limit=20)
    asking.dressed([asked])
    conflicts = two_answers.on(asked, reader)
    is_open = asked.archived_at is None and asked.issue.is_open
    return {
        "asked": asked,
        "may_ask": may_ask,
        "fields": [field_of(asked, name, reader, can_edit=may_ask) for name in asked.ASKED] if is_draft(asked) else [],
        "instruction": instruction,
        "sees_readings": may_ask or access.may_issue(reader) or asked.asked_by_id == reader.pk,
        "conflicts": conflicts,
        "is_overruled": any(one.overrules for one in conflicts),
        "may_issue": access.may_issue(reader),
        "may_decide": access.may_decide(reader),
        "deeds": [
            *deeds(asked, may_ask=may_ask, may_answer=access.may_answer(reader), is_open=is_open),
            *([_otherwise(asked)] if is_open and two_answers.may_answer_otherwise(asked, reader, conflicts) else []),
        ],
        "lines": sorted([*told(past), *said_otherwise(conflicts)], key=lambda line: line.at, reverse=True),
        "markings": markings_shown(asked, instruction, past, conflicts),
    }


def is_draft(asked: GuidanceRequest) -> bool:
    return asked.state == "draft" and asked.archived_at is None


def deeds(asked: GuidanceRequest, *, may_ask: bool, may_answer: bool, is_open: bool) -> list[Deed]:
    """What the reader may do with it now."""
    found = []
    if may_ask and is_draft(asked):
        found = [Deed(_at("send", asked), _("Send to capital"), "main", posts=True)] if is_open else []
        found += [Deed(_at("drop", asked), _("Drop the draft"), posts=True)]
    if may_answer and is_open and asked.state == "sent":
        found += [Deed(_at("take", asked), _("Take it"), "main", posts=True), Deed(_at("answer", asked), _("Answer"))]
    if may_answer and is_open and asked.state == "acknowledged":
        found += [Deed(_at("answer", asked), _("Answer"), "main"), Deed(_at("ask-back", asked), _("Ask back"))]
    if may_ask and asked.state == "sent back":
        found += [Deed(_at("resend", asked), _("Reply"), "main")]
    if may_ask and asked.is_awaited:
        found += [Deed(_at("withdraw", asked), _("Withdraw"))]
    if may_ask and asked.state == "answered":
        word = _("Close: the instruction was issued") if asked.is_instructed else _("Close: no instruction needed")
        found += [Deed(_at("close", asked), word, posts=True)]
    return found


def field_of(asked: GuidanceRequest, name: str, reader: Any, *, can_edit: bool) -> Field:
    """What may still be changed of a question that was not sent."""
    text = asked.needed_in_both_zones if name == "needed_by" else getattr(asked, name)
    return Field(
        id=f"asked-{name}",
        label=fields.label_of(GuidanceRequest, name),
        edit_url=reverse("guidance-field", args=[asked.pk, name]),
        record=topic(asked),
        name=name,
        can_edit=can_edit and is_draft(asked),
        text=text,
        saved=saved_sentence(history.Stamps([asked], reader).of(asked, name)),
        empty=_("Capital cannot answer without it."),
        level="plain",
    )


def first_words(issue: Issue, reader: Any, text: UUID | None = None) -> dict[str, Any]:
    """What the form of a new question is filled with: by the next meeting that takes the issue, else in three hours;
    and that we keep to what is in force on the text, where anything is. `live` are the markings of all that is in force
    on the issue: the form tells of it."""
    coming = records.coming_meetings(reader, issue=issue.pk, now=clock.now())
    conference = clock.conference()
    live = list(Instruction.objects.visible_to(reader).on(issue).live().values_list("text", "marking"))
    words = {
        "options": _("Do not object\nObject"),
        "recommendation": _("Do not object."),
        "by_default": _("do not object."),
    }
    if any(text is None or on in (None, text) for on, _marking in live):
        words = {
            "options": _("Keep to what is instructed\nDo not object\nObject"),
            "recommendation": _("Keep to what is instructed."),
            "by_default": _("keep to what is instructed."),
        }
    return {
        "takes": coming[0] if coming else None,
        "zone": conference.capital_zone if conference else "UTC",
        "live": [marking for _on, marking in live],
        "is_per_text": any(on for on, _marking in live),
        "initial": {
            "needed_by": proposed(coming[0].starts_at if coming else None),
            "marking": access.Marking.GOVERNMENT,
            **words,
        },
    }


def to_choose_from(asked: GuidanceRequest, reader: Any) -> dict[str, Any]:
    """For who answers a question on a whole issue where instructions stand per text: its texts, and what is live on
    each; none on the whole could be issued. One query."""
    standing = Instruction.objects.visible_to(reader).on(asked.issue).live().filter(text__isnull=False)
    live = {} if asked.text_id else {one.text_id: one for one in standing}
    texts = Text.objects.visible_to(reader).current().on(asked.issue).in_order()
    return {"texts": texts, "live": live} if live else {}


def sent(given: Mapping[str, Any]) -> str:
    """What is said when a question was sent, or kept; with a warning where capital sleeps when it is needed."""
    if given.get("keeps"):
        return _("Kept as a draft.")
    if is_night_there(given["needed_by"]):
        return _("Sent: capital is told. It is night there when the answer is needed: see that somebody is awake.")
    return _("Sent: capital is told.")


def told(entries: list[history.Entry]) -> list[Line]:
    """Who did what, newest first, with the words of each round."""
    lines = []
    for entry in entries:
        after = {change.name: change.after for change in entry.changes if change.after}
        if entry.is_first and entry.through:
            lines.append(Line(localtime(entry.at), _("Placard"), _("loaded it"), []))
            continue
        done: list[tuple[Any, Any]] = [(words, after.get(said, "")) for name, words, said in DEEDS if name in after]
        labels = [change.label for change in entry.changes if change.name not in UNTOLD]
        if "marking" in after and not entry.is_first and not done:
            done = [(_("changed the marking"), "")]
        elif not done and labels:
            done = [(_("changed: %(fields)s") % {"fields": ", ".join(labels)}, "")]
        if done:
            words, said = ", ".join(str(one) for one, _said in done), [str(one) for _words, one in done if one]
            lines.append(Line(localtime(entry.at), entry.by or _("Placard"), words, said))
    return lines


def said_otherwise(conflicts: Iterable[ConflictingAnswer]) -> list[Line]:
    """Who answered otherwise, and who decided for which of the two, with the reason, newest first."""
    lines = []
    for one in conflicts:
        if one.decided_at:
            words = _("decided for the answer of %(name)s") % {"name": dict(two_answers.choices(one))[one.decided_for]}
            lines.append(Line(localtime(one.decided_at), one.decided_by or _("Placard"), words, [one.decided_why]))
        words = _("answered otherwise for %(agency)s") % {"agency": one.agency}
        lines.append(Line(localtime(one.at), one.by or _("Placard"), words, [one.answer]))
    return lines


def _otherwise(asked: GuidanceRequest) -> Deed:
    return Deed(_at("otherwise", asked), _("We answer otherwise"))


def _at(act: str, asked: GuidanceRequest) -> str:
    return reverse(f"guidance-{act}", args=[asked.pk])
