"""What changed, in words: who did what to which record, saves close together told as one."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db.models import Model, QuerySet
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.text import capfirst
from django.utils.timezone import localtime
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext, ngettext_lazy

from delegation.happenings import Happening
from delegation.models import Assignment, Duty, Issue, Meeting, Membership
from delegation.prepared import prepared
from positions.models import (
    Acknowledgement,
    Basis,
    Briefing,
    Clearance,
    ConflictingAnswer,
    Delivery,
    Document,
    GuidanceRequest,
    Instruction,
    Note,
    Outcome,
    Position,
    Proposal,
    Reserve,
    Stance,
    TalkingPoint,
)

# Saves of one record by one person within this time are one line.
TOGETHER = timedelta(minutes=10)

# What hangs on an issue and is told of.
KINDS = (
    *(Position, TalkingPoint, Reserve, Stance, GuidanceRequest, ConflictingAnswer, Instruction, Clearance),
    *(Basis, Delivery, Note, Outcome),
)

NEW: dict[type[Model], Any] = {
    Position: ngettext_lazy("%(name)s wrote a position", "%(name)s wrote %(count)d positions", "count"),
    TalkingPoint: ngettext_lazy("%(name)s added a talking point", "%(name)s added %(count)d talking points", "count"),
    Reserve: ngettext_lazy("%(name)s added a reserve", "%(name)s added %(count)d reserves", "count"),
    Stance: ngettext_lazy("%(name)s noted a stance", "%(name)s noted %(count)d stances", "count"),
    Instruction: gettext_lazy("%(name)s drafted an instruction on %(record)s"),
    GuidanceRequest: ngettext_lazy(
        "%(name)s wrote a question to capital", "%(name)s wrote %(count)d questions to capital", "count"
    ),
    Delivery: ngettext_lazy(
        "%(name)s said what became of an instruction",
        "%(name)s said %(count)d times what became of an instruction",
        "count",
    ),
    Basis: ngettext_lazy(
        "%(name)s noted what a position rests on", "%(name)s noted %(count)d things that a position rests on", "count"
    ),
    Clearance: ngettext_lazy(
        "%(name)s asked an agency to agree", "%(name)s asked %(count)d agencies to agree", "count"
    ),
    Note: ngettext_lazy("%(name)s noted what was said", "%(name)s noted %(count)d times what was said", "count"),
    ConflictingAnswer: ngettext_lazy(
        "%(name)s in capital answered otherwise", "%(name)s in capital answered otherwise %(count)d times", "count"
    ),
    Outcome: ngettext_lazy("%(name)s noted an outcome", "%(name)s noted %(count)d outcomes", "count"),
    Meeting: ngettext_lazy("%(name)s planned a meeting", "%(name)s planned %(count)d meetings", "count"),
    Proposal: gettext_lazy("%(name)s filed %(record)s"),
    Document: gettext_lazy("%(name)s registered %(record)s"),
    Issue: gettext_lazy("%(name)s opened the issue %(record)s"),
    Assignment: gettext_lazy("%(name)s gave the issue to %(record)s"),
    Membership: gettext_lazy("%(name)s put %(record)s on a committee"),
    Duty: gettext_lazy("%(name)s asked %(record)s to a meeting"),
    Acknowledgement: gettext_lazy("%(name)s acknowledged an instruction"),
    Briefing: gettext_lazy("%(name)s wrote words for %(record)s"),
}
ANY_NEW = gettext_lazy("%(name)s added %(record)s")

OF_INSTRUCTIONS = (
    "issue__name",
    "text__name",
    "text__is_sample",
    "text__confidence",
    "issued_at",
    "ended_at",
    "version",
)

# Changes that have a word of their own; the first of these columns that was touched says it.
ANY_ARCHIVED = gettext_lazy("%(name)s archived or restored %(record)s")
ISSUED = gettext_lazy("%(name)s issued an instruction on %(record)s")
ACCEPTED = gettext_lazy("%(name)s accepted a duty")
ASKED_ANEW = gettext_lazy("%(record)s is asked anew: what was accepted is taken back")
DEEDS = (
    (Instruction, "issued_at", ISSUED),
    (Instruction, "cleared_at", gettext_lazy("Whether the draft on %(record)s is cleared has changed")),
    (Instruction, "ended_at", gettext_lazy("%(name)s ended an instruction on %(record)s: it is no longer to be used")),
    (ConflictingAnswer, "decided_at", gettext_lazy("%(name)s decided between two answers from capital")),
    (GuidanceRequest, "closed_at", gettext_lazy("%(name)s closed a question to capital")),
    (GuidanceRequest, "withdrawn_at", gettext_lazy("%(name)s withdrew a question to capital")),
    (GuidanceRequest, "answered_at", gettext_lazy("%(name)s answered a question to capital")),
    (GuidanceRequest, "asked_back_at", gettext_lazy("%(name)s asked back before answering")),
    (GuidanceRequest, "replied_at", gettext_lazy("%(name)s replied to capital")),
    (GuidanceRequest, "taken_at", gettext_lazy("%(name)s took a question to capital")),
    (GuidanceRequest, "sent_at", gettext_lazy("%(name)s sent a question to capital")),
    (Delivery, "corrected_at", gettext_lazy("%(name)s corrected what had been delivered")),
    (Position, "closed_at", gettext_lazy("%(name)s closed the position")),
    (Position, "suspended_at", gettext_lazy("%(name)s suspended the position, or put it in force again")),
    (Position, "confirmed_at", gettext_lazy("%(name)s confirmed the position")),
    (Position, "check_at", gettext_lazy("The position is to be checked: what it rests on has changed")),
    (Position, "activated_at", gettext_lazy("%(name)s put the position in force")),
    (Position, "returned_at", gettext_lazy("%(name)s made the position a draft again, or submitted it anew")),
    (Position, "submitted_at", gettext_lazy("%(name)s submitted the position to the agencies")),
    (Position, "cleared_at", gettext_lazy("The position is cleared")),
    (Basis, "changed_at", gettext_lazy("Something that a position rests on has changed, or was looked at")),
    (Basis, "archived_at", gettext_lazy("%(name)s took off what a position rested on")),
    (Clearance, "asked_at", gettext_lazy("%(name)s changed the text: an agency is asked anew")),
    (Clearance, "settled", gettext_lazy("%(name)s answered for an agency")),
    (TalkingPoint, "place", gettext_lazy("%(name)s moved a talking point")),
    (Meeting, "cancelled_at", gettext_lazy("%(name)s cancelled %(record)s")),
    (Meeting, "starts_at", gettext_lazy("%(name)s moved %(record)s")),
    (Meeting, "ends_at", gettext_lazy("%(name)s moved %(record)s")),
    (Meeting, "room", gettext_lazy("%(name)s moved %(record)s to another room")),
    (Meeting, "confirmed_at", gettext_lazy("%(name)s confirmed %(record)s")),
    (Meeting, "started_at", gettext_lazy("%(name)s said that %(record)s has begun")),
    (Meeting, "ended_at", gettext_lazy("%(name)s said that %(record)s is over")),
    (Duty, "archived_at", gettext_lazy("%(name)s took %(record)s off a duty")),
    (Duty, "period", ASKED_ANEW),
    (Duty, "accepted_at", ACCEPTED),
    (Duty, "refused_at", gettext_lazy("%(name)s refused a duty")),
    (Duty, "handed_over_at", gettext_lazy("%(name)s gave a duty back")),
    (Duty, "in_room_at", gettext_lazy("%(name)s is in the room")),
    (Duty, "done_at", gettext_lazy("%(name)s has done a duty")),
    (Duty, "missed_at", gettext_lazy("%(record)s missed a duty")),
    (Issue, "closed_at", gettext_lazy("%(name)s closed or opened again %(record)s")),
    (Assignment, "archived_at", gettext_lazy("%(name)s took the issue from %(record)s")),
    (None, "archived_at", ANY_ARCHIVED),
    (None, "marking", gettext_lazy("%(name)s changed the marking: %(record)s")),
)
ARCHIVED = {True: gettext_lazy("%(name)s archived %(record)s"), False: gettext_lazy("%(name)s restored %(record)s")}


@dataclass(frozen=True)
class News:
    """One line: what was done, on what, when, and where to read it."""

    at: datetime
    words: str
    about: str
    url: str
    model: type[Model]
    issue_id: Any
    markings: list[str]


def told(
    happenings: Sequence[Happening],
    reader: Any,
    issues: Mapping[Any, Issue],
    meetings: Mapping[Any, Meeting] | None = None,
    *,
    together: bool = True,
    archived: Mapping[tuple[Any, int], bool] | None = None,
    counts_imported: bool = False,
    is_cut: bool = False,
) -> list[News]:
    """Lines for these happenings, which come newest first. One query where there are instructions among them.

    issues, meetings: those that the lines may name, by key. together: what is alike in one line; else a line each.
    archived: by key and version, whether a record was out of use after it. counts_imported: what came by a file is
    told by its number, once for each issue, but for what came into force or has another word of its own. is_cut:
    whether there are older ones, which were not fetched.
    """
    records: dict[Any, Any] = {**issues, **(meetings or {}), **instructions_among(happenings, reader)}
    told_one_by_one: list[Happening] = []
    imported: dict[Any, list[Happening]] = {}
    for one in happenings:
        if counts_imported and one.is_imported and one.issue_id and not _deed(one, records.get(one.key)):
            imported.setdefault(one.issue_id, []).append(one)
        else:
            told_one_by_one.append(one)
    groups = _grouped(told_one_by_one) if together else [[one] for one in told_one_by_one]
    lines = [_line(group, records, (archived or {}).get((group[0].key, group[0].version))) for group in groups]
    if not imported:
        return lines
    lines += [_imported(group, records, is_cut) for group in imported.values()]
    return sorted(lines, key=lambda line: line.at, reverse=True)


def instructions_among(happenings: Iterable[Happening], reader: Any) -> dict[Any, Instruction]:
    """By key, with what their subjects are made of. One query, or none where there are none."""
    keys = {happening.key for happening in happenings if happening.model is Instruction}
    return {one.pk: one for one in _instructions(reader, keys=list(keys))}


@prepared
def _instructions(reader: Any, *, keys: Any) -> QuerySet:
    found = Instruction.objects.visible_to(reader).filter(pk__in=keys).select_related("issue", "text")
    return found.only(*OF_INSTRUCTIONS)


def _grouped(happenings: Iterable[Happening]) -> list[list[Happening]]:
    """New records of one kind on one issue, and saves of one record, by one person within ten minutes."""
    groups: list[list[Happening]] = []
    newest: dict[Any, list[Happening]] = {}
    for one in happenings:
        alike = (one.by, one.model, one.is_new, one.issue_id if _is_counted(one) else (one.key, _deed(one)))
        group = newest.get(alike)
        if group and group[0].at - one.at <= TOGETHER:
            group.append(one)
        else:
            newest[alike] = [one]
            groups.append(newest[alike])
    return groups


def _imported(group: list[Happening], records: Mapping[Any, Any], is_cut: bool) -> News:
    count, issue_id = len({(one.model, one.key) for one in group}), group[0].issue_id
    words = ngettext("%d record was imported", "%d records were imported", count)
    if is_cut:
        words = ngettext("At least %d record was imported", "At least %d records were imported", count)
    return News(
        at=localtime(group[0].at),
        words=words % count,
        about=str(records.get(issue_id) or ""),
        url=reverse("issue-history", args=[issue_id]),
        model=Issue,
        issue_id=issue_id,
        markings=list({one.marking for one in group}),
    )


def _is_counted(one: Happening) -> bool:
    """New records are told by their number; instructions each by its own words."""
    return one.is_new and one.model is not Instruction


def _line(group: list[Happening], records: Mapping[Any, Any], is_archived: bool | None) -> News:
    one = group[0]
    record, issue = records.get(one.key), records.get(one.issue_id)
    about = str(issue or "")
    if isinstance(record, Meeting):
        about = " ".join(filter(None, [date_format(localtime(record.starts_at), "D j M H:i"), record.room]))
    return News(
        at=localtime(one.at),
        words=in_words(group, record, is_archived=is_archived),
        about=about,
        url=record.get_absolute_url() if record else address(one),
        model=one.model,
        issue_id=one.issue_id,
        markings=list({happening.marking for happening in group}),
    )


def in_words(group: list[Happening], record: Any, *, called: str = "", is_archived: bool | None = None) -> str:
    """Who did what. called: what the record is called, where it was not fetched. is_archived: after this, if known."""
    one = group[0]
    name = record.subject if isinstance(record, Instruction) else called or record or one.model._meta.verbose_name
    told = {"name": one.by or _("Placard"), "record": name, "count": len(group)}
    if deed := _deed(one, record):
        if deed is ACCEPTED and called and called != str(one.by):
            deed = ASKED_ANEW  # as where its meeting is cancelled
        if is_archived is not None and deed is ANY_ARCHIVED:
            deed = ARCHIVED[is_archived]
        return str(deed % told)
    if one.is_new:
        return str(NEW.get(one.model, ANY_NEW) % told)
    fields = dict.fromkeys(field for happening in reversed(group) for field in happening.fields)
    told["fields"] = ", ".join(capfirst(field) for field in fields) or told["record"]
    return _("%(name)s changed %(fields)s") % told


def _deed(one: Happening, record: Any = None) -> Any:
    """The words for what has a word of its own. What was loaded as issued was issued, not drafted."""
    if one.is_new and isinstance(record, Instruction):
        return ISSUED if record.issued_at and record.version == 1 else None
    for model, column, words in DEEDS:
        if column in one.columns and model in (None, one.model):
            return words
    return None


def address(one: Happening) -> str:
    """Where the record is read: its place on the page of its issue."""
    return one.model(pk=one.key, issue_id=one.issue_id).get_absolute_url()  # type: ignore[attr-defined]
