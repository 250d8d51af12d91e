"""Two answers of capital to one question, side by side."""

from collections.abc import Iterable
from typing import Any

from django.db.models import Q
from django.utils.timezone import localtime
from django.utils.translation import gettext as _

from delegation import access
from delegation.models import Issue
from delegation.prepared import prepared
from positions.models import ConflictingAnswer, GuidanceRequest, Instruction
from positions.pages.moves import Move


def on(asked: GuidanceRequest, reader: Any) -> list[ConflictingAnswer]:
    """What was answered otherwise, the newest first. One query."""
    found = list(ConflictingAnswer.objects.visible_to(reader).filter(request=asked).with_names().newest_first())
    for one in found:
        one.request = asked
    return found


def between(draft: Instruction, reader: Any) -> Any:
    """On what it waits, as a live one is `held_on`, if the draft is one of two answers. One query."""
    found = ConflictingAnswer.objects.visible_to(reader).undecided().filter(request__instruction=draft)
    return found.values("request", "decided_for").first()


def answered_by(instruction: Instruction, reader: Any) -> GuidanceRequest | None:
    """The question that it answers, as the first or the second of two. One query."""
    second = ConflictingAnswer.objects.visible_to(reader).filter(instruction=instruction)
    asked = GuidanceRequest.objects.visible_to(reader).filter(
        Q(instruction=instruction) | Q(pk__in=second.values("request"))
    )
    return asked.order_by("-drafted_at", "pk").first()


def waiting_on(reader: Any) -> list[ConflictingAnswer]:
    """Between what the reader is to decide. One query, for who decides."""
    return list(_undecided(reader)) if access.may_decide(reader) else []


@prepared
def _undecided(reader: Any) -> Any:
    found = ConflictingAnswer.objects.visible_to(reader).undecided()
    return found.select_related("request__issue", "request__text").order_by("at", "pk")


def to_do(conflicts: Iterable[ConflictingAnswer]) -> list[Move]:
    """What waits on the reader; no query."""
    does = _("to decide between two answers from capital on %s")
    return [_move(one, _("You"), does % one.request.subject) for one in conflicts]


def moves_on(issue: Issue, reader: Any, instructions: Iterable[Instruction]) -> list[Move]:
    """Who decides between two answers on the issue. One query where one of these is held by them."""
    if not any(one.held_on for one in instructions):
        return []
    found = ConflictingAnswer.objects.visible_to(reader).undecided().on(issue).select_related("request__text")
    is_mine = access.may_decide(reader)
    who = _("You") if is_mine else _("Head or deputy")
    does = _("decides between two answers from capital on %s")
    if is_mine:
        does = _("decide between two answers from capital on %s")
    moves = []
    for one in found.order_by("at", "pk"):
        one.request.issue = issue
        moves.append(_move(one, who, does % one.request.subject))
    return moves


def _move(conflict: ConflictingAnswer, who: str, does: str) -> Move:
    return Move(who, does, f"{conflict.request.get_absolute_url()}#two-answers", "hold", localtime(conflict.at))


def choices(conflict: ConflictingAnswer) -> list[tuple[str, str]]:
    """Who answered each, as one chooses between them."""
    first = conflict.request.answered_by or _("Placard")
    return [
        (ConflictingAnswer.Which.FIRST, f"{first}, {conflict.against}" if conflict.against else str(first)),
        (ConflictingAnswer.Which.SECOND, f"{conflict.by or _('Placard')}, {conflict.agency}"),
    ]


def may_answer_otherwise(asked: GuidanceRequest, reader: Any, conflicts: list[ConflictingAnswer]) -> bool:
    """Capital, of another agency than who answered; not where another answer waits to be decided, or holds."""
    if not access.may_answer(reader) or any(one.state == "undecided" or one.overrules for one in conflicts):
        return False
    is_answered = asked.state == "answered" or (asked.state == "closed" and asked.closing == asked.Closing.ISSUED)
    another = reader.agency_id and (asked.answered_by is None or asked.answered_by.agency_id != reader.agency_id)
    return bool(is_answered and another)
