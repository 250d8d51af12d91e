"""Workers as they run, each a process: killed in the middle of what they do, two at once, and what they leave."""

import subprocess
import sys
import time
from contextlib import contextmanager
from datetime import datetime, timedelta
from pathlib import Path
from urllib.parse import quote
from uuid import uuid4

import pytest
from django.db import connection, transaction
from procrastinate.contrib.django import app
from procrastinate.contrib.django.models import ProcrastinateJob

from delegation.actions import notices
from delegation.models import Conference, Mailing, Notice
from positions.models import Climb
from tests import factories as make
from tests.delegation.test_mailings import post, tell  # noqa: F401

ROOT = Path(__file__).parent.parent.parent
MAIL, CLIMB, FORGET = "delegation.jobs.mail", "positions.jobs.climb", "delegation.jobs.forget_jobs"

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.slow]


@pytest.fixture
def worker(post, settings, monkeypatch):  # noqa: F811
    """Runs a worker on the test database, with `post` as its mail server, until its context ends: then it is killed."""
    at = {name: quote(str(connection.settings_dict[name]), safe="") for name in ("USER", "PASSWORD", "HOST", "PORT")}
    where = f"{at['USER']}:{at['PASSWORD']}@{at['HOST']}:{at['PORT']}"
    monkeypatch.setenv("DATABASE_URL", f"postgres://{where}/{connection.settings_dict['NAME']}")
    monkeypatch.setenv("SECRET_KEY", settings.SECRET_KEY)
    monkeypatch.setenv("EMAIL_URL", f"smtp://127.0.0.1:{post.port}")
    forget_all_jobs()

    @contextmanager
    def run():
        running = subprocess.Popen([sys.executable, "manage.py", "procrastinate", "worker"], cwd=ROOT)
        try:
            yield
        finally:
            running.kill()
            running.wait()

    yield run
    forget_all_jobs()


def forget_all_jobs():
    ProcrastinateJob.objects.filter(pk__gt=0).delete()


def ask_for(job, *, times=1):
    """As often, although it waits to be done already."""
    for _ in range(times):
        app.configure_task(job, queueing_lock=str(uuid4())).defer(timestamp=0)


def was_done(job, *, times=1):
    return lambda: ProcrastinateJob.objects.filter(task_name=job, status="succeeded").count() >= times


def wait_until(holds):
    deadline = time.monotonic() + 120
    while not holds():
        assert time.monotonic() < deadline, list(ProcrastinateJob.objects.values_list("task_name", "status"))
        time.sleep(0.05)


def somebody_waits_for_us():
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_backend_pid() = ANY (pg_blocking_pids(pid)) FROM pg_locks WHERE NOT granted")
        return (True,) in cursor.fetchall()


def test_killed_before_it_noted_a_mail_it_goes_out_again_as_the_same_and_no_other(
    cast,
    internet,
    post,  # noqa: F811
    worker,
):
    tell(internet, cast.chen, urgent=True)
    tell(internet, cast.dina, key="b")
    post.kept.is_slow = True
    with worker():
        wait_until(lambda: post.mails)
    assert [to for to, _mail in post.mails] == [[cast.chen.email]]
    assert Mailing.objects.exclude(sent_at=None).count() == 0
    post.kept.is_slow = False
    ask_for(MAIL, times=4)
    with worker(), worker():
        wait_until(was_done(MAIL, times=4))
    assert sorted(to for to, _mail in post.mails) == [[cast.chen.email], [cast.chen.email], [cast.dina.email]]
    assert len({mail["Message-ID"] for _to, mail in post.mails}) == 2
    assert Mailing.objects.filter(sent_at=None).count() == 0


def test_killed_while_it_tells_the_next_tells_the_rest_and_nobody_twice(cast, internet, worker):
    first, second = (
        make.guidance_request(internet, question, by=cast.dina, needed_by=make.START + timedelta(minutes=minutes))
        for question, minutes in {"May we accept?": 30, "May we abstain?": 31}.items()
    )
    overdue = make.START + timedelta(minutes=36)
    Conference.objects.update(rehearsal_offset=overdue - datetime.now(overdue.tzinfo))
    ask_for(CLIMB)
    with transaction.atomic():
        # The worker has written its step when it comes to this, and waits for us.
        notices.tell({cast.dina: "Told"}, about=second, key=f"overdue {second.pk} {second.needed_by:%Y%m%dT%H%M%S}")
        with worker():
            wait_until(somebody_waits_for_us)
        transaction.set_rollback(True)
    assert [climb.request for climb in Climb.objects.all()] == [first]
    assert Notice.objects.filter(about__endswith=str(second.pk), words__startswith="Overdue").count() == 0
    ask_for(CLIMB, times=4)
    with worker(), worker():
        wait_until(was_done(CLIMB, times=4))
    assert sorted(str(climb.request_id) for climb in Climb.objects.all()) == sorted([str(first.pk), str(second.pk)])
    told = Notice.objects.filter(words__startswith="Overdue").values_list("to__name", "about")
    assert sorted(name for name, _about in told) == ["Chen", "Chen", "Dina", "Dina"]
    assert len(set(told)) == 4


def test_what_was_done_a_day_ago_is_forgotten(conference, worker):
    ask_for(CLIMB)
    with worker():
        wait_until(was_done(CLIMB))
    with connection.cursor() as cursor:
        cursor.execute("UPDATE procrastinate_events SET at = at - interval '25 hours'")
    old = set(ProcrastinateJob.objects.exclude(status="todo").values_list("pk", flat=True))
    ask_for(FORGET)
    with worker():
        wait_until(was_done(FORGET))
    assert old
    assert ProcrastinateJob.objects.filter(pk__in=old, status="succeeded").count() == 0
