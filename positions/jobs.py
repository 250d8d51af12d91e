"""What the worker does by the conference's clock. Jobs survive restarts, and running one twice tells nobody twice."""

from django.db import close_old_connections
from procrastinate.contrib.django import app

from delegation import clock
from positions.actions import clearances, climbs, cover


# Often, because a rehearsal may jump to any hour; what was told is known.
@app.periodic(cron="*/5 * * * *")
@app.task(queueing_lock="tell of tomorrow")
def tell_of_tomorrow(timestamp: int) -> None:
    close_old_connections()
    with clock.kept():
        cover.tell_of_tomorrow()


@app.periodic(cron="* * * * *")
@app.task(queueing_lock="climb")
def climb(timestamp: int) -> None:
    close_old_connections()
    with clock.kept():
        climbs.climb()


@app.periodic(cron="* * * * *")
@app.task(queueing_lock="clear by silence")
def clear_by_silence(timestamp: int) -> None:
    """What all agencies agreed to, or let pass in silence, is cleared; what is cleared is not cleared again."""
    close_old_connections()
    with clock.kept():
        clearances.settle_by_silence()
