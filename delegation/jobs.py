"""What the worker does by the clock. Jobs survive restarts, and running one twice changes nothing."""

from django.conf import settings
from django.db import close_old_connections
from procrastinate import JobContext
from procrastinate.contrib.django import app

from delegation import clock
from delegation.actions import forgetting, mailings

DONE_KEPT = 24  # hours


@app.periodic(cron="7 * * * *")
@app.task(queueing_lock="forget")
def forget(timestamp: int) -> None:
    close_old_connections()
    forgetting.forget()


@app.periodic(cron="37 * * * *")
@app.task(queueing_lock="forget jobs", pass_context=True)
async def forget_jobs(context: JobContext, timestamp: int) -> None:
    """Take away what was done a day ago, or failed: some five thousand jobs a day."""
    await context.app.job_manager.delete_old_jobs(
        nb_hours=DONE_KEPT, include_failed=True, include_cancelled=True, include_aborted=True
    )


@app.periodic(cron="* * * * *")
@app.task(queueing_lock="mail")
def mail(timestamp: int) -> None:
    close_old_connections()
    if settings.MAIL_IS_SET_UP:
        with clock.kept():
            mailings.mail_all()
