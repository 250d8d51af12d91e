"""Telling a member something, once, and what he has read of it."""

from collections.abc import Collection, Mapping
from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import Q

from delegation import access, clock
from delegation.live import announce, topic
from delegation.models import Delegate, Notice

LONGEST = 400


def tell(
    words: Mapping[Delegate, str],
    *,
    about: Any,
    key: str,
    url: str = "",
    naming: Mapping[Delegate, Collection[Any]] | None = None,
) -> None:
    """Tell each member his words about a record; to be called in the transaction of what is told.

    url: where one goes from there, else to the page of the record. naming: other records that his words name. Who may
    not see the record is told nothing, nor who was already told under this key. Five queries.
    """
    readers = set(
        access.readers(about.marking, about.issue_key)
        .filter(pk__in=[one.pk for one in words])
        .values_list("pk", flat=True)
    )
    known = set(Notice.objects.filter(key=key, to__in=readers).values_list("to", flat=True))
    told = [
        Notice(
            to=person,
            about=topic(about),
            mentions=[topic(one) for one in (naming or {}).get(person, ())],
            url=url or about.get_absolute_url(),
            words=said[:LONGEST],
            key=key,
            at=clock.now(),
            marking=about.marking,
            issue_id=about.issue_key,
        )
        for person, said in words.items()
        if person.pk in readers - known
    ]
    if told:
        Notice.objects.bulk_create(told, ignore_conflicts=True)
        announce(*told)


def mark_read(*, since: datetime, until: datetime, by: Any) -> int:
    """Take what was told to `by` from one moment to the other as read. Answers how many were unread."""
    unread = Notice.objects.visible_to(by).unread().filter(at__gte=since, at__lte=until)
    with transaction.atomic():
        last = unread.newest_first().first()
        many = unread.update(read_at=clock.now())
        if last:
            announce(last)  # one of them is enough for his other pages
    return many


def follow(record: Any) -> None:
    """What was told of a record is marked as it now is; what only names it, where that hides more."""
    now = {"marking": record.marking, "issue_id": record.issue_key}
    Notice.objects.filter(about=topic(record), mentions=[]).update(**now)
    naming = Q(about=topic(record)) | Q(mentions__contains=[topic(record)])
    for notice in Notice.objects.filter(naming).exclude(mentions=[]):
        if access.adds_readers(record.marking, notice.marking, record.issue_key, notice.issue_id):
            Notice.objects.filter(pk=notice.pk).update(**now)
