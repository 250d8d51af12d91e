"""Telling a member by mail that something waits in Placard: never what.

A notice is mailed at least once, in one mail: which mail it is in is written before that is sent, that it was sent
after the mail server took it. A worker that is killed in between leaves a mail that goes out again under the same
Message-ID.
"""

import logging
from datetime import timedelta
from enum import Enum, auto
from smtplib import SMTPDataError, SMTPException, SMTPRecipientsRefused
from typing import Any

from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from delegation import clock, mail
from delegation.models import Delegate, Mailing, Notice

log = logging.getLogger(__name__)
GROUPED_FOR = timedelta(minutes=1)
OLDEST = timedelta(days=1)  # what was told before is no news
AT_ONE_GO = timedelta(seconds=30)


class Came(Enum):
    """What came of a mail."""

    OUT = auto()
    NOT_OUT = auto()
    NO_SERVER = auto()


def mail_all() -> int:
    """Put what waits into mails, and send those that are due. Answers how many went out.

    By any number of workers at once, as often as one likes. What is overdue climbs in the same worker: a server that
    does not answer is waited for once, a slow one for so long; the rest is due when one looks again.
    """
    for person in _to_be_told():
        _gather(person)
    began, out = timezone.now(), 0
    for key in list(Mailing.objects.to_send(began).values_list("pk", flat=True)):
        came = _send(key)
        out += came is Came.OUT
        if came is Came.NO_SERVER or timezone.now() - began > AT_ONE_GO:
            break
    return out


def _due() -> Q:
    """Urgent, or told a minute ago. A rehearsal may have jumped back to before it was told."""
    now = clock.now()
    fresh = Q(at__gte=now - OLDEST) & Q(mailing=None, read_at=None)
    return fresh & (Q(is_urgent=True) | Q(at__lte=now - GROUPED_FOR) | Q(at__gt=now))


def _to_be_told() -> Any:
    told = Notice.objects.filter(_due()).order_by().values("to")
    return Delegate.objects.active().exclude(mail=Delegate.Mail.OFF).filter(pk__in=told).order_by("pk")


def _gather(person: Delegate) -> None:
    """What is due to `person`, and whatever else waits with it, into one mail."""
    with transaction.atomic():
        due = Notice.objects.visible_to(person).filter(_due())
        if person.mail == Delegate.Mail.URGENT:
            due = due.filter(is_urgent=True)
        held = due.select_for_update(of=("self",), no_key=True, skip_locked=True)
        keys = dict(held.values_list("pk", "is_urgent"))
        if not keys:
            return
        now = timezone.now()
        made = Mailing.objects.create(to=person, is_urgent=any(keys.values()), made_at=now, next_at=now)
        Notice.objects.filter(pk__in=keys).update(mailing=made)


def _send(key: Any) -> Came:
    """Held while it is sent: another worker passes it over."""
    with transaction.atomic():
        held = Mailing.objects.to_send(timezone.now()).select_for_update(of=("self",), no_key=True, skip_locked=True)
        mailing = held.select_related("to").filter(pk=key).first()
        if mailing is None:
            return Came.NOT_OUT
        person = mailing.to
        many = Notice.objects.visible_to(person).unread().filter(mailing=mailing).count()
        if not many or person.mail == Delegate.Mail.OFF:
            return _drop(mailing, Mailing.Dropped.NOTHING_WAITS)
        try:
            mail.waiting(person, many, message_id=f"<{mailing.pk}@placard>", is_urgent=mailing.is_urgent)
        except SMTPRecipientsRefused as refused:
            if all(400 <= code < 500 for code, _words in refused.recipients.values()):
                return _later(mailing)
            log.warning("A mail was refused for good by the mail server.")
            return _drop(mailing, Mailing.Dropped.REFUSED)
        except SMTPDataError:
            return _later(mailing)
        except (OSError, SMTPException):
            _later(mailing)
            return Came.NO_SERVER
        except ValueError:  # an address in which some name is longer than any
            log.warning("A mail has an address that no mail server takes.")
            return _drop(mailing, Mailing.Dropped.REFUSED)
        mailing.sent_at, mailing.attempts = timezone.now(), mailing.attempts + 1
        mailing.save(update_fields=["sent_at", "attempts"])
    return Came.OUT


def _later(mailing: Mailing) -> Came:
    log.warning("A mail could not be sent; it is tried again later.")
    mailing.next_at, mailing.attempts = timezone.now() + mailing.pause, mailing.attempts + 1
    mailing.save(update_fields=["next_at", "attempts"])
    return Came.NOT_OUT


def _drop(mailing: Mailing, why: str) -> Came:
    mailing.dropped_at, mailing.dropped_why = timezone.now(), why
    mailing.save(update_fields=["dropped_at", "dropped_why"])
    return Came.NOT_OUT
