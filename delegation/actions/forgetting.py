"""What is kept for a while only, and then goes: none of it is a record of the delegation's work."""

from datetime import timedelta

from django.contrib.sessions.models import Session
from django.utils import timezone

from delegation.models import Event, Operation

EVENTS_KEPT = timedelta(days=1)
OPERATIONS_KEPT = timedelta(days=7)


def forget() -> None:
    """Take away events of the stream, operations, and sessions that have run out. Doing it twice changes nothing."""
    now = timezone.now()
    Event.objects.filter(at__lt=now - EVENTS_KEPT).delete()
    Operation.objects.filter(at__lt=now - OPERATIONS_KEPT).delete()
    Session.objects.filter(expire_date__lt=now).delete()
