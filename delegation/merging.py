"""Texts compared word by word, and three of them merged. Knows nothing of rows."""

import re
from bisect import bisect_left
from collections import Counter
from collections.abc import Hashable, Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from unicodedata import category

# A word with the blanks behind it, the end of a line, or one sign of Chinese or Japanese.
SIGNS = "\u2e80-\u9fff\uf900-\ufaff\uff00-\uffef\U00020000-\U0003ffff"
WORDS = re.compile(rf"[{SIGNS}]|[^\s{SIGNS}]+[^\S\n]*|\s+")
# Of the letter before, though no marks: voicing in half width, the tones of skin.
MODIFIERS = frozenset("\uff9e\uff9f\U0001f3fb\U0001f3fc\U0001f3fd\U0001f3fe\U0001f3ff")

# Fewer words than these are compared in full. What bounds the cost beyond: how deep ranges are cut at anchors, and
# the steps for each word where there is no anchor.
SMALL, DEEPEST, STEPS = 64, 8, 20

ANSWERS = {
    "theirs": ("theirs",),
    "mine": ("mine",),
    "theirs-mine": ("theirs", "mine"),
    "mine-theirs": ("mine", "theirs"),
}

Change = tuple[int, int, int, int]  # from where to where in the old words, and in the new ones
Block = tuple[int, int, int]  # where in the old words, where in the new ones, how many


@dataclass(frozen=True)
class Clash:
    """Words that both changed, each in another way. base: None where it is not known."""

    base: str | None
    theirs: str
    mine: str

    def answered(self, answer: str) -> str:
        """One side, or one behind the other; words of both never stick together."""
        text = ""
        for side in ANSWERS[answer]:
            words: str = getattr(self, side)
            is_stuck = text and words and not text[-1].isspace() and not words[0].isspace()
            text += f" {words}" if is_stuck else words
        return text


@dataclass(frozen=True)
class Merge:
    """What came of three texts: words that stand and clashes, in reading order."""

    pieces: tuple[str | Clash, ...]

    @property
    def is_clean(self) -> bool:
        return not any(isinstance(piece, Clash) for piece in self.pieces)

    @property
    def text(self) -> str:
        """The merged text; a merge that is not clean has none."""
        if not self.is_clean:
            raise ValueError("There are clashes to be answered first.")
        return "".join(str(piece) for piece in self.pieces)

    def resolved(self, answer: str) -> str:
        """The text in which every clash has the same answer, one of ANSWERS. What did not clash stands."""
        return "".join(piece.answered(answer) if isinstance(piece, Clash) else piece for piece in self.pieces)


def merge(base: str | None, theirs: str, mine: str) -> Merge:
    """What both made of `base`, together. Ends of lines are those of Unix. base: None where it must not be seen.

    As with diff3 and git, two changes clash unless a word that both left alone stands between them: whoever replaced
    a word chose it for its neighbours, and of two insertions at one place nobody knows which comes first. The same
    change by both counts once.
    """
    theirs, mine = _with_plain_ends(theirs), _with_plain_ends(mine)
    if base is None:
        return _merge_of([theirs if theirs == mine else Clash(None, theirs, mine)])
    return _merge_of(_pieces(*(words_of(text) for text in (_with_plain_ends(base), theirs, mine))))


def marked_words(before: str, after: str) -> list[tuple[str, str]]:
    """What was changed from one text to the other, as runs of ("same" | "del" | "ins", words), in reading order."""
    old, new = words_of(before), words_of(after)
    runs, at = [], 0
    for old_start, old_end, new_start, new_end in _changes(old, new):
        runs += [
            ("same", "".join(old[at:old_start])),
            ("del", "".join(old[old_start:old_end])),
            ("ins", "".join(new[new_start:new_end])),
        ]
        at = old_end
    runs.append(("same", "".join(old[at:])))
    return [(kind, words) for kind, words in runs if words]


def words_of(text: str) -> list[str]:
    """The words of a text, each with the blanks behind it; ends of lines; Chinese and Japanese sign by sign.

    The last word of a paragraph is the same when another paragraph follows. What is read as one sign stays whole.
    """
    if text.isascii():
        return WORDS.findall(text)
    starts = [found.start() for found in WORDS.finditer(text)]
    cuts = [start for start in starts if not start or not _is_one_sign(text[start - 1], text[start])]
    return [text[start:end] for start, end in pairwise([*cuts, len(text)])]


def _is_one_sign(before: str, after: str) -> bool:
    """Whether a character belongs to the one before it: marks and what has no width of its own do."""
    if before == "\n":
        return False
    kind = category(after)
    return kind[0] == "M" or "Cf" in (kind, category(before)) or after in MODIFIERS


def _with_plain_ends(text: str) -> str:
    return text.replace("\r\n", "\n").replace("\r", "\n")


def _merge_of(pieces: list[str | Clash]) -> Merge:
    """A merge in which words that stand follow each other in one piece."""
    joined: list[str | Clash] = []
    for piece in pieces:
        if isinstance(piece, str) and joined and isinstance(joined[-1], str):
            joined[-1] += piece
        elif piece:
            joined.append(piece)
    return Merge(tuple(joined))


def _pieces(base: list[str], theirs: list[str], mine: list[str]) -> list[str | Clash]:
    pieces: list[str | Clash] = []
    at = their_shift = my_shift = 0
    for by_them, by_me in _touching(_changes(base, theirs), _changes(base, mine)):
        start = min(change[0] for change in (*by_them, *by_me))
        end = max(change[1] for change in (*by_them, *by_me))
        their_start, my_start = start + their_shift, start + my_shift
        their_shift = by_them[-1][3] - by_them[-1][1] if by_them else their_shift
        my_shift = by_me[-1][3] - by_me[-1][1] if by_me else my_shift
        their_words, my_words = theirs[their_start : end + their_shift], mine[my_start : end + my_shift]
        pieces.append("".join(base[at:start]))
        if by_them and by_me and their_words != my_words:
            pieces += _clash(base[start:end], their_words, my_words)
        else:
            pieces.append("".join(their_words if by_them else my_words))
        at = end
    return [*pieces, "".join(base[at:])]


def _clash(base: list[str], theirs: list[str], mine: list[str]) -> list[str | Clash]:
    """A clash, without the word before it, of which only the blanks were changed: both went on behind it."""
    firsts = {side[0].rstrip() if side else "" for side in (base, theirs, mine)}
    stands = firsts.pop() if len(firsts) == 1 else ""
    return [stands, Clash(*("".join(side)[len(stands) :] for side in (base, theirs, mine)))]


def _touching(theirs: list[Change], mine: list[Change]) -> Iterator[tuple[list[Change], list[Change]]]:
    """Groups of changes between which no word stands that both left alone; most groups are one change by one."""
    changes = sorted([*((change, 0) for change in theirs), *((change, 1) for change in mine)])
    group: tuple[list[Change], list[Change]] = ([], [])
    end = -1
    for change, side in changes:
        if change[0] > end and (group[0] or group[1]):
            yield group
            group = ([], [])
        group[side].append(change)
        end = max(end, change[1])
    if changes:
        yield group


def _changes(old: list[str], new: list[str]) -> list[Change]:
    changes, old_at, new_at = [], 0, 0
    for old_start, new_start, length in sorted([*_shared(old, new), (len(old), len(new), 0)]):
        if old_start > old_at or new_start > new_at:
            changes.append((old_at, old_start, new_at, new_start))
        old_at, new_at = old_start + length, new_start + length
    return changes


def _shared(old: list[str], new: list[str]) -> Iterator[Block]:
    """Runs of words that both hold in the same order.

    Ranges are cut at words that come once in each, which are seldom the same by accident, and grow from there. So the
    cost is that of a few passes over both, whatever the texts are.
    """
    ranges = [(0, len(old), 0, len(new), 0)]
    while ranges:
        old_start, old_end, new_start, new_end, depth = ranges.pop()
        while old_start < old_end and new_start < new_end and old[old_start] == new[new_start]:
            yield old_start, new_start, 1
            old_start, new_start = old_start + 1, new_start + 1
        while old_start < old_end and new_start < new_end and old[old_end - 1] == new[new_end - 1]:
            old_end, new_end = old_end - 1, new_end - 1
            yield old_end, new_end, 1
        before, after = old[old_start:old_end], new[new_start:new_end]
        is_cut = depth < DEEPEST and len(before) + len(after) > SMALL
        if anchors := _anchors(before, after) if is_cut else []:
            cuts = [(0, 0), *anchors, (len(before), len(after))]
            for (one, two), (three, four) in pairwise(cuts):
                ranges.append((old_start + one, old_start + three, new_start + two, new_start + four, depth + 1))
        else:
            for one, two, length in _along_shortest(before, after):
                yield old_start + one, new_start + two, length


def _anchors(old: list[str], new: list[str]) -> list[tuple]:
    """Where words that come once in each stand in both, as many as are in the same order.

    Where there is no such word, runs of four: in Chinese, a sign seldom comes once.
    """
    return _in_order(_once(old), _once(new)) or _in_order(_once(_fours(old)), _once(_fours(new)))


def _once(words: Sequence[Hashable]) -> dict[Hashable, int]:
    times = Counter(words)
    return {word: place for place, word in enumerate(words) if times[word] == 1}


def _fours(words: list[str]) -> list[tuple[str, ...]]:
    return list(zip(words, words[1:], words[2:], words[3:], strict=False))


def _in_order(old: dict[Hashable, int], new: dict[Hashable, int]) -> list[tuple]:
    """The longest rising row of the places of what both hold; of places that follow each other, the first."""
    ends: list[int] = []
    links: list[tuple[int, int, tuple | None]] = []
    for word, place in old.items():
        if word in new:
            rank = bisect_left(ends, new[word])
            ends[rank : rank + 1] = [new[word]]
            links[rank : rank + 1] = [(place, new[word], links[rank - 1] if rank else None)]
    rising = _unlinked(links[-1] if links else None)
    return [
        (one, two)
        for (zero, another), (one, two) in pairwise([(-2, -2), *rising])
        if (zero + 1, another + 1) != (one, two)
    ]


def _along_shortest(old: list[str], new: list[str]) -> list[tuple]:
    """Runs that both hold along the shortest way from one to the other; none where finding it takes too long.

    Myers's greedy way: for each number of changes, how far one gets on each diagonal of the grid of both.
    """
    most, steps = STEPS * (len(old) + len(new)) if old and new else 0, 0
    reached: dict[int, tuple[int, tuple | None]] = {1: (0, None)}
    for changes in range(len(old) + len(new) + 1):
        for diagonal in range(-changes, changes + 1, 2):
            to_insert = diagonal == -changes or (
                diagonal != changes and reached[diagonal - 1][0] < reached[diagonal + 1][0]
            )
            start, link = reached[diagonal + 1] if to_insert else reached[diagonal - 1]
            start = end = start if to_insert else start + 1
            while end < len(old) and end - diagonal < len(new) and old[end] == new[end - diagonal]:
                end += 1
            if end > start:
                link = (start, start - diagonal, end - start, link)
            reached[diagonal] = end, link
            if end >= len(old) and end - diagonal >= len(new):
                return _unlinked(link)
            steps += 1 + end - start
        if steps > most:
            break
    return []


def _unlinked(link: tuple | None) -> list[tuple]:
    """What was linked backwards, each with the link before it as the last part, in order and without."""
    parts = []
    while link:
        *part, link = link
        parts.append(tuple(part))
    return parts[::-1]
