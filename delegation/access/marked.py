"""Records with a marking, and questions about them."""

import uuid
from typing import Any, ClassVar, Self

from django.db import models
from django.utils.translation import gettext_lazy as _

from delegation.access.functions import EDITORS, Marking
from delegation.access.rows import NOTHING, adds_readers, changed_by, readers, seen_by


class MarkedQuerySet(models.QuerySet):
    model: Any  # a Marked

    def visible_to(self, delegate: Any) -> Self:
        return self.filter(seen_by(delegate, issue=self.model.issue_field))

    def changeable_by(self, delegate: Any) -> Self:
        return self.filter(changed_by(delegate, self.model))

    def with_rights(self, delegate: Any) -> Self:
        """Say of each row, as `may_change`, whether `delegate` may change it."""
        may = models.When(changed_by(delegate, self.model), then=models.Value(True))
        return self.annotate(may_change=models.Case(may, default=False, output_field=models.BooleanField()))

    def current(self) -> Self:
        """Rows that nobody has archived."""
        return self.filter(archived_at=None)


class Marked(models.Model):
    """A record with a marking, and the issue it hangs on where it has one; with a random key."""

    issue_field: ClassVar[str] = "issue"
    changing_functions: ClassVar[tuple[str, ...]] = EDITORS
    changed_by_holders: ClassVar[bool] = True  # the lead and alternates of its issue
    kept_by_staff: ClassVar[bool] = False
    also_changed_by: ClassVar[Any] = staticmethod(lambda delegate, prefix: NOTHING)  # of what is seen, beside those
    parents: ClassVar[tuple[str, ...]] = ()  # fields naming records that this one is never marked below
    marked_alike: ClassVar[bool] = False  # its marking is always that of its parent
    MARKINGS: ClassVar[tuple[str, ...]] = tuple(Marking.values)  # those that it may have

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    marking = models.CharField(_("marking"), max_length=10, choices=Marking, default=Marking.GOVERNMENT)
    issue = models.ForeignKey(
        "delegation.Issue", models.PROTECT, verbose_name=_("issue"), null=True, blank=True, related_name="+"
    )

    may_change: bool  # after `with_rights`
    objects = MarkedQuerySet.as_manager()

    class Meta:
        abstract = True

    def is_visible_to(self, delegate: Any) -> bool:
        """One query."""
        return type(self).objects.visible_to(delegate).filter(pk=self.pk).exists()

    def is_changeable_by(self, delegate: Any) -> bool:
        """One query."""
        return type(self).objects.changeable_by(delegate).filter(pk=self.pk).exists()

    def is_read_beyond(self, other: "Marked", marking: str = "") -> bool:
        """Whether anybody sees this, marked as it is or as told, who does not see `other`."""
        return adds_readers(other.marking, marking or self.marking, other.issue_key, self.issue_key)

    def refusal_of_marking(self, marking: str) -> str:
        """Why it may not be marked so, whoever asks for it; "" where it may."""
        if marking in self.MARKINGS:
            return ""
        return _("This is never marked %(marking)s.") % {"marking": Marking(marking).label}

    @property
    def issue_key(self) -> uuid.UUID | None:
        """The issue that it hangs on; an issue hangs on itself."""
        return self.pk if self.issue_field == "pk" else getattr(self, f"{self.issue_field}_id")

    def readers(self) -> models.QuerySet:
        """Delegates who may see this record."""
        return readers(self.marking, self.issue_key)
