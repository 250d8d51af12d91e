"""The one mail that Placard sends of its own accord: an invitation."""

import logging
from smtplib import SMTPException

from django.conf import settings
from django.core.mail import send_mail
from django.template.loader import render_to_string
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
    except (OSError, SMTPException):
        log.exception("The invitation could not be sent.")
        return False
    return True
