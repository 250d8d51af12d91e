"""What open pages are told: that something changed, never what it now contains."""

from django.conf import settings
from django.db import models

from delegation.access import Marked


class Event(Marked):
    """A topic that changed, marked as the record is, so that the one rule says who may know of it."""

    topic = models.CharField(max_length=80)
    # Of a record that is for one member alone, such as a notice: nobody else is told that it is there.
    to = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    version = models.PositiveIntegerField(default=0)
    at = models.DateTimeField()  # real time
    batch = models.UUIDField()  # what was announced together, and is told with one notification

    class Meta:
        indexes = [
            models.Index(fields=["at"], name="event_by_time"),
            models.Index(fields=["batch"], name="event_by_batch"),
        ]

    def __str__(self) -> str:
        return self.topic
