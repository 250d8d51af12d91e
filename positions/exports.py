"""The list of proposals as a file: what its reader sees, marked, with the moment."""

import csv
import io
import zipfile
from collections.abc import Iterable, Iterator
from typing import Any

from django.utils import formats, timezone
from django.utils.translation import gettext as _
from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.styles import Font

from delegation import clock
from delegation.access import Marking
from delegation.confidence import with_word
from delegation.imports.tables import calm

LARGEST = 10_000


def cells(rows: list[dict[str, Any]], markings: list[str], reader: Any) -> Iterator[list[str]]:
    """Every line of the file: marking and moment, an empty line, the heads, the proposals."""
    at = formats.date_format(timezone.localtime(clock.now()), "j F Y H:i")
    words = " · ".join(str(Marking(marking).label) for marking in markings).upper()
    yield [words, _("Proposals, composed %(at)s for %(name)s") % {"at": at, "name": reader.name}]
    yield []
    yield [str(head) for head in _heads()]
    for row in rows[:LARGEST]:
        yield [
            row["number"],
            _("sample") if row["number_is_sample"] else "",
            row["sources"],
            row["sponsors"],
            row["action"],
            f"{row['text__name']} ({row['text_doubt']})" if row["text_doubt"] else row["text__name"] or "",
            row["title"],
            row["ask"],
            row["committee"] or "",
            str(row["where"]),
            str(Marking(row["marking"]).label),
            row["source"],
            with_word(row["confidence"]),
        ]
    if len(rows) > LARGEST:
        yield [_("Only the first %(count)s proposals are in this file: filter the list.") % {"count": LARGEST}]


def as_csv(lines: Iterable[list[str]]) -> bytes:
    """UTF-8 with a byte order mark, by which spreadsheets know it."""
    written = io.StringIO()
    csv.writer(written).writerows([calm(cell) for cell in line] for line in lines)
    return written.getvalue().encode("utf-8-sig")


def as_xlsx(lines: Iterable[list[str]]) -> bytes:
    """One sheet, its heads frozen, the marking at the head of each printed page."""
    book = Workbook(write_only=True)
    sheet = book.create_sheet(_("Proposals"))
    sheet.freeze_panes = "A4"
    for column, width in zip("ABCDEFGHIJKLM", (20, 8, 14, 20, 8, 14, 50, 60, 12, 14, 12, 30, 20), strict=True):
        sheet.column_dimensions[column].width = width
    for number, line in enumerate(lines):
        if number == 0:
            sheet.oddHeader.center.text = line[0].replace("&", "&&")
        sheet.append([_cell(sheet, cell, is_bold=number in (0, 2)) for cell in line])
    written = io.BytesIO()
    book.save(written)
    return _undated(written)


def _undated(written: io.BytesIO) -> bytes:
    """The packed file without the machine's times in it: the same rows are the same bytes."""
    again = io.BytesIO()
    with zipfile.ZipFile(written) as packed, zipfile.ZipFile(again, "w", zipfile.ZIP_DEFLATED) as repacked:
        for name in packed.namelist():
            repacked.writestr(zipfile.ZipInfo(name), packed.read(name), zipfile.ZIP_DEFLATED)
    return again.getvalue()


def _cell(sheet: Any, value: str, *, is_bold: bool) -> WriteOnlyCell:
    cell = WriteOnlyCell(sheet)
    # Set by type, so that nothing is guessed to be a formula or a number; control characters no file may hold.
    cell.value = "".join(letter for letter in calm(value) if letter >= " " or letter in "\n\t")[:32_000]
    cell.data_type = "s"
    if is_bold:
        cell.font = Font(bold=True)
    return cell


def _heads() -> list[str]:
    return [
        _("Number"),
        _("Number invented"),
        _("From"),
        _("Sponsors"),
        _("Action"),
        _("Text"),
        _("Title"),
        _("What it asks"),
        _("Committee"),
        _("Where it is"),
        _("Marking"),
        _("Source"),
        _("Confidence"),
    ]
