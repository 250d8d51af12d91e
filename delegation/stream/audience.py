"""Who may know of what changed, and who it is that listens: the questions of the stream to the database.

They are asked in threads of their own, so that no page waits for them, and each leaves its connection in order.
"""

import asyncio
import hashlib
from collections.abc import Callable, Collection, Iterable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import wraps
from typing import Any
from uuid import UUID

from django.conf import settings
from django.contrib import auth
from django.contrib.sessions.backends.db import SessionStore
from django.db import close_old_connections
from django.db.models import Q
from django.http import HttpRequest, parse_cookie
from django.utils import timezone

from delegation import access, clock
from delegation.accounts import is_session_key
from delegation.actions.forgetting import EVENTS_KEPT
from delegation.models import Delegate, Event
from delegation.versions import read_key

THREADS = 2  # for those who come; who may know of what changed is asked in one of its own, and waits for nobody
# A change is told when its transaction ends, and dated before that: it may come this much later.
LATE = timedelta(seconds=60)
MOST_MISSED = 1000

_comers = ThreadPoolExecutor(THREADS, thread_name_prefix="stream")
_changes = ThreadPoolExecutor(1, thread_name_prefix="stream-changes")


def in_threads(threads: ThreadPoolExecutor) -> Callable[[Callable[..., Any]], Callable[..., Any]]:
    """Awaitable: asked in one of these threads."""

    def asked(question: Callable[..., Any], args: tuple[Any, ...]) -> Any:
        close_old_connections()
        try:
            with clock.kept():
                return question(*args)
        finally:
            close_old_connections()

    def awaitable(question: Callable[..., Any]) -> Callable[..., Any]:
        @wraps(question)
        async def ask(*args: Any) -> Any:
            return await asyncio.get_running_loop().run_in_executor(threads, asked, question, args)

        return ask

    return awaitable


@dataclass(frozen=True)
class Listener:
    """A signed-in member, by one session."""

    member: UUID
    cookie: str  # the key of the session, with which it is asked again whether it lasts

    @property
    def session(self) -> str:
        """As the database names a session that ended: never its key."""
        return hashlib.sha256(self.cookie.encode()).hexdigest()


def own_topic(member: UUID) -> str:
    """Of which a member hears when what he may see, or whether he is signed in, may have changed."""
    return f"delegate:{member}"


@dataclass(frozen=True)
class Change:
    """A topic that changed, and the connected members who may know."""

    topic: str
    issue: UUID | None
    at: datetime
    members: frozenset[UUID]


@in_threads(_comers)
def signed_in(cookies: str) -> Listener | None:
    """Who sends these cookies; None for who is not signed in. Two queries."""
    key = parse_cookie(cookies).get(settings.SESSION_COOKIE_NAME, "")
    return _listener(key)


@in_threads(_comers)
def ended(listeners: Iterable[Listener]) -> list[Listener]:
    """Those whose sign-in no longer holds. Two queries for each."""
    return [listener for listener in listeners if _listener(listener.cookie) != listener]


@in_threads(_changes)
def changes_of(batches: Collection[UUID], members: Collection[UUID]) -> list[Change]:
    """What was announced in these batches, in its order. One query, and one for each marking and issue in them."""
    return _known_to(Event.objects.filter(batch__in=batches), members)


@in_threads(_changes)
def changes_since(at: datetime, members: Collection[UUID]) -> list[Change]:
    """What was announced since then, and a little before."""
    return _known_to(Event.objects.filter(at__gte=at - LATE), members)


@in_threads(_comers)
def presences_of(said: Collection[str], members: Collection[UUID]) -> list[tuple[str, frozenset[UUID]]]:
    """(topic, members who may know) of presences as `live.tell_presence` tells of them; nobody is told of himself.
    One query for each marking and issue in them."""
    readers: dict[tuple[str, str], frozenset[UUID]] = {}
    told = []
    for by, marking, on, topic in (words.split(" ") for words in said):
        if (marking, on) not in readers:
            readers[marking, on] = _connected_readers(marking, read_key(on), members)
        told.append((topic, readers[marking, on] - {UUID(by)}))
    return told


@in_threads(_comers)
def missed(member: UUID, since: datetime) -> list[tuple[str, UUID | None, datetime]] | None:
    """(topic, issue, moment) of what `member` may know of since then, and a little before. Two queries.

    None where they are too many, or too long ago to be kept.
    """
    if since < timezone.now() - EVENTS_KEPT:
        return None
    person = Delegate.objects.get(pk=member)
    # That one's own sight changed is told also where it went with the right to know of it.
    seen = access.seen_by(person) & access.addressed_to(person)
    known = Event.objects.filter(seen | Q(topic=own_topic(member)), at__gte=since - LATE)
    told: list[tuple[str, UUID | None, datetime]] = list(
        known.order_by("at", "topic").values_list("topic", "issue", "at")[: MOST_MISSED + 1]
    )
    return None if len(told) > MOST_MISSED else told


def _listener(key: str) -> Listener | None:
    if not is_session_key(key):
        return None
    request: Any = HttpRequest()
    request.session = SessionStore(key)
    member = auth.get_user(request)
    return Listener(member.pk, key) if member.is_authenticated and member.is_active else None


def _known_to(events: Any, members: Collection[UUID]) -> list[Change]:
    readers: dict[tuple[str, UUID | None], frozenset[UUID]] = {}
    changes = []
    told = events.order_by("at", "topic").values_list("topic", "at", "marking", "issue", "to")
    for topic, at, marking, issue, to in told:
        if (marking, issue) not in readers:
            readers[marking, issue] = _connected_readers(marking, issue, members)
        may_know = readers[marking, issue]
        changes.append(Change(topic, issue, at, may_know & {to} if to else may_know))
    return changes


def _connected_readers(marking: str, issue: UUID | None, members: Collection[UUID]) -> frozenset[UUID]:
    return frozenset(access.readers(marking, issue).filter(pk__in=members).values_list("pk", flat=True))
