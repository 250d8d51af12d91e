"""Documents of the conference: anything with an ITU symbol."""

from typing import Self

from django.contrib.postgres.indexes import GinIndex
from django.contrib.postgres.search import SearchVector, SearchVectorField
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from delegation.access import Marked, MarkedQuerySet, Marking
from delegation.confidence import Sourced
from delegation.models import Committee
from delegation.versions import Versioned, versioned
from positions.numbers.references import Reference


class DocumentQuerySet(MarkedQuerySet):
    def of(self, reference: Reference) -> Self:
        """The document that a number names, or that a proposal's number stands in."""
        return self.filter(
            series=reference.series,
            number=reference.number,
            revision=reference.revision,
            addendum=reference.addendum,
            corrigendum=reference.corrigendum if reference.kind == "document" else 0,
        )

    def in_order(self) -> Self:
        return self.order_by("series", "number", "addendum", "revision", "corrigendum")

    def newest_first(self) -> Self:
        return self.order_by("-received_on", "series", "-number")


@versioned
class Document(Marked, Versioned, Sourced):
    """A contribution, report, agenda, temporary or information document, in one revision."""

    class Series(models.TextChoices):
        MAIN = "C", _("Main series")
        DT = "DT", _("Temporary (DT)")
        DL = "DL", _("Drafting group (DL)")
        ADM = "ADM", _("Agenda (ADM)")
        INF = "INF", _("Information (INF)")
        CL = "CL", _("Circular letter")

    kept_by_staff = True

    marking = models.CharField(_("marking"), max_length=10, choices=Marking, default=Marking.DELEGATION)
    symbol = models.CharField(_("symbol"), max_length=60, help_text=_("As printed: 84(Rev.2), DT/24, ADM/55(Rev.1)."))
    series = models.CharField(_("series"), max_length=3, choices=Series, default=Series.MAIN, editable=False)
    number = models.PositiveIntegerField(editable=False)
    # "1", "20A1" for an addendum of an addendum, "1R1" for a revised one; "" where the document is the whole.
    addendum = models.CharField(max_length=12, blank=True, editable=False)
    revision = models.PositiveSmallIntegerField(default=0, editable=False)
    corrigendum = models.PositiveSmallIntegerField(default=0, editable=False)
    title = models.CharField(_("title"), max_length=300)
    sources = models.CharField(
        _("from"), max_length=60, blank=True, help_text=_("Symbols of those who filed it: B/CAN/USA.")
    )
    received_on = models.DateField(_("received"), null=True, blank=True)
    committees = models.ManyToManyField(Committee, verbose_name=_("committees"), related_name="documents", blank=True)
    is_sample = models.BooleanField(_("sample"), default=False)
    source = models.CharField(_("source"), max_length=200, blank=True)
    confidence = models.CharField(_("confidence"), max_length=100, blank=True)
    search = models.GeneratedField(
        expression=SearchVector("symbol", "title", config="english"), output_field=SearchVectorField(), db_persist=True
    )

    objects = DocumentQuerySet.as_manager()

    class Meta:
        verbose_name = _("document")
        verbose_name_plural = _("documents")
        ordering = ["series", "number", "addendum", "revision", "corrigendum"]
        indexes = [GinIndex(fields=["search"], name="document_search")]
        constraints = [
            # Its number is the whole delegation's to use: a hidden one would show itself by standing in the way.
            models.CheckConstraint(name="documents_are_known_to_all", condition=Q(marking=Marking.DELEGATION)),
            models.UniqueConstraint(
                fields=["series", "number", "addendum", "revision", "corrigendum"],
                condition=Q(archived_at=None),
                name="one_document_per_symbol",
                violation_error_message=_("A document with this symbol is already there."),
            ),
        ]

    def __str__(self) -> str:
        return self.symbol
