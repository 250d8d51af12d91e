"""What is looked for, asked of each kind of record in turn."""

from contextlib import suppress
from typing import Any

from django.contrib.postgres.search import SearchHeadline, SearchQuery, SearchRank, TrigramWordSimilarity
from django.db.models import Case, Exists, F, FloatField, Func, OuterRef, Q, QuerySet, TextField, Value, When
from django.db.models.functions import Cast, Coalesce, Concat, Greatest, JSONObject, Replace, Upper

from delegation.models import Committee, Delegate, Issue, Meeting
from positions import numbers, reading
from positions.models import (
    ConflictingAnswer,
    Delivery,
    Document,
    GuidanceRequest,
    Instruction,
    Note,
    Position,
    Proposal,
    TalkingPoint,
    Text,
)
from positions.models.conflicting_answers import held_on
from positions.search.hits import START, STOP

OF_A_KIND = 8
EXACT, HOLDING, BY_NAME = 20.0, 10.0, 2.0
ALIKE = 0.5
NOTHING = Value("", TextField())
# What says how a question to capital stands.
STANDS = ("sent_at", "taken_at", "asked_back_at", "replied_at", "answered_at", "withdrawn_at", "closed_at", "closing")
# Links of Markdown, put into SQL as their words alone, so that no excerpt cuts one in two.
LINKS = (Value(r"\[([^][]*)\]\([^)]*\)"), Value(r"\1"), Value("g"))


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

    def parts(self) -> list[QuerySet]:
        return [
            *(self.proposals(), self.texts(), self.documents(), self.issues(), self.positions()),
            *(self.talking_points(), self.instructions(), self.people(), self.committees(), self.meetings()),
            *(self.questions(), self.second_answers(), self.deliveries(), self.notes()),
        ]

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
            *[part for name in Position.WORDS for part in (F(name), Value("\n\n"))], output_field=TextField()
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
        at, held = Coalesce("issued_at", "drafted_at"), held_on(self.reader)
        facts = JSONObject(state=state, at=at, held=held, **_on_text())
        return self._on_issues(Instruction, F("mandate"), facts=facts)

    def questions(self) -> QuerySet:
        """By question and answer, with what says how each stands."""
        conflicts = ConflictingAnswer.objects.visible_to(self.reader).filter(request=OuterRef("pk"))
        against = {"held": Exists(conflicts.holding()), "overruled": Exists(conflicts.overruling())}
        stands = {name: name for name in STANDS}
        at = {"at": Coalesce("sent_at", "drafted_at"), "taken_by": "taken_by__name"}
        facts = JSONObject(**stands, **at, **against, **_on_text())
        words = Concat("question", Value("\n"), "answer", output_field=TextField())
        return self._on_issues(GuidanceRequest, words, title="question", excerpt="answer", link="pk", facts=facts)

    def second_answers(self) -> QuerySet:
        """What another agency answered, called by the question."""
        held = Exists(ConflictingAnswer.objects.holding().filter(pk=OuterRef("pk")))
        facts = JSONObject(held=held, holds="decided_for", at="at", agency="agency__name", **_on_text("request__"))
        shown = {"title": "request__question", "excerpt": "answer", "link": "request"}
        return self._on_issues(ConflictingAnswer, F("answer"), **shown, facts=facts)

    def deliveries(self) -> QuerySet:
        facts = JSONObject(kind="kind", at="at", corrected_at="corrected_at", **_on_text("instruction__"))
        return self._on_issues(Delivery, F("words"), link="pk", facts=facts)

    def notes(self) -> QuerySet:
        """Called by the meeting, so that too must be the reader's to see; and the issue, where there is one."""
        meetings = Meeting.objects.visible_to(self.reader).current()
        rows = Note.objects.visible_to(self.reader).current().filter(meeting__in=meetings.values("pk"))
        rows = rows.filter(Q(issue=None) | Q(issue__in=self.visible_issues.values("pk")))
        rows = rows.filter(Q(search=self.words) | Q(text__icontains=self.typed))
        said = {"says": "kind", "said_at": "at", "holder": Coalesce("group", "state", NOTHING), "invented": "is_sample"}
        facts = JSONObject(meeting="meeting", **said, **_meeting("meeting__"))
        name = "meeting__committee__name"
        return self._part(rows, Note, name, "", rank=self._rank(), excerpt="text", facts=facts)

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
        return self._named(rows, Meeting, "called", "title", besides=besides, facts=JSONObject(**_meeting()))

    def _on_issues(
        self,
        model: Any,
        words: Any,
        *,
        title: str = "",
        excerpt: str = "said",
        link: str = "issue",
        facts: Any = None,
    ) -> QuerySet:
        """What is written on an issue: named by it, so the issue too must be the reader's to see."""
        rows = model.objects.visible_to(self.reader).current().filter(issue__in=self.visible_issues.values("pk"))
        if model is Position:
            rows = rows.shown()
        rows = rows.annotate(said=words).filter(Q(search=self.words) | Q(said__icontains=self.typed))
        shown = {"excerpt": excerpt, "link": link, "facts": facts}
        return self._part(rows, model, "issue__name", title, rank=self._rank(), **shown)

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
            excerpt, self.words, config="english", start_sel=START, stop_sel=STOP, highlight_all=True
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


def _sure() -> JSONObject:
    """What must be known to say whether it is invented or unverified."""
    return JSONObject(sample="is_sample", confidence="confidence")


def _on_text(of: str = "") -> dict[str, Any]:
    """What it is on, where that is a text."""
    on = Coalesce(f"{of}text__name", NOTHING)
    return {"on": on, "sample": f"{of}text__is_sample", "confidence": f"{of}text__confidence"}


def _meeting(of: str = "") -> dict[str, str]:
    """What a meeting is called by."""
    names = {"at": "starts_at", "number": "number", "estimated": "times_are_estimated", "sample": "is_sample"}
    names |= {"code": "committee__code", "committee": "committee__name", "kind": "committee__kind"}
    return {name: f"{of}{fact}" for name, fact in (names | {"confidence": "confidence"}).items()}
