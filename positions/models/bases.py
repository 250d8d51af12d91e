"""What a position rests on: instructions and texts, and whether they have changed since."""

from typing import Any, Self

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from delegation.access import Marked, MarkedQuerySet
from delegation.prepared import prepared
from delegation.versions import Versioned, versioned
from positions.models.instructions import Instruction
from positions.models.positions import Position
from positions.models.texts import Text


class BasisQuerySet(MarkedQuerySet):
    def of(self, record: Any) -> Self:
        """Those of one position; or those that name one instruction or text."""
        return self.filter(**{record._meta.model_name: record})

    def changed(self) -> Self:
        return self.filter(changed_at__isnull=False)

    def with_names(self) -> Self:
        texts = ("instruction__issue", "instruction__text", "text")
        return self.select_related(*texts).defer("instruction__search", "text__search")


@versioned
class Basis(Marked, Versioned):
    """One position rests on one instruction or one text. Whoever reads the position may read that too."""

    parents = ("position", "instruction", "text")

    class Change(models.TextChoices):
        SUPERSEDED = "superseded", _("superseded")
        WITHDRAWN = "withdrawn", _("withdrawn")
        VERSION = "version", _("a new version")

    position = models.ForeignKey(Position, models.PROTECT, verbose_name=_("position"), related_name="bases")
    instruction = models.ForeignKey(
        *(Instruction, models.PROTECT), verbose_name=_("instruction"), null=True, blank=True, related_name="bases"
    )
    text = models.ForeignKey(
        *(Text, models.PROTECT), verbose_name=_("text"), null=True, blank=True, related_name="bases"
    )
    noted_at = models.DateTimeField(editable=False)
    noted_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, editable=False, related_name="+")
    # Of a text: the version that the position was written for.
    stood = models.CharField(_("as it stood"), max_length=200, blank=True, editable=False)
    changed_at = models.DateTimeField(null=True, editable=False)
    change = models.CharField(_("what changed"), max_length=10, choices=Change, blank=True, editable=False)

    objects = BasisQuerySet.as_manager()

    class Meta:
        verbose_name = _("basis")
        verbose_name_plural = _("bases")
        constraints = [
            models.CheckConstraint(
                name="basis_is_one_record",
                condition=Q(instruction__isnull=False, text=None) | Q(instruction=None, text__isnull=False),
                violation_error_message=_("Choose one: an instruction, or a text."),
            ),
            models.UniqueConstraint(
                fields=["position", "instruction"],
                condition=Q(archived_at=None, instruction__isnull=False),
                name="rests_on_an_instruction_once",
                violation_error_message=_("It rests on this already."),
            ),
            models.UniqueConstraint(
                fields=["position", "text"],
                condition=Q(archived_at=None, text__isnull=False),
                name="rests_on_a_text_once",
                violation_error_message=_("It rests on this already."),
            ),
            models.CheckConstraint(
                name="basis_changed_in_some_way",
                condition=Q(changed_at=None, change="") | Q(changed_at__isnull=False) & ~Q(change=""),
            ),
        ]

    def __str__(self) -> str:
        return str(self.instruction or (self.text.named if self.text else ""))

    @property
    def rests_on(self) -> Instruction | Text | None:
        """The instruction or the text that `str` names."""
        return self.instruction or self.text

    def get_absolute_url(self) -> str:
        return reverse("issue-detail", args=[self.issue_id]) + "#position"

    @property
    def version_now(self) -> str:
        """Of a text: which version stands."""
        return version_of(self.text) if self.text else ""

    @property
    def url(self) -> str:
        """Where what it rests on is read."""
        if self.instruction_id:
            return reverse("instruction-detail", args=[self.instruction_id])
        return f"{reverse('proposal-list')}?text={self.text.name}" if self.text else ""


def version_of(text: Text) -> str:
    """Which version of a text stands, in words."""
    return " · ".join(part for part in (text.version_before, text.symbol_in_progress, text.final_number) if part)


@prepared
def bases_of(reader: Any, *, positions: Any) -> Any:
    """What these rest on. One query."""
    found = Basis.objects.visible_to(reader).current().filter(position__in=positions).with_names()
    return found.order_by("noted_at", "pk")
