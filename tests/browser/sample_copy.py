"""The sample conference as the rows of its tables: loading it takes seconds, putting the rows back a moment."""

from io import StringIO
from pathlib import Path

from django.apps import apps
from django.core.management import call_command
from django.db import connection, transaction

from tests.emptying import unnoticed

FOLDER = Path(__file__).parents[2] / "delegation" / "sample" / "pp14"
PASSWORD = "a-placard-for-every-day"
NOT_OURS = {"contenttypes", "auth", "sessions", "procrastinate"}


def take(password_file):
    """Load the sample, answer the rows of every table, and leave the database as it was."""
    password_file.write_text(PASSWORD)
    with transaction.atomic(), connection.cursor() as cursor:
        call_command("load_conference", FOLDER, sample_password_file=password_file, stdout=StringIO())
        rows = {table: copied_from(cursor, table) for table in tables()}
        transaction.set_rollback(True)
    return rows


def put(rows):
    """Put the rows back as they were, without what triggers would add to them."""
    with transaction.atomic(), connection.cursor() as cursor, unnoticed(cursor, rows):
        for table, content in rows.items():
            with cursor.copy(f'COPY "{table}" FROM STDIN (FORMAT binary)') as copy:
                copy.write(content)


def tables():
    """Ours and those that stand in between, each once."""
    models = apps.get_models(include_auto_created=True)
    ours = (model for model in models if model._meta.app_label not in NOT_OURS)
    return list(dict.fromkeys(model._meta.db_table for model in ours if model._meta.managed and not model._meta.proxy))


def copied_from(cursor, table):
    with cursor.copy(f'COPY "{table}" TO STDOUT (FORMAT binary)') as copy:
        return b"".join(bytes(piece) for piece in copy)
