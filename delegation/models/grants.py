"""New sight: what one person proposes and a head or deputy confirms."""

from typing import Self

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Coalesce
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from delegation import access
from delegation.access import Marked, MarkedQuerySet, Marking


class GrantQuerySet(MarkedQuerySet):
    def waiting(self) -> Self:
        return self.filter(confirmed_at=None, refused_at=None)

    def answered(self) -> Self:
        """Newest first."""
        answered = self.exclude(confirmed_at=None, refused_at=None)
        return answered.order_by(Coalesce("confirmed_at", "refused_at").desc())

    def with_people(self) -> Self:
        return self.select_related("delegate__agency", "proposed_by", "confirmed_by", "refused_by")


class Grant(Marked):
    """A change that would let somebody see more, waiting for the second of two people, or answered by him.

    A grant about a person is marked `delegation`; one about an issue or a record carries that record's marking.
    """

    class Kind(models.TextChoices):
        FUNCTION = "function", _("Function")
        CLEARANCE = "clearance", _("Clearance")
        EMAIL = "email", _("E-mail address")
        SIGN_IN = "sign_in", _("New way to sign in")
        ASSIGNMENT = "assignment", _("Lead or alternate of an issue")
        MARKING = "marking", _("Marking")

    marking = models.CharField(max_length=10, choices=Marking, default=Marking.DELEGATION)
    kind = models.CharField(_("what"), max_length=10, choices=Kind)
    delegate = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, verbose_name=_("member"), related_name="grants"
    )
    record = models.CharField(max_length=80, blank=True)  # its topic, for a marking
    value = models.JSONField(default=dict)
    in_words = models.CharField(_("in words"), max_length=300)
    proposed_at = models.DateTimeField(_("proposed"))
    proposed_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    confirmed_at = models.DateTimeField(_("confirmed"), null=True)
    confirmed_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    refused_at = models.DateTimeField(_("refused"), null=True)
    refused_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")

    objects = GrantQuerySet.as_manager()

    class Meta:
        verbose_name = _("act that takes two")
        verbose_name_plural = _("acts that take two")
        ordering = ["proposed_at"]
        constraints = [
            models.CheckConstraint(
                name="grant_takes_two",
                condition=Q(confirmed_by=None) | Q(proposed_by=None) | ~Q(confirmed_by=F("proposed_by")),
            ),
            models.CheckConstraint(name="grant_answered_once", condition=Q(confirmed_at=None) | Q(refused_at=None)),
        ]

    def __str__(self) -> str:
        return self.in_words

    def get_absolute_url(self) -> str:
        return reverse("grants")

    @property
    def clears(self) -> bool:
        """Whether the member, who reads Delegation, would read more: every way in from before then ends."""
        if self.delegate is None or self.delegate.is_cleared:
            return False
        is_function = self.kind == self.Kind.FUNCTION and self.value["function"] in access.CLEARED_FUNCTIONS
        return is_function or self.kind == self.Kind.CLEARANCE

    @property
    def version(self) -> int:
        """1 as proposed, 2 when answered."""
        return 2 if self.confirmed_at or self.refused_at else 1
