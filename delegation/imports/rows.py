"""One row of a file on its way into the database."""

from dataclasses import dataclass, field
from typing import Any

from django.db import models
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy


class State(models.TextChoices):
    NEW = "new", gettext_lazy("new")
    CHANGED = "changed", gettext_lazy("changed")
    SAME = "same", gettext_lazy("same")
    ERROR = "error", gettext_lazy("error")


@dataclass(frozen=True)
class Problem:
    """What is wrong, and where. `line` 0 means the file as a whole, `column` "" the row as a whole."""

    file: str
    line: int
    column: str
    value: str
    reason: str

    def __str__(self) -> str:
        where = self.file
        if self.line:
            where += _(", line %(line)s") % {"line": self.line}
        if self.column:
            where += f", {self.column}"
        if self.value:
            where += f", “{self.value[:80]}…”" if len(self.value) > 80 else f", “{self.value}”"
        return f"{where}: {self.reason}"


@dataclass
class Row:
    """A line of a file, with the record that it describes.

    record: as the file has it, not yet stored. existing: the stored one, where there is one. changes: by field, what
    the file changes in it. seen: the version of it that the file was made from. links: keys by many-to-many field.
    by, at: whom (his key) and which moment the history names. notes: what will come of it, in sentences;
    named: other records of which they speak. headings: what people call its columns, where that is not their name.
    """

    file: str
    line: int
    key: str
    cells: dict[str, str]
    record: Any = None
    existing: Any = None
    changes: dict[str, Any] = field(default_factory=dict)
    seen: int = 0
    links: dict[str, list[Any]] = field(default_factory=dict)
    by: Any = None
    at: Any = None
    problems: list[Problem] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    named: list[Any] = field(default_factory=list)
    headings: dict[str, Any] = field(default_factory=dict)

    @property
    def state(self) -> State:
        if self.problems or self.record is None:
            return State.ERROR
        if self.existing is None:
            return State.NEW
        return State.CHANGED if self.changes else State.SAME

    @property
    def reasons(self) -> list[str]:
        """What is wrong, without the place: for who sees the row before him."""
        named = [(self.headings.get(problem.column, problem.column), problem.reason) for problem in self.problems]
        return [f"{heading}: {reason}" if heading else reason for heading, reason in named]

    def refuse(self, column: str, reason: str) -> None:
        self.problems.append(Problem(self.file, self.line, column, self.cells.get(column, ""), reason))
