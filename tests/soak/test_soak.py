"""A short soak loses and doubles nothing; and it can fail: each planted fault is found."""

import re
import signal
import subprocess
import sys
import tempfile
from pathlib import Path
from urllib.parse import quote

import psutil
import pytest
from django.db import connection

from tests.soak.cluster import SoakCluster

ROOT = Path(__file__).parents[2]
# The test database is only copied from; without the mark, nothing would make it where these tests run alone.
pytestmark = [pytest.mark.slow, pytest.mark.django_db, pytest.mark.xdist_group("soak")]


@pytest.fixture(scope="module")
def folder(django_db_setup, django_db_blocker):
    """Of one cluster for all runs. Its tables are those of the test database, which are made much faster by copying."""
    found = Path(tempfile.mkdtemp(prefix="placard-soak-"))
    cluster = SoakCluster(found)
    cluster.start()
    known = connection.settings_dict
    place = f"{quote(known['USER'])}@{quote(known['HOST'], safe='')}:{known['PORT']}"
    cluster.take_tables(f"postgres://{place}/{known['NAME']}")
    yield found
    cluster.remove()


def begin(folder, **options):
    options = {"editors": 10, "fields": 14} | options
    words = [word for name, value in options.items() for word in (f"--{name}", str(value))]
    return subprocess.Popen(
        [sys.executable, "-m", "tests.soak", "--folder", str(folder), *words],
        cwd=ROOT,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        start_new_session=True,
    )


def soak(folder, **options):
    """The exit status, and the figures by name with all that was printed."""
    process = begin(folder, **options)
    said, _ = process.communicate(timeout=240)
    figures = {name: int(count) for name, count in re.findall(r"^([a-z ]+): +(\d+)$", said, re.MULTILINE)}
    return process.returncode, figures, said


def test_a_short_soak_loses_and_doubles_nothing(folder):
    status, figures, said = soak(folder, seconds=7, think=0.3)
    assert status == 0, said
    assert figures["acknowledged"], said


@pytest.mark.parametrize(
    "fault, kind", [("synchronous_commit", "lost"), ("operation", "twice"), ("version", "overwritten")]
)
def test_a_planted_fault_is_found(folder, fault, kind):
    for _ in range(2):  # what meets whom is chance
        status, figures, said = soak(folder, planted=fault, seconds=4, think=0.1)
        assert "Traceback" not in said, said
        if status == 1 and figures.get(kind):
            return
    raise AssertionError(said)


def test_it_stops_when_it_is_asked_to(folder):
    process = begin(folder, seconds=60, editors=2)
    for line in process.stdout:
        if "begin" in line:
            break
    process.send_signal(signal.SIGINT)
    said, _ = process.communicate(timeout=60)
    assert (process.returncode, said) == (130, "Stopped: no verdict.\n")
    assert [one for one in psutil.process_iter() if runs_in(folder, one)] == []


def runs_in(folder, process):
    try:
        if process.status() == psutil.STATUS_ZOMBIE:
            return False
        return str(folder) in " ".join(process.cmdline()) or process.environ().get("VAR_DIR") == str(folder)
    except psutil.Error:
        return False
