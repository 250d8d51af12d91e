"""The last hour: everything that was changed, by whomever, for those who answer for all of it."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from textwrap import shorten
from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from django.db.models import Model, QuerySet, TextField
from django.urls import reverse
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from delegation import chronicle, clock, happenings
from delegation.chronicle import Line, Words
from delegation.models import Delegate, Issue, Meeting
from delegation.pages import markings_shown
from delegation.prepared import prepared
from positions.models import Instruction, Position, TalkingPoint
from positions.pages import changes, histories, whereabouts
from positions.pages.whereabouts import KINDS

HOUR = timedelta(minutes=60)
MOST = 100
BY_NAME = {kind._meta.model_name: kind for kind in KINDS}
BESIDE_THE_POINT = {"theme", "single_keys", "email", "canonical", "sort_key", "slug"}


@dataclass(frozen=True)
class Undo:
    """A button that puts back what stood before: posts to `url`."""

    url: str
    word: str
    seen: int = 0
    version: int = 0


@dataclass(frozen=True)
class Changed:
    """One field in words: what it says now, or what was changed in it."""

    label: str
    words: Words


@dataclass(frozen=True)
class Entry:
    """One line: who did what, where, when, and the way back."""

    line: Line
    words: str
    about: str
    url: str
    changed: list[Changed]
    saves_url: str
    history_url: str
    undo: Undo | None

    @property
    def met(self) -> list[str]:
        return [self.line.happening.together_with(name) for name, _writer in self.line.happening.met]


@dataclass(frozen=True)
class Pill:
    """A filter that is on, and the address without it."""

    label: str
    words: str
    url: str


def composed(asked: Mapping[str, str], reader: Any, *, before: datetime | None) -> dict[str, Any]:
    """The context of the page. Ten queries at most, however much was changed."""
    now = clock.now()
    kind, by = BY_NAME.get(asked.get("kind", "")), _key(asked.get("by", ""))
    found = happenings.happenings(
        reader,
        [kind] if kind else list(KINDS),
        since=now - HOUR,
        until=now + timedelta(seconds=1),
        before=before,
        writer=by,
        limit=MOST + 1,
    )
    more = found[MOST - 1].at if len(found) > MOST else None
    lines = chronicle.worded(found[:MOST], reader)
    entries = _entries(lines, reader)
    writers = {str(one.by.pk): str(one.by) for one in found if one.by}
    chosen = {"kind": (kind and kind._meta.model_name) or "", "by": by}
    return {
        "entries": entries,
        "more_url": _address(chosen, before=more.isoformat()) if more else "",
        "newest_url": _address(chosen) if before else "",
        "pills": list(_pills(chosen, kind, writers)),
        "kinds": [(one._meta.model_name, capfirst(one._meta.verbose_name_plural)) for one in KINDS],
        "writers": sorted(writers.items(), key=lambda writer: writer[1]),
        "chosen": chosen,
        "markings": markings_shown([line.happening.marking for line in lines if line.happening.marking]),
    }


def _key(text: str) -> str:
    try:
        return str(UUID(text))
    except ValueError:
        return ""


def _address(chosen: Mapping[str, str], **besides: str) -> str:
    return "?" + urlencode({name: value for name, value in {**chosen, **besides}.items() if value})


def _pills(chosen: dict[str, str], kind: type[Model] | None, writers: Mapping[str, str]) -> Iterable[Pill]:
    if chosen["by"]:
        yield Pill(_("By"), writers.get(chosen["by"], _("somebody")), _address(chosen | {"by": ""}))
    if kind:
        yield Pill(_("Of"), capfirst(str(kind._meta.verbose_name_plural)), _address(chosen | {"kind": ""}))


def _entries(lines: list[Line], reader: Any) -> list[Entry]:
    """Five queries at most: what the lines name."""
    told = [line.happening for line in lines]
    issues = {one.pk: one for one in _issues(reader, keys=list({one.issue_id for one in told if one.issue_id}))}
    at = {UUID(line.after["meeting_id"]) for line in lines if line.after.get("meeting_id")}
    at |= {one.key for one in told if one.model is Meeting}
    meetings = {one.pk: one for one in _meetings(reader, keys=list(at))}
    whose = {UUID(line.after["delegate_id"]) for line in lines if line.after.get("delegate_id")}
    people = {str(one.pk): one for one in _people(None, keys=list(whose))}
    editions = {one.key for one in told if one.model is Position}
    drafts = {one.pk for one in _drafts(reader, keys=list(editions))} if editions else set()
    records: dict[Any, Any] = {**issues, **meetings, **changes.instructions_among(told, reader)}
    later: set[tuple[Any, str]] = set()
    entries = []
    for line in lines:
        one = line.happening
        if one.columns and set(one.columns) <= BESIDE_THE_POINT:
            continue
        stays = later & _fields(line) or one.key in editions - drafts
        entries.append(_entry(line, records, people, may_undo=not stays))
        later |= _fields(line)
    return entries


def _fields(line: Line) -> set[tuple[Any, str]]:
    return {(line.happening.key, column) for column in line.happening.columns}


def _entry(line: Line, records: Mapping[Any, Any], people: Mapping[str, Any], *, may_undo: bool) -> Entry:
    one = line.happening
    record, at = records.get(one.key), line.after.get("meeting_id")
    person = people.get(line.after.get("delegate_id") or "")
    meeting = record if isinstance(record, Meeting) else records.get(UUID(at)) if at else None
    called = whereabouts.called(line, record, person)
    kind, name = histories.field_of(one)
    return Entry(
        line=line,
        words=changes.in_words([one], record, called=called, is_archived=line.is_archived),
        about=whereabouts.about(line, called, records, meeting),
        url=whereabouts.url_of(line, record, meeting, person),
        changed=_changed(line, record),
        saves_url=histories.saves_url(one),
        history_url=reverse("field-history", args=[kind, one.key, name]) if name else "",
        undo=_undo(line, kind, name) if may_undo else None,
    )


def _changed(line: Line, record: Any) -> list[Changed]:
    """What was changed, with a little around it; of what is new, its sentences.

    The mandate of an instruction that is not to be used any more is not shown.
    """
    if isinstance(record, Instruction) and record.ended_at:
        return []
    sentences = {field.name for field in line.happening.model._meta.fields if isinstance(field, TextField)}
    return [
        Changed(
            capfirst(change.label),
            [("same", shorten(str(change.after), 300, placeholder=" …"))]
            if change.before is None
            else chronicle.excerpt(change.words),
        )
        for change in line.changes
        if change.name not in BESIDE_THE_POINT and (change.name in sentences or not line.happening.is_new)
    ]


def _undo(line: Line, kind: str, name: str) -> Undo | None:
    """Whoever may look back may change all that he sees, but for instructions and what is no draft any more."""
    one = line.happening
    if one.model is Instruction:
        return None
    if name and any(change.before is not None for change in line.changes):
        url = reverse("bring-back", args=[kind, one.key, name])
        return Undo(url, _("Undo"), seen=one.version, version=one.first - 1)
    if "archived_at" in one.columns and line.is_archived and one.model in (TalkingPoint, Issue):
        address = "point-restore" if one.model is TalkingPoint else "issue-restore"
        return Undo(reverse(address, args=[one.key]), _("Restore"))
    return None


@prepared
def _issues(reader: Any, *, keys: Any) -> QuerySet:
    return Issue.objects.visible_to(reader).filter(pk__in=keys)


@prepared
def _drafts(reader: Any, *, keys: Any) -> QuerySet:
    return Position.objects.visible_to(reader).drafts().filter(pk__in=keys)


@prepared
def _meetings(reader: Any, *, keys: Any) -> QuerySet:
    return Meeting.objects.visible_to(reader).filter(pk__in=keys).select_related("committee")


@prepared
def _people(reader: None, *, keys: Any) -> QuerySet:
    return Delegate.objects.filter(pk__in=keys).only("name")
