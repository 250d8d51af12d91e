"""What the worker does by the clock."""

from datetime import timedelta

from django.contrib.sessions.models import Session
from django.utils import timezone
from procrastinate.contrib.django import app

from delegation.actions.forgetting import forget
from delegation.models import Event, Operation
from tests import factories as make


def test_what_is_kept_for_a_while_goes_after_it(cast):
    now = timezone.now()
    for name, age in {"kept": timedelta(hours=23), "gone": timedelta(hours=25)}.items():
        Event.objects.create(topic=name, at=now - age, batch=make.key(name))
    for name, age in {"kept": timedelta(days=6), "gone": timedelta(days=8)}.items():
        Operation.objects.create(
            by=cast.chen, id_of_sender=make.key(name), action=name, record="", digest="", at=now - age
        )
    for name, left in {"kept": 1, "gone": -1}.items():
        Session.objects.create(session_key=name, session_data="", expire_date=now + timedelta(days=left))
    for _ in range(2):
        forget()
        assert [event.topic for event in Event.objects.all()] == ["kept"]
        assert [operation.action for operation in Operation.objects.all()] == ["kept"]
        assert [session.pk for session in Session.objects.all()] == ["kept"]


def test_the_worker_knows_its_jobs():
    ours = {name for name in app.tasks if name.startswith(("delegation.", "positions."))}
    assert ours == {
        "delegation.jobs.forget",
        "delegation.jobs.forget_jobs",
        "delegation.jobs.mail",
        "positions.jobs.clear_by_silence",
        "positions.jobs.climb",
        "positions.jobs.tell_of_tomorrow",
    }
    times = {task.cron for task in app.periodic_registry.periodic_tasks.values()}
    assert times == {"* * * * *", "7 * * * *", "37 * * * *", "*/5 * * * *"}
