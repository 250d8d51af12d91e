"""Reads the first sheet of a workbook in a process of its own, without Django: `python workbook.py < file`.

A workbook of a kilobyte may claim cells for all the memory there is, and the reader of workbooks then ends its process.
Writes the rows as JSON, every cell in words.
"""

import json
import resource
import sys
from contextlib import suppress
from datetime import date, datetime, time
from io import BytesIO
from typing import Any

from python_calamine import CalamineWorkbook

MEMORY = 512 * 2**20
SECONDS = 20
MOST_CELLS = 1_000_000
MOST_CHARACTERS = 30_000_000
TOO_LARGE = 3  # what the process ends with


def in_words(value: Any) -> str:
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    if isinstance(value, datetime):
        return value.date().isoformat() if value.time() == time() else value.isoformat(timespec="minutes")
    return value.isoformat() if isinstance(value, date | time) else str(value)


def rows_of(data: bytes) -> list[list[str]]:
    """Of a formula, the value that was last calculated. Raises MemoryError where the sheet is too large."""
    sheet = CalamineWorkbook.from_filelike(BytesIO(data)).get_sheet_by_index(0)
    row, column = sheet.end or (0, 0)
    if (row + 1) * (column + 1) > MOST_CELLS:
        raise MemoryError
    rows, length = [], 0
    for cells in sheet.to_python(skip_empty_area=False):
        rows.append([in_words(value) for value in cells])
        length += sum(map(len, rows[-1]))
        if length > MOST_CHARACTERS:  # one long text may stand in every cell
            raise MemoryError
    return rows


def main() -> int:
    with suppress(ValueError, OSError):  # not every system limits memory
        resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    resource.setrlimit(resource.RLIMIT_CPU, (SECONDS, SECONDS))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    try:
        json.dump(rows_of(sys.stdin.buffer.read()), sys.stdout)
    except MemoryError:
        return TOO_LARGE
    return 0


if __name__ == "__main__":
    sys.exit(main())
