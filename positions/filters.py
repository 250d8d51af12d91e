"""Which proposals a reader asks to see: the filters of the list, as in its address."""

from functools import partial
from typing import Any
from urllib.parse import urlencode

import django_filters as filters
from django.contrib.postgres.search import SearchQuery
from django.db.models import Case, Exists, IntegerField, OuterRef, Q, QuerySet, When
from django.db.models.functions import Upper
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from delegation.models import Committee, Issue, MemberState
from positions import numbers, reading
from positions.actions.texts import canonical
from positions.forms.references import SourceField
from positions.forms.widgets import Choice, Suggested
from positions.models import Outcome, Proposal, Text
from positions.models.proposals import ProposalQuerySet
from positions.numbers.symbols import GROUP_ALIASES, GROUPS

NONE_YET = "none"


Pick = partial(filters.ChoiceFilter, widget=Choice, empty_label=_("any"))


class SourceFilter(filters.CharFilter):
    field_class = SourceField


class ProposalFilter(filters.FilterSet):
    """Made with `reader`; a filter that cannot be read finds nothing, and says why."""

    q = filters.CharFilter(label=_("Number or words"), method="looked_for", max_length=200)
    source = SourceFilter(label=_("From"), method="filed_by")
    group = Pick(label=_("Group and its members"), method="filed_in")
    action = Pick(label=_("Action"), choices=[(a.value, a.value) for a in Proposal.Action])
    text = filters.CharFilter(label=_("Text"), method="acting_on", max_length=120, widget=Suggested("text"))
    committee = Pick(label=_("Committee"))
    issue = Pick(label=_("Issue"), method="under")
    stage = Pick(label=_("Where it is"), choices=Proposal.Stage.choices)
    outcome = Pick(
        label=_("Outcome"),
        method="ended_as",
        choices=[(NONE_YET, _("none yet")), *Outcome.Result.choices],
    )

    class Meta:
        model = Proposal
        fields: tuple[str, ...] = ()

    def __init__(self, asked: QueryDict, *, reader: Any) -> None:
        super().__init__(asked, queryset=Proposal.objects.visible_to(reader).current())
        self.reader = reader
        self.is_asked = any(asked.get(name) for name in self.filters)
        typed = asked.get("q", "")
        self.piece = numbers.search_terms(typed, reading.sources()) if typed else ""
        # Choices that lie in the database are read where they are offered or asked for.
        self.are_offered = "filters" in asked
        self.issues: dict[str, Issue] = {}
        self.filters["group"].extra["choices"] = GROUP_CHOICES
        if self.are_offered or asked.get("committee"):
            committees = Committee.objects.current()
            self.filters["committee"].extra["choices"] = [(one.code, one.named) for one in committees]
        if self.are_offered or asked.get("issue"):
            issues = Issue.objects.visible_to(reader).current().in_order()
            self.issues = {issue.slug: issue for issue in issues}
            self.filters["issue"].extra["choices"] = [(slug, issue.name) for slug, issue in self.issues.items()]

    @property
    def shows_all(self) -> bool:
        """Every filter as a field: where they were asked for, or one of them is not understood."""
        return self.are_offered or (self.is_asked and bool(self.form.errors))

    @property
    def markings(self) -> list[str]:
        """Of the issues that it names."""
        return [issue.marking for issue in self.issues.values()]

    @property
    def is_by_number(self) -> bool:
        return bool(self.piece) and self.form.is_valid()

    @property
    def qs(self) -> QuerySet:
        if not self.is_asked:
            return self.queryset
        return super().qs if self.form.is_valid() else self.queryset.none()

    def looked_for(self, proposals: ProposalQuerySet, name: str, typed: str) -> QuerySet:
        """By number where it is one, exact ones first; else by words."""
        if self.piece:
            texts = Text.objects.visible_to(self.reader).called(self.piece).values("pk")
            is_exact = Q(canonical__endswith=self.piece) | Q(text__in=texts)
            return proposals.filter(Q(canonical__contains=self.piece) | Q(text__in=texts)).annotate(
                exactness=Case(When(is_exact, then=0), default=1, output_field=IntegerField())
            )
        words = SearchQuery(typed, search_type="websearch", config="english")
        return proposals.annotate(upper_title=Upper("title")).filter(
            Q(search=words) | Q(upper_title__contains=typed.upper()) | Q(number__istartswith=typed)
        )

    def filed_by(self, proposals: ProposalQuerySet, name: str, symbol: str) -> QuerySet:
        return proposals.signed_by(symbol)

    def filed_in(self, proposals: ProposalQuerySet, name: str, code: str) -> QuerySet:
        """By the group, or by a State that is its member."""
        members = MemberState.objects.filter(regional_groups=code).values_list("symbol", flat=True)
        return proposals.signed_by(code, *members)

    def acting_on(self, proposals: ProposalQuerySet, name: str, typed: str) -> QuerySet:
        """On the text of that name; else on those whose name or title holds the words."""
        texts = Text.objects.visible_to(self.reader)
        called = texts.called(canonical(typed))
        if not called.exists():
            called = texts.filter(Q(name__icontains=typed) | Q(title__icontains=typed))
        return proposals.filter(text__in=called.values("pk"))

    def under(self, proposals: ProposalQuerySet, name: str, slug: str) -> QuerySet:
        return proposals.on(self.issues[slug])

    def ended_as(self, proposals: ProposalQuerySet, name: str, result: str) -> QuerySet:
        outcomes = Outcome.objects.visible_to(self.reader).current().known().filter(proposal=OuterRef("pk"))
        if result == NONE_YET:
            return proposals.filter(~Exists(outcomes))
        return proposals.filter(Exists(outcomes.filter(result=result)))

    def pills(self, asked: QueryDict) -> list[dict[str, Any]]:
        """The filters that are set, in words, each with the address of the list without it."""
        found = []
        for name, field in self.form.fields.items() if self.is_asked else ():
            typed = asked.get(name, "").strip()
            if not typed:
                continue
            without = {other: said for other, said in asked.items() if said and other not in (name, "page")}
            words = dict(getattr(field, "choices", ())).get(typed, typed)
            found.append({"label": field.label, "words": str(words)[:80], "url": f"?{urlencode(without)}"})
        return found


ALIASES = {code: alias for alias, code in GROUP_ALIASES.items() if alias != "ECP"}
GROUP_CHOICES = [(code, f"{code} ({ALIASES[code]})" if code in ALIASES else code) for code in sorted(GROUPS)]
