"""ITU numbers and symbols: read, compared, printed.

proposal   = source { "/" source } "/" paper "/" index     RCC/73A1/12, IAP/34R1-A1/7, B/CAN/CLM/USA/60/1
index      = digits [ letter ] [ "-" digits ] [ Corr. ]    1-3, 12A; also ACP/67A1/1 to ACP/67A1/4
document   = [ "Document" ] [ series "/" ] paper [ "-E" ]  Document 67-E, 84(Rev.2), DT/24, DL 48, PP14/119-E
             | kind digits "to" document                   Addendum 1 to Document 34(Rev.1)-E
addendum   = source "-" paper                              ATU-69A1: a whole addendum, no proposal in it
regional   = group [ "-" ] digits                          IAP-23, ECP 7, PACP-04, PP10-3/PACP-01
text       = kind symbol [ "(" version ")" ]               Resolution 102 (Rev. Busan, 2014), Res WG-PL/4,
                                                           Draft new Resolution [IAP-3] (Busan, 2014)
provision  = [ "No." ] instrument digits [ letters ]       CS 28, CV 269A, GR 170
action     = symbol ( proposal | text | provision )        MOD EUR/80A1/2, SUP* CV 269A, _NOC_ RESOLUTION 101

`paper` stands in document_numbers.py. A bare number is refused: it may be a document, a text or a provision.

What compares equal (`canonical`): upper case, no spaces but the one behind a word, no leading zeros, no hyphen before
an addendum; a group by its code in the ITU (ATU is AFCP, ECP is EUR). Only a regional number keeps PACP, DIAP, ASCP
and ECP, which count otherwise than what the ITU receives. By kind: EUR/80A1/2, EUR/80A1/1-3, ARB/79A1/9CORR1;
C/34R1A1, C/79A1CORR1, DT/24R1; AFCP-69A1; IAP-23, ECP-7; RES 102, DEC 5, RES WG-PL/4, RES IAP-3; CV 269A;
MOD EUR/80A1/2. The version of a text and the conference and language of a paper are parts of their own and not
compared: with papers of more than one conference, compare `conference` too.

What is printed (`str`) is the ITU's short form; it keeps the writer's hyphen before an addendum and name of a group.
"""

from collections.abc import Collection

from positions.numbers.documents import print_document, read_conference, read_document, read_paper
from positions.numbers.proposals import read_index, read_own_number, read_proposal, split_number
from positions.numbers.references import (
    Reference,
    Unreadable,
    any_of,
    gettext_noop,
    known_sources,
    pattern,
    plain,
    read_sources,
)
from positions.numbers.symbols import ACTIONS, TABLE_ACTIONS
from positions.numbers.texts import read_provision, read_symbol_in_progress, read_text

__all__ = ["Reference", "Unreadable", "parse", "print_document", "search_terms", "symbol_in_progress"]

_ACTION = pattern(rf"(noc \(underlined\)|{any_of(ACTIONS + TABLE_ACTIONS)})(?:(?<=[)*_])|(?= )) ?(.+)")
# As it is said: what it is in front, the source close to the paper, anything but a slash before the proposal.
_KIND = pattern(r"\A(?:proposals?|documents?|docs?)(?![a-z])[. ]*")
_CLOSE = pattern(r"\A([a-z]+(?: ?/ ?[a-z]+)*) ?(?=\d)")
_APART = pattern(r"(.*\w\)?)[ -]+(\d+[a-z]?)")
_READERS = (read_text, read_provision, read_document, read_own_number, read_proposal)


def parse(text: str, sources: Collection[str] | None = None) -> Reference:
    """Read one number or symbol; Unreadable, a ValueError, says what is wrong and what was perhaps meant.

    sources: symbols of the States and groups that may file, in place of the ITU's own.
    """
    read = plain(text)
    known = known_sources(sources)
    return _read_action(read, known) or _read(read, known)


def search_terms(text: str, sources: Collection[str] | None = None) -> str:
    """The piece of a canonical number to look for: "/79A1/3", "RCC/73A1", "/84R2", "DT/24", "RES 102", "WG-PL/6".

    A document of the main series gives what stands in its own number and in those of its proposals. Empty when the
    text holds no number. A piece may stand inside a longer number (/79A1/3 in ARB/79A1/30): put exact endings first.
    """
    try:
        reference = parse(text, sources)
    except Unreadable:
        return _piece(text, known_sources(sources))
    reference = reference.target or reference
    number = reference.canonical
    if reference.kind == "proposal":
        number = number.partition("CORR")[0]
        return number.rpartition("/")[0] + "/" if reference.range_end else number
    if reference.kind == "addendum":
        return number.partition("CORR")[0].replace("-", "/")
    return number.removeprefix("C") if reference.series == "C" else number


def symbol_in_progress(text: str) -> str:
    """WG-PL/4, COM6/4: what a text is called until it has its number; empty for anything else."""
    try:
        read = plain(text)
        return read_symbol_in_progress(read, read)
    except Unreadable:
        return ""


def _piece(text: str, known: frozenset[str]) -> str:
    try:
        read = plain(text)
        acted = _ACTION.fullmatch(read)
        read = acted[2] if acted else read
        if symbol := read_symbol_in_progress(read, read):
            return symbol
        _conference, said = read_conference(_KIND.sub("", read).removeprefix("/"))
        symbols, rest = split_number(_CLOSE.sub(r"\1/", said))
        paper = read_paper(rest[0], read) if rest else None
        if paper is None and len(rest) == 1 and (apart := _APART.fullmatch(rest[0])):
            rest = [apart[1], apart[2]]
            paper = read_paper(rest[0], read)
        if paper is None or len(rest) > 2:
            return ""
        piece = f"{'/'.join(read_sources(symbols, known, read))}/{paper.canonical}"
        if len(rest) == 2:
            index, letter, end, _ = read_index(rest[1], read)
            piece += "/" if end else f"/{index}{letter}"
        return piece
    except Unreadable:
        return ""


def _read(read: str, known: frozenset[str]) -> Reference:
    for reader in _READERS:
        if reference := reader(read, known):
            return reference
    sentence = gettext_noop(
        "“%(read)s” is not a number or symbol; write for example RCC/73A1/12, Document 67, DT/24, Res 102 or CV 268."
    )
    raise Unreadable(sentence, read=read)


def _read_action(read: str, known: frozenset[str]) -> Reference | None:
    match = _ACTION.fullmatch(read)
    if match is None or (match[2][0].isdigit() and " to " in match[2]):  # Add 1 to Document 34
        return None
    action = "_NOC_" if match[1].upper().startswith("NOC (") else match[1].upper()
    target = _read(match[2], known)
    if target.kind not in ("proposal", "text", "provision"):
        sentence = gettext_noop("“%(read)s”: %(action)s acts on a proposal, a text or a provision, not on %(target)s.")
        raise Unreadable(sentence, read=read, action=action, target=str(target))
    return Reference("action", f"{action} {target.canonical}", f"{action} {target}", action=action, target=target)
