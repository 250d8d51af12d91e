"""One listening connection in each process, and the streams that hear from it.

Nothing is kept here that another process would need: each hears of every change from the database by itself.
"""

import asyncio
import logging
from collections import defaultdict
from collections.abc import Iterable
from datetime import datetime
from typing import Any
from uuid import UUID

import psycopg
from django.conf import settings
from django.db import Error, connections
from django.utils import timezone

from delegation.live import CHANNEL
from delegation.stream import frames
from delegation.stream.audience import (
    Change,
    Listener,
    changes_of,
    changes_since,
    ended,
    own_topic,
    presences_of,
)
from delegation.versions import read_key

log = logging.getLogger(__name__)

HELD = 100  # frames that wait for a slow browser before it is told to fetch everything anew
BACK_AFTER = 0.5  # seconds until a lost connection is tried again
ALIVE = 10  # seconds of silence after which the connection is asked whether it still is one
SPREAD_EACH, LONGEST_SPREAD = 3, 2000  # milliseconds
NET = 60  # seconds between two looks at who is still signed in
TOGETHER = 0.3  # seconds for which presences are gathered: they wait for changes, never the other way
PATIENCE = 5  # seconds that a browser waits for the database
# A database that is gone without a word must not look alive.
WATCHED: Any = {"autocommit": True, "connect_timeout": PATIENCE, "tcp_user_timeout": 10_000, "keepalives_idle": 10}
END = b"end"


class Stream:
    """What waits to be sent to one browser."""

    def __init__(self, listener: Listener) -> None:
        self.listener = listener
        self._waiting: asyncio.Queue[bytes] = asyncio.Queue(HELD + 2)
        self._has_ended = False

    def tell(self, frame: bytes) -> None:
        """Never waits: who does not read loses the frames, and is told that something was lost."""
        if self._has_ended:
            return
        if self._waiting.qsize() >= HELD:
            self._empty()
            frame = frames.LOST
        self._waiting.put_nowait(frame)

    def end(self, last: bytes = b"") -> None:
        """After `last`, instead of whatever still waits."""
        if self._has_ended:
            return
        self._has_ended = True
        self._empty()
        if last:
            self._waiting.put_nowait(last)
        self._waiting.put_nowait(END)

    async def next(self, seconds: float) -> bytes | None:
        """The next frame, END where there will be none, None where so long there was none."""
        try:
            async with asyncio.timeout(seconds):
                return await self._waiting.get()
        except TimeoutError:
            return None

    def _empty(self) -> None:
        while not self._waiting.empty():
            self._waiting.get_nowait()


class Hub:
    """Of one event loop: whoever listens here, and the connection that they hear by."""

    def __init__(self) -> None:
        self.hears = asyncio.Event()
        self._streams: defaultdict[UUID, set[Stream]] = defaultdict(set)
        self._tasks: list[asyncio.Task[None]] = []
        self._presences: set[str] = set()
        self._has_presences = asyncio.Event()
        self._has_ended = False

    async def join(self, listener: Listener) -> Stream:
        """Open a stream, which hears from this moment on. Raises TimeoutError where the database does not answer."""
        if not self._tasks:
            tasks = (self._listen(), self._look_after(), self._tell_presences())
            self._tasks = [asyncio.create_task(task) for task in tasks]
        async with asyncio.timeout(PATIENCE):
            await self.hears.wait()
        if self._has_ended:
            raise TimeoutError
        stream = Stream(listener)
        self._streams[listener.member].add(stream)
        return stream

    def leave(self, stream: Stream) -> None:
        self._streams[stream.listener.member].discard(stream)
        if not self._streams[stream.listener.member]:
            del self._streams[stream.listener.member]

    def count(self, member: UUID) -> int:
        """How many streams a member has open here."""
        return len(self._streams.get(member, ()))

    @property
    def spread(self) -> int:
        """Milliseconds over which the browsers here share out their questions after a change."""
        return min(LONGEST_SPREAD, SPREAD_EACH * len(self._all()))

    def end(self) -> None:
        """Close every stream, as the server stops; the browsers come back to the next one."""
        self._has_ended = True
        for task in self._tasks:
            task.cancel()
        _end(self._all())

    async def _listen(self) -> None:
        since: datetime | None = None
        while True:
            try:
                async with await psycopg.AsyncConnection.connect(**_parameters(), **WATCHED) as connection:
                    await connection.execute(f"LISTEN {CHANNEL}")
                    if since:
                        self._tell(await changes_since(since, list(self._streams)))
                        log.warning("The stream hears from the database again.")
                    self.hears.set()
                    while True:
                        since = timezone.now()
                        await self._hear(connection)
            except Exception as error:  # whatever it was: without this loop every screen would stand still
                since = since or timezone.now()
                self.hears.clear()
                log.warning("The stream lost the database, and comes back to it: %s.", type(error).__name__)
                await asyncio.sleep(BACK_AFTER)

    async def _hear(self, connection: psycopg.AsyncConnection) -> None:
        """What is said until there is a pause; what came together is answered together."""
        heard = [note.payload async for note in connection.notifies(timeout=ALIVE, stop_after=1)]
        heard += [note.payload async for note in connection.notifies(timeout=0)]
        if not heard:
            async with asyncio.timeout(PATIENCE):
                await connection.execute("SELECT 1")
        said = [payload.partition(" ") for payload in heard]
        batches = [key for kind, _, word in said if kind == "batch" and (key := read_key(word))]
        if batches and self._streams:
            self._tell(await changes_of(batches, list(self._streams)))
        if presences := {word for kind, _, word in said if kind == "presence"}:
            self._presences |= presences
            self._has_presences.set()
        sessions = {word for kind, _, word in said if kind == "session"}
        _end(stream for stream in self._all() if stream.listener.session in sessions)

    def _tell(self, changes: list[Change]) -> None:
        told: dict[bytes, set[UUID]] = {}
        for change in changes:
            told.setdefault(frames.changed(change.topic, change.issue, change.at), set()).update(change.members)
        self._send(told)
        topics = {change.topic for change in changes}
        for stream in self._all():
            if own_topic(stream.listener.member) in topics:
                stream.end(frames.SIGHT)

    async def _tell_presences(self) -> None:
        while True:
            await self._has_presences.wait()
            await asyncio.sleep(TOGETHER)
            self._has_presences.clear()
            said, self._presences = self._presences, set()
            told: dict[bytes, set[UUID]] = {}
            try:
                for topic, members in await presences_of(said, list(self._streams)):
                    told.setdefault(frames.presence(topic), set()).update(members)
            except Exception as error:  # whatever it was: pages ask every few seconds anyway
                log.warning("The stream could not look who may know of a presence: %s.", type(error).__name__)
            self._send(told)

    def _send(self, told: dict[bytes, set[UUID]]) -> None:
        for frame, members in told.items():
            for member in members & self._streams.keys():
                for stream in self._streams[member]:
                    stream.tell(frame)

    async def _look_after(self) -> None:
        """The net: whoever is not signed in any more, however that came about, hears nothing further."""
        while True:
            await asyncio.sleep(NET)
            try:
                gone = await ended({stream.listener for stream in self._all()})
            except Error:  # the next look is a minute away
                log.warning("The stream could not look who is still signed in.")
            else:
                _end(stream for stream in self._all() if stream.listener in gone)

    def _all(self) -> list[Stream]:
        return [stream for streams in self._streams.values() for stream in streams]


def _end(streams: Iterable[Stream]) -> None:
    for stream in streams:
        stream.end()


def _parameters() -> dict[str, Any]:
    """Of a connection of its own, to the database that is written to; never through a pooler."""
    if settings.LISTEN_DATABASE_URL:
        return {"conninfo": settings.LISTEN_DATABASE_URL}
    parameters = connections["default"].get_connection_params()
    known = ("host", "port", "user", "password", "dbname", "sslmode", "sslrootcert", "sslcert", "sslkey")
    return {name: parameters[name] for name in known if name in parameters}
