"""The settings of the conference, and the rehearsal's jump in time."""

from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from delegation import access, clock, history
from delegation.actions import records
from delegation.live import announce
from delegation.models import Conference
from delegation.versions import Outcome, Saved

SECOND = timedelta(seconds=1)


def change(conference: Conference, *, seen: int, by: Any, operation: UUID | None = None, **values: Any) -> Outcome:
    """Raises PermissionDenied, ValidationError."""
    return records.change(conference, seen=seen, by=by, operation=operation, **values)


def jump(conference: Conference, *, to: datetime, by: Any, operation: UUID | None = None) -> Saved:
    """Let it be `to` at a sample conference, and run on from there. A real conference keeps real time.

    Raises PermissionDenied, ValidationError.
    """
    with transaction.atomic(), history.recorded(by, operation=operation):
        now = records.locked(conference)
        if by is not None and not access.may_rehearse(by):
            raise PermissionDenied
        if not now.is_sample:
            raise ValidationError(_("This is no rehearsal: a real conference keeps real time."))
        if abs((to.date() - now.starts_on).days) > 366:
            raise ValidationError({"to": _("Choose a moment within a year of the conference.")})
        with clock.kept(now):  # somebody may have jumped since the request began
            further = (to - clock.now()) // SECOND * SECOND
        records.write(now, rehearsal_offset=now.rehearsal_offset + further)
        announce(now)
    return Saved(now, ("rehearsal_offset",))
