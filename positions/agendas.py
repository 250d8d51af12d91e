"""A pasted agenda, looked at line by line before anything of it is written, as an imported file is.

Of each line its reader says what is taken over: the item, and each paper and issue that was recognised in it.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import partial
from typing import Any

from django.core.exceptions import ValidationError
from django.db.models import Prefetch
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from delegation.actions import records
from delegation.imports.rows import Row
from delegation.imports.sheets import Column, Sheet
from delegation.models import Meeting
from positions import reading
from positions.actions import agenda_items
from positions.models import AgendaItem, Speaker
from positions.numbers import Unreadable
from positions.numbers.agendas import lines, read_agenda
from positions.papers import KINDS, Papers, place
from positions.revised import Said, matched

COLUMNS = (
    Column("number", gettext_lazy("Item"), is_required=True),
    Column("title", gettext_lazy("Title"), is_required=True),
    Column("papers", gettext_lazy("Documents, proposals, texts")),
    Column("cut", gettext_lazy("Not read")),
)
STANDS, NUMBERED = "stands", "numbered"  # cells that the review adds: keys of items
BETWEEN = "; "
PAPERS = ("documents", "proposals", "texts")
LONGEST_TITLE = 300
MOST_PAPERS = 900  # named on one agenda
MOST_CHOICES = 1600  # each is a box in the form of the review, as each item is; a number may stand for many papers


@dataclass(frozen=True)
class Choice:
    """A paper or issue that a line would bring to its item. value: what the form sends where it is taken over."""

    value: str
    record: Any
    is_taken: bool
    written: str = ""  # where it was read from a shorter number

    @property
    def kind(self) -> str:
        return KINDS[type(self.record)]


@dataclass
class Finding:
    """What was recognised in one line."""

    named: Papers
    choices: list[Choice] = field(default_factory=list)

    @property
    def taken(self) -> dict[str, list[Any]]:
        every: dict[str, list[Any]] = {name: [] for name in KINDS.values()}
        for choice in self.choices:
            if choice.is_taken:
                every[choice.kind].append(choice.record)
        return every


@dataclass
class Review:
    """taken: what is taken over, lines by their number and what is in them by `Choice.value`; None takes everything.

    found, entered: by line, what was recognised in it and the new item that was made of it. gone: the items of which
    no line says anything, known: how many of the others there are.
    """

    meeting: Meeting
    taken: frozenset[str] | None = None
    found: dict[int, Finding] = field(default_factory=dict)
    entered: dict[int, AgendaItem] = field(default_factory=dict)
    gone: list[AgendaItem] = field(default_factory=list)
    known: int = 0

    @property
    def sheet(self) -> Sheet:
        return Sheet(f"agenda.{self.meeting.pk}", COLUMNS, partial(_examine, self), partial(_apply, self))

    def takes(self, value: str) -> bool:
        return self.taken is None or value in self.taken

    def require_sendable(self) -> None:
        """Raises ValidationError where its form would hold more than a form may."""
        if sum(len(finding.choices) for finding in self.found.values()) > MOST_CHOICES:
            told = {"most": MOST_CHOICES}
            raise ValidationError(_("This brings more than %(most)s papers and issues: paste it in parts.") % told)


def rows(sheet: Sheet, text: str) -> list[Row]:
    """The lines of a pasted agenda. Raises ValidationError where it is none."""
    try:
        items, left_out = read_agenda(text)
    except Unreadable as unreadable:
        raise ValidationError(reading.in_words(unreadable)) from unreadable
    if sum(len(item.papers) for item in items) > MOST_PAPERS:
        raise ValidationError(_("This names more than %(most)s papers: paste it in parts.") % {"most": MOST_PAPERS})
    every = lines(text)
    found = []
    for item in items:
        cells = {"number": item.number, "title": item.title[:LONGEST_TITLE], "papers": BETWEEN.join(item.papers)}
        cells["cut"] = item.cut[:LONGEST_TITLE] + ("…" if item.cut[LONGEST_TITLE:] else "")
        found.append(Row("", item.line, "", cells, headings=sheet.headings))
    for line in left_out:
        row = Row("", line, "", {"number": "", "title": every[line - 1][:LONGEST_TITLE], "papers": "", "cut": ""})
        row.refuse("", _("No number of an item: left out."))
        found.append(row)
    return sorted(found, key=lambda row: row.line)


def _examine(review: Review, found: list[Row], by: Any) -> None:
    speaking = Prefetch("speakers", Speaker.objects.visible_to(by).current().in_order().select_related("delegate"))
    items = AgendaItem.objects.visible_to(by).of(review.meeting).with_rights(by)
    items = items.prefetch_related(*PAPERS, "issues", speaking)
    standing = {str(item.pk): item for item in items}
    first: dict[str, int] = {}
    words = [[one for one in row.cells["papers"].split(BETWEEN) if one] for row in found]
    for row, named in zip(found, place(words, by), strict=True):
        number = row.cells["number"]
        if first.setdefault(number, row.line) != row.line:
            row.refuse("number", _("Line %(line)s has the same number.") % {"line": first[number]})
        else:
            review.found[row.line] = Finding(named)
    known = [row for row in found if row.line in review.found]
    if any(STANDS not in row.cells for row in known):
        _match(review, known, standing)
    for row in known:
        number = row.cells["number"]
        said = (number, row.cells["title"])
        entered = (item for item in standing.values() if not row.cells[STANDS] and (item.number, item.title) == said)
        row.existing = standing.get(row.cells[STANDS]) or next(entered, None)  # as where the same is sent twice
        row.record = row.existing or AgendaItem(meeting=review.meeting, number=number, title=row.cells["title"])
        row.seen = row.existing.version if row.existing else 0
        _compare(review, row, review.found[row.line].named)
        if not review.takes(str(row.line)) and _brings_something(row, review.found[row.line]):
            row.refuse("", _("Left out, as you chose."))
    stay = {row.existing.pk for row in known if row.existing}
    review.gone, review.known = [item for item in items if item.pk not in stay], len(stay)


def _match(review: Review, rows: list[Row], standing: dict[str, AgendaItem]) -> None:
    """Note in each row which item it is, and which items have its number: what is written is what was looked at."""
    keys = list(standing)
    lines = []
    for row in rows:
        named = review.found[row.line].named
        papers = frozenset((*named.documents, *named.proposals, *named.texts))
        lines.append(Said(row.cells["number"], row.cells["title"], papers))
    items = [
        Said(item.number, item.title, frozenset(paper for name in PAPERS for paper in getattr(item, name).all()))
        for item in standing.values()
    ]
    found = matched(lines, items)
    for index, row in enumerate(rows):
        row.cells[STANDS] = keys[found[index]] if index in found else ""
        row.cells[NUMBERED] = BETWEEN.join(key for key in keys if standing[key].number == row.cells["number"])


def _compare(review: Review, row: Row, named: Papers) -> None:
    """With the item that it is. Under another title, what it took under the former does not stay."""
    item, title = row.existing, row.cells["title"]
    is_retitled = item is not None and item.title != title
    holds = {name: list(getattr(item, name).all()) if item and not is_retitled else [] for name in KINDS.values()}
    more = named.beyond(holds)
    finding = review.found[row.line]
    for record in (*more.texts, *more.documents, *more.proposals, *more.issues):
        if record not in holds[KINDS[type(record)]]:
            value = f"{row.line}.{record.pk}"
            written = named.written.get(record.pk, "")
            finding.choices.append(Choice(value, record, review.takes(value), written))
    row.changes = {"title": title}
    if item and is_retitled:
        row.changes |= {
            name: given for name, given in finding.taken.items() if set(given) != set(getattr(item, name).all())
        }
    elif item:
        row.changes = {name: [*holds[name], *given] for name, given in finding.taken.items() if given}
    if item and item.number != row.cells["number"]:
        row.changes["number"] = row.cells["number"]
    row.notes = list(_notes(row))


def _brings_something(row: Row, finding: Finding) -> bool:
    """Whether its reader was asked about it: what stands as it is has no box."""
    return not row.existing or bool({"number", "title"} & set(row.changes)) or bool(finding.choices)


def _apply(review: Review, row: Row, by: Any) -> Any:
    records.locked(review.meeting)  # who takes over an agenda of it at this moment waits here
    related = review.found[row.line].taken
    number, title = row.cells["number"], row.cells["title"]
    if row.existing is None or "number" in row.changes:
        others = AgendaItem.objects.visible_to(by).of(review.meeting).filter(number=number)
        if others.exclude(pk__in=[key for key in row.cells[NUMBERED].split(BETWEEN) if key]).exists():
            raise ValidationError(_("Added by somebody since the review: look at it, then paste it again."))
    if row.existing:
        item, changes = records.locked(row.existing), row.changes
        if "title" not in changes:  # beside what it takes by now
            more = {name: [*getattr(item, name).all(), *given] for name, given in related.items() if given}
            changes = {name: changes[name] for name in ("number",) if name in changes} | more
        return agenda_items.change(item, seen=row.seen, by=by, **changes)
    item = agenda_items.enter(review.meeting, number=number, title=title, related=related, by=by)
    review.entered[row.line] = item
    return item


def put_in_order(review: Review, rows: Iterable[Row], *, by: Any) -> None:
    """Have the items stand as the lines do that were taken over."""
    found = [review.entered.get(row.line) or row.existing for row in rows if not row.problems]
    agenda_items.put_in_order(review.meeting, [item for item in found if item], by=by)


def _notes(row: Row) -> Iterable[str]:
    if row.existing and "number" in row.changes:
        yield _("formerly item %(number)s") % {"number": row.existing.number or "–"}
    if row.existing and "title" in row.changes:
        yield f"{row.existing.title} → {row.changes['title']}"
    if row.existing and {"number", "title"} & set(row.changes) and (names := speakers_of(row.existing)):
        yield _("keeps its speakers: %(names)s") % {"names": names}
    if gone := ", ".join(map(str, _gone(row))):
        yield _("no longer takes %(papers)s") % {"papers": gone}
    if len(row.cells["title"]) == LONGEST_TITLE:
        yield _("The title ends here, after %(most)s characters.") % {"most": LONGEST_TITLE}
    if cut := row.cells["cut"]:
        yield _("Too long: what follows was not read: “%(cut)s”") % {"cut": cut}


def speakers_of(item: AgendaItem) -> str:
    """Who stands on its speaking list, as it was fetched."""
    return ", ".join(dict.fromkeys(one.delegate.name for one in item.speakers.all()))


def _gone(row: Row) -> list[Any]:
    if not row.existing:
        return []
    changed = [(name, row.changes[name]) for name in PAPERS if name in row.changes]
    return [paper for name, given in changed for paper in getattr(row.existing, name).all() if paper not in given]
