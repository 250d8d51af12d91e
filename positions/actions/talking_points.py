"""Words to say: written, put in order, marked, taken out."""

from typing import Any
from uuid import UUID

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from delegation import access, history
from delegation.access import Marking
from delegation.actions import records
from delegation.live import announce
from delegation.models import Issue
from delegation.versions import Outcome
from positions.models import TalkingPoint


def add(
    *,
    issue: Issue,
    text: str,
    use: str = TalkingPoint.Use.FLOOR,
    marking: str = Marking.GOVERNMENT,
    by: Any,
    operation: UUID | None = None,
) -> TalkingPoint:
    """Add words at the end of the speaking order. Raises PermissionDenied, ValidationError."""
    # After those that the writer sees: a place must not tell of others.
    last = TalkingPoint.objects.visible_to(by).on(issue).in_order().last()
    point = TalkingPoint(
        issue=issue,
        text=text,
        use=use,
        marking=marking,
        place=last.place + 1 if last else 1,
    )
    return records.add(point, by=by, operation=operation)


def change(point: TalkingPoint, *, seen: int, by: Any, operation: UUID | None = None, **values: Any) -> Outcome:
    """Change words, use, or the marking upwards. Raises PermissionDenied, ValidationError."""
    with transaction.atomic():
        before = records.locked(point)
        if "marking" in values:
            values["marking"] = access.strictest(before.issue.marking, values["marking"])
            if access.adds_readers(before.marking, values["marking"]):
                raise ValidationError({"marking": _("This would show the words to more people: that takes two.")})
        outcome = records.change(before, seen=seen, by=by, operation=operation, **values)
        records.require(outcome.record, by)  # nobody hides words from himself
    return outcome


def move(point: TalkingPoint, *, up: bool, by: Any, operation: UUID | None = None) -> TalkingPoint:
    """One place up or down in the speaking order that `by` sees. At either end nothing happens.

    Raises PermissionDenied, ValidationError.
    """
    with transaction.atomic(), history.recorded(by, operation=operation):
        records.require(point, by)
        rows = TalkingPoint.objects.visible_to(by).current().on(point.issue).order_by("pk")
        order = sorted(rows.select_for_update(of=("self",), no_key=True), key=lambda one: (one.place, one.pk))
        if point not in order:
            raise ValidationError(_("These words are archived: restore them first."))
        here = order.index(point)
        there = here - 1 if up else here + 1
        if not 0 <= there < len(order):
            return order[here]
        places = _distinct([one.place for one in order])
        order[here], order[there] = order[there], order[here]
        moved = [(one, place) for one, place in zip(order, places, strict=True) if one.place != place]
        for one, place in moved:
            records.write(one, place=place)
        announce(*(one for one, _place in moved))
    return order[there]


def archive(point: TalkingPoint, *, by: Any, operation: UUID | None = None) -> TalkingPoint:
    return records.archive(point, by=by, operation=operation)


def restore(point: TalkingPoint, *, by: Any, operation: UUID | None = None) -> TalkingPoint:
    return records.restore(point, by=by, operation=operation)


def _distinct(places: list[int]) -> list[int]:
    """The same places, each later than the one before."""
    found: list[int] = []
    for place in places:
        found.append(max(place, found[-1] + 1) if found else place)
    return found
