"""The review of a pasted agenda: each line with what was recognised in it, and the sum of it in a sentence."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext, ngettext_lazy

from delegation.imports.rows import Row, State
from positions.agendas import Choice, Finding, Review
from positions.struck import Struck

WRITTEN = (State.NEW, State.CHANGED)
MOST_NAMES = 12
KINDS = {
    "texts": gettext_lazy("Texts"),
    "documents": gettext_lazy("Documents"),
    "proposals": gettext_lazy("Proposals"),
    "issues": gettext_lazy("Issues"),
}
COUNTED = {
    "documents": ngettext_lazy("%d document", "%d documents"),
    "proposals": ngettext_lazy("%d proposal", "%d proposals"),
    "texts": ngettext_lazy("%d text", "%d texts"),
    "issues": ngettext_lazy("%d issue", "%d issues"),
}


@dataclass(frozen=True)
class Line:
    """One of the paste; `finding` where it is an item."""

    row: Row
    state: State
    finding: Finding | None

    @property
    def is_written(self) -> bool:
        return self.state in WRITTEN

    @property
    def unknown(self) -> list[str]:
        return self.finding.named.unknown_in_words if self.finding else []

    @property
    def kinds(self) -> list[tuple[Any, list[Choice]]]:
        """What it brings, by kind."""
        if self.finding is None or not self.is_written:
            return []
        every = [(title, [one for one in self.finding.choices if one.kind == kind]) for kind, title in KINDS.items()]
        return [(title, choices) for title, choices in every if choices]


def named_in(every: Iterable[Line]) -> list[Any]:
    """The records of which it says something."""
    standing = [line.row.existing for line in every]
    return [*standing, *(one.record for line in every if line.finding for one in line.finding.choices)]


def lines(review: Review, rows: Iterable[tuple[Row, State]]) -> list[Line]:
    return [Line(row, state, review.found.get(row.line)) for row, state in rows]


def told(every: Iterable[Line], struck: Iterable[Struck]) -> str:
    """What was done, in a sentence or two."""
    said = _("Taken over: %s.") % summed(every)
    many = sum(one.is_off for one in struck)
    if not many:
        return said
    off = ngettext("Taken off the agenda: %d item.", "Taken off the agenda: %d items.", many) % many
    return f"{said} {off}"


def summed(every: Iterable[Line]) -> str:
    """14 items, 22 documents, 9 issues; 2 references not placed: DT/99, 79A1/11."""
    shown = [line for line in every if line.finding and (not line.row.problems)]
    written = [line.finding.taken for line in shown if line.is_written and line.finding]
    counts = [(many, len({one.pk for taken in written for one in taken[kind]})) for kind, many in COUNTED.items()]
    items = ngettext("%d item", "%d items", len(written)) % len(written)
    said = ", ".join([items, *(str(many % count) for many, count in counts if count)])
    unknown = list(dict.fromkeys(words for line in shown for words in line.unknown))
    if not unknown:
        return said
    names = ", ".join(unknown[:MOST_NAMES])
    if more := len(unknown) - MOST_NAMES:
        names += ngettext(" and %d more", " and %d more", more) % more if more > 0 else ""
    told = ngettext(
        "%(count)d reference not placed: %(names)s", "%(count)d references not placed: %(names)s", len(unknown)
    )
    return _("%(said)s; %(told)s") % {"said": said, "told": told % {"count": len(unknown), "names": names}}
