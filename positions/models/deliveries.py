"""What became of an instruction in the room: said, tabled, put in the corridor, not needed, or missed."""

from collections.abc import Iterable, Sequence
from typing import Any, Self

import pgtrigger
from django.conf import settings
from django.contrib.postgres.indexes import GinIndex
from django.contrib.postgres.search import SearchVector, SearchVectorField
from django.db import models
from django.db.models import Count, F, Q, Window
from django.db.models.functions import RowNumber
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.timezone import localtime
from django.utils.translation import gettext_lazy as _

from delegation.access import Marked, MarkedQuerySet
from delegation.models import Meeting
from delegation.prepared import prepared
from delegation.versions import Versioned, versioned
from positions.models.instructions import Instruction

ON_A_PAGE = 10
NEWEST_FIRST = ("-at", "pk")
# What a row shows of its delivery.
OWN = (
    *("kind", "words", "first_words", "wrong", "at", "corrected_at", "marking", "version", "issue"),
    *("by__name", "corrected_by__name", "instruction__issued_by__name"),
    *("instruction__issued_at", "instruction__ended_at", "instruction__ending", "instruction__issue__name"),
    *("instruction__text__name", "instruction__text__is_sample", "instruction__text__confidence"),
    *("meeting__number", "meeting__starts_at", "meeting__committee__name", "meeting__committee__kind"),
    *("meeting__times_are_estimated", "meeting__is_sample", "meeting__confidence"),
)


class DeliveryQuerySet(MarkedQuerySet):
    def on(self, issue: Any) -> Self:
        return self.filter(issue=issue)

    def of(self, instruction: Instruction) -> Self:
        return self.filter(instruction=instruction)

    def newest_first(self) -> Self:
        return self.order_by(*NEWEST_FIRST)

    def with_names(self) -> Self:
        """With who delivered, where, and what the instruction is called by: what a row shows."""
        return self.whole().only(*OWN)

    def with_count(self) -> Self:
        """With how `many` of the instruction there are here."""
        return self.annotate(many=Window(Count("pk"), partition_by="instruction"))

    def whole(self) -> Self:
        """With all that one of them names."""
        order = ("instruction__issue", "instruction__text", "instruction__issued_by")
        return self.select_related("by", "corrected_by", "meeting__committee", *order)


@versioned
class Delivery(Marked, Versioned):
    """An instruction was used, or was not, once. Corrected in the open: the first words stay."""

    parents = ("instruction", "meeting")

    class Kind(models.TextChoices):
        SPOKEN = "spoken", _("Spoken")
        TABLED = "tabled", _("Tabled")
        CORRIDOR = "corridor", _("In the corridor")
        NOT_NEEDED = "not_needed", _("Not needed")
        MISSED = "missed", _("Missed")

    UNUSED = (Kind.NOT_NEEDED, Kind.MISSED)  # their words are the reason

    changing_functions = ()

    instruction = models.ForeignKey(
        *(Instruction, models.PROTECT), verbose_name=_("instruction"), related_name="deliveries"
    )
    meeting = models.ForeignKey(
        *(Meeting, models.PROTECT), verbose_name=_("meeting"), null=True, blank=True, related_name="deliveries"
    )
    kind = models.CharField(_("how"), max_length=12, choices=Kind)
    words = models.TextField(_("words"))
    at = models.DateTimeField(_("when"))
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, verbose_name=_("by"), related_name="deliveries")
    first_words = models.TextField(_("first words"), blank=True, editable=False)
    wrong = models.CharField(_("what was wrong"), max_length=300, blank=True)
    corrected_at = models.DateTimeField(_("corrected"), null=True, editable=False)
    corrected_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, editable=False, related_name="+"
    )
    many: int  # after `with_count`
    search = models.GeneratedField(
        expression=SearchVector("words", config="english"), output_field=SearchVectorField(), db_persist=True
    )

    objects = DeliveryQuerySet.as_manager()

    class Meta:
        verbose_name = _("delivery")
        verbose_name_plural = _("deliveries")
        indexes = [
            models.Index(fields=["issue", "-at"], name="delivery_by_issue"),
            GinIndex(fields=["search"], name="delivery_search"),
        ]
        constraints = [
            models.CheckConstraint(name="delivery_in_words", condition=~Q(words="")),
            models.CheckConstraint(
                name="delivery_corrected_in_the_open",
                condition=Q(corrected_at=None, wrong="", first_words="", corrected_by=None)
                | Q(corrected_at__isnull=False, corrected_at__gte=F("at")) & ~Q(wrong="") & ~Q(first_words=""),
            ),
        ]
        triggers = [
            pgtrigger.Trigger(
                name="delivered_while_live",
                operation=pgtrigger.Insert | pgtrigger.UpdateOf("instruction_id", "at"),
                when=pgtrigger.Before,
                func="""
                    -- Whoever supersedes the instruction waits here, or is waited for.
                    PERFORM 1 FROM positions_instruction
                    WHERE id = NEW.instruction_id AND issued_at <= NEW.at AND (ended_at IS NULL OR ended_at > NEW.at)
                    FOR NO KEY UPDATE;
                    IF NOT FOUND THEN
                        RAISE EXCEPTION 'only a live instruction is delivered'
                            USING ERRCODE = 'check_violation', CONSTRAINT = 'delivered_while_live';
                    END IF;
                    RETURN NEW;
                """,
            ),
        ]

    @staticmethod
    def also_changed_by(delegate: Any, prefix: str) -> Q:
        return Q(**{f"{prefix}instruction__in": Instruction.objects.to_deliver_by(delegate).order_by().values("pk")})

    def __str__(self) -> str:
        """By words and date: "Spoken: Res 102, 29 Oct 16:40"."""
        return f"{self.get_kind_display()}: {self.instruction.subject}, {date_format(localtime(self.at), 'j M H:i')}"

    def get_absolute_url(self) -> str:
        return reverse("delivery-detail", args=[self.pk])

    @property
    def was_used(self) -> bool:
        return self.kind not in self.UNUSED

    @property
    def look(self) -> str:
        """The state as which it is shown."""
        return {self.Kind.MISSED: "gap", self.Kind.NOT_NEEDED: "withdrawn"}.get(self.Kind(self.kind), "done")


@prepared
def delivered_on(reader: Any, *, issue: Any) -> Any:
    """What was delivered on an issue, the newest first: one more than a page shows, where there are more, and in any
    case the newest of each live instruction. One query."""
    found = Delivery.objects.visible_to(reader).on(issue).with_names().with_count()
    place = Window(RowNumber(), order_by=NEWEST_FIRST)
    of_order = Window(RowNumber(), partition_by="instruction", order_by=NEWEST_FIRST)
    wanted = Q(place__lte=ON_A_PAGE + 1) | Q(of_order=1, instruction__ended_at=None)
    return found.annotate(place=place, of_order=of_order).filter(wanted).newest_first()


@prepared
def delivered_last(reader: Any, *, instructions: Any) -> Any:
    """The newest of each. One query."""
    found = Delivery.objects.visible_to(reader).filter(instruction__in=instructions).with_names().with_count()
    return found.order_by("instruction", *NEWEST_FIRST).distinct("instruction")


def put_delivered(instructions: Iterable[Instruction], deliveries: Sequence[Delivery]) -> None:
    """Put to each what became of it last, of `deliveries` with their count, the newest of each instruction first."""
    last = {one.instruction_id: one for one in reversed(deliveries)}
    for instruction in instructions if last else ():
        instruction.delivered = last.get(instruction.pk)
