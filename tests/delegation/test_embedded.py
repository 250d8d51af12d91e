"""The embedded PostgreSQL: what it is, and that nothing which happens to a machine keeps it from starting."""

import os
import shutil
import subprocess
import sys
import tempfile
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import dj_database_url
import psutil
import psycopg
import pytest

from delegation.embedded import account
from delegation.embedded.account import DatabaseUnusable
from delegation.embedded.cluster import Cluster

ROOT = Path(__file__).parent.parent.parent
as_root = pytest.mark.skipif(os.geteuid() != 0, reason="only root needs another account")


@pytest.fixture
def cluster(tmp_path):
    cluster = Cluster(tmp_path / "Cluster one", unsynced=True)
    yield cluster
    cluster.remove()


@pytest.fixture
def without_namespaces(monkeypatch):
    """No `unshare`, and a place of its own for what runs as another user, whom pytest's folders shut out."""
    folder = Path(tempfile.mkdtemp(prefix="placard-test-"))
    folder.chmod(0o755)
    monkeypatch.setattr(account, "OWN_FOLDERS", folder)
    monkeypatch.setenv("PATH", "/nowhere")
    yield folder
    shutil.rmtree(folder)


def ask(cluster, question, *, user="placard"):
    with psycopg.connect(cluster.url, user=user, autocommit=True) as connection:
        found = connection.execute(question)
        return found.fetchone() if found.description else None


def command(*words, **options):
    return subprocess.run(
        [sys.executable, "-m", "delegation.embedded", *map(str, words)],
        cwd=ROOT,
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
        **options,
    )


def test_first_start_makes_an_ordinary_database_that_only_its_owner_reaches(cluster):
    assert cluster.start() is True
    assert cluster.start() is False
    assert ask(
        cluster, "SELECT current_user, current_database(), rolsuper FROM pg_roles WHERE rolname = current_user"
    ) == (
        "placard",
        "placard",
        False,
    )
    assert ask(cluster, "SHOW listen_addresses") == ("",)
    assert ask(cluster, "SHOW max_connections") == ("200",)
    assert ask(cluster, "SHOW jit") == ("off",)
    assert ask(cluster, "SHOW join_collapse_limit") == ("5",)
    assert ask(cluster, "SHOW fsync") == ("off",)
    assert cluster.home.stat().st_mode & 0o777 == 0o700
    assert psutil.Process(cluster._server().pid).net_connections("inet") == []


def test_trigrams_know_every_script(cluster):
    cluster.start()
    ask(cluster, "CREATE EXTENSION pg_trgm")
    for word in ("Ключ", "مفتاح", "关键词"):
        assert ask(cluster, f"SELECT cardinality(show_trgm('{word}')) > 2") == (True,)
    assert ask(cluster, "SELECT lower('ÉКЛ')") == ("éкл",)


def test_url_is_read_as_django_reads_it(cluster):
    settings = dj_database_url.parse(cluster.url)
    read = {key: settings[key] for key in ("HOST", "PORT", "USER", "NAME")}
    assert read == {"HOST": str(cluster.socket), "PORT": 5432, "USER": "placard", "NAME": "placard"}


def test_recovers_from_a_killed_server_and_a_foreign_pid(tmp_path):
    """With what was committed: unless asked otherwise, a commit is on the disk."""
    cluster = Cluster(tmp_path)
    cluster.start()
    assert ask(cluster, "SHOW fsync") == ("on",)
    assert ask(cluster, "SHOW synchronous_commit") == ("on",)
    ask(cluster, "CREATE TABLE kept AS SELECT generate_series(1, 300) AS number")
    busy = psycopg.connect(cluster.url)
    cluster._server().kill()
    assert cluster.start() is True
    busy.close()
    assert ask(cluster, "SELECT count(*) FROM kept") == (300,)

    cluster.stop()
    (cluster.data / "postmaster.pid").write_text(f"{os.getpid()}\n{cluster.data}\n")
    assert cluster.is_running() is False
    assert cluster.start() is True
    assert ask(cluster, "SELECT count(*) FROM kept") == (300,)
    cluster.remove()


def test_several_starts_at_once_make_one_server(cluster):
    with ThreadPoolExecutor(5) as several:
        started = list(several.map(lambda _: Cluster(cluster.folder, unsynced=True).start(), range(5)))
    assert sorted(started) == [False, False, False, False, True]


def test_an_interrupted_first_start_leaves_nothing_half(cluster):
    unfinished = cluster.folder / "data.unfinished"
    unfinished.mkdir(parents=True, mode=0o700)
    (unfinished / "PG_VERSION").write_text("18\n")
    assert cluster.start() is True
    assert not unfinished.exists()


def test_an_interrupted_creation_of_the_database_is_made_good(cluster):
    cluster.start()
    with psycopg.connect(cluster.url, user="postgres", dbname="postgres", autocommit=True) as connection:
        connection.execute("DROP DATABASE placard")
    assert cluster.start() is False
    assert ask(cluster, "SELECT 1") == (1,)


def test_a_folder_too_deep_for_a_socket(tmp_path):
    cluster = Cluster(tmp_path / ("deep" * 20) / ("deeper" * 10), unsynced=True)
    cluster.start()
    assert ask(cluster, "SELECT 1") == (1,)
    assert cluster.socket.parent == Path("/tmp")
    cluster.stop()
    assert not cluster.socket.exists()
    assert cluster.start() is True
    cluster.remove()

    cluster.socket.symlink_to(tmp_path)
    with pytest.raises(DatabaseUnusable, match="belongs to somebody else"):
        cluster.start()
    cluster.socket.unlink()


def test_run_gives_the_command_a_database_and_stops_what_it_started(cluster):
    words = ("--data", cluster.folder, "--unsynced")
    ran = command(*words, "run", "--", "sh", "-c", 'echo "$DATABASE_URL"; exit 7')
    assert (ran.returncode, ran.stdout.strip(), ran.stderr) == (7, cluster.url, "")
    assert command(*words, "status").stdout == "stopped\n"
    assert command(*words, "start").stdout.strip() == cluster.url
    assert command(*words, "run", "--", "true").returncode == 0
    assert command(*words, "status").stdout == "running\n"
    assert command(*words, "remove").returncode == 0
    assert not cluster.folder.exists()


def test_a_folder_that_cannot_be_made_is_one_sentence():
    ran = command("--data", "/proc/placard", "start")
    assert (ran.returncode, ran.stdout, ran.stderr.count("\n")) == (1, "", 1)


@as_root
def test_root_without_namespaces_runs_it_as_another_user(tmp_path, without_namespaces):
    cluster = Cluster(tmp_path / "root", unsynced=True)
    assert cluster.home.parent == without_namespaces
    cluster.start()
    assert ask(cluster, "SELECT 1") == (1,)
    assert cluster._server().uids().real == account.UNPRIVILEGED
    cluster.stop()
    assert Cluster(cluster.folder, unsynced=True).start() is True
    cluster.remove()


@as_root
def test_root_copies_the_programs_from_where_the_other_user_cannot_look(tmp_path, without_namespaces, monkeypatch):
    closed = tmp_path / "closed"
    closed.mkdir(mode=0o700)
    wheel = account.wheel_folder()
    for part in (wheel, wheel.with_suffix(".libs")):
        if part.exists():
            (closed / part.name).symlink_to(part)
    monkeypatch.syspath_prepend(closed)
    cluster = Cluster(tmp_path / "root", unsynced=True)
    cluster.start()
    assert Path(cluster._server().exe()).is_relative_to(cluster.home)
    cluster.remove()


@as_root
def test_data_decide_who_runs_them(tmp_path, without_namespaces, monkeypatch):
    apart = Cluster(tmp_path / "root", unsynced=True)
    apart.start()
    apart.stop()
    monkeypatch.undo()
    monkeypatch.setattr(account, "OWN_FOLDERS", without_namespaces)
    again = Cluster(tmp_path / "root", unsynced=True)
    assert (again.home, again.account.uid) == (apart.home, account.UNPRIVILEGED)
    again.remove()


@as_root
@pytest.mark.skipif(account.user_namespace() is None, reason="this machine has no user namespaces")
def test_data_of_root_are_not_left_behind_without_namespaces(cluster, monkeypatch):
    cluster.start()
    cluster.stop()
    with monkeypatch.context() as patch:
        patch.setenv("PATH", "/nowhere")
        with pytest.raises(DatabaseUnusable, match="made by root in a user namespace"):
            Cluster(cluster.folder)


@as_root
@pytest.mark.skipif(not shutil.which("setpriv"), reason="needs setpriv")
def test_root_without_any_rights_is_told_why(tmp_path):
    weak = ["setpriv", "--bounding-set=-all", "--inh-caps=-all"]
    words = [sys.executable, "-m", "delegation.embedded", "--data", str(tmp_path / "root"), "start"]
    ran = subprocess.run(
        [shutil.which(weak[0]), *weak[1:], shutil.which("env"), "PATH=/nowhere", *words],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    assert ran.returncode == 1
    assert ran.stderr.startswith("PostgreSQL refuses to run as root")
    assert ran.stderr.count("\n") == 1


@as_root
def test_no_space_is_one_sentence(tmp_path):
    small = f"mount -t tmpfs -o size=16m none {tmp_path} && exec {sys.executable} -m delegation.embedded"
    if subprocess.run(["unshare", "-m", "mount", "-t", "tmpfs", "none", tmp_path], check=False).returncode:
        pytest.skip("this machine lets nobody mount")
    ran = subprocess.run(
        ["unshare", "-m", "sh", "-c", f"{small} --data {tmp_path}/full start"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    assert ran.returncode == 1
    assert ran.stderr == (
        f"The database could not be made: there is no space left on the disk that holds {tmp_path}/full.\n"
    )
