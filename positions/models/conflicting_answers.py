"""Two answers of capital to one question: what the other agency says, and which of the two holds."""

from typing import Any, Self

from django.conf import settings
from django.contrib.postgres.indexes import GinIndex
from django.contrib.postgres.search import SearchVector, SearchVectorField
from django.db import models
from django.db.models import F, OuterRef, Q, Subquery
from django.db.models.functions import Coalesce, JSONObject
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from delegation import access
from delegation.access import Marked, MarkedQuerySet
from delegation.models import Agency, Issue
from delegation.versions import Versioned, versioned
from positions.models.guidance_requests import GuidanceRequest
from positions.models.instructions import Instruction
from positions.models.needed_by import in_both_zones

PEOPLE = ("by", "agency", "against", "decided_by", "instruction")
# Whoever would act on one of the two must wait: until it is decided; and where the second holds, until its instruction
# is issued or dropped.
HOLDS = Q(archived_at=None) & (
    Q(decided_at=None) | Q(decided_for="second", instruction__issued_at=None, instruction__ended_at=None)
)


class ConflictingAnswerQuerySet(MarkedQuerySet):
    def undecided(self) -> Self:
        return self.filter(archived_at=None, decided_at=None)

    def on(self, issue: Any) -> Self:
        return self.filter(issue=issue)

    def holding(self) -> Self:
        """On which the delegation waits."""
        return self.filter(HOLDS)

    def overruling(self) -> Self:
        """Which were decided for: the first answers to the same questions are not to be used."""
        return self.filter(decided_for="second")

    def with_names(self) -> Self:
        return self.select_related(*PEOPLE)

    def with_request(self) -> Self:
        return self.with_names().select_related(
            *("request__issue", "request__text", "request__asked_by", "request__taken_by", "request__answered_by"),
            *("request__proposal", "request__meeting__committee"),
        )

    def newest_first(self) -> Self:
        return self.order_by("-at", "pk")


@versioned
class ConflictingAnswer(Marked, Versioned):
    """Another agency in capital answers a question otherwise than it was answered; head or deputy decides."""

    parents = ("request",)
    marked_alike = True
    changing_functions = access.ISSUERS
    changed_by_holders = False

    class Which(models.TextChoices):
        FIRST = "first", _("the first answer")
        SECOND = "second", _("the second answer")

    MARKINGS = Instruction.MARKINGS

    issue = models.ForeignKey(Issue, models.PROTECT, verbose_name=_("issue"), related_name="conflicting_answers")
    request = models.ForeignKey(
        GuidanceRequest, models.PROTECT, verbose_name=_("question"), related_name="conflicting_answers"
    )
    kind = models.CharField(_("order"), max_length=15, choices=Instruction.Kind)
    answer = models.TextField(_("answer"))
    at = models.DateTimeField(editable=False)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, editable=False, related_name="+")
    # As they were then: members change their ministries.
    agency = models.ForeignKey(Agency, models.PROTECT, verbose_name=_("agency"), editable=False, related_name="+")
    against = models.ForeignKey(Agency, models.PROTECT, null=True, editable=False, related_name="+")
    decided_at = models.DateTimeField(null=True, editable=False)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, editable=False, related_name="+"
    )
    decided_for = models.CharField(_("decided for"), max_length=10, choices=Which, blank=True, editable=False)
    decided_why = models.CharField(_("why"), max_length=300, blank=True, editable=False)
    instruction = models.OneToOneField(
        *(Instruction, models.PROTECT),
        verbose_name=_("instruction"),
        null=True,
        editable=False,
        related_name="conflicting_answer",
    )
    search = models.GeneratedField(
        expression=SearchVector("answer", config="english"), output_field=SearchVectorField(), db_persist=True
    )

    objects = ConflictingAnswerQuerySet.as_manager()

    class Meta:
        verbose_name = _("conflicting answer")
        verbose_name_plural = _("conflicting answers")
        indexes = [
            models.Index(fields=["issue"], name="conflict_by_issue"),
            GinIndex(fields=["search"], name="conflict_search"),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["request"],
                condition=Q(decided_at=None, archived_at=None),
                name="one_conflict_at_a_time",
                violation_error_message=_("Two answers stand against each other already: one is decided first."),
            ),
            models.CheckConstraint(name="conflict_in_words", condition=~Q(answer="")),
            models.CheckConstraint(name="conflict_marking", condition=Q(marking__in=["delegation", "government"])),
            models.CheckConstraint(
                name="conflict_between_two",
                condition=Q(against=None) | ~Q(against=models.F("agency")),
            ),
            models.CheckConstraint(
                name="conflict_decided_with_a_reason",
                condition=Q(decided_at=None, decided_for="", decided_why="", decided_by=None)
                | Q(decided_at__isnull=False, decided_for__in=["first", "second"]) & ~Q(decided_why=""),
            ),
            models.CheckConstraint(
                name="conflict_opens_a_draft_for_the_second",
                condition=Q(instruction=None) | Q(decided_for="second"),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.request}, {self.agency}"

    def get_absolute_url(self) -> str:
        return reverse("conflict-detail", args=[self.pk])

    @property
    def state(self) -> str:
        """undecided, or decided."""
        return "decided" if self.decided_at else "undecided"

    @property
    def at_in_both_zones(self) -> str:
        return in_both_zones(self.at)

    @property
    def decided_in_both_zones(self) -> str:
        return in_both_zones(self.decided_at) if self.decided_at else ""

    @property
    def overrules(self) -> bool:
        """Whether it was decided for this answer: the first one is not to be used."""
        return self.decided_for == self.Which.SECOND

    @property
    def holds_on(self) -> bool:
        """Whether one waits for it; reads `instruction`."""
        opened = self.instruction
        waits = opened is not None and not (opened.issued_at or opened.ended_at)
        return not self.archived_at and (not self.decided_at or waits)


def with_hold(instructions: Any, reader: Any) -> Any:
    """Of each, as `held_on`, on what one waits as far as `reader` may know of it. No query more."""
    return instructions.annotate(held_on=held_on(reader))


def held_on(reader: Any) -> Subquery:
    """Of an instruction: the question on which two answers stand, and for which it was decided, if it was; or None.

    A question about a whole issue is answered on one of its texts, where instructions stand per text. The whole issue
    and each of its texts are one question here; so are they for who may not know which text it is.
    """
    first = Instruction.objects.visible_to(reader).filter(pk=OuterRef("request__instruction")).values("text_id")
    seen = ConflictingAnswer.objects.visible_to(reader).holding().filter(issue=OuterRef("issue"))
    seen = seen.annotate(asked_on=Coalesce("request__text_id", Subquery(first), output_field=models.UUIDField()))
    alike = Q(asked_on=None) | Q(asked_on=Coalesce(OuterRef("text_id"), F("asked_on"), output_field=models.UUIDField()))
    hold = JSONObject(request="request", decided_for="decided_for")
    return Subquery(seen.filter(alike).order_by("at").values(hold=hold)[:1])
