"""What was changed, by whom, and reading it back within the rights of then and now."""

import json
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

import pghistory
from django.contrib.auth import get_user_model
from django.db import models
from django.db.models import F, Value
from django.db.models.fields.json import KeyTextTransform
from django.db.models.functions import Cast, Coalesce, Collate
from django.utils.translation import gettext as _

from delegation import access, clock
from delegation.access import Marked
from delegation.merging import marked_words
from delegation.prepared import prepared, together
from delegation.related import names_of
from delegation.runs import COLUMNS, runs
from delegation.values import in_words

# Columns that say where a row stands and not what it says.
BOOKKEEPING = {"id", "version", "field_versions", "period"}


@contextmanager
def recorded(by: Any, *, operation: UUID | None = None, at: datetime | None = None) -> Iterator[None]:
    """Write who makes the changes inside, under which operation, and when at the conference."""
    context = {"by": str(by.pk) if by else None, "at": as_text(at or clock.now())}
    if operation:
        context["operation"] = str(operation)
    with pghistory.context(**context):
        yield


@contextmanager
def through(path: str) -> Iterator[None]:
    """Name the way by which the changes inside come: "administration", "import", "loading meetings"."""
    with pghistory.context(through=path):
        yield


@dataclass(frozen=True)
class Change:
    """One field of one version. `words` marks what changed, where `before` may be known."""

    name: str
    label: str
    before: Any
    after: Any

    @property
    def words(self) -> list[tuple[str, str]]:
        return marked_words(str(self.before or ""), str(self.after or ""))


@dataclass(frozen=True)
class Entry:
    """One run of saves of one record, up to that version; one save in most cases.

    at: the moment of the last one, at the conference. by: None for the installation itself. marking: that of then.
    """

    version: int
    at: datetime
    by: Any
    through: str
    is_first: bool
    changes: tuple[Change, ...]
    began: datetime
    saves: int
    marking: str

    @property
    def way(self) -> str:
        return way_in_words(self.through, self.by)


def entries(record: Any, reader: Any, *, limit: int = 30) -> list[Entry]:
    """What happened to `record` as far as `reader` may know, newest first, saves close together as one. Three queries.

    A past state is shown to who passes the marking it had then; who holds `record` has passed the present one.
    A version before, or a related record, that is not to be seen counts as none. A query more per related field.
    """
    found = runs([saves_of(reader, type(record), record=record.pk)], limit=limit, of_one=True)
    versions = {version for run in found for version in (run.last, run.first - 1)}
    rows = {row.version: row for row in past_of(record, reader).filter(version__in=versions)}
    names = writers({"by": run.writer} for run in found)
    fields = kept_fields(type(record))
    related = names_of(fields, rows.values(), reader)
    return [
        Entry(
            version=run.last,
            at=run.at,
            by=names.get(run.writer),
            through=run.through,
            is_first=run.last == 1,
            changes=tuple(
                _changes(
                    [field for field in fields if not run.columns or field.column in run.columns],
                    rows[run.last],
                    rows.get(run.first - 1),
                    related,
                )
            ),
            began=run.began,
            saves=run.saves,
            marking=run.marking,
        )
        for run in found
    ]


def saves_of(reader: Any, model: Any, *, record: Any) -> tuple[str, list] | None:
    """The versions of one record, as a part of what is told as runs."""
    return _saves.part(reader, model, record=record)


@prepared
def _saves(reader: Any, model: Any, *, record: Any) -> models.QuerySet:
    return as_saves(_passed(history_of(model)._default_manager.filter(pgh_obj=record), model, reader), model)


def as_saves(rows: Any, model: type[models.Model]) -> Any:
    """Versions as a part of what is told as `runs`."""
    is_marked = issubclass(model, Marked)
    made = Cast("pgh_created_at", models.TextField())
    values = {
        "model_label": Collate(Value(model._meta.label, models.TextField()), "C"),
        "record_key": Collate(Cast("pgh_obj_id", models.TextField()), "C"),
        "moment": Coalesce(KeyTextTransform("at", "pgh_context"), made, output_field=models.TextField()),
        "hangs_on": F(f"{issue_of_past(model)}_id") if is_marked else Value(None, models.UUIDField()),
        "marked": F("marking") if is_marked else Value("", models.TextField()),
    }
    return rows.order_by().annotate(**values).values_list(*COLUMNS)


@dataclass(frozen=True)
class Stamp:
    """Who made one version, and when at the conference.

    merged: for each field whose words were put together with those that stood there, who had written these; None
    where nobody had. version: the one made.
    """

    at: datetime
    by: Any
    version: int
    merged: dict[str, Any]


class Stamps:
    """Who last changed each field of some records, of whatever kinds, as far as `reader` may know. Two queries."""

    def __init__(self, records: Iterable[Any], reader: Any) -> None:
        kinds: dict[type[models.Model], list[Any]] = {}
        for record in records:
            kinds.setdefault(type(record), []).append(record)
        parts = []
        for model, of_kind in kinds.items():
            versions = {record.version for record in of_kind} | {1}
            versions |= {version for record in of_kind for version in record.field_versions.values()}
            keys = [record.pk for record in of_kind]
            parts.append(_stamps.part(reader, model, keys=keys, versions=sorted(versions)))
        found = [(*row[:3], json.loads(row[3] or "{}"), row[4]) for row in together(parts)]
        names = writers(context for *_, context, _ in found)
        self._found = {
            (kind, key, version): Stamp(
                moment_of(context, made),
                names.get(context.get("by", "")),
                version,
                {name: names.get(writer) for name, writer in context.get("merged", {}).items()},
            )
            for kind, key, version, context, made in found
        }

    def of(self, record: Any, field: str | None = None) -> Stamp | None:
        """The last change of that field, or of the whole record."""
        version = record.version if field is None else record.field_versions.get(column(record, field), 1)
        return self._found.get((record._meta.label, str(record.pk), version))


@prepared
def _stamps(reader: Any, model: Any, *, keys: Any, versions: Any) -> models.QuerySet:
    rows = history_of(model)._default_manager.filter(pgh_obj__in=keys, version__in=versions)
    return (
        _passed(rows, model, reader)
        .annotate(model_label=Value(model._meta.label), record_key=Cast("pgh_obj_id", models.TextField()))
        .values_list("model_label", "record_key", "version", "pgh_context", "pgh_created_at")
    )


def past_values(record: Any, version: int, reader: Any) -> dict[str, Any] | None:
    """The fields of an earlier version, or None where `reader` may not see it. One query."""
    row = past_of(record, reader).filter(version=version).first()
    if row is None:
        return None
    return {field.name: getattr(row, field.attname) for field in kept_fields(type(record))}


def column(record: Any, field: str) -> str:
    return type(record)._meta.get_field(field).column


def history_of(model: Any) -> type[models.Model]:
    """The model that keeps the past of `model`."""
    return model.history.rel.related_model


def kept_fields(model: type[models.Model]) -> list[Any]:
    """Fields whose past is kept and that say something."""
    kept = {field.name for field in history_of(model)._meta.concrete_fields}
    return [field for field in model._meta.concrete_fields if field.name in kept and field.name not in BOOKKEEPING]


def past_of(record: Any, reader: Any) -> Any:
    """The versions of a record that `reader` may see."""
    return _passed(record.history.all(), type(record), reader)


def hid_more(row: Any, now: Marked) -> bool:
    """Whether a version of a record was for fewer readers than the record is now."""
    issue = row.pgh_obj_id if now.issue_field == "pk" else getattr(row, f"{now.issue_field}_id")
    return access.adds_readers(row.marking, now.marking, issue, now.issue_key)


def _passed(rows: Any, model: type[models.Model], reader: Any) -> Any:
    if not issubclass(model, Marked):
        return rows
    return rows.filter(access.seen_by(reader, issue=issue_of_past(model)))


def issue_of_past(model: Any) -> str:
    """The field of its history that names the issue a record hung on: of an issue, the issue itself."""
    return "pgh_obj" if model.issue_field == "pk" else model.issue_field


def moment_of(context: dict | None, made: datetime) -> datetime:
    """When a version was made at the conference; `made`, its real moment, where nobody wrote that down."""
    at = (context or {}).get("at")
    return datetime.fromisoformat(at) if at else made


def as_text(moment: datetime) -> str:
    """As long as every other, so that texts stand in the order of their moments in whatever order words stand."""
    return moment.astimezone(UTC).isoformat(timespec="microseconds")


def way_in_words(through: str, by: Any) -> str:
    """From where a change came; "" where nobody made it."""
    if not through:
        return _("on its page") if by else ""
    words = {"administration": _("in the administration"), "import": _("by import")}
    return words.get(through, _("when the conference was loaded"))


def writers(contexts: Iterable[dict | None]) -> dict[str, Any]:
    """Whoever is named in these contexts, by key. One query."""
    known = [context for context in contexts if context]
    keys = {context["by"] for context in known if context.get("by")}
    keys |= {writer for context in known for writer in context.get("merged", {}).values() if writer}
    return {str(person.pk): person for person in _named(None, keys=[UUID(key) for key in keys])}


@prepared
def _named(reader: None, *, keys: Any) -> models.QuerySet:
    return get_user_model().objects.filter(pk__in=keys).only("name")


def _changes(fields: list[Any], row: Any, before: Any, related: dict[str, dict[Any, str]]) -> Iterator[Change]:
    for field in fields:
        names = related.get(field.name)
        after = _value(row, field, names)
        if field.name in getattr(row.pgh_tracked_model, "untold", ()):
            if row.pgh_label != "insert":
                yield Change(field.name, str(field.verbose_name), None, _("changed"))
            continue
        if row.pgh_label == "insert":
            if after in (None, "", False) or field.name in ("marking", "issue"):
                continue
            yield Change(field.name, str(field.verbose_name), None, shown(field, after))
        elif before is not None and after != (then := _value(before, field, names)):
            yield Change(field.name, str(field.verbose_name), shown(field, then), shown(field, after))
        elif before is None and row.field_versions.get(field.column) == row.version:
            yield Change(field.name, str(field.verbose_name), None, shown(field, after))


def _value(row: Any, field: Any, names: dict[Any, str] | None) -> Any:
    return getattr(row, field.attname) if names is None else names.get(getattr(row, field.attname))


def shown(field: Any, value: Any) -> str | None:
    """In words; None stays None, for what was not there."""
    return None if value is None else in_words(field, value)
