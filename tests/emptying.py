"""The tables are emptied after a test that wrote for good: by deleting, and only where there are rows.

Truncating makes every file of every table and index anew, however few rows there were: a second or more where this
takes a fifth. As there, whoever still writes is waited for, and triggers do not notice.
"""

from contextlib import contextmanager
from functools import cache

from django.conf import settings
from django.db import connection, transaction

# What belongs to the tables themselves: migrating fills these, and nothing else.
KEPT = {"django_content_type", "auth_permission"}


def empty():
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(f"LOCK TABLE {', '.join(map(quoted, tables()))} IN ACCESS EXCLUSIVE MODE")
        rows = (f"SELECT '{table}' WHERE EXISTS (SELECT FROM {quoted(table)})" for table in tables())
        cursor.execute(" UNION ALL ".join(rows))
        filled = [table for (table,) in cursor.fetchall()]
        with unnoticed(cursor, filled):
            for table in filled:
                cursor.execute(f"DELETE FROM {quoted(table)}")


@contextmanager
def unnoticed(cursor, written):
    """What is written to these tables here is noticed by no trigger, and must be in order in the end."""
    watched = [table for table in written if table in with_triggers()]
    for table in watched:
        cursor.execute(f"ALTER TABLE {quoted(table)} DISABLE TRIGGER USER")
    yield
    cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
    for table in watched:
        cursor.execute(f"ALTER TABLE {quoted(table)} ENABLE TRIGGER USER")


@cache
def tables():
    of_models = connection.introspection.django_table_names(only_existing=True, include_views=False)
    return sorted({*of_models, settings.CACHES["default"]["LOCATION"]} - KEPT)


@cache
def with_triggers():
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT DISTINCT relname FROM pg_class JOIN pg_trigger ON tgrelid = pg_class.oid WHERE NOT tgisinternal"
        )
        return {table for (table,) in cursor.fetchall()}


def quoted(table):
    return connection.ops.quote_name(table)
