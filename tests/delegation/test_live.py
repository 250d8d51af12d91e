"""What open pages are told, and when."""

import psycopg
import pytest
from django.db import connection, transaction

from delegation import live
from delegation.actions import records
from delegation.models import Event
from tests import factories as make


@pytest.fixture
def listener(transactional_db):
    params = connection.get_connection_params()
    known = {"host", "port", "user", "password", "dbname"}
    with psycopg.connect(**{k: v for k, v in params.items() if k in known}, autocommit=True) as listening:
        listening.execute(f"LISTEN {live.CHANNEL}")
        yield listening


def heard(listener):
    return [note.payload for note in listener.notifies(timeout=0.5)]


def test_announced_on_commit_only(listener):
    make.conference()
    chen = make.delegate("chen")
    point = make.talking_point(make.issue("Internet", lead=chen))
    with transaction.atomic():
        records.change(point, seen=1, by=chen, text="rolled back")
        transaction.set_rollback(True)
    assert heard(listener) == []
    records.change(point, seen=1, by=chen, text="kept")
    event = Event.objects.get()
    assert heard(listener) == [f"batch {event.batch}"]
    assert (event.topic, event.version, event.marking) == (f"talkingpoint:{point.pk}", 2, "delegation")


def test_who_loses_sight_is_told_too(cast, internet):
    point = make.talking_point(internet, marking="core")
    live.announce(point, formerly=("delegation", internet.pk))
    assert set(Event.objects.values_list("marking", flat=True)) == {"core", "delegation"}
    assert Event.objects.visible_to(cast.pavel).count() == 1
