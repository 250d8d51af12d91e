"""Instructions as they are shown: the live one in its band, its predecessor struck out below."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from delegation import access
from positions.models import Instruction


@dataclass(frozen=True)
class Band:
    """One live instruction, for one reader."""

    instruction: Instruction
    predecessor: Instruction | None
    may_acknowledge: bool
    may_issue: bool

    @property
    def holders(self) -> int:
        return len(self.instruction.missing) + self.acknowledged

    @property
    def acknowledged(self) -> int:
        holding = {holder.delegate_id for holder in self.instruction.issue.holders}
        return sum(one.delegate_id in holding for one in self.instruction.told)


def bands(instructions: Sequence[Instruction], reader: Any) -> list[Band]:
    """The live ones among `instructions`, which were fetched `with_readers`; a predecessor where it is among them."""
    by_key: dict[Any, Instruction] = {one.pk: one for one in instructions}
    return [
        Band(
            instruction=one,
            predecessor=by_key.get(one.predecessor_id),
            may_acknowledge=reader in one.missing,
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
