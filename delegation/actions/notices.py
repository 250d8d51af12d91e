"""Telling a member something, once, and what he has read of it."""

from collections.abc import Collection, Mapping
from contextlib import suppress
from datetime import datetime
from typing import Any

from django.conf import settings
from django.db import transaction
from django.db.models import Q
from django.utils.text import Truncator
from procrastinate.contrib.django import app
from procrastinate.exceptions import AlreadyEnqueued

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
    urgent: bool = False,
) -> None:
    """Tell each member his words about a record; to be called in the transaction of what is told.

    url: where one goes from there, else to the page of the record. naming: other records that his words name. Who may
    not see the record is told nothing, nor who was already told under this key. urgent: whether who is told by mail is
    told so at once, where mail is set up. Five queries.
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
            words=Truncator(said).chars(LONGEST),
            key=key,
            at=clock.now(),
            marking=about.marking,
            issue_id=about.issue_key,
            is_urgent=urgent,
        )
        for person, said in words.items()
        if person.pk in readers - known
    ]
    if told:
        Notice.objects.bulk_create(told, ignore_conflicts=True)
        announce(*told)
        if urgent and settings.MAIL_IS_SET_UP:
            # Not before: who tells something else would wait for this transaction, as one job alone is queued. Where it
            # is not queued, the worker looks by itself a little later.
            transaction.on_commit(_mail_now, robust=True)


def tell_others(
    whom: Q, words: str, *, about: Any, key: str, by: Any, naming: Collection[Any] = (), urgent: bool = False
) -> None:
    """Tell the same words to each active member of whom `whom` holds, but for who does this himself. As `tell` does."""
    people = list(Delegate.objects.active().filter(whom).exclude(pk=by.pk if by else None))
    named = dict.fromkeys(people, naming)
    tell(dict.fromkeys(people, words), about=about, key=key, naming=named, urgent=urgent)


def _mail_now() -> None:
    """Have the worker look at once, unless it is asked already."""
    with suppress(AlreadyEnqueued), transaction.atomic():
        app.configure_task("delegation.jobs.mail", queueing_lock="mail").defer(timestamp=0)


def mark_read(*, since: datetime, until: datetime, by: Any) -> int:
    """Take what was told to `by` from one moment to the other as read. Answers how many were unread."""
    unread = Notice.objects.visible_to(by).unread().filter(at__gte=since, at__lte=until)
    with transaction.atomic():
        last = unread.newest_first().first()
        many = unread.update(read_at=clock.now())
        if last:
            announce(last)  # one of them is enough for his other pages
    return many


def mark_done(*, key: str, by: Any) -> None:
    """What `by` was told to do under this key is done, and so no news; in the transaction in which he does it."""
    told = Notice.objects.filter(to=by, key=key).unread()
    if notice := told.first():
        told.update(read_at=clock.now())
        announce(notice)


def follow(record: Any) -> None:
    """What was told of a record is marked as it now is; what only names it, where that hides more."""
    now = {"marking": record.marking, "issue_id": record.issue_key}
    Notice.objects.filter(about=topic(record), mentions=[]).update(**now)
    naming = Q(about=topic(record)) | Q(mentions__contains=[topic(record)])
    for notice in Notice.objects.filter(naming).exclude(mentions=[]):
        if access.adds_readers(record.marking, notice.marking, record.issue_key, notice.issue_id):
            Notice.objects.filter(pk=notice.pk).update(**now)
