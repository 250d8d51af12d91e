"""The list of proposals: what a reader sees of each, filtered and sorted as the address says, page by page.

Rows are dictionaries. Proposals and texts are known to all; an outcome comes along where the reader may see it too.
"""

from collections.abc import Iterable
from functools import cached_property
from textwrap import shorten
from typing import Any
from urllib.parse import urlencode

from django.db.models import Case, CharField, Func, IntegerField, OuterRef, QuerySet, Subquery, Value, When
from django.db.models.functions import Cast, Concat, LPad
from django.http import QueryDict
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from delegation.confidence import doubt, is_unverified, with_doubt
from delegation.models import Committee
from delegation.pages import markings_shown
from delegation.paging import Page, page_of
from positions.filters import ProposalFilter
from positions.models import Outcome, Proposal, outcomes

COUNTED = 1000
# Figures before what is sorted by a code or name: in whatever order letters stand, what has none stands last.
NAMED, LAST = Value("0"), Value("1")

# The heads, and the column that each sorts by.
SORTS = {
    "number": (_("Number"), "sort_key"),
    "action": (_("Action"), "action"),
    "text": (_("Text"), "text_key"),
    "title": (_("Title, and what it asks"), "title"),
    "committee": (_("Committee"), "committee_key"),
    "stage": (_("Where it is"), "stage_key"),
}
KEYS = {
    "text": Case(
        When(text=None, then=LAST),
        default=Concat(
            *(NAMED, "text__kind", Value("/"), LPad(Cast("text__place", CharField()), 4, Value("0")), Value("/")),
            "text__canonical",
        ),
        output_field=CharField(),
    ),
    "committee": Case(When(committee=None, then=LAST), default=Concat(NAMED, "committee"), output_field=CharField()),
    "stage": Case(
        *(When(stage=stage, then=place) for place, stage in enumerate(Proposal.Stage)),
        default=len(Proposal.Stage),
        output_field=IntegerField(),
    ),
}
COLUMNS = (
    *("pk", "number", "number_is_sample", "sources", "sponsors", "action", "title", "ask", "stage", "committee"),
    *("committee__name", "committee__kind", "committee__confidence", "marking", "confidence", "source", "sort_key"),
    *("text__name", "text__title", "text__is_sample", "text__confidence"),
)
OF_BODIES = ("name", "kind", "confidence")
STATES: dict[str, str] = {
    Proposal.Stage.RECEIVED: "waiting",
    Proposal.Stage.PASSED_OVER: "overdue",
    Proposal.Stage.AGREED: "done",
    Proposal.Stage.TAKEN_UP: "done",
    Proposal.Stage.NOT_AGREED: "withdrawn",
    Proposal.Stage.NOTED: "done",
    Proposal.Stage.WITHDRAWN: "withdrawn",
}


def rows(proposals: QuerySet[Proposal], reader: Any, sorted_by: str = "") -> QuerySet:
    """The columns of the list and the one it is sorted by; the newest outcome `reader` may see, behind its marking."""
    outcome = Outcome.objects.visible_to(reader).current().known().filter(proposal=OuterRef("pk")).newest_first()
    keys = [SORTS[sorted_by][1]] if sorted_by in KEYS else []
    return proposals.annotate(
        outcome=Subquery(outcome.values_list(_together("marking", "result"))[:1]),
        **({keys[0]: KEYS[sorted_by]} if keys else {}),
    ).values(*COLUMNS, "outcome", *keys, *(["exactness"] if "exactness" in proposals.query.annotations else []))


def _together(*columns: str) -> Func:
    return Func(Value(" "), *columns, function="CONCAT_WS", output_field=CharField())


def dressed(rows: Iterable[dict[str, Any]]) -> list[dict[str, Any]]:
    """Rows with the words a page shows of each, and its address."""
    stages, results, bodies, home = _in_words(Proposal.Stage), _in_words(Outcome.Result), {}, reverse("proposal-list")
    for row in rows:
        outcome_marking, _space, result = (row["outcome"] or "").partition(" ")
        code = row["committee"]
        if code and code not in bodies:
            bodies[code] = Committee(**{name: row[f"committee__{name}"] for name in OF_BODIES}, code=code).named
        row["url"] = f"{home}{row['pk']}/"
        row["where"] = results[result] if result else stages[row["stage"]]
        row["state"] = outcomes.STATES.get(result, "done") if result else STATES.get(row["stage"], "moving")
        row["markings"] = {row["marking"], outcome_marking} - {""}
        row["body"] = bodies.get(code, "")
        # A number stays in one line: "Res 102".
        row["text"] = (row["text__name"] or "").replace(" ", "\u00a0", 1 if len(row["text__name"] or "") < 10 else 0)
        row["asks"] = shorten(row["ask"], 120, placeholder=" …")
        row["text_doubt"] = doubt(**_of_text(row))
        row["head"] = ""
        row["is_unverified"] = is_unverified(row["confidence"])
    return list(rows)


def _of_text(row: dict[str, Any]) -> dict[str, Any]:
    return {"is_sample": bool(row["text__is_sample"]), "confidence": row["text__confidence"] or ""}


def _in_words(choices: Any) -> dict[str, str]:
    """Translated once, not once a row."""
    return {value: str(label) for value, label in choices.choices}


class ProposalList:
    """The list as `asked` by the query of an address, for one reader."""

    def __init__(self, asked: QueryDict, reader: Any) -> None:
        self.asked, self.reader = asked, reader
        self.filter = ProposalFilter(asked, reader=reader)
        sort = asked.get("sort", "")
        self.sorted_by = sort.removeprefix("-") if sort.removeprefix("-") in SORTS else ""
        self.is_descending = sort.startswith("-") and bool(self.sorted_by)

    @property
    def order(self) -> tuple[str, ...]:
        """The column asked for, then the number; a number that was looked for puts exact ones first."""
        if self.filter.is_by_number and not self.sorted_by:
            return ("exactness", "sort_key", "pk")
        return tuple(dict.fromkeys([SORTS[self.sorted_by or "number"][1], "sort_key", "pk"]))

    @cached_property
    def page(self) -> Page:
        return page_of(
            rows(self.filter.qs, self.reader, self.sorted_by),
            self.order,
            cursor=self.asked.get("page", ""),
            descending=self.is_descending,
        )

    @cached_property
    def rows(self) -> list[dict[str, Any]]:
        """One page; `head` stands above the first of each text where they are sorted by text."""
        shown = dressed(self.page.rows)
        if self.sorted_by == "text":
            before = ""
            for row in shown:
                if row["text_key"] != before:
                    head = with_doubt(f"{row['text__name']}, {row['text__title']}", **_of_text(row))
                    row["head"] = head if row["text__name"] else _("No text named")
                before = row["text_key"]
        return shown

    def first_rows(self, count: int) -> list[dict[str, Any]]:
        """The list from its beginning, for a file."""
        columns = [f"-{name}" if self.is_descending else name for name in self.order]
        return dressed(list(rows(self.filter.qs, self.reader, self.sorted_by).order_by(*columns)[:count]))

    @cached_property
    def count(self) -> str:
        """In words; exact up to 1,000, then "1,000+ proposals"."""
        count = self.filter.qs.order_by()[: COUNTED + 1].count()
        told = f"{COUNTED:,}+" if count > COUNTED else str(count)
        return ngettext("%s proposal", "%s proposals", count) % told

    @property
    def markings(self) -> list[str]:
        """Of the proposals and their outcomes, and of the issues that are offered to filter by."""
        shown = set().union(*(row["markings"] for row in self.rows))
        return markings_shown([*shown, *self.filter.markings])

    @property
    def heads(self) -> list[dict[str, Any]]:
        """Heads of columns, each with the address that sorts by it, or turns it round."""
        found = []
        for name, (label, _column) in SORTS.items():
            is_sorted = name == (self.sorted_by or ("" if self.filter.is_by_number else "number"))
            turned = f"-{name}" if is_sorted and not self.is_descending else name
            way = ("descending" if self.is_descending else "ascending") if is_sorted else ""
            found.append({"name": name, "label": label, "url": self._address(sort=turned), "way": way})
        return found

    @property
    def previous_url(self) -> str:
        return self._address(page=self.page.previous) if self.page.previous else ""

    @property
    def next_url(self) -> str:
        return self._address(page=self.page.next) if self.page.next else ""

    @property
    def looked_for(self) -> str:
        return self.asked.get("q", "")

    @property
    def pills(self) -> list[dict[str, Any]]:
        return self.filter.pills(self.asked)

    @property
    def kept(self) -> list[tuple[str, str]]:
        """Filters that stay as they are while one looks for something else."""
        return [(name, self.asked[name]) for name in self.filter.filters if name != "q" and self.asked.get(name)]

    @property
    def filters_url(self) -> str:
        """The same list, with all filters offered."""
        return self._address(filters="all")

    @property
    def query(self) -> str:
        """Filters and order, for the files."""
        return self._address()

    def _address(self, **changed: str) -> str:
        query = {name: value for name, value in self.asked.items() if value and name not in ("page", "filters")}
        return f"?{urlencode(query | changed)}"
