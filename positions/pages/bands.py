"""Instructions as they are shown: the live one in its band, its predecessor struck out below."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from delegation import access
from positions.models import Instruction
from positions.models.acknowledgements import Holder


@dataclass(frozen=True)
class Band:
    """One live instruction, for one reader. own: how far he has come himself, where he must know it."""

    instruction: Instruction
    predecessor: Instruction | None
    own: Holder | None
    may_issue: bool

    @property
    def may_acknowledge(self) -> bool:
        return self.own is not None and not self.own.acknowledged_at

    @property
    def may_deliver(self) -> bool:
        """Who must know it; who takes the notes says so on its page, or in the room."""
        return self.own is not None

    @property
    def sees_readings(self) -> bool:
        """Whether he is told who has read it and not acknowledged it: who issues, and who must know it himself."""
        return self.may_issue or self.own is not None

    @property
    def is_unread(self) -> bool:
        return self.own is not None and self.own.state == "unread"


def bands(instructions: Sequence[Instruction], reader: Any) -> list[Band]:
    """The live ones among `instructions`, which have their readers; a predecessor where it is among them."""
    by_key: dict[Any, Instruction] = {one.pk: one for one in instructions}
    return [
        Band(
            instruction=one,
            predecessor=by_key.get(one.predecessor_id),
            own=next((holder for holder in one.holders if holder.delegate.pk == reader.pk), None),
            may_issue=access.may_issue(reader),
        )
        for one in instructions
        if one.is_live
    ]


def last_words(instructions: Iterable[Instruction]) -> list[Instruction]:
    """What was in force last on each question that nothing answers now: shown dead, so that nobody reads it out."""
    answered = {one.text_id for one in instructions if one.is_live}
    ended: dict[Any, Instruction] = {}
    for one in sorted(
        (one for one in instructions if one.ended_at and one.issued_at), key=lambda one: (one.ended_at, one.issued_at)
    ):
        ended[one.text_id] = one
    return [one for text_id, one in ended.items() if text_id not in answered]
