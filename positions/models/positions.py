"""What the delegation wants on each issue."""

from typing import Self

from django.conf import settings
from django.contrib.postgres.indexes import GinIndex
from django.contrib.postgres.search import SearchVector, SearchVectorField
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from delegation.access import Marked, MarkedQuerySet
from delegation.models import Issue
from delegation.versions import Versioned, versioned


class PositionQuerySet(MarkedQuerySet):
    def on(self, issue: Issue) -> Self:
        return self.filter(issue=issue)

    def live(self) -> Self:
        return self.filter(activated_at__isnull=False, closed_at=None, archived_at=None)


@versioned
class Position(Marked, Versioned):
    """Our stance on one issue. Fallback and red line are no part of it: they are reserves, rows of their own."""

    parents = ("issue",)

    issue = models.ForeignKey(Issue, models.PROTECT, verbose_name=_("issue"), related_name="positions")
    background = models.TextField(_("background"), blank=True)
    objective = models.TextField(_("objective"), blank=True)
    argument = models.TextField(_("argument"), blank=True)
    complications = models.TextField(_("complications"), blank=True)
    alternatives = models.TextField(_("alternatives"), blank=True)
    preferred_wording = models.TextField(_("preferred wording"), blank=True)
    activated_at = models.DateTimeField(null=True, editable=False)
    activated_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, editable=False, related_name="+"
    )
    closed_at = models.DateTimeField(null=True, editable=False)
    search = models.GeneratedField(
        expression=SearchVector(
            "background",
            "objective",
            "argument",
            "complications",
            "alternatives",
            "preferred_wording",
            config="english",
        ),
        output_field=SearchVectorField(),
        db_persist=True,
    )

    # What is edited in place, in reading order.
    FIELDS = ("background", "objective", "argument", "complications", "alternatives", "preferred_wording")

    objects = PositionQuerySet.as_manager()

    class Meta:
        verbose_name = _("position")
        verbose_name_plural = _("positions")
        indexes = [GinIndex(fields=["search"], name="position_search")]
        constraints = [
            models.UniqueConstraint(
                # The marking too: what somebody may not see does not stand in his way, and so does not show itself.
                fields=["issue", "marking"],
                condition=Q(archived_at=None),
                name="one_position_per_issue",
                violation_error_message=_("This issue already has a position."),
            ),
            models.CheckConstraint(
                name="activated_by_someone_at_some_time",
                condition=Q(activated_at=None, activated_by=None) | Q(activated_at__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return str(_("Position on %(issue)s") % {"issue": self.issue})

    def get_absolute_url(self) -> str:
        return reverse("issue-detail", args=[self.issue_id]) + "#position"

    @property
    def state(self) -> str:
        """draft, live or closed."""
        return "closed" if self.closed_at else "live" if self.activated_at else "draft"
