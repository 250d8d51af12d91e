"""What capital instructed: one live instruction per question, and who knows it."""

from datetime import datetime
from typing import Any, Self

import pgtrigger
from django.conf import settings
from django.contrib.postgres.indexes import GinIndex
from django.contrib.postgres.search import SearchVector, SearchVectorField
from django.db import models
from django.db.models import F, Prefetch, Q
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.timezone import localtime
from django.utils.translation import gettext_lazy as _

from delegation import access
from delegation.access import Marked, MarkedQuerySet, Marking
from delegation.models import Assignment, Issue
from delegation.models.issues import holders_of
from delegation.prepared import along, prepared
from delegation.versions import Versioned, versioned
from positions.models.texts import Text

LIVE = Q(issued_at__isnull=False, ended_at=None)
# What a page shows of an instruction itself.
OWN = (
    *("issue", "text", "kind", "mandate", "marking", "predecessor", "version", "field_versions"),
    *("drafted_at", "drafted_by", "issued_at", "issued_by", "ended_at", "ending", "ended_why", "archived_at"),
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
        """On issues that `delegate` leads or is alternate of: those he must know."""
        return self.filter(issue__in=access.held_issues(delegate))

    def newest_first(self) -> Self:
        return self.order_by(F("issued_at").desc(nulls_first=True), "-drafted_at", "pk")

    def with_people(self) -> Self:
        """Fetch along the text, who drafted and who issued it."""
        return self.select_related("text", "issued_by", "drafted_by").only(*OWN)

    def with_names(self) -> Self:
        """Fetch along what `with_people` does, and the issue."""
        return self.with_people().select_related("issue").only(*OWN, "issue__name", "issue__marking")

    def with_readers(self, reader: Any) -> Self:
        """Fetch along what `with_names` does, `told`: the acknowledgements, and the `holders` of the issue.
        Three queries."""
        told = Acknowledgement.objects.visible_to(reader).named()
        holders = Assignment.objects.visible_to(reader).holding()
        return (
            self.with_names()
            .prefetch_related(Prefetch("acknowledgements", told, to_attr="told"))
            .prefetch_related(Prefetch("issue__assignments", holders, to_attr="holders"))
        )


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
    issued_at = models.DateTimeField(null=True, editable=False)
    issued_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, editable=False, related_name="+")
    predecessor = models.OneToOneField("self", models.PROTECT, null=True, editable=False, related_name="successor")
    ended_at = models.DateTimeField(null=True, editable=False)
    ended_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, editable=False, related_name="+")
    ending = models.CharField(max_length=10, choices=Ending, blank=True, editable=False)
    ended_why = models.CharField(max_length=300, blank=True, editable=False)
    search = models.GeneratedField(
        expression=SearchVector("mandate", config="english"), output_field=SearchVectorField(), db_persist=True
    )

    told: list["Acknowledgement"]  # after `with_readers`

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
                name="ended_in_some_way",
                condition=Q(ended_at=None, ending="") | (Q(ended_at__isnull=False) & ~Q(ending="")),
            ),
            models.CheckConstraint(
                name="ends_after_it_was_issued",
                condition=Q(ended_at=None) | Q(issued_at=None) | Q(ended_at__gte=F("issued_at")),
            ),
        ]
        triggers = [
            pgtrigger.Trigger(
                name="whole_issue_or_texts",
                operation=pgtrigger.Insert | pgtrigger.Update,
                when=pgtrigger.Before,
                condition=pgtrigger.Q(new__issued_at__isnull=False, new__ended_at__isnull=True),
                func="""
                    -- Whoever issues on this issue waits here for the other.
                    PERFORM 1 FROM delegation_issue WHERE id = NEW.issue_id FOR NO KEY UPDATE;
                    IF EXISTS (
                        SELECT 1 FROM positions_instruction
                        WHERE issue_id = NEW.issue_id AND id <> NEW.id AND issued_at IS NOT NULL AND ended_at IS NULL
                            AND (text_id IS NULL) <> (NEW.text_id IS NULL)
                    ) THEN
                        RAISE EXCEPTION 'live for the whole issue, or per text, never both'
                            USING ERRCODE = 'check_violation', CONSTRAINT = 'whole_issue_or_texts';
                    END IF;
                    RETURN NEW;
                """,
            ),
            pgtrigger.Trigger(
                name="live_on_an_open_issue",
                operation=pgtrigger.Insert | pgtrigger.Update,
                when=pgtrigger.Before,
                condition=pgtrigger.Q(new__issued_at__isnull=False, new__ended_at__isnull=True),
                func="""
                    -- Whoever closes the issue waits here, or is waited for.
                    PERFORM 1 FROM delegation_issue
                    WHERE id = NEW.issue_id AND closed_at IS NULL AND archived_at IS NULL FOR NO KEY UPDATE;
                    IF NOT FOUND THEN
                        RAISE EXCEPTION 'no instruction is live on a closed issue'
                            USING ERRCODE = 'check_violation', CONSTRAINT = 'live_on_an_open_issue';
                    END IF;
                    RETURN NEW;
                """,
            ),
        ]

    def __str__(self) -> str:
        """By words and date, never by a number that would betray others: "Res 102, 29 Oct 15:20"."""
        when = self.issued_at or self.drafted_at
        return f"{self.subject}, {date_format(localtime(when), 'j M H:i')}"

    def get_absolute_url(self) -> str:
        return reverse("issue-detail", args=[self.issue_id]) + "#instruction"

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
        return super().refusal_of_marking(marking)

    @property
    def is_live(self) -> bool:
        return bool(self.issued_at and not self.ended_at)

    @property
    def state(self) -> str:
        """draft, live, superseded, withdrawn or closed."""
        return self.ending or ("live" if self.issued_at else "draft")

    @property
    def missing(self) -> list[Any]:
        """Holders who have not acknowledged; after `with_readers`."""
        told = {acknowledgement.delegate_id for acknowledgement in self.told}
        return [holder.delegate for holder in self.issue.holders if holder.delegate_id not in told]


class AcknowledgementQuerySet(MarkedQuerySet):
    def named(self) -> Self:
        """With the names of who acknowledged, in the order in which they did."""
        return self.select_related("delegate").only("at", "instruction", "delegate__name").order_by("at")


@versioned
class Acknowledgement(Marked, Versioned):
    """One person knows one instruction, since when."""

    parents = ("instruction",)
    marked_alike = True

    instruction = models.ForeignKey(Instruction, models.PROTECT, related_name="acknowledgements")
    delegate = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="acknowledgements")
    at = models.DateTimeField()

    objects = AcknowledgementQuerySet.as_manager()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["instruction", "delegate"], name="one_acknowledgement_each")]

    def __str__(self) -> str:
        return f"{self.delegate}, {self.instruction}"


@prepared
def told_of(reader: Any, *, instructions: Any) -> Any:
    """Who acknowledged these instructions, as `with_readers` fetches them along."""
    return Acknowledgement.objects.visible_to(reader).named().filter(instruction__in=instructions)


def put_readers(instructions: list[Instruction], reader: Any) -> None:
    """Fetch along what `with_readers` does, for those that a prepared query found `with_names`. Two queries."""
    along(instructions, "told", told_of(reader, instructions=[one.pk for one in instructions]), "instruction_id")
    holders = holders_of(reader, issues=list({one.issue_id for one in instructions}))
    along([one.issue for one in instructions], "holders", holders, "issue_id")
