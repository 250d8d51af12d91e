"""Sheets that people upload: columns found by any of their names, rows carried from the preview to the confirmation."""

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

from django.core import signing
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import DatabaseError, transaction
from django.utils.translation import gettext as _

from delegation import history
from delegation.actions.loading import refusal
from delegation.imports import tables
from delegation.imports.check import refuse
from delegation.imports.rows import Row, State
from delegation.imports.tables import FORMULA_STARTS, Line, NotATable, Table
from delegation.versions import Stale

MOST_ROWS = 1000
LONGEST_SIGNED = 4 * 2**20
HOURS = 12
# The last column of the file of rows that were kept out; it says what is wrong, and is not read again.
WHY = "why kept out"


@dataclass(frozen=True)
class Column:
    """`name` is the field it fills; `heading` what we call it; `others` what else people call it.

    words: what may stand in it, where that is not free. is_date: it is not broken at its hyphens.
    """

    name: str
    heading: Any  # translated
    others: tuple[str, ...] = ()
    is_required: bool = False
    words: tuple[Any, ...] = ()
    is_date: bool = False

    def is_called(self, heading: str) -> bool:
        return _plain(heading) in {_plain(name) for name in (self.name, self.heading, *self.others)}


@dataclass(frozen=True)
class Sheet:
    """A kind of sheet. examine: makes rows of its lines, for who uploads it; apply: writes one of them, through the
    actions, and answers what the action answered. read: makes a table of a file, of one of these kinds.
    """

    name: str
    columns: tuple[Column, ...]
    examine: Callable[[list[Row], Any], None]
    apply: Callable[[Row, Any], Any]
    read: Callable[[bytes, str], Table] = tables.read
    kinds: str = ".csv,.xlsx"

    def rows(self, table: Table) -> list[Row]:
        """The lines of a file, by our names of the columns. Raises NotATable."""
        named = {heading: self._column(heading) for heading in table.headings if _plain(heading) != _plain(WHY)}
        if unknown := [heading for heading, column in named.items() if column is None]:
            raise NotATable(
                _("There is no column “%(name)s” in this import; there are %(columns)s.")
                % {"name": unknown[0], "columns": ", ".join(str(column.heading) for column in self.columns)}
            )
        found = [column.name for column in named.values() if column]
        if twice := [name for name in found if found.count(name) > 1]:
            raise NotATable(_("Two columns say the same: %(name)s.") % {"name": twice[0]})
        for column in self.columns:
            if column.is_required and column.name not in found:
                raise NotATable(_("The column “%(name)s” is missing.") % {"name": column.heading})
        if len(table.lines) > MOST_ROWS:
            raise NotATable(_("At most %(most)s rows at once.") % {"most": MOST_ROWS})
        if not table.lines:
            raise NotATable(_("There is no row below the headings."))
        names = {heading: column.name for heading, column in named.items() if column}
        return [self._row(table.name, line, names) for line in table.lines]

    @property
    def headings(self) -> dict[str, Any]:
        return {column.name: column.heading for column in self.columns}

    def _column(self, heading: str) -> Column | None:
        return next((column for column in self.columns if column.is_called(heading)), None)

    def _row(self, file: str, line: Line, names: dict[str, str]) -> Row:
        cells = {name: line.cells[heading] for heading, name in names.items()}
        row = Row(file, line.number, "", cells, headings=self.headings)
        if line.is_damaged:
            row.refuse(
                "", _("This row is not in UTF-8; it is shown as Windows-1252 reads it. Look, then import it again.")
            )
        for name, cell in row.cells.items():
            if cell.startswith(FORMULA_STARTS):
                row.refuse(name, _("This looks like a formula: write the text itself."))
        for column in self.columns:
            if column.is_required and not row.cells[column.name]:
                row.refuse(column.name, _("This may not be empty."))
        return row


def examine(sheet: Sheet, rows: list[Row], *, by: Any) -> list[Row]:
    """Say of each row what would come of it. Writes nothing."""
    sheet.examine([row for row in rows if not row.problems], by)
    return rows


def confirm(sheet: Sheet, rows: list[Row], *, by: Any) -> list[tuple[Row, State]]:
    """Write what can be written, row by row, each looked at anew; the answer says what came of each."""
    seen = {row.line: row.seen for row in rows}
    examine(sheet, rows, by=by)
    done = []
    for row in rows:
        state = row.state
        if state == State.NEW and seen[row.line]:
            row.refuse("", _("Archived by somebody since the preview."))
        elif state == State.CHANGED and not seen[row.line]:
            row.refuse("", _("Added by somebody since the preview: look at it, then import it again."))
        elif state in (State.NEW, State.CHANGED):
            row.seen = seen[row.line]
            _apply(sheet, row, by)
        done.append((row, State.ERROR if row.problems else state))
    return done


def _apply(sheet: Sheet, row: Row, by: Any) -> None:
    try:
        with transaction.atomic(), history.through("import"):
            outcome = sheet.apply(row, by)
    except ValidationError as error:
        refuse(row, error)
    except PermissionDenied:
        row.refuse("", _("You may not change this."))
    except DatabaseError as error:
        row.refuse("", refusal(error))
    else:
        if isinstance(outcome, Stale):
            for name in outcome.fields:
                standing = str(getattr(outcome.record, name) or "")
                row.refuse(
                    name, _("Changed by somebody since the preview; it says “%(now)s”.") % {"now": standing[:80]}
                )


def signed(sheet: Sheet, rows: Iterable[Row], *, by: Any) -> str:
    """The rows as a form carries them from the preview to the confirmation: signed, for who uploaded them alone."""
    kept = [[row.file, row.line, row.cells, row.seen if row.existing else 0, row.reasons] for row in rows]
    text = signing.dumps(kept, salt=_salt(sheet, by), compress=True)
    if len(text) > LONGEST_SIGNED:
        raise NotATable(_("This is too much at once: split the file."))
    return text


def unsigned(sheet: Sheet, text: str, *, by: Any) -> list[Row]:
    """The rows that were previewed, with what was wrong with them then. Raises NotATable."""
    try:
        kept = signing.loads(text, salt=_salt(sheet, by), max_age=HOURS * 60 * 60)
    except signing.BadSignature as error:
        raise NotATable(_("This preview is too old, or not yours: choose the file again.")) from error
    rows = []
    for file, line, cells, seen, reasons in kept:
        row = Row(file, line, "", cells, seen=seen, headings=sheet.headings)
        for reason in reasons:
            row.refuse("", reason)
        rows.append(row)
    return rows


def kept_out(sheet: Sheet, rows: Iterable[Row]) -> str:
    """The rows that were not taken, as a file to be mended and imported again."""
    lines = [
        [*(row.cells.get(column.name, "") for column in sheet.columns), " ".join(row.reasons)]
        for row in rows
        if row.problems
    ]
    return tables.write_csv([*(str(column.heading) for column in sheet.columns), WHY], lines)


def _salt(sheet: Sheet, by: Any) -> str:
    return f"delegation.import.{sheet.name}.{by.pk}"


def _plain(heading: str) -> str:
    return re.sub(r"[\W_]+", " ", str(heading).casefold()).strip()
