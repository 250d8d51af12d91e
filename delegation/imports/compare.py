"""Loaded rows compared with what was loaded before and with what stands, field by field."""

from collections.abc import Iterable
from typing import Any

from django.db import models
from django.utils.translation import gettext as _

from delegation import history
from delegation.imports.keys import Keys
from delegation.imports.nouns import Noun
from delegation.imports.rows import Row


def through(noun: Noun) -> str:
    """The way by which rows of this file come, as the history names it.

    Of each file its own: what the database changes along in other rows is not what their file says.
    """
    return f"loading {noun.name}"


def compare(noun: Noun, headings: Iterable[str], rows: list[Row], keys: Keys) -> None:
    """Say of each row what it changes in the stored one: what differs from the last load, and from what stands.

    A field that was changed in Placard, and not in the file, is left as it is; one changed in both is refused.
    """
    rows = [row for row in rows if row.record is not None]
    existing = keys.expect(noun.model, [row.record.pk for row in rows])
    if not existing:
        return
    loaded = Loaded(noun, existing)
    names = [name for name in noun.columns if name in headings and name not in noun.once]
    names += [name for name in ("marking", *noun.copied) if noun.is_marked and name not in names]
    fields: dict[str, Any] = {name: noun.model._meta.get_field(name) for name in names}
    plain = [found for found in fields.values() if not found.many_to_many]
    linked = {name: _linked(noun.model, name, existing) for name, found in fields.items() if found.many_to_many}
    for row in rows:
        row.existing = existing.get(row.record.pk)
        if row.existing is None:
            continue
        row.seen = row.existing.version
        for found in plain:
            value, stored = getattr(row.record, found.attname), getattr(row.existing, found.attname)
            if value != stored and value != loaded.value(row.existing, found):
                row.changes[found.name] = keys.record(found.related_model, value) if found.is_relation else value
                if loaded.was_changed_since(row.existing, found):
                    refuse_changed(row, found.name, stored)
        for name, stored_links in linked.items():
            if set(row.links[name]) != stored_links.get(row.record.pk, set()):
                row.changes[name] = [keys.record(fields[name].related_model, pk) for pk in row.links[name]]
        if "marking" in row.changes:
            row.refuse("marking", _("The marking of a row that is there is changed on its page, not by loading."))


def refuse_changed(row: Row, name: str, standing: Any) -> None:
    reason = _("Changed in Placard since it was loaded; there it says “%(standing)s”.")
    row.refuse(name, reason % {"standing": str("" if standing is None else standing)[:80]})


class Loaded:
    """What the files last said in each field of stored rows, and in which version they said it. One query."""

    def __init__(self, noun: Noun, existing: dict[Any, Any]) -> None:
        self._values: dict[tuple[Any, str], Any] = {}
        self._versions: dict[tuple[Any, str], int] = {}
        kept = {found.attname: found.column for found in history.kept_fields(noun.model)}
        past: Any = history.history_of(noun.model)._default_manager.filter(
            pgh_obj__in=existing, pgh_context__through=through(noun)
        )
        for row in past.order_by("version"):
            for name, column in kept.items():
                if row.pgh_label == "insert" or row.field_versions.get(column) == row.version:
                    self._values[row.pgh_obj_id, name] = getattr(row, name)
                    self._versions[row.pgh_obj_id, name] = row.version

    def value(self, record: Any, field: Any) -> Any:
        """What stands, where no file has said anything."""
        return self._values.get((record.pk, field.attname), getattr(record, field.attname))

    def was_changed_since(self, record: Any, field: Any) -> bool:
        said = self._versions.get((record.pk, field.attname))
        return said is not None and record.field_versions.get(field.column, 1) > said


def _linked(model: type[models.Model], name: str, existing: dict[Any, Any]) -> dict[Any, set[Any]]:
    found: Any = model._meta.get_field(name)
    pairs = found.remote_field.through._base_manager.filter(**{f"{found.m2m_field_name()}__in": existing})
    links: dict[Any, set[Any]] = {}
    for mine, other in pairs.values_list(f"{found.m2m_field_name()}_id", f"{found.m2m_reverse_field_name()}_id"):
        links.setdefault(mine, set()).add(other)
    return links
