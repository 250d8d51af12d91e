"""Numbers of documents, and the part of any number that names the paper: 34R1-A1, 34(Rev.1)(Add.1), 69 Addendum 2.

paper  = digits { part }
part   = [ "-" ] word digits | "(" word digits ")"    word = R, Rev. | A, Add., Addendum | Corr., Corrigendum
order  = digits [ R ] { A [ R ] } [ Corr. ]           two addenda at most

Compared as 34R1A1, the corrigendum apart; all count from 1.
"""

import re
from dataclasses import dataclass

from positions.numbers.references import Reference, Unreadable, any_of, counted, gettext_noop, pattern
from positions.numbers.symbols import CONFERENCES, LANGUAGES, SERIES

CORRIGENDUM = r"corr(?:igend(?:um|a))?"

_DIGITS = pattern(r"\d+")
_PART = pattern(
    rf"\s*(?:,\s*)?(-)?\s*(\()?\s*(rev(?:ision)?|r|add(?:end(?:um|a))?|a|{CORRIGENDUM})\.?\s*(\d+)\s*(?(2)\))"
)
_PARTS = {"R": "revision", "A": "addendum", "C": "corrigendum"}
_OUTER = pattern(rf"(rev(?:ision)?|add(?:endum)?|{CORRIGENDUM})\.? ?(\d+) to (?:the )?")
_DOCUMENT = pattern(r"(?:documents?|docs?)(?![a-z])[. ]*")
_CONFERENCE = pattern(rf"({any_of(CONFERENCES)})-?(?:\d\d)?(\d\d)(-\d\d?)? ?/ ?")
_SERIES = pattern(rf"({any_of(SERIES)})(?![a-z]) ?[/-]? ?(?:no[. ]*)?")
_LANGUAGE = pattern(rf" ?- ?([{LANGUAGES}])$")


@dataclass(frozen=True, slots=True)
class Paper:
    number: int
    revision: int
    addendum: str
    corrigendum: int
    canonical: str  # 34R1A1
    short: str  # 34R1-A1, as printed in a proposal's number, with the writer's hyphens


def print_document(series: str, number: int, revision: int = 0, addendum: str = "", corrigendum: int = 0) -> str:
    """As the ITU heads it: Document 34(Rev.1)(Add.1), DT/24(Rev.1)."""
    return ("Document " if series == "C" else f"{series}/") + _long(number, revision, addendum, corrigendum)


def _long(number: int, revision: int, addendum: str, corrigendum: int) -> str:
    parts = re.findall(r"([RA])(\d+)", (f"R{revision}" if revision else "") + (f"A{addendum}" if addendum else ""))
    words = {"R": "Rev", "A": "Add"}
    last = f"(Corr.{corrigendum})" if corrigendum else ""
    return f"{number}" + "".join(f"({words[letter]}.{count})" for letter, count in parts) + last


def read_conference(text: str) -> tuple[str, str]:
    """The conference in front ("PP-14", empty when none), and the rest."""
    match = _CONFERENCE.match(text)
    if match is None:
        return "", text
    name, year, meeting = match.groups()
    return f"{name.upper()}-{year}{meeting or ''}", text[match.end() :]


def read_paper(text: str, read: str) -> Paper | None:
    """The paper that `text` names; None when it has another form. `read` is what a refusal quotes."""
    digits = _DIGITS.match(text)
    if digits is None:
        return None
    parts, position = [], digits.end()
    while match := _PART.match(text, position):
        parts.append((match[1] or "", match[3][0].upper(), match[4]))
        position = match.end()
    if position < len(text):
        return None
    if not re.fullmatch("R?(AR?){0,2}C?", "".join(letter for _, letter, _ in parts)):
        sentence = gettext_noop(
            "“%(read)s”: revision, addendum and corrigendum come in this order, as in 34(Rev.1)(Add.1)(Corr.1)."
        )
        raise Unreadable(sentence, read=read)
    number = counted("document", digits[0], read)
    canonical, short, corrigendum = str(number), str(number), 0
    for hyphen, letter, value in parts:
        count = counted(_PARTS[letter], value, read)
        if letter == "C":
            corrigendum = count
        else:
            canonical += f"{letter}{count}"
            short += f"{hyphen}{letter}{count}"
    main, _, addendum = canonical.partition("A")
    return Paper(number, int(main.partition("R")[2] or 0), addendum, corrigendum, canonical, short)


def read_document(read: str, known: frozenset[str]) -> Reference | None:
    text, outer = read, ""
    while match := _OUTER.match(text):
        outer, text = f"({match[1]} {match[2]}){outer}", text[match.end() :]
    word = _DOCUMENT.match(text)
    conference, text = read_conference(text[word.end() :] if word else text)
    letters = _SERIES.match(text)
    text = text[letters.end() :] if letters else text
    language = _LANGUAGE.search(text)
    text = text[: language.start()] if language else text
    paper = read_paper(text + outer, read)
    if paper is None:
        return None
    if text.isdigit() and not (outer or word or conference or letters or language):
        sentence = gettext_noop(
            "“%(read)s” alone may be a document, a text or a provision:"
            " write Document %(read)s, Res %(read)s or CS %(read)s."
        )
        raise Unreadable(sentence, read=read)
    series = letters[1].upper() if letters else "C"
    parts = (paper.number, paper.revision, paper.addendum, paper.corrigendum)
    heading = print_document(series, *parts)
    if conference:
        heading = f"{conference}/{heading.removeprefix('Document ')}"
    return Reference(
        kind="document",
        canonical=f"{series}/{paper.canonical}" + (f"CORR{paper.corrigendum}" if paper.corrigendum else ""),
        printed=heading + (f"-{language[1].upper()}" if language else ""),
        conference=conference,
        series=series,
        number=paper.number,
        revision=paper.revision,
        addendum=paper.addendum,
        corrigendum=paper.corrigendum,
        language=language[1].upper() if language else "",
    )
