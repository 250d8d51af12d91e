"""Several processes, and what happens when one of them, or the database, stops: nobody misses a change."""

import os
import signal
import socket
import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import quote

import psycopg
import pytest
from django.db import connection
from django.utils import timezone

from delegation import live
from delegation.actions import records
from tests import factories as make
from tests.listening import Listening, session_of

ROOT = Path(__file__).parents[2]
STREAMS = 200


@contextmanager
def server(*options, port=None):
    """A real server on the test database; its address."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = port or probe.getsockname()[1]
    known = connection.settings_dict
    place = f"{quote(known['USER'])}@{quote(known['HOST'], safe='')}:{known['PORT']}"
    environment = os.environ | {"DATABASE_URL": f"postgres://{place}/{known['NAME']}", "CONN_MAX_AGE": "60"}
    command = ["-m", "uvicorn", "delegation.asgi:application", "--host", "127.0.0.1", "--port", str(port)]
    process = subprocess.Popen(
        [sys.executable, *command, "--log-level", "error", "--timeout-graceful-shutdown", "3", *options],
        cwd=ROOT,
        env=environment,
    )
    try:
        until(lambda: answers(port))
        yield f"127.0.0.1:{port}"
    finally:
        process.send_signal(signal.SIGTERM)
        process.wait(20)


def answers(port):
    with socket.socket() as probe:
        return probe.connect_ex(("127.0.0.1", port)) == 0


def until(true, seconds=60):
    last = time.monotonic() + seconds
    while not true():
        assert time.monotonic() < last
        time.sleep(0.05)


def all_listening(address, sessions, **query):
    with ThreadPoolExecutor(20) as threads:
        return list(threads.map(lambda session: Listening(address, session, **query), sessions))


@pytest.fixture
def desk(transactional_db):
    make.conference()
    chen = make.delegate("chen")
    point = make.talking_point(make.issue("Internet", lead=chen))
    members = [make.delegate(f"member{number}") for number in range(10)]
    return chen, point, [session_of(member) for member in members]


def say(chen, point, words):
    point.refresh_from_db()
    records.change(point, seen=point.version, by=chen, text=words)


def have_heard(streams, point):
    topic = live.topic(point)
    return [any(topic == heard for heard in stream.topics(until=topic)) for stream in streams]


@pytest.mark.slow
def test_two_workers_and_two_servers_hear_the_same(desk):
    chen, point, sessions = desk
    with server("--workers", "2") as two_workers, server() as another:
        streams = [*all_listening(two_workers, sessions), *all_listening(another, sessions)]
        say(chen, point, "Heard everywhere.")
        assert have_heard(streams, point) == [True] * len(streams)


@pytest.mark.slow
def test_a_server_restarts_under_two_hundred_streams(desk):
    chen, point, sessions = desk
    with server() as address:
        streams = all_listening(address, [sessions[number % 10] for number in range(STREAMS)])
    until(lambda: all(stream.has_ended.is_set() for stream in streams))
    since = live.written(timezone.now())
    say(chen, point, "While nobody listened.")
    with server(port=int(address.rpartition(":")[2])) as address:
        streams = all_listening(address, [sessions[number % 10] for number in range(STREAMS)], since=since)
        missed = live.topic(point).encode()
        assert [any(missed in frame for frame in stream.missed) for stream in streams] == [True] * STREAMS


@pytest.mark.slow
def test_the_database_goes_away_and_comes_back(desk):
    """As a restart does: every connection ends at once, and for a while none can be opened."""
    chen, point, sessions = desk
    with server() as address:
        streams = all_listening(address, sessions)
        with connection.cursor() as cursor, database_away():
            say(chen, point, "While nobody listened.")
            cursor.execute("SELECT pg_sleep(2)")
        assert have_heard(streams, point) == [True] * len(streams)
        say(chen, point, "Heard again.")
        assert have_heard(streams, point) == [True] * len(streams)


@contextmanager
def database_away():
    """For everybody but this test."""
    mine = connection.settings_dict["NAME"]
    with psycopg.connect(**connection.get_connection_params() | {"dbname": "postgres"}, autocommit=True) as beside:
        beside.execute(f'ALTER DATABASE "{mine}" ALLOW_CONNECTIONS false')
        beside.execute(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = %s AND pid <> %s",
            [mine, connection.connection.info.backend_pid],
        )
        try:
            yield
        finally:
            beside.execute(f'ALTER DATABASE "{mine}" ALLOW_CONNECTIONS true')
