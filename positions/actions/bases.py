"""What a position rests on: noted, taken off; and what becomes of the position when that changes."""

from typing import Any
from uuid import UUID

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from delegation import clock, history
from delegation.actions import notices, records
from delegation.actions.records import locked, write
from delegation.live import announce
from positions.models import Basis, Instruction, Position, Text
from positions.models.bases import version_of

# Columns of a text that say which version of it stands.
VERSION = {"version_before", "symbol_in_progress", "final_number"}


def rest(position: Position, *, on: Instruction | Text, by: Any, operation: UUID | None = None) -> Basis:
    """Note that a position rests on a live instruction, or on a text. Raises PermissionDenied, ValidationError."""
    with transaction.atomic(), history.recorded(by, operation=operation):
        on = locked(on)  # before the position, as by whoever supersedes or changes it, and then looks what rests on it
        now = locked(position)
        records.require(now, by)
        if by is not None and not on.is_visible_to(by):
            raise PermissionDenied
        if now.archived_at or now.closed_at:
            raise ValidationError(_("This edition is closed."))
        if isinstance(on, Instruction) and not on.is_live:
            raise ValidationError(_("This instruction is not live: a position rests on what is in force."))
        if now.is_read_beyond(on):
            raise ValidationError(_("More people may read the position than what it would rest on."))
        return _note(now, on, by=by)


def take_off(basis: Basis, *, by: Any, operation: UUID | None = None) -> Basis:
    """Twice is once. Raises PermissionDenied."""
    return records.archive(basis, by=by, operation=operation)


def turn(changed: Instruction | Text, change: str, *, by: Any) -> None:
    """Have the positions that rest on it checked; in the transaction that supersedes, withdraws or changes it. Who
    holds their issues is told, once until one of them confirms or revises."""
    resting = Position.objects.filter(pk__in=Basis.objects.of(changed).current().values("position")).order_by("pk")
    # Held before what they rest on, as by whoever confirms one of them: neither waits for the other with it in hand.
    held = list(resting.select_for_update(of=("self",), no_key=True))
    for basis in Basis.objects.of(changed).current().order_by("pk").select_for_update(of=("self",), no_key=True):
        write(basis, changed_at=clock.now(), change=change)
        announce(basis)
    for position in held:
        look_again(position, by=by)


def look_again(position: Any, *, by: Any) -> None:
    """Have a live position checked where something that it rests on has changed; of one that is held."""
    if position.state != "live":
        return
    changed = list(Basis.objects.of(position).current().changed().with_names().order_by("-changed_at"))
    if not changed:
        return
    write(position, check_at=max(clock.now(), position.activated_at))
    announce(position)
    words = _("Check the position on %(subject)s: %(what)s, on which it rests, has changed. Confirm it or revise it.")
    told = words % {"subject": position.subject, "what": changed[0]}
    key = f"position {position.pk} check {position.version}"
    notices.tell_others(position.holding, told, about=position, key=key, by=by, naming=[changed[0].rests_on])


def follow(position: Position, *, by: Any) -> None:
    """It holds on what stands now: on the successor of a superseded instruction, on the present version of a text, and
    no more on what was withdrawn; in the transaction that says so."""
    for basis in Basis.objects.of(position).current().changed().with_names().order_by("pk"):
        now = locked(basis)
        stands = _standing(basis)
        if stands is None or Basis.objects.of(position).current().of(stands).exclude(pk=now.pk).exists():
            write(now, archived_at=clock.now(), archived_by=by)
        elif isinstance(stands, Instruction):
            write(now, instruction=stands, changed_at=None, change="")
        else:
            write(now, stood=version_of(stands), changed_at=None, change="")
        announce(now)


def hold_under(position: Position) -> None:
    """Hold what stands under a position, before it is held itself, as by whoever changes that; in the transaction that
    opens a new edition, which is to rest on it."""
    found = [_standing(basis) for basis in Basis.objects.of(position).current().with_names()]
    stands = [one for one in found if one is not None]
    for one in sorted(stands, key=lambda one: (isinstance(one, Instruction), one.pk)):
        locked(one)


def carry(position: Position, edition: Position, *, by: Any) -> None:
    """A new edition rests on what stands now of what the one before it rested on; in the transaction that opens it."""
    carried = [_standing(basis) for basis in Basis.objects.of(position).current().with_names().order_by("noted_at")]
    for one in dict.fromkeys(carried):
        if one is not None and not edition.is_read_beyond(one):
            _note(edition, one, by=by)


def _standing(basis: Basis) -> Instruction | Text | None:
    """What is in force now of what it rests on."""
    if basis.instruction is None:
        return basis.text
    if basis.change == Basis.Change.SUPERSEDED:
        answering = Instruction.objects.live().answering(basis.instruction.issue, basis.instruction.text)
        return answering.select_related("issue", "text").first()
    return None if basis.change else basis.instruction


def _note(position: Position, on: Instruction | Text, *, by: Any) -> Basis:
    basis = Basis(position=position, issue=position.issue, noted_at=clock.now(), noted_by=by)
    setattr(basis, str(on._meta.model_name), on)
    basis.stood = version_of(on) if isinstance(on, Text) else ""
    return records.add(basis, by=by)
