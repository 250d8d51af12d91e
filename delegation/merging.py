"""Texts compared word by word."""

import difflib
import re
from collections import Counter
from collections.abc import Sequence

# Comparing more takes seconds: words on each side, pairs of equal ones.
COMPARED, PAIRED = 5_000, 50_000

# As difflib says it: what is to be done, from where to where in the old words, and in the new ones.
Opcode = tuple[str, int, int, int, int]

SIGNS = r"\u2e80-\u9fff\uf900-\ufaff\uff00-\uffef"
WORDS = re.compile(rf"[{SIGNS}]|[^\s{SIGNS}]+[^\S\n]*|\s+")


def marked_words(before: str, after: str) -> list[tuple[str, str]]:
    """What was changed from one text to the other, as runs of ("same" | "del" | "ins", words), in reading order.

    A token is a word with the blanks behind it, or the end of a line: the last word of a paragraph is the same when
    another paragraph follows. In Chinese and Japanese, it is one character.
    """
    old, new = WORDS.findall(before), WORDS.findall(after)
    runs: list[tuple[str, str]] = []
    for tag, old_start, old_end, new_start, new_end in _compared(old, new):
        if tag == "equal":
            runs.append(("same", "".join(old[old_start:old_end])))
            continue
        if old_end > old_start:
            runs.append(("del", "".join(old[old_start:old_end])))
        if new_end > new_start:
            runs.append(("ins", "".join(new[new_start:new_end])))
    return runs


def _compared(old: list[str], new: list[str]) -> list[Opcode]:
    """What was changed between the words that both begin and both end with.

    Every word counts, unless the same ones come so often that this would take seconds: then only the rare ones do,
    and where these are too many as well, the texts are two different ones.
    """
    head = _alike(old, new)
    tail = _alike(old[head:][::-1], new[head:][::-1])
    before, after = old[head : len(old) - tail], new[head : len(new) - tail]
    times, often = Counter(after), len(after) // 100 + 1
    changes: Sequence[Opcode] = [("replace", 0, len(before), 0, len(after))] if before or after else []
    if max(len(before), len(after)) <= COMPARED:
        if sum(times[word] for word in before) <= PAIRED:
            changes = difflib.SequenceMatcher(None, before, after, autojunk=False).get_opcodes()
        elif sum(times[word] for word in before if times[word] <= often) <= PAIRED:
            changes = difflib.SequenceMatcher(None, before, after, autojunk=True).get_opcodes()
    return [
        *([("equal", 0, head, 0, head)] if head else []),
        *((tag, one + head, two + head, three + head, four + head) for tag, one, two, three, four in changes),
        *([("equal", len(old) - tail, len(old), len(new) - tail, len(new))] if tail else []),
    ]


def _alike(old: list[str], new: list[str]) -> int:
    """How many words both begin with."""
    pairs = zip(old, new, strict=False)
    return next((count for count, (one, other) in enumerate(pairs) if one != other), min(len(old), len(new)))
