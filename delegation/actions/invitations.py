"""Invitations: a link by which a member chooses a password; nobody chooses it for somebody else.

The link is signed, lasts a week, and ends when it is used, when another is made, or when the member's address or
clearance changes.
"""

from typing import Any
from uuid import UUID

from allauth.mfa.models import Authenticator
from allauth.usersessions.models import UserSession
from django.contrib.auth.password_validation import validate_password
from django.core import signing
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.crypto import constant_time_compare, salted_hmac
from django.utils.translation import gettext as _

from delegation import history
from delegation.actions import operations, records, sight
from delegation.live import topic
from delegation.models import Delegate
from delegation.versions import read_key

DAYS = 7
SALT = "delegation.invitation"


def make(person: Delegate, *, by: Any, operation: UUID | None = None) -> str:
    """The token of a new invitation; the one before it ends.

    Raises PermissionDenied where `by` may not keep people, or where the member is cleared above Delegation: such an
    invitation is a grant, and takes two. Raises ValidationError for who has no access any more.
    """
    with transaction.atomic(), history.recorded(by, operation=operation):
        return renew(_invitable(person, by))


def make_once(person: Delegate, *, by: Any, operation: UUID) -> tuple[str, bool]:
    """As `make`, counting the same operation once: a token, and whether the invitation was made just now.

    Raises ValidationError also on a repeat, where the invitation that the first made is no longer good.
    """
    with transaction.atomic(), history.recorded(by, operation=operation):
        now = _invitable(person, by)
        claimed, is_first = operations.claim(
            by=by, sent_id=operation, action="invitations.make", record=topic(now), field="", digest=""
        )
        if is_first:
            token = renew(now)
            operations.settle(claimed, outcome=_state(now), version=now.version)
        elif claimed.outcome == _state(now):
            token = _token(now)
        else:
            raise ValidationError(_("This invitation has been used or replaced since: make a new one."))
    return token, is_first


def _invitable(person: Delegate, by: Any) -> Delegate:
    now = records.locked(person)
    records.require(now, by)
    if by is not None and now.is_cleared:
        raise PermissionDenied
    if not now.is_active:
        raise ValidationError(_("%(name)s has no access any more.") % {"name": now})
    return now


def renew(person: Delegate) -> str:
    """For actions, with `person` locked."""
    records.write(person, invited_at=timezone.now())
    sight.verify_email(person)
    return _token(person)


def start_anew(person: Delegate) -> str:
    """End every way in, the password too, and answer the token of a new invitation. For actions, with it locked."""
    person.set_unusable_password()
    person.save(update_fields=["password"])
    _end_other_ways_in(person)
    return renew(person)


def _token(person: Delegate) -> str:
    return signing.dumps({"member": str(person.pk), "state": _state(person)}, salt=SALT)


def read(token: str) -> Delegate | None:
    """Whom the token invites, while it is good. One query."""
    try:
        told = signing.loads(token, salt=SALT, max_age=DAYS * 24 * 60 * 60)
    except signing.BadSignature:
        return None
    person = Delegate.objects.active().filter(pk=read_key(told["member"])).first()
    return person if person and constant_time_compare(told["state"], _state(person)) else None


def accept(token: str, *, password: str) -> Delegate:
    """Set the password that the member chose; all other ways in end: sessions, passkeys, second factors.

    Raises ValidationError where the password is too weak or the token no longer good.
    """
    with transaction.atomic():
        person = read(token)
        person = Delegate.objects.select_for_update().get(pk=person.pk) if person else None
        if person is None or read(token) is None:
            raise ValidationError(_("This invitation is no longer good: ask for a new one."))
        validate_password(password, person)
        with history.recorded(person):
            person.set_password(password)
            person.save(update_fields=["password"])
            _end_other_ways_in(person)
    return person


def _end_other_ways_in(person: Delegate) -> None:
    Authenticator.objects.filter(user=person).delete()
    end_sessions(person)


def end_sessions(person: Delegate) -> None:
    for session in UserSession.objects.filter(user=person):
        session.end()


def _state(person: Delegate) -> str:
    """What must not have changed since the link was made."""
    parts = (person.password, person.email, person.clearance, str(person.invited_at))
    return salted_hmac(SALT, "\0".join(parts)).hexdigest()
