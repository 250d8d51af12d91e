"""Alternatives of a position: added, worded, put in order, archived; as long as its words may be changed."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any
from uuid import UUID

from django.core.exceptions import ValidationError
from django.db import transaction

from delegation import history
from delegation.actions import records
from delegation.actions.records import locked
from delegation.live import announce
from delegation.versions import Outcome
from positions.actions import clearances, ordering
from positions.models import Alternative, Position
from positions.models.positions import SENTENCES


def add(*, position: Position, text: str, by: Any, operation: UUID | None = None) -> Alternative:
    """Add one behind the others. Raises PermissionDenied, ValidationError."""
    with _reworded(position, by, operation) as now:
        last = Alternative.objects.of(now).in_order().last()
        place = last.place + 1 if last else 1
        made = records.add(Alternative(position=now, issue=now.issue, text=text, place=place), by=by)
    return made


def change(alternative: Alternative, *, seen: int, by: Any, operation: UUID | None = None, **values: Any) -> Outcome:
    """Change its words. Raises PermissionDenied, ValidationError."""
    with _reworded(alternative.position, by, operation):
        return records.change(alternative, seen=seen, by=by, operation=operation, **values)


def archive(alternative: Alternative, *, by: Any, operation: UUID | None = None) -> Alternative:
    """Twice is once. Raises PermissionDenied, ValidationError."""
    with _reworded(alternative.position, by, operation):
        return records.archive(alternative, by=by, operation=operation)


def put(
    alternative: Alternative,
    *,
    before: UUID | None = None,
    after: UUID | None = None,
    by: Any,
    operation: UUID | None = None,
) -> Alternative:
    """As `ordering.put`."""
    with _reworded(alternative.position, by, operation):
        return ordering.put(alternative, before=before, after=after, by=by, operation=operation)


def move(alternative: Alternative, *, up: bool, by: Any, operation: UUID | None = None) -> Alternative:
    """As `ordering.move`."""
    with _reworded(alternative.position, by, operation):
        return ordering.move(alternative, up=up, by=by, operation=operation)


def carry(position: Position, edition: Position) -> None:
    """A new edition begins with the alternatives of the one before; in the transaction that opens it."""
    copied = [
        Alternative(position=edition, issue=edition.issue, text=one.text, place=one.place, marking=edition.marking)
        for one in Alternative.objects.of(position).current().in_order()
    ]
    # In one statement: the edition, which begins with these words, is not changed by any of them.
    announce(*Alternative.objects.bulk_create(copied))


@contextmanager
def _reworded(position: Position, by: Any, operation: UUID | None) -> Iterator[Position]:
    """The position, held while one of its alternatives is changed; agencies that read it by then are asked anew."""
    with transaction.atomic(), history.recorded(by, operation=operation):
        now = locked(position)
        records.require(now, by)
        if now.archived_at or not now.is_draft:
            raise ValidationError(str(SENTENCES[now.state]))
        yield now
        version = now.version
        now.refresh_from_db(fields=["version", "field_versions", "alternatives"])
        if now.version != version:
            announce(now)
            if now.submitted_at:
                clearances.ask_anew(now, by=by)
