"""Saying what became of an instruction: who may, at which meeting."""

from datetime import timedelta
from typing import Any
from uuid import UUID

from django.db.models import Q

from delegation import clock
from delegation.models import Duty, Meeting
from delegation.models.meetings import ENTERED_BEFORE
from delegation.pages import markings_shown
from delegation.prepared import prepared
from positions.models import AgendaItem, Instruction
from positions.models.conflicting_answers import with_hold

NEAR = timedelta(hours=20)  # of a meeting at which one may just have been


def may_deliver(instruction: Instruction, reader: Any) -> bool:
    """Whether the reader is one who says what became of it, live or not. One query."""
    return Instruction.objects.to_deliver_by(reader).filter(pk=instruction.pk).exists()


@prepared
def deliverable(reader: Any, *, instructions: Any) -> Any:
    """The keys of those of these for which `may_deliver` is so. One query."""
    found = Instruction.objects.to_deliver_by(reader).filter(pk__in=instructions)
    return found.order_by().values_list("pk", flat=True)


def meetings_of(instruction: Instruction, reader: Any, *, named: UUID | None) -> Any:
    """At which it may have been delivered: near now, on duty there or treating it; and one that was named."""
    now = clock.now()
    visible = Meeting.objects.visible_to(reader).held()
    own = Duty.objects.visible_to(reader).standing().filter(delegate=reader.pk).order_by().values("meeting")
    treats = Q(issues=instruction.issue_id) | (Q(texts=instruction.text_id) if instruction.text_id else Q())
    items = AgendaItem.objects.visible_to(reader).current().filter(treats).order_by().values("meeting")
    near = Q(starts_at__lte=now + ENTERED_BEFORE, ends_at__gte=now - NEAR)
    wanted = near & (Q(pk__in=own) | Q(pk__in=items)) | Q(pk=named)
    return visible.filter(wanted).select_related("committee").order_by("-starts_at", "pk")


def meeting_now(meetings: Any, reader: Any) -> Any:
    """The one in which the reader is: by his word, else by his duty, else by the clock; None where there is none.
    Two queries."""
    running = [meeting for meeting in meetings if meeting.state == "running"]
    duties = Duty.objects.visible_to(reader).unfinished().filter(delegate=reader.pk, meeting__in=running)
    own = {duty.meeting_id: duty.in_room_at is not None for duty in duties}
    return max(running, key=lambda one: (own.get(one.pk, False), one.pk in own, one.starts_at), default=None)


def delivering(instruction: Instruction, reader: Any) -> dict[str, Any]:
    """The context of the form: the order as it stands, or what is live in its place."""
    live = Instruction.objects.visible_to(reader).live().answering(instruction.issue, instruction.text)
    now = live.with_names().first()
    as_held = with_hold(Instruction.objects.live().filter(pk=instruction.pk), reader)
    return {
        "instruction": instruction,
        "live_now": now if now != instruction else None,
        "held_on": as_held.values_list("held_on", flat=True).first(),
        "markings": markings_shown(instruction, now),
    }
