"""What a State or group thinks of an issue."""

from typing import Any, Self

from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from delegation.access import Marked, MarkedQuerySet
from delegation.confidence import Sourced
from delegation.models import Issue, MemberState, RegionalGroup
from delegation.versions import Versioned, versioned
from positions.models.agenda_items import AgendaItem


class StanceQuerySet(MarkedQuerySet):
    def on(self, issue: Issue) -> Self:
        return self.filter(issue=issue)

    def held_by(self, holder: RegionalGroup | MemberState) -> Self:
        """Those of one group or one State."""
        return self.filter(group=holder) if isinstance(holder, RegionalGroup) else self.filter(state=holder)

    def with_holder(self) -> Self:
        """Fetch along the State; groups are few, and whoever asks has them."""
        return self.select_related("state")

    def in_order(self) -> Self:
        """Groups first, by code, then States."""
        return self.order_by("group", "state")


@versioned
class Stance(Marked, Versioned, Sourced):
    """The view of one State or group on one issue, with who says so and when."""

    parents = ("issue",)

    class Value(models.TextChoices):
        SUPPORT = "support", _("support")
        SUPPORT_AMENDED = "amended", _("support with amendment")
        MIXED = "mixed", _("mixed")
        OPPOSE = "oppose", _("oppose")
        UNKNOWN = "unknown", _("unknown")

    issue = models.ForeignKey(Issue, models.PROTECT, verbose_name=_("issue"), related_name="stances")
    group = models.ForeignKey(
        RegionalGroup, models.PROTECT, verbose_name=_("group"), null=True, blank=True, related_name="stances"
    )
    state = models.ForeignKey(
        MemberState, models.PROTECT, verbose_name=_("State"), null=True, blank=True, related_name="stances"
    )
    value = models.CharField(_("stance"), max_length=10, choices=Value, default=Value.UNKNOWN)
    ask = models.CharField(_("what they ask"), max_length=200, blank=True)
    source = models.CharField(_("source"), max_length=200, blank=True, help_text=_("Who says so, and where."))
    stated_on = models.DateField(_("date"), null=True, blank=True)
    confidence = models.CharField(_("confidence"), max_length=100, blank=True)

    objects = StanceQuerySet.as_manager()

    class Meta:
        verbose_name = _("stance")
        verbose_name_plural = _("stances")
        constraints = [
            models.CheckConstraint(
                name="stance_of_a_group_or_a_state",
                condition=Q(group=None, state__isnull=False) | Q(group__isnull=False, state=None),
                violation_error_message=_("A stance is that of one group or of one State."),
            ),
            models.UniqueConstraint(
                # The marking too: what somebody may not see does not stand in his way, and so does not show itself.
                fields=["issue", "group", "state", "marking"],
                condition=Q(archived_at=None),
                nulls_distinct=False,
                name="one_stance_each",
                violation_error_message=_("The stance of this group or State on this issue is already there."),
            ),
            models.CheckConstraint(
                name="stance_has_a_source",
                condition=Q(value="unknown") | ~Q(source=""),
                violation_error_message=_("Say who says so: a stance needs a source."),
            ),
        ]

    @staticmethod
    def also_changed_by(delegate: Any, prefix: str) -> Q:
        """Who writes down what is said where its issue is on the agenda."""
        items = AgendaItem.objects.noted_by(delegate).order_by().values("pk")
        noted = AgendaItem.issues.through.objects.filter(agendaitem__in=items)
        return Q(**{f"{prefix}issue__in": noted.values("issue")})

    def refusal_of_marking(self, marking: str) -> str:
        beside = Stance.objects.current().filter(issue=self.issue, group=self.group, state=self.state, marking=marking)
        if beside.exclude(pk=self.pk).exists():
            return str(_("Another stance of theirs on this issue is marked so already: change that one."))
        return super().refusal_of_marking(marking)

    def __str__(self) -> str:
        return f"{self.group_id or self.state_id}: {self.get_value_display()}"

    def get_absolute_url(self) -> str:
        return reverse("issue-detail", args=[self.issue_id]) + "#stances"
