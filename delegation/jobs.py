"""What the worker does by the clock. Jobs survive restarts, and running one twice changes nothing."""

from django.db import close_old_connections
from procrastinate.contrib.django import app

from delegation.actions import forgetting


@app.periodic(cron="7 * * * *")
@app.task(queueing_lock="forget")
def forget(timestamp: int) -> None:
    close_old_connections()
    forgetting.forget()
