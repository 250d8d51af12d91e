"""What changes who sees what, each change in one place: done at once where it takes sight away, else by a grant.

Every function here expects locked rows, a transaction and the history's context from its caller.
"""

from datetime import date
from typing import Any

from allauth.account.models import EmailAddress
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from delegation import access, clock
from delegation.access import Clearance, Function, Marking
from delegation.actions import notices, records
from delegation.actions.issues import require_open
from delegation.live import announce, topic
from delegation.models import Assignment, Conference, Delegate, Grant, Issue


def set_function(person: Delegate, function: str, *, by: Any) -> None:
    """With the clearance that the function needs. Raises ValidationError where nobody could confirm any more."""
    if person.is_head and person.is_active and function not in access.HEADS:
        require_another_head(person)
    values: dict[str, Any] = {"function": function}
    if function in access.CLEARED_FUNCTIONS and not person.is_cleared:
        values |= {"clearance": Clearance.GOVERNMENT, "cleared_on": clock.today(), "cleared_by": by}
    records.write(person, **values)
    announce(person)


def set_clearance(person: Delegate, clearance: str, *, by: Any) -> None:
    """Lowering it first ends the assignments, which need it."""
    if clearance == Clearance.GOVERNMENT:
        records.write(person, clearance=clearance, cleared_on=clock.today(), cleared_by=by)
    else:
        if person.function in access.CLEARED_FUNCTIONS:
            raise ValidationError(
                {
                    "clearance": _("%(name)s is %(function)s, which needs clearance Government: change that first.")
                    % {"name": person, "function": Function(person.function).label.lower()}
                }
            )
        for assignment in person.assignments.current().select_for_update(of=("self",), no_key=True):
            end(assignment, by=by)
        records.write(person, clearance=clearance, cleared_on=None, cleared_by=None)
    announce(person)


def set_email(person: Delegate, email: str) -> None:
    """The address by which one signs in; the old one opens nothing any more."""
    records.write(person, email=email)
    EmailAddress.objects.filter(user=person).delete()
    verify_email(person)
    announce(person)


def verify_email(person: Delegate) -> None:
    """Whoever invites vouches for the address."""
    EmailAddress.objects.update_or_create(
        user=person, email=person.email.lower(), defaults={"verified": True, "primary": True}
    )


def assign(issue: Issue, person: Delegate, *, role: str, starts_on: date, ends_on: date | None, by: Any) -> Assignment:
    """Raises ValidationError where `person` may not hold the issue, or already does."""
    require_may_hold(issue, person)
    assignment = Assignment(
        issue=issue, delegate=person, role=role, starts_on=starts_on, ends_on=ends_on, marking=issue.marking
    )
    records.add(assignment, by=by)
    announce(issue)
    announce(person, under=issue)  # nobody else may know that a hidden issue has one
    return assignment


def end(record: Any, *, by: Any) -> None:
    """Of an assignment or membership: from this moment on."""
    records.write(record, archived_at=clock.now(), archived_by=by)
    announce(record)
    announce(record.delegate, under=record)


def mark(record: Any, marking: str) -> None:
    """Change a marking; what hangs on the record is never left open to more people. Raises ValidationError where it
    would be.

    Lowering does not cascade, but to rows that say who knows or holds the record: they are marked as it is.
    """
    formerly = (record.marking, record.issue_id)
    try:
        record.marking = marking
        record.validate_constraints(exclude=records.computed(record))  # another may stand where this one would
        records.write(record, marking=marking)
    except ValidationError as refused:
        raise ValidationError(
            _("“%(record)s” (%(kind)s) cannot be marked %(marking)s.")
            % {"record": record, "kind": record._meta.verbose_name, "marking": Marking(marking).label}
        ) from refused
    notices.follow(record)
    announce(record, formerly=formerly)
    hanging = list(records.children(record))
    for child in hanging:
        if child.marking != marking and (child.marked_alike or not access.adds_readers(child.marking, marking)):
            mark(child, marking)
    # Core is read by whoever holds the issue: on another issue no marking hides what hangs here.
    records.require_children_not_below(record, hanging)
    for grant in Grant.objects.filter(record=topic(record)):  # answered ones name it too
        if grant.marking != marking and not access.adds_readers(grant.marking, marking):
            formerly = (grant.marking, grant.issue_id)
            grant.marking = marking
            grant.save(update_fields=["marking"])
            announce(grant, formerly=formerly)


def require_may_hold(issue: Issue, person: Delegate) -> None:
    """Raises ValidationError with the sentence that says why `person` can be neither lead nor alternate."""
    if not person.is_active:
        raise ValidationError(_("%(name)s has no access any more.") % {"name": person})
    if not person.is_cleared:
        raise ValidationError(
            _(
                "%(name)s is not cleared Government and could not read the live instructions on this issue: "
                "propose the clearance first."
            )
            % {"name": person}
        )
    require_open(issue)
    if Assignment.objects.current().filter(issue=issue, delegate=person).exists():
        raise ValidationError(_("%(name)s already holds this issue: end that first.") % {"name": person})


def require_another_head(person: Delegate) -> None:
    _one_at_a_time()
    if not Delegate.objects.active().heads().exclude(pk=person.pk).exists():
        raise ValidationError(
            _("%(name)s is the last head: nobody could confirm anything any more. Make another head first.")
            % {"name": person}
        )


def require_another_administrator(person: Delegate) -> None:
    _one_at_a_time()
    if not Delegate.objects.active().filter(is_staff=True).exclude(pk=person.pk).exists():
        raise ValidationError(
            _("%(name)s is the last administrator. Name another administrator first.") % {"name": person}
        )


def _one_at_a_time() -> None:
    """Until the transaction ends: of two heads who take each other's place away at once, the second waits here."""
    list(Conference.objects.select_for_update(no_key=True))
