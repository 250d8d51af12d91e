"""What only some may know of an issue or an instruction: fallback, red line, capital's thinking."""

from typing import Self

from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from delegation.access import EDITORS, Function, Marked, MarkedQuerySet, Marking
from delegation.models import Issue
from delegation.versions import Versioned, versioned
from positions.models.instructions import Instruction


class ReserveQuerySet(MarkedQuerySet):
    def on(self, issue: Issue) -> Self:
        return self.filter(issue=issue)

    def in_force(self) -> Self:
        """Those of the issue itself, and of instructions that have not ended."""
        return self.filter(Q(instruction=None) | Q(instruction__ended_at=None))

    def with_instruction(self) -> Self:
        names = (
            "instruction__issue__name",
            *(f"instruction__text__{name}" for name in ("name", "is_sample", "confidence")),
        )
        return self.select_related("instruction__issue", "instruction__text").only(
            *("issue", "instruction", "kind", "text", "marking", "version", "field_versions", "archived_at"),
            *("instruction__issued_at", "instruction__drafted_at", *names),
        )


@versioned
class Reserve(Marked, Versioned):
    """The part of a position or instruction that only `core` may know."""

    parents = ("issue", "instruction")

    class Kind(models.TextChoices):
        FALLBACK = "a_fallback", _("Fallback")
        RED_LINE = "b_red_line", _("Red line")
        THINKING = "c_thinking", _("Capital’s thinking")

    changing_functions = (*EDITORS, Function.CAPITAL)

    marking = models.CharField(_("marking"), max_length=10, choices=Marking, default=Marking.CORE)
    issue = models.ForeignKey(Issue, models.PROTECT, verbose_name=_("issue"), related_name="reserves")
    instruction = models.ForeignKey(
        Instruction, models.PROTECT, verbose_name=_("instruction"), null=True, blank=True, related_name="reserves"
    )
    kind = models.CharField(_("kind"), max_length=12, choices=Kind)
    text = models.TextField(_("words"))

    objects = ReserveQuerySet.as_manager()

    class Meta:
        verbose_name = _("reserve")
        verbose_name_plural = _("reserves")
        ordering = ["kind"]
        constraints = [
            models.CheckConstraint(name="reserve_is_core", condition=Q(marking=Marking.CORE)),
            models.UniqueConstraint(
                fields=["issue", "instruction", "kind"],
                condition=Q(archived_at=None),
                nulls_distinct=False,
                name="one_reserve_per_kind",
            ),
        ]

    def __str__(self) -> str:
        return str(self.get_kind_display())

    def get_absolute_url(self) -> str:
        return reverse("issue-detail", args=[self.issue_id]) + "#reserves"
