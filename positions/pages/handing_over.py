"""What a member holds, and to whom it goes, as far as the reader may know."""

from dataclasses import dataclass
from typing import Any

from django.db.models import Q
from django.utils.translation import gettext as _

from delegation import access
from delegation.access import Clearance
from delegation.models import Assignment, Delegate, Duty, Grant, Membership
from delegation.pages import markings_shown
from positions.actions.handing_over import duties_to_come, issues_held, parts_held
from positions.models import Instruction
from positions.pages import open_business


@dataclass(frozen=True)
class Issue:
    """An issue that he holds, who else holds it, and what is live on it."""

    assignment: Assignment
    others: list[Assignment]
    live: list[Instruction]


def composed(person: Delegate, reader: Any) -> dict[str, Any]:
    """The context of the page. The number of queries does not depend on what he holds."""
    duties = list(duties_to_come(person, reader).with_meeting().order_by("period"))
    issues = _issues(person, reader)
    parts: list[Membership] = list(parts_held(person).select_related("committee").order_by("committee__place"))
    drafts = list(Instruction.objects.visible_to(reader).drafts().filter(drafted_by=person).with_names())
    waiting = Grant.objects.visible_to(reader).waiting()
    proposed = list(waiting.filter(Q(proposed_by=person) | Q(delegate=person)))
    unfinished = open_business.unfinished(person, reader)
    shown: list[Any] = [duties, drafts, proposed, *(one.marked for one in unfinished)]
    for issue in issues:
        shown += [issue.assignment, issue.live]
    return {
        "person": person,
        "duties": duties,
        "issues": issues,
        "parts": parts,
        "drafts": drafts,
        "proposed": proposed,
        "unfinished": unfinished,
        "may_hand_on_drafts": access.may_issue(reader),
        "is_free": not (duties or issues or parts),
        "may_lower": person.is_cleared and person.function not in access.CLEARED_FUNCTIONS,
        "delegation": Clearance.DELEGATION.label,
        "members": Delegate.objects.suggested(),
        "markings": markings_shown(*shown),
    }


def _issues(person: Delegate, reader: Any) -> list[Issue]:
    held = list(issues_held(person, reader).select_related("issue").order_by("role", "issue__place"))
    keys = [one.issue_id for one in held]
    holding = Assignment.objects.visible_to(reader).holding().filter(delegate__is_active=True)
    others = holding.filter(issue__in=keys).exclude(delegate=person)
    live = Instruction.objects.visible_to(reader).live().filter(issue__in=keys).with_names().newest_first()
    beside: dict[Any, list[Assignment]] = {key: [] for key in keys}
    standing: dict[Any, list[Instruction]] = {key: [] for key in keys}
    for one in others:
        beside[one.issue_id].append(one)
    for order in live:
        standing[order.issue_id].append(order)
    return [Issue(one, beside[one.issue_id], standing[one.issue_id]) for one in held]


def holder_of(record: Duty | Assignment | Membership | Instruction) -> Any:
    """The key of who holds it."""
    return record.drafted_by_id if isinstance(record, Instruction) else record.delegate_id


def title_of(record: Duty | Assignment | Membership | Instruction) -> str:
    """What is handed on."""
    match record:
        case Instruction():
            return _("Draft instruction on %(subject)s") % {"subject": record.subject}
        case Duty():
            return f"{record.meeting.named}, {record.get_role_display()}"
        case Assignment():
            return f"{record.issue}, {record.get_role_display()}"
    return f"{record.committee.named}, {record.get_role_display()}"
