"""What the floor asks capital: the question, by when, what came back, and what we do if nothing does."""

from datetime import datetime
from typing import Any, Self

from django.conf import settings
from django.contrib.postgres.indexes import GinIndex
from django.contrib.postgres.search import SearchVector, SearchVectorField
from django.db import models
from django.db.models import F, OuterRef, Q
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.timezone import localtime
from django.utils.translation import gettext_lazy as _

from delegation import access
from delegation.access import Marked, MarkedQuerySet
from delegation.models import Assignment, Conference, Issue, Meeting
from delegation.prepared import prepared
from delegation.versions import Versioned, versioned
from positions.models.climbs import climbed_to, reached, untold
from positions.models.instructions import Instruction
from positions.models.needed_by import NeededBy
from positions.models.proposals import Proposal
from positions.models.texts import Text

# A question of which something is still to come.
OPEN = Q(archived_at=None, closed_at=None, withdrawn_at=None)
AWAITED = OPEN & Q(sent_at__isnull=False, answered_at=None)
WITH_CAPITAL = AWAITED & (Q(asked_back_at=None) | Q(replied_at__isnull=False))
SENT_BACK = OPEN & Q(asked_back_at__isnull=False, replied_at=None, answered_at=None)
PEOPLE = ("asked_by", "taken_by", "asked_back_by", "answered_by", "withdrawn_by", "closed_by")

# How it stands, for whoever would do what cannot be done then.
SENTENCES = {
    "draft": _("This has not been sent yet."),
    "sent": _("This waits for capital, where nobody has taken it yet."),
    "acknowledged": _("Capital has taken this and not answered it yet."),
    "sent back": _("Capital has asked back, and waits for the reply."),
    "answered": _("Capital has answered this."),
    "withdrawn": _("This was withdrawn: nothing more is to come of it."),
    "closed": _("This is closed: ask anew, if something is still open."),
}


class GuidanceRequestQuerySet(MarkedQuerySet):
    def on(self, issue: Any) -> Self:
        return self.filter(issue=issue)

    def open(self) -> Self:
        """Drafts, what is with capital or was asked back, and answers of which nothing has come yet."""
        return self.filter(OPEN)

    def ended(self) -> Self:
        return self.filter(archived_at=None).filter(Q(closed_at__isnull=False) | Q(withdrawn_at__isnull=False))

    def on_open_issues(self) -> Self:
        return self.filter(issue__closed_at=None, issue__archived_at=None)

    def waiting_on(self, delegate: Any) -> Self:
        """On open issues: in capital, what nobody else there has taken; of issues that he holds, what was asked back
        or answered, and what he drafted himself."""
        going_on = SENT_BACK | (OPEN & (Q(sent_at=None, asked_by=delegate.pk) | Q(answered_at__isnull=False)))
        waits = going_on & Q(issue__in=access.holding(delegate))
        if access.may_answer(delegate):
            left = Q(taken_by__is_active=False) | ~Q(taken_by__function=access.Function.CAPITAL)
            waits |= WITH_CAPITAL & (Q(taken_by=None) | Q(taken_by=delegate.pk) | left)
        return self.filter(waits, issue__closed_at=None, issue__archived_at=None)

    def most_pressing_first(self) -> Self:
        return self.order_by(F("needed_by").asc(nulls_last=True), "drafted_at", "pk")

    def with_names(self) -> Self:
        return self.select_related("issue", "text", *PEOPLE).with_climb()

    def with_climb(self) -> Self:
        """Who knows that it is overdue, as the step to which it climbed."""
        return self.annotate(climbed_to=climbed_to())

    def to_climb(self, now: datetime, conference: Conference) -> Self:
        """Overdue, on open issues, and somebody who is to know by now was not told; with the step `reached`."""
        waiting = self.on_open_issues().filter(AWAITED, needed_by__lt=now - conference.steps[0])
        waiting = waiting.annotate(reached=reached("needed_by", now, conference.steps))
        return waiting.filter(untold(request=OuterRef("pk"), since=OuterRef("needed_by")))


@versioned
class GuidanceRequest(NeededBy, Marked, Versioned):
    """A question to capital that the delegation cannot move without, with a time by which it is needed."""

    parents = ("issue", "text", "proposal", "meeting")

    class Closing(models.TextChoices):
        ISSUED = "issued", _("an instruction was issued")
        NOT_NEEDED = "not_needed", _("no instruction needed")

    # What capital answers becomes an instruction, which is never marked higher.
    MARKINGS = Instruction.MARKINGS
    # What is asked; all of it is there before it is sent.
    ASKED = ("question", "options", "recommendation", "by_default", "needed_by")

    issue = models.ForeignKey(Issue, models.PROTECT, verbose_name=_("issue"), related_name="guidance_requests")
    text = models.ForeignKey(
        *(Text, models.PROTECT), verbose_name=_("text"), null=True, blank=True, related_name="guidance_requests"
    )
    proposal = models.ForeignKey(
        *(Proposal, models.PROTECT), verbose_name=_("proposal"), null=True, blank=True, related_name="guidance_requests"
    )
    meeting = models.ForeignKey(
        *(Meeting, models.PROTECT), verbose_name=_("meeting"), null=True, blank=True, related_name="guidance_requests"
    )
    question = models.CharField(_("question"), max_length=300, help_text=_("One sentence."))
    options = models.TextField(_("options"), blank=True, help_text=_("One on each line."))
    recommendation = models.CharField(_("our recommendation"), max_length=300, blank=True)
    by_default = models.CharField(_("if no answer comes, we"), max_length=300, blank=True)
    needed_by = models.DateTimeField(_("needed by"), null=True, blank=True)
    drafted_at = models.DateTimeField(editable=False)
    asked_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, editable=False, related_name="+")
    sent_at = models.DateTimeField(_("sent"), null=True, editable=False)
    taken_at = models.DateTimeField(_("taken"), null=True, editable=False)
    taken_by = models.ForeignKey(
        *(settings.AUTH_USER_MODEL, models.PROTECT),
        verbose_name=_("handler"),
        null=True,
        editable=False,
        related_name="+",
    )
    asked_back = models.TextField(_("question of capital"), blank=True)
    asked_back_at = models.DateTimeField(null=True, editable=False)
    asked_back_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, editable=False, related_name="+"
    )
    reply = models.TextField(_("our reply"), blank=True)
    replied_at = models.DateTimeField(null=True, editable=False)
    answer = models.TextField(_("answer"), blank=True)
    answered_at = models.DateTimeField(null=True, editable=False)
    answered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, editable=False, related_name="+"
    )
    instruction = models.OneToOneField(
        *(Instruction, models.PROTECT), verbose_name=_("instruction"), null=True, editable=False, related_name="request"
    )
    withdrawn_at = models.DateTimeField(null=True, editable=False)
    withdrawn_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, editable=False, related_name="+"
    )
    withdrawn_why = models.CharField(_("why it was withdrawn"), max_length=300, blank=True, editable=False)
    closed_at = models.DateTimeField(null=True, editable=False)
    closed_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, editable=False, related_name="+")
    closing = models.CharField(_("closed"), max_length=10, choices=Closing, blank=True, editable=False)
    search = models.GeneratedField(
        expression=SearchVector("question", "answer", config="english"),
        output_field=SearchVectorField(),
        db_persist=True,
    )

    shown_as: str  # how it stands at a glance; put by the pages that show it

    objects = GuidanceRequestQuerySet.as_manager()

    class Meta:
        verbose_name = _("guidance request")
        verbose_name_plural = _("guidance requests")
        indexes = [
            models.Index(fields=["needed_by"], condition=OPEN, name="request_by_time"),
            GinIndex(fields=["search"], name="request_search"),
        ]
        constraints = [
            models.CheckConstraint(name="request_marking", condition=Q(marking__in=["delegation", "government"])),
            models.CheckConstraint(name="request_asks_something", condition=~Q(question="")),
            models.CheckConstraint(
                name="request_is_whole_when_sent",
                condition=Q(sent_at=None)
                | Q(needed_by__isnull=False) & ~Q(options="") & ~Q(recommendation="") & ~Q(by_default=""),
            ),
            models.CheckConstraint(
                name="request_taken_by_name",
                condition=Q(taken_at=None, taken_by=None)
                | Q(taken_at__isnull=False, taken_by__isnull=False, sent_at__isnull=False),
            ),
            models.CheckConstraint(
                name="request_asked_back_in_words",
                condition=Q(asked_back_at=None, asked_back="", asked_back_by=None)
                | Q(asked_back_at__isnull=False, sent_at__isnull=False) & ~Q(asked_back=""),
            ),
            models.CheckConstraint(
                name="request_replied_in_words",
                condition=Q(replied_at=None, reply="")
                | Q(replied_at__isnull=False, asked_back_at__isnull=False) & ~Q(reply=""),
            ),
            models.CheckConstraint(
                name="request_answered_in_words",
                condition=Q(answered_at=None, answer="", answered_by=None, instruction=None)
                | Q(answered_at__isnull=False, sent_at__isnull=False) & ~Q(answer=""),
            ),
            models.CheckConstraint(
                name="request_withdrawn_with_a_reason",
                condition=Q(withdrawn_at=None, withdrawn_why="", withdrawn_by=None)
                | Q(withdrawn_at__isnull=False, sent_at__isnull=False, answered_at=None) & ~Q(withdrawn_why=""),
            ),
            models.CheckConstraint(
                name="request_closed_after_an_answer",
                condition=Q(closed_at=None, closing="", closed_by=None)
                | Q(closed_at__isnull=False, answered_at__isnull=False) & ~Q(closing=""),
            ),
        ]

    def __str__(self) -> str:
        """By words and date: "Res 102, 29 Oct 11:05"."""
        return f"{self.subject}, {date_format(localtime(self.sent_at or self.drafted_at), 'j M H:i')}"

    def get_absolute_url(self) -> str:
        return reverse("guidance-detail", args=[self.pk])

    @property
    def subject(self) -> str:
        """What it is asked about; of a text, with the doubt there is about it."""
        return self.text.named if self.text else self.issue.name

    @property
    def choices(self) -> list[str]:
        return [line.strip() for line in self.options.splitlines() if line.strip()]

    @property
    def lacks(self) -> dict[str, str]:
        """Fields that are empty and must be filled before it is sent, with their labels."""
        empty = [name for name in self.ASKED if not str(getattr(self, name) or "").strip()]
        return {field.name: str(field.verbose_name) for field in self._meta.fields if field.name in empty}

    @property
    def state(self) -> str:
        """draft, sent, acknowledged, sent back, answered, withdrawn or closed."""
        if self.withdrawn_at:
            return "withdrawn"
        if self.answered_at:
            return "closed" if self.closed_at else "answered"
        if self.asked_back_at and not self.replied_at:
            return "sent back"
        if not self.sent_at:
            return "draft"
        return "acknowledged" if self.taken_at else "sent"

    @property
    def state_in_words(self) -> str:
        words = {
            "draft": _("draft"),
            "sent": _("with capital"),
            "acknowledged": _("taken by %(name)s") % {"name": self.taken_by},
            "sent back": _("asked back"),
            "answered": _("answered"),
            "withdrawn": _("withdrawn"),
            "closed": _("closed: %(why)s") % {"why": self.get_closing_display()},
        }
        return str(words[self.state])

    @property
    def asking(self) -> Q:
        """Members who asked, or hold the issue now."""
        holding = Assignment.objects.in_force().filter(issue=self.issue_id).order_by()
        return Q(pk=self.asked_by_id) | Q(pk__in=holding.values("delegate"))

    @property
    def order(self) -> tuple[str, Text | None] | None:
        """What the instruction that its answer opened orders, and on which text."""
        return (self.instruction.kind, self.instruction.text) if self.instruction else None

    @property
    def is_instructed(self) -> bool:
        """Whether the instruction that its answer opened was issued, to no fewer than may read the question."""
        opened = self.instruction
        return opened is not None and opened.issued_at is not None and not self.is_read_beyond(opened)


@prepared
def open_on(reader: Any, *, issue: Any) -> Any:
    """What is asked on an issue and not ended, the most pressing first. One query."""
    found = GuidanceRequest.objects.visible_to(reader).on(issue).open().with_climb().defer("search")
    return found.select_related("text", "asked_by", "taken_by").most_pressing_first()[:20]
