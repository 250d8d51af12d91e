"""Handing on what a member held who leaves, falls ill or is given other tasks; and letting him go."""

from typing import Any
from uuid import UUID

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext as _

from delegation import access, clock, history
from delegation.actions import duties as duties_alone
from delegation.actions import grants, notices, people, records, sight
from delegation.live import announce
from delegation.models import Assignment, Delegate, Duty, Membership
from delegation.versions import Outcome, Saved, Stale
from positions.actions import duties
from positions.models import Instruction


def hand_on_duty(
    duty: Duty,
    *,
    seen: int,
    to: Delegate,
    note: str = "",
    override_reason: str = "",
    by: Any,
    operation: UUID | None = None,
) -> Outcome:
    """Ask somebody else to a meeting in the place of who was asked, as `duties.assign`. Both or neither.

    Answers Stale where he answered, or the meeting moved, since `seen`. Raises PermissionDenied, ValidationError.
    """
    _require_another(to, duty)
    with transaction.atomic():
        records.locked(duty.meeting)  # before the duty, as who answers goes: neither waits for the other
        taken_back = duties_alone.take_back(duty, seen=seen, by=by, operation=operation)
        if isinstance(taken_back, Stale):
            return taken_back
        if not taken_back.changed:
            raise ValidationError(_("This member is no longer asked to this meeting."))
        given: dict[str, Any] = {"note": note, "override_reason": override_reason, "by": by, "operation": operation}
        asked = duties.assign(duty.meeting, delegate=to, role=duty.role, **given)
    return Saved(asked, ("delegate",))


def hand_on_issue(
    assignment: Assignment, *, seen: int, to: Delegate | None, by: Any, operation: UUID | None = None
) -> Outcome:
    """End that a member holds an issue, at once; and propose who holds it after him, which a head or deputy confirms.

    to: nobody, where others who hold it go on. Answers Stale where the assignment changed since `seen`.
    Raises PermissionDenied, ValidationError.
    """
    _require_another(to, assignment)
    with transaction.atomic(), history.recorded(by, operation=operation):
        _require_run(by)
        if not assignment.is_visible_to(by):
            raise PermissionDenied
        records.locked(assignment.issue)  # two who hand on to nobody at once would each count on the other
        now = records.locked(assignment)
        if now.archived_at:
            return _ended(now, to)
        if changed := now.changed_since(seen) & {"role", "ends_on"}:
            return Stale(now, seen, tuple(sorted(changed)))
        others = Assignment.objects.in_force().filter(issue=now.issue_id, delegate__is_active=True).exclude(pk=now.pk)
        if to is None and not others.exists():
            raise ValidationError({"to": _("Nobody else holds it: name somebody.")})
        sight.end(now, by=by)
        if to is not None:
            grants.propose_assignment(now.issue, to, role=now.role, starts_on=clock.today(), by=by)
    return Saved(now, ("archived_at",))


def hand_on_part(
    part: Membership, *, seen: int, to: Delegate | None, by: Any, operation: UUID | None = None
) -> Outcome:
    """End a member's part in a committee, and give it to somebody else, or to nobody.

    Answers Stale where the part changed since `seen`. Raises PermissionDenied, ValidationError.
    """
    _require_another(to, part)
    with transaction.atomic(), history.recorded(by, operation=operation):
        _require_run(by)
        now = records.locked(part)
        if now.archived_at:
            return _ended(now, to)
        if changed := now.changed_since(seen) & {"role", "ends_on"}:
            return Stale(now, seen, tuple(sorted(changed)))
        sight.end(now, by=by)
        if to is not None:
            people.join(to, now.committee, role=now.role, by=by, operation=operation)
    return Saved(now, ("archived_at",))


def hand_on_draft(draft: Instruction, *, seen: int, to: Delegate, by: Any, operation: UUID | None = None) -> Outcome:
    """Let another of those who issue go on with a draft instruction; he is told.

    Answers Stale where somebody else handed it on since `seen`. Raises PermissionDenied, ValidationError.
    """
    with transaction.atomic(), history.recorded(by, operation=operation):
        now = records.locked(draft)
        records.require(now, by)
        if now.issued_at or now.ended_at:
            raise ValidationError(_("This draft has already been issued or dropped."))
        if "drafted_by_id" in now.changed_since(seen):
            return Stale(now, seen, ("drafted_by",))
        if to.pk == now.drafted_by_id:
            raise ValidationError({"to": _("%(name)s holds it already: name somebody else.") % {"name": to}})
        to = records.locked(to)  # whose access ends meanwhile is handed nothing
        if not (access.may_issue(to) and now.is_visible_to(to)):
            raise ValidationError({"to": _("%(name)s does not issue instructions on this.") % {"name": to}})
        records.write(now, drafted_by=to)
        announce(now)
        if to != by:
            words = _("You go on with the draft: %(subject)s.") % {"subject": now.subject}
            notices.tell({to: words}, about=now, key=f"draft {now.pk} {now.version}")
    return Saved(now, ("drafted_by",))


def let_go(person: Delegate, *, seen: int, why: str, by: Any, operation: UUID | None = None) -> Outcome:
    """End the access of a member who holds nothing any more. Twice is once.

    Answers Stale where his function changed since `seen`. Raises PermissionDenied, and ValidationError while he holds
    something that `by` may know of.
    """
    with transaction.atomic(), history.recorded(by, operation=operation):
        _require_run(by)
        now = records.locked(person)
        if not now.is_active:
            return Saved(now)
        if "function" in now.changed_since(seen):
            return Stale(now, seen, ("function",))
        if holds_anything(now, by):
            raise ValidationError(_("%(name)s still holds something: hand it on first.") % {"name": now})
        return people.end_access(now, why=why, by=by, operation=operation)


def duties_to_come(person: Delegate, reader: Any) -> Any:
    """Those of `person` at meetings that are not over, as far as `reader` may know."""
    return Duty.objects.visible_to(reader).to_do().filter(delegate=person)


def issues_held(person: Delegate, reader: Any) -> Any:
    """Assignments of `person` that hold today or later, as far as `reader` may know."""
    lasting = Q(ends_on=None) | Q(ends_on__gte=clock.today())
    return Assignment.objects.visible_to(reader).current().filter(lasting, delegate=person)


def parts_held(person: Delegate) -> Any:
    """Memberships of `person` that hold today or later."""
    lasting = Q(ends_on=None) | Q(ends_on__gte=clock.today())
    return Membership.objects.filter(lasting, delegate=person, archived_at=None)


def holds_anything(person: Delegate, reader: Any) -> bool:
    """Three queries at most."""
    held = (duties_to_come(person, reader), issues_held(person, reader), parts_held(person))
    return any(found.exists() for found in held)


def _require_run(by: Any) -> None:
    if not access.may_run(by):
        raise PermissionDenied


def _require_another(to: Delegate | None, held: Any) -> None:
    if to is not None and to.pk == held.delegate_id:
        raise ValidationError({"to": _("%(name)s holds it already: name somebody else.") % {"name": to}})


def _ended(held: Any, to: Delegate | None) -> Saved:
    """To nobody, twice is once. Raises ValidationError for who named somebody: somebody else was quicker."""
    if to is not None:
        raise ValidationError(_("It has been handed on already: see who holds it now."))
    return Saved(held)
