"""Symbols of what is acted on: texts (Resolution 102 (Rev. Busan, 2014), Res WG-PL/4) and provisions (CV 269A)."""

from positions.numbers.references import Reference, Unreadable, any_of, counted, gettext_noop, pattern, read_sources
from positions.numbers.symbols import INSTRUMENTS

_KINDS = {"RES": "resolution", "DEC": "decision", "REC": "recommendation", "OPI": "opinion"}

_TEXT = pattern(
    r"(draft )?(new )?(resolutions?|resol|res|decisions?|dec|recommendations?|rec|opinions?)(?![a-z])[. ]*(.*)"
)
_VERSION = pattern(r"([^(]*)\( ?(rev[. ]*)?([^(),\d]+),? ?((?:18|19|20)\d\d) ?\)")
_IN_PROGRESS = pattern(r"(?:(wg[ -]?pl|pl(?:en)?)|com ?(\d)) ?/ ?(\d+)")
_FILED = pattern(r"([a-z]+(?: ?/ ?[a-z]+)*) ?-? ?(\d+)")
_PROVISION = pattern(rf"(?:no[. ]*)?({any_of(INSTRUMENTS)}) ?[/-]? ?(\d+) ?([a-z]{{0,2}})")


def read_text(read: str, known: frozenset[str]) -> Reference | None:
    match = _TEXT.fullmatch(read)
    if match is None:
        if symbol := read_symbol_in_progress(read, read):
            sentence = gettext_noop(
                "“%(read)s” may be a resolution or a decision: write Res %(symbol)s or Dec %(symbol)s."
            )
            raise Unreadable(sentence, read=read, symbol=symbol)
        return None
    draft, new, word, rest = match.groups()
    short = word[:3].upper()
    name, version = _read_version(rest)
    if name.startswith("[") and name.endswith("]"):
        name = name[1:-1].strip()
    if not name:
        sentence = gettext_noop("“%(read)s” names no text: its number is missing, as in Res 102 or Res WG-PL/4.")
        raise Unreadable(sentence, read=read)
    symbol, sources = _read_symbol(name, known, read)
    before = f"{draft or ''}{new or ''}".lower()
    shown = f"[{symbol}]" if sources else symbol
    return Reference(
        kind="text",
        canonical=f"{short} {symbol}",
        printed=f"{before.capitalize()}{_KINDS[short].capitalize()} {shown}" + (f" ({version})" if version else ""),
        sources=sources,
        number=int(symbol) if symbol.isdigit() else 0,
        text_kind=before + _KINDS[short],
        symbol=symbol,
        version=version,
    )


def read_symbol_in_progress(name: str, read: str) -> str:
    """WG-PL/4, COM6/4: what a text is called until it has its number; empty for anything else."""
    match = _IN_PROGRESS.fullmatch(name)
    if match is None:
        return ""
    plenary, committee, digits = match.groups()
    body = f"COM{committee}" if committee else "WG-PL" if plenary[0] in "wW" else "PL"
    return f"{body}/{counted('text', digits, read)}"


def read_provision(read: str, known: frozenset[str]) -> Reference | None:
    match = _PROVISION.fullmatch(read)
    if match is None:
        return None
    instrument, letter = match[1].upper(), match[3].upper()
    number = counted("provision", match[2], read)
    canonical = f"{instrument} {number}{letter}"
    return Reference("provision", canonical, canonical, instrument=instrument, number=number, letter=letter)


def _read_version(rest: str) -> tuple[str, str]:
    match = _VERSION.fullmatch(rest)
    if match is None:
        return rest, ""
    name, revised, place, year = match.groups()
    place = place.strip()
    if not all(letter.isalpha() or letter in " .'’-" for letter in place):
        return rest, ""
    if place.isascii() and (place.isupper() or place.islower()):
        place = place.title()
    return name.strip(), f"{'Rev. ' if revised else ''}{place}, {year}"


def _read_symbol(name: str, known: frozenset[str], read: str) -> tuple[str, tuple[str, ...]]:
    if name.isascii() and name.isdigit():
        return str(counted("text", name, read)), ()
    if symbol := read_symbol_in_progress(name, read):
        return symbol, ()
    match = _FILED.fullmatch(name)
    if match is None:
        sentence = gettext_noop(
            "“%(read)s”: %(name)s does not number a text; write for example 102, COM6/4, WG-PL/4 or [IAP-3]."
        )
        raise Unreadable(sentence, read=read, name=name)
    sources = read_sources([part.strip() for part in match[1].split("/")], known, read)
    return f"{'/'.join(sources)}-{counted('text', match[2], read)}", sources
