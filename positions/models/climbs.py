"""What waits beyond its time climbs: lead, deputy, head. That each was told is a fact of its own."""

import uuid
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

from django.db import models
from django.db.models import Case, Exists, OuterRef, Q, Subquery, Value, When
from django.db.models.expressions import NegatedExpression
from django.utils.translation import gettext_lazy as _

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise

Steps = tuple[timedelta, timedelta, timedelta]  # how long something waits before each is told


class Climb(models.Model):
    """That something overdue was told at one step, of the moment since when it waits; written once.

    It is of a question that capital has not answered, or of an instruction that somebody has not acknowledged. It is
    reached only from the record that waits, and so is known to who sees that.
    """

    class Step(models.IntegerChoices):
        LEAD = 1
        DEPUTY = 2
        HEAD = 3

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    request = models.ForeignKey("positions.GuidanceRequest", models.PROTECT, null=True, related_name="climbs")
    instruction = models.ForeignKey("positions.Instruction", models.PROTECT, null=True, related_name="climbs")
    since = models.DateTimeField()  # asked anew with another moment, it climbs anew
    step = models.PositiveSmallIntegerField(choices=Step)
    at = models.DateTimeField()
    people = models.PositiveSmallIntegerField()  # 0: there was nobody to tell

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["request", "since", "step"], name="request_climbs_once"),
            models.UniqueConstraint(fields=["instruction", "since", "step"], name="instruction_climbs_once"),
            models.CheckConstraint(
                name="one_thing_climbs",
                condition=Q(request=None, instruction__isnull=False) | Q(request__isnull=False, instruction=None),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.request or self.instruction}: {self.get_step_display()}"

    @property
    def whom(self) -> "StrOrPromise":
        """Whom it was told."""
        return {self.Step.LEAD: _("the lead"), self.Step.DEPUTY: _("the deputy"), self.Step.HEAD: _("the head")}[
            self.Step(self.step)
        ]


def reached(due: str, now: datetime, steps: Steps) -> Case:
    """The step that a row has reached, by the column that says since when it waits."""
    _lead, deputy, head = steps
    return Case(
        When(Q(**{f"{due}__lt": now - head}), then=Value(Climb.Step.HEAD.value)),
        When(Q(**{f"{due}__lt": now - deputy}), then=Value(Climb.Step.DEPUTY.value)),
        default=Value(Climb.Step.LEAD.value),
        output_field=models.PositiveSmallIntegerField(),
    )


def untold(**what: Any) -> NegatedExpression:
    """That the step `reached` was not told yet. what: of which record, and since when it waits."""
    return ~Exists(Climb.objects.filter(**what, step__gte=OuterRef("reached")))


def climbed_to() -> Subquery:
    """The highest step of which somebody was told, of a question; for `annotate`."""
    told = Climb.objects.filter(request=OuterRef("pk"), since=OuterRef("needed_by"), people__gt=0)
    return Subquery(told.order_by("-step").values("step")[:1])
