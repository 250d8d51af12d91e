"""Numbers that begin with who files: proposals (RCC/73A1/12), whole addenda (ATU-69A1), regional ones (IAP-23)."""

import re
from dataclasses import dataclass

from positions.numbers.documents import CORRIGENDUM, Paper, read_conference, read_paper
from positions.numbers.references import Reference, Unreadable, counted, gettext_noop, group_code, pattern, read_sources
from positions.numbers.symbols import GROUP_ALIASES, GROUP_DRAFTS, GROUPS

_GROUP_NAMES = GROUPS | GROUP_ALIASES.keys() | GROUP_DRAFTS.keys()

_PROPOSAL = pattern(r"\Aproposals?(?![a-z])[. ]*")
_DASHED = pattern(r"\A([a-z]+(?: ?/ ?[a-z]+)*) ?- ?(?=\d)")
_INDEX = pattern(rf"(\d+) ?([a-z]?)(?: ?- ?(\d+))?(?:[ ,]*(\()?{CORRIGENDUM}\.? ?(\d+)(?(4)\)))?")
_TO = pattern(r" to ")
_OWN = pattern(r"([a-z]+)( ?-? ?)(\d+)([^/]*)")
_SPOKEN = pattern(r"([a-z]+) ?(\d+) (\d+[^/]*)")
_UNSIGNED = pattern(r"(.+?) ?/ ?((\d+)[a-z]?(?: ?- ?(\d+))?)")


@dataclass(frozen=True, slots=True)
class Unsigned:
    """The number of a proposal, or of several, that does not say whose it is: 79A1/9-12."""

    paper: Paper
    index: str
    first: int
    last: int  # 0 of a single one

    def may_be(self, end: str) -> bool:
        """Whether a number that ends so ("34R1A1/3") can be meant; a paper is often written short."""
        paper, _slash, _index = end.partition("/")
        main, _a, addendum = paper.partition("A")
        number, _r, revision = main.partition("R")
        return (
            int(number) == self.paper.number
            and self.paper.revision in (0, int(revision or 0))
            and self.paper.addendum in ("", addendum, re.sub(r"R\d+", "", addendum))
        )


def main_document(end: str) -> str:
    """The figures that an end such as "34R1A1/3" begins with."""
    return end[: len(end) - len(end.lstrip("0123456789"))]


def read_unsigned(text: str) -> Unsigned | None:
    """A proposal's number that lacks nothing but its source."""
    _conference, said = read_conference(" ".join(text.split()))
    match = _UNSIGNED.fullmatch(said)
    try:
        paper = read_paper(match[1], text) if match else None
    except Unreadable:
        return None
    if match is None or paper is None or paper.corrigendum:
        return None
    return Unsigned(paper, "".join(match[2].split()).upper(), int(match[3]), int(match[4] or 0))


def split_number(text: str) -> tuple[list[str], list[str]]:
    """The pieces between slashes: the symbols that a number begins with, and the rest."""
    pieces = [piece.strip() for piece in _DASHED.sub(r"\1/", text).split("/")]
    count = next((at for at, piece in enumerate(pieces) if not (piece.isascii() and piece.isalpha())), len(pieces))
    return pieces[:count], pieces[count:]


def read_index(text: str, read: str) -> tuple[int, str, int, int]:
    """Number, letter, end of the range and corrigendum."""
    match = _INDEX.fullmatch(text)
    if match is None:
        sentence = gettext_noop("“%(read)s”: %(index)s is not a proposal number; write for example 12, 12A or 1-3.")
        raise Unreadable(sentence, read=read, index=text)
    end = counted("proposal", match[3], read) if match[3] else 0
    corrigendum = counted("corrigendum", match[5], read) if match[5] else 0
    return counted("proposal", match[1], read), match[2].upper(), end, corrigendum


def read_proposal(read: str, known: frozenset[str]) -> Reference | None:
    conference, text = read_conference(_PROPOSAL.sub("", read))
    head, *tail = _TO.split(text, maxsplit=1)
    symbols, rest = split_number(head)
    if not rest or len(rest) > 2 or "/" not in text:
        return None
    if "" in rest:
        sentence = gettext_noop("“%(read)s” has nothing between two slashes or at its end.")
        raise Unreadable(sentence, read=read)
    paper = read_paper(rest[0], read)
    if paper is None:
        return None
    sources = read_sources(symbols, known, read)
    if len(rest) == 1:
        sentence = gettext_noop("“%(read)s” has no proposal number behind the document; it would be as %(number)s/1.")
        raise Unreadable(sentence, read=read, number=f"{'/'.join(symbols)}/{paper.short}".upper())
    index, letter, end, corrigendum = read_index(rest[1], read)
    corrigendum = corrigendum or paper.corrigendum
    if tail:
        end = _read_last(tail[0], sources, paper, read)
    if end and end <= index:
        raise Unreadable(gettext_noop("“%(read)s”: a range ends with a larger number than it begins."), read=read)
    number = f"{index}{letter}" + (f"-{end}" if end else "")
    shown = f"{paper.short}/{number}" + (f" Corr.{corrigendum}" if corrigendum else "")
    if not sources:
        some = "ARB" if "ARB" in known else min(known, default="ARB")
        sentence = gettext_noop("“%(read)s” does not say whose proposal it is; for %(symbol)s it would be %(meant)s.")
        raise Unreadable(sentence, read=read, symbol=some, meant=f"{some}/{shown}")
    return Reference(
        kind="proposal",
        canonical="/".join([*sources, paper.canonical, number]) + (f"CORR{corrigendum}" if corrigendum else ""),
        printed="/".join(([conference] if conference else []) + [symbol.upper() for symbol in symbols] + [shown]),
        sources=sources,
        conference=conference,
        series="C",
        number=paper.number,
        revision=paper.revision,
        addendum=paper.addendum,
        corrigendum=corrigendum,
        index=index,
        letter=letter,
        range_end=end,
    )


def _read_last(tail: str, sources: tuple[str, ...], paper: Paper, read: str) -> int:
    """The last proposal of `first to last`, where `tail` is a whole number or an index alone."""
    symbols, rest = split_number(tail)
    same = len(rest) == 1 and not symbols
    if len(rest) == 2:
        last_paper = read_paper(rest[0], read)
        same = last_paper is not None and last_paper.canonical == paper.canonical
        same = same and tuple(group_code(symbol.upper()) for symbol in symbols) == sources
    if same:
        index, letter, end, corrigendum = read_index(rest[-1], read)
        if not (letter or end or corrigendum):
            return index
    sentence = gettext_noop("“%(read)s”: a range stays within one paper, as in ACP/67A1/1 to ACP/67A1/4.")
    raise Unreadable(sentence, read=read)


def read_own_number(read: str, known: frozenset[str]) -> Reference | None:
    """Regional numbers and whole addenda: a source, no slash."""
    conference, text = read_conference(read)
    spoken = _SPOKEN.fullmatch(text)
    if spoken and group_code(spoken[1].upper()) in known:
        sentence = gettext_noop("“%(read)s” is not a number as it is written; perhaps %(meant)s?")
        meant = f"{spoken[1]}/{spoken[3].replace(' ', '')}/{spoken[2]}".upper()
        raise Unreadable(sentence, read=read, meant=meant)
    match = _OWN.fullmatch(text)
    if match is None or group_code(match[1].upper()) not in known | GROUP_DRAFTS.keys():
        return None
    name, separator, digits, rest = match[1].upper(), match[2], match[3], match[4]
    paper = read_paper(digits + rest, read)
    if paper is None:
        return None
    before = f"{conference}/" if conference else ""
    if paper.addendum:
        last = paper.corrigendum
        sources = read_sources([name], known, read)
        return Reference(
            kind="addendum",
            canonical=f"{sources[0]}-{paper.canonical}" + (f"CORR{last}" if last else ""),
            printed=f"{before}{name}-{paper.short}" + (f" Corr.{last}" if last else ""),
            sources=sources,
            conference=conference,
            series="C",
            number=paper.number,
            revision=paper.revision,
            addendum=paper.addendum,
            corrigendum=last,
        )
    if rest or name not in _GROUP_NAMES:
        sentence = gettext_noop("“%(read)s” has no proposal number behind the document; it would be as %(number)s/1.")
        raise Unreadable(sentence, read=read, number=f"{name}/{paper.short}")
    number = counted("regional number", digits, read)
    return Reference(
        kind="regional",
        canonical=f"{name if name == 'ECP' else group_code(name)}-{number}",
        printed=f"{before}{name}{' ' if separator == ' ' else '-'}{digits}",
        sources=read_sources([GROUP_DRAFTS.get(name, name)], known, read),
        conference=conference,
        number=number,
    )
