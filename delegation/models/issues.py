"""Issues: our names for topics, and who leads them."""

import uuid
from typing import Any, Self

import pgtrigger
from django.conf import settings
from django.db import models
from django.db.models import F, Prefetch, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from delegation import access
from delegation.access import Marked, MarkedQuerySet, Marking
from delegation.models.committees import Committee
from delegation.models.people import Agency
from delegation.prepared import prepared
from delegation.versions import Versioned, versioned


class IssueQuerySet(MarkedQuerySet):
    def open(self) -> Self:
        return self.filter(closed_at=None, archived_at=None)

    def held_by(self, delegate: Any) -> Self:
        """Issues that `delegate` leads or is alternate of today."""
        return self.filter(pk__in=access.held_issues(delegate))

    def in_order(self) -> Self:
        return self.order_by("place", "name")

    def with_right_to_add(self, delegate: Any, model: type[Marked], marking: str) -> Self:
        """Say of each issue, as `may_add`, whether `delegate` may add a row of `model` so marked to it."""
        may = models.When(access.changed_by(delegate, model, prefix="new_"), then=models.Value(True))
        return self.alias(new_marking=models.Value(marking), new_issue=F("pk")).annotate(
            may_add=models.Case(may, default=False, output_field=models.BooleanField())
        )

    def with_holders(self, reader: Any) -> Self:
        """Fetch along `holders`: the present assignments with their people, leads first. Two queries."""
        assignments = Assignment.objects.visible_to(reader).holding()
        return self.prefetch_related(Prefetch("assignments", assignments, to_attr="holders"))


@versioned
class Issue(Marked, Versioned):
    """The delegation's name for a topic; gathers proposals, positions, texts and people."""

    issue_field = "pk"
    issue = None

    name = models.CharField(_("name"), max_length=120)
    slug = models.SlugField(_("short name"), max_length=40, help_text=_("Used to call it in files: iot."))
    summary = models.CharField(_("in one sentence"), max_length=300, blank=True)
    place = models.PositiveSmallIntegerField(_("place in lists"), default=100)
    committees = models.ManyToManyField(Committee, verbose_name=_("committees"), related_name="issues", blank=True)
    agencies = models.ManyToManyField(
        Agency,
        verbose_name=_("agencies that clear it"),
        related_name="issues",
        blank=True,
        help_text=_("Asked to agree to each position and instruction on it."),
    )
    closed_at = models.DateTimeField(null=True, editable=False)
    closed_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, editable=False, related_name="+")

    holders: list["Assignment"]  # after `with_holders`
    may_add: bool  # after `with_right_to_add`

    objects = IssueQuerySet.as_manager()

    class Meta:
        verbose_name = _("issue")
        verbose_name_plural = _("issues")
        ordering = ["place", "name"]
        constraints = [
            models.UniqueConstraint(
                # The marking too: what somebody may not see does not stand in his way, and so does not show itself.
                # Not of core, which a lead reads on his own issues alone.
                fields=["name", "marking"],
                condition=Q(archived_at=None) & ~Q(marking=Marking.CORE),
                name="one_issue_per_name",
                violation_error_message=_("An issue with this name is already there."),
            ),
            models.UniqueConstraint(
                fields=["slug", "marking"],
                condition=Q(archived_at=None) & ~Q(marking=Marking.CORE),
                name="one_issue_per_short_name",
                violation_error_message=_("An issue with this short name is already there."),
            ),
            models.CheckConstraint(
                name="issue_closed_by_someone", condition=Q(closed_at=None, closed_by=None) | Q(closed_at__isnull=False)
            ),
        ]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return reverse("issue-detail", args=[self.pk])

    @property
    def is_open(self) -> bool:
        """Whether something may still come on it, as `open` says of many."""
        return not (self.closed_at or self.archived_at)

    def is_held_by(self, delegate: Any) -> bool:
        """Whether `delegate` sees it and leads it, or is its alternate, today. One query."""
        return Issue.objects.visible_to(delegate).held_by(delegate).filter(pk=self.pk).exists()

    @property
    def issue_id(self) -> uuid.UUID:  # type: ignore[override]
        """An issue hangs on itself: who leads it is told of it."""
        return self.pk


class AssignmentQuerySet(MarkedQuerySet):
    def in_force(self) -> Self:
        return self.filter(access.in_force())

    def holding(self) -> Self:
        """The present ones with the names of their people, leads first."""
        named = self.in_force().select_related("delegate").only("role", "issue", "delegate__name")
        return named.order_by("role", "delegate__name")


@versioned
class Assignment(Marked, Versioned):
    """A delegate is lead or alternate of an issue, from a day to a day. Giving one takes two people."""

    parents = ("issue",)
    marked_alike = True
    taking_two = ("issue", "delegate", "role", "starts_on", "ends_on")

    class Role(models.TextChoices):
        LEAD = "a_lead", _("Lead")
        ALTERNATE = "b_alternate", _("Alternate")

    issue = models.ForeignKey(Issue, models.PROTECT, verbose_name=_("issue"), related_name="assignments")
    delegate = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, verbose_name=_("member"), related_name="assignments"
    )
    role = models.CharField(_("role"), max_length=12, choices=Role)
    starts_on = models.DateField(_("from"))
    ends_on = models.DateField(_("to"), null=True, blank=True)

    objects = AssignmentQuerySet.as_manager()

    class Meta:
        verbose_name = _("assignment")
        verbose_name_plural = _("assignments")
        ordering = ["issue", "role"]
        constraints = [
            models.UniqueConstraint(
                fields=["issue", "delegate"], condition=Q(archived_at=None), name="one_assignment_each"
            ),
            models.CheckConstraint(
                name="assignment_ends_after_it_starts", condition=Q(ends_on=None) | Q(ends_on__gte=F("starts_on"))
            ),
            models.CheckConstraint(name="assignment_is_not_for_elections", condition=~Q(marking=Marking.ELECTIONS)),
        ]
        triggers = [
            pgtrigger.Trigger(
                name="holders_are_cleared",
                operation=pgtrigger.Insert | pgtrigger.Update,
                when=pgtrigger.Before,
                func="""
                    IF NEW.archived_at IS NULL AND NOT EXISTS (
                        SELECT 1 FROM delegation_delegate
                        WHERE id = NEW.delegate_id AND clearance = 'government' FOR SHARE
                    ) THEN
                        RAISE EXCEPTION 'not cleared government: can be neither lead nor alternate'
                            USING ERRCODE = 'check_violation', CONSTRAINT = 'holders_are_cleared';
                    END IF;
                    RETURN NEW;
                """,
            )
        ]

    def __str__(self) -> str:
        return f"{self.delegate}, {self.get_role_display()}, {self.issue}"


@prepared
def holders_of(reader: Any, *, issues: Any) -> Any:
    """Who holds these issues, as `with_holders` fetches them along."""
    return Assignment.objects.visible_to(reader).holding().filter(issue__in=issues)
