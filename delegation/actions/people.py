"""Inviting members, changing what is known of them, and ending their access."""

from typing import Any
from uuid import UUID

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from delegation import access, clock, history
from delegation.access import Clearance, Function
from delegation.actions import feeds, grants, invitations, records, sight, wordings
from delegation.live import announce
from delegation.models import Assignment, Committee, Delegate, Duty, Membership
from delegation.versions import Outcome, Saved, Stale

SIGHT = ("function", "clearance", "email")
PREFERENCES = ("name", "theme", "mail", "single_keys")


def invite(
    *,
    name: str,
    email: str,
    by: Any,
    operation: UUID | None = None,
    function: str = Function.DELEGATE,
    clearance: str = Clearance.DELEGATION,
    **values: Any,
) -> Delegate:
    """Make a member, who reads what is marked Delegation; more is proposed, and waits for a head or deputy.

    `invitations.make` then makes the link. Raises PermissionDenied, ValidationError.
    """
    now_function = Function.DELEGATE if access.adds_powers(Function.DELEGATE, function) else function
    with transaction.atomic():
        person = Delegate(name=name, email=email, function=now_function, clearance=Clearance.DELEGATION, **values)
        person.set_unusable_password()
        records.add(person, by=by, operation=operation)
        sight.verify_email(person)
        if function != now_function:
            grants.propose_function(person, function, by=by)
        elif clearance == Clearance.GOVERNMENT:
            grants.propose_clearance(person, by=by)
    return person


def change(person: Delegate, *, seen: int, by: Any, operation: UUID | None = None, **values: Any) -> Outcome:
    """Change what is known of a member. What would give new sight is proposed: Saved.proposed names it.

    Raises PermissionDenied, ValidationError.
    """
    with transaction.atomic(), history.recorded(by, operation=operation):
        now = records.locked(person)
        records.require(now, by)
        sent = {name: values.pop(name) for name in SIGHT if name in values}
        asked = {name: value for name, value in sent.items() if value != getattr(now, name)}
        stale = tuple(name for name in asked if now.field_versions.get(name, 1) > seen)
        if stale:
            wordings.keep(now, fields=stale, values=asked, seen=seen, by=by, operation=operation, outcome="stale")
            return Stale(now, seen, stale)
        if now.is_staff and values.get("is_staff") is False:
            sight.require_another_administrator(now)
        outcome = records.change(now, seen=seen, by=by, operation=operation, **values)
        if isinstance(outcome, Stale):
            return outcome
        now = outcome.record
        proposed = _change_sight(now, asked, by)
    done = tuple(name for name in asked if getattr(now, name) == asked[name])
    return Saved(now, (*outcome.changed, *done), proposed)


def _change_sight(person: Delegate, asked: dict[str, str], by: Any) -> tuple[Any, ...]:
    """Less at once, more as grants. A function that needs clearance asks for both in one."""
    proposed: list[Any] = []
    if function := asked.get("function"):
        if by is None or not access.adds_powers(person.function, function):
            sight.set_function(person, function, by=by)
        else:
            proposed.append(grants.propose_function(person, function, by=by))
    if clearance := asked.get("clearance"):
        asks_for_both = function in access.CLEARED_FUNCTIONS and clearance == Clearance.GOVERNMENT
        if by is None or clearance != Clearance.GOVERNMENT:
            sight.set_clearance(person, clearance, by=by)
        elif not asks_for_both:
            proposed.append(grants.propose_clearance(person, by=by))
    if email := asked.get("email"):
        if by is None or not person.is_cleared:
            sight.set_email(person, email)
        else:
            proposed.append(grants.propose_email(person, email, by=by))
    return tuple(proposed)


def change_email(person: Delegate, *, email: str, by: Any, operation: UUID | None = None) -> Saved:
    """One's own address: at once for who reads Delegation, else proposed. Raises PermissionDenied, ValidationError."""
    with transaction.atomic(), history.recorded(by, operation=operation):
        now = records.locked(person)
        if not access.is_oneself(now, by.pk):
            raise PermissionDenied
        if now.email == email:
            return Saved(now)
        return Saved(now, ("email",), _change_sight(now, {"email": email}, by))


def prefer(person: Delegate, *, seen: int, by: Any, operation: UUID | None = None, **values: Any) -> Outcome:
    """One's own name, and how Placard looks and answers to keys.

    Answers Stale where somebody else, who keeps people, changed the same since `seen`.
    Raises PermissionDenied, ValidationError.
    """
    with transaction.atomic(), history.recorded(by, operation=operation):
        now = records.locked(person)
        if not access.is_oneself(now, by.pk) or set(values) - set(PREFERENCES):
            raise PermissionDenied
        fresh = {name: value for name, value in values.items() if getattr(now, name) != value}
        met = wordings.meet(now, fresh, seen=seen, sent=None, by=by)
        if stale := met.clashing:
            wordings.keep(now, fields=stale, values=fresh, seen=seen, by=by, operation=operation, outcome="stale")
            return Stale(now, seen, stale)
        fresh = {name: value for name, value in (fresh | met.values).items() if getattr(now, name) != value}
        if fresh:
            records.write(now, **fresh)
            announce(now)
    return Saved(now, tuple(fresh))


def end_access(person: Delegate, *, why: str, by: Any, operation: UUID | None = None) -> Saved:
    """From this moment on: sessions end, streams close, links are dead. Twice is once.

    What the member still holds stays his until it is handed on (`held_by`). Raises PermissionDenied, and
    ValidationError without a reason or for the last head or administrator.
    """
    if not why.strip():
        raise ValidationError({"why": _("Say why access ends.")})
    with transaction.atomic(), history.recorded(by, operation=operation):
        now = records.locked(person)
        records.require(now, by)
        if not now.is_active:
            return Saved(now)
        if now.is_head:
            sight.require_another_head(now)
        if now.is_staff:
            sight.require_another_administrator(now)
        records.write(now, is_active=False, access_ended_why=why, invited_at=None)
        invitations.end_sessions(now)
        feeds.revoke(now)
        announce(now)
    return Saved(now, ("is_active",))


def give_access_again(person: Delegate, *, by: Any, operation: UUID | None = None) -> Saved:
    """From a head or deputy: it gives sight. Raises PermissionDenied."""
    with transaction.atomic(), history.recorded(by, operation=operation):
        now = records.locked(person)
        records.require(now, by)
        if by is not None and not access.may_confirm(by):
            raise PermissionDenied
        if now.is_active:
            return Saved(now)
        records.write(now, is_active=True, access_ended_why="")
        announce(now)
    return Saved(now, ("is_active",))


def end_assignment(assignment: Assignment, *, by: Any, operation: UUID | None = None) -> Assignment:
    """At once; twice is once. Raises PermissionDenied where `by` keeps no people or does not see it."""
    with transaction.atomic(), history.recorded(by, operation=operation):
        now = records.locked(assignment)
        if by is not None and not (access.may_keep(by) and now.is_visible_to(by)):
            raise PermissionDenied
        if not now.archived_at:
            sight.end(now, by=by)
    return now


def join(
    person: Delegate, committee: Committee, *, role: str, by: Any, operation: UUID | None = None, **values: Any
) -> Membership:
    """Give a member a part in a committee, from today unless told. Raises PermissionDenied, ValidationError."""
    values = {"starts_on": clock.today()} | values
    with transaction.atomic():
        membership = records.add(
            Membership(delegate=person, committee=committee, role=role, **values), by=by, operation=operation
        )
        announce(person)
    return membership


def held_by(person: Delegate, reader: Any) -> list[str]:
    """What must be handed on when `person` goes, as far as `reader` may know it, in words. Three queries."""
    held = [
        _("%(role)s of %(issue)s") % {"role": assignment.get_role_display(), "issue": assignment.issue}
        for assignment in Assignment.objects.visible_to(reader)
        .in_force()
        .filter(delegate=person)
        .select_related("issue")
    ]
    held += [
        f"{membership.get_role_display()}, {membership.committee.named}"
        for membership in person.memberships.in_force().select_related("committee")
    ]
    duties = Duty.objects.visible_to(reader).to_do().filter(delegate=person).with_meeting()
    return held + [duty.meeting.named for duty in duties.order_by("meeting__starts_at")]
