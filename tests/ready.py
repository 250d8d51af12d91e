"""Databases with Placard's tables, made once for each state of the migrations, which takes long, and then copied.

Django must be set up, and the role of its connection be allowed to make databases.
"""

import hashlib
from pathlib import Path

import psycopg
from django.apps import apps
from django.core.management import call_command
from django.db import connection
from psycopg import sql

UNFINISHED, READY = "placard_unfinished", "placard_ready_"


def renew(name: str) -> None:
    """Make the database `name` anew, with tables and no rows; the connection is to it from here on."""
    make()
    with beside() as server:
        made, source = sql.Identifier(name), sql.Identifier(ready_name())
        server.execute(sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(made))
        server.execute(sql.SQL("CREATE DATABASE {} TEMPLATE {}").format(made, source))
    connection.settings_dict["NAME"] = name


def make() -> str:
    """The name of a database with all tables and no rows, to be copied; who comes while it is made waits."""
    connection.close()
    own = connection.settings_dict["NAME"]
    with beside() as server:
        server.execute("SELECT pg_advisory_lock(hashtext(%s))", [READY])
        if not server.execute("SELECT 1 FROM pg_database WHERE datname = %s", [ready_name()]).fetchone():
            server.execute(sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(sql.Identifier(UNFINISHED)))
            server.execute(sql.SQL("CREATE DATABASE {}").format(sql.Identifier(UNFINISHED)))
            connection.settings_dict["NAME"] = UNFINISHED
            call_command("migrate", verbosity=0)
            connection.close()
            connection.settings_dict["NAME"] = own
            new = sql.Identifier(ready_name())
            server.execute(sql.SQL("ALTER DATABASE {} RENAME TO {}").format(sql.Identifier(UNFINISHED), new))
    return ready_name()


def take(server: psycopg.Connection, name: str) -> None:
    """Copy the database `name` from now on; those of other migrations go."""
    for (old,) in server.execute("SELECT datname FROM pg_database WHERE starts_with(datname, %s)", [READY]).fetchall():
        server.execute(sql.SQL("DROP DATABASE {} WITH (FORCE)").format(sql.Identifier(old)))
    new = sql.Identifier(ready_name())
    server.execute(sql.SQL("ALTER DATABASE {} RENAME TO {}").format(sql.Identifier(name), new))


def beside() -> psycopg.Connection:
    """To the server of Django's connection, and to none of Placard's databases."""
    return psycopg.connect(**connection.get_connection_params() | {"dbname": "postgres"}, autocommit=True)


def ready_name() -> str:
    content = hashlib.sha256()
    for app in apps.get_app_configs():
        for path in sorted(Path(app.path, "migrations").glob("*.py")):
            content.update(f"{app.label} {path.name}".encode() + path.read_bytes())
    return READY + content.hexdigest()[:12]
