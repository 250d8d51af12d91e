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
    """Change words or use. Raises PermissionDenied, ValidationError."""
    return records.change(point, seen=seen, by=by, operation=operation, **values)


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
        moved = _exchanged(order, min(here, there))
        for one, place in moved.items():
            records.write(one, place=place)
        announce(*moved)
    return order[here]


def archive(point: TalkingPoint, *, by: Any, operation: UUID | None = None) -> TalkingPoint:
    return records.archive(point, by=by, operation=operation)


def restore(point: TalkingPoint, *, by: Any, operation: UUID | None = None) -> TalkingPoint:
    return records.restore(point, by=by, operation=operation)


def restore_with_words(
    point: TalkingPoint, *, seen: int, by: Any, operation: UUID | None = None, **values: Any
) -> Outcome:
    """Bring back words archived meanwhile, as somebody was writing them. Answers and raises as `change`."""
    with transaction.atomic():
        records.restore(point, by=by, operation=operation)
        return records.change(point, seen=seen, by=by, operation=operation, **values)


def add_anew(
    point: TalkingPoint, *, text: str, use: str, by: Any, operation: UUID | None = None, **_carried: Any
) -> TalkingPoint:
    """Words that somebody was writing when these were archived, marked as they are, at the end of the order."""
    return add(issue=point.issue, text=text, use=use, marking=point.marking, by=by, operation=operation)


def _exchanged(order: list[TalkingPoint], first: int) -> dict[TalkingPoint, float]:
    """New places by which the point at `first` and the one behind it change their order.

    Of two that are marked differently only the stricter moves, past the other: who sees the other alone must not
    learn from its history that something stands beside it.
    """
    one, other = order[first : first + 2]
    if one.marking == other.marking and one.place != other.place:
        return {one: other.place, other: one.place}
    if access.strictest(one.marking, other.marking) == one.marking:
        beyond = order[first + 2].place if len(order) > first + 2 else other.place + 2
        if other.place < (place := (other.place + beyond) / 2) < beyond:
            return {one: place}
    else:
        beyond = order[first - 1].place if first else one.place - 2
        if beyond < (place := (beyond + one.place) / 2) < one.place:
            return {other: place}
    # There is no room between them: all get places anew.
    anew = [*order[:first], other, one, *order[first + 2 :]]
    return {point: place for place, point in enumerate(anew, 1) if point.place != place}
