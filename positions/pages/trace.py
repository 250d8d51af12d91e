"""From what was delivered back to where it came from: instruction, clearances, answer, question and position, as far
as a reader may see each. What is hidden from him leaves no gap."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.db.models import Q, QuerySet
from django.db.models.fields.json import KeyTextTransform

from delegation import access, clock, history
from delegation.pages import markings_shown
from positions.models import Clearance, ConflictingAnswer, Delivery, GuidanceRequest, Instruction, Position
from positions.models.acknowledgements import put_readers


@dataclass(frozen=True)
class Asked:
    """A question, and what another agency answered otherwise, the newest first."""

    question: GuidanceRequest
    otherwise: list[ConflictingAnswer]
    is_answered_here: bool  # by the instruction itself, not by one that it superseded

    @property
    def is_overruled(self) -> bool:
        return any(one.overrules for one in self.otherwise)


def composed(delivery: Delivery, reader: Any) -> dict[str, Any]:
    """The context of the page of one delivery, which was fetched whole. The number of queries is always the same, but
    for the position of then, where there is one."""
    order, conference = delivery.instruction, clock.conference()
    on_question = list(_issued_on(order, reader))
    put_readers([order], reader)
    before = list(_chain(order, on_question))
    asked = _asked([order, *before], reader)
    questions = [(one.question, *one.otherwise) for one in asked]
    clearances = list(Clearance.objects.visible_to(reader).of(order).with_names().longest_first())
    live = next((one for one in on_question if one.is_live), None)
    positions = list(_positions_then(delivery, reader))
    return {
        "delivery": delivery,
        "instruction": order,
        "is_of_capital": getattr(order.issued_by, "function", "") == access.Function.CAPITAL,
        "told": [one for one in order.told if one.at <= delivery.at],
        "before": before,
        "live_now": live if live != order else None,
        "clearances": clearances,
        "asked": asked,
        "positions": positions,
        "zone": conference.capital_zone if conference else "UTC",
        "may_correct": delivery.is_changeable_by(reader),
        "markings": markings_shown(delivery, order, delivery.meeting, live, before, clearances, positions, *questions),
    }


def _issued_on(order: Instruction, reader: Any) -> QuerySet:
    visible = Instruction.objects.visible_to(reader).answering(order.issue, order.text)
    return visible.filter(issued_at__isnull=False).with_names().newest_first()


def _chain(order: Instruction, known: Iterable[Instruction]) -> Iterable[Instruction]:
    """What it superseded, and what that did; up to one that the reader may not see."""
    by_key: dict[Any, Instruction] = {one.pk: one for one in known}
    one = by_key.get(order.predecessor_id)
    while one:
        yield one
        one = by_key.get(one.predecessor_id)


def _asked(orders: list[Instruction], reader: Any) -> list[Asked]:
    """The questions that these answer, the last one first. Two queries."""
    answers = [one.pk for one in orders]
    conflicts = ConflictingAnswer.objects.visible_to(reader)
    by_second = conflicts.filter(instruction__in=answers).order_by().values("request")
    found = GuidanceRequest.objects.visible_to(reader).filter(Q(instruction__in=answers) | Q(pk__in=by_second))
    questions = list(found.with_names().order_by("-answered_at", "pk"))
    others = list(conflicts.filter(request__in=found.values("pk")).with_names().newest_first())
    asked = []
    for question in questions:
        otherwise = [one for one in others if one.request_id == question.pk]
        opened = {question.instruction_id, *(one.instruction_id for one in otherwise)}
        asked.append(Asked(question, otherwise, is_answered_here=answers[0] in opened))
    return asked


def _positions_then(delivery: Delivery, reader: Any) -> Iterable[Position]:
    """What was in force at that moment, in the words of then: of each marking one edition at most. One query for each,
    and one."""
    at = history.as_text(delivery.at)
    not_over = Q(closed_at=None) | Q(closed_at__gt=delivery.at)
    editions = Position.objects.visible_to(reader).on(delivery.instruction.issue)
    for position in editions.filter(not_over, activated_at__lte=delivery.at).order_by("marking", "pk"):
        then = history.past_of(position, reader).annotate(written_at=KeyTextTransform("at", "pgh_context"))
        row = then.filter(written_at__lte=at, activated_at__lte=delivery.at).order_by("-version").first()
        if row and not (row.closed_at or row.archived_at):
            yield Position(
                id=position.pk,
                issue_id=position.issue_id,
                marking=position.marking,
                objective=row.objective,
                activated_at=row.activated_at,
            )
