"""A raw client of the stream: what a browser is sent, as it is sent."""

import http.client
import queue
import socket
import threading
import time
from contextlib import suppress
from urllib.parse import urlencode

from django.conf import settings
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
from django.contrib.sessions.backends.db import SessionStore


def session_of(person):
    """The key of a new session, signed in."""
    session = SessionStore()
    session[SESSION_KEY] = str(person.pk)
    session[BACKEND_SESSION_KEY] = settings.AUTHENTICATION_BACKENDS[0]
    session[HASH_SESSION_KEY] = person.get_session_auth_hash()
    session.create()
    return session.session_key


def ask(address, path="/live/", *, session="", method="GET", **query):
    """The open answer to one request."""
    return _connect(address, path, session, method, query)[1]


def _connect(address, path, session, method, query):
    connection = http.client.HTTPConnection(address, timeout=20)
    cookie = {"Cookie": f"{settings.SESSION_COOKIE_NAME}={session}"} if session else {}
    connection.request(method, path + (f"?{urlencode(query)}" if query else ""), headers=cookie)
    return connection, connection.getresponse()


class Listening:
    """Reads a stream in a thread of its own, from its `hello` on."""

    def __init__(self, address, session, **query):
        self._connection, self.answer = _connect(address, "/live/", session, "GET", query)
        assert self.answer.status == 200, self.answer.status
        self._frames = queue.Queue()
        self.has_ended = threading.Event()
        threading.Thread(target=self._read, daemon=True).start()
        self.missed = []  # what it was told before the hello
        while b"event: hello" not in (frame := self._frames.get(timeout=20)):
            self.missed.append(frame)

    def _read(self):
        lines = []
        try:
            while line := self.answer.readline():
                lines.append(line)
                if line == b"\n":
                    self._frames.put(b"".join(lines))
                    lines = []
        except (OSError, ValueError, http.client.HTTPException):
            pass
        self.has_ended.set()

    def heard(self, *, until=None, seconds=10):
        """Frames but for beats: all there are after a moment's silence; up to the topic `until`, where it is given."""
        frames, last = [], time.monotonic() + seconds
        while time.monotonic() < last:
            try:
                frame = self._frames.get(timeout=0.5 if until is None else 0.1)
            except queue.Empty:
                if until is None:
                    break
                continue
            if not frame.startswith(b"event: beat"):
                frames.append(frame)
                if until and topic_of(frame) == until:
                    break
        return frames

    def changes(self, **how):
        """Without presences, which are told later than they were: some may be of the test before."""
        return [frame for frame in self.heard(**how) if not frame.startswith(b"event: presence")]

    def topics(self, **how):
        """Of what changed."""
        return [topic_of(frame) for frame in self.changes(**how)]

    def close(self):
        """As a browser does that goes away; the reading ends by it."""
        with suppress(OSError):
            self._connection.sock.shutdown(socket.SHUT_RDWR)


def topic_of(frame):
    """Of what changed, without the issue that it hangs on."""
    return (frame.decode().rpartition("data: ")[2].split() or [""])[0]
