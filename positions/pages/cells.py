"""Stances in their cells: one issue and one group or State each."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache
from typing import Any

from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.safestring import SafeString
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from delegation.access import STRICTNESS, Marking
from delegation.confidence import is_unverified
from delegation.models import Issue, MemberState, RegionalGroup
from positions.models import Instruction, Stance
from positions.pages.fields import marking_url


@dataclass(frozen=True)
class Cell:
    """What a reader sees of one group or State on one issue. Hidden and absent look alike."""

    issue: Issue
    holder: RegionalGroup | MemberState
    stances: tuple[Stance, ...]
    can_edit: bool

    @cached_property
    def id(self) -> str:
        return f"stance-{self.issue.pk}-{self.holder.pk}"

    @cached_property
    def label(self) -> str:
        return _("Stance of %(holder)s on %(issue)s") % {"holder": self.holder.pk, "issue": self.issue}

    @cached_property
    def edit_url(self) -> str:
        kind = "group" if isinstance(self.holder, RegionalGroup) else "state"
        return reverse(f"stance-of-{kind}", args=[self.issue.pk, self.holder.pk])

    @property
    def page_url(self) -> str:
        return f"{self.edit_url}?shown"

    @property
    def marking_url(self) -> str:
        return marking_url(self.stance) if self.stance else ""

    @property
    def saved(self) -> str:
        return ""

    @property
    def shown(self) -> SafeString:
        """As it stands: rendered once, until something in it changes."""
        words = tuple(
            (one.value, one.ask, one.source, one.stated_on, one.confidence, one.marking) for one in self.stances
        )
        return _shown(self, self.issue.name, words, get_language())

    @property
    def stance(self) -> Stance | None:
        """The one that is edited here: of several, that which fewest know."""
        return self.stances[0] if self.stances else None

    @property
    def is_unverified(self) -> bool:
        return any(is_unverified(stance.confidence) for stance in self.stances)


@lru_cache(maxsize=5000)
def _shown(cell: Cell, issue: str, words: tuple, language: str | None) -> SafeString:
    return render_to_string("positions/cell.html", {"cell": cell, "form": None, "conflict": None})


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


def cell(issue: Issue, holder: RegionalGroup | MemberState, stances: Iterable[Stance], *, can_edit: bool) -> Cell:
    strictest_first = sorted(stances, key=lambda stance: (-STRICTNESS[Marking(stance.marking)], stance.marking))
    return Cell(issue, holder, tuple(strictest_first), can_edit)


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
