"""What States and groups think of our issues."""

from datetime import datetime
from typing import Any
from uuid import UUID

from django.utils.text import Truncator
from django.utils.timezone import localdate
from django.utils.translation import gettext as _

from delegation import clock, history
from delegation.actions import records
from delegation.models import Issue, MemberState, RegionalGroup
from delegation.versions import Outcome
from positions.models import Stance

SURE = "high"  # how the confidence begins of what is surer than what one heard


def add(
    *,
    issue: Issue,
    group: RegionalGroup | None = None,
    state: MemberState | None = None,
    by: Any,
    operation: UUID | None = None,
    **values: Any,
) -> Stance:
    """Record the stance of one group or one State. Raises PermissionDenied, ValidationError."""
    return records.add(Stance(issue=issue, group=group, state=state, **values), by=by, operation=operation)


def change(stance: Stance, *, seen: int, by: Any, operation: UUID | None = None, **values: Any) -> Outcome:
    """Change value, ask, source, date or confidence. Raises PermissionDenied, ValidationError."""
    return records.change(stance, seen=seen, by=by, operation=operation, **values)


def hear(
    *,
    issue: Issue,
    group: RegionalGroup | None = None,
    state: MemberState | None = None,
    marking: str,
    value: str,
    ask: str,
    source: str,
    at: datetime,
    by: Any,
    operation: UUID | None = None,
) -> Stance | None:
    """Record what one of them said in a room, in the stance that the same members read, else in a new one.

    Answers it; or None, with nothing changed, where what stands there was written after `at`, or is of that day or a
    later one and surer. To be called inside a transaction. Raises PermissionDenied, ValidationError.
    """
    records.locked(issue)  # whoever hears the same at the same moment waits
    said: dict[str, Any] = {"value": value, "source": Truncator(source).chars(200)}
    said |= {"stated_on": localdate(at, clock.zone()), "confidence": _("medium: heard in the room")}
    words = Truncator(" ".join(ask.split())).chars(200)
    standing = Stance.objects.current().filter(issue=issue, group=group, state=state, marking=marking).first()
    if standing is None:
        return add(
            issue=issue, group=group, state=state, marking=marking, ask=words, by=by, operation=operation, **said
        )
    if _is_surer(standing, said["stated_on"], at):
        return None
    if words or standing.value != value:
        said["ask"] = words
    outcome = change(standing, seen=standing.version, by=by, operation=operation, **said)
    return outcome.record


def _is_surer(stance: Stance, day: Any, at: datetime) -> bool:
    last = history.history_of(Stance)._default_manager.filter(pgh_obj=stance.pk).order_by("-version")
    past = last.values_list("pgh_context", "pgh_created_at").first()
    if past and history.moment_of(*past) > at:
        return True
    if stance.stated_on is None or stance.stated_on < day:
        return False
    return stance.stated_on > day or stance.confidence.lower().startswith(SURE)
