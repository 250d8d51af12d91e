"""Positions as they are shown on their issue: each edition with its state, its words, and what may be done with it."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from django.urls import reverse
from django.utils.timezone import localtime
from django.utils.translation import gettext as _

from delegation import access
from delegation.history import Stamps
from delegation.models import Issue
from delegation.pages import Field
from delegation.prepared import along, prepared
from positions.models import Basis, Clearance, Position
from positions.models.alternatives import alternatives_of
from positions.models.bases import bases_of
from positions.models.clearances import of_positions
from positions.pages import fields
from positions.pages import issue_records as records
from positions.pages.deeds import Deed
from positions.pages.moves import Move


@dataclass(frozen=True)
class Edition:
    """One edition, for one reader."""

    position: Position
    fields: list[Field]
    clearances: list[Clearance]
    bases: list[Basis]
    alternatives: list[Field]
    new_alternative: Field | None
    deeds: list[Deed]
    may_rest: bool  # say what it rests on


def on(issue: Issue, reader: Any) -> list[Position]:
    """The editions that are shown, with who was asked about those in the works, as `asked`, and what they rest on, as
    `rests_on`, with their alternatives `in_order`. Four queries at most: where there is nothing of a kind, nothing is
    asked for it."""
    positions = records.positions(reader, issue=issue.pk)
    waiting = [one.pk for one in positions if not one.activated_at and (one.submitted_at or one.returned_at)]
    along(positions, "asked", of_positions(reader, positions=waiting), "position_id")
    with_rows = [one.pk for one in positions if one.alternatives]
    along(positions, "in_order", alternatives_of(reader, positions=with_rows), "position_id")
    resting = [one.pk for one in positions if one.has_bases]
    along(positions, "rests_on", bases_of(reader, positions=resting), "position_id")
    for one in positions:
        one.issue = issue
        for clearance in one.asked:
            clearance.position = one
    return positions


def composed(
    positions: Sequence[Position], reader: Any, stamps: Stamps, issue: Issue, *, can_edit: bool
) -> list[Edition]:
    """No query."""
    may_hold = reader in [holder.delegate for holder in issue.holders]
    in_works = {one.marking for one in positions if not one.activated_at}
    return [
        Edition(
            position=one,
            fields=fields.position_fields(one, stamps, can_edit=can_edit and one.is_draft),
            clearances=[asked for asked in one.asked if one.submitted_at or asked.settled],
            bases=one.rests_on,
            alternatives=fields.alternative_fields(one.in_order, stamps, can_edit=can_edit and one.is_draft),
            new_alternative=fields.new_alternative_field(one) if can_edit and one.is_draft else None,
            may_rest=can_edit and issue.is_open and not one.closed_at,
            deeds=deeds(one, may_hold=may_hold, reader=reader, has_next=one.marking in in_works)
            if issue.is_open
            else [],
        )
        for one in positions
    ]


def words_wait(positions: Sequence[Position]) -> bool:
    """Whether words to say are not open: there is a position, as far as one may know, and none is live."""
    return bool(positions) and not any(one.state in ("live", "check") for one in positions)


def deeds(position: Position, *, may_hold: bool, reader: Any, has_next: bool) -> list[Deed]:
    """What the reader may do with it now. has_next: whether a new edition is in the works."""
    state, found = position.state, []
    if may_hold and state == "draft":
        found = [Deed(_at("submit", position), _("Submit to the agencies"), "main", posts=True)]
    if state == "under review" and (may_hold or access.may_run(reader)):
        found = [Deed(_at("ask", position), _("Ask more agencies"))]
    if may_hold and state == "cleared":
        found = [Deed(_at("withdraw", position), _("Withdraw it to change it"))]
    if access.may_decide(reader) and state == "cleared":
        found = [Deed(_at("activate", position), _("Make it the delegation’s position"), "main", posts=True), *found]
    if may_hold and state == "check":
        found = [Deed(_at("confirm", position), _("Confirm: it still holds"), "main", posts=True)]
    if may_hold and state in ("live", "check") and not has_next:
        found += [Deed(_at("revise", position), _("Revise: open a new edition"), posts=True)]
    if access.may_decide(reader) and state == "live":
        found += [Deed(_at("suspend", position), _("Suspend"))]
        found += [Deed(_at("close", position), _("Close: the outcome is recorded"), posts=True)]
    if access.may_decide(reader) and state == "suspended":
        found = [Deed(_at("resume", position), _("Put it in force again"), "main", posts=True)]
    return found


def moves_on(positions: Iterable[Position], issue: Issue, reader: Any) -> list[Move]:
    """Who moves next on these of one issue. No query."""
    holders = [holder.delegate for holder in issue.holders]
    is_mine = reader in holders
    lead = _("You") if is_mine else ", ".join(str(person) for person in holders) or _("Nobody yet")
    found = []
    for one in positions:
        if one.state == "draft" and one.returned_at:
            does = _("change and submit the position") if is_mine else _("changes and submits the position")
            found.append(Move(lead, does, "#position", "moving", one.returned_at))
        elif one.state == "under review":
            # Where none is outstanding any more, it is cleared as soon as the worker looks.
            if names := ", ".join(str(clearance.agency) for clearance in one.asked if clearance.is_outstanding):
                found.append(Move(names, _("answer on the position"), "#position", "waiting", one.submitted_at))
        elif one.state == "cleared":
            is_decider = access.may_decide(reader)
            who = _("You") if is_decider else _("Head or deputy")
            does = _("make the position the delegation’s") if is_decider else _("makes the position the delegation’s")
            found.append(Move(who, does, "#position", "moving", one.cleared_at))
        elif one.state == "check":
            does = _("confirm or revise the position") if is_mine else _("confirms or revises the position")
            found.append(Move(lead, does, "#position", "overdue", one.check_at))
    return found


def waiting_on(reader: Any, held: Sequence[Issue]) -> list[Position]:
    """What `reader` is to go on with, as who holds these issues or decides. One query, for who does either."""
    return _waiting(reader) if held or access.may_decide(reader) else []


@prepared
def _waiting(reader: Any) -> Any:
    return Position.objects.visible_to(reader).waiting_on(reader).select_related("issue").defer("search")


def to_do(positions: Iterable[Position]) -> list[Move]:
    """What waits on the reader; no query."""
    words = {
        "draft": (_("to change and submit the position on %s"), "returned_at", "moving"),
        "cleared": (_("to make the position on %s the delegation’s"), "cleared_at", "moving"),
        "check": (_("to confirm or revise the position on %s"), "check_at", "overdue"),
    }
    found = []
    for one in positions:
        does, since, look = words[one.state]
        at = one.get_absolute_url()
        found.append(Move(_("You"), does % one.issue, at, look, localtime(getattr(one, since))))
    return found


def _at(act: str, position: Position) -> str:
    return reverse(f"position-{act}", args=[position.pk])
