"""Mails that say that something waits, and nothing else: which notices each is for, and whether it went out."""

import uuid
from datetime import timedelta
from typing import Any, Self

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

PAUSE, LONGEST_PAUSE = timedelta(minutes=1), timedelta(hours=1)


class MailingQuerySet(models.QuerySet):
    def to_send(self, moment: Any) -> Self:
        """Neither out nor given up, and not between two attempts; what is urgent first."""
        return self.filter(sent_at=None, dropped_at=None, next_at__lte=moment).order_by("-is_urgent", "made_at")


class Mailing(models.Model):
    """One mail to one member; its notices name it. Its key is in the Message-ID: sent again, it is known again.

    It holds no words, and no page shows it.
    """

    class Dropped(models.TextChoices):
        NOTHING_WAITS = "nothing", _("nothing waits any more")
        REFUSED = "refused", _("the address is refused")

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    to = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="mailings")
    is_urgent = models.BooleanField()
    # Real time: mail servers know of no rehearsal.
    made_at = models.DateTimeField()
    next_at = models.DateTimeField()
    attempts = models.PositiveSmallIntegerField(default=0)
    sent_at = models.DateTimeField(null=True)
    dropped_at = models.DateTimeField(null=True)
    dropped_why = models.CharField(max_length=10, choices=Dropped, blank=True)

    objects = MailingQuerySet.as_manager()

    class Meta:
        indexes = [models.Index(fields=["next_at"], condition=Q(sent_at=None, dropped_at=None), name="mailing_to_send")]
        constraints = [
            models.CheckConstraint(
                name="mailing_sent_or_dropped", condition=Q(sent_at=None) | Q(dropped_at=None, dropped_why="")
            ),
            models.CheckConstraint(
                name="mailing_dropped_with_a_reason",
                condition=Q(dropped_at=None, dropped_why="") | Q(dropped_at__isnull=False) & ~Q(dropped_why=""),
            ),
        ]

    def __str__(self) -> str:
        return str(self.pk)

    @property
    def pause(self) -> timedelta:
        """Until it is tried again: a minute, two, four, and an hour at most."""
        return min(PAUSE * 2 ** min(self.attempts, 10), LONGEST_PAUSE)
