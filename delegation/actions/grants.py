"""Whatever gives anybody new sight takes two: one proposes, a head or deputy confirms."""

from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from django.apps import apps
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.validators import validate_email
from django.db import transaction
from django.utils.text import Truncator
from django.utils.translation import gettext as _

from delegation import access, clock, history
from delegation.access import Clearance, Function, Marked, Marking
from delegation.actions import invitations, notices, records, sight
from delegation.live import announce, topic
from delegation.models import Assignment, Delegate, Grant, Issue

Kind = Grant.Kind


@dataclass(frozen=True)
class Confirmed:
    """The grant, and the token of a new invitation where one was made for the member."""

    record: Grant
    token: str = ""


def propose_function(person: Delegate, function: str, *, by: Any) -> Grant:
    """Also the clearance that the function needs."""
    words = {"name": person, "function": Function(function).label}
    if function in access.CLEARED_FUNCTIONS and not person.is_cleared:
        sentence = _("%(name)s becomes %(function)s, and is cleared Government") % words
    else:
        sentence = _("%(name)s becomes %(function)s") % words
    return _propose_for(person, Kind.FUNCTION, {"function": function}, sentence, by=by)


def propose_clearance(person: Delegate, *, by: Any) -> Grant:
    sentence = _("%(name)s (%(affiliation)s) is cleared Government") % {
        "name": person,
        "affiliation": person.get_affiliation_display(),
    }
    return _propose_for(person, Kind.CLEARANCE, {"clearance": Clearance.GOVERNMENT}, sentence, by=by)


def propose_email(person: Delegate, email: str, *, by: Any) -> Grant:
    """Of a member cleared above Delegation. Raises ValidationError where it is none, or somebody else's."""
    email = email.strip()
    validate_email(email)
    if Delegate.objects.filter(email__iexact=email).exclude(pk=person.pk).exists():
        raise ValidationError({"email": _("Somebody with this e-mail address is already a member.")})
    sentence = _("%(name)s signs in as %(email)s") % {"name": person, "email": email}
    return _propose_for(person, Kind.EMAIL, {"email": email}, sentence, by=by)


def propose_sign_in(person: Delegate, *, by: Any) -> Grant:
    """A new invitation, which ends every other way in, for a member cleared above Delegation."""
    sentence = _("%(name)s gets a new invitation and chooses a new password") % {"name": person}
    return _propose_for(person, Kind.SIGN_IN, {}, sentence, by=by)


def propose_assignment(
    issue: Issue,
    person: Delegate,
    *,
    role: str,
    starts_on: date,
    ends_on: date | None = None,
    by: Any,
    operation: UUID | None = None,
) -> Grant:
    """Raises ValidationError where `person` could not hold it, PermissionDenied where `by` does not see the issue."""
    if by is not None and not issue.is_visible_to(by):
        raise PermissionDenied
    sight.require_may_hold(issue, person)
    sentence = _("%(name)s becomes %(role)s of %(issue)s") % {
        "name": person,
        "role": Assignment.Role(role).label.lower(),
        "issue": issue,
    }
    dates = {"starts_on": starts_on.isoformat(), "ends_on": ends_on.isoformat() if ends_on else None}
    with history.recorded(by, operation=operation):
        return _propose_for(person, Kind.ASSIGNMENT, {"role": role} | dates, sentence, by=by, record=issue)


def propose_marking(record: Any, marking: str, *, by: Any) -> Grant:
    """Raises PermissionDenied where `by` may not change the record, ValidationError where a parent is stricter."""
    records.require(record, by)
    records.require_not_below_parents(record, marking)
    sentence = _("%(kind)s “%(record)s”: marked %(after)s instead of %(before)s") % {
        "kind": str(record._meta.verbose_name).capitalize(),
        "record": Truncator(str(record)).chars(120),
        "after": Marking(marking).label,
        "before": Marking(record.marking).label,
    }
    return _propose(Kind.MARKING, {"before": record.marking, "after": marking}, sentence, by=by, record=record)


def confirm(grant: Grant, *, address: str | None = None, by: Any, operation: UUID | None = None) -> Confirmed:
    """Do what was proposed.

    address: of a member who is cleared by it, as it was shown to `by`, who vouches for it; without one, as it stands.
    Raises PermissionDenied (one's own, not a head, not to be seen), and ValidationError where it was answered
    meanwhile or no longer fits: it then still waits, to be refused.
    """
    with transaction.atomic(), history.recorded(by, operation=operation):
        now = _answerable(grant, by)
        if access.is_oneself(by, now.proposed_by_id):
            raise PermissionDenied
        if address is not None:
            _require_address(now, address)
        token = APPLIED[Kind(now.kind)](now, by)
        now.confirmed_at, now.confirmed_by = clock.now(), by
        now.save(update_fields=["confirmed_at", "confirmed_by"])
        announce(now)
    return Confirmed(now, token)


def refuse(grant: Grant, *, by: Any, operation: UUID | None = None) -> Grant:
    """A head or deputy says no, or whoever proposed it takes it back."""
    with transaction.atomic(), history.recorded(by, operation=operation):
        now = _answerable(grant, by)
        now.refused_at, now.refused_by = clock.now(), by
        now.save(update_fields=["refused_at", "refused_by"])
        announce(now)
    return now


def _propose_for(person: Delegate, kind: Kind, value: dict, words: str, *, by: Any, record: Any = None) -> Grant:
    if by is not None and not access.may_keep(by) and not (kind == Kind.EMAIL and access.is_oneself(by, person.pk)):
        raise PermissionDenied
    if not person.is_active:
        raise ValidationError(_("%(name)s has no access any more.") % {"name": person})
    return _propose(kind, value, words, by=by, person=person, record=record)


def _propose(kind: Kind, value: dict, words: str, *, by: Any, person: Any = None, record: Any = None) -> Grant:
    """Proposing twice what waits already is once."""
    same = Grant.objects.waiting().filter(
        kind=kind, delegate=person, record=topic(record) if record else "", value=value
    )
    with transaction.atomic(), history.recorded(by):
        records.locked(person or record)  # whoever proposes the same waits here
        if waiting := same.first():
            return waiting
        grant = Grant.objects.create(
            kind=kind,
            delegate=person,
            record=topic(record) if record else "",
            marking=record.marking if record else Marking.DELEGATION,
            issue_id=record.issue_id if record else None,
            value=value,
            in_words=words[:300],
            proposed_at=clock.now(),
            proposed_by=by,
        )
        announce(grant)
    return grant


def _answerable(grant: Grant, by: Any) -> Grant:
    now = Grant.objects.visible_to(by).select_for_update(of=("self",)).filter(pk=grant.pk).first()
    if now is None or not (access.may_confirm(by) or access.is_oneself(by, now.proposed_by_id)):
        raise PermissionDenied
    if now.confirmed_at:
        raise ValidationError(_("This has already been confirmed by %(name)s.") % {"name": now.confirmed_by})
    if now.refused_at:
        raise ValidationError(_("This has already been refused by %(name)s.") % {"name": now.refused_by})
    return now


def _member(grant: Grant) -> Delegate:
    person = records.locked(grant.delegate)
    if not person.is_active:
        raise ValidationError(_("%(name)s has no access any more: this no longer fits.") % {"name": person})
    return person


def _require_address(grant: Grant, address: str) -> None:
    """Whoever keeps people may change it at once until the clearance is given."""
    if grant.delegate:
        grant.delegate = records.locked(grant.delegate)
    if grant.delegate and grant.clears and grant.delegate.email != address:
        words = {"name": grant.delegate, "email": grant.delegate.email}
        raise ValidationError(_("%(name)s signs in as %(email)s now. Look at it again, then decide.") % words)


def _record(grant: Grant) -> Any:
    """The record named by the grant's topic, locked."""
    kind, _colon, key = grant.record.partition(":")
    model = next(m for m in apps.get_models() if issubclass(m, Marked) and m._meta.model_name == kind)
    record = records.locked(model._base_manager.get(pk=key))
    if record.archived_at:
        raise ValidationError(_("“%(record)s” has been archived: this no longer fits.") % {"record": record})
    return record


def _already() -> ValidationError:
    return ValidationError(_("This is already so: refuse it to clear it away."))


def _give_function(grant: Grant, by: Any) -> str:
    person, function = _member(grant), grant.value["function"]
    if person.function == function:
        raise _already()
    cleared_before = person.is_cleared
    sight.set_function(person, function, by=by)
    return invitations.start_anew(person) if person.is_cleared and not cleared_before else ""


def _give_clearance(grant: Grant, by: Any) -> str:
    person = _member(grant)
    if person.is_cleared:
        raise _already()
    sight.set_clearance(person, Clearance.GOVERNMENT, by=by)
    return invitations.start_anew(person)


def _give_email(grant: Grant, by: Any) -> str:
    person = _member(grant)
    if person.email == grant.value["email"]:
        raise _already()
    sight.set_email(person, grant.value["email"])
    return "" if person.has_usable_password() else invitations.renew(person)


def _give_sign_in(grant: Grant, by: Any) -> str:
    return invitations.renew(_member(grant))


def _give_assignment(grant: Grant, by: Any) -> str:
    issue, person, value = _record(grant), _member(grant), grant.value
    days = {name: date.fromisoformat(value[name]) if value[name] else None for name in ("starts_on", "ends_on")}
    given = sight.assign(
        issue, person, role=value["role"], starts_on=days["starts_on"] or clock.today(), ends_on=days["ends_on"], by=by
    )
    if by != person:
        words = _("You are now %(role)s of %(issue)s.")
        said = words % {"role": given.get_role_display().lower(), "issue": issue}
        notices.tell({person: said}, about=issue, key=f"assignment {given.pk}")
    return ""


def _give_marking(grant: Grant, by: Any) -> str:
    record, value = _record(grant), grant.value
    if record.marking != value["before"]:
        raise ValidationError(
            _("The marking has been changed to %(marking)s meanwhile: this no longer fits.")
            % {"marking": Marking(record.marking).label}
        )
    records.require_not_below_parents(record, value["after"])
    if refusal := record.refusal_of_marking(value["after"]):
        raise ValidationError(refusal)
    sight.mark(record, value["after"])
    return ""


APPLIED = {
    Kind.FUNCTION: _give_function,
    Kind.CLEARANCE: _give_clearance,
    Kind.EMAIL: _give_email,
    Kind.SIGN_IN: _give_sign_in,
    Kind.ASSIGNMENT: _give_assignment,
    Kind.MARKING: _give_marking,
}
