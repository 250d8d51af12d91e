"""The members of the delegation, who are also the accounts that sign in, and the agencies they come from."""

import uuid
from typing import Any, Self

import pgtrigger
from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.db import models
from django.db.models import Q
from django.db.models.functions import Lower
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from delegation import access, clock
from delegation.access import Clearance, Function
from delegation.versions import Versioned, versioned


@versioned
class Agency(Versioned):
    """A ministry or organisation that people come from, and that agrees to texts."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    name = models.CharField(_("name"), max_length=120, unique=True)
    abbreviation = models.CharField(_("abbreviation"), max_length=20, blank=True)

    class Meta:
        verbose_name = _("agency")
        verbose_name_plural = _("agencies")
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name


# The place of a function on a list of participants.
RANK = models.Case(
    *(models.When(function=function, then=place) for place, function in enumerate(Function)),
    default=len(Function),
    output_field=models.IntegerField(),
)


class DelegateQuerySet(models.QuerySet):
    def active(self) -> Self:
        return self.filter(is_active=True)

    def heads(self) -> Self:
        return self.filter(function__in=access.HEADS)

    def suggested(self) -> Any:
        """Names to choose from, with what each member does. One query."""
        return self.active().order_by("name").values("name", "covers")

    def named(self, words: str) -> Self:
        """Members whose name or e-mail address is this."""
        return self.filter(Q(name__iexact=words) | Q(email__iexact=words))

    def present(self) -> Self:
        """At the conference today, by their arrival and departure."""
        today = clock.today()
        return self.filter(Q(arrives_on=None) | Q(arrives_on__lte=today), Q(leaves_on=None) | Q(leaves_on__gte=today))

    def in_order(self) -> Self:
        """Heads first, then by function and name, as on a list of participants."""
        return self.order_by(RANK, "name")


class DelegateManager(BaseUserManager.from_queryset(DelegateQuerySet)):
    """Named, because Django writes the manager of the account into migrations."""

    def get_by_natural_key(self, email: str | None) -> "Delegate":
        return self.get(email__iexact=email)


@versioned
class Delegate(AbstractBaseUser, Versioned):
    """A person of the delegation; also the account. Staff may use the administration, and see no more for it."""

    class Affiliation(models.TextChoices):
        GOVERNMENT = "government", _("Government")
        PRIVATE_SECTOR = "private_sector", _("Private sector")
        CIVIL_SOCIETY = "civil_society", _("Civil society")
        ACADEMIA = "academia", _("Academia")

    class Theme(models.TextChoices):
        SYSTEM = "", _("As the device")
        LIGHT = "light", _("Light")
        DARK = "dark", _("Dark")

    class Mail(models.TextChoices):
        OFF = "off", _("Never")
        URGENT = "urgent", _("At once, and only what is urgent")
        GROUPED = "grouped", _("What is urgent at once, the rest once a minute at most")

    taking_two = ("function", "clearance", "email", "is_active")

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    name = models.CharField(_("name"), max_length=100)
    honorific = models.CharField(_("honorific"), max_length=20, blank=True, help_text=_("Such as Amb. or Dr."))
    email = models.EmailField(_("e-mail"), unique=True)
    function = models.CharField(_("function"), max_length=15, choices=Function, default=Function.DELEGATE)
    covers = models.CharField(
        _("what they do"), max_length=100, blank=True, help_text=_("In a few words: spokesperson WG-PL Internet.")
    )
    agency = models.ForeignKey(
        Agency, models.PROTECT, verbose_name=_("agency"), null=True, blank=True, related_name="members"
    )
    affiliation = models.CharField(_("affiliation"), max_length=15, choices=Affiliation, default=Affiliation.GOVERNMENT)
    clearance = models.CharField(_("clearance"), max_length=10, choices=Clearance, default=Clearance.DELEGATION)
    cleared_on = models.DateField(_("cleared on"), null=True, blank=True, editable=False)
    cleared_by = models.ForeignKey("self", models.PROTECT, null=True, editable=False, related_name="+")
    arrives_on = models.DateField(_("arrives"), null=True, blank=True)
    leaves_on = models.DateField(_("leaves"), null=True, blank=True)
    is_staff = models.BooleanField(_("may use the administration"), default=False)
    is_active = models.BooleanField(_("active"), default=True)
    access_ended_why = models.CharField(_("why access ended"), max_length=200, blank=True, editable=False)
    invited_at = models.DateTimeField(_("invited"), null=True, editable=False)  # real time
    looked_at = models.DateTimeField(null=True, editable=False)
    single_keys = models.BooleanField(_("single-key shortcuts"), default=True)
    mail = models.CharField(_("told by mail"), max_length=10, choices=Mail, default=Mail.GROUPED)
    theme = models.CharField(_("light or dark"), max_length=5, choices=Theme, blank=True, default=Theme.SYSTEM)

    # Of the reader of a copy that his device keeps (access.on_device), and never of the member himself.
    reads_on_device = False

    USERNAME_FIELD = "email"
    REQUIRED_FIELDS = ["name"]
    objects = DelegateManager()

    class Meta:
        verbose_name = _("member")
        verbose_name_plural = _("members")
        ordering = ["name"]
        constraints = [
            models.UniqueConstraint(
                Lower("email"),
                name="one_account_per_email",
                violation_error_message=_("Somebody with this e-mail address is already a member."),
            ),
            models.CheckConstraint(
                name="leaves_after_arriving",
                condition=Q(leaves_on=None) | Q(arrives_on=None) | Q(leaves_on__gte=models.F("arrives_on")),
                violation_error_message=_("The day of departure is before the day of arrival."),
            ),
            models.CheckConstraint(
                name="functions_that_are_cleared",
                condition=~Q(function__in=access.CLEARED_FUNCTIONS) | Q(clearance=Clearance.GOVERNMENT),
                violation_error_message=_("This function needs clearance Government."),
            ),
        ]
        triggers = [
            pgtrigger.Trigger(
                name="holders_stay_cleared",
                operation=pgtrigger.UpdateOf("clearance"),
                when=pgtrigger.Before,
                condition=pgtrigger.Q(old__clearance="government", new__clearance="delegation"),
                func="""
                    IF EXISTS (
                        SELECT 1 FROM delegation_assignment
                        WHERE delegate_id = NEW.id AND archived_at IS NULL AND (
                            ends_on IS NULL
                            -- the day at the conference, in its zone, which a rehearsal moves
                            OR ends_on >= (coalesce(
                                (SELECT (now() + rehearsal_offset) AT TIME ZONE zone FROM delegation_conference),
                                now() AT TIME ZONE 'UTC'
                            ))::date
                        )
                    ) THEN
                        RAISE EXCEPTION 'holds an issue: hand it on before the clearance is lowered'
                            USING ERRCODE = 'check_violation', CONSTRAINT = 'holders_stay_cleared';
                    END IF;
                    RETURN NEW;
                """,
            )
        ]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return reverse("team-member", args=[self.pk])

    @property
    def full_name(self) -> str:
        return f"{self.honorific} {self.name}".strip()

    @property
    def is_head(self) -> bool:
        return self.function in access.HEADS

    @property
    def is_cleared(self) -> bool:
        """Cleared for what is marked government."""
        return self.clearance == Clearance.GOVERNMENT

    # Django's admin and allauth ask these of an account. No right to a record hangs on them:
    # `delegation.access` decides, and `is_superuser` opens nothing.
    is_superuser = False

    def has_perm(self, perm: str, obj: Any = None) -> bool:
        return False

    def has_perms(self, perms: Any, obj: Any = None) -> bool:
        return False

    def has_module_perms(self, app_label: str) -> bool:
        return self.is_active and self.is_staff and app_label in {"delegation", "positions"}
