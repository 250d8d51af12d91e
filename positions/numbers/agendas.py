"""The agenda of a meeting (ADM) as it is pasted: numbered items, with the papers that each of them takes.

item   = number [ "." | ")" ] title { paper }     3  Resolution 101: IP-based networks    EUR/80A1/2, RCC/73A1/12
paper  = proposal | document | text               80(Add.1), DT/24(Rev.1), Documents 34 and 36, Res 102

A line without a number goes on from the item before it: its papers are that item's. Papers at the end of a title are
taken off it. What stands before the first item is the head of the agenda, and is answered as left out; so is a date.
"""

from dataclasses import dataclass, field

from positions.numbers.references import Unreadable, gettext_noop, pattern

MOST_LINES = 300
LONGEST_LINE = 1000

_ITEM = pattern(r"(?:item\s+)?(\d{1,2}(?:\.\d{1,2}){0,2})(?:[.):]\s*|\s+)(?=\S*[^\W\d])(.+)")
_DATE = pattern(r"\d{1,2}\.?\s+[^\W\d]+\s+\d{4}")
_SUFFIX = r"(?:\s?\((?:rev|add|corr)[. ]*\d{1,2}\)|[ra]\d{1,2}(?:-?a\d{1,2})?)*"
_PROPOSAL = rf"(?<![\w/])[a-z]{{1,5}}(?:/[a-z]{{1,5}})*/\d{{1,4}}{_SUFFIX}/\d{{1,4}}[a-z]?(?:-\d{{1,4}})?(?!\w)"
_SERIES = rf"(?<![\w/])(?:dt|dl|adm|inf|c)\s?/\s?\d{{1,4}}{_SUFFIX}(?![\w/])"
_BARE = rf"\d{{1,4}}{_SUFFIX}"
_DOCUMENTS = rf"(?<!\w)(?:documents?|docs?)[. ]\s*{_BARE}(?:\s*(?:,|and|&|\+)\s*{_BARE})*(?![\w/])"
_TEXT = r"(?<!\w)(?:res(?:olution)?|dec(?:ision)?|rec(?:ommendation)?)[. ]\s*(?:wg-pl|com\s?\d)?/?\d{1,3}(?!\w)"
_PAPER = pattern(rf"({_PROPOSAL})|({_SERIES})|({_DOCUMENTS})|({_TEXT})")
_LISTED = pattern(_BARE)
_COLUMN = pattern(rf"(?:\t+|\s{{2,}})({_BARE}(?:\s*(?:,|;|and|&|\+)\s*{_BARE})*)\s*$")
_NOTHING = pattern(r"[\s,;:.()\[\]+&–—-]*(?:and)?[\s,;:.()\[\]+&–—-]*")


@dataclass
class Item:
    """One line of an agenda, `line` counted from 1. papers: as they are printed, texts among them."""

    line: int
    number: str
    title: str
    papers: list[str] = field(default_factory=list)


def read_agenda(text: str) -> tuple[list[Item], list[int]]:
    """The items, and the lines that say nothing of any. Raises Unreadable where there is none."""
    items: list[Item] = []
    left_out = []
    lines = text.replace("\r\n", "\n").replace("\r", "\n").split("\n")
    if len(lines) > MOST_LINES:
        raise Unreadable(gettext_noop("An agenda has at most %(most)s lines."), most=str(MOST_LINES))
    for count, line in enumerate(lines, 1):
        said = line[:LONGEST_LINE].strip()
        if not said:
            continue
        if _DATE.fullmatch(said):
            left_out.append(count)
        elif match := _ITEM.fullmatch(said):
            title, papers = _split(match[2])
            items.append(Item(count, match[1], title, papers))
        elif items and (found := _split(said))[1]:
            items[-1].papers += [paper for paper in found[1] if paper not in items[-1].papers]
            if not items[-1].title:
                items[-1].title = found[0]
        else:
            left_out.append(count)
    if not items:
        sentence = gettext_noop(
            "No line begins with the number of an item, as in: 3 Resolution 101, Document 80(Add.1)"
        )
        raise Unreadable(sentence)
    return items, left_out


def _split(said: str) -> tuple[str, list[str]]:
    """The title without the papers at its end, and all papers; a text that is named stays in the title."""
    column = _COLUMN.search(said)
    if column:
        said = said[: column.start()]
    matches = list(_PAPER.finditer(said))
    ends = len(said)
    for match in reversed(matches):
        if match[4] or not _NOTHING.fullmatch(said[match.end() : ends]):
            break
        ends = match.start()
    papers: list[str] = []
    for match in matches:
        papers += [f"Document {one}" for one in _LISTED.findall(match[3])] if match[3] else [match[0]]
    papers += [f"Document {one}" for one in _LISTED.findall(column[1])] if column else []
    title = said[:ends].strip(" \t,;:–—-(")
    return title or said.strip(), list(dict.fromkeys(" ".join(paper.split()) for paper in papers))
