"""What each editor noted down: one line before anything is sent, one after its answer. Nothing else is believed."""

import json
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path


class Log:
    """Of one editor, in a file of its own."""

    def __init__(self, path: Path) -> None:
        self._file = path.open("w", buffering=1, encoding="utf-8")

    def before(self, operation: str, how: str, **what: object) -> None:
        """how: whole, twice, again, later, dropped or cut. what: all that is sent, where it is sent the first time."""
        self._write(operation, how=how, **what)

    def after(self, operation: str, status: int, **what: object) -> None:
        """status: 0 where no answer came."""
        self._write(operation, status=status, **what)

    def close(self) -> None:
        self._file.close()

    def _write(self, operation: str, **what: object) -> None:
        self._file.write(json.dumps({"at": round(time.time(), 3), "operation": operation, **what}) + "\n")


@dataclass
class Sent:
    """One save, as its editor's log tells it. The text stays in the file."""

    operation: str
    editor: str
    field: int  # of the list of fields; -1 where words were added
    seen: int
    began: int
    after: str  # the save that it went on from
    answer: str  # to a conflict
    holds_both: bool  # texts, one behind the other, as its editor asked for
    own: tuple[str, ...]  # the marks that this editor put in since it was last told "saved"
    place: tuple[Path, int]
    hows: list[str] = field(default_factory=list)
    statuses: list[int] = field(default_factory=list)
    errors: list[str] = field(default_factory=list)

    @property
    def is_acknowledged(self) -> bool:
        return 200 in self.statuses

    @property
    def is_refused(self) -> bool:
        return not self.is_acknowledged and any(status in (409, 422) for status in self.statuses)

    @property
    def came_whole(self) -> bool:
        return set(self.hows) != {"cut"}

    @property
    def text(self) -> str:
        path, offset = self.place
        with path.open("rb") as file:
            file.seek(offset)
            return json.loads(file.readline())["text"]


@dataclass
class Logs:
    saves: dict[str, Sent] = field(default_factory=dict)
    answered_at: list[float] = field(default_factory=list)
    failed: list[tuple[float, int]] = field(default_factory=list)  # when the server could not do it, and its status
    strange: list[str] = field(default_factory=list)


def read(folder: Path) -> Logs:
    logs = Logs()
    for path in sorted(folder.glob("*.jsonl")):
        for offset, line in _lines(path):
            operation = line["operation"]
            if "text" in line:
                names = ("editor", "field", "seen", "began", "after", "answer", "holds_both")
                given = {name: line[name] for name in names}
                logs.saves[operation] = Sent(operation, own=tuple(line["own"]), place=(path, offset), **given)
            if "how" in line:
                logs.saves[operation].hows.append(line["how"])
            elif "strange" in line:
                logs.strange.append(f"{path.stem}: {line['strange']}")
            elif line["status"] >= 500:
                logs.failed.append((line["at"], line["status"]))
            elif line["status"]:
                logs.answered_at.append(line["at"])
                logs.saves[operation].statuses.append(line["status"])
                logs.saves[operation].errors.append(line.get("said", ""))
    logs.answered_at.sort()
    return logs


def _lines(path: Path) -> Iterator[tuple[int, dict]]:
    with path.open("rb") as file:
        offset = 0
        for raw in file:
            yield offset, json.loads(raw)
            offset += len(raw)
