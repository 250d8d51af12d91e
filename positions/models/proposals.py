"""Proposals as filed: one numbered action on one text."""

from typing import Self

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex, OpClass
from django.contrib.postgres.search import SearchVector, SearchVectorField
from django.db import models
from django.db.models import F, Func, Q, Value
from django.db.models.functions import Upper
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from delegation.access import Marked, MarkedQuerySet, Marking
from delegation.confidence import Sourced
from delegation.models import Committee, Issue
from delegation.versions import Versioned, versioned
from positions.models.documents import Document
from positions.models.texts import Text


class ProposalQuerySet(MarkedQuerySet):
    def on(self, issue: Issue) -> Self:
        """Proposals handled under the issue, or acting on one of its texts."""
        texts = Text.issues.through.objects.filter(issue=issue).values("text")
        return self.filter(Q(issue=issue) | Q(text__in=texts))

    def beside(self, proposal: "Proposal") -> Self:
        """Others on the same text."""
        return self.filter(text=proposal.text_id).exclude(pk=proposal.pk) if proposal.text_id else self.none()

    def signed_by(self, *symbols: str) -> Self:
        """Proposals that one of these States or groups files, alone or with others."""
        signatures = Func(
            F("sources"), Value("/"), function="string_to_array", output_field=ArrayField(models.TextField())
        )
        return self.alias(signatures=signatures).filter(signatures__overlap=list(symbols))

    def with_list_data(self) -> Self:
        return self.select_related("text", "committee", "document")

    def in_order(self) -> Self:
        return self.order_by("sort_key", "pk")


@versioned
class Proposal(Marked, Versioned, Sourced):
    """One numbered action on one text inside a contribution: RCC/73A1/12."""

    parents = ("document", "text")

    class Action(models.TextChoices):
        ADD = "ADD", _("ADD: new text")
        ADD_MOVED = "ADD*", _("ADD*: text moved here")
        MOD = "MOD", _("MOD: change")
        MOD_EDITORIAL = "(MOD)", _("(MOD): editorial change")
        SUP = "SUP", _("SUP: suppress")
        SUP_MOVED = "SUP*", _("SUP*: text moved elsewhere")
        NOC = "NOC", _("NOC: no change")
        NOC_ON_PURPOSE = "_NOC_", _("NOC underlined: no change, on purpose")
        OTHER = "OTHER", _("Other")

    class Stage(models.TextChoices):
        """Where it is; who moved it there and when is in its history."""

        RECEIVED = "received", _("received")
        ALLOCATED = "allocated", _("allocated")
        PASSED_OVER = "passed_over", _("passed over")
        INTRODUCED = "introduced", _("introduced")
        IN_AD_HOC = "in_ad_hoc", _("in ad hoc")
        AGREED = "agreed", _("agreed in committee")
        TAKEN_UP = "taken_up", _("taken up")
        NOT_AGREED = "not_agreed", _("not agreed")
        NOTED = "noted", _("noted")
        WITHDRAWN = "withdrawn", _("withdrawn")

    kept_by_staff = True

    marking = models.CharField(_("marking"), max_length=10, choices=Marking, default=Marking.DELEGATION)
    number = models.CharField(_("number"), max_length=60, help_text=_("As printed: RCC/73A1/12."))
    canonical = models.CharField(max_length=60, editable=False)
    # The canonical number with its figures padded, so that /2 stands before /10.
    sort_key = models.CharField(max_length=120, editable=False)
    number_is_sample = models.BooleanField(_("number invented for the sample"), default=False)
    sources = models.CharField(_("from"), max_length=40, editable=False)  # RCC, or B/CAN/USA: read from the number
    sponsors = models.CharField(_("sponsors in words"), max_length=200, blank=True)
    document = models.ForeignKey(
        Document, models.PROTECT, verbose_name=_("document"), null=True, blank=True, related_name="proposals"
    )
    action = models.CharField(_("action"), max_length=6, choices=Action)
    text = models.ForeignKey(
        Text, models.PROTECT, verbose_name=_("text"), null=True, blank=True, related_name="proposals"
    )
    title = models.CharField(_("title"), max_length=300)
    ask = models.TextField(_("what it asks"), blank=True)
    committee = models.ForeignKey(
        Committee, models.PROTECT, verbose_name=_("committee"), null=True, blank=True, related_name="proposals"
    )
    stage = models.CharField(_("where it is"), max_length=15, choices=Stage, default=Stage.RECEIVED)
    is_ours = models.BooleanField(_("ours"), default=False, help_text=_("Filed or signed by our State."))
    note = models.TextField(_("note"), blank=True)
    source = models.CharField(_("source"), max_length=200, blank=True)
    confidence = models.CharField(_("confidence"), max_length=100, blank=True)
    search = models.GeneratedField(
        expression=SearchVector("number", "title", "ask", "sponsors", config="english"),
        output_field=SearchVectorField(),
        db_persist=True,
    )

    objects = ProposalQuerySet.as_manager()

    class Meta:
        verbose_name = _("proposal")
        verbose_name_plural = _("proposals")
        ordering = ["sort_key"]
        indexes = [
            models.Index(fields=["sort_key", "id"], name="proposal_by_number"),
            models.Index(fields=["text", "sort_key"], name="proposal_by_text"),
            models.Index(fields=["title", "id"], name="proposal_by_title"),
            models.Index(fields=["committee", "sort_key"], name="proposal_by_committee"),
            models.Index(fields=["document", "text"], condition=Q(is_ours=True), name="proposal_of_ours"),
            GinIndex(fields=["search"], name="proposal_search"),
            GinIndex(OpClass(Upper("title"), name="gin_trgm_ops"), name="proposal_title_trigrams"),
        ]
        constraints = [
            # Its number is the whole delegation's to use: a hidden one would show itself by standing in the way.
            models.CheckConstraint(name="proposals_are_known_to_all", condition=Q(marking=Marking.DELEGATION)),
            models.UniqueConstraint(
                fields=["canonical"],
                condition=Q(archived_at=None),
                name="one_proposal_per_number",
                violation_error_message=_("A proposal with this number is already there."),
            ),
        ]

    def __str__(self) -> str:
        return self.number

    @property
    def is_invented(self) -> bool:
        return self.number_is_sample

    def get_absolute_url(self) -> str:
        return reverse("proposal-detail", args=[self.pk])
