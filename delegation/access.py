"""Who may see a marked record, and who may change it. No other module decides this.

Every right is written once, as a condition on rows (a Q): lists filter by it, yes/no questions ask whether the one row
passes, "who can read this?" is it from the other side; a grid test holds them together. Subqueries, never joins.
"""

import uuid
from typing import Any, ClassVar, Self

from django.contrib.auth import get_user_model
from django.db import models
from django.db.models import Q
from django.db.models.expressions import RawSQL
from django.utils.translation import gettext_lazy as _

from delegation import clock
from delegation.prepared import prepared

NOTHING = Q(pk__in=[])


class Clearance(models.TextChoices):
    DELEGATION = "delegation", _("Delegation")
    GOVERNMENT = "government", _("Government")


class Marking(models.TextChoices):
    """Sets of readers, not a ladder."""

    DELEGATION = "delegation", _("Delegation")
    GOVERNMENT = "government", _("Government")
    CORE = "core", _("Core")
    ELECTIONS = "elections", _("Elections")


class Function(models.TextChoices):
    HEAD = "head", _("Head of delegation")
    DEPUTY = "deputy", _("Deputy head of delegation")
    SECRETARY = "secretary", _("Delegation secretary")
    DELEGATE = "delegate", _("Delegate")
    ADVISER = "adviser", _("Adviser")
    CAPITAL = "capital", _("Capital")
    ELECTION_DESK = "election_desk", _("Election desk")


HEADS = (Function.HEAD, Function.DEPUTY)
CORE_READERS = (*HEADS, Function.CAPITAL)
ELECTIONS_READERS = (*HEADS, Function.ELECTION_DESK)
EDITORS = (*HEADS, Function.SECRETARY)
ISSUERS = (*HEADS, Function.CAPITAL)
# Whoever holds one of these is cleared government: the database refuses anything else.
CLEARED_FUNCTIONS = (*HEADS, Function.SECRETARY, Function.CAPITAL, Function.ELECTION_DESK)

# How much a marking hides, for the strictest of a parent's; neither of the last two includes the other.
STRICTNESS = {Marking.DELEGATION: 0, Marking.GOVERNMENT: 1, Marking.CORE: 2, Marking.ELECTIONS: 2}


def in_force() -> Q:
    """Assignments and memberships that hold today, at the conference."""
    today = clock.today()
    return Q(archived_at=None, starts_on__lte=today) & (Q(ends_on=None) | Q(ends_on__gte=today))


def held_issues(delegate: Any) -> models.QuerySet:
    """Keys of the issues that `delegate` leads or is alternate of today, as a subquery."""
    return _assignments().filter(in_force(), delegate=delegate.pk).order_by().values("issue")


def holding(delegate: Any) -> RawSQL:
    """`held_issues` as the right side of a condition: a page asks it twenty times."""
    return _holding.inside(delegate)


_holding = prepared(held_issues)


def _assignments() -> Any:
    """Assignments stand on rights, and not the other way."""
    model: Any = get_user_model()._meta.get_field("assignments").related_model
    return model.objects


def open_markings(delegate: Any) -> list[str]:
    """Markings that `delegate` reads whatever the issue."""
    if not delegate.is_active:
        return []
    if delegate.clearance != Clearance.GOVERNMENT:
        return [Marking.DELEGATION]
    return [
        Marking.DELEGATION,
        Marking.GOVERNMENT,
        *([Marking.CORE] if delegate.function in CORE_READERS else []),
        *([Marking.ELECTIONS] if delegate.function in ELECTIONS_READERS else []),
    ]


def choosable_markings(delegate: Any, issue_id: uuid.UUID | None, *floors: str) -> list[str]:
    """Markings that `delegate` reads on that issue, and that add no reader to any of `floors`."""
    readable = open_markings(delegate)
    if Marking.GOVERNMENT in readable and held_issues(delegate).filter(issue=issue_id).exists():
        readable = [*readable, Marking.CORE]
    return [
        marking
        for marking in Marking.values
        if marking in readable and not any(adds_readers(floor, marking) for floor in floors)
    ]


def seen_by(delegate: Any, *, issue: str = "issue", prefix: str = "") -> Q:
    """Rows that `delegate` may see.

    issue: the field that names the row's issue ("pk" on an issue itself).
    prefix: lookup path to the columns, for history rows and the like ("pgh_obj__").
    """
    readable = open_markings(delegate)
    if not readable:
        return NOTHING
    rows = Q(**{f"{prefix}marking__in": readable})
    if Marking.GOVERNMENT in readable and Marking.CORE not in readable:
        rows |= Q(**{f"{prefix}marking": Marking.CORE, f"{prefix}{issue}__in": holding(delegate)})
    return rows


def changed_by(delegate: Any, model: type["Marked"], *, prefix: str = "") -> Q:
    """Rows of `model` that `delegate` may change: never one that is not seen. prefix: as in `seen_by`."""
    seen = seen_by(delegate, issue=model.issue_field, prefix=prefix)
    if delegate.is_active and delegate.function in model.changing_functions:
        return seen
    held = model.also_changed_by(delegate, prefix)
    if delegate.is_active and model.changed_by_holders:
        held |= Q(**{f"{prefix}{model.issue_field}__in": holding(delegate)})
    if delegate.is_active and delegate.is_staff and model.kept_by_staff:
        held |= Q(**{f"{prefix}marking": Marking.DELEGATION})
    return seen & held


def addressed_to(delegate: Any) -> Q:
    """Rows for every reader, and those for `delegate` alone."""
    return Q(to=None) | Q(to=delegate.pk)


def readers(marking: str, issue_id: uuid.UUID | None) -> models.QuerySet:
    """Delegates who may see a row so marked: `seen_by` from the other side."""
    members = get_user_model().objects.filter(is_active=True)
    cleared = Q(clearance=Clearance.GOVERNMENT)
    match marking:
        case Marking.DELEGATION:
            return members
        case Marking.GOVERNMENT:
            return members.filter(cleared)
        case Marking.CORE:
            holders = _assignments().filter(in_force(), issue=issue_id)
            return members.filter(cleared & (Q(function__in=CORE_READERS) | Q(pk__in=holders.values("delegate"))))
        case Marking.ELECTIONS:
            return members.filter(cleared, function__in=ELECTIONS_READERS)
    raise ValueError(f"no such marking: {marking}")


def strictest(*markings: str) -> str:
    """The marking that a child takes from its parents: the one that hides most."""
    return max(markings, key=lambda marking: STRICTNESS[Marking(marking)])


def adds_readers(
    before: str, after: str, issue_before: uuid.UUID | None = None, issue_after: uuid.UUID | None = None
) -> bool:
    """Whether anybody sees a row marked `after` who does not see one marked `before`: such a change takes two.

    issue_before, issue_after: the issues on which the two hang, where those may differ. Core is read by whoever holds
    the issue; without an issue it is read by nobody who does not read all of it.
    """
    if before == after == Marking.CORE:
        return issue_after not in (None, issue_before)
    return after != before and STRICTNESS[Marking(after)] <= STRICTNESS[Marking(before)]


def adds_powers(before: str, after: str) -> bool:
    """Whether a change of function lets somebody see, change, issue or confirm more: such a change takes two."""
    kinds = (CORE_READERS, ELECTIONS_READERS, EDITORS, ISSUERS, HEADS)
    return any(after in functions and before not in functions for functions in kinds)


def is_oneself(delegate: Any, key: uuid.UUID | None) -> bool:
    """Answer a duty, change an account, take a proposal back: whoever it is of, and nobody for somebody else."""
    return delegate.is_active and delegate.pk == key


def may_issue(delegate: Any) -> bool:
    """Draft, issue, supersede and withdraw instructions."""
    return delegate.is_active and delegate.function in ISSUERS


def may_confirm(delegate: Any) -> bool:
    """Confirm an act that takes two (never one's own)."""
    return delegate.is_active and delegate.function in HEADS


def may_answer(delegate: Any) -> bool:
    """Take, ask back and answer what is asked of capital."""
    return delegate.is_active and delegate.function == Function.CAPITAL


def may_run(delegate: Any) -> bool:
    """Plan meetings, duties and briefings: head, deputy, secretary."""
    return delegate.is_active and delegate.function in EDITORS


may_decide = may_confirm  # make a position the delegation's
may_look_back = may_run  # see on one page what everybody changed in the last hour


def may_minute(delegate: Any) -> bool:
    """Say what happened in any room: the secretary."""
    return delegate.is_active and delegate.function == Function.SECRETARY


def may_keep(delegate: Any) -> bool:
    """Keep what carries no marking: people, agencies, committees, States, settings."""
    return delegate.is_active and (delegate.is_staff or delegate.function in EDITORS)


def may_file(delegate: Any) -> bool:
    """File proposals: whoever keeps the papers any, who holds issues those that belong to them. One query at most."""
    return may_keep(delegate) or (delegate.is_active and held_issues(delegate).exists())


def may_rehearse(delegate: Any) -> bool:
    """Move a sample conference to another moment."""
    return delegate.is_active and (delegate.is_staff or delegate.function in HEADS)


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
