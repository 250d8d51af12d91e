"""Numbers and symbols where they stand in running words, one by one or in lists.

proposals  = [ source "/" ] paper "/" index { sep index }       79A1/9-12, 15   ACP/67A1/1 to ACP/67A1/4
           | "proposals" index { sep index }                    of the document named beside them
documents  = "Documents" paper { sep paper }                    Documents 34-36, 67(Add.1-3) and DT/24
           | series "/" paper { sep paper }                     DT/24, 33(Rev.1)
           | paper with a part                                  80(Add.1), 67 + Add.1-3, PP14/119-E
texts      = kind symbol [ version ] { sep symbol [ version ] } Res. 101-103 and 133; Decisions 5, 12
sep        = "," | ";" | "and" | "&" | "+"

A bare number that goes on from another one counts on from it: 9, 10. Where it is far from it, it may be a document as
well: "79A1/80 or Document 80". What only looks like a number is answered as it is written, so that nobody loses it.
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace

from positions.numbers.references import any_of, as_typed, pattern
from positions.numbers.symbols import CONFERENCES, GROUP_ALIASES, GROUP_DRAFTS, GROUPS, LANGUAGES

LONGEST_RANGE = 30
NEAR = 20  # how far a bare number counts on from the index before it
OR = " or "

_START = r"(?<![\w/.:-])"
_END = r"(?![\w/%]|[:.]\d|-\d)"
_MONTHS = (  # "Res 102 may be taken" names no date
    r"(?!\s(?:(?:jan|feb|mar|apr|june?|july?|aug|sept?|oct|nov|dec)(?![a-z])"
    r"|[a-z]+(?:uary|ember|ober|il|ust)\b|(?-i:May)\b))"
)
_NEXT = _END + r"(?!\s?\((?:rev|add|corr))" + _MONTHS
_SEP = r"(?:\s*[,;&+]\s*(?:and\s+)?|\s+and\s+)"
_TO = r"(?:\s?-\s?|\s+to\s+)"
_WORD = r"(?:rev(?:ision)?|add(?:endum)?|corr(?:igendum)?)[. ]*"
_PART = rf"(?:\s?\({_WORD}\d{{1,2}}\)|,?\s{_WORD}\d{{1,2}}(?!\w)|\s?-?[ra]\d{{1,2}}(?!\w*[a-z]))"
_ADDENDA = rf"\s?\((?:addend(?:um|a)|add)[. ]*\d{{1,2}}(?:(?:{_TO}|{_SEP})(?:add[. ]*)?\d{{1,2}})+\)"
_PAPER = rf"\d{{1,4}}{_PART}*"
_PLUS = rf"(?:\s?\(?\+\s?add[. ]*\d{{1,2}}(?:{_TO}\d{{1,2}})?\)?)"
_LANGUAGE = rf"(?:-[{LANGUAGES}](?:/[{LANGUAGES}])*(?!\w))?"
_CONFERENCE = rf"(?:{any_of(CONFERENCES)})-?\d\d(?:\d\d)?/"
_SERIES = r"(?:(?:dt|dl|adm|inf|cl|c)\s?/\s?|(?:dt|dl|adm|inf)[ -])"
_DOCUMENTS = r"(?:documents?|docs?)(?![a-z])[. ]*(?:nos?[. ]+)?"

_INDEX = rf"\d{{1,4}}[a-z]?(?:{_TO}\d{{1,4}})?"
_PROPOSAL = (
    rf"(?:{_DOCUMENTS}|proposals?\s+)?(?P<head>(?:{_CONFERENCE})?(?:(?:[a-z]{{1,5}}\s?/\s?)*[a-z]{{1,5}}\s?[/-]\s?)?{_PAPER})"
    rf"\s?/\s?(?P<first>\d{{1,4}}[a-z]?)(?:{_TO}(?:(?P=head)/)?(?P<last>\d{{1,4}}))?{_END}"
    rf"(?P<more>(?:{_SEP}{_INDEX}{_NEXT})*)"
)
_ELEMENT = rf"(?:{_CONFERENCE})?{_SERIES}?(?:\d{{1,4}}{_TO}\d{{1,4}}|\d{{1,4}}{_ADDENDA}|{_PAPER}{_PLUS}?){_LANGUAGE}"
_NAMED = (
    rf"(?P<outer>(?:{_WORD}\d{{1,2}}\s+to\s+(?:the\s+)?)*){_DOCUMENTS}"
    rf"(?P<papers>{_ELEMENT}{_END}(?:{_SEP}{_ELEMENT}{_NEXT})*)"
)
_LETTERED = (
    rf"(?P<series>(?:{_CONFERENCE})?{_SERIES})(?P<one>{_PAPER}{_LANGUAGE}){_END}(?P<others>(?:{_SEP}{_PAPER}{_NEXT})*)"
)
_SYMBOL = (
    r"\[?(?:(?:wg-?\s?pl|pl|com\s?\d)\s?/\s?\d{1,3}|[a-z]{1,5}(?:/[a-z]{1,5})*-\d{1,3}"
    rf"|\d{{1,3}}(?:{_TO}\d{{1,3}})?)\]?(?![\w%]|[:.]\d|/(?!\d)|-\d)"
)
_VERSION = r"(?:\s?\((?:rev[. ]*)?[^()\d]{2,40},?\s?(?:18|19|20)\d\d\))?"
_TEXT = (
    r"(?:draft\s+)?(?:new\s+)?(?P<kind>resolutions?|resol|res|decisions?|decs?|recommendations?|recs?|opinions?)(?![a-z])"
    rf"[. ]*(?:nos?[. ]+)?(?P<symbols>{_SYMBOL}{_VERSION}(?:(?:{_SEP}|(?<=\d)/(?=\d)){_SYMBOL}{_MONTHS}{_VERSION})*)"
)
_PROGRESS = rf"(?P<progress>(?:wg-?\s?pl|com\s?\d)\s?/\s?\d{{1,3}}){_END}"
_NUMBER = r"\d{1,4}[a-z]{0,2}"
_PROVISION = (
    r"(?:nos?[. ]+)?(?P<instrument>cs|cv|gr)(?:\s?/\s?|\s?)"
    rf"(?P<nos>{_NUMBER}{_END}(?:{_SEP}{_NUMBER}{_NEXT})*)"
)
_OF_LAW = (
    rf"nos?[. ]+(?P<of>{_NUMBER}{_END}(?:{_SEP}{_NUMBER}{_NEXT})*)\s+(?:of|in)\s+the\s+"
    r"(?P<law>constitution|convention|general)(?![a-z])"
)
_SPOKEN = rf"proposals?\s+(?:nos?[. ]+)?(?P<spoken>{_INDEX}{_END}(?:{_SEP}{_INDEX}{_NEXT})*)"
_GROUPS = any_of(GROUPS | GROUP_ALIASES.keys() | GROUP_DRAFTS.keys())
_OWN = rf"(?P<own>(?:{_GROUPS})-\d{{1,4}}{_PART}*|[a-z]{{1,5}}-\d{{1,4}}{_PART}+){_END}"
_ALONE = (
    rf"(?P<alone>{_CONFERENCE}{_PAPER}{_LANGUAGE}|\d{{1,4}}(?:{_ADDENDA}|{_PART}+{_PLUS}?|{_PLUS}){_LANGUAGE}"
    rf"|\d{{2,4}}-[{LANGUAGES}](?!\w)){_END}"
)
_EVERY = pattern(
    _START
    + "(?:"
    + "|".join((_PROPOSAL, _NAMED, _LETTERED, _TEXT, _PROGRESS, _PROVISION, _OF_LAW, _SPOKEN, _OWN, _ALONE))
    + ")"
)

_LISTED = pattern(rf"{_ELEMENT}")
_LETTERS = pattern(rf"(?:{_CONFERENCE})?{_SERIES}")
_INDICES = pattern(r"(\d{1,4}[a-z]?)(?:(?:\s?-\s?|\s+to\s+)(\d{1,4}))?")
_SYMBOLS = pattern(rf"(?P<symbol>{_SYMBOL}){_VERSION}")
_NUMBERS = pattern(r"\d+[a-z]{0,2}")
_RANGE = pattern(rf"(\d{{1,4}}){_TO}(\d{{1,4}})")
_WITH_MORE = pattern(rf"({_PAPER})({_PLUS})")
_WITH_ADDENDA = pattern(rf"(\d{{1,4}})({_ADDENDA})")
_OTHER_LANGUAGES = pattern(rf"(?<=-[{LANGUAGES}])(?:/[{LANGUAGES}])+$")
_LAWS = {"constitution": "CS", "convention": "CV", "general": "GR"}
_SEVERAL = {"resolutions", "decisions", "recommendations", "opinions", "decs", "recs"}

_YEAR = pattern(r"(?:19|20)\d\d")
_OF_YEAR = pattern(r",?\s+(?:19|20)\d\d(?!\d)")
_KINDS = (
    r"r[eé]s(?:ol[a-zéó]{0,12})?|d[eé]c(?:isi[a-zó]{0,7})?|rec(?:ommendation)?s?|opinions?|doc(?:ument)?[a-z]{0,2}"
    r"|proposals?|no|nos|art(?:icle)?s?"
)
_OF_OTHERS = r"(?:(?:itu-[rtd]|wtsa|wtdc|wrc|ra|council|nos?\.?)\s)?"
_LOOKS_SO = pattern(
    rf"(?<!\w)(?:(?:{_KINDS})[. ]\s*{_OF_OTHERS}[^\s,;()\d]{{0,10}}\d[^\s;()]{{0,20}}"
    r"(?:(?:\s(?:et|y|e|und|and)\s|\s)\d[^\s;()]{0,20}){0,9}"
    r"|(?:add(?:end(?:um|a))?|corr(?:igend(?:um|a))?|rev)[. ]+\d[^\s,;()]{0,10})"
)
_TOKEN = pattern(r"[^\s,;()\[\]]+")
_NO_NUMBER = pattern(
    r"\d{1,4}[/.]\d{1,2}[/.]\d{1,4}|(?:19|20)\d\d/\d+|\d+/[a-z]+|[a-z]+/|.*(?:://|@|\d[:h]\d\d).*|www.*|(?:\d(?:\.\d)?g/?)+"
)


@dataclass(frozen=True)
class Mention:
    """What stands from `start` to `end`, by the numbers it names. paper: the last main document among them.

    stays: it belongs to the words around it, as the name of a text does.
    """

    start: int
    end: int
    names: list[str] = field(default_factory=list)
    paper: str = ""
    stays: bool = False
    indices: tuple[str, ...] = ()  # of proposals whose document stands elsewhere


def mentions(words: str, paper: str = "") -> list[Mention]:
    """In the order of the words. paper: the document that they are about, where they name none."""
    said = as_typed(words)
    found = [_mention(match) for match in _EVERY.finditer(said)]
    placed = [_with_paper(one, found, paper) if one.indices else one for one in found]
    return sorted([*placed, *_lookalikes(said, placed)], key=lambda one: one.start)


def _mention(match: re.Match[str]) -> Mention:
    start, end = match.span()
    if match["head"]:
        if _is_no_proposal(match):
            return Mention(start, end, stays=True)
        return Mention(start, end, list(_proposals(match)))
    if match["papers"]:
        if match["outer"]:
            return Mention(start, end, [match[0]])
        names = list(_papers(match["papers"]))
        last = names[-1].removeprefix("Document ")
        return Mention(start, end, names, last if last[0].isdigit() else "")
    if match["one"]:
        return Mention(start, end, list(_papers(f"{match['series']}{match['one']}{match['others']}")))
    if match["kind"]:
        is_date = match["kind"].lower() == "dec" and _OF_YEAR.match(match.string, end)
        return Mention(start, end, [] if is_date else list(_texts(match["kind"], match["symbols"])), stays=True)
    if match["progress"]:
        return Mention(start, end, ["".join(match["progress"].split())], stays=True)
    if match["instrument"]:
        names = [f"{match['instrument']} {number}" for number in _NUMBERS.findall(match["nos"])]
        return Mention(start, end, names, stays=True)
    if match["of"]:
        names = [f"{_LAWS[match['law'].lower()]} {number}" for number in _NUMBERS.findall(match["of"])]
        return Mention(start, end, names, stays=True)
    if match["spoken"]:
        return Mention(start, end, indices=tuple(_joined(one) for one in _INDICES.findall(match["spoken"])))
    if match["own"]:
        return Mention(start, end, [match["own"]])
    names = list(_documents(match["alone"]))
    return Mention(start, end, names, names[-1].removeprefix("Document "))


def _is_no_proposal(match: re.Match[str]) -> bool:
    """Years and fractions in words: 2014/2015, 1 / 2."""
    bare = match["head"].isdigit()
    return bare and (_YEAR.fullmatch(match["head"]) is not None or " " in match[0].partition("/")[0][-1:])


def _proposals(match: re.Match[str]) -> Iterator[str]:
    head = match["head"]
    yield f"{head}/{_joined((match['first'], match['last']))}"
    before = _count(match["last"] or match["first"])
    for first, last in _INDICES.findall(match["more"]):
        index, number = _joined((first, last)), _count(first)
        if number <= before:
            yield f"Document {index}"
            continue
        yield f"{head}/{index}" + ("" if number <= before + NEAR else f"{OR}Document {index}")
        before = _count(last or first)


def _joined(index: tuple[str, str | None]) -> str:
    return "-".join(filter(None, index))


def _count(index: str) -> int:
    return int(re.sub(r"\D", "", index))


def _papers(listed: str) -> Iterator[str]:
    """Of each in a list. Behind DT/24 a bare number is one of that series, or of the main one."""
    series = ""
    for one in _LISTED.findall(listed):
        letters = _LETTERS.match(one)
        series = letters[0] if letters else series
        yield from (f"{series}{one}{OR}Document {one}",) if series and not letters else _documents(one)


def _documents(element: str) -> Iterator[str]:
    """One, or each of a range or of several addenda."""
    if match := _RANGE.fullmatch(element):
        yield from (f"Document {count}" for count in _range(*match.groups()))
    elif match := _WITH_ADDENDA.fullmatch(element):
        for first, last in _INDICES.findall(match[2]):
            yield from (f"Document {match[1]}(Add.{count})" for count in _range(first, last or first))
    elif match := _WITH_MORE.fullmatch(element):
        yield f"Document {match[1]}"
        for first, last in _INDICES.findall(match[2]):
            yield from (f"Document {match[1]}(Add.{count})" for count in _range(first, last or first))
    else:
        one = _OTHER_LANGUAGES.sub("", element)
        yield f"Document {one}" if one[0].isdigit() else one


def _texts(kind: str, symbols: str) -> Iterator[str]:
    word = kind[:-1] if kind.lower() in _SEVERAL else kind
    for match in _SYMBOLS.finditer(symbols):
        symbol = match["symbol"].strip("[]")
        ends = _RANGE.fullmatch(symbol)
        yield from (f"{word} {one}" for one in (_range(*ends.groups()) if ends else ["".join(symbol.split())]))


def _range(first: str, last: str) -> Iterable[str]:
    """Each of them; one that ends before it begins, or is very long, as it stands."""
    if first == last:
        return [first]
    if not 0 < int(last) - int(first) < LONGEST_RANGE:
        return [f"{first}-{last}"]
    return map(str, range(int(first), int(last) + 1))


def _with_paper(spoken: Mention, every: list[Mention], paper: str) -> Mention:
    before = [one.paper for one in every if one.paper and one.start < spoken.start]
    after = [one.paper for one in every if one.paper and one.start > spoken.start]
    of = before[-1] if before else paper or (after[0] if after else "")
    return replace(spoken, names=[f"{of}/{index}" if of else f"proposal {index}" for index in spoken.indices])


def _lookalikes(said: str, found: list[Mention]) -> Iterator[Mention]:
    """What else looks like a number, as it is written."""
    left = list(said)
    for one in found:
        left[one.start : one.end] = "\n" * (one.end - one.start)
    rest = "".join(left)
    for match in _LOOKS_SO.finditer(rest):
        words = match[0].rstrip(" ,.:;-\n")
        left[match.start() : match.end()] = "\n" * len(match[0])
        yield Mention(match.start(), match.start() + len(words), [words], stays=True)
    for match in _TOKEN.finditer("".join(left)):
        token = match[0].strip(".:'\"“”‘’")
        pieces = token.split("/")
        if len(pieces) > 1 and any(piece[:1].isdigit() for piece in pieces) and not _NO_NUMBER.fullmatch(token):
            yield Mention(match.start(), match.end(), [token], stays=True)
