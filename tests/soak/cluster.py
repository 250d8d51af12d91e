"""The soak's own PostgreSQL: synced as in production, brought down in two ways."""

import signal
import subprocess

import psycopg
from psycopg import sql

from delegation.embedded.account import wheel_folder
from delegation.embedded.cluster import NAME, PATIENCE, Cluster, has_ended, wait_until
from tests.ready import UNFINISHED, take

RUN = "soak"
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

    def take_tables(self, source: str) -> None:
        """Begin with the tables of the database at the URL `source`, without its rows, where they can be copied."""
        programs = wheel_folder() / "pginstall" / "bin"
        dump = [programs / "pg_dump", "--schema-only", "--no-owner", f"--dbname={source}"]
        load = [programs / "psql", "--quiet", f"--dbname={self._conninfo()} user={NAME} dbname={UNFINISHED}"]
        with self._beside() as server:
            server.execute(f"CREATE DATABASE {UNFINISHED} OWNER {NAME}")
            dumped = subprocess.run(dump, capture_output=True, check=False)
            if not dumped.returncode and not subprocess.run(load, input=dumped.stdout, check=False).returncode:
                take(server, UNFINISHED)

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
