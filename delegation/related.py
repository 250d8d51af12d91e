"""Records that other records name, as far as a reader may see them."""

from collections.abc import Iterable
from typing import Any

from django.db import models

from delegation.access import Marked
from delegation.confidence import Sourced


def names_of(fields: Iterable[Any], rows: Iterable[Any], reader: Any) -> dict[str, dict[Any, str]]:
    """For each of `fields` that points at a record: the names of those that `rows` point at, by key.

    What `reader` may not see is left out. One query for each such field that points at anything.
    """
    rows = list(rows)
    found = {}
    for field in fields:
        if not field.is_relation:
            continue
        keys = {getattr(row, field.attname) for row in rows} - {None}
        kind = field.related_model
        seen = kind.objects.visible_to(reader) if issubclass(kind, Marked) else kind._default_manager.all()
        found[field.name] = {one.pk: _name(one) for one in seen.filter(pk__in=keys)} if keys else {}
    return found


def named_for(reader: Any, value: Any) -> str:
    """What a record, or several of one kind, are called; those that `reader` may not see are left out. One query."""
    if isinstance(value, models.Model):
        value = [value]
    several: Any = list(value.all() if isinstance(value, models.Manager) else value or ())
    if several and isinstance(several[0], Marked):
        several = type(several[0]).objects.visible_to(reader).filter(pk__in=[one.pk for one in several])
    return ", ".join(sorted(map(_name, several)))


def _name(record: Any) -> str:
    return record.named if isinstance(record, Sourced) else str(record)
