"""The past in full, within the rights of then and now: of one field text by text, of several records told as one."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from django.db import models
from django.db.models import F, Value, Window
from django.db.models.fields.json import KeyTextTransform
from django.db.models.functions import JSONObject, Lag

from delegation import access, history
from delegation.happenings import Happening, happening_of
from delegation.history import Change
from delegation.merging import marked_words

MOST = 200


@dataclass(frozen=True)
class PastText:
    """What one field said from one version on."""

    version: int
    at: datetime
    by: Any
    text: str
    words: list[tuple[str, str]]
    is_present: bool


def past_texts(record: Any, name: str, reader: Any) -> list[PastText]:
    """What one field said, as far as `reader` may know of it, newest first. Two queries.

    Words are marked against those before, where the version right before may be seen.
    """
    field = record._meta.get_field(name)
    entries = [
        (entry, change)
        for entry in history.entries(record, reader, limit=MOST, only=name)
        for change in entry.changes
        if change.name == name
    ]
    present = record.field_versions.get(field.column, 1)
    return [
        PastText(
            version=entry.version,
            at=entry.at,
            by=entry.by,
            text=str(change.after if change.after is not None else ""),
            words=change.words if change.before is not None else marked_words(str(change.after), str(change.after)),
            is_present=entry.version == present,
        )
        for entry, change in entries
    ]


@dataclass(frozen=True)
class Line:
    """One version of one of several records, with what it changed in words."""

    happening: Happening
    changes: tuple[Change, ...]


def lines(
    reader: Any, records: Iterable[models.QuerySet], *, before: datetime | None = None, limit: int = 50
) -> tuple[list[Line], datetime | None]:
    """Versions of these records, newest first, and the moment before which the next page begins. Two queries.

    records: querysets, one for each kind.
    """
    parts = [_versions(among, reader, before) for among in records]
    rows = list(parts[0].union(*parts[1:], all=True).order_by("-moment", "-version")[: limit + 1])
    more = None
    if len(rows) > limit:
        # Versions of one moment stay on one page.
        whole = [row for row in rows if row[3] != rows[-1][3]] or rows
        rows, more = whole, datetime.fromisoformat(whole[-1][3])
    names = history.writers(row[7] for row in rows)
    return [_line(row, names) for row in rows], more


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


def _versions(among: Any, reader: Any, before: datetime | None) -> Any:
    model: Any = among.model
    issue = history.issue_of_past(model)
    said = JSONObject(**{field.name: F(field.name) for field in told_fields(model)})
    in_order: Any = {"partition_by": F("pgh_obj"), "order_by": F("version").asc()}
    rows = (
        history.history_of(model)
        ._default_manager.filter(access.seen_by(reader, issue=issue))
        .filter(pgh_obj__in=among.visible_to(reader).order_by().values("pk"))
        .annotate(
            moment=KeyTextTransform("at", "pgh_context"),
            model_label=Value(model._meta.label),
            hangs_on=F(f"{issue}_id"),
            after=said,
            previous=Window(Lag(said), **in_order),
            previous_version=Window(Lag("version"), **in_order),
        )
        .exclude(moment=None)
    )
    if before:
        rows = rows.filter(moment__lt=before.astimezone(UTC).isoformat())
    return rows.values_list(
        *("model_label", "pgh_obj_id", "version", "moment", "hangs_on", "marking", "field_versions", "pgh_context"),
        *("after", "previous", "previous_version"),
    )


def _line(row: tuple, names: dict[str, Any]) -> Line:
    *of_version, after, previous, previous_version = row
    happening = happening_of(tuple(of_version), names)
    before = previous if previous_version == happening.version - 1 else None
    return Line(happening, tuple(_changes(happening, before, after)))


def _changes(happening: Happening, before: dict | None, after: dict) -> Iterable[Change]:
    for field in told_fields(happening.model):
        now, then = after.get(field.name), (before or {}).get(field.name)
        changed = now != then if before else field.column in happening.columns or (happening.is_new and now)
        if changed and (now or then) and field.name not in _untold(happening):
            words = dict(field.flatchoices) if field.choices else {}
            yield Change(field.name, str(field.verbose_name), words.get(then, then), words.get(now, now))


def _untold(happening: Happening) -> set[str]:
    return {"marking"} if happening.is_new else set()
