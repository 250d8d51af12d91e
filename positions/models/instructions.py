"""What capital instructed: one live instruction per question, and who knows it."""

from datetime import datetime
from typing import Any, Self

from django.conf import settings
from django.contrib.postgres.indexes import GinIndex
from django.contrib.postgres.search import SearchVector, SearchVectorField
from django.db import models
from django.db.models import Exists, F, OuterRef, Q
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.timezone import localtime
from django.utils.translation import gettext_lazy as _

from delegation import access
from delegation.access import Marked, MarkedQuerySet, Marking
from delegation.models import Conference, Issue
from delegation.versions import Versioned, versioned
from positions.models.holders import concerns, delivered_by, holding, speaking, told_in_vain
from positions.models.live_instructions import TRIGGERS
from positions.models.texts import Text

LIVE = Q(issued_at__isnull=False, ended_at=None)
# What a page shows of an instruction itself.
OWN = (
    *("issue", "text", "kind", "mandate", "marking", "predecessor", "version", "field_versions"),
    *(
        "drafted_at",
        "drafted_by",
        "cleared_at",
        "issued_without",
        "issued_why",
        "issued_at",
        "issued_by",
        "ended_at",
        "ending",
        "ended_why",
        "archived_at",
    ),
    *("text__name", "text__is_sample", "text__confidence", "drafted_by__name", "issued_by__name"),
)


class InstructionQuerySet(MarkedQuerySet):
    def on(self, issue: Issue) -> Self:
        return self.filter(issue=issue)

    def live(self) -> Self:
        return self.filter(LIVE)

    def drafts(self) -> Self:
        return self.filter(issued_at=None, ended_at=None)

    def ended(self) -> Self:
        return self.filter(ended_at__isnull=False)

    def in_force_between(self, start: datetime, end: datetime) -> Self:
        """Issued before `end` and not ended before `start`: those that held at some moment between the two."""
        return self.filter(Q(ended_at=None) | Q(ended_at__gte=start), issued_at__lt=end)

    def answering(self, issue: Issue, text: Text | None) -> Self:
        """Instructions on one question: this text of the issue, or the issue as a whole."""
        return self.filter(issue=issue, text=text)

    def held_by(self, delegate: Any) -> Self:
        """Those that `delegate` must know, of what he sees; what he need not is not his to acknowledge."""
        return self.visible_to(delegate).filter(concerns(delegate))

    def to_deliver_by(self, delegate: Any) -> Self:
        """Those of which `delegate` says what became of them in the room, of what he sees; live or not."""
        return self.visible_to(delegate).filter(delivered_by(delegate))

    def awaiting_acknowledgement(self, *of: Any) -> Self:
        """Live ones that somebody must know who has not acknowledged them; whoever asks. of: conditions on who."""
        knows = self.model.acknowledgements.rel.related_model.objects.filter(
            instruction=OuterRef(OuterRef("pk")), delegate=OuterRef("delegate")
        )
        waits: Any = Q(pk__in=[])
        for marking in self.model.MARKINGS:
            readers = access.readers(marking, None).order_by().values("pk")
            for people in (holding(), speaking()):
                waits |= Q(marking=marking) & Exists(people.filter(~Exists(knows), *of, delegate__in=readers))
        return self.live().filter(waits)

    def to_climb(self, now: datetime, conference: Conference) -> Self:
        """Not acknowledged by somebody who was told so long ago that another is to know by now, who was not told."""
        going_on = self.filter(issue__closed_at=None, issue__archived_at=None)
        return going_on.awaiting_acknowledgement(told_in_vain(now, conference.steps_to_acknowledge))

    def newest_first(self) -> Self:
        return self.order_by(F("issued_at").desc(nulls_first=True), "-drafted_at", "pk")

    def with_people(self) -> Self:
        """Fetch along the text, who drafted and who issued it."""
        return self.select_related("text", "issued_by", "drafted_by").only(*OWN)

    def with_names(self) -> Self:
        """Fetch along what `with_people` does, and the issue."""
        return self.with_people().select_related("issue").only(*OWN, "issue__name", "issue__marking")


@versioned
class Instruction(Marked, Versioned):
    """An order to the delegation on one question: an issue, or one text of it."""

    parents = ("issue", "text")

    class Kind(models.TextChoices):
        SUPPORT = "support", _("Support")
        DO_NOT_OPPOSE = "do_not_oppose", _("Do not oppose")
        AMEND = "amend", _("Propose amendment")
        OPPOSE = "oppose", _("Oppose")
        BLOCK = "block", _("Block consensus")
        RESERVE = "reserve", _("Reserve position")
        ABSTAIN = "abstain", _("Abstain")
        JOIN = "join", _("Join group statement")
        CORRIDOR = "corridor", _("Raise in the corridor")

    class Ending(models.TextChoices):
        SUPERSEDED = "superseded", _("superseded")
        WITHDRAWN = "withdrawn", _("withdrawn")
        CLOSED = "closed", _("closed")

    # What only fewer may know of it is its reserve.
    MARKINGS = (Marking.DELEGATION, Marking.GOVERNMENT)

    changing_functions = access.ISSUERS
    changed_by_holders = False

    issue = models.ForeignKey(Issue, models.PROTECT, verbose_name=_("issue"), related_name="instructions")
    text = models.ForeignKey(
        Text,
        models.PROTECT,
        verbose_name=_("text"),
        null=True,
        blank=True,
        related_name="instructions",
        help_text=_("Leave empty for the whole issue."),
    )
    kind = models.CharField(_("order"), max_length=15, choices=Kind)
    mandate = models.TextField(_("mandate"))
    drafted_at = models.DateTimeField(editable=False)
    drafted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, editable=False, related_name="+"
    )
    cleared_at = models.DateTimeField(null=True, editable=False)  # since when no agency has been outstanding
    issued_at = models.DateTimeField(null=True, editable=False)
    issued_without = models.CharField(_("issued without the answer of"), max_length=500, blank=True, editable=False)
    issued_why = models.CharField(_("why it was issued without it"), max_length=300, blank=True, editable=False)
    issued_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, editable=False, related_name="+")
    predecessor = models.OneToOneField("self", models.PROTECT, null=True, editable=False, related_name="successor")
    ended_at = models.DateTimeField(null=True, editable=False)
    ended_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, editable=False, related_name="+")
    ending = models.CharField(max_length=10, choices=Ending, blank=True, editable=False)
    ended_why = models.CharField(max_length=300, blank=True, editable=False)
    search = models.GeneratedField(
        expression=SearchVector("mandate", config="english"), output_field=SearchVectorField(), db_persist=True
    )

    holders: list[Any]  # these three after `put_readers`: Holder, who must know it
    told: list[Any]  # Acknowledgement
    climbed: list[Any]  # Climb, of which somebody was told
    held_on: Any = None  # after `with_hold`: on what one waits
    delivered: Any = None  # after `put_delivered`: what became of it last

    objects = InstructionQuerySet.as_manager()

    class Meta:
        verbose_name = _("instruction")
        verbose_name_plural = _("instructions")
        indexes = [GinIndex(fields=["search"], name="instruction_search")]
        constraints = [
            models.UniqueConstraint(
                fields=["issue", "text"], condition=LIVE, nulls_distinct=False, name="one_live_instruction_per_question"
            ),
            models.CheckConstraint(name="instruction_marking", condition=Q(marking__in=["delegation", "government"])),
            models.CheckConstraint(
                name="issued_by_someone_at_some_time",
                condition=Q(issued_at=None, issued_by=None) | Q(issued_at__isnull=False),
            ),
            models.CheckConstraint(
                name="issued_cleared_or_with_a_reason",
                condition=Q(issued_at=None, issued_without="", issued_why="")
                | Q(cleared_at__isnull=False, issued_without="", issued_why="")
                | Q(issued_at__isnull=False, cleared_at=None) & ~Q(issued_without="") & ~Q(issued_why=""),
            ),
            models.CheckConstraint(
                name="ended_in_some_way",
                condition=Q(ended_at=None, ending="") | (Q(ended_at__isnull=False) & ~Q(ending="")),
            ),
            models.CheckConstraint(
                name="ends_after_it_was_issued",
                condition=Q(ended_at=None) | Q(issued_at=None) | Q(ended_at__gte=F("issued_at")),
            ),
        ]
        triggers = TRIGGERS

    def __str__(self) -> str:
        """By words and date, never by a number that would betray others: "Res 102, 29 Oct 15:20"."""
        when = self.issued_at or self.drafted_at
        return f"{self.subject}, {date_format(localtime(when), 'j M H:i')}"

    def get_absolute_url(self) -> str:
        return reverse("issue-detail", args=[self.issue_id]) + "#instruction"

    @property
    def noun(self) -> Any:
        """What kind of text it is, for who is asked to agree to it."""
        return self._meta.verbose_name

    @property
    def subject(self) -> str:
        """The question it answers; where that is a text, with the doubt there is about it."""
        return self.text.named if self.text else self.issue.name

    def refusal_of_marking(self, marking: str) -> str:
        """Whoever could read an instruction can read the one that superseded it: nobody goes on reading the old out."""
        predecessor, successor = self.predecessor, Instruction.objects.filter(predecessor=self).first()
        if marking in self.MARKINGS and predecessor and access.adds_readers(marking, predecessor.marking):
            return str(
                _("Every member may read the instruction that it superseded, and so must go on reading this one.")
            )
        if marking in self.MARKINGS and successor and access.adds_readers(successor.marking, marking):
            return str(_("Not every member may read the instruction that superseded it: show that one to them first."))
        resting = [one.position for one in self.bases.filter(archived_at=None).select_related("position")]
        if any(access.adds_readers(marking, one.marking) for one in resting if not one.closed_at):
            return str(_("A position that more people may read rests on it: take it off there first."))
        return super().refusal_of_marking(marking)

    @property
    def is_live(self) -> bool:
        return bool(self.issued_at and not self.ended_at)

    @property
    def is_draft(self) -> bool:
        """Whether it waits to be issued, cleared or not."""
        return not (self.issued_at or self.ended_at)

    @property
    def state(self) -> str:
        """draft, cleared, live, superseded, withdrawn or closed."""
        return self.ending or ("live" if self.issued_at else "cleared" if self.cleared_at else "draft")

    @property
    def awaited(self) -> list[Any]:
        """Of its `holders`, those who have not acknowledged it; after `put_readers`."""
        return [holder for holder in self.holders if not holder.acknowledged_at]

    @property
    def missing(self) -> list[Any]:
        """Members who must know it and have not acknowledged it; after `put_readers`."""
        return [holder.delegate for holder in self.awaited]

    @property
    def overdue(self) -> list[Any]:
        """Who else was told that somebody had not acknowledged it, as Climb; while somebody has not."""
        return self.climbed if self.awaited else []

    @property
    def acknowledged(self) -> int:
        """How many of its `holders` have acknowledged it."""
        return len(self.holders) - len(self.awaited)
