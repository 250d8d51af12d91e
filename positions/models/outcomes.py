"""What a meeting or the conference did with a proposal or text."""

from typing import Self
from urllib.parse import urlencode

from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from delegation import clock
from delegation.access import Marked, MarkedQuerySet, Marking
from delegation.confidence import Sourced
from delegation.models import Issue, Meeting
from delegation.versions import Versioned, versioned
from positions.models.documents import Document
from positions.models.proposals import Proposal
from positions.models.texts import Text

# How a result stands at a glance; whatever is not here is done.
STATES = {"withdrawn": "withdrawn", "not_agreed": "withdrawn", "referred": "moving", "carried": "moving"}


OWN = (
    *("proposal", "text", "issue", "document", "meeting", "result", "summary", "decided_on", "source", "confidence"),
    *("marking", "version", "field_versions", "archived_at"),
)
NAMES = (
    *("proposal__number", "proposal__number_is_sample", "proposal__confidence", "text__name"),
    *("text__is_sample", "text__confidence", "document__symbol", "document__is_sample", "document__confidence"),
    *("meeting__number", "meeting__committee__name", "meeting__committee__kind"),
)


class OutcomeQuerySet(MarkedQuerySet):
    def on(self, issue: Issue) -> Self:
        """Outcomes of the issue itself, of its texts, and of proposals on them."""
        texts = Text.issues.through.objects.filter(issue=issue).values("text")
        proposals = Proposal.objects.filter(text__in=texts).order_by().values("pk")
        return self.filter(Q(issue=issue) | Q(text__in=texts) | Q(proposal__in=proposals))

    def known(self) -> Self:
        """Those of today or before: at a rehearsal, what came later has not happened yet."""
        return self.filter(Q(decided_on=None) | Q(decided_on__lte=clock.today()))

    def newest_first(self) -> Self:
        return self.order_by("-decided_on", "pk")

    def with_papers(self) -> Self:
        """Fetch along the names of the proposal and the text that it is the result of, and where it was noted."""
        return self.select_related("proposal", "text", "document", "meeting__committee").only(*OWN, *NAMES)

    def with_subject(self) -> Self:
        """Fetch along what `with_papers` does, and the name of the issue."""
        return self.with_papers().select_related("issue").only(*OWN, *NAMES, "issue__name")


@versioned
class Outcome(Marked, Versioned, Sourced):
    """A result: of a proposal, of a text, or of an issue as a whole."""

    parents = ("proposal", "text", "issue", "document", "meeting")

    class Result(models.TextChoices):
        ADOPTED = "adopted", _("adopted")
        CHANGED = "changed", _("adopted with change")
        MERGED = "merged", _("merged")
        WITHDRAWN = "withdrawn", _("withdrawn")
        NOT_AGREED = "not_agreed", _("not agreed")
        REFERRED = "referred", _("referred")
        NO_CHANGE = "no_change", _("no change")
        NOTED = "noted", _("noted")
        CARRIED = "carried", _("carried to the next conference")

    kept_by_staff = True

    marking = models.CharField(_("marking"), max_length=10, choices=Marking, default=Marking.DELEGATION)
    proposal = models.ForeignKey(
        Proposal, models.PROTECT, verbose_name=_("proposal"), null=True, blank=True, related_name="outcomes"
    )
    text = models.ForeignKey(
        Text, models.PROTECT, verbose_name=_("text"), null=True, blank=True, related_name="outcomes"
    )
    result = models.CharField(_("result"), max_length=12, choices=Result)
    summary = models.CharField(_("in words"), max_length=300)
    document = models.ForeignKey(
        Document, models.PROTECT, verbose_name=_("where it stands"), null=True, blank=True, related_name="outcomes"
    )
    meeting = models.ForeignKey(
        Meeting, models.PROTECT, verbose_name=_("meeting"), null=True, blank=True, related_name="outcomes"
    )
    decided_on = models.DateField(_("date"), null=True, blank=True)
    source = models.CharField(_("source"), max_length=200, blank=True)
    confidence = models.CharField(_("confidence"), max_length=100, blank=True)

    objects = OutcomeQuerySet.as_manager()

    class Meta:
        verbose_name = _("outcome")
        verbose_name_plural = _("outcomes")
        indexes = [models.Index(fields=["decided_on", "id"], name="outcome_by_day")]
        constraints = [
            models.CheckConstraint(
                name="outcome_of_something",
                condition=Q(proposal__isnull=False) | Q(text__isnull=False) | Q(issue__isnull=False),
                violation_error_message=_("Say what this is the outcome of: a proposal, a text or an issue."),
            )
        ]

    def __str__(self) -> str:
        return str(self.get_result_display())

    @property
    def subject(self) -> str:
        """What it is the outcome of, as people call it, with the doubt there is about that."""
        sourced = self.proposal or self.text
        return sourced.named if sourced else str(self.issue)

    @property
    def state(self) -> str:
        """done, moving or withdrawn."""
        return STATES.get(self.result, "done")

    def get_absolute_url(self) -> str:
        """Where it is read: on its proposal, else on its issue, else among the proposals on its text."""
        if self.proposal_id:
            return reverse("proposal-detail", args=[self.proposal_id]) + "#outcomes"
        if self.issue_id:
            return reverse("issue-detail", args=[self.issue_id]) + "#outcomes"
        return f"{reverse('proposal-list')}?{urlencode({'text': self.text})}"
