"""Words to say: written, marked, taken out, brought back."""

from typing import Any
from uuid import UUID

from django.db import transaction

from delegation.access import Marking
from delegation.actions import records
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


def archive(point: TalkingPoint, *, by: Any, operation: UUID | None = None) -> TalkingPoint:
    return records.archive(point, by=by, operation=operation)


def restore(point: TalkingPoint, *, by: Any, operation: UUID | None = None) -> TalkingPoint:
    return records.restore(point, by=by, operation=operation)


def restore_with_words(
    point: TalkingPoint, *, seen: int, by: Any, operation: UUID | None = None, **values: Any
) -> Outcome:
    """Bring back words archived meanwhile, as somebody was writing them. Answers and raises as `change`; they are back
    also where others had changed the same words, and one is asked about the two."""
    with transaction.atomic():
        records.restore(point, by=by, operation=operation)
        return records.change(point, seen=seen, by=by, operation=operation, **values)


def add_anew(
    point: TalkingPoint, *, text: str, use: str, by: Any, operation: UUID | None = None, **_carried: Any
) -> TalkingPoint:
    """Words that somebody was writing when these were archived, marked as they are, at the end of the order."""
    with transaction.atomic():
        marking = records.locked(point).marking  # it may have been hidden meanwhile
        return add(issue=point.issue, text=text, use=use, marking=marking, by=by, operation=operation)
