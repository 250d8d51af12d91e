"""The words that head a briefing; the rest is composed for each reader from what stands."""

from datetime import date
from typing import Any
from uuid import UUID

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from delegation import access
from delegation.actions.records import add, change
from delegation.models import Conference
from delegation.versions import Outcome
from positions.models import Briefing


def draft(*, day: date, lead: str = "", by: Any, operation: UUID | None = None) -> Briefing:
    """Begin the briefing of a day of the conference. Raises PermissionDenied, ValidationError."""
    if by is not None and not access.may_run(by):
        raise PermissionDenied
    with transaction.atomic():
        # Whoever begins a briefing waits here for the other.
        conference = Conference.objects.select_for_update().get()
        if not conference.has_day(day):
            raise ValidationError(_("The conference does not sit on that day."))
        if Briefing.objects.of(day).exists():
            raise ValidationError(_("Somebody has written words for this day meanwhile: load the page again."))
        return add(Briefing(day=day, lead=lead), by=by, operation=operation)


def revise(briefing: Briefing, *, seen: int, by: Any, operation: UUID | None = None, **values: Any) -> Outcome:
    """Change the words of the day. Raises PermissionDenied, ValidationError."""
    return change(briefing, seen=seen, by=by, operation=operation, **values)
