"""The daily briefing: composed for each reader from what stands; this row keeps what the secretariat adds."""

from datetime import date
from typing import Self

from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from delegation.access import Marked, MarkedQuerySet, Marking
from delegation.versions import Versioned, versioned


class BriefingQuerySet(MarkedQuerySet):
    def of(self, day: date) -> Self:
        return self.current().filter(day=day)


@versioned
class Briefing(Marked, Versioned):
    """The briefing of one day, with the words that head it."""

    marking = models.CharField(_("marking"), max_length=10, choices=Marking, default=Marking.DELEGATION)
    day = models.DateField(_("day"))
    lead = models.TextField(_("words of the day"), blank=True)

    objects = BriefingQuerySet.as_manager()

    class Meta:
        verbose_name = _("briefing")
        verbose_name_plural = _("briefings")
        ordering = ["day"]
        constraints = [
            models.UniqueConstraint(fields=["day"], condition=models.Q(archived_at=None), name="one_briefing_per_day")
        ]

    def __str__(self) -> str:
        return str(_("Briefing of %(day)s") % {"day": self.day})

    def get_absolute_url(self) -> str:
        return reverse("briefing-day", args=[self.day.isoformat()])
