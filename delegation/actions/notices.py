"""Telling a member something, once, and what he has read of it."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from delegation import access, clock
from delegation.live import announce, topic
from delegation.models import Delegate, Notice

LONGEST = 400


def tell(words: Mapping[Delegate, str], *, about: Any, key: str) -> None:
    """Tell each member his words about a record; to be called in the transaction of what is told.

    Who may not see the record is told nothing, nor who was already told under this key. Three queries.
    """
    readers = set(
        access.readers(about.marking, about.issue_key)
        .filter(pk__in=[one.pk for one in words])
        .values_list("pk", flat=True)
    )
    told = [
        Notice(
            to=person,
            about=topic(about),
            url=about.get_absolute_url(),
            words=said[:LONGEST],
            key=key,
            at=clock.now(),
            marking=about.marking,
            issue_id=about.issue_key,
        )
        for person, said in words.items()
        if person.pk in readers
    ]
    known = set(Notice.objects.filter(key=key, to__in=readers).values_list("to", flat=True))
    told = [notice for notice in told if notice.to_id not in known]
    if told:
        Notice.objects.bulk_create(told, ignore_conflicts=True)
        announce(*told)


def mark_read(*, until: datetime, by: Any) -> int:
    """Take what was told to `by` up to that moment as read. Answers how many were unread."""
    return Notice.objects.to(by).unread().filter(at__lte=min(until, clock.now())).update(read_at=clock.now())


def follow(record: Any) -> None:
    """What was told of a record is marked as it now is."""
    Notice.objects.filter(about=topic(record)).update(marking=record.marking, issue_id=record.issue_key)
