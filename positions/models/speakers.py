"""Speaking lists: who of us speaks on an agenda item, in which order, and for whom."""

from typing import Any, Self

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from delegation.access import Marked, MarkedQuerySet, Marking
from delegation.versions import Versioned, versioned
from positions.models.agenda_items import AgendaItem


class SpeakerQuerySet(MarkedQuerySet):
    def in_order(self) -> Self:
        return self.order_by("place", "pk")


@versioned
class Speaker(Marked, Versioned):
    """A member on the speaking list of an agenda item."""

    parents = ("item",)
    marked_alike = True
    ordered_in = "item"

    class Voice(models.TextChoices):
        US = "us", _("for us")
        GROUP = "group", _("for the group")

    marking = models.CharField(_("marking"), max_length=10, choices=Marking, default=Marking.DELEGATION)
    item = models.ForeignKey(AgendaItem, models.PROTECT, verbose_name=_("agenda item"), related_name="speakers")
    delegate = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, verbose_name=_("member"), related_name="speaking"
    )
    voice = models.CharField(_("speaks"), max_length=10, choices=Voice, default=Voice.US)
    place = models.FloatField(_("place"), default=1)  # so that there is room between any two
    spoken_at = models.DateTimeField(null=True, editable=False)

    objects = SpeakerQuerySet.as_manager()

    class Meta:
        verbose_name = _("speaker")
        verbose_name_plural = _("speakers")
        ordering = ["item", "place"]
        constraints = [
            models.UniqueConstraint(
                fields=["item", "delegate", "voice"],
                condition=Q(archived_at=None),
                name="once_on_a_speaking_list",
                violation_error_message=_("This member is on the speaking list already."),
            )
        ]

    @staticmethod
    def also_changed_by(delegate: Any, prefix: str) -> Q:
        return Q(**{f"{prefix}item__in": AgendaItem.objects.listed_by(delegate).order_by().values("pk")})

    def __str__(self) -> str:
        return f"{self.delegate}, {self.get_voice_display()}"
