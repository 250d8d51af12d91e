"""What happened since: the newest versions of many records, within the rights of then and now."""

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

from django.apps import apps
from django.db import models
from django.db.models import F, Value
from django.db.models.fields.json import KeyTextTransform

from delegation import access, history
from delegation.access import Marked
from delegation.prepared import prepared, together

END = datetime.max.replace(tzinfo=UTC)  # later than whatever happens


@dataclass(frozen=True)
class Happening:
    """One version of some record, for "what changed since": the record itself is fetched by who shows it."""

    model: type[models.Model]
    key: UUID
    version: int
    at: datetime
    by: Any
    through: str
    issue_id: UUID | None
    fields: tuple[str, ...]  # labels; empty where the record is new
    columns: tuple[str, ...] = ()  # and their names
    marking: str = ""  # that of this version

    @property
    def is_new(self) -> bool:
        return self.version == 1


def happenings(
    reader: Any,
    kinds: Iterable[type[Marked]],
    *,
    since: datetime,
    until: datetime | None = None,
    issues: Iterable[UUID] | None = None,
    records: Mapping[type[Marked], list[UUID]] | None = None,
    limit: int = 40,
) -> list[Happening]:
    """Versions of records of these kinds between two moments at the conference, newest first. Two queries.

    issues: keys; of these kinds, only what hangs on one of them.
    records: of further kinds, only the records with these keys.
    """
    given = {"since": history.as_text(since), "until": history.as_text(until or END)}
    hanging = given if issues is None else given | {"issues": list(issues)}
    parts = [_versions.part(reader, kind, **hanging) for kind in kinds]
    parts += [_versions.part(reader, kind, **given, records=keys) for kind, keys in (records or {}).items()]
    rows = together(parts, end="ORDER BY moment DESC LIMIT %s", values=[limit])
    found = [(*row[:-2], json.loads(row[-2]), json.loads(row[-1] or "{}")) for row in rows]
    names = history.writers(row[-1] for row in found)
    return [happening_of(row, names) for row in found]


@prepared
def _versions(
    reader: Any, model: Any, *, since: Any, until: Any, issues: Any = None, records: Any = None
) -> models.QuerySet:
    """Versions of records that `reader` may see, and then as now: of all, on some issues, or of some records."""
    issue = history.issue_of_past(model)
    rows = (
        history.history_of(model)
        ._default_manager.annotate(moment=KeyTextTransform("at", "pgh_context"))
        .filter(access.seen_by(reader, issue=issue), moment__gte=since, moment__lt=until)
        .filter(pgh_obj__in=model.objects.visible_to(reader).order_by().values("pk"))
        .annotate(model_label=Value(model._meta.label), hangs_on=F(f"{issue}_id"))
    )
    if issues is not None:
        rows = rows.filter(**{f"{issue}__in": issues})
    if records is not None:
        rows = rows.filter(pgh_obj__in=records)
    columns = ("pgh_obj_id", "version", "moment", "hangs_on", "marking", "field_versions", "pgh_context")
    return rows.order_by().values_list("model_label", *columns)


def happening_of(row: tuple, names: dict[str, Any]) -> Happening:
    """names: of those who made the versions, by key, as `history.writers` answers them."""
    kind, key, version, moment, on, marking, versions, context = row
    model = apps.get_model(kind)
    touched = _touched(model, versions, version)
    return Happening(
        model=model,
        key=key,
        version=version,
        at=datetime.fromisoformat(moment),
        by=names.get((context or {}).get("by", "")),
        through=(context or {}).get("through", ""),
        issue_id=on,
        fields=tuple(str(field.verbose_name) for field in touched),
        columns=tuple(field.name for field in touched),
        marking=marking,
    )


def _touched(model: type[models.Model], versions: dict[str, int], version: int) -> list[Any]:
    """Fields that this version changed; none where the record was new."""
    return [
        field
        for field in model._meta.concrete_fields
        if version > 1 and versions.get(field.column or "") == version and field.name not in history.BOOKKEEPING
    ]
