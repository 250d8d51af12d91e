"""A conference's folder: every file read and every row checked before anything is written."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from django.utils.translation import gettext as _

from delegation import clock
from delegation.imports import nouns, tables
from delegation.imports.check import Check
from delegation.imports.compare import compare
from delegation.imports.keys import Keys
from delegation.imports.nouns import Noun
from delegation.imports.rows import Problem, Row, State
from delegation.imports.tables import Line, NotATable, Table
from delegation.models import Conference

LONGEST_KEY = 80


@dataclass
class Folder:
    """The rows of every file, and what is wrong with them. `conference` is None where its file cannot be read."""

    conference: Conference | None = None
    is_first: bool = False
    rows: dict[str, list[Row]] = field(default_factory=dict)
    problems: list[Problem] = field(default_factory=list)
    keys: Keys | None = None

    def all_problems(self) -> list[Problem]:
        return self.problems + [problem for row in self.all_rows() for problem in row.problems]

    def all_rows(self) -> Iterator[Row]:
        for rows in self.rows.values():
            yield from rows

    def counts(self) -> dict[str, dict[State, int]]:
        """For each file, how many rows are in which state."""
        return {
            f"{name}.csv": {state: sum(row.state == state for row in rows) for state in State}
            for name, rows in self.rows.items()
        }


def read(path: Path) -> Folder:
    """Read and check a folder. To be used inside a transaction, so that it is compared with one state of things."""
    folder = Folder()
    files = _files(path, folder)
    _read_conference(files, folder)
    if folder.conference is None:
        return folder
    named = {name: {row.key for row in rows} for name, rows in folder.rows.items()}
    folder.keys = keys = Keys(folder.conference.namespace, named)
    with clock.kept(folder.conference):
        for name, noun in nouns.every().items():
            if name in files and noun.model is not Conference:
                _check_rows(noun, files[name], folder, keys)
        for name, noun in nouns.every().items():
            if name in files:
                compare(noun, files[name].headings, folder.rows[name], keys)
    return folder


def _files(path: Path, folder: Folder) -> dict[str, Table]:
    files = {}
    known = {noun.file: noun for noun in nouns.every().values()}
    for file in sorted(path.glob("*.csv")):
        if file.name not in known:
            reason = _("No noun has this name; there are %(files)s.") % {"files": ", ".join(known)}
            folder.problems.append(Problem(file.name, 0, "", "", reason))
            continue
        noun = known[file.name]
        try:
            table = tables.read(file.read_bytes(), file.name)
        except (NotATable, OSError) as error:
            folder.problems.append(Problem(file.name, 0, "", "", str(error)))
            continue
        files[noun.name] = table
        folder.problems += _wrong_headings(noun, table)
        folder.rows[noun.name] = list(_rows(noun, table))
    if "conference" not in files and not folder.problems:
        folder.problems.append(Problem("conference.csv", 0, "", "", _("This file is missing.")))
    folder.rows = {name: folder.rows[name] for name in nouns.every() if name in files}
    return {name: files[name] for name in folder.rows}


def _wrong_headings(noun: Noun, table: Table) -> Iterator[Problem]:
    known = {"key", *noun.fields}
    for heading in table.headings:
        if heading not in known:
            reason = _("There is no such column; there are %(columns)s.") % {"columns": ", ".join(sorted(known))}
            yield Problem(table.name, 1, heading, "", reason)
    for name in ("key", *noun.required):
        if name not in table.headings:
            yield Problem(table.name, 1, name, "", _("This column is missing."))


def _rows(noun: Noun, table: Table) -> Iterator[Row]:
    first: dict[str, int] = {}
    for line in table.lines:
        row = Row(table.name, line.number, line.cells.get("key", ""), line.cells)
        _refuse_wrong_line(row, line)
        if not row.key:
            row.refuse("key", _("Every row needs a key."))
        elif len(row.key) > LONGEST_KEY or ";" in row.key:
            row.refuse("key", _("A key has at most %(most)s characters, and no semicolon.") % {"most": LONGEST_KEY})
        elif row.key in first:
            row.refuse("key", _("Line %(line)s has the same key.") % {"line": first[row.key]})
        first.setdefault(row.key, line.number)
        yield row


def _refuse_wrong_line(row: Row, line: Line) -> None:
    if line.is_damaged:
        shown = next((cell for cell in line.cells.values() if not cell.isascii()), "")
        reason = _("This line is not in UTF-8; read as Windows-1252 it says “%(shown)s”.") % {"shown": shown[:80]}
        row.refuse("", reason)
    if line.surplus:
        row.refuse("", _("There are more cells than columns: “%(cell)s”.") % {"cell": line.surplus[0][:80]})


def _read_conference(files: dict[str, Table], folder: Folder) -> None:
    """The conference is read before all else: numbers, zones and keys hang on it."""
    rows = folder.rows.get("conference", [])
    if "conference" not in files:
        return
    if len(rows) != 1:
        reason = _("This file has one row, not %(count)s.") % {"count": len(rows)}
        folder.problems.append(Problem("conference.csv", 0, "", "", reason))
        return
    standing = Conference.objects.first()
    named = {name: {row.key for row in rows} for name, rows in folder.rows.items()}
    blank = Conference(namespace=standing.namespace) if standing else Conference()
    noun = nouns.every()["conference"]
    row = rows[0]
    with clock.kept(standing or Conference(zone="UTC")):
        Check(noun, files["conference"].headings, Keys(blank.namespace, named)).fill(row, blank)
    if standing and row.record:
        row.record.rehearsal_offset = standing.rehearsal_offset
        if standing.short_name != row.record.short_name:
            row.refuse("short_name", _("This installation serves %(name)s.") % {"name": standing.short_name})
        if standing.is_sample != row.record.is_sample:
            row.refuse("is_sample", _("Whether it is a sample does not change."))
    folder.is_first = standing is None
    folder.conference = row.record if not row.problems else None


def _check_rows(noun: Noun, table: Table, folder: Folder, keys: Keys) -> None:
    assert folder.conference is not None
    rows = folder.rows[noun.name]
    if noun.sample_only and not folder.conference.is_sample and rows:
        reason = _(
            "This file is for a sample conference alone: whatever gives somebody sight takes two people. "
            "The members of a delegation come by the import of the roster."
        )
        folder.problems.append(Problem(noun.file, 0, "", "", reason))
        return
    check = Check(noun, table.headings, keys)
    keys.expect(noun.model, [keys.pk(noun, row.key) for row in rows if row.key])
    begins = folder.conference.day(folder.conference.starts_on)[0] if folder.is_first else None
    for row in rows:
        check.fill(row, noun.model())
        if row.at is None and folder.conference.is_rehearsal:
            row.at = begins
