"""Who moves next on an issue, and by when."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.urls import reverse
from django.utils.formats import date_format
from django.utils.timezone import localtime
from django.utils.translation import gettext as _

from delegation import access, clock
from delegation.models import Assignment, Issue, Meeting
from positions.models import Instruction, Position
from positions.pages.bands import Band


@dataclass(frozen=True)
class Move:
    """Somebody is to do something: since or by when, and how that stands."""

    who: str
    does: str
    url: str
    state: str = "waiting"
    when: datetime | None = None
    is_due: bool = False  # `when` is a time to come

    @property
    def said(self) -> str:
        """When, as short as it is clear: the hour today, else the day."""
        when = localtime(self.when)
        return date_format(when, "H:i" if when.date() == clock.today() else "j M")


def on_issue(
    issue: Issue,
    reader: Any,
    *,
    bands: Sequence[Band],
    drafts: Sequence[Instruction],
    positions: Sequence[Position],
    meetings: Sequence[Meeting],
) -> list[Move]:
    """In the order in which they press. No query."""
    if not issue.is_open:
        return []
    found = []
    for band in bands:
        for person in sorted(band.instruction.missing, key=lambda one: one != reader):
            who = _("You") if person == reader else person.name
            does = _("acknowledge the instruction on %s")
            if person != reader:
                does = _("acknowledges the instruction on %s")
            does %= band.instruction.subject
            state = "overdue" if band.instruction.overdue else "waiting"
            found.append(Move(who, does, "#instruction", state, band.instruction.issued_at))
    is_issuer = access.may_issue(reader)
    who = _("You") if is_issuer else _("Head, deputy or capital")
    for draft in drafts:
        if not draft.cleared_at:
            does = _("answer on the draft on %s") % draft.subject
            at = reverse("instruction-detail", args=[draft.pk])
            found.append(Move(_("The agencies asked"), does, f"{at}#clearances", "waiting", draft.drafted_at))
            continue
        does = _("issue or drop the draft on %s") if is_issuer else _("issues or drops the draft on %s")
        does %= draft.subject
        found.append(Move(who, does, reverse("instruction-detail", args=[draft.pk]), "moving", draft.drafted_at))
    leads = [holder.delegate for holder in issue.holders if holder.role == Assignment.Role.LEAD]
    if not leads:
        found.append(Move(_("Head or deputy"), _("names a lead"), "#people", "gap"))
    elif not positions and any(reader.pk == holder.delegate_id for holder in issue.holders):
        found.append(Move(_("You"), _("begin the position"), "#position", "gap"))
    for meeting in meetings:
        does = _("takes it up")
        found.append(Move(meeting.named, does, meeting.get_absolute_url(), "moving", meeting.starts_at, True))
    return found
