"""What happened since: the newest versions of many records, within the rights of then and now."""

import json
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from functools import lru_cache
from typing import Any
from uuid import UUID

from django.apps import apps
from django.core.exceptions import EmptyResultSet
from django.db import connection, models
from django.db.models import F, Value
from django.db.models.fields.json import KeyTextTransform

from delegation import access, clock, history
from delegation.access import Marked


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
    kinds: Iterable[type[Marked] | models.QuerySet],
    *,
    since: datetime,
    until: datetime | None = None,
    issues: Iterable[UUID] | None = None,
    limit: int = 40,
) -> list[Happening]:
    """Versions of records of these kinds between two moments at the conference, newest first. Two queries.

    kinds: models, or querysets of the records to look at.
    issues: keys; of the models, only what hangs on one of them.
    """
    hanging = "TRUE" if issues is None else "hangs_on = ANY(%s)"
    keys = [] if issues is None else [list(issues)]
    parts: list[str] = []
    values: list[Any] = []
    for kind in kinds:
        if isinstance(kind, models.QuerySet):
            (sql, given), condition, more = _versions(kind, reader), "TRUE", []
        else:
            rights = (tuple(access.open_markings(reader)), clock.today())
            (sql, given), condition, more = _versions_of_all(kind, reader, *rights), hanging, keys
        if not sql:
            continue
        parts.append(f"SELECT * FROM ({sql}) AS past WHERE {condition} AND moment >= %s AND moment < %s")
        values += [*given, *more, history.as_text(since), history.as_text(until) if until else "~"]
    if not parts:
        return []
    with connection.cursor() as cursor:
        cursor.execute(f"{' UNION ALL '.join(parts)} ORDER BY moment DESC LIMIT %s", [*values, limit])
        found = [(*row[:-2], json.loads(row[-2]), json.loads(row[-1] or "{}")) for row in cursor.fetchall()]
    names = history.writers(row[-1] for row in found)
    return [_happening(row, names) for row in found]


@lru_cache(maxsize=1000)
def _versions_of_all(model: Any, reader: Any, markings: tuple[str, ...], today: date) -> tuple[str, tuple]:
    """Put into SQL once a day for each reader and what he may read: building it costs more than running it."""
    return _versions(model.objects.all(), reader)


def _versions(among: Any, reader: Any) -> tuple[str, tuple]:
    """ "" where there can be none."""
    issue = "pgh_obj" if among.model.issue_field == "pk" else "issue"
    rows = (
        history.history_of(among.model)
        ._default_manager.annotate(moment=KeyTextTransform("at", "pgh_context"))
        .filter(access.seen_by(reader, issue=issue))
        .filter(pgh_obj__in=among.visible_to(reader).order_by().values("pk"))
        .annotate(model_label=Value(among.model._meta.label), hangs_on=F(f"{issue}_id"))
    )
    columns = ("pgh_obj_id", "version", "moment", "hangs_on", "marking", "field_versions", "pgh_context")
    try:
        return rows.order_by().values_list("model_label", *columns).query.sql_with_params()
    except EmptyResultSet:
        return "", ()


def _happening(row: tuple, names: dict) -> Happening:
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
