"""The speaking list of an agenda item."""

from typing import Any
from uuid import UUID

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from delegation import clock, history
from delegation.actions import notices, records
from delegation.live import announce
from delegation.models import Delegate, Notice
from delegation.versions import Outcome, Saved, Stale
from positions.actions.agenda_items import place_of
from positions.models import AgendaItem, Speaker
from positions.models.agenda_items import is_over


def add(
    item: AgendaItem,
    *,
    delegate: Delegate,
    voice: str = Speaker.Voice.US,
    by: Any,
    operation: UUID | None = None,
) -> Speaker:
    """Put a member at the end of the list, and tell him. Raises PermissionDenied; ValidationError for who may not see
    the item."""
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
        added = records.add(speaker, by=by, operation=operation)
        _tell(added, _("You are to speak to %(item)s (%(where)s), %(voice)s."), key=_key(added), by=by)
    return added


def strike(speaker: Speaker, *, by: Any, operation: UUID | None = None) -> Saved:
    """Take a member off the list, and tell him if he was told that he is on it. Raises PermissionDenied."""
    with transaction.atomic():
        now = records.locked(speaker)
        is_expected = not now.archived_at and not now.spoken_at
        gone = records.archive(now, by=by, operation=operation)
        if is_expected and Notice.objects.filter(to=now.delegate_id, key=_key(now)).exists():
            said = _("You are no longer to speak to %(item)s (%(where)s), %(voice)s.")
            _tell(gone, said, key=f"{_key(now)} off", by=by)
    return Saved(gone, ("archived_at",))


def _key(speaker: Speaker) -> str:
    return f"speaker {speaker.pk}"


def _tell(speaker: Speaker, sentence: str, *, key: str, by: Any) -> None:
    """Unless he did it himself, or the meeting is over. About the item, so as far as he sees that."""
    item = speaker.item
    if speaker.delegate_id == getattr(by, "pk", None) or is_over(item.meeting):
        return
    words = {"item": item, "where": place_of(item.meeting), "voice": speaker.get_voice_display()}
    notices.tell({speaker.delegate: sentence % words}, about=item, key=key)


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
