"""Stances in their cells: one issue and one group or State each."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from django.urls import reverse
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from delegation import drafts
from delegation.access import STRICTNESS, Marking
from delegation.confidence import is_unverified
from delegation.fragments import fragment
from delegation.models import Issue, MemberState, RegionalGroup
from positions.models import Instruction, Stance


@dataclass(frozen=True)
class Said:
    """A stance in plain values."""

    key: UUID
    value: str
    ask: str
    source: str
    stated_on: date | None
    confidence: str
    marking: str

    @property
    def get_value_display(self) -> Any:
        return Stance.Value(self.value).label


@dataclass(frozen=True)
class Cell:
    """What a reader sees of one group or State on one issue. Hidden and absent look alike.

    holder: the code of the group or symbol of the State. stances: of several, that which fewest know comes first: it
    is edited here. draft: as of a Field.
    """

    issue: UUID
    issue_name: str
    holder: str
    is_group: bool
    stances: tuple[Said, ...]
    can_edit: bool
    draft: str = ""

    @property
    def id(self) -> str:
        return f"stance-{self.issue}-{self.holder}"

    @property
    def label(self) -> str:
        return _("Stance of %(holder)s on %(issue)s") % {"holder": self.holder, "issue": self.issue_name}

    @property
    def edit_url(self) -> str:
        return reverse(f"stance-of-{'group' if self.is_group else 'state'}", args=[self.issue, self.holder])

    @property
    def page_url(self) -> str:
        return f"{self.edit_url}?shown"

    @property
    def marking_url(self) -> str:
        return reverse("marking", args=["stance", self.stances[0].key]) if self.stances else ""

    @property
    def saved(self) -> str:
        return ""

    @property
    def shown(self) -> SafeString:
        """As it stands: rendered once, until something in it changes."""
        return fragment("positions/cell.html", cell=self)

    @property
    def is_unverified(self) -> bool:
        return any(is_unverified(stance.confidence) for stance in self.stances)


# What an instruction makes of us, as a stance.
OURS = {
    Instruction.Kind.SUPPORT: Stance.Value.SUPPORT,
    Instruction.Kind.JOIN: Stance.Value.SUPPORT,
    Instruction.Kind.AMEND: Stance.Value.SUPPORT_AMENDED,
    Instruction.Kind.DO_NOT_OPPOSE: Stance.Value.MIXED,
    Instruction.Kind.RESERVE: Stance.Value.MIXED,
    Instruction.Kind.ABSTAIN: Stance.Value.MIXED,
    Instruction.Kind.CORRIDOR: Stance.Value.MIXED,
    Instruction.Kind.OPPOSE: Stance.Value.OPPOSE,
    Instruction.Kind.BLOCK: Stance.Value.OPPOSE,
}


@dataclass(frozen=True)
class Row:
    """One issue: a cell for each group, and for each State that has a stance of its own."""

    issue: Issue
    groups: list[Cell]
    states: list[Cell]
    ours: tuple[tuple[str, Instruction], ...] = ()


def rows(
    issues: Iterable[Issue],
    groups: Sequence[RegionalGroup],
    stances: Iterable[Stance],
    *,
    editable: set[Any],
    live: Iterable[Instruction] = (),
) -> list[Row]:
    """editable: keys of the issues whose stances the reader may change. live: instructions, for our own column."""
    ours: dict[Any, list[tuple[str, Instruction]]] = {}
    for one in live:
        ours.setdefault(one.issue_id, []).append((OURS[Instruction.Kind(one.kind)], one))
    of_groups: dict[Any, dict[str, list[Stance]]] = {}
    of_states: dict[Any, dict[str, list[Stance]]] = {}
    for stance in stances:
        held, holder = (of_states, stance.state_id) if stance.state_id else (of_groups, stance.group_id)
        held.setdefault(stance.issue_id, {}).setdefault(holder or "", []).append(stance)
    return [
        _row(
            issue,
            groups,
            of_groups.get(issue.pk, {}),
            of_states.get(issue.pk, {}),
            tuple(ours.get(issue.pk, ())),
            can_edit=issue.pk in editable,
        )
        for issue in issues
    ]


def strictest_first(stances: Iterable[Stance]) -> list[Stance]:
    return sorted(stances, key=lambda stance: (-STRICTNESS[Marking(stance.marking)], stance.marking))


def cell(issue: Issue, holder: RegionalGroup | MemberState, stances: Iterable[Stance], *, can_edit: bool) -> Cell:
    said = [
        Said(one.pk, one.value, one.ask, one.source, one.stated_on, one.confidence, one.marking)
        for one in strictest_first(stances)
    ]
    draft = drafts.name_of_new(issue, "stance", holder.pk)
    return Cell(issue.pk, issue.name, holder.pk, isinstance(holder, RegionalGroup), tuple(said), can_edit, draft)


def _row(
    issue: Issue,
    groups: Sequence[RegionalGroup],
    of_groups: dict[str, list[Stance]],
    of_states: dict[str, list[Stance]],
    ours: tuple,
    *,
    can_edit: bool,
) -> Row:
    return Row(
        issue=issue,
        groups=[cell(issue, group, of_groups.get(group.pk, []), can_edit=can_edit) for group in groups],
        states=[
            cell(issue, state, found, can_edit=can_edit)
            for _symbol, found in sorted(of_states.items())
            if (state := found[0].state)
        ],
        ours=ours,
    )
