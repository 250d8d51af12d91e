"""What `make run` does: database, server and worker, started in order, watched, and stopped together."""

import errno
import fcntl
import os
import secrets
import shutil
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, nullcontext, suppress
from pathlib import Path
from types import FrameType

import dj_database_url
import psutil
import psycopg

from delegation.embedded.account import DatabaseUnusable
from delegation.embedded.cluster import Cluster

ROOT = Path(__file__).resolve().parent.parent
SAMPLE = ROOT / "delegation" / "sample" / "pp14"
OLDEST_POSTGRESQL = 150000
WILDCARDS = ("0.0.0.0", "::")
SECONDS_TO_END = 10
CLEAR_LETTERS = "abcdefghjkmnpqrstuvwxyz23456789"
# Forwarded addresses are for Django's settings to trust, by the number of proxies, and not for the server.
SERVER_OPTIONS = (
    "--timeout-graceful-shutdown=3",
    "--log-level=warning",
    "--no-access-log",
    "--no-server-header",
    "--no-proxy-headers",
)


class CannotStart(Exception):
    """Why Placard does not start, in one sentence for the person who started it."""


class Supervisor:
    """The processes of one running Placard. A request to stop is noted, and acted on between two steps."""

    def __init__(self, environment: Mapping[str, str]) -> None:
        self.environment = environment
        self.children: dict[str, subprocess.Popen[bytes]] = {}
        self.cluster: Cluster | None = None
        self.asked_to_stop = False
        for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
            signal.signal(number, self._ask)

    def _ask(self, number: int, frame: FrameType | None) -> None:
        self.asked_to_stop = True

    def start(self, name: str, *command: str) -> None:
        """In a session of its own, so that Ctrl-C reaches this process alone; ended with it even when it is killed."""
        self.children[name] = subprocess.Popen(
            [*ending_with_us(), sys.executable, *command],
            cwd=ROOT,
            env=self.environment,
            stdin=subprocess.DEVNULL,
            start_new_session=True,
        )

    def start_database(self, folder: Path) -> str:
        self.cluster = Cluster(folder)
        self.cluster.start()
        return self.cluster.url

    def prepare(self, log: Path, *options: str) -> None:
        """Tables, files and sample, by a process with Django in it; what it complains of becomes one sentence."""
        command = [sys.executable, "manage.py", "make_ready", *options]
        child = subprocess.Popen(
            command, cwd=ROOT, env=self.environment, stderr=subprocess.PIPE, text=True, start_new_session=True
        )
        complaint = None
        while complaint is None:
            with suppress(subprocess.TimeoutExpired):
                _, complaint = child.communicate(timeout=0.3)
            if self.asked_to_stop:
                child.terminate()
        if child.returncode and not self.asked_to_stop:
            said = complaint.strip().replace("CommandError: ", "") or "The preparation ended without a word."
            if "Traceback" in said:
                log.write_text(complaint)
                said = f"Placard could not be made ready: {said.splitlines()[-1]} (all of it: {log})"
            raise CannotStart(said)
        print(complaint, end="", file=sys.stderr)

    def wait_for_port(self, host: str, port: int) -> bool:
        """Whether the server answers; False where it was asked to stop, or ended."""
        while not self.asked_to_stop and self.first_dead() is None:
            with suppress(OSError), socket.create_connection(("localhost" if host in WILDCARDS else host, port), 1):
                return True
            time.sleep(0.1)
        return False

    def watch(self) -> None:
        """Until somebody asks to stop; CannotStart says which process ended by itself."""
        while not self.asked_to_stop:
            if name := self.first_dead():
                words = self.cluster.log if self.cluster and name == "database" else "what stands above"
                raise CannotStart(f"The {name} ended by itself, so Placard stops; its last words: {words}.")
            time.sleep(0.3)

    def first_dead(self) -> str | None:
        for name, child in self.children.items():
            if child.poll() is not None:
                return name
        return "database" if self.cluster and not self.cluster.is_running() else None

    def stop(self) -> None:
        """Politely, then by force with all they started; the database last, which the others still write to."""
        without_database = self.cluster is not None and not self.cluster.is_running()
        deadline = time.monotonic() + (1 if without_database else SECONDS_TO_END)
        for child in self.children.values():
            child.terminate()
        for child in self.children.values():
            with suppress(subprocess.TimeoutExpired):
                child.wait(timeout=max(0.1, deadline - time.monotonic()))
            with suppress(ProcessLookupError, PermissionError):
                os.killpg(child.pid, signal.SIGKILL)
            child.wait()
        if self.cluster:
            self.cluster.stop()


def ending_with_us() -> list[str]:
    """The words before a command that end it when this process is killed, where the system has them."""
    setpriv = shutil.which("setpriv")
    words = [setpriv, "--pdeathsig", "TERM"] if setpriv else []
    return words if words and subprocess.run([*words, "true"], capture_output=True, check=False).returncode == 0 else []


def main() -> int:
    """The exit status: 0 when asked to stop, 1 with one sentence for everything else."""
    var = Path(os.environ.get("VAR_DIR") or ROOT / "var").absolute()
    url = os.environ.get("DATABASE_URL", "")
    try:
        var.mkdir(parents=True, exist_ok=True)
        with nullcontext() if url else only_one(var / "run.lock"):
            serve(var, url)
    except (CannotStart, DatabaseUnusable) as reason:
        print(reason, file=sys.stderr)
        return 1
    except OSError as error:
        print(f"Placard cannot start: {error.strerror} ({error.filename}).", file=sys.stderr)
        return 1
    return 0


def serve(var: Path, url: str) -> None:
    host, port = free_address(os.environ.get("HOST") or "127.0.0.1", os.environ.get("PORT") or "8000")
    environment = os.environ | {
        "DJANGO_SETTINGS_MODULE": "delegation.settings",
        "PYTHONUNBUFFERED": "1",
        "VAR_DIR": str(var),
        "ALLOWED_HOSTS": os.environ.get("ALLOWED_HOSTS") or ",".join(names_of(host)),
        "SECRET_KEY": os.environ.get("SECRET_KEY") or kept_secret(var / "secret-key", 50),
    }
    supervisor = Supervisor(environment)
    try:
        if url:
            check_database(url)
            supervisor.prepare(var / "start.log")
        else:
            print("Starting the embedded PostgreSQL …", flush=True)
            environment["DATABASE_URL"] = supervisor.start_database(var / "postgres")
            supervisor.prepare(var / "start.log", "--sample", str(SAMPLE))
        if supervisor.asked_to_stop:
            return
        server = ["uvicorn", "delegation.asgi:application", "--host", host, "--port", str(port)]
        supervisor.start("server", "-m", *server, *SERVER_OPTIONS)
        supervisor.start("worker", "manage.py", "procrastinate", "worker", "--shutdown-graceful-timeout=5")
        if supervisor.wait_for_port(host, port):
            print(f"\nPlacard runs at {address(host, port)} until you press Ctrl-C.", flush=True)
        supervisor.watch()
    finally:
        supervisor.stop()


def free_address(host: str, port: str) -> tuple[str, int]:
    if not (port.isascii() and port.isdigit() and 0 < int(port) < 65536):
        raise CannotStart(f"PORT must be a number from 1 to 65535, not {port!r}.")
    try:
        family, kind, _, _, target = socket.getaddrinfo(host, int(port), type=socket.SOCK_STREAM)[0]
    except OSError as error:
        raise CannotStart(f"HOST names no address of this machine: {host}.") from error
    with socket.socket(family, kind) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(target)
            probe.listen(1)
        except OSError as error:
            if error.errno == errno.EADDRINUSE:
                reason = f"Port {port} is taken: stop what uses it, or choose another with PORT={int(port) + 1}."
            elif error.errno == errno.EACCES:
                reason = f"Port {port} is not open to you: choose one above 1023, such as PORT=8000."
            else:
                reason = f"HOST={host} cannot be used: {error.strerror}."
            raise CannotStart(reason) from error
    return host, int(port)


def check_database(url: str) -> None:
    try:
        settings = dj_database_url.parse(url)
    except ValueError as error:
        raise CannotStart("DATABASE_URL cannot be read: write postgres://user:password@host:5432/database.") from error
    if settings.get("ENGINE") != "django.db.backends.postgresql":
        raise CannotStart(
            "Placard needs PostgreSQL: write DATABASE_URL as postgres://user:password@host:5432/database."
        )
    options = {key: value for key, value in settings.get("OPTIONS", {}).items() if key.startswith("ssl")}
    try:
        with psycopg.connect(
            dbname=settings.get("NAME"),
            user=settings.get("USER"),
            password=settings.get("PASSWORD"),
            host=settings.get("HOST"),
            port=settings.get("PORT"),
            connect_timeout=10,
            **options,
        ) as connection:
            version = connection.info.server_version
    except psycopg.Error as error:
        reason = str(error).splitlines()[0].rstrip(".")
        raise CannotStart(f"The database that DATABASE_URL names does not answer: {reason}.") from error
    if version < OLDEST_POSTGRESQL:
        raise CannotStart(f"Placard needs PostgreSQL 15 or newer; this one is {version // 10000}.")


def kept_secret(path: Path, length: int) -> str:
    """The secret in this file, made at the first call; readable by its owner only, and never half written."""
    with suppress(FileNotFoundError):
        if kept := path.read_text().strip():
            return kept
    secret = "".join(secrets.choice(CLEAR_LETTERS) for _ in range(length))
    unfinished = path.with_name(f"{path.name}.{os.getpid()}")
    with os.fdopen(os.open(unfinished, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w") as file:
        file.write(secret + "\n")
    unfinished.rename(path)
    return secret


def names_of(host: str) -> list[str]:
    """The names under which a browser may ask for this server."""
    names = ["localhost", "127.0.0.1", "[::1]"]
    if host not in WILDCARDS:
        return [*names, f"[{host}]" if ":" in host else host]
    addresses = [address.address for found in psutil.net_if_addrs().values() for address in found]
    return [*names, socket.gethostname(), *(address for address in addresses if address.count(".") == 3)]


def address(host: str, port: int) -> str:
    shown = "localhost" if host in WILDCARDS else f"[{host}]" if ":" in host else host
    return f"http://{shown}:{port}/"


@contextmanager
def only_one(path: Path) -> Iterator[None]:
    with path.open("a+") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            raise CannotStart(f"Placard runs from this folder already; stop that one first ({path}).") from error
        yield


if __name__ == "__main__":
    sys.exit(main())
