"""Tells open pages that something changed: a topic, never content."""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any
from uuid import UUID

from django.db import connection, models
from django.utils import timezone

from delegation.access import Marking
from delegation.models import Event

CHANNEL = "placard"


_gathered: ContextVar[list[Event] | None] = ContextVar("gathered", default=None)


def topic(record: models.Model) -> str:
    return f"{record._meta.model_name}:{record.pk}"


def announce(*records: Any, formerly: tuple[str, UUID | None] | None = None) -> None:
    """Note that `records` changed; PostgreSQL delivers it on commit and drops it on rollback. Two queries.

    formerly: the marking and issue that the record had until now, where they change: who loses sight of it
    is told under the old ones.
    """
    now = timezone.now()
    events = []
    for record in records:
        marks = {(getattr(record, "marking", Marking.DELEGATION), getattr(record, "issue_key", None))}
        marks |= {formerly} if formerly else set()
        events += [
            Event(topic=topic(record), version=record.version, marking=marking, issue_id=issue_id, at=now)
            for marking, issue_id in marks
        ]
    gathered = _gathered.get()
    if gathered is not None:
        gathered += events
    elif events:
        _tell(events)


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
    Event.objects.bulk_create(events)
    with connection.cursor() as cursor:
        # One notification however many records: a listener reads the events since its last one.
        cursor.execute("SELECT pg_notify(%s, %s)", [CHANNEL, str(events[0].pk)])
