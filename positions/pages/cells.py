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
    def saved(self) -> str:
        return ""

    @property
    def shown(self) -> SafeString:
        """As it stands: rendered once, until something in it changes."""
        words = tuple((one.value, one.ask, one.source, one.stated_on, one.confidence) for one in self.stances)
        return _shown(self, self.label, words, get_language())

    @property
    def stance(self) -> Stance | None:
        """The one that is edited here: of several, that which fewest know."""
        return self.stances[0] if self.stances else None

    @property
    def is_unverified(self) -> bool:
        return any(is_unverified(stance.confidence) for stance in self.stances)


@lru_cache(maxsize=5000)
def _shown(cell: Cell, label: str, words: tuple, language: str | None) -> SafeString:
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
    held: dict[tuple[Any, str, str], list[Stance]] = {}
    for stance in stances:
        held.setdefault((stance.issue_id, stance.group_id or "", stance.state_id or ""), []).append(stance)
    return [_row(issue, groups, held, tuple(ours.get(issue.pk, ())), can_edit=issue.pk in editable) for issue in issues]


def cell(issue: Issue, holder: RegionalGroup | MemberState, stances: Iterable[Stance], *, can_edit: bool) -> Cell:
    strictest_first = sorted(stances, key=lambda stance: (-STRICTNESS[Marking(stance.marking)], stance.marking))
    return Cell(issue, holder, tuple(strictest_first), can_edit)


def _row(issue: Issue, groups: Sequence[RegionalGroup], held: dict, ours: tuple, *, can_edit: bool) -> Row:
    own = {state: found for (key, _group, state), found in held.items() if key == issue.pk and state}
    return Row(
        issue=issue,
        groups=[cell(issue, group, held.get((issue.pk, group.pk, ""), []), can_edit=can_edit) for group in groups],
        states=[cell(issue, found[0].state, found, can_edit=can_edit) for _symbol, found in sorted(own.items())],
        ours=ours,
    )
