"""The mails that Placard sends of its own accord: an invitation, and that something waits."""

import logging
from smtplib import SMTPException

from django.conf import settings
from django.core.mail import EmailMessage, send_mail
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.translation import gettext as _

from delegation import clock
from delegation.models import Delegate

log = logging.getLogger(__name__)


def invitation_sent(person: Delegate, link: str) -> bool:
    """Whether the link went by mail; if not, somebody must hand it over."""
    if not settings.MAIL_IS_SET_UP:
        return False
    conference = clock.conference()
    subject = _("Your invitation to Placard")
    context = {"person": person, "link": link, "conference": conference}
    try:
        send_mail(subject, render_to_string("delegation/invitation_mail.txt", context), None, [person.email])
    except (OSError, SMTPException, ValueError):
        log.exception("The invitation could not be sent.")
        return False
    return True


def waiting(person: Delegate, many: int, *, message_id: str, is_urgent: bool) -> None:
    """Say that so much waits, and where; never what. Raises OSError, SMTPException, ValueError."""
    site = settings.SITE.rstrip("/")
    address = f"{site}{reverse('inbox')}" if site else ""
    words = render_to_string("delegation/waiting_mail.txt", {"many": many, "address": address})
    headers = {"Message-ID": message_id, "Auto-Submitted": "auto-generated"}
    if is_urgent:
        headers |= {"Importance": "high", "X-Priority": "1"}
    subject = _("Placard: look now") if is_urgent else _("Placard: something waits for you")
    EmailMessage(subject, words, None, [person.email], headers=headers).send()
