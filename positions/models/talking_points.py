"""Words to say."""

from typing import Self

from django.contrib.postgres.indexes import GinIndex
from django.contrib.postgres.search import SearchVector, SearchVectorField
from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from delegation.access import Marked, MarkedQuerySet
from delegation.models import Issue
from delegation.versions import Versioned, versioned


class TalkingPointQuerySet(MarkedQuerySet):
    def on(self, issue: Issue) -> Self:
        return self.filter(issue=issue)

    def archived(self) -> Self:
        """The last ones first."""
        return self.filter(archived_at__isnull=False).order_by("-archived_at", "pk")

    def in_order(self) -> Self:
        """Speaking order."""
        return self.order_by("place", "pk")


@versioned
class TalkingPoint(Marked, Versioned):
    """A sentence or two to be spoken, and where."""

    parents = ("issue",)
    ordered_in = "issue"
    untold = ("place",)  # where it stands among others says that there are others

    class Use(models.TextChoices):
        FLOOR = "floor", _("Floor")
        CORRIDOR = "corridor", _("Corridor")
        IF_ASKED = "if_asked", _("Only if asked")

    issue = models.ForeignKey(Issue, models.PROTECT, verbose_name=_("issue"), related_name="talking_points")
    use = models.CharField(_("where"), max_length=10, choices=Use, default=Use.FLOOR)
    place = models.FloatField(_("place"), default=1)  # so that there is room between any two
    text = models.TextField(_("words"))
    search = models.GeneratedField(
        expression=SearchVector("text", config="english"), output_field=SearchVectorField(), db_persist=True
    )

    objects = TalkingPointQuerySet.as_manager()

    class Meta:
        verbose_name = _("talking point")
        verbose_name_plural = _("talking points")
        ordering = ["issue", "place"]
        indexes = [GinIndex(fields=["search"], name="talking_point_search")]

    def __str__(self) -> str:
        return self.text

    def get_absolute_url(self) -> str:
        return reverse("issue-detail", args=[self.issue_id]) + "#points"
