"""Files with a table in them: CSV and XLSX read as text and nothing but text, and CSV written."""

import codecs
import csv
import io
import json
import subprocess
import sys
import zipfile
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _

from delegation.imports import workbook

LARGEST_FILE = 4 * 2**20
LARGEST_UNPACKED = 60 * 2**20
MOST_LINES = 20_000
LONGEST_CELL = 100_000
DELIMITERS = ",;\t"
# With these a spreadsheet begins a formula.
FORMULA_STARTS = ("=", "+", "-", "@", "＝", "＋", "－", "＠", "\t", "\r", "\n")


class NotATable(ValueError):
    """Why the file cannot be read, in a sentence."""


@dataclass(frozen=True)
class Line:
    """One line of a table. `number` is that of a text editor, from 1, where the cell begins; the header is a line too.

    is_damaged: its bytes were not UTF-8; `cells` is what Windows-1252 makes of them.
    """

    number: int
    cells: dict[str, str]
    surplus: tuple[str, ...] = ()
    is_damaged: bool = False


@dataclass(frozen=True)
class Table:
    name: str
    headings: tuple[str, ...]
    lines: tuple[Line, ...]


def read(data: bytes, name: str) -> Table:
    """The table in a CSV or XLSX file. Raises NotATable."""
    if len(data) > LARGEST_FILE:
        raise NotATable(too_large())
    if not data.strip():
        raise NotATable(_("This file is empty."))
    if data.startswith(b"PK\x03\x04"):
        return _table(name, _rows_of_workbook(data))
    if data.startswith((b"\xd0\xcf\x11\xe0", b"%PDF", b"\x1f\x8b", b"\x89PNG")) or b"\0" in data[:2000]:
        if data.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
            raise NotATable(_("This file is in UTF-16. Save it as “CSV UTF-8”, or as XLSX."))
        raise NotATable(_("This is neither a CSV file nor an XLSX file."))
    return _table(name, _rows_of_text(data))


def too_large() -> str:
    return _("This file is too large: at most %(size)s MB.") % {"size": LARGEST_FILE // 2**20}


def write_csv(headings: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """CSV for people to open in a spreadsheet: with a byte order mark, and no cell that it would calculate."""
    out = io.StringIO()
    out.write("\ufeff")
    writer = csv.writer(out, lineterminator="\r\n")
    writer.writerow(headings)
    writer.writerows([calm(cell) for cell in row] for row in rows)
    return out.getvalue()


def calm(cell: str) -> str:
    """A text that begins as a formula does gets an apostrophe in front, which `_text` takes off again."""
    return f"'{cell}" if cell.lstrip("'").startswith(FORMULA_STARTS) else cell


def _table(name: str, rows: Iterable[tuple[int, list[str]]]) -> Table:
    rows = iter(rows)
    headings = tuple(_mended(cell)[0].strip() for cell in next(rows, (0, []))[1])
    while headings and not headings[-1]:
        headings = headings[:-1]
    if not headings:
        raise NotATable(_("The first line names no column."))
    if repeated := sorted({heading for heading in headings if heading and headings.count(heading) > 1}):
        raise NotATable(_("The column “%(name)s” stands there twice.") % {"name": repeated[0]})
    lines: list[Line] = []
    for number, row in rows:
        mended = [_mended(cell) for cell in row]
        cells = [cell for cell, _was in mended]
        if not any(cells):
            continue
        if len(lines) == MOST_LINES:
            raise NotATable(_("This file has too many lines: at most %(most)s.") % {"most": MOST_LINES})
        named = dict(zip(headings, cells + [""] * len(headings), strict=False))
        surplus = tuple(cell for cell in cells[len(headings) :] if cell)
        lines.append(Line(number, named, surplus, is_damaged=any(was for _cell, was in mended)))
    return Table(name, headings, tuple(lines))


def _mended(cell: str) -> tuple[str, bool]:
    """The cell without spaces around it; bytes that were no UTF-8 read as Windows-1252, and whether there were any."""
    try:
        cell.encode()
    except UnicodeEncodeError:
        return _text(cell.encode("utf-8", "surrogateescape").decode("cp1252", "replace")), True
    return _text(cell), False


def _text(cell: str) -> str:
    cell = cell.strip().replace("\r\n", "\n").replace("\r", "\n")
    return cell[1:] if cell.startswith("'") and cell.lstrip("'").startswith(FORMULA_STARTS) else cell


def _rows_of_text(data: bytes) -> Iterable[tuple[int, list[str]]]:
    text = data.removeprefix(codecs.BOM_UTF8).decode("utf-8", "surrogateescape")
    first = text.partition("\n")[0]
    delimiter = max(DELIMITERS, key=first.count)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    begins = 1
    csv.field_size_limit(LONGEST_CELL)
    try:
        for row in reader:
            yield begins, row
            begins = reader.line_num + 1
    except csv.Error as error:
        raise NotATable(
            _("Line %(line)s is no CSV: a quotation mark is missing or stands too much, or a cell is too long.")
            % {"line": begins}
        ) from error


def _rows_of_workbook(data: bytes) -> Iterable[tuple[int, list[str]]]:
    """The first sheet; of a formula, the value that was last calculated."""
    unreadable = _("This workbook cannot be read. Save it again as XLSX, or as “CSV UTF-8”.")
    too_much = _("This workbook is too large.")
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            if sum(part.file_size for part in archive.infolist()) > LARGEST_UNPACKED:
                raise NotATable(too_much)
    except (zipfile.BadZipFile, OSError) as error:
        raise NotATable(unreadable) from error
    try:
        # Isolated from the environment, and from what lies in the folder.
        reading = subprocess.run(
            [sys.executable, "-I", workbook.__file__], input=data, capture_output=True, timeout=2 * workbook.SECONDS
        )
    except subprocess.TimeoutExpired as error:
        raise NotATable(too_much) from error
    if reading.returncode == workbook.TOO_LARGE or reading.returncode < 0:  # ended for want of memory or time
        raise NotATable(too_much)
    if reading.returncode:
        raise NotATable(unreadable)
    return list(enumerate(json.loads(reading.stdout), 1))
