"""What is kept for a while only, and then goes: none of it is a record of the delegation's work."""

from datetime import timedelta

from django.contrib.sessions.models import Session
from django.utils import timezone

from delegation.models import Event, Operation, Presence

EVENTS_KEPT = timedelta(days=1)
OPERATIONS_KEPT = timedelta(days=7)


def forget() -> None:
    """Take away old events of the stream and operations, and what has run out. Doing it twice changes nothing."""
    now = timezone.now()
    Event.objects.filter(at__lt=now - EVENTS_KEPT).delete()
    Operation.objects.filter(at__lt=now - OPERATIONS_KEPT).delete()
    Presence.objects.filter(until__lt=now).delete()
    Session.objects.filter(expire_date__lt=now).delete()
