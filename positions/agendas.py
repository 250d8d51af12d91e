"""A pasted agenda, looked at line by line before anything of it is written, as an imported file is."""

from functools import partial
from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from delegation.imports.rows import Row
from delegation.imports.sheets import Column, Sheet
from delegation.models import Meeting
from positions import reading
from positions.actions import agenda_items
from positions.actions.agenda_items import Papers
from positions.models import AgendaItem
from positions.numbers import Unreadable
from positions.numbers.agendas import read_agenda

COLUMNS = (
    Column("number", gettext_lazy("Item"), is_required=True),
    Column("title", gettext_lazy("Title"), is_required=True),
    Column("papers", gettext_lazy("Documents, proposals, texts")),
)
BETWEEN = "; "
PAPERS = ("documents", "proposals", "texts")


def sheet_of(meeting: Meeting) -> Sheet:
    return Sheet(f"agenda.{meeting.pk}", COLUMNS, partial(_examine, meeting), partial(_apply, meeting))


def rows(sheet: Sheet, text: str) -> list[Row]:
    """The lines of a pasted agenda. Raises ValidationError where it is none."""
    try:
        items, left_out = read_agenda(text)
    except Unreadable as unreadable:
        raise ValidationError(reading.in_words(unreadable)) from unreadable
    lines = text.replace("\r\n", "\n").replace("\r", "\n").split("\n")
    found = []
    for item in items:
        cells = {"number": item.number, "title": item.title[:300], "papers": BETWEEN.join(item.papers)}
        found.append(Row("", item.line, "", cells, headings=sheet.headings))
    for line in left_out:
        row = Row("", line, "", {"number": "", "title": lines[line - 1].strip()[:300], "papers": ""})
        row.refuse("", _("No number of an item: left out."))
        found.append(row)
    return sorted(found, key=lambda row: row.line)


def _examine(meeting: Meeting, found: list[Row], by: Any) -> None:
    standing: dict[str, AgendaItem] = {}
    items = AgendaItem.objects.visible_to(by).of(meeting).prefetch_related(*PAPERS, "issues")
    for item in items:
        standing.setdefault(item.number, item)
    first: dict[str, int] = {}
    for row in found:
        number = row.cells["number"]
        if first.setdefault(number, row.line) != row.line:
            row.refuse("number", _("Line %(line)s has the same number.") % {"line": first[number]})
            continue
        named = _papers(row, by)
        row.existing = standing.get(number)
        row.record = row.existing or AgendaItem(meeting=meeting, number=number, title=row.cells["title"])
        row.seen = row.existing.version if row.existing else 0
        more = _besides(row.existing, named)
        row.changes = {"title": row.cells["title"]}
        if row.existing:
            is_another = row.existing.title != row.cells["title"]
            row.changes = _whole(row, named, by) if is_another else _changes(row, more, by)
        row.notes = list(_notes(row, more, named.unknown))


def _apply(meeting: Meeting, row: Row, by: Any) -> Any:
    named = _papers(row, by)
    if row.existing:
        return agenda_items.change(row.existing, seen=row.seen, by=by, **row.changes)
    return agenda_items.enter(meeting, number=row.cells["number"], title=row.cells["title"], found=named, by=by)


def _papers(row: Row, by: Any) -> Papers:
    return agenda_items.papers([one for one in row.cells["papers"].split(BETWEEN) if one], by)


def _besides(item: AgendaItem | None, named: Papers) -> Papers:
    """Those of the papers named that the item does not take yet."""
    more = Papers()
    for name in PAPERS:
        standing = list(getattr(item, name).all()) if item else []
        setattr(more, name, [one for one in getattr(named, name) if one not in standing])
    return more


def _changes(row: Row, more: Papers, by: Any) -> dict[str, Any]:
    """What the paste says otherwise; what it does not name stays. What is added brings its issues, as in a new item."""
    item = row.existing
    added = {name: getattr(more, name) for name in PAPERS}
    if more.texts or more.proposals:
        added["issues"] = [one for one in more.issues(by) if one not in item.issues.all()]
    return {name: [*getattr(item, name).all(), *besides] for name, besides in added.items() if besides}


def _whole(row: Row, named: Papers, by: Any) -> dict[str, Any]:
    """Another title under a number is another item: what the former took, and was instructed, does not stay there."""
    item = row.existing
    holds = {name: getattr(named, name) for name in PAPERS} | {"issues": named.issues(by)}
    changed = {name: list(given) for name, given in holds.items() if set(given) != set(getattr(item, name).all())}
    return {"title": row.cells["title"]} | changed


def _notes(row: Row, more: Papers, unknown: list[str]) -> Any:
    if row.existing and "title" in row.changes:
        yield f"{row.existing.title} → {row.changes['title']}"
    if papers := ", ".join(map(str, [*more.texts, *more.documents, *more.proposals])):
        yield _("also takes %(papers)s") % {"papers": papers} if row.existing else papers
    if gone := ", ".join(map(str, _gone(row))):
        yield _("no longer takes %(papers)s") % {"papers": gone}
    if unknown:
        yield _("Not in Placard yet, and left out: %(papers)s.") % {"papers": ", ".join(unknown)}


def _gone(row: Row) -> list[Any]:
    if not row.existing:
        return []
    changed = [(name, row.changes[name]) for name in PAPERS if name in row.changes]
    return [paper for name, given in changed for paper in getattr(row.existing, name).all() if paper not in given]
