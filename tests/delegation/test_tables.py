"""Files of any kind: read as text and nothing but text, or refused in a sentence."""

import io
import zipfile
from contextlib import suppress

import pytest
from hypothesis import given, settings
from hypothesis import strategies as some
from openpyxl import Workbook

from delegation.imports import tables
from delegation.imports.tables import NotATable


@given(some.one_of(some.binary(), some.text(alphabet='a,;"\n\r\t\0é=', max_size=80).map(str.encode)))
def test_whatever_bytes_are_a_table_or_refused(data):
    with suppress(NotATable):
        assert tables.read(data, "any.csv").headings


@settings(deadline=None, max_examples=40)  # each is a process of its own
@given(some.binary(max_size=60), some.integers(0, 4000))
def test_a_broken_workbook_is_refused(noise, place):
    book = Workbook()
    book.active.append(["name"])
    file = io.BytesIO()
    book.save(file)
    data = file.getvalue()
    with suppress(NotATable):
        assert tables.read(data[:place] + noise + data[place + len(noise) :], "any.xlsx").headings


@given(some.lists(some.text(alphabet="=+-@'a \n", max_size=6).map(str.strip), min_size=2, max_size=2))
def test_what_is_written_is_read_again_and_never_calculated(cells):
    text = tables.write_csv(["one", "two"], [["x", *cells][:2], cells])
    assert not any(cell.startswith(("=", "+", "-", "@")) for cell in text.replace('"', "").split(","))
    lines = tables.read(text.encode(), "any.csv").lines
    assert lines[0].cells == {"one": "x", "two": cells[0].strip()}


def test_cells_of_a_workbook_are_texts():
    book = Workbook()
    book.active.append(["number", "half", "day", "yes", "nothing"])
    book.active.append([9, 1.5, "2014-10-29", True, None])
    file = io.BytesIO()
    book.save(file)
    [line] = tables.read(file.getvalue(), "any.xlsx").lines
    assert line.cells == {"number": "9", "half": "1.5", "day": "2014-10-29", "yes": "yes", "nothing": ""}


def test_separators_marks_and_line_ends_of_every_spreadsheet():
    for data in (b"\xef\xbb\xbfa,b\r\n1,2\r\n", b"a;b\n1;2", b"a\tb\r1\t2\r"):
        [line] = tables.read(data, "any.csv").lines
        assert line.cells == {"a": "1", "b": "2"}


@pytest.mark.parametrize("cell", ["=1", "+1", "-1", "@a", "\t=1", "\n=1", "＝1"])
def test_no_spreadsheet_calculates_what_was_written(cell):
    assert (tables.calm(cell), tables.calm(f"'{cell}"), tables.calm("a=1")) == (f"'{cell}", f"''{cell}", "a=1")


@pytest.mark.parametrize("last", ["XFD1048576", "A1048576"])
def test_a_workbook_that_claims_more_cells_than_there_is_memory_is_refused(last):
    """The reader of workbooks ends its process for want of memory: it must not be ours."""
    with pytest.raises(NotATable, match="too large"):
        tables.read(claiming("A1", last), "any.xlsx")


def test_a_workbook_with_one_long_text_in_every_cell_is_refused():
    book, made = Workbook(), io.BytesIO()
    for _row in range(1100):
        book.active.append(["long " * 6000])
    book.save(made)
    with pytest.raises(NotATable, match="too large"):
        tables.read(made.getvalue(), "any.xlsx")


SHEET = (
    '<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData></sheetData></worksheet>'
)


def claiming(*cells):
    """A workbook with a figure in each of these cells."""
    book, made = io.BytesIO(), io.BytesIO()
    Workbook().save(book)
    rows = "".join(f'<row r="{cell.lstrip("ADFX")}"><c r="{cell}"><v>1</v></c></row>' for cell in cells)
    sheet = SHEET.replace("</sheetData>", f"{rows}</sheetData>")
    with zipfile.ZipFile(book) as old, zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as new:
        for part in old.namelist():
            new.writestr(part, sheet if part.endswith("sheet1.xml") else old.read(part))
    return made.getvalue()
