"""What happened since: what was saved last of many records, within the rights of then and now."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

from django.apps import apps
from django.db import models
from django.db.models.fields.json import KeyTextTransform
from django.utils.translation import gettext as _

from delegation import access, history
from delegation.access import Marked
from delegation.prepared import prepared
from delegation.runs import Run, runs

END = datetime.max.replace(tzinfo=UTC)  # later than whatever happens


@dataclass(frozen=True)
class Happening:
    """A run of saves of some record, up to this version: the record itself is fetched by who shows it."""

    model: type[models.Model]
    key: Any
    version: int
    at: datetime
    by: Any
    through: str
    issue_id: UUID | None
    fields: tuple[str, ...]  # labels; empty where the record is new
    columns: tuple[str, ...] = ()  # and their names
    marking: str = ""  # that of this version
    first: int = 0  # the version with which its run of saves began; this one where it is a single save
    began: datetime | None = None
    saves: int = 1
    met: tuple[tuple[str, Any], ...] = ()  # fields whose words were put together with somebody's, and whose

    @property
    def is_new(self) -> bool:
        return self.version == 1

    @property
    def is_imported(self) -> bool:
        """Whether it came by a file, whomever the file names as its writer."""
        return self.through not in ("", "administration")

    @property
    def way(self) -> str:
        return history.way_in_words(self.through, self.by)

    def together_with(self, name: str) -> str:
        """Whose words those of a field were put together with, as a piece of a sentence; "" where nobody's."""
        met = dict(self.met)
        if name not in met:
            return ""
        if met[name] == self.by:
            return _("together with what was written in another window")
        return _("together with what %(name)s wrote") % {"name": met[name] or "Placard"}


def happenings(
    reader: Any,
    kinds: Iterable[type[models.Model]],
    *,
    since: datetime,
    until: datetime | None = None,
    issues: Iterable[UUID] | None = None,
    records: Mapping[type[Marked], list[UUID]] | None = None,
    limit: int = 40,
    before: datetime | None = None,
    writer: str = "",
) -> list[Happening]:
    """What was done to records of these kinds between two moments at the conference, newest first. Two queries.

    issues: keys; of these kinds, only what hangs on one of them.
    records: of further kinds, only the records with these keys.
    before: what ended before this moment alone. writer: the key of who did it.
    """
    given = {"since": history.as_text(since), "until": history.as_text(until or END)}
    hanging = given if issues is None else given | {"issues": list(issues)}
    parts = [_versions.part(reader, kind, **hanging) for kind in kinds]
    parts += [_versions.part(reader, kind, **given, records=keys) for kind, keys in (records or {}).items()]
    ended = history.as_text(before) if before else ""
    return told_as_happenings(runs(parts, limit=limit, before=ended, writer=writer))


def begun_by(writer: Any, model: type[Marked], reader: Any) -> Any:
    """Keys of the records of which `writer` wrote the first words, as a subquery, within the rights of then."""
    rows = history.history_of(model)._default_manager.filter(version=1, pgh_context__by=str(writer.pk))
    return rows.filter(access.seen_by(reader, issue=history.issue_of_past(model))).values("pgh_obj")


@prepared
def _versions(
    reader: Any, model: Any, *, since: Any, until: Any, issues: Any = None, records: Any = None
) -> models.QuerySet:
    """Versions of records that `reader` may see, and then as now: of all, on some issues, or of some records."""
    rows = history.history_of(model)._default_manager.annotate(written_at=KeyTextTransform("at", "pgh_context"))
    rows = rows.filter(written_at__gte=since, written_at__lt=until)
    if issubclass(model, Marked):
        rows = rows.filter(access.seen_by(reader, issue=history.issue_of_past(model)))
        rows = rows.filter(pgh_obj__in=model.objects.visible_to(reader).order_by().values("pk"))
    if issues is not None:
        rows = rows.filter(**{f"{history.issue_of_past(model)}__in": issues})
    if records is not None:
        rows = rows.filter(pgh_obj__in=records)
    return history.as_saves(rows, model)


def told_as_happenings(found: Iterable[Run]) -> list[Happening]:
    """With the names of those who made them. One query."""
    found = list(found)
    names = history.writers({"by": run.writer, "merged": run.met} for run in found)
    return [_happening(run, names) for run in found]


def _happening(run: Run, names: dict[str, Any]) -> Happening:
    model = apps.get_model(run.kind)
    saved = [
        field
        for field in model._meta.concrete_fields
        if field.column in run.columns and field.name not in history.BOOKKEEPING
    ]
    return Happening(
        model=model,
        key=model._meta.pk.to_python(run.key),
        version=run.last,
        at=run.at,
        by=names.get(run.writer),
        through=run.through,
        issue_id=run.issue_id,
        fields=tuple(str(field.verbose_name) for field in saved),
        columns=tuple(field.name for field in saved),
        marking=run.marking,
        first=run.first,
        began=run.began,
        saves=run.saves,
        met=tuple((name, names.get(writer or "")) for name, writer in run.met.items()),
    )
