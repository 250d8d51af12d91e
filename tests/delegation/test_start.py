"""`make run`: what it refuses in one sentence, and one whole start with all its ends."""

import io
import os
import re
import shutil
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from pathlib import Path

import psutil
import psycopg
import pytest
from django.core.management import call_command
from django.core.management.base import OutputWrapper
from django.db import connection
from django.db.migrations import Migration

from delegation import start
from delegation.management.commands.make_ready import ToldMigrate
from delegation.start import CannotStart

ROOT = Path(__file__).parent.parent.parent


@pytest.fixture
def port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


@pytest.fixture
def other_database(db):
    """Beside the test database, on the same server."""
    settings = connection.settings_dict
    server = {
        "host": settings["HOST"],
        "port": settings["PORT"],
        "user": settings["USER"],
        "password": settings["PASSWORD"],
    }
    name = f"foreign_{os.getpid()}"
    with psycopg.connect(**server, dbname="postgres", autocommit=True) as maker:
        maker.execute(f"CREATE DATABASE {name}")
        with psycopg.connect(**server, dbname=name, autocommit=True) as other:
            yield other
        maker.execute(f"DROP DATABASE {name}")


def begin(var, **environment):
    surroundings = {name: value for name, value in os.environ.items() if name not in ("DATABASE_URL", "SECRET_KEY")}
    return subprocess.Popen(
        [sys.executable, "-m", "delegation.start"],
        cwd=ROOT,
        env=surroundings | {"VAR_DIR": str(var)} | {name: str(value) for name, value in environment.items()},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )


def wait_for_line(process, words, *, seconds=120):
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline and (line := process.stdout.readline()):
        if words in line:
            return line
    raise AssertionError(f"{words!r} never came: {process.stderr.read()}")


def left_over(var):
    """What still runs of the Placard in this folder."""

    def ours(process):
        try:
            return str(var) in " ".join(process.cmdline()) or process.environ().get("VAR_DIR") == str(var)
        except psutil.Error:
            return False

    return [process for process in psutil.process_iter() if ours(process)]


@pytest.mark.parametrize(
    ("url", "sentence"),
    [
        ("nonsense", "DATABASE_URL cannot be read"),
        ("postgres://u:p@localhost:port/x", "DATABASE_URL cannot be read"),
        ("sqlite:///placard.db", "Placard needs PostgreSQL"),
        ("postgres://u:hush@127.0.0.1:1/x", "The database that DATABASE_URL names does not answer"),
        ("postgres://u:hush@nowhere.invalid/x", "The database that DATABASE_URL names does not answer"),
    ],
)
def test_a_wrong_url_is_one_sentence_without_the_password(url, sentence):
    with pytest.raises(CannotStart) as refused:
        start.check_database(url)
    assert str(refused.value).startswith(sentence)
    assert "\n" not in str(refused.value)
    assert "hush" not in str(refused.value)


def test_a_taken_port_is_one_sentence(port):
    assert start.free_address("127.0.0.1", str(port)) == ("127.0.0.1", port)
    with socket.create_server(("127.0.0.1", port)), pytest.raises(CannotStart, match=f"Port {port} is taken"):
        start.free_address("127.0.0.1", str(port))


@pytest.mark.parametrize("port", ["0", "65536", "http", "-1", "８０００"])
def test_a_port_is_a_number(port):
    with pytest.raises(CannotStart, match="PORT must be a number"):
        start.free_address("127.0.0.1", port)


def test_a_foreign_host_is_one_sentence(port):
    with pytest.raises(CannotStart, match="HOST"):
        start.free_address("192.0.2.1", str(port))


def test_a_secret_is_made_once_and_for_its_owner_only(tmp_path):
    path = tmp_path / "secret"
    secret = start.kept_secret(path, 50)
    assert len(secret) == 50
    assert start.kept_secret(path, 50) == secret
    assert path.stat().st_mode & 0o777 == 0o600
    assert list(tmp_path.iterdir()) == [path]


def url_of(database):
    info = database.info
    return f"postgres://{info.user}:{info.password or ''}@{info.host.replace('/', '%2F')}:{info.port}/{info.dbname}"


def test_tables_of_something_else_are_left_alone(other_database, tmp_path, port):
    other_database.execute("CREATE TABLE invoices (number int)")
    out, complaint = (started := begin(tmp_path, DATABASE_URL=url_of(other_database), PORT=port)).communicate(
        timeout=60
    )
    assert (started.returncode, out) == (1, "")
    assert complaint == (
        f"The database {other_database.info.dbname} holds tables of something else (invoices): "
        "it is left as it was; give Placard a database of its own.\n"
    )
    tables = other_database.execute("SELECT array_agg(tablename) FROM pg_tables WHERE schemaname = 'public'").fetchone()
    assert tables == (["invoices"],)


def test_a_setting_that_makes_no_sense_is_one_sentence(other_database, tmp_path, port):
    started = begin(tmp_path, DATABASE_URL=url_of(other_database), PORT=port, DEBUG="perhaps")
    complaint = started.communicate(timeout=60)[1]
    assert started.returncode == 1
    assert complaint.count("\n") == 1
    assert 'Environment variable "DEBUG" invalid: Not a valid boolean.' in complaint


@pytest.mark.django_db
def test_a_database_without_members_names_the_command_that_makes_the_first(capsys, settings, tmp_path):
    settings.STATIC_ROOT = tmp_path
    call_command("make_ready")
    assert capsys.readouterr().out.splitlines()[1:] == [
        "There is no member yet. The first administrator and the first head are made by",
        "  python manage.py found_delegation",
    ]


@pytest.mark.django_db
@pytest.mark.parametrize(("is_terminal", "lines"), [(True, 1), (False, 8)])
def test_the_first_start_says_how_far_it_is(monkeypatch, is_terminal, lines):
    out = io.StringIO()
    monkeypatch.setattr(out, "isatty", lambda: is_terminal)
    told = ToldMigrate(OutputWrapper(out))
    told.steps = 113  # of a database without tables
    for number in range(113):
        for action in ("apply_start", "apply_success"):
            told.migration_progress_callback(action, Migration(f"{number:04}", "positions"))
    said = out.getvalue()
    assert (said.count("\n"), said.count("\r")) == (lines, 113 if is_terminal else 0)
    assert "  step 15 of 113: positions" in said
    assert said.endswith("  step 113 of 113: positions\n")


def test_make_says_what_it_needs_where_no_python_runs(tmp_path):
    """A shim that bears the right name and runs nothing is passed over."""
    programs = tmp_path / "bin"
    programs.mkdir()
    for name in ("sh", "make", "cmp"):
        (programs / name).symlink_to(shutil.which(name))
    for name in ("python3.13", "python3"):
        (programs / name).write_text("#!/bin/sh\nexit 127\n")
        (programs / name).chmod(0o755)
    shutil.copy(ROOT / "Makefile", tmp_path)
    ran = subprocess.run(
        [programs / "make", "run"],
        cwd=tmp_path,
        env={"PATH": str(programs)},
        capture_output=True,
        text=True,
        check=False,
    )
    assert ran.returncode == 2
    assert ran.stderr.splitlines()[0] == (
        "Placard needs Python 3.11 or newer with venv; on Debian or Ubuntu: apt-get install python3-venv"
    )


@pytest.mark.slow
def test_a_whole_start_and_its_ends(tmp_path, port):
    var = tmp_path / "var"
    first = begin(var, PORT=port)
    address = re.search(r"http://\S+", wait_for_line(first, "Placard runs at")).group()
    assert address == f"http://127.0.0.1:{port}/"
    assert urllib.request.urlopen(f"{address}healthz").status == 200
    assert (var / "sample-password").stat().st_mode & 0o777 == 0o600

    beside = begin(var, PORT=port)
    assert beside.wait(30) == 1
    assert beside.stderr.read().startswith("Placard runs from this folder already")

    first.send_signal(signal.SIGINT)
    assert first.wait(30) == 0
    assert left_over(var) == []

    began = time.monotonic()
    second = begin(var, PORT=port)
    wait_for_line(second, "Placard runs at")
    assert time.monotonic() - began < 30
    worker = next(child for child in psutil.Process(second.pid).children() if "procrastinate" in child.cmdline())
    worker.kill()
    assert second.wait(30) == 1
    assert "The worker ended by itself" in second.stderr.read()
    assert left_over(var) == []
