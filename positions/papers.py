"""Documents, proposals and texts found by what people write for them, among those that the reader may see.

A proposal without its source (79A1/9) is told by the paper it stands in; where that is written short as well (34/3),
by the papers named beside it, else by the only proposal that it can be. What is hidden counts as what is not there.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from django.core.exceptions import ValidationError
from django.db.models import Q

from delegation import clock
from delegation.models import Issue
from positions import numbers, reading
from positions.models import Document, Proposal, Text
from positions.numbers import Reference
from positions.numbers.mentions import LONGEST_RANGE, OR
from positions.numbers.proposals import Unsigned, main_document, read_unsigned

KINDS: dict[Any, str] = {Document: "documents", Proposal: "proposals", Text: "texts", Issue: "issues"}
_Key = tuple[str, int, int, str, int]


@dataclass
class Papers:
    """What was found, `unknown` as it was written. brought: the issues of each text and proposal, by its key.

    written: by the key of a proposal, what was read as it. near: what else an unknown one may be.
    """

    documents: list[Document] = field(default_factory=list)
    proposals: list[Proposal] = field(default_factory=list)
    texts: list[Text] = field(default_factory=list)
    unknown: list[str] = field(default_factory=list)
    brought: Mapping[Any, list[Issue]] = field(default_factory=dict)
    written: dict[Any, str] = field(default_factory=dict)
    near: dict[str, list[str]] = field(default_factory=dict)

    @property
    def issues(self) -> list[Issue]:
        """Those of its texts and proposals, each once, as far as the reader may know."""
        found = [issue for one in (*self.texts, *self.proposals) for issue in self.brought.get(one.pk, ())]
        return list(dict.fromkeys(found))

    @property
    def related(self) -> dict[str, list[Any]]:
        """As an agenda item takes it."""
        return {name: list(getattr(self, name)) for name in KINDS.values()}

    def beyond(self, holds: Mapping[str, list[Any]]) -> "Papers":
        """Those that are not held yet."""
        more = Papers(brought=self.brought)
        more.documents = [one for one in self.documents if one not in holds["documents"]]
        more.proposals = [one for one in self.proposals if one not in holds["proposals"]]
        more.texts = [one for one in self.texts if one not in holds["texts"]]
        return more

    @property
    def unknown_in_words(self) -> list[str]:
        return [f"{one} ({' / '.join(self.near[one])}?)" if one in self.near else one for one in self.unknown]

    def add(self, words: str, records: Iterable[Any]) -> None:
        is_short = read_unsigned(words) is not None
        for record in records:
            into = getattr(self, KINDS[type(record)])
            if record not in into:
                into.append(record)
            if isinstance(record, Proposal) and is_short:
                self.written.setdefault(record.pk, words)


def place(lists: Iterable[Iterable[str]], reader: Any, standing: Mapping[str, Any] | None = None) -> list[Papers]:
    """What each of the lists names. standing: records known by their name beforehand. Five queries for all of them."""
    every = [list(dict.fromkeys(words)) for words in lists]
    known = _Known({option: _read(option) for words in every for one in words for option in one.split(OR)}, reader)
    found = [known.papers(words, standing or {}) for words in every]
    brought = _issues([one for papers in found for one in (*papers.texts, *papers.proposals)], reader)
    for papers in found:
        papers.brought = brought
    return found


def _read(words: str) -> Reference | Unsigned | str | None:
    """A number with its source or without, the symbol of a text in progress, or nothing of this conference's."""
    if unsigned := read_unsigned(words):
        return unsigned
    try:
        reference = reading.read(f"Document {words}" if words.isdigit() else words)
    except ValidationError:
        return numbers.symbol_in_progress(words) or None
    ours = clock.conference()
    is_ours = not (reference.conference and ours) or reference.conference == ours.short_name
    return reference if is_ours else None


class _Known:
    def __init__(self, wanted: dict[str, Reference | Unsigned | str | None], reader: Any) -> None:
        self.wanted = wanted
        references = [one for one in wanted.values() if isinstance(one, Reference)]
        unsigned = [one for one in wanted.values() if isinstance(one, Unsigned)]
        numbered = {one.number for one in references if one.kind in ("document", "addendum")}
        papers = Document.objects.visible_to(reader).current().filter(number__in=numbered) if numbered else ()
        self.documents: dict[_Key, Document] = {_key(one): one for one in papers}
        signed = [name for one in references if one.kind == "proposal" for name in _each(one.canonical, one)]
        named = Q(canonical__in=signed)
        if unsigned:
            named |= Q(canonical__regex=rf"/({'|'.join({str(one.paper.number) for one in unsigned})})([RA][0-9]+)*/")
        filed = Proposal.objects.visible_to(reader).current().filter(named).in_order() if signed or unsigned else ()
        self.proposals = {one.canonical: one for one in filed}
        self.by_end: dict[str, list[Proposal]] = {}
        for one in self.proposals.values():
            self.by_end.setdefault("/".join(one.canonical.split("/")[-2:]), []).append(one)
        self.ends: dict[str, list[str]] = {}  # by the number of the document
        for end in self.by_end:
            self.ends.setdefault(main_document(end), []).append(end)
        called = [one.canonical for one in references if one.kind in ("text", "provision")]
        called += [one for one in wanted.values() if isinstance(one, str)]
        texts = Text.objects.visible_to(reader).current().called_one_of(called) if called else ()
        self.texts = list(texts)

    def papers(self, words: list[str], standing: Mapping[str, Any]) -> Papers:
        found = Papers()
        beside = self._papers_beside(words)
        for one in words:
            if one in standing:
                found.add(one, [standing[one]])
                continue
            near: list[Proposal] = []
            for option in one.split(OR):
                records, missing, near = self._records(option, beside)
                if records:
                    found.add(option, records)
                    found.unknown += [name for name in missing if name not in found.unknown]
                    break
            else:
                found.unknown.append(one)
                if near:
                    found.near[one] = [str(proposal) for proposal in near]
        return found

    def _papers_beside(self, words: list[str]) -> dict[int, str]:
        """By the number of a document, the paper that is named beside it in full: 34 is 34R1A1."""
        found: dict[int, str] = {}
        for one in words:
            reference = self.wanted.get(one)
            if (
                isinstance(reference, Reference)
                and reference.series == "C"
                and (reference.revision or reference.addendum)
            ):
                paper = f"{reference.number}" + (f"R{reference.revision}" if reference.revision else "")
                found.setdefault(reference.number, paper + (f"A{reference.addendum}" if reference.addendum else ""))
        return found

    def _records(self, option: str, beside: dict[int, str]) -> tuple[list[Any], list[str], list[Proposal]]:
        """What is meant, which of a range are missing, and what it may be where that is more than one."""
        match self.wanted[option]:
            case Unsigned() as unsigned:
                return self._of_unsigned(unsigned, beside)
            case Reference(kind="document" | "addendum") as reference:
                record: Any = self.documents.get(_key(reference))
            case Reference(kind="proposal") as reference:
                whole = self.proposals.get(reference.canonical)
                each = (
                    [whole] if whole else [self.proposals.get(name) for name in _each(reference.canonical, reference)]
                )
                known = [one for one in each if one]
                missing = [name for name in _each(reference.canonical, reference)[1:] if name not in self.proposals]
                return known, missing if known and not whole else [], []
            case Reference(kind="text" | "provision") as reference:
                record = self._text(reference.canonical)
            case str() as symbol:
                record = self._text(symbol)
            case _:
                record = None
        return [record] if record else [], [], []

    def _of_unsigned(self, unsigned: Unsigned, beside: dict[int, str]) -> tuple[list[Any], list[str], list[Proposal]]:
        known, missing, near = [], [], []
        meant = self._meant(unsigned)
        for index in [unsigned.index] if unsigned.index in meant else _indices(unsigned):
            found = self._only(unsigned, index, beside, meant)
            known += found if len(found) == 1 else []
            missing += [f"{unsigned.paper.short}/{index}"] if len(found) != 1 else []
            near += found if len(found) > 1 else []
        return known, missing if known else [], near

    def _meant(self, unsigned: Unsigned) -> dict[str, list[Proposal]]:
        """Those that it may be, by their place in the paper."""
        meant: dict[str, list[Proposal]] = {}
        for end in self.ends.get(str(unsigned.paper.number), ()):
            if unsigned.may_be(end):
                meant.setdefault(end.partition("/")[2], []).extend(self.by_end[end])
        return meant

    def _only(
        self, unsigned: Unsigned, index: str, beside: dict[int, str], meant: Mapping[str, list[Proposal]]
    ) -> list[Proposal]:
        papers = [unsigned.paper.canonical]
        if unsigned.paper.number in beside and unsigned.may_be(f"{beside[unsigned.paper.number]}/{index}"):
            papers.append(beside[unsigned.paper.number])
        for paper in papers:
            if found := self.by_end.get(f"{paper}/{index}"):
                return found
        return meant.get(index, [])

    def _text(self, piece: str) -> Text | None:
        return next((text for text in self.texts if text.is_called(piece)), None)


def _key(paper: Document | Reference) -> _Key:
    whole = isinstance(paper, Document) or paper.kind == "document"
    return paper.series, paper.number, paper.revision, paper.addendum, paper.corrigendum if whole else 0


def _each(canonical: str, reference: Reference) -> list[str]:
    """The number itself and, of a range, each in it."""
    if not 0 < reference.range_end - reference.index < LONGEST_RANGE:
        return [canonical]
    head = canonical.rpartition("/")[0]
    return [canonical, *(f"{head}/{count}" for count in range(reference.index, reference.range_end + 1))]


def _indices(unsigned: Unsigned) -> list[str]:
    if not 0 < unsigned.last - unsigned.first < LONGEST_RANGE:
        return [unsigned.index]
    return [str(count) for count in range(unsigned.first, unsigned.last + 1)]


def _issues(records: list[Any], reader: Any) -> dict[Any, list[Issue]]:
    """Of texts and proposals, by their keys. Two queries."""
    if not records:
        return {}
    texts = [one.pk for one in records if isinstance(one, Text)]
    of = list(Text.issues.through.objects.filter(text__in=texts).values_list("text", "issue"))
    of += [(one.pk, one.issue_id) for one in records if isinstance(one, Proposal) and one.issue_id]
    visible = Issue.objects.visible_to(reader).current().in_bulk({issue for _key, issue in of})
    found: dict[Any, list[Issue]] = {}
    for key, issue in of:
        if issue in visible:
            found.setdefault(key, []).append(visible[issue])
    return found
