"""Tells open pages that something changed: a topic, never content."""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import UTC, datetime
from functools import cache
from typing import Any
from uuid import UUID, uuid4

from django.apps import apps
from django.db import connection, models
from django.utils import timezone

from delegation.access import Marked, Marking
from delegation.models import Event
from delegation.versions import Versioned, read_key

CHANNEL = "placard"
ID = "%Y-%m-%dT%H:%M:%SZ"


_gathered: ContextVar[list[Event] | None] = ContextVar("gathered", default=None)


def topic(record: models.Model) -> str:
    return f"{record._meta.model_name}:{record.pk}"


@cache
def marked_kinds() -> dict[str, type[models.Model]]:
    """The kinds of records that are marked, by the name that topics have for them."""
    kinds = (model for model in apps.get_models() if issubclass(model, Marked) and issubclass(model, Versioned))
    return {str(model._meta.model_name): model for model in kinds}


def named(topic: str) -> tuple[type[models.Model], UUID] | None:
    """The kind and key of the marked record that a topic names; None for what is no such topic."""
    kind, _, word = topic.partition(":")
    model, key = marked_kinds().get(kind), read_key(word)
    return (model, key) if model and key and str(key) == word else None


def written(at: datetime) -> str:
    """A moment as the id of a frame: to the second, so that nothing can be counted by it."""
    return at.astimezone(UTC).strftime(ID)


def announce(*records: Any, formerly: tuple[str, UUID | None] | None = None, under: Any = None) -> None:
    """Note that `records` changed; PostgreSQL delivers it on commit and drops it on rollback. Two queries.

    formerly: the marking and issue that the record had until now, where they change: who loses sight of it
    is told under the old ones. under: the record by which these changed, or a marking, where only its readers may know.
    Of a record with an addressee (`to`) only he is told.
    """
    events = []
    for record in records:
        told = record if under is None or isinstance(under, Marking) else under
        marking = under if isinstance(under, Marking) else getattr(told, "marking", Marking.DELEGATION)
        marks = {(marking, getattr(told, "issue_key", None))}
        marks |= {formerly} if formerly else set()
        events += [
            Event(
                topic=topic(record),
                version=record.version,
                marking=marking,
                issue_id=issue_id,
                to_id=getattr(record, "to_id", None),
            )
            for marking, issue_id in marks
        ]
    gathered = _gathered.get()
    if gathered is not None:
        gathered += events
    elif events:
        _tell(events)


def tell_presence(presences: Iterable[Any], *, by: Any) -> None:
    """Tell open pages that somebody came to records, left them, or began or ceased to write. One query.

    No event is kept of it: whoever was away asks who is there now, and does not care who was.
    """
    said = {f"presence {by.pk} {one.marking} {one.issue_id or '-'} {one.record}" for one in presences}
    if said:
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_notify(%s, said) FROM unnest(%s::text[]) AS said", [CHANNEL, sorted(said)])


@contextmanager
def at_once() -> Iterator[None]:
    """Tell of all that is announced inside with one notification, at the end."""
    gathered: list[Event] = []
    token = _gathered.set(gathered)
    try:
        yield
    finally:
        _gathered.reset(token)
    if gathered:
        _tell(gathered)


def _tell(events: list[Event]) -> None:
    batch = uuid4()
    now = timezone.now()
    for event in events:
        event.batch, event.at = batch, now
    Event.objects.bulk_create(events)
    with connection.cursor() as cursor:
        # One notification however many records: a listener reads the events of the batch.
        cursor.execute("SELECT pg_notify(%s, %s)", [CHANNEL, f"batch {batch}"])
