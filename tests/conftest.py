"""The cast: the same people in every test, so that conversations about a bug have names.

Amara is head, Ben deputy, Chen lead and Dina alternate of the issue "Internet", Sam takes notes, Sol is secretary,
Kim is the desk in capital, Eli the election desk, Pavel an adviser from a company, Rosa keeps the administration,
Olga is a delegate without part in the issue, Gone has left.
"""

import socket
import threading
import time
from types import SimpleNamespace

import pytest
import uvicorn
from django.db import connections
from django.test import TransactionTestCase

from delegation import live
from delegation.asgi import application
from delegation.models import Event, Notice
from tests import emptying, ready
from tests import factories as make
from tests.listening import Listening, session_of


def pytest_collection_modifyitems(items):
    """The longest first, so that no worker is left with one at the end."""
    items.sort(key=lambda item: item.get_closest_marker("slow") is None)


@pytest.fixture(scope="session")
def django_db_modify_db_settings(django_db_modify_db_settings, django_db_blocker):
    """Each worker's database is copied from one with all tables, which the first of them makes."""
    with django_db_blocker.unblock():
        connections["default"].settings_dict["TEST"]["TEMPLATE"] = ready.make()


@pytest.fixture(scope="session", autouse=True)
def emptied_by_deleting():
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(TransactionTestCase, "_fixture_teardown", lambda test_case: emptying.empty())
        yield


@pytest.fixture
def conference(db):
    return make.conference()


@pytest.fixture
def cast(conference):
    return SimpleNamespace(
        amara=make.delegate("amara", function="head"),
        ben=make.delegate("ben", function="deputy"),
        chen=make.delegate("chen"),
        dina=make.delegate("dina"),
        sam=make.delegate("sam"),
        sol=make.delegate("sol", function="secretary"),
        kim=make.delegate("kim", function="capital"),
        eli=make.delegate("eli", function="election_desk"),
        pavel=make.delegate("pavel", function="adviser", affiliation="private_sector"),
        rosa=make.delegate("rosa", cleared=False, staff=True),
        olga=make.delegate("olga"),
        gone=make.delegate("gone", active=False),
    )


@pytest.fixture
def internet(cast):
    """The issue that Chen leads."""
    return make.issue("Internet", lead=cast.chen, alternate=cast.dina)


class Gate:
    """Before the server: closed, it turns away what a browser still asks when its test is over."""

    def __init__(self):
        self.is_closed = False

    async def __call__(self, scope, receive, send):
        if self.is_closed and scope["type"] == "http":
            await send({"type": "http.response.start", "status": 503, "headers": []})
            await send({"type": "http.response.body", "body": b""})
        else:
            await application(scope, receive, send)


@pytest.fixture(scope="session")
def gate():
    return Gate()


@pytest.fixture
def gate_opens(gate):
    yield
    gate.is_closed = False


@pytest.fixture
def transactional_db(gate_opens, transactional_db):
    """The tables are emptied before the gate opens again, if a test has closed it."""


@pytest.fixture(scope="session")
def serving(gate):
    """The real server, in threads of this process, on the test database, and where it listens: "127.0.0.1:port"."""
    connections.settings["default"]["CONN_MAX_AGE"] = 0  # a connection that stays keeps the database from being dropped
    listening = socket.socket()
    listening.bind(("127.0.0.1", 0))
    running = uvicorn.Server(uvicorn.Config(gate, log_level="warning", lifespan="off"))
    thread = threading.Thread(target=running.run, kwargs={"sockets": [listening]}, daemon=True)
    thread.start()
    while not running.started:
        time.sleep(0.02)
    yield running, f"127.0.0.1:{listening.getsockname()[1]}"
    running.should_exit = True
    thread.join(20)


@pytest.fixture(scope="session")
def server(serving):
    return serving[1]


@pytest.fixture
def listen(transactional_db, server):
    """A raw client of the stream for each call: listen(person). What was done before it is told by then."""
    opened = []

    def listen(person, **query):
        opened.append(Listening(server, session_of(person), **query))
        # What was done just now may still be on its way: it is told in its order, and so before this.
        last = Notice(to=person, marking="delegation")
        live.announce(last)
        assert live.topic(last) in opened[-1].topics(until=live.topic(last))
        Event.objects.filter(topic=live.topic(last)).delete()
        return opened[-1]

    yield listen
    for one in opened:
        one.close()
