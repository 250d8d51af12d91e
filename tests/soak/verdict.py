"""What the logs and the database say together: nothing lost, nothing twice, nobody overwritten unseen, no gap."""

from collections import Counter, defaultdict
from dataclasses import dataclass, field
from typing import Any

from delegation.live import topic
from delegation.models import Event, Wording
from positions.models import TalkingPoint
from tests.soak.fill import Field, Filled
from tests.soak.logs import Logs, Sent
from tests.soak.words import marks

Kept = defaultdict[tuple[str, int], list[str]]  # words not taken, by editor and number of the field


@dataclass
class Verdict:
    """figures: counted. findings: what must not be, by its kind, each a sentence."""

    figures: Counter[str] = field(default_factory=Counter)
    findings: dict[str, list[str]] = field(default_factory=lambda: {kind: [] for kind in KINDS})

    def find(self, kind: str, sentence: str) -> None:
        self.findings[kind].append(sentence)

    @property
    def is_good(self) -> bool:
        return not any(self.findings.values())


# lost: acknowledged and nowhere, or refused and not kept. overwritten: taken out by a save whose editor had not seen
# it. twice: one save applied more than once. gaps: versions without, or with more than one, row of history.
# behind: a reader who did not come to see what stands. strange: whatever else should not be.
KINDS = ("lost", "overwritten", "twice", "gaps", "behind", "strange")


def judge(logs: Logs, filled: Filled) -> Verdict:
    verdict = Verdict()
    kept = _wordings(filled)
    applied: Counter[str] = Counter()
    by_record: dict[str, list[tuple[int, Field]]] = defaultdict(list)
    for number, known in enumerate(filled.fields):
        by_record[topic(known.record)].append((number, known))
    for fields in by_record.values():
        past = Past(fields, logs, verdict)
        past.follow()
        applied += past.applied
    applied += _added(logs, verdict, filled)
    for save in logs.saves.values():
        _settle(save, applied[save.operation], kept, verdict)
    for sentence in logs.strange:
        verdict.find("strange", sentence)
    return verdict


def _settle(save: Sent, times: int, kept: Kept, verdict: Verdict) -> None:
    """One save, against how often it was applied."""
    what = f"{save.operation} by {save.editor}"
    if times > 1:
        verdict.find("twice", f"{what} stands in the history {times} times")
    if not save.came_whole and times:
        verdict.find("strange", f"{what} never arrived whole, and was saved")
    if save.is_acknowledged:
        verdict.figures["acknowledged"] += 1
        if not times and save.answer == "theirs":
            verdict.figures["given up"] += 1
        elif not times:
            verdict.find("lost", f"{what} was acknowledged, and is nowhere")
    elif save.is_refused:
        verdict.figures["refused"] += 422 in save.statuses
        if 409 in save.statuses and not _is_kept(save, kept[save.editor, save.field]):
            verdict.find("lost", f"{what} was not taken, and its words were not kept")
    else:
        verdict.figures["unknown"] += 1
        verdict.figures["unknown and there"] += times > 0
    verdict.figures["conflicts"] += 409 in save.statuses
    for how in save.hows:
        verdict.figures[how] += 1


def _is_kept(save: Sent, kept: list[str]) -> bool:
    """Whether what was sent is there; after an answer to a conflict, what that made of it."""
    if not save.began:
        return save.text in kept
    return save.answer == "theirs" or any(set(save.own) <= set(marks(text)) for text in kept)


def _wordings(filled: Filled) -> Kept:
    """The words that were sent and not taken. The same words are kept once, whichever save they came with."""
    numbers = {(topic(known.record), known.column): number for number, known in enumerate(filled.fields)}
    kept: Kept = defaultdict(list)
    wordings = Wording.objects.exclude(outcome="merged").values_list("record", "field", "by__email", "text")
    for record, name, email, text in wordings.iterator():
        kept[email, numbers.get((record, name), -1)].append(text)
    return kept


def _added(logs: Logs, verdict: Verdict, filled: Filled) -> Counter[str]:
    """How often each save that adds words added any, with them."""
    applied: Counter[str] = Counter()
    adding = {save.operation: save for save in logs.saves.values() if save.field < 0}
    known = {one.record.pk for one in filled.fields}
    for point in TalkingPoint.objects.exclude(pk__in=known).iterator():
        first = point.history.get(version=1)
        operation = (first.pgh_context or {}).get("operation", "")
        if operation in adding and tuple(marks(first.text)) == adding[operation].own:
            applied[operation] += 1
        else:
            verdict.find("strange", f"{topic(point)} was added by nobody")
    return applied


class Past:
    """The history of one record, followed from version to version. Holds one row and one save at a time, and the
    marks of each version."""

    def __init__(self, fields: list[tuple[int, Field]], logs: Logs, verdict: Verdict) -> None:
        self.fields, self.logs, self.verdict = fields, logs, verdict
        self.record = fields[0][1].record
        self.applied: Counter[str] = Counter()
        self.versions: list[dict[int, tuple[str, ...]]] = [{}]  # the marks of each field, by version
        self.texts: dict[int, str] = {}  # of each field in the version before
        self.changed = {number: 1 for number, _ in fields}  # the version that last changed it

    def follow(self) -> None:
        self.record.refresh_from_db()
        stands = self._told()
        rows = self.record.history.order_by("version", "pgh_id")
        for row in rows.iterator(chunk_size=200):
            if row.version != len(self.versions):
                self.verdict.find("gaps", f"{topic(self.record)}: {row.version} follows {len(self.versions) - 1}")
                return
            self.versions.append({number: tuple(marks(getattr(row, known.column))) for number, known in self.fields})
            if row.version > 1:
                self._step(row)
            self.texts = {number: getattr(row, known.column) for number, known in self.fields}
        last = len(self.versions) - 1
        if last != self.record.version:
            self.verdict.find("gaps", f"{topic(self.record)} is at {self.record.version}, its history at {last}")
        if any(marks(getattr(self.record, known.column)) != list(self.versions[-1][n]) for n, known in self.fields):
            self.verdict.find("gaps", f"{topic(self.record)} is not what its history says")
        if stands != dict.fromkeys(range(1, last + 1), 1):
            self.verdict.find("twice", f"{topic(self.record)} was not announced once for each version")

    def _told(self) -> Counter[int]:
        """How often each version was announced."""
        return Counter(Event.objects.filter(topic=topic(self.record)).values_list("version", flat=True))

    def _step(self, row: Any) -> None:
        """One version: whose save made it, and what that took out and put in."""
        operation = (row.pgh_context or {}).get("operation", "")
        save = self.logs.saves.get(operation)
        if save is None:
            return self.verdict.find("strange", f"{topic(self.record)} {row.version}: no editor sent this")
        self.applied[operation] += 1
        self.verdict.figures["saves"] += 1
        before, now = self.versions[row.version - 1], self.versions[row.version]
        for number, known in self.fields:
            text = getattr(row, known.column)
            if number == save.field:
                self._compare(save, text, before[number], now[number], row.version)
            elif text != self.texts[number]:
                self.verdict.find("strange", f"{operation} changed another field")
            if text != self.texts[number]:
                self.changed[number] = row.version
        return None

    def _compare(self, save: Sent, text: str, before: tuple, now: tuple, version: int) -> None:
        where = f"{topic(self.record)} {version} by {save.operation}"
        sent = tuple(marks(save.text))
        self.verdict.figures["merged"] += sent != now
        met_nobody = not save.after and not save.began and self.changed[save.field] <= save.seen
        if met_nobody and text != save.text:
            self.verdict.find("lost", f"{where}: saved in other words than were sent")
        was, stands, said, start = Counter(before), Counter(now), Counter(sent), self._start(save)
        doubled = [one for one, times in stands.items() if times > max(1, was[one], min(said[one], start[one]))]
        # Where others moved a word, an answer may take it from both places.
        if doubled and (save.holds_both or save.answer):
            self.verdict.figures["words doubled on request"] += len(doubled)
        elif doubled:
            self.verdict.find("twice", f"{where}: {' '.join(doubled)} stand there more than once")
        if save.answer != "theirs" and (missing := set(save.own) - set(now)):
            self.verdict.find("lost", f"{where}: {' '.join(missing)} did not get in")
        gone = [mark for mark in was - stands - (start - said) if not self._is_of(mark, save.editor)]
        if gone:
            self.verdict.find("overwritten", f"{where}: {' '.join(gone)} gone, which its editor had not seen")
        if come := stands - was - said - (start if save.answer else Counter()):
            self.verdict.find("strange", f"{where}: {' '.join(come)} come from nowhere")

    def _start(self, save: Sent) -> Counter[str]:
        """What the editor went on from, and so may have taken out; in a conflict also what was shown beside it."""
        earlier = self.logs.saves.get(save.after)
        went_on = Counter() if earlier is None else Counter(marks(earlier.text))
        if earlier is not None and not save.began:
            return went_on
        for version in {save.seen, save.began} - {0}:
            went_on |= Counter(self.versions[min(version, len(self.versions) - 1)][save.field])
        return went_on

    def _is_of(self, mark: str, editor: str) -> bool:
        return editor == f"editor{mark[1:].partition('n')[0]}@valdria.example"
