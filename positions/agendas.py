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
    items = AgendaItem.objects.visible_to(by).of(meeting).prefetch_related("documents", "proposals", "texts")
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
        row.changes = _changes(row, named) if row.existing else {"title": row.cells["title"]}
        row.notes = list(_notes(row, named))


def _apply(meeting: Meeting, row: Row, by: Any) -> Any:
    named = _papers(row, by)
    if row.existing:
        return agenda_items.change(row.existing, seen=row.seen, by=by, **row.changes)
    return agenda_items.enter(meeting, number=row.cells["number"], title=row.cells["title"], found=named, by=by)


def _papers(row: Row, by: Any) -> Papers:
    return agenda_items.papers([one for one in row.cells["papers"].split(BETWEEN) if one], by)


def _changes(row: Row, named: Papers) -> dict[str, Any]:
    """What the paste says otherwise; what it does not name stays."""
    item = row.existing
    changes: dict[str, Any] = {"title": row.cells["title"]} if item.title != row.cells["title"] else {}
    for name, chosen in (("documents", named.documents), ("proposals", named.proposals), ("texts", named.texts)):
        standing = list(getattr(item, name).all())
        if more := [one for one in chosen if one not in standing]:
            changes[name] = [*standing, *more]
    return changes


def _notes(row: Row, named: Papers) -> Any:
    for name, value in row.changes.items() if row.existing else ():
        if name == "title":
            yield f"{row.existing.title} → {value}"
        else:
            yield _("also takes %(papers)s") % {"papers": ", ".join(map(str, value))}
    known = [*named.texts, *named.documents, *named.proposals]
    if known and not row.existing:
        yield ", ".join(map(str, known))
    if named.unknown:
        yield _("Not in Placard yet, and left out: %(papers)s.") % {"papers": ", ".join(named.unknown)}
