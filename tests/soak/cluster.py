"""The soak's own PostgreSQL: synced as in production, brought down in two ways, with a new database for each run."""

import signal
import subprocess

import psycopg
from psycopg import sql

from delegation.embedded.account import wheel_folder
from delegation.embedded.cluster import NAME, PATIENCE, Cluster, has_ended, wait_until

READY, RUN = "ready", "soak"
# Acknowledged before it is written down, and written down so late that a crash is sure to come before.
UNSYNCED = (
    f"ALTER DATABASE {RUN} SET synchronous_commit = off",
    "ALTER SYSTEM SET wal_writer_delay = '10s'",
    "ALTER SYSTEM SET wal_writer_flush_after = '1GB'",
)
SYNCED = ("ALTER SYSTEM RESET wal_writer_delay", "ALTER SYSTEM RESET wal_writer_flush_after")


class SoakCluster(Cluster):
    def crash(self) -> None:
        """As a power cut: PostgreSQL's immediate stop, which writes nothing out."""
        server = self._server()
        if server is None:
            raise RuntimeError("The database is gone before it was stopped.")
        server.send_signal(signal.SIGQUIT)
        if not wait_until(lambda: has_ended(server), seconds=PATIENCE):
            raise RuntimeError("The database did not stop.")

    def is_ready(self) -> bool:
        """Whether the database that each run begins from is there: with its tables, and empty."""
        with self._beside() as connection:
            row = connection.execute("SELECT 1 FROM pg_database WHERE datname = %s", [READY]).fetchone()
        return row is not None

    def make(self, name: str) -> None:
        """An empty database."""
        with self._beside() as connection:
            connection.execute(f"DROP DATABASE IF EXISTS {name} WITH (FORCE)")
            connection.execute(f"CREATE DATABASE {name} OWNER {NAME}")

    def copy_tables(self, source: str, name: str) -> bool:
        """Whether the tables of the database at the URL `source`, without their rows, could be copied into `name`."""
        programs = wheel_folder() / "pginstall" / "bin"
        dump = [programs / "pg_dump", "--schema-only", "--no-owner", f"--dbname={source}"]
        load = [programs / "psql", "--quiet", f"--dbname={self._conninfo()} user={NAME} dbname={name}"]
        dumped = subprocess.run(dump, capture_output=True, check=False)
        if dumped.returncode:
            return False
        return subprocess.run(load, input=dumped.stdout, stdout=subprocess.DEVNULL, check=False).returncode == 0

    def rename_to_ready(self, name: str) -> None:
        """Only what is whole bears that name."""
        with self._beside() as connection:
            connection.execute(f"ALTER DATABASE {name} RENAME TO {READY}")

    def begin_run(self) -> None:
        """A new database with the tables of the one that is ready."""
        with self._beside() as connection:
            connection.execute(f"DROP DATABASE IF EXISTS {RUN} WITH (FORCE)")
            connection.execute(f"CREATE DATABASE {RUN} TEMPLATE {READY} OWNER {NAME}")

    def sync(self, is_synced: bool) -> None:
        """Whether what is acknowledged has been written down; for connections that are opened from now on."""
        with self._beside() as connection:
            for statement in SYNCED if is_synced else UNSYNCED:
                connection.execute(sql.SQL(statement))
            connection.execute("SELECT pg_reload_conf()")

    def write_out(self) -> None:
        with self._beside() as connection:
            connection.execute("CHECKPOINT")

    def _beside(self) -> psycopg.Connection:
        return psycopg.connect(f"{self._conninfo()} user=postgres dbname=postgres", autocommit=True)
