"""What the worker does by the clock. Jobs survive restarts, and running one twice changes nothing."""

from django.conf import settings
from django.db import close_old_connections
from procrastinate.contrib.django import app

from delegation import clock
from delegation.actions import forgetting, mailings


@app.periodic(cron="7 * * * *")
@app.task(queueing_lock="forget")
def forget(timestamp: int) -> None:
    close_old_connections()
    forgetting.forget()


@app.periodic(cron="* * * * *")
@app.task(queueing_lock="mail")
def mail(timestamp: int) -> None:
    close_old_connections()
    if settings.MAIL_IS_SET_UP:
        with clock.kept():
            mailings.mail_all()
