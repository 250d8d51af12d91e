"""After a test that wrote for good, the database is as one that was just made."""

import time_machine
from django.core.cache import cache
from django.db import connection

from tests import emptying
from tests.sweep import world

DISABLED = "SELECT tgname FROM pg_trigger WHERE tgenabled = 'D'"


def filled():
    with connection.cursor() as cursor:
        return sorted(table for table in connection.introspection.table_names(cursor) if rows(cursor, table))


def rows(cursor, table):
    cursor.execute(f'SELECT FROM "{table}" LIMIT 1')
    return cursor.rowcount


def test_nothing_stays_and_triggers_notice_again(transactional_db):
    with time_machine.travel(world.REAL_NOW, tick=False):
        world.build(hidden=True)
    cache.set("kept-by-an-earlier-test", True)
    assert len(filled()) > 30
    emptying.empty()
    assert filled() == ["auth_permission", "django_content_type", "django_migrations"]
    with connection.cursor() as cursor:
        cursor.execute(DISABLED)
        assert cursor.fetchall() == []
