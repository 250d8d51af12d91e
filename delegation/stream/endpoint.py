"""`/live/`: the open end of a stream, without thread or database connection while nothing happens.

`/live/` stays open. `/live/missed/` answers what was missed and ends, for browsers that no stream reaches.
Both take `?since=`, the id of the last frame that was heard; the header Last-Event-ID goes before it.
"""

import asyncio
import logging
import signal
import threading
from datetime import datetime
from typing import Any
from urllib.parse import parse_qs
from weakref import WeakKeyDictionary

from a2wsgi.asgi_typing import HTTPScope, Receive, Send
from django.conf import settings
from django.db import InterfaceError, OperationalError
from django.utils import timezone

from delegation.stream import audience, frames
from delegation.stream.audience import Listener
from delegation.stream.hub import END, Hub, Stream

log = logging.getLogger(__name__)

BEAT_EVERY = 10  # seconds
TAKEN_WITHIN = 30  # seconds in which a browser takes a frame, or is given up
AWAY = (OperationalError, InterfaceError, TimeoutError)  # the database; any other fault is one of this program
MOST_STREAMS = 20  # of one member in one process
EVENTS = (b"content-type", b"text/event-stream; charset=utf-8")
HEADERS = [
    (b"cache-control", b"no-store, no-transform"),
    (b"x-accel-buffering", b"no"),
    (b"x-content-type-options", b"nosniff"),
    (b"referrer-policy", b"same-origin"),
]

_hubs: WeakKeyDictionary[asyncio.AbstractEventLoop, Hub] = WeakKeyDictionary()


async def live(scope: HTTPScope, receive: Receive, send: Send) -> None:
    """200 with a stream; 401 without a session, 404 for another path, 405 for a write, 429 for too many streams of one
    member, 503 without database."""
    if scope["path"] not in ("/live/", "/live/missed/"):
        return await _refuse(send, 404)
    if scope["method"] != "GET":
        return await _refuse(send, 405, (b"allow", b"GET"))
    sent = {name.decode("latin-1"): value.decode("latin-1") for name, value in scope["headers"]}
    query = parse_qs(scope["query_string"].decode("latin-1"))
    since = _since(sent.get("last-event-id") or query.get("since", [""])[0])
    try:
        has_session = settings.SESSION_COOKIE_NAME in sent.get("cookie", "")
        listener = await audience.signed_in(sent["cookie"]) if has_session else None
        if listener is None:
            return await _refuse(send, 401)
        if scope["path"] == "/live/missed/":
            return await _answer(send, 200, await _caught_up(listener, since, 0), EVENTS)
        hub = _hub()
        if hub.count(listener.member) >= MOST_STREAMS:
            return await _refuse(send, 429)
        stream = await hub.join(listener)
    except AWAY:
        return await _refuse(send, 503, (b"retry-after", b"5"))
    watching = asyncio.create_task(_watch(receive, stream))
    try:
        await _flow(hub, stream, since, send)
    except (*AWAY, OSError):
        log.info("The stream gave up a browser, or the database; the browser comes back.")
    finally:
        watching.cancel()
        hub.leave(stream)


async def _flow(hub: Hub, stream: Stream, since: datetime | None, send: Send) -> None:
    """Until the browser goes, or the stream ends."""
    await send({"type": "http.response.start", "status": 200, "headers": [*HEADERS, EVENTS]})
    frame = await _caught_up(stream.listener, since, hub.spread)
    while frame is not END:
        async with asyncio.timeout(TAKEN_WITHIN):
            await send({"type": "http.response.body", "body": frame, "more_body": True})
        frame = await stream.next(BEAT_EVERY) or frames.BEAT
        while frame is frames.BEAT and not hub.hears.is_set():
            # Without the database nothing is heard, and a beat would say that all is well.
            frame = await stream.next(BEAT_EVERY) or frames.BEAT
    await send({"type": "http.response.body", "body": b"", "more_body": False})


async def _watch(receive: Receive, stream: Stream) -> None:
    while (await receive())["type"] != "http.disconnect":
        pass
    stream.end()


async def _caught_up(listener: Listener, since: datetime | None, spread: int) -> bytes:
    """What was missed since then, each topic and second once, and the word that nothing is missing any more."""
    now = timezone.now()
    missed = await audience.missed(listener.member, since) if since else []
    if missed is None:
        told = [frames.LOST]
    else:
        own = audience.own_topic(listener.member)
        others = (frames.changed(*change) for change in missed if change[0] != own)
        told = [*dict.fromkeys(others), *([frames.SIGHT] if any(topic == own for topic, *_ in missed) else [])]
    return b"".join(told) + frames.hello(now, spread=spread)


def _since(id_of_frame: str) -> datetime | None:
    """None for what is no id, or one further in the future than clocks differ."""
    at = frames.read(id_of_frame)
    if id_of_frame and (at is None or at > timezone.now() + audience.LATE):
        log.info("The stream was asked to go on from an id that is none.")
        return None
    return at


async def _refuse(send: Send, status: int, *headers: tuple[bytes, bytes]) -> None:
    log.info("The stream refused a request: %s.", status)
    await _answer(send, status, b"", *headers)


async def _answer(send: Send, status: int, body: bytes, *headers: tuple[bytes, bytes]) -> None:
    length = (b"content-length", str(len(body)).encode())
    await send({"type": "http.response.start", "status": status, "headers": [*HEADERS, *headers, length]})
    await send({"type": "http.response.body", "body": body, "more_body": False})


def _hub() -> Hub:
    """That of the running event loop."""
    loop = asyncio.get_running_loop()
    if loop not in _hubs:
        _hubs[loop] = Hub()
        if threading.current_thread() is threading.main_thread():
            _end_with_server(loop, _hubs[loop])
    return _hubs[loop]


def _end_with_server(loop: asyncio.AbstractEventLoop, hub: Hub) -> None:
    """A server that stops waits for its answers to end, and a stream has no end of its own."""
    for number in (signal.SIGTERM, signal.SIGINT):
        before = signal.getsignal(number)

        def stop(number: int, frame: Any, before: Any = before) -> None:
            loop.call_soon_threadsafe(hub.end)
            if callable(before):
                before(number, frame)

        signal.signal(number, stop)
