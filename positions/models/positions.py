"""What the delegation wants on each issue: its editions, from draft to closed."""

from typing import Any, Self

from django.conf import settings
from django.contrib.postgres.indexes import GinIndex
from django.contrib.postgres.search import SearchVector, SearchVectorField
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from delegation import access
from delegation.access import Marked, MarkedQuerySet
from delegation.models import Assignment, Issue
from delegation.versions import Versioned, versioned

# Made the delegation's, and not yet replaced or closed: also while it is checked or suspended.
IN_FORCE = Q(activated_at__isnull=False, closed_at=None, archived_at=None)
# Being written, with the agencies, or cleared.
IN_THE_WORKS = Q(activated_at=None, closed_at=None, archived_at=None)

# How each state is called; what one reads before one does what cannot be done then.
STATES = {
    "draft": _("draft"),
    "under review": _("under review"),
    "cleared": _("cleared"),
    "live": _("live"),
    "check": _("to be checked"),
    "suspended": _("suspended"),
    "closed": _("closed"),
}
SENTENCES = {
    "draft": _("This is a draft: submit it first."),
    "under review": _("This is with the agencies, which are asked to agree to it."),
    "cleared": _("This is cleared, and waits for the head or a deputy. To change it, withdraw it first."),
    "live": _("This is the delegation’s position. To change it, revise it: a new edition is opened."),
    "check": _("Something that this rests on has changed: confirm it or revise it first."),
    "suspended": _("This is suspended."),
    "closed": _("This edition is closed."),
}


class PositionQuerySet(MarkedQuerySet):
    def on(self, issue: Issue) -> Self:
        return self.filter(issue=issue)

    def in_force(self) -> Self:
        return self.filter(IN_FORCE)

    def live(self) -> Self:
        """In force, and not suspended."""
        return self.filter(IN_FORCE, suspended_at=None)

    def in_the_works(self) -> Self:
        return self.filter(IN_THE_WORKS)

    def drafts(self) -> Self:
        """Whose words may be changed, as `is_draft` says of one."""
        return self.filter(cleared_at=None, activated_at=None, closed_at=None, archived_at=None)

    def shown(self) -> Self:
        """All but the editions that others replaced."""
        return self.filter(archived_at=None).exclude(closing=Position.Closing.REPLACED)

    def in_force_first(self) -> Self:
        return self.order_by("marking", F("activated_at").asc(nulls_last=True), "pk")

    def in_force_last(self) -> Self:
        return self.order_by(F("activated_at").asc(nulls_first=True), "pk")

    def waiting_on(self, delegate: Any) -> Self:
        """On open issues: of those that he holds, what came back to him or is to be checked; what he may decide on."""
        came_back = Q(returned_at__isnull=False, submitted_at=None)
        checking = Q(check_at__isnull=False, activated_at__isnull=False)
        waits = Q(issue__in=access.holding(delegate)) & (came_back | checking)
        if access.may_decide(delegate):
            waits |= Q(cleared_at__isnull=False, activated_at=None)
        return self.filter(waits, closed_at=None, archived_at=None, issue__closed_at=None, issue__archived_at=None)


@versioned
class Position(Marked, Versioned):
    """One edition of our stance on an issue. Fallback and red line are no part of it: they are reserves, rows of their
    own."""

    parents = ("issue",)

    class Closing(models.TextChoices):
        REPLACED = "replaced", _("replaced")
        OUTCOME = "outcome", _("outcome recorded")

    issue = models.ForeignKey(Issue, models.PROTECT, verbose_name=_("issue"), related_name="positions")
    background = models.TextField(_("background"), blank=True)
    objective = models.TextField(_("objective"), blank=True)
    argument = models.TextField(_("argument"), blank=True)
    complications = models.TextField(_("complications"), blank=True)
    # All of them as one text, in order: the database writes it down from their rows.
    alternatives = models.TextField(_("alternatives"), blank=True, editable=False)
    preferred_wording = models.TextField(_("preferred wording"), blank=True)
    predecessor = models.ForeignKey("self", models.PROTECT, null=True, editable=False, related_name="successors")
    submitted_at = models.DateTimeField(null=True, editable=False)
    submitted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, editable=False, related_name="+"
    )
    cleared_at = models.DateTimeField(null=True, editable=False)
    # A draft once more: an agency objected, or it was withdrawn.
    returned_at = models.DateTimeField(null=True, editable=False)
    returned_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, editable=False, related_name="+"
    )
    returned_why = models.CharField(_("why it is a draft again"), max_length=300, blank=True, editable=False)
    activated_at = models.DateTimeField(null=True, editable=False)
    activated_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, editable=False, related_name="+"
    )
    check_at = models.DateTimeField(null=True, editable=False)  # since when it is to be confirmed or revised
    confirmed_at = models.DateTimeField(null=True, editable=False)
    confirmed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, editable=False, related_name="+"
    )
    suspended_at = models.DateTimeField(null=True, editable=False)
    suspended_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, editable=False, related_name="+"
    )
    suspended_why = models.CharField(_("why it is suspended"), max_length=300, blank=True, editable=False)
    closed_at = models.DateTimeField(null=True, editable=False)
    closed_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, editable=False, related_name="+")
    closing = models.CharField(_("closed"), max_length=10, choices=Closing, blank=True, editable=False)
    search = models.GeneratedField(
        expression=SearchVector(
            "background",
            "objective",
            "argument",
            "complications",
            "alternatives",
            "preferred_wording",
            config="english",
        ),
        output_field=SearchVectorField(),
        db_persist=True,
    )

    # What is edited in place, in reading order.
    FIELDS = ("background", "objective", "argument", "complications", "preferred_wording")
    WORDS = ("background", "objective", "argument", "complications", "alternatives", "preferred_wording")
    NEEDED = ("objective", "argument")  # before agencies are asked
    # What says who may see it and how it stands.
    STANDING = ("marking", "submitted_at", "cleared_at", "activated_at", "check_at", "suspended_at", "closed_at")

    asked: list[Any]  # these three are put by the pages that show them: its clearances
    rests_on: list[Any]  # Basis
    in_order: list[Any]  # Alternative

    objects = PositionQuerySet.as_manager()

    class Meta:
        verbose_name = _("position")
        verbose_name_plural = _("positions")
        indexes = [GinIndex(fields=["search"], name="position_search")]
        constraints = [
            # The marking too: what somebody may not see does not stand in his way, and so does not show itself.
            models.UniqueConstraint(
                fields=["issue", "marking"],
                condition=IN_FORCE,
                name="one_position_in_force",
                violation_error_message=_("Another position is in force on this issue."),
            ),
            models.UniqueConstraint(
                fields=["issue", "marking"],
                condition=IN_THE_WORKS,
                name="one_position_in_the_works",
                violation_error_message=_("A position on this issue is being written already."),
            ),
            models.CheckConstraint(
                name="activated_by_someone_at_some_time",
                condition=Q(activated_at=None, activated_by=None) | Q(activated_at__isnull=False),
            ),
            models.CheckConstraint(
                name="submitted_by_someone_at_some_time",
                condition=Q(submitted_at=None, submitted_by=None) | Q(submitted_at__isnull=False),
            ),
            models.CheckConstraint(
                name="position_cleared_once_submitted", condition=Q(cleared_at=None) | Q(submitted_at__isnull=False)
            ),
            models.CheckConstraint(
                name="position_in_force_once_cleared", condition=Q(activated_at=None) | Q(cleared_at__isnull=False)
            ),
            models.CheckConstraint(
                name="position_returned_with_a_reason",
                condition=Q(returned_at=None, returned_by=None, returned_why="")
                | Q(returned_at__isnull=False) & ~Q(returned_why=""),
            ),
            models.CheckConstraint(
                name="position_checked_in_force",
                condition=Q(check_at=None) | Q(activated_at__isnull=False, suspended_at=None),
            ),
            models.CheckConstraint(
                name="position_confirmed_by_someone_at_some_time",
                condition=Q(confirmed_at=None, confirmed_by=None) | Q(confirmed_at__isnull=False),
            ),
            models.CheckConstraint(
                name="position_suspended_with_a_reason",
                condition=Q(suspended_at=None, suspended_by=None, suspended_why="")
                | Q(suspended_at__isnull=False, activated_at__isnull=False) & ~Q(suspended_why=""),
            ),
            models.CheckConstraint(
                name="position_closed_in_some_way",
                condition=Q(closed_at=None, closed_by=None, closing="")
                | Q(closed_at__isnull=False, activated_at__isnull=False) & ~Q(closing=""),
            ),
        ]

    def __str__(self) -> str:
        return str(_("Position on %(issue)s") % {"issue": self.issue})

    def get_absolute_url(self) -> str:
        return reverse("issue-detail", args=[self.issue_id]) + "#position"

    def refusal_of_marking(self, marking: str) -> str:
        """Whoever reads a position may read what it rests on, and would else learn that something is there."""
        rests = self.bases.filter(archived_at=None, instruction__isnull=False).select_related("instruction")
        if any(one.instruction and access.adds_readers(one.instruction.marking, marking) for one in rests):
            return str(_("It rests on an instruction that fewer people may read: take that off first."))
        return super().refusal_of_marking(marking)

    @property
    def noun(self) -> Any:
        """What kind of text it is, for who is asked to agree to it."""
        return self._meta.verbose_name

    @property
    def subject(self) -> str:
        return str(self.issue)

    @property
    def state(self) -> str:
        """draft, under review, cleared, live, check, suspended or closed."""
        if self.closed_at:
            return "closed"
        if self.suspended_at:
            return "suspended"
        if self.activated_at:
            return "check" if self.check_at else "live"
        return "cleared" if self.cleared_at else "under review" if self.submitted_at else "draft"

    @property
    def state_in_words(self) -> str:
        return str(self.get_closing_display() if self.closed_at and self.closing else STATES[self.state])

    @property
    def shown_as(self) -> str:
        """How it stands at a glance."""
        looks = {"live": "live", "check": "overdue", "suspended": "withdrawn", "closed": "withdrawn"}
        return looks.get(self.state, "waiting" if self.state == "under review" else "moving")

    @property
    def is_draft(self) -> bool:
        """Whether its words may be changed: also while the agencies read it, who are then asked anew."""
        return self.state in ("draft", "under review") and not self.archived_at

    @property
    def lacks(self) -> dict[str, str]:
        """Fields that are empty and must be filled before agencies are asked, with their labels."""
        empty = {name for name in self.NEEDED if not getattr(self, name).strip()}
        return {field.name: str(field.verbose_name) for field in self._meta.fields if field.name in empty}

    @property
    def holding(self) -> Any:
        """Condition on members: who leads the issue now, or is its alternate."""
        assignments = Assignment.objects.in_force().filter(issue=self.issue_id).order_by()
        return Q(pk__in=assignments.values("delegate"))
