"""The texts that proposals act on: resolutions, decisions, provisions, and drafts of new ones."""

from collections.abc import Iterable
from typing import Any, Self

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.contrib.postgres.search import SearchVector, SearchVectorField
from django.db import models
from django.db.models import Func, Q, Value
from django.db.models.functions import Cast, Lower
from django.utils.translation import gettext_lazy as _

from delegation.access import Marked, MarkedQuerySet, Marking
from delegation.confidence import Sourced
from delegation.models import Committee, Issue
from delegation.versions import Versioned, versioned


class TextQuerySet(MarkedQuerySet):
    def on(self, issue: Issue) -> Self:
        return self.filter(pk__in=Text.issues.through.objects.filter(issue=issue).values("text"))

    def called(self, piece: str) -> Self:
        """Texts that a canonical number names ("RES 102", "WG-PL/4"): their own, one in progress, or the final one."""
        symbol = piece.rpartition(" ")[2]
        in_progress = Q(symbol_in_progress__iexact=symbol) if "/" in symbol else Q()
        return self.filter(Q(canonical=piece) | Q(final_number__iexact=piece) | in_progress)

    def called_one_of(self, pieces: Iterable[str]) -> Self:
        """Those that may be called one of these: `is_called` says which."""
        known_otherwise = ~Q(final_number="") | ~Q(symbol_in_progress="")
        return self.filter(Q(canonical__in=pieces) | known_otherwise).order_by(*Text._meta.ordering)

    def named_in(self, words: Any) -> Self:
        """Those whose names are in an expression such as "Res 101, Res 102"."""
        pieces = Func(Lower(words), Value(r"\s*[,;]\s*"), function="regexp_split_to_array")
        named = self.annotate(pieces=Cast(pieces, ArrayField(models.TextField())))
        return named.filter(pieces__contains=[Lower("name")])

    def in_order(self) -> Self:
        return self.order_by("kind", "place", "canonical")


@versioned
class Text(Marked, Versioned, Sourced):
    """A resolution, decision, recommendation or provision acted on; its drafts are text versions."""

    class Kind(models.TextChoices):
        RESOLUTION = "resolution", _("Resolution")
        DECISION = "decision", _("Decision")
        RECOMMENDATION = "recommendation", _("Recommendation")
        NEW = "new", _("Draft new text")
        PROVISION = "provision", _("Provision")
        OTHER = "other", _("Other")

    kept_by_staff = True

    marking = models.CharField(_("marking"), max_length=10, choices=Marking, default=Marking.DELEGATION)
    name = models.CharField(
        _("called"), max_length=60, help_text=_("As people say it: Res 102, Dec 5, CS/CV, new Res IoT.")
    )
    # For comparing: numbers.parse(name).canonical where the name is a number, else the name in lower case.
    canonical = models.CharField(max_length=80, editable=False)
    kind = models.CharField(_("kind"), max_length=15, choices=Kind, default=Kind.RESOLUTION)
    place = models.PositiveSmallIntegerField(default=0, editable=False)  # the number, for sorting
    title = models.CharField(_("title"), max_length=300)
    version_before = models.CharField(_("version before"), max_length=60, blank=True)
    symbol_in_progress = models.CharField(
        _("symbol in progress"), max_length=30, blank=True, help_text=_("Such as WG-PL/4.")
    )
    final_number = models.CharField(_("final number"), max_length=30, blank=True, help_text=_("Such as Res 198."))
    committee = models.ForeignKey(
        Committee, models.PROTECT, verbose_name=_("committee"), null=True, blank=True, related_name="texts"
    )
    issues = models.ManyToManyField(Issue, verbose_name=_("issues"), related_name="texts", blank=True)
    cluster = models.CharField(_("cluster"), max_length=60, blank=True)
    is_sample = models.BooleanField(_("sample"), default=False)
    source = models.CharField(_("source"), max_length=200, blank=True)
    confidence = models.CharField(_("confidence"), max_length=100, blank=True)
    search = models.GeneratedField(
        expression=SearchVector("name", "title", "symbol_in_progress", "final_number", config="english"),
        output_field=SearchVectorField(),
        db_persist=True,
    )

    objects = TextQuerySet.as_manager()

    class Meta:
        verbose_name = _("text")
        verbose_name_plural = _("texts")
        ordering = ["kind", "place", "canonical"]
        indexes = [GinIndex(fields=["search"], name="text_search")]
        constraints = [
            # Its number is the whole delegation's to use: a hidden one would show itself by standing in the way.
            models.CheckConstraint(name="texts_are_known_to_all", condition=Q(marking=Marking.DELEGATION)),
            models.UniqueConstraint(
                fields=["canonical"],
                condition=Q(archived_at=None),
                name="one_text_per_name",
                violation_error_message=_("This text is already there."),
            ),
        ]

    def __str__(self) -> str:
        return self.name

    def is_called(self, piece: str) -> bool:
        """As `called` asks it of many."""
        symbol = piece.rpartition(" ")[2]
        in_progress = "/" in symbol and self.symbol_in_progress.casefold() == symbol.casefold()
        return self.canonical == piece or self.final_number.casefold() == piece.casefold() or in_progress
