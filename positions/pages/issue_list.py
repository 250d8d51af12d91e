"""The list of issues: who leads each, what is live on it, and how much is filed on it."""

from dataclasses import dataclass
from typing import Any

from django.db.models import F, Func, OuterRef, Prefetch, QuerySet, Subquery
from django.http import QueryDict

from delegation import access
from delegation.models import Assignment, Committee, Issue
from delegation.pages import markings_shown
from delegation.paging import page_of
from positions.models import Instruction, Proposal, Text

ORDER = ("place", "name", "id")


@dataclass(frozen=True)
class Line:
    """One issue of the list."""

    issue: Issue
    leads: list[str]
    alternates: list[str]
    live: list[Instruction]
    proposals: int


def composed(asked: QueryDict, reader: Any) -> dict[str, Any]:
    """The context of the list; `which` of the three lists is asked for: open, closed or archived."""
    which = asked.get("which", "")
    issues = Issue.objects.visible_to(reader)
    if which == "closed":
        issues = issues.current().filter(closed_at__isnull=False)
    elif which == "archived":
        issues = issues.filter(archived_at__isnull=False)
    else:
        which, issues = "open", issues.open()
    part = page_of(issues.values(*ORDER), ORDER, cursor=asked.get("cursor", ""))
    lines = _lines(issues.filter(pk__in=[row["id"] for row in part.rows]), reader)
    return {
        "lines": lines,
        "which": which,
        "part": part,
        "may_run": access.may_run(reader),
        "markings": markings_shown([line.issue for line in lines], *(line.live for line in lines)),
    }


def _lines(issues: QuerySet, reader: Any) -> list[Line]:
    """Five queries."""
    texts = Text.objects.visible_to(reader).current().in_order()
    rows = list(
        issues.with_holders(reader)  # type: ignore[attr-defined]
        .prefetch_related(
            Prefetch("committees", Committee.objects.current(), to_attr="bodies"),
            Prefetch("texts", texts, to_attr="acted_on"),
        )
        .annotate(**_counts(reader))
        .in_order()
    )
    live: dict[Any, list[Instruction]] = {issue.pk: [] for issue in rows}
    standing = Instruction.objects.visible_to(reader).live().filter(issue__in=live)
    for instruction in standing.select_related("text", "issue").newest_first():
        live[instruction.issue_id].append(instruction)
    return [
        Line(
            issue=issue,
            leads=_names(issue, Assignment.Role.LEAD),
            alternates=_names(issue, Assignment.Role.ALTERNATE),
            live=live[issue.pk],
            proposals=issue.under + issue.acting,
        )
        for issue in rows
    ]


def _names(issue: Issue, role: str) -> list[str]:
    return [holder.delegate.name for holder in issue.holders if holder.role == role]


def _counts(reader: Any) -> dict[str, Subquery]:
    """How many visible proposals are handled under each issue, and how many others act on one of its texts."""
    proposals = Proposal.objects.visible_to(reader).current().order_by()
    texts = Text.issues.through.objects.filter(issue=OuterRef(OuterRef("pk"))).values("text")
    counted = Func(F("pk"), function="COUNT")
    under = proposals.filter(issue=OuterRef("pk"))
    acting = proposals.filter(text__in=texts).exclude(issue=OuterRef("pk"))
    return {
        "under": Subquery(under.annotate(counted=counted).values("counted")),
        "acting": Subquery(acting.annotate(counted=counted).values("counted")),
    }
