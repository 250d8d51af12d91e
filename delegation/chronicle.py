"""The past with its words, within the rights of then and now: of one field text by text, of several records as one."""

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import models
from django.db.models import F, Value
from django.db.models.functions import Cast, Concat, JSONObject

from delegation import access, history
from delegation.access import Marked
from delegation.happenings import Happening, told_as_happenings
from delegation.history import Change
from delegation.merging import marked_words
from delegation.prepared import prepared, together
from delegation.runs import Run, runs
from delegation.values import in_words

RUNS = 30
AROUND = 70  # characters of what is the same, left on each side of what was changed
Words = Sequence[tuple[str, str]]


@dataclass(frozen=True)
class PastText:
    """What one field said from one version on; of a run of saves, what it said after the last one.

    began: when its first save was made. words: marked against what stood before the first, where that may be seen.
    met: whose words it was put together with, as a piece of a sentence. each: the single saves, where asked for.
    """

    version: int
    at: datetime
    began: datetime
    by: Any
    through: str
    text: str
    words: Words
    is_present: bool = False
    saves: int = 1
    met: str = ""
    each: tuple["PastText", ...] = ()

    @property
    def excerpt(self) -> Words:
        return excerpt(self.words)

    @property
    def way(self) -> str:
        return history.way_in_words(self.through, self.by)


def past_texts(
    record: Any, name: str, reader: Any, *, below: int | None = None, opened: int | None = None, limit: int = RUNS
) -> tuple[list[PastText], int | None]:
    """What one field said, as far as `reader` may know of it, newest first; and the version below which the next page
    begins. Three queries, and one more for a run that is opened.

    opened: the last version of a run whose single saves are to be told.
    """
    field: Any = record._meta.get_field(name)
    part = history.saves_of(reader, type(record), record=record.pk)
    found = runs([part], only=field.column, of_one=True, below=below, limit=limit + 1)
    more = found[limit - 1].last if len(found) > limit else None
    found = found[:limit]
    texts = _texts_of(record, field, reader, {number for run in found for number in (run.last, run.first - 1)})
    told = []
    for run, one in zip(found, told_as_happenings(found), strict=True):
        text = PastText(
            version=one.version,
            at=one.at,
            began=run.began,
            by=one.by,
            through=one.through,
            text=texts[run.last],
            words=_marked(texts.get(run.first - 1), texts[run.last]),
            is_present=run.last == record.field_versions.get(field.column, 1),
            saves=run.saves,
            met=one.together_with(name),
        )
        if text.version == opened and text.saves > 1:
            text = replace(text, each=_each(record, field, reader, run, text))
        told.append(text)
    # Nothing was written there when the record was added.
    return [one for one in told if one.text or one.version > 1], more


def _texts_of(record: Any, field: Any, reader: Any, versions: set[int]) -> dict[int, str]:
    rows = history.past_of(record, reader).filter(version__in=versions)
    return {version: in_words(field, value) for version, value in rows.values_list("version", field.attname)}


def _each(record: Any, field: Any, reader: Any, run: Run, whole: PastText) -> tuple[PastText, ...]:
    """The single saves of a run, newest first."""
    rows = history.past_of(record, reader).filter(version__gte=run.first - 1, version__lte=run.last).order_by("version")
    before, each = None, []
    for version, value, versions, context, made in rows.values_list(
        "version", field.attname, "field_versions", "pgh_context", "pgh_created_at"
    ):
        text = in_words(field, value)
        if version >= run.first and versions.get(field.column) == version:
            at = history.moment_of(context, made)
            met = whole.met if version == run.first else ""
            words = _marked(before, text)
            each.append(
                PastText(
                    version,
                    at,
                    at,
                    whole.by,
                    whole.through,
                    text,
                    words,
                    whole.is_present and whole.version == version,
                    met=met,
                )
            )
        before = text
    return tuple(reversed(each))


def _marked(before: str | None, after: str) -> Words:
    return marked_words(after if before is None else before, after)


def excerpt(words: Words) -> Words:
    """What was changed, with a little of what stands around it."""
    found = []
    for number, (kind, said) in enumerate(words):
        if kind == "same" and len(words) > 1:
            head = "" if number == 0 else said[:AROUND].rpartition(" ")[0]
            tail = "" if number == len(words) - 1 else said[-AROUND:].partition(" ")[2]
            if len(said) > len(head) + len(tail) + AROUND:
                said = f"{head} … {tail}"
        found.append((kind, said))
    return found


@dataclass(frozen=True)
class Line:
    """What was done to one of several records, with what it changed in words."""

    happening: Happening
    changes: tuple[Change, ...]
    after: Mapping[str, Any]  # all that it said then, with keys of other records

    @property
    def is_archived(self) -> bool:
        return bool(self.after.get("archived_at"))


def lines(
    reader: Any, kinds: Iterable[type[models.Model]], *, issue: UUID, before: datetime | None = None, limit: int = 50
) -> tuple[list[Line], datetime | None]:
    """What was done to the records of these kinds on an issue, newest first, and the moment before which the next page
    begins. Three queries."""
    parts = [_versions.part(reader, kind, issue=issue) for kind in kinds]
    found = runs(parts, before=history.as_text(before) if before else "", limit=limit + 1)
    more = None
    if len(found) > limit:
        # What ended in one moment stays on one page.
        found = [run for run in found if run.at != found[-1].at] or found
        more = found[-1].at
    return worded(told_as_happenings(found), reader), more


@prepared
def _versions(reader: Any, model: Any, *, issue: Any) -> models.QuerySet:
    records = model.objects.visible_to(reader).filter(issue=issue).order_by().values("pk")
    seen = access.seen_by(reader, issue=history.issue_of_past(model))
    rows = history.history_of(model)._default_manager.filter(seen, pgh_obj__in=records, pgh_context__at__isnull=False)
    return history.as_saves(rows, model)


def worded(found: Iterable[Happening], reader: Any) -> list[Line]:
    """With what was changed in words, where what stood before may be seen. One query."""
    found = list(found)
    asked: dict[Any, set[tuple[str, int]]] = {}
    for one in found:
        asked.setdefault(one.model, set()).update((str(one.key), number) for number in (one.version, one.first - 1))
    parts = [
        _texts.part(
            reader,
            model,
            keys=[model._meta.pk.to_python(key) for key in sorted({key for key, _ in pairs})],
            versions=sorted({number for _, number in pairs}),
            pairs=[f"{key} {number}" for key, number in pairs],
        )
        for model, pairs in asked.items()
    ]
    texts = {(kind, key, version): json.loads(said) for kind, key, version, said in together(parts)}

    def of(one: Happening, version: int) -> Mapping[str, Any] | None:
        return texts.get((one.model._meta.label, str(one.key), version))

    return [
        Line(one, tuple(_changes(one, of(one, one.first - 1), after)), after)
        for one in found
        for after in [of(one, one.version) or {}]
    ]


@prepared
def _texts(reader: Any, model: Any, *, keys: Any, versions: Any, pairs: Any) -> models.QuerySet:
    """What these versions of these records said."""
    rows = history.history_of(model)._default_manager.filter(pgh_obj__in=keys, version__in=versions)
    key = Cast("pgh_obj_id", models.TextField())
    pair = Concat(key, Value(" "), Cast("version", models.TextField()), output_field=models.TextField())
    said = JSONObject(**{field.attname: F(field.attname) for field in history.kept_fields(model)})
    if issubclass(model, Marked):
        rows = rows.filter(access.seen_by(reader, issue=history.issue_of_past(model)))
    return (
        rows.annotate(pair=pair)
        .filter(pair__in=pairs)
        .annotate(model_label=Value(model._meta.label), record_key=key, said=said)
        .order_by()
        .values_list("model_label", "record_key", "version", "said")
    )


def told_fields(model: type[models.Model]) -> list[Any]:
    """Fields whose words say something to a reader: neither who and when, nor keys of other records."""
    said = (models.CharField, models.TextField, models.DateField)
    return [
        field
        for field in history.kept_fields(model)
        if isinstance(field, said)
        and not isinstance(field, models.DateTimeField)
        and not field.is_relation
        and (field.editable or field.name == "ended_why")
    ]


def _changes(happening: Happening, before: Mapping[str, Any] | None, after: Mapping[str, Any]) -> Iterator[Change]:
    for field in told_fields(happening.model):
        now, then = after.get(field.name), (before or {}).get(field.name)
        changed = field.name in happening.columns if not happening.is_new else now and field.name != "marking"
        if changed and (now or then):
            yield Change(field.name, str(field.verbose_name), history.shown(field, then), history.shown(field, now))
