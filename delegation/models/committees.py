"""Committees of the conference as a tree, and who of us belongs to which."""

import uuid
from typing import Self

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from delegation import access
from delegation.confidence import Sourced
from delegation.versions import Versioned, versioned


class CommitteeQuerySet(models.QuerySet):
    def current(self) -> Self:
        return self.filter(archived_at=None)

    def working(self) -> Self:
        """Neither archived nor ended."""
        return self.current().filter(ended_at=None)


@versioned
class Committee(Versioned, Sourced):
    """The Plenary, a committee, a working group, or an ad hoc or drafting group under one of them."""

    class Kind(models.TextChoices):
        PLENARY = "plenary", _("Plenary")
        COMMITTEE = "committee", _("Committee")
        WORKING_GROUP = "working_group", _("Working group")
        SUB_GROUP = "sub_group", _("Sub-group")
        AD_HOC = "ad_hoc", _("Ad hoc group")
        DRAFTING = "drafting", _("Drafting group")
        INFORMAL = "informal", _("Informal group")
        OTHER = "other", _("Other meeting")

    code = models.CharField(_("code"), max_length=20, primary_key=True, help_text=_("Such as COM5, WG-PL, AH-CYBER."))
    name = models.CharField(_("name"), max_length=120)
    kind = models.CharField(_("kind"), max_length=15, choices=Kind, default=Kind.COMMITTEE)
    parent = models.ForeignKey(
        "self", models.PROTECT, verbose_name=_("under"), null=True, blank=True, related_name="groups"
    )
    place = models.PositiveSmallIntegerField(_("place in lists"), default=100)
    chair = models.CharField(_("chair"), max_length=100, blank=True)
    remit = models.TextField(_("remit"), blank=True)
    works_on = models.CharField(_("text it works on"), max_length=120, blank=True)
    ended_at = models.DateTimeField(null=True, editable=False)
    output = models.CharField(_("what came out of it"), max_length=200, blank=True, editable=False)
    source = models.CharField(_("source"), max_length=200, blank=True)
    confidence = models.CharField(_("confidence"), max_length=100, blank=True)

    objects = CommitteeQuerySet.as_manager()

    class Meta:
        verbose_name = _("committee")
        verbose_name_plural = _("committees")
        ordering = ["place", "code"]
        constraints = [
            models.CheckConstraint(
                name="committee_not_under_itself",
                condition=Q(parent=None) | ~Q(parent=models.F("code")),
                violation_error_message=_("A committee cannot stand under itself."),
            )
        ]

    def __str__(self) -> str:
        return self.short_name

    def get_absolute_url(self) -> str:
        return reverse("committee-detail", args=[self.pk])

    @property
    def is_group(self) -> bool:
        """Set up for a while, to write a text."""
        return self.kind in {self.Kind.AD_HOC, self.Kind.DRAFTING, self.Kind.INFORMAL}

    @property
    def short_name(self) -> str:
        """As people say it: "Com 5", "WG-PL", "Ad hoc group on a stable Constitution"."""
        if self.code.startswith("COM") and self.code[3:].isdigit():
            return f"Com {self.code[3:]}"
        if self.kind in {self.Kind.PLENARY, self.Kind.AD_HOC, self.Kind.INFORMAL, self.Kind.DRAFTING, self.Kind.OTHER}:
            return self.name
        return self.code


class MembershipQuerySet(models.QuerySet):
    def in_force(self) -> Self:
        return self.filter(access.in_force())

    def of_members(self) -> Self:
        """Of those who have access, with them, in order."""
        members = self.filter(delegate__is_active=True).select_related("delegate")
        return members.order_by("role", "delegate__name")


@versioned
class Membership(Versioned):
    """A delegate's part in a committee, from a day to a day."""

    class Role(models.TextChoices):
        SPOKESPERSON = "spokesperson", _("Spokesperson")
        ALTERNATE = "alternate", _("Alternate")
        NOTE_TAKER = "note_taker", _("Note-taker")
        ADVISER = "adviser", _("Adviser")

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    delegate = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, verbose_name=_("member"), related_name="memberships"
    )
    committee = models.ForeignKey(Committee, models.PROTECT, verbose_name=_("committee"), related_name="memberships")
    role = models.CharField(_("role"), max_length=15, choices=Role)
    starts_on = models.DateField(_("from"))
    ends_on = models.DateField(_("to"), null=True, blank=True)

    objects = MembershipQuerySet.as_manager()

    class Meta:
        verbose_name = _("committee membership")
        verbose_name_plural = _("committee memberships")
        ordering = ["committee", "role"]
        constraints = [
            models.UniqueConstraint(
                fields=["delegate", "committee"],
                condition=Q(archived_at=None),
                name="one_membership_each",
                violation_error_message=_("This member already has a part in this committee."),
            ),
            models.CheckConstraint(
                name="membership_ends_after_it_starts",
                condition=Q(ends_on=None) | Q(ends_on__gte=models.F("starts_on")),
                violation_error_message=_("The last day is before the first."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.delegate}, {self.get_role_display()}, {self.committee}"
