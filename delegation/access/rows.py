"""Which rows a member may see and change, and who may see a row: one condition, read from both sides."""

import uuid
from copy import copy
from typing import TYPE_CHECKING, Any

from django.contrib.auth import get_user_model
from django.db import models
from django.db.models import Q
from django.db.models.expressions import RawSQL

from delegation import clock
from delegation.access.functions import (
    CORE_READERS,
    ELECTIONS_READERS,
    KEPT_ON_DEVICES,
    STRICTNESS,
    Clearance,
    Marking,
)
from delegation.prepared import prepared

if TYPE_CHECKING:
    from delegation.access.marked import Marked

NOTHING = Q(pk__in=[])


def in_force() -> Q:
    """Assignments and memberships that hold today, at the conference."""
    today = clock.today()
    return Q(archived_at=None, starts_on__lte=today) & (Q(ends_on=None) | Q(ends_on__gte=today))


def held_issues(delegate: Any) -> models.QuerySet:
    """Keys of the issues that `delegate` leads or is alternate of today, as a subquery."""
    return _assignments().filter(in_force(), delegate=delegate.pk).order_by().values("issue")


def holding(delegate: Any) -> RawSQL:
    """`held_issues` as the right side of a condition: a page asks it twenty times."""
    return _holding.inside(delegate)


_holding = prepared(held_issues)


def _assignments() -> Any:
    """Assignments stand on rights, and not the other way."""
    model: Any = get_user_model()._meta.get_field("assignments").related_model
    return model.objects


def open_markings(delegate: Any) -> list[str]:
    """Markings that `delegate` reads whatever the issue."""
    if not delegate.is_active:
        return []
    if delegate.clearance != Clearance.GOVERNMENT:
        return [Marking.DELEGATION]
    if delegate.reads_on_device:
        return list(KEPT_ON_DEVICES)
    return [
        Marking.DELEGATION,
        Marking.GOVERNMENT,
        *([Marking.CORE] if delegate.function in CORE_READERS else []),
        *([Marking.ELECTIONS] if delegate.function in ELECTIONS_READERS else []),
    ]


def choosable_markings(delegate: Any, issue_id: uuid.UUID | None, *floors: str) -> list[str]:
    """Markings that `delegate` reads on that issue, and that add no reader to any of `floors`."""
    readable = open_markings(delegate)
    if Marking.GOVERNMENT in readable and held_issues(delegate).filter(issue=issue_id).exists():
        readable = [*readable, Marking.CORE]
    return [
        marking
        for marking in Marking.values
        if marking in readable and not any(adds_readers(floor, marking) for floor in floors)
    ]


def seen_by(delegate: Any, *, issue: str = "issue", prefix: str = "") -> Q:
    """Rows that `delegate` may see.

    issue: the field that names the row's issue ("pk" on an issue itself).
    prefix: lookup path to the columns, for history rows and the like ("pgh_obj__").
    """
    readable = open_markings(delegate)
    if not readable:
        return NOTHING
    rows = Q(**{f"{prefix}marking__in": readable})
    if Marking.GOVERNMENT in readable and Marking.CORE not in readable and not delegate.reads_on_device:
        rows |= Q(**{f"{prefix}marking": Marking.CORE, f"{prefix}{issue}__in": holding(delegate)})
    return rows


def changed_by(delegate: Any, model: type["Marked"], *, prefix: str = "") -> Q:
    """Rows of `model` that `delegate` may change: never one that is not seen. prefix: as in `seen_by`."""
    seen = seen_by(delegate, issue=model.issue_field, prefix=prefix)
    if delegate.is_active and delegate.function in model.changing_functions:
        return seen
    held = model.also_changed_by(delegate, prefix)
    if delegate.is_active and model.changed_by_holders:
        held |= Q(**{f"{prefix}{model.issue_field}__in": holding(delegate)})
    if delegate.is_active and delegate.is_staff and model.kept_by_staff:
        held |= Q(**{f"{prefix}marking": Marking.DELEGATION})
    return seen & held


def on_device(delegate: Any) -> Any:
    """The same member as the reader of a copy that his device keeps: who meets there only what may lie on a device."""
    reader = copy(delegate)
    reader.reads_on_device = True
    return reader


def addressed_to(delegate: Any) -> Q:
    """Rows for every reader, and those for `delegate` alone."""
    return Q(to=None) | Q(to=delegate.pk)


def readers(marking: str, issue_id: uuid.UUID | None) -> models.QuerySet:
    """Delegates who may see a row so marked: `seen_by` from the other side."""
    members = get_user_model().objects.filter(is_active=True)
    cleared = Q(clearance=Clearance.GOVERNMENT)
    match marking:
        case Marking.DELEGATION:
            return members
        case Marking.GOVERNMENT:
            return members.filter(cleared)
        case Marking.CORE:
            holders = _assignments().filter(in_force(), issue=issue_id)
            return members.filter(cleared & (Q(function__in=CORE_READERS) | Q(pk__in=holders.values("delegate"))))
        case Marking.ELECTIONS:
            return members.filter(cleared, function__in=ELECTIONS_READERS)
    raise ValueError(f"no such marking: {marking}")


def strictest(*markings: str) -> str:
    """The marking that a child takes from its parents: the one that hides most."""
    return max(markings, key=lambda marking: STRICTNESS[Marking(marking)])


def adds_readers(
    before: str, after: str, issue_before: uuid.UUID | None = None, issue_after: uuid.UUID | None = None
) -> bool:
    """Whether anybody sees a row marked `after` who does not see one marked `before`: such a change takes two.

    issue_before, issue_after: the issues on which the two hang, where those may differ. Core is read by whoever holds
    the issue; without an issue it is read by nobody who does not read all of it.
    """
    if before == after == Marking.CORE:
        return issue_after not in (None, issue_before)
    return after != before and STRICTNESS[Marking(after)] <= STRICTNESS[Marking(before)]
