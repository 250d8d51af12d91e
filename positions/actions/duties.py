"""Asking members to meetings, where what is instructed on the agenda must be readable to them."""

from typing import Any
from uuid import UUID

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from delegation.actions import duties
from delegation.actions.records import locked
from delegation.models import Delegate, Duty, Issue, Meeting
from positions.models import AgendaItem, Instruction


def assign(
    meeting: Meeting,
    *,
    delegate: Delegate,
    role: str,
    note: str = "",
    override_reason: str = "",
    by: Any,
    operation: UUID | None = None,
) -> Duty:
    """Ask a member to be at a meeting, as `delegation.actions.duties.assign`.

    Raises ValidationError also where the member may not read a live instruction on an issue of the agenda: nobody
    is to speak to an issue without knowing what was instructed.
    """
    with transaction.atomic():
        locked(meeting)  # whoever asks somebody to this meeting waits here for the other
        hidden = unreadable_instructions(meeting, delegate).select_related("issue", "text").first()
        if hidden:
            sentence = _("%(name)s may not read the live instruction on %(subject)s, which is on the agenda.")
            raise ValidationError({"delegate": sentence % {"name": delegate, "subject": hidden.subject}})
        given: dict[str, Any] = {"note": note, "override_reason": override_reason, "by": by, "operation": operation}
        return duties.assign(meeting, delegate=delegate, role=role, **given)


def unreadable_instructions(meeting: Meeting, delegate: Delegate) -> Any:
    """Live instructions on the issues of a meeting's agenda that `delegate` may not see."""
    items = AgendaItem.objects.current().filter(meeting=meeting)
    issues = Issue.agenda_items.through.objects.filter(agendaitem__in=items).values("issue")
    readable = Instruction.objects.visible_to(delegate).values("pk")
    return Instruction.objects.live().filter(issue__in=issues).exclude(pk__in=readable)
