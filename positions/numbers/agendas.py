"""The agenda of a meeting (ADM) as it is pasted: numbered items, with the papers that each of them takes.

item   = number [ "." | ")" ] title { paper }     3  Resolution 101: IP-based networks    EUR/80A1/2, RCC/73A1/12
paper  = what mentions.py finds in its words; in a column of papers a bare number is a document

A line without a number goes on from the item before it: its papers are that item's; a list that is broken goes on in
the next line. Papers at the end of a title are taken off it. What stands before the first item is the head of the
agenda, and is answered as left out; so is a date.
"""

import unicodedata
from dataclasses import dataclass, field

from positions.numbers.mentions import Mention, mentions
from positions.numbers.references import INVISIBLE, Unreadable, as_typed, gettext_noop, pattern

MOST_LINES = 300
LONGEST_LINE = 1000

_ITEM = pattern(
    r"(?:item\s+)?(\d{1,2}(?:\.\d{1,2}){0,2})(?:[.):]\s*|\s+)"
    r"(?!(?:and|or|to|et)\s|\((?:rev|add|corr))((?<=\t).+|(?=\S*[^\W\d]|\d{1,4}/\d{1,4}(?![\d/])).+)"
)
_DATE = pattern(r"(?:[^\W\d]+,?\s+)?\d{1,2}\.?\s+[^\W\d]+\s+\d{4}(?:,?\s+(?:at\s+)?\d{1,2}(?:[:.h]\d\d)?(?!\d).*)?")
_GOES_ON = pattern(r".*(?:[,&+/-]|\band)")
_GONE_ON = pattern(r"(?:[,;&+]|(?:and|to)\s+\d).*")
_COLUMN = pattern(r"(?:\t+|\s{2,})(?=\S)")
_BARE = pattern(r"(?<!\d)(?!(?:19|20)\d\d)\d{1,4}(?!\d)")
_NOTHING = pattern(r"[\s,;:.()\[\]+&-]*(?:and)?[\s,;:.()\[\]+&-]*")
_NUMBERS_ALONE = pattern(rf"(?:{_BARE.pattern}|and\b|[\s,;.()\[\]+&-])*")


@dataclass
class Item:
    """One line of an agenda, `line` counted from 1. papers: as they are printed, texts among them.

    cut: what of an endless line was not read.
    """

    line: int
    number: str
    title: str
    papers: list[str] = field(default_factory=list)
    cut: str = ""


def lines(text: str) -> list[str]:
    """Those of a paste, whatever ends them, without signs that nobody sees."""
    return [line.strip() for line in unicodedata.normalize("NFC", text).translate(INVISIBLE).splitlines()]


def read_agenda(text: str) -> tuple[list[Item], list[int]]:
    """The items, and the lines that say nothing of any. Raises Unreadable where there is none."""
    items: list[Item] = []
    left_out = []
    every = lines(text)
    if len(every) > MOST_LINES:
        raise Unreadable(gettext_noop("An agenda has at most %(most)s lines."), most=str(MOST_LINES))
    for count, whole in _whole_lines(every):
        said, cut = _within(whole)
        typed = as_typed(said)
        if _DATE.fullmatch(typed):
            left_out.append(count)
        elif match := _ITEM.fullmatch(typed):
            gap = 1 if typed[match.start(2) - 1] == "\t" else 0  # what stands behind it may be a column of papers
            title, papers = _split(said[match.start(2) - gap :])
            items.append(Item(count, match[1], title, papers, cut))
        elif items and (found := _split(said, goes_on=items[-1]))[1]:
            items[-1].papers += [paper for paper in found[1] if paper not in items[-1].papers]
            items[-1].title = items[-1].title or found[0]
            items[-1].cut = items[-1].cut or cut
        else:
            left_out.append(count)
    if not items:
        sentence = gettext_noop(
            "No line begins with the number of an item, as in: 3 Resolution 101, Document 80(Add.1)"
        )
        raise Unreadable(sentence)
    return items, left_out


def _whole_lines(every: list[str]) -> list[tuple[int, str]]:
    """With their places; a list that goes on in the next line is one, as long as a line may be."""
    found: list[tuple[int, str]] = []
    for count, said in enumerate(every, 1):
        typed = as_typed(said)
        if not said:
            continue
        is_head = _ITEM.fullmatch(typed) or _DATE.fullmatch(typed)
        before = as_typed(found[-1][1]) if found and len(found[-1][1]) + len(said) < LONGEST_LINE else ""
        if not is_head and _ITEM.fullmatch(before) and (_GOES_ON.fullmatch(before) or _GONE_ON.fullmatch(typed)):
            found[-1] = (found[-1][0], f"{found[-1][1]} {said}")
        else:
            found.append((count, said))
    return found


def _within(said: str) -> tuple[str, str]:
    if len(said) <= LONGEST_LINE:
        return said, ""
    end = max(said.rfind(" ", 0, LONGEST_LINE), said.rfind("\t", 0, LONGEST_LINE))
    end = end if end > 0 else LONGEST_LINE
    return said[:end], said[end:].strip()


def _split(said: str, goes_on: Item | None = None) -> tuple[str, list[str]]:
    """The title without the papers at its end, and all papers; a text that is named stays in the title."""
    before = (
        [paper.removeprefix("Document ") for paper in goes_on.papers if paper[:9] == "Document "] if goes_on else []
    )
    found = mentions(said, paper=before[-1] if before else "")
    ends = len(said)
    if column := _column(said, found, 0 if goes_on else None):
        found = sorted([*found, *column], key=lambda one: one.start)
    for one in reversed(found):
        if one.stays or not _NOTHING.fullmatch(as_typed(said[one.end : ends])):
            break
        ends = one.start
    papers = [" ".join(name.split()) for one in found for name in one.names]
    return said[:ends].strip(" \t,;:–—-(") or said.strip(), list(dict.fromkeys(papers))


def _column(said: str, found: list[Mention], start: int | None) -> list[Mention]:
    """The bare numbers behind the last gap of a line, where nothing but papers stands there: documents."""
    gaps = list(_COLUMN.finditer(as_typed(said)))
    if start is None and gaps:
        start = gaps[-1].end()
    if start is None:
        return []
    rest = list(as_typed(said))
    for one in found:
        rest[one.start : one.end] = " " * (one.end - one.start)
    behind = "".join(rest)[start:]
    if not _NUMBERS_ALONE.fullmatch(behind):
        return []
    return [
        Mention(start + match.start(), start + match.end(), [f"Document {match[0]}"])
        for match in _BARE.finditer(behind)
    ]
