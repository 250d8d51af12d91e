"""Search: numbers however typed, words, names, among what the reader may see. One query, whatever there is."""

import json
import re
from contextlib import suppress
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlencode

from django.contrib.postgres.search import SearchHeadline, SearchQuery, SearchRank, TrigramWordSimilarity
from django.db.models import Case, F, FloatField, Func, Q, QuerySet, TextField, Value, When
from django.db.models.functions import Cast, Coalesce, Concat, Greatest, JSONObject, Replace, Upper
from django.urls import reverse

from delegation.models import Committee, Delegate, Issue, Meeting
from positions import numbers, reading
from positions.models import Document, Instruction, Position, Proposal, TalkingPoint, Text

LONGEST = 300
OF_A_KIND = 8
# They mark what was found until the words are shown; neither stands in what people write.
START, STOP = "\ue000", "\ue001"
EXACT, HOLDING, BY_NAME = 20.0, 10.0, 2.0
ALIKE = 0.5
NOTHING = Value("", TextField())
# Links of Markdown, put into SQL as their words alone, so that no excerpt cuts one in two.
LINKS = (Value(r"\[([^][]*)\]\([^)]*\)"), Value(r"\1"), Value("g"))


@dataclass(frozen=True)
class Hit:
    """One thing found. excerpt: runs of (whether it is what was looked for, words)."""

    kind: str
    name: str
    title: str
    url: str
    marking: str
    rank: float
    excerpt: list[tuple[bool, str]] = field(default_factory=list)
    facts: dict[str, Any] = field(default_factory=dict)


def search(typed: str, reader: Any) -> list[Hit]:
    """What is found, best first; at most eight of a kind. One query."""
    typed = plain(typed)
    if not typed:
        return []
    sought = Sought(typed, reader)
    parts = [
        *(sought.proposals(), sought.texts(), sought.documents(), sought.issues(), sought.positions()),
        *(sought.talking_points(), sought.instructions(), sought.people(), sought.committees(), sought.meetings()),
    ]
    rows = parts[0].union(*parts[1:], all=True)
    return sorted((_hit(*row) for row in rows), key=lambda hit: (-hit.rank, hit.kind, hit.name))


def plain(typed: str) -> str:
    """What can be looked for in what was typed."""
    return " ".join(typed[: LONGEST * 4].replace("\0", " ").split())[:LONGEST]


class Sought:
    """One question, asked of each kind of record; every part has the same columns."""

    def __init__(self, typed: str, reader: Any) -> None:
        self.typed, self.reader = typed, reader
        self.words = SearchQuery(typed, search_type="websearch", config="english")
        self.piece = numbers.search_terms(typed, reading.sources())
        self.reference: numbers.Reference | None = None
        with suppress(numbers.Unreadable):
            self.reference = numbers.parse(typed, reading.sources())
        self.visible_issues = Issue.objects.visible_to(reader).current()

    def proposals(self) -> QuerySet:
        rows = Proposal.objects.visible_to(self.reader).current().annotate(upper_title=Upper("title"))
        found = self._found(Q(canonical__contains=self.piece), "upper_title")
        rank = self._rank(
            When(canonical__endswith=self.piece, then=EXACT), When(canonical__contains=self.piece, then=HOLDING)
        )
        facts = JSONObject(sample="number_is_sample", confidence="confidence", action="action")
        return self._part(rows.filter(found), Proposal, "number", "title", rank=rank, excerpt="ask", facts=facts)

    def texts(self) -> QuerySet:
        rows = Text.objects.visible_to(self.reader).current()
        called = rows.called(self.piece).values("pk") if self.piece else rows.none().values("pk")
        rows = rows.annotate(upper_title=Upper("title")).filter(self._found(Q(pk__in=called), "upper_title", "name"))
        return self._part(rows, Text, "name", "title", rank=self._rank(When(pk__in=called, then=EXACT)), facts=_sure())

    def documents(self) -> QuerySet:
        rows = Document.objects.visible_to(self.reader).current()
        named = rows.none().values("pk")
        if self.reference and self.reference.kind == "document":
            named = rows.of(self.reference).values("pk")
        rows = rows.annotate(upper_title=Upper("title")).filter(self._found(Q(pk__in=named), "upper_title", "symbol"))
        rank = self._rank(When(pk__in=named, then=EXACT))
        return self._part(rows, Document, "symbol", "title", rank=rank, facts=_sure())

    def positions(self) -> QuerySet:
        words = Concat(
            *[part for name in Position.FIELDS for part in (F(name), Value("\n\n"))], output_field=TextField()
        )
        return self._on_issues(Position, Func(words, *LINKS, function="REGEXP_REPLACE", output_field=TextField()))

    def talking_points(self) -> QuerySet:
        return self._on_issues(TalkingPoint, F("text"))

    def instructions(self) -> QuerySet:
        state = Case(
            When(ended_at__isnull=False, then=F("ending")),
            When(issued_at__isnull=False, then=Value("live")),
            default=Value("draft"),
        )
        text = {"on": Coalesce("text__name", Value("")), "sample": "text__is_sample", "confidence": "text__confidence"}
        facts = JSONObject(state=state, at=Coalesce("issued_at", "drafted_at"), **text)
        return self._on_issues(Instruction, F("mandate"), facts=facts)

    def issues(self) -> QuerySet:
        return self._named(self.visible_issues, Issue, "name", "summary")

    def people(self) -> QuerySet:
        return self._named(Delegate.objects.active(), Delegate, "name", "covers", marking=NOTHING)

    def committees(self) -> QuerySet:
        rows = Committee.objects.current().annotate(bare=Replace("code", Value("-"), Value("")))
        bare = self.typed.replace(" ", "").replace("-", "")
        facts = JSONObject(confidence="confidence")
        besides = Q(bare__iexact=bare)
        return self._named(rows, Committee, "code", "name", marking=NOTHING, besides=besides, facts=facts)

    def meetings(self) -> QuerySet:
        rows = Meeting.objects.visible_to(self.reader).current().annotate(called=F("committee__name"))
        bare = self.typed.replace(" ", "")
        besides = Q(agenda_symbol__iexact=bare) | Q(room__icontains=self.typed) | Q(committee__code__iexact=bare)
        committee = {"code": "committee__code", "committee": "committee__name", "kind": "committee__kind"}
        facts = _sure(at="starts_at", number="number", estimated="times_are_estimated", **committee)
        return self._named(rows, Meeting, "called", "title", besides=besides, facts=facts)

    def _on_issues(self, model: Any, words: Any, facts: Any = None) -> QuerySet:
        """What is written on an issue: named by it, so the issue too must be the reader's to see."""
        rows = model.objects.visible_to(self.reader).current().filter(issue__in=self.visible_issues.values("pk"))
        rows = rows.annotate(words=words).filter(Q(search=self.words) | Q(words__icontains=self.typed))
        return self._part(rows, model, "issue__name", "", rank=self._rank(), excerpt="words", link="issue", facts=facts)

    def _named(
        self,
        rows: QuerySet,
        model: Any,
        name: str,
        title: str,
        *,
        besides: Q | None = None,
        marking: Any = None,
        facts: Any = None,
    ) -> QuerySet:
        """Short names, found by their letters: also mistyped ones."""
        alike = Greatest(TrigramWordSimilarity(self.typed, name), TrigramWordSimilarity(self.typed, title))
        is_named = Q(**{f"{name}__icontains": self.typed}) | (besides or Q(pk__in=[]))
        rows = rows.annotate(alike=alike).filter(
            is_named | Q(alike__gte=ALIKE) | Q(**{f"{title}__icontains": self.typed})
        )
        rank = Case(When(is_named, then=F("alike") + Value(BY_NAME)), default=F("alike"), output_field=FloatField())
        return self._part(rows, model, name, title, rank=rank, marking=marking, facts=facts)

    def _found(self, by_number: Q, *names: str) -> Q:
        """By number where one was typed; else by words, or by letters of the name or title."""
        if self.piece:
            return by_number
        found = Q(search=self.words)
        for name in names:
            found |= (
                Q(**{f"{name}__contains": self.typed.upper()})
                if name.startswith("upper_")
                else Q(**{f"{name}__istartswith": self.typed})
            )
        return found | Q(upper_title__trigram_word_similar=self.typed.upper())

    def _rank(self, *exact: When) -> Case:
        whens = exact if self.piece else ()
        return Case(*whens, default=SearchRank(F("search"), self.words), output_field=FloatField())

    def _part(
        self,
        rows: QuerySet,
        model: Any,
        name: str,
        title: str,
        *,
        rank: Any,
        excerpt: str = "",
        link: str = "pk",
        marking: Any = None,
        facts: Any = None,
    ) -> QuerySet:
        """The best of a kind. The excerpt is made of these few rows alone: it is the costly part."""
        marked = SearchHeadline(
            excerpt,
            self.words,
            config="english",
            start_sel=START,
            stop_sel=STOP,
            max_words=28,
            min_words=12,
        )
        return (
            rows.annotate(
                found_kind=Value(model.__name__, TextField()),
                found_link=Cast(link, TextField()),
                found_name=Cast(name, TextField()),
                found_title=Cast(title, TextField()) if title else NOTHING,
                found_marking=Cast("marking", TextField()) if marking is None else marking,
                found_rank=Cast(rank, FloatField()),
                found_excerpt=Cast(marked, TextField()) if excerpt else NOTHING,
                found_facts=Cast(facts, TextField()) if facts else Value("{}", TextField()),
            )
            .order_by("-found_rank", "found_name", "pk")
            .values_list(
                *("found_kind", "found_link", "found_name", "found_title", "found_marking", "found_rank"),
                *("found_excerpt", "found_facts"),
            )[:OF_A_KIND]
        )


def _sure(**besides: str) -> JSONObject:
    """What must be known to say whether it is invented or unverified."""
    return JSONObject(sample="is_sample", confidence="confidence", **besides)


def _hit(kind: str, link: str, name: str, title: str, marking: str, rank: float, excerpt: str, facts: str) -> Hit:
    return Hit(
        kind=kind,
        name=name,
        title=title,
        url=_address(kind, link, name),
        marking=marking,
        rank=rank,
        excerpt=runs(without_marks(excerpt) if kind == "Position" else excerpt),
        facts=json.loads(facts),
    )


def without_marks(excerpt: str) -> str:
    """Words as they are read where they are written in Markdown: no list, quotation, heading, table or emphasis."""
    lines = re.sub(r"(?m)^[ \t]*(?:(?:[-+*>]|#{1,6}|\d{1,3}[.)])[ \t]+)+", "", excerpt)
    plain = re.sub(r"(?m)^[ |:-]+$|[|*`\\]+|~~|(?<!\w)_+|_+(?!\w)", " ", lines)
    return re.sub(rf" +(?=[,.;:!?){STOP}])", "", " ".join(plain.split()))


def runs(excerpt: str) -> list[tuple[bool, str]]:
    """An excerpt as the database marked it, as runs; whatever stands in the words is words."""
    found, is_sought = [], False
    for piece in re.split(f"([{START}{STOP}])", excerpt):
        if piece in (START, STOP):
            is_sought = piece == START
        elif piece:
            found.append((is_sought, piece))
    return found


def _address(kind: str, link: str, name: str) -> str:
    match kind:
        case "Proposal":
            return reverse("proposal-detail", args=[link])
        case "Text":
            return f"{reverse('proposal-list')}?{urlencode({'text': name})}"
        case "Document":
            return f"{reverse('proposal-list')}?{urlencode({'q': f'Document {name}' if name[0].isdigit() else name})}"
        case "Delegate":
            return reverse("team-member", args=[link])
        case "Committee":
            return reverse("committee-detail", args=[link])
        case "Meeting":
            return reverse("meeting-detail", args=[link])
    anchors = {"Position": "#position", "TalkingPoint": "#points", "Instruction": "#instruction"}
    return reverse("issue-detail", args=[link]) + anchors.get(kind, "")
