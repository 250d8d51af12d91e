"""What the worker does by the conference's clock. Jobs survive restarts, and running one twice tells nobody twice."""

from django.db import close_old_connections
from procrastinate.contrib.django import app

from delegation import clock
from positions.actions import cover


# Often, because a rehearsal may jump to any hour; what was told is known.
@app.periodic(cron="*/5 * * * *")
@app.task(queueing_lock="tell of tomorrow")
def tell_of_tomorrow(timestamp: int) -> None:
    close_old_connections()
    with clock.kept():
        cover.tell_of_tomorrow()
