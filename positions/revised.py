"""Which item of an agenda each line of its revision is: told by title and papers before it is told by number."""

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

SHORT = {"resolution": "res", "decision": "dec", "document": "doc", "documents": "doc"}
SMALL = {"a", "an", "and", "at", "by", "for", "from", "in", "of", "on", "or", "the", "to", "with"}


@dataclass(frozen=True)
class Said:
    """What is said of an item. papers: documents, proposals and texts."""

    number: str
    title: str
    papers: frozenset[Any]
    words: tuple[str, ...] = field(init=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "words", tuple(_words(self.title)))


def matched(lines: Sequence[Said], items: Sequence[Said]) -> dict[int, int]:
    """By the place of a line, the place of the item that it is, each once; the likest find each other first.

    A number alone makes no item the same; nor does a paper that several of them take, without the number.
    """
    often = Counter(paper for one in lines for paper in one.papers)
    telling = {paper for paper, times in often.items() if times == 1}
    often = Counter(paper for one in items for paper in one.papers)
    telling &= {paper for paper, times in often.items() if times == 1}
    pairs = [
        (likeness, -abs(here - there), -here, -there)
        for here, line in enumerate(lines)
        for there, item in enumerate(items)
        if (likeness := _likeness(line, item, telling))
    ]
    found: dict[int, int] = {}
    taken = set()
    for *_by, here, there in sorted(pairs, reverse=True):
        if -here not in found and -there not in taken:
            found[-here] = -there
            taken.add(-there)
    return found


def _likeness(line: Said, item: Said, telling: set[Any]) -> tuple[bool, int, bool, bool] | None:
    """Title, papers that no other takes, number, part of the title; None where it is another item."""
    shared = line.papers & item.papers
    is_part = _is_part(line.words, item.words)
    if not shared and not is_part:
        return None
    own, is_numbered = len(shared & telling), line.number == item.number
    return (line.words == item.words, own, is_numbered, is_part) if own or is_part or is_numbered else None


def _is_part(one: tuple[str, ...], other: tuple[str, ...]) -> bool:
    """Whether one title says the whole of the other, and perhaps more."""
    telling, others = set(one) - SMALL, set(other) - SMALL
    if not telling or not others:
        return one == other
    return telling <= others or others <= telling


def _words(title: str) -> Iterable[str]:
    return (SHORT.get(word, word) for word in re.findall(r"\w+", title.casefold()))
