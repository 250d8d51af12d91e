"""What was said in a room: written down with one tap, mended, archived."""

from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils.formats import date_format
from django.utils.timezone import localtime
from django.utils.translation import gettext as _

from delegation import access, clock
from delegation.access import Marking
from delegation.actions import records
from delegation.models import Issue, Meeting, MemberState, RegionalGroup
from delegation.models.meetings import ENTERED_BEFORE, OVERRUN
from delegation.versions import Outcome
from positions.actions import stances
from positions.models import AgendaItem, Note, Stance

AT_ONCE = timedelta(minutes=1)  # clocks of devices differ by less; what is sent so soon counts as it arrives


def may_take(meeting: Meeting, item: AgendaItem | None, delegate: Any) -> bool:
    """Whether `delegate` writes notes there: who is on duty or takes the notes, who holds an issue of the item, the
    head, a deputy and the secretary. Two queries at most."""
    if item:
        return AgendaItem.objects.listed_by(delegate).filter(pk=item.pk).exists()
    return access.may_run(delegate) or meeting.is_timed_by(delegate)


def take(
    *,
    meeting: Meeting,
    kind: str,
    item: AgendaItem | None = None,
    issue: Issue | None = None,
    group: RegionalGroup | None = None,
    state: MemberState | None = None,
    text: str = "",
    at: datetime | None = None,
    by: Any,
    operation: UUID | None = None,
) -> Note:
    """Write down what was said at a meeting, and what it says of the stance of who said it.

    at: when it was said, where that is told later than it was written. Raises PermissionDenied, ValidationError.
    """
    if not may_take(meeting, item, by):
        raise PermissionDenied
    _require_together(meeting, item, issue, by)
    note = Note(meeting=meeting, item=item, issue=issue, kind=kind, group=group, state=state, text=text, by=by)
    note.at = _moment(meeting, at)
    # Whoever is not cleared writes for all: he could not read again what is marked government.
    readable = access.open_markings(by)
    note.marking = Marking.GOVERNMENT if Marking.GOVERNMENT in readable else Marking.DELEGATION
    note.marking = access.strictest(note.marking, *(parent.marking for parent in records.parents(note)))
    with transaction.atomic():
        if issue and note.holder and note.kind in Note.STANCES:
            note.stance = _heard(note, issue, by, operation)
        return records.add(note, by=by, operation=operation)


def change(note: Note, *, seen: int, by: Any, operation: UUID | None = None, **values: Any) -> Outcome:
    """Change its words. Raises PermissionDenied, ValidationError."""
    return records.change(note, seen=seen, by=by, operation=operation, **values)


def archive(note: Note, *, by: Any, operation: UUID | None = None) -> Note:
    """The stance that it told of stays as it is."""
    return records.archive(note, by=by, operation=operation)


def restore(note: Note, *, by: Any, operation: UUID | None = None) -> Note:
    return records.restore(note, by=by, operation=operation)


def _heard(note: Note, issue: Issue, by: Any, operation: UUID | None) -> Stance | None:
    # Not the meeting, which the note names: that may be hidden later, and the stance is not hidden with it.
    heard = {"at": date_format(localtime(note.at, clock.zone()), "j M H:i"), "name": by}
    return stances.hear(
        issue=issue,
        group=note.group,
        state=note.state,
        marking=note.marking,
        value=Note.STANCES[Note.Kind(note.kind)],
        ask=note.text,
        source=_("Said in the room, %(at)s, %(name)s") % heard,
        at=note.at,
        by=by,
        operation=operation,
    )


def _require_together(meeting: Meeting, item: AgendaItem | None, issue: Issue | None, by: Any) -> None:
    """Raises ValidationError where the item is of another meeting, or the issue is not on its agenda."""
    if item and (item.meeting_id != meeting.pk or item.archived_at):
        raise ValidationError(_("This item is not on the agenda of that meeting."))
    items = AgendaItem.objects.visible_to(by).current().filter(meeting=meeting)
    if issue and not (items.filter(pk=item.pk) if item else items).filter(issues=issue).exists():
        raise ValidationError(_("This issue is not taken there."))
    if meeting.cancelled_at or meeting.archived_at:
        raise ValidationError(_("This meeting has been cancelled."))


def _moment(meeting: Meeting, at: datetime | None) -> datetime:
    """When it was said: not in the future, and while somebody was in that room."""
    now = clock.now()
    if at is None or abs(at - now) < AT_ONCE:
        return now
    if at > now or not meeting.starts_at - ENTERED_BEFORE <= at <= meeting.ends_at + OVERRUN:
        raise ValidationError(_("Nothing was said in that meeting at this moment."))
    return at
