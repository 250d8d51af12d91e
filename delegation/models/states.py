"""Member States and the regional groups in which they speak together."""

from typing import Self

from django.db import models
from django.utils.translation import gettext_lazy as _

from delegation.confidence import Sourced
from delegation.versions import Versioned, versioned


class MemberStateQuerySet(models.QuerySet):
    def current(self) -> Self:
        """Rows that nobody has archived."""
        return self.filter(archived_at=None)

    def counted(self) -> Self:
        """The real Member States: a sample's fictional State is none."""
        return self.filter(is_sample=False)


@versioned
class MemberState(Versioned, Sourced):
    """A State with a vote, by its ITU symbol (which is not its ISO code)."""

    symbol = models.CharField(_("symbol"), max_length=4, primary_key=True)
    name = models.CharField(_("name"), max_length=100)
    name_then = models.CharField(
        _("name at the conference"), max_length=100, blank=True, help_text=_("Where it was another one.")
    )
    iso2 = models.CharField(_("ISO code"), max_length=2, blank=True)
    region = models.CharField(_("region"), max_length=1, blank=True, help_text=_("A to E; for elections only."))
    source = models.CharField(_("source"), max_length=200, blank=True)
    confidence = models.CharField(_("confidence"), max_length=100, blank=True)
    is_sample = models.BooleanField(_("sample"), default=False)

    objects = MemberStateQuerySet.as_manager()

    class Meta:
        verbose_name = _("Member State")
        verbose_name_plural = _("Member States")
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name_then or self.name


@versioned
class RegionalGroup(Versioned, Sourced):
    """A regional organisation, and the code under which it files proposals (CEPT files as EUR)."""

    code = models.CharField(_("code in proposals"), max_length=4, primary_key=True)
    abbreviation = models.CharField(_("abbreviation"), max_length=10, unique=True)
    name = models.CharField(_("name"), max_length=120)
    seat = models.CharField(_("seat"), max_length=80, blank=True)
    members = models.ManyToManyField(MemberState, verbose_name=_("members"), related_name="regional_groups", blank=True)
    source = models.CharField(_("source"), max_length=200, blank=True)
    confidence = models.CharField(_("confidence"), max_length=100, blank=True)

    class Meta:
        verbose_name = _("regional group")
        verbose_name_plural = _("regional groups")
        ordering = ["code"]

    def __str__(self) -> str:
        return f"{self.code} ({self.abbreviation})" if self.code != self.abbreviation else self.code
