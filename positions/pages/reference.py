"""What one looks up: actions, committees with our people in them, groups."""

from dataclasses import dataclass
from functools import reduce
from operator import or_
from typing import Any

from django.db.models import Count, Q
from django.utils.translation import gettext_lazy as _

from delegation.confidence import UNSURE
from delegation.models import Committee, Membership, RegionalGroup
from positions.models import Proposal
from positions.numbers.symbols import GROUP_DRAFTS

MEANINGS: dict[str, Any] = {
    Proposal.Action.ADD: _("New text, or a new provision, that is not in the instruments yet."),
    Proposal.Action.ADD_MOVED: _("Text that stands elsewhere is put here; the partner of SUP*."),
    Proposal.Action.MOD: _("An existing text is changed: words taken out, put in or replaced."),
    Proposal.Action.MOD_EDITORIAL: _("A change of wording only; the parentheses belong to the symbol."),
    Proposal.Action.SUP: _("An existing text is suppressed."),
    Proposal.Action.SUP_MOVED: _("Text is taken out here and put elsewhere; the partner of ADD*."),
    Proposal.Action.NOC: _("No change is proposed; there may be no reasons."),
    Proposal.Action.NOC_ON_PURPOSE: _("No change, on purpose: printed underlined, with reasons to keep the text."),
    Proposal.Action.OTHER: _("No change of a text: an opinion, an agenda item, information."),
}


@dataclass(frozen=True)
class Branch:
    """One committee, how deep it stands in the tree, and who of us is in it."""

    committee: Committee
    depth: int
    members: list[Membership]


def tree() -> list[Branch]:
    """Committees under those they belong to, in order. Two queries, however many."""
    committees = list(Committee.objects.current())
    members: dict[str, list[Membership]] = {}
    for membership in Membership.objects.in_force().of_members():
        members.setdefault(membership.committee_id, []).append(membership)
    codes = {committee.code for committee in committees}
    under: dict[str | None, list[Committee]] = {}
    for committee in committees:
        under.setdefault(committee.parent_id if committee.parent_id in codes else None, []).append(committee)
    branches: list[Branch] = []

    def grow(parent: str | None, depth: int) -> None:
        for committee in under.pop(parent, []):
            branches.append(Branch(committee, depth, members.get(committee.code, [])))
            grow(committee.code, depth + 1)

    grow(None, 0)
    return branches


def groups() -> list[dict[str, Any]]:
    """Regional groups with their codes; how many Member States belong to each, and how many it is not sure of.

    One query.
    """
    drafts = {code: draft for draft, code in GROUP_DRAFTS.items()}
    real, unsure = Q(members__is_sample=False), reduce(or_, [Q(members__confidence__icontains=word) for word in UNSURE])
    counted = RegionalGroup.objects.annotate(
        count=Count("members", filter=real), unverified=Count("members", filter=real & unsure)
    )
    return [
        {"group": group, "draft": drafts.get(group.code, ""), "count": group.count, "unverified": group.unverified}
        for group in counted
    ]
