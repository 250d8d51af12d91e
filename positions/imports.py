"""The list of documents, as the conference's pages give it."""

from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from delegation.imports import cells
from delegation.imports.rows import Row
from delegation.imports.sheets import Column, Sheet
from delegation.models import Committee
from positions.actions import documents
from positions.models import Document

COLUMNS = (
    Column("symbol", gettext_lazy("Symbol"), ("document", "number", "document number"), is_required=True),
    Column("title", gettext_lazy("Title"), is_required=True),
    Column("sources", gettext_lazy("From"), ("source", "sources")),
    Column("received_on", gettext_lazy("Received"), ("date", "posted"), is_date=True),
    Column("committees", gettext_lazy("Committees"), ("committee", "for")),
)
NUMBER = ("series", "number", "addendum", "revision", "corrigendum")


def examine(rows: list[Row], by: Any) -> None:
    standing = {_number(document): document for document in Document.objects.visible_to(by).current()}
    linked = _committees_of(list(standing.values()))
    committees = {committee.code.casefold(): committee for committee in Committee.objects.current()}
    first: dict[tuple, int] = {}
    for row in rows:
        values = _values(row, committees)
        if row.problems:
            continue
        record = Document(**documents.columns_of(values["symbol"]))
        row.record, row.existing = record, standing.get(_number(record))
        if first.setdefault(_number(record), row.line) != row.line:
            row.refuse("symbol", _("Line %(line)s is the same document.") % {"line": first[_number(record)]})
            continue
        row.seen = row.existing.version if row.existing else 0
        row.changes = values if row.existing is None else _changes(row.existing, values, linked)
        row.notes = list(_notes(row, linked)) if row.existing else []


def apply(row: Row, by: Any) -> Any:
    if row.existing:
        return documents.change(row.existing, seen=row.seen, by=by, **row.changes)
    return documents.add(by=by, **row.changes)


DOCUMENTS = Sheet("documents", COLUMNS, examine, apply)


def _number(document: Document) -> tuple:
    return tuple(getattr(document, name) for name in NUMBER)


def _values(row: Row, committees: dict[str, Committee]) -> dict[str, Any]:
    values: dict[str, Any] = {}
    for name, cell in row.cells.items():
        field: Any = Document._meta.get_field(name)
        try:
            if name == "committees":
                values[name] = [
                    _committee(committees, code) for code in cell.replace(",", ";").split(";") if code.strip()
                ]
            elif cell:
                values[name] = field.clean(cells.read(field, cell), None)
            if name == "symbol":
                values[name] = documents.columns_of(cell)["symbol"]
        except ValidationError as error:
            row.refuse(name, " ".join(error.messages))
    return values


def _committee(committees: dict[str, Committee], code: str) -> Committee:
    if found := committees.get(code.strip().casefold()):
        return found
    raise ValidationError(_("There is no committee “%(code)s”.") % {"code": code.strip()})


def _committees_of(found: list[Document]) -> dict[Any, set[str]]:
    links: dict[Any, set[str]] = {}
    for document, committee in Document.committees.through.objects.filter(document__in=found).values_list(
        "document_id", "committee_id"
    ):
        links.setdefault(document, set()).add(committee)
    return links


def _changes(document: Document, values: dict[str, Any], linked: dict[Any, set[str]]) -> dict[str, Any]:
    """What the row says otherwise; an empty cell says nothing."""
    committees = values.pop("committees", [])
    changes = {name: value for name, value in values.items() if getattr(document, name) != value}
    if committees and {committee.code for committee in committees} != linked.get(document.pk, set()):
        changes["committees"] = committees
    return changes


def _notes(row: Row, linked: dict[Any, set[str]]) -> Any:
    for name, value in row.changes.items():
        if name == "committees":
            was: Any = ", ".join(sorted(linked.get(row.existing.pk, ())))
            value = ", ".join(sorted(committee.code for committee in value))
        else:
            was = getattr(row.existing, name)
        yield f"{row.headings[name]}: {'' if was is None else was} → {value}"
