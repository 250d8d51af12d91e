"""The speaking list of an agenda item."""

from typing import Any
from uuid import UUID

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from delegation import clock, history
from delegation.actions import records
from delegation.live import announce
from delegation.models import Delegate
from delegation.versions import Outcome, Saved, Stale
from positions.models import AgendaItem, Speaker


def add(
    item: AgendaItem,
    *,
    delegate: Delegate,
    voice: str = Speaker.Voice.US,
    by: Any,
    operation: UUID | None = None,
) -> Speaker:
    """Put a member at the end of the list. Raises PermissionDenied; ValidationError for who may not see the item."""
    with transaction.atomic():
        standing = records.locked(item)
        if not delegate.is_active or not standing.is_visible_to(delegate):
            raise ValidationError({"delegate": _("%(name)s cannot speak to this item.") % {"name": delegate}})
        last = Speaker.objects.current().filter(item=standing).in_order().last()
        speaker = Speaker(
            item=standing,
            delegate=delegate,
            voice=voice,
            issue_id=standing.issue_id,
            place=last.place + 1 if last else 1,
        )
        return records.add(speaker, by=by, operation=operation)


def strike(speaker: Speaker, *, by: Any, operation: UUID | None = None) -> Saved:
    """Take a member off the list. Raises PermissionDenied."""
    return Saved(records.archive(speaker, by=by, operation=operation), ("archived_at",))


def has_spoken(speaker: Speaker, *, seen: int, by: Any, operation: UUID | None = None) -> Outcome:
    """Say that a member had the floor. Twice is once. Raises PermissionDenied."""
    with transaction.atomic(), history.recorded(by, operation=operation):
        now = records.locked(speaker)
        records.require(now, by)
        if now.archived_at:
            return Stale(now, seen, ("spoken_at",))
        if now.spoken_at or "spoken_at" in now.changed_since(seen):
            return Saved(now)
        records.write(now, spoken_at=clock.now())
        announce(now)
    return Saved(now, ("spoken_at",))
