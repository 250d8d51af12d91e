"""One embedded PostgreSQL server: made, started, found again after a crash, and stopped."""

import fcntl
import locale
import os
import shutil
import signal
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from urllib.parse import quote

import psutil
import psycopg
from psycopg import sql
from psycopg.pq import PGconn, Ping

from delegation.embedded.account import DatabaseUnusable, fingerprint, place_and_account

NAME = "placard"
LONGEST_SOCKET_FOLDER = 85
PATIENCE = 60

SETTINGS = """\
listen_addresses = ''
port = 5432
unix_socket_permissions = 0700
max_connections = 200
shared_buffers = 64MB
max_wal_size = 256MB
jit = off
join_collapse_limit = 5
timezone = 'UTC'
log_timezone = 'UTC'
"""
UNSYNCED = """\
fsync = off
synchronous_commit = off
full_page_writes = off
"""


class Cluster:
    """One PostgreSQL server with its data, log and socket; `folder` names it, whoever runs it."""

    def __init__(self, folder: str | Path, *, unsynced: bool = False) -> None:
        self.folder = Path(folder).resolve()
        self.unsynced = unsynced
        self.home, self.account = place_and_account(self.folder)
        self.data = self.home / "data"
        self.log = self.home / "postgres.log"
        self.socket = self.home
        if len(os.fsencode(self.home)) > LONGEST_SOCKET_FOLDER:
            self.socket = Path("/tmp") / f"placard-{os.geteuid()}-{fingerprint(self.folder)}"

    @property
    def url(self) -> str:
        return f"postgres://{NAME}@{quote(str(self.socket), safe='')}:5432/{NAME}"

    def start(self) -> bool:
        """Makes what is missing and waits until the server answers. Whether this call started it."""
        with self._explained():
            self._make_private(self.home)
            with self._alone():
                self._make_private(self.socket)
                started = not self._answers()
                if started:
                    self._start_server()
                self._make_database()
                return started

    def stop(self) -> None:
        if not self.home.exists():
            return
        with self._explained(), self._alone():
            server = self._server()
            for request in (signal.SIGINT, signal.SIGQUIT, signal.SIGKILL):
                if server and not has_ended(server):
                    server.send_signal(request)
                    wait_until(lambda: has_ended(server), seconds=PATIENCE / 2)
            if self.socket != self.home:
                with suppress(OSError):
                    self.socket.rmdir()

    def remove(self) -> None:
        """The server with all its data."""
        self.stop()
        for folder in {self.home, self.socket, self.folder}:
            shutil.rmtree(folder, ignore_errors=True)

    def is_running(self) -> bool:
        return self._server() is not None

    def _start_server(self) -> None:
        if not (self.data / "PG_VERSION").exists():
            self._initialise()
        # One that starts or ends just now comes to answer, or is gone.
        wait_until(lambda: self._answers() or self._server() is None, seconds=PATIENCE)
        if self._server() is None:
            self._clear_remains()
            self._write_settings()
            options = [f"--pgdata={self.data}", f"--log={self.log}", "--wait", f"--timeout={PATIENCE}"]
            done = self.account.run(self.account.programs(self.home) / "pg_ctl", *options, "start")
            if done.returncode:
                raise DatabaseUnusable(f"PostgreSQL did not start: {self._reason(self._log_tail())}")
        if not wait_until(self._answers, seconds=PATIENCE):
            raise DatabaseUnusable(f"PostgreSQL runs but does not answer; its log is {self.log}.")

    def _initialise(self) -> None:
        """Under another name until it is whole, so that an interrupted start leaves nothing half made."""
        unfinished = self.home / "data.unfinished"
        shutil.rmtree(unfinished, ignore_errors=True)
        options = [f"--pgdata={unfinished}", "--username=postgres", "--auth=trust"]
        options += ["--encoding=UTF8", "--locale=C", f"--lc-ctype={utf8_ctype()}"]
        if self.unsynced:
            options.append("--no-sync")
        done = self.account.run(self.account.programs(self.home) / "initdb", *options)
        if done.returncode:
            shutil.rmtree(unfinished, ignore_errors=True)
            raise DatabaseUnusable(f"The database could not be made: {self._reason(done.stdout)}")
        with (unfinished / "postgresql.conf").open("a") as configuration:
            configuration.write("\ninclude 'placard.conf'\n")
        unfinished.rename(self.data)

    def _write_settings(self) -> None:
        """At each start: the folder may have moved since, and a newer Placard may ask for other settings."""
        folder = str(self.socket).replace("'", "''")
        settings = self.data / "placard.conf"
        chosen = UNSYNCED if self.unsynced else ""
        settings.write_text(f"{SETTINGS}unix_socket_directories = '{folder}'\n{chosen}")
        self.account.own(settings)

    def _make_database(self) -> None:
        """The role is an ordinary one, as in production, so that nothing comes to need a superuser."""
        with psycopg.connect(f"{self._conninfo()} user=postgres dbname=postgres", autocommit=True) as connection:
            name = sql.Identifier(NAME)
            if not connection.execute("SELECT 1 FROM pg_roles WHERE rolname = %s", [NAME]).fetchone():
                connection.execute(sql.SQL("CREATE ROLE {} LOGIN CREATEDB").format(name))
            if not connection.execute("SELECT 1 FROM pg_database WHERE datname = %s", [NAME]).fetchone():
                connection.execute(sql.SQL("CREATE DATABASE {} OWNER {}").format(name, name))

    def _conninfo(self) -> str:
        folder = str(self.socket).replace("\\", "\\\\").replace("'", "\\'")
        return f"host='{folder}' port=5432 connect_timeout=5"

    def _answers(self) -> bool:
        return PGconn.ping(f"{self._conninfo()} user=postgres dbname=postgres".encode()) == Ping.OK

    def _server(self) -> psutil.Process | None:
        """The running server. A pid file may name a dead process, or one of somebody else's with the same number."""
        try:
            process = psutil.Process(int((self.data / "postmaster.pid").read_text().split()[0]))
            words = process.cmdline()
        except (FileNotFoundError, ValueError, IndexError, psutil.Error):
            return None
        ours = words and Path(words[0]).name == "postgres" and str(self.data) in words
        return process if ours and not has_ended(process) else None

    def _clear_remains(self) -> None:
        """What a killed server leaves: children that still hold its shared memory, its pid file and its socket."""
        for process in psutil.process_iter():
            try:
                if process.name() == "postgres" and process.cwd() == str(self.data):
                    process.kill()
                    process.wait(5)
            except psutil.Error:
                continue
        (self.data / "postmaster.pid").unlink(missing_ok=True)
        for name in (".s.PGSQL.5432.lock", ".s.PGSQL.5432"):
            (self.socket / name).unlink(missing_ok=True)

    def _make_private(self, folder: Path) -> None:
        """Whoever may enter the folder of the socket may enter the database: nobody else's, and closed to others."""
        if not folder.is_symlink() and not folder.exists():
            folder.mkdir(parents=True, mode=0o700)
            self.account.own(folder)
        expected = os.geteuid() if self.account.uid is None else self.account.uid
        found = folder.lstat()
        if folder.is_symlink() or found.st_uid != expected:
            raise DatabaseUnusable(f"The folder {folder} belongs to somebody else: remove it, or set DATABASE_URL.")
        if found.st_mode & 0o077:
            folder.chmod(0o700)

    @contextmanager
    def _explained(self) -> Iterator[None]:
        try:
            yield
        except OSError as error:
            raise DatabaseUnusable(f"The database in {self.home} cannot be used: {error.strerror}.") from error
        except psycopg.OperationalError as error:
            raise DatabaseUnusable(f"The database in {self.home} refuses: {str(error).splitlines()[-1]}.") from error

    @contextmanager
    def _alone(self) -> Iterator[None]:
        path = self.home / "lock"
        with path.open("a") as lock:
            self.account.own(path)
            fcntl.flock(lock, fcntl.LOCK_EX)
            yield

    def _log_tail(self) -> str:
        return self.log.read_text(errors="replace")[-4000:] if self.log.exists() else ""

    def _reason(self, output: str) -> str:
        if "No space left on device" in output:
            return f"there is no space left on the disk that holds {self.home}."
        lines = [line.strip() for line in output.splitlines() if line.strip()]
        telling = [line for line in lines if "FATAL" in line or "error:" in line] or lines or ["no reason given"]
        return f"{telling[-1].rstrip('.')} (log: {self.log})."


def utf8_ctype() -> str:
    """Without a UTF-8 ctype the trigrams of Cyrillic, Arabic and Chinese are empty."""
    for name in ("C.UTF-8", "en_US.UTF-8", "UTF-8"):
        try:
            kept = locale.setlocale(locale.LC_CTYPE)
            locale.setlocale(locale.LC_CTYPE, name)
            locale.setlocale(locale.LC_CTYPE, kept)
        except locale.Error:
            continue
        return name
    raise DatabaseUnusable("This machine has no UTF-8 locale (C.UTF-8 or en_US.UTF-8).")


def has_ended(process: psutil.Process) -> bool:
    """A zombie counts: in a container nobody may ever collect it."""
    try:
        return not process.is_running() or process.status() == psutil.STATUS_ZOMBIE
    except psutil.NoSuchProcess:
        return True


def wait_until(holds: Callable[[], bool], *, seconds: float) -> bool:
    deadline = time.monotonic() + seconds
    while not holds():
        if time.monotonic() > deadline:
            return False
        time.sleep(0.05)
    return True
