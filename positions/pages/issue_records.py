"""What hangs on one issue, as far as a reader may see it: one prepared query for each kind of record."""

from dataclasses import dataclass
from typing import Any

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import Exists, F, OuterRef, QuerySet
from django.utils.safestring import SafeString

from delegation.access import Marking
from delegation.confidence import is_unverified
from delegation.fragments import fragment
from delegation.models import Agency, Committee, Issue, Meeting, RegionalGroup
from delegation.models.issues import holders_of
from delegation.prepared import along, prepared
from positions.models import (
    AgendaItem,
    Basis,
    Instruction,
    Outcome,
    Position,
    Proposal,
    Reserve,
    Stance,
    TalkingPoint,
    Text,
)
from positions.models.acknowledgements import put_readers
from positions.models.conflicting_answers import with_hold
from positions.pages.proposal_list import STATES

LATEST = 60
OUTCOMES = 20
MEETINGS = 3
# What the page shows of these.
OF_PROPOSALS = ("pk", "number", "number_is_sample", "action", "title", "stage", "confidence", "marking")
OF_MEETINGS = (
    *("number", "starts_at", "marking", "committee__name", "committee__kind"),
    *("times_are_estimated", "is_sample", "confidence"),
)


@dataclass(frozen=True)
class Filed:
    """A row of the table of proposals."""

    key: Any
    number: str
    number_is_sample: bool
    action: str
    title: str
    stage: str
    confidence: str
    marking: str

    @property
    def is_unverified(self) -> bool:
        return is_unverified(self.confidence)

    @property
    def where(self) -> Any:
        return Proposal.Stage(self.stage).label

    @property
    def state(self) -> str:
        return STATES.get(self.stage, "moving")

    @property
    def shown(self) -> SafeString:
        return fragment("positions/filed.html", proposal=self)


def proposals(issue: Issue, reader: Any, count: int) -> list[Filed]:
    """The first ones handled under the issue, or acting on its texts. One query."""
    return [Filed(*row) for row in _proposals(reader, count, issue=issue.pk)]


def outcomes(issue: Issue, reader: Any) -> list[Outcome]:
    """The newest ones of the issue, its texts, and proposals on them. One query."""
    found = _outcomes(reader, issue=issue.pk)
    for one in found:
        if one.issue_id == issue.pk:
            one.issue = issue
    return found


def issue_with_people(key: Any, reader: Any) -> Issue | None:
    """The issue with rights, `holders`, the right to add a reserve, its committees as `bodies`, and the names of the
    agencies that clear it as `clearing`. Three queries."""
    found = _issues(reader, issue=key)
    along(found, "holders", holders_of(reader, issues=[key]), "issue_id")
    for issue in found:
        issue.bodies = _bodies(reader, issue=key)
    return found[0] if found else None


def on_issue(issue: Issue, reader: Any) -> list[Instruction]:
    """Live instructions and drafts first, then those that ended last; with their people. Two queries."""
    found = _instructions(reader, issue=issue.pk)
    for one in found:
        one.issue = issue
    put_readers(found, reader)
    return found


@prepared
def _issues(reader: Any, *, issue: Any) -> QuerySet:
    found = Issue.objects.visible_to(reader).with_rights(reader).with_right_to_add(reader, Reserve, Marking.CORE)
    agencies = Agency.objects.filter(issues=OuterRef("pk"), archived_at=None).order_by("name")
    return found.filter(pk=issue).annotate(clearing=ArraySubquery(agencies.values("name")))


@prepared
def _bodies(reader: Any, *, issue: Any) -> QuerySet:
    return Committee.objects.current().filter(issues=issue)


@prepared
def _instructions(reader: Any, *, issue: Any) -> QuerySet:
    found = Instruction.objects.visible_to(reader).on(issue).exclude(issued_at=None, ended_at__isnull=False)
    last_first = F("ended_at").desc(nulls_first=True), F("issued_at").desc(nulls_first=True), "pk"
    return with_hold(found.with_people(), reader).order_by(*last_first)[:LATEST]


@prepared
def positions(reader: Any, *, issue: Any) -> QuerySet:
    found = Position.objects.visible_to(reader).shown().on(issue).defer("search").in_force_first()
    return found.annotate(has_bases=Exists(Basis.objects.filter(position=OuterRef("pk"), archived_at=None)))


@prepared
def points(reader: Any, *, issue: Any) -> QuerySet:
    return TalkingPoint.objects.visible_to(reader).current().on(issue).defer("search").in_order()


@prepared
def reserves(reader: Any, *, issue: Any) -> QuerySet:
    return Reserve.objects.visible_to(reader).current().on(issue).in_force().with_instruction()


@prepared
def texts(reader: Any, *, issue: Any) -> QuerySet:
    return Text.objects.visible_to(reader).current().on(issue).defer("search").in_order()


@prepared
def _proposals(reader: Any, count: int, *, issue: Any) -> QuerySet:
    found = Proposal.objects.visible_to(reader).current().on(issue).in_order()
    return found.values_list(*OF_PROPOSALS)[:count]


@prepared
def _outcomes(reader: Any, *, issue: Any) -> QuerySet:
    return Outcome.objects.visible_to(reader).current().on(issue).known().with_papers().newest_first()[:OUTCOMES]


@prepared
def stances(reader: Any, *, issue: Any) -> QuerySet:
    return Stance.objects.visible_to(reader).current().on(issue).with_holder()


@prepared
def groups(reader: None) -> QuerySet:
    return RegionalGroup.objects.filter(archived_at=None).order_by("code")


@prepared
def coming_meetings(reader: Any, *, issue: Any, now: Any) -> QuerySet:
    """The next ones whose agenda names the issue."""
    items = AgendaItem.objects.visible_to(reader).current().filter(issues=issue)
    meetings = Meeting.objects.visible_to(reader).held().after(now).filter(pk__in=items.values("meeting"))
    return meetings.select_related("committee").only(*OF_MEETINGS).in_order()[:MEETINGS]
