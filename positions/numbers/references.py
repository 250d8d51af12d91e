"""What a number or symbol is once read, and what all readers of numbers share."""

import difflib
import re
import unicodedata
from collections.abc import Collection, Iterable
from dataclasses import dataclass, field
from typing import Literal

from positions.numbers.symbols import GROUP_ALIASES, GROUP_DRAFTS, ISO_SYMBOLS, SOURCES

Kind = Literal["proposal", "document", "text", "provision", "action", "regional", "addendum"]

LONGEST = 400
LARGEST = {"document": 9999, "proposal": 9999, "provision": 9999, "text": 999, "regional number": 999}
LARGEST |= {"revision": 99, "addendum": 99, "corrigendum": 99}

_DASHES = "\u2010\u2011\u2012\u2013\u2014\u2015\u2212\u2043\ufe58\ufe63"
_SLASHES = "\u2044\u2215"
_INVISIBLE_SIGNS = (
    "\u00ad\u200b\u200c\u200d\u200e\u200f\u2060\ufeff\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069"
)
INVISIBLE: dict[int, int | str | None] = dict.fromkeys(map(ord, _INVISIBLE_SIGNS))
_TYPED: dict[int, int | str | None] = {
    **{code: code - 0xFEE0 for code in range(0xFF01, 0xFF5F)},  # full-width forms
    **dict.fromkeys(map(ord, _DASHES), "-"),
    **dict.fromkeys(map(ord, _SLASHES), "/"),
    **INVISIBLE,
}
_AS_TYPED = {chr(code): str(chr(sign) if isinstance(sign, int) else sign or " ") for code, sign in _TYPED.items()}
_AS_TYPED |= {"\t": "\t", "\ufffd": " "}


@dataclass(frozen=True, slots=True)
class Reference:
    """A number or symbol with its parts; those that its kind does not have are empty or 0."""

    kind: Kind
    canonical: str
    printed: str = field(compare=False)
    sources: tuple[str, ...] = ()  # ITU symbols, groups by their code
    conference: str = ""  # "PP-14" where the number names it
    series: str = ""  # "C" for main documents
    number: int = 0  # of a document, a regional proposal, a provision, a text that has its final one
    revision: int = 0
    addendum: str = ""  # "1", "20A1", "1R1"
    corrigendum: int = 0
    language: str = ""
    index: int = 0  # of the proposal in its paper
    letter: str = ""  # behind an index or a provision
    range_end: int = 0
    text_kind: str = ""  # "resolution", "draft new resolution"
    symbol: str = ""  # of a text: "102", "WG-PL/4", "COM6/4", "IAP-3"
    version: str = ""  # "Rev. Busan, 2014"
    instrument: str = ""  # "CS", "CV", "GR"
    action: str = ""
    target: "Reference | None" = None  # what the action acts on

    def __str__(self) -> str:
        return self.printed


class Unreadable(ValueError):
    """Not a number. `sentence` with its `parts` is what str() says, for a form to say in the reader's language."""

    def __init__(self, sentence: str, **parts: str) -> None:
        shown = {name: f"{part[:60]}…" if len(part) > 60 else part for name, part in parts.items()}
        super().__init__(sentence % shown)
        self.sentence, self.parts = sentence, shown


def gettext_noop(sentence: str) -> str:
    """Mark a sentence for the translators; whoever shows it translates it."""
    return sentence


def pattern(expression: str) -> re.Pattern[str]:
    """Without regard to case, and ASCII alone: no foreign letter folds to one of ours, no other digit reaches int()."""
    return re.compile(expression, re.ASCII | re.IGNORECASE)


def any_of(words: Iterable[str]) -> str:
    return "|".join(re.escape(word) for word in sorted(words, key=len, reverse=True))


def as_typed(text: str) -> str:
    """The text, sign for sign, with dashes, slashes, spaces and full-width forms as a typewriter has them."""
    return "".join(_AS_TYPED.get(sign, " " if sign.isspace() else sign) for sign in text)


def plain(text: str) -> str:
    """The text with Unicode dashes, slashes, spaces and full-width forms as a typewriter has them."""
    if len(text) > LONGEST:
        sentence = gettext_noop("“%(read)s” is too long for a number: %(length)s characters, at most %(longest)s.")
        raise Unreadable(sentence, read=text[:61], length=str(len(text)), longest=str(LONGEST))
    return " ".join(unicodedata.normalize("NFC", text.translate(_TYPED)).split())


def counted(noun: str, digits: str, read: str) -> int:
    """The number that the digits write, counted from 1 and not beyond what a conference reaches."""
    value = int(digits)
    if value == 0:
        sentence = gettext_noop("“%(read)s”: there is no %(noun)s 0; they count from 1.")
        raise Unreadable(sentence, read=read, noun=noun)
    if value > LARGEST[noun]:
        sentence = gettext_noop("“%(read)s”: %(noun)s %(digits)s is too large; the largest is %(largest)s.")
        raise Unreadable(sentence, read=read, noun=noun, digits=digits, largest=str(LARGEST[noun]))
    return value


def known_sources(sources: Collection[str] | None) -> frozenset[str]:
    return SOURCES if sources is None else frozenset(group_code(symbol.upper()) for symbol in sources)


def group_code(symbol: str) -> str:
    return GROUP_ALIASES.get(symbol, symbol)


def read_sources(symbols: Iterable[str], known: frozenset[str], read: str) -> tuple[str, ...]:
    """The symbols, groups by their code; refused with the nearest known ones, or where one comes twice."""
    codes = []
    for symbol in symbols:
        code = group_code(symbol.upper())
        if code not in known:
            raise _unknown(symbol, known, read)
        if code in codes:
            raise Unreadable(gettext_noop("“%(read)s” names %(symbol)s twice."), read=read, symbol=code)
        codes.append(code)
    return tuple(codes)


def _unknown(symbol: str, known: frozenset[str], read: str) -> Unreadable:
    meant = GROUP_DRAFTS.get(symbol.upper()) or ISO_SYMBOLS.get(symbol.upper())
    near = [meant] if meant in known else difflib.get_close_matches(symbol[:20].upper(), sorted(known), 3)
    if near:
        sentence = gettext_noop("“%(read)s”: no State or group has the symbol %(symbol)s; perhaps %(near)s?")
        return Unreadable(sentence, read=read, symbol=symbol, near=", ".join(near))
    sentence = gettext_noop(
        "“%(read)s”: no State or group has the symbol %(symbol)s; symbols are the ITU's, such as %(some)s."
    )
    some = [code for code in ("ACP", "ARB", "EUR", "CHN", "D", "USA") if code in known] or sorted(known)[:3]
    return Unreadable(sentence, read=read, symbol=symbol, some=", ".join(some))
