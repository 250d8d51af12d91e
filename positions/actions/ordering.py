"""The speaking order: words to say, or speakers, put before or behind others, so that nobody learns of what stands
between them."""

from collections.abc import Iterator
from contextlib import contextmanager
from itertools import pairwise
from typing import Any
from uuid import UUID

import pgtrigger
from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from delegation import history
from delegation.access import adds_readers
from delegation.actions import records
from delegation.live import announce
from positions.models import Alternative, Speaker, TalkingPoint

Point = TalkingPoint | Speaker | Alternative
Points = list[Any]  # all of one kind


def put(
    point: Point,
    *,
    before: UUID | None = None,
    after: UUID | None = None,
    by: Any,
    operation: UUID | None = None,
) -> Any:
    """Right before or right behind other words, in the order as it stands by now; only places change, never words.

    before, after: the key of those others; one of the two. Where the point already stands there nothing happens.
    Raises PermissionDenied, and ValidationError where `by` does not see both of them in the order any more.
    """
    with _held(point, by, operation) as (whole, own):
        others = [one for one in own if one != point]
        beside = next((one for one in others if one.pk == (before or after)), None)
        if point not in own or (beside is None and (before or after) != point.pk):
            raise ValidationError(_("These words, or those beside them, do not stand in this order any more."))
        if beside:
            _put(point, others.index(beside) + (before is None), whole, own)
    return _as_it_stands(point, whole)


def move(point: Point, *, up: bool, by: Any, operation: UUID | None = None) -> Any:
    """One place up or down in the order that `by` sees. At either end nothing happens.

    Raises PermissionDenied, ValidationError.
    """
    with _held(point, by, operation) as (whole, own):
        if point not in own:
            raise ValidationError(_("These words are archived: restore them first."))
        there = own.index(point) + (-1 if up else 1)
        if 0 <= there < len(own):
            _put(point, there, whole, own)
    return _as_it_stands(point, whole)


@contextmanager
def _held(point: Point, by: Any, operation: UUID | None) -> Iterator[tuple[Points, Points]]:
    """All that stand in one order, held until it has changed, and those among them that `by` sees in use.

    Archived ones keep their places, for when they are restored.
    """
    with transaction.atomic(), history.recorded(by, operation=operation):
        kind: Any = type(point)
        beside = {kind.ordered_in: getattr(point, f"{kind.ordered_in}_id")}
        rows = kind._base_manager.filter(**beside).order_by("pk")
        whole = sorted(rows.select_for_update(of=("self",), no_key=True), key=lambda one: (one.place, one.pk))
        records.require(point, by)
        rows = kind.objects.visible_to(by).current().filter(**beside)
        seen = set(rows.values_list("pk", flat=True))
        yield whole, [one for one in whole if one.pk in seen]


def _put(point: Point, there: int, whole: Points, own: Points) -> None:
    """Let `point` have so many of the others in `own` before it."""
    here, others = own.index(point), [one for one in own if one != point]
    point, up = own[here], there < here
    crossed = others[there:here] if up else others[here:there]
    if not crossed:
        return
    moving = _who_moves(point, crossed)
    # What moves comes to stand right beside what it has crossed, whatever `by` does not see.
    beside = point if point not in moving else crossed[0] if up else crossed[-1]
    before = up == (beside is not point)
    staying = [one for one in whole if one not in moving]
    places = _places(staying, beside, len(moving), before=before)
    if places is None:
        _make_room(whole)
        places = _places(staying, beside, len(moving), before=before) or []
    for one, place in zip(moving, places, strict=True):
        records.write(one, place=place)
    announce(*moving)


def _who_moves(point: Point, crossed: Points) -> Points:
    """The point itself, where whoever reads it reads some of what it crosses; else what it crosses moves past it.

    Whoever sees that something moved, and nothing that it moved past, would learn of what he may not see.
    """
    if any(not adds_readers(one.marking, point.marking) for one in crossed):
        return [point]
    if any(adds_readers(point.marking, one.marking) for one in crossed):
        raise ValidationError(
            _(
                "These words are read by different people, who would learn of each other’s: they change places only "
                "past words that all of them read."
            )
        )
    return crossed


def _places(staying: Points, beside: Point, count: int, *, before: bool) -> list[float] | None:
    """So many places in ascending order, right before or right behind one; None where no number lies between."""
    index = staying.index(beside)
    low = staying[index - 1].place if before and index else None if before else beside.place
    high = beside.place if before else staying[index + 1].place if index + 1 < len(staying) else None
    if low is None or high is None:
        start = beside.place - count if low is None else beside.place + 1
        return [start + number for number in range(count)]
    found = [low + (high - low) * number / (count + 1) for number in range(count + 2)]
    return found[1:-1] if all(one < other for one, other in pairwise(found)) else None


def _make_room(whole: Points) -> None:
    """All get places anew in the order in which they stand. For no reader anything changes, so no version counts it."""
    triggers = ("number_the_change", "update_update")
    kind = type(whole[0])
    with pgtrigger.ignore(*(f"positions.{kind.__name__}:{name}" for name in triggers)):
        for place, one in enumerate(whole, 1):
            one.place = place
            kind._base_manager.filter(pk=one.pk).update(place=place)


def _as_it_stands(point: Point, whole: Points) -> Any:
    return next(one for one in whole if one == point)
