"""What changed, in words: who did what to which record, saves close together told as one."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db.models import Model
from django.utils.formats import date_format
from django.utils.text import capfirst
from django.utils.timezone import localtime
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext_lazy

from delegation.history import Happening
from delegation.models import Issue, Meeting
from positions.models import Instruction, Outcome, Position, Reserve, Stance, TalkingPoint

# Saves of one record by one person within this time are one line.
TOGETHER = timedelta(minutes=10)

# What hangs on an issue and is told of.
KINDS = (Position, TalkingPoint, Reserve, Stance, Instruction, Outcome)

NEW = {
    Position: ngettext_lazy("%(name)s wrote a position", "%(name)s wrote %(count)d positions", "count"),
    TalkingPoint: ngettext_lazy("%(name)s added a talking point", "%(name)s added %(count)d talking points", "count"),
    Reserve: ngettext_lazy("%(name)s added a reserve", "%(name)s added %(count)d reserves", "count"),
    Stance: ngettext_lazy("%(name)s noted a stance", "%(name)s noted %(count)d stances", "count"),
    Instruction: ngettext_lazy("%(name)s drafted an instruction", "%(name)s drafted %(count)d instructions", "count"),
    Outcome: ngettext_lazy("%(name)s noted an outcome", "%(name)s noted %(count)d outcomes", "count"),
    Meeting: ngettext_lazy("%(name)s planned a meeting", "%(name)s planned %(count)d meetings", "count"),
}

# Changes that have a word of their own; the first of these columns that was touched says it.
DEEDS = (
    (Instruction, "issued_at", gettext_lazy("%(name)s issued an instruction")),
    (Instruction, "ended_at", gettext_lazy("%(name)s ended an instruction: it is no longer to be used")),
    (Position, "activated_at", gettext_lazy("%(name)s put the position in force")),
    (Position, "closed_at", gettext_lazy("%(name)s closed the position")),
    (Meeting, "cancelled_at", gettext_lazy("%(name)s cancelled %(record)s")),
    (Meeting, "starts_at", gettext_lazy("%(name)s moved %(record)s")),
    (Meeting, "ends_at", gettext_lazy("%(name)s moved %(record)s")),
    (Meeting, "room", gettext_lazy("%(name)s moved %(record)s to another room")),
    (Meeting, "confirmed_at", gettext_lazy("%(name)s confirmed %(record)s")),
    (None, "archived_at", gettext_lazy("%(name)s archived or restored %(record)s")),
)


@dataclass(frozen=True)
class News:
    """One line: what was done, on what, when, and where to read it."""

    at: datetime
    words: str
    about: str
    url: str
    model: type[Model]
    issue_id: Any
    markings: list[str]


def told(
    happenings: Iterable[Happening], issues: Mapping[Any, Issue], meetings: Mapping[Any, Meeting] | None = None
) -> list[News]:
    """Lines for these happenings, which come newest first. No query.

    issues, meetings: those that the lines may name, by key.
    """
    return [_line(group, issues, meetings or {}) for group in _grouped(happenings)]


def _grouped(happenings: Iterable[Happening]) -> list[list[Happening]]:
    """New records of one kind on one issue, and saves of one record, by one person within ten minutes."""
    groups: list[list[Happening]] = []
    newest: dict[Any, list[Happening]] = {}
    for one in happenings:
        deed = _deed(one)
        alike = (one.by, one.model, one.is_new, one.issue_id if one.is_new else (one.key, deed and deed[1]))
        group = newest.get(alike)
        if group and group[0].at - one.at <= TOGETHER:
            group.append(one)
        else:
            newest[alike] = [one]
            groups.append(newest[alike])
    return groups


def _line(group: list[Happening], issues: Mapping[Any, Issue], meetings: Mapping[Any, Meeting]) -> News:
    one = group[0]
    issue, meeting = issues.get(one.issue_id), meetings.get(one.key)
    about = str(issue or "")
    if meeting and one.model is Meeting:
        about = " ".join(filter(None, [date_format(localtime(meeting.starts_at), "D j M H:i"), meeting.room]))
    return News(
        at=localtime(one.at),
        words=_words(group, meeting),
        about=about,
        url=meeting.get_absolute_url() if meeting else _address(one),
        model=one.model,
        issue_id=one.issue_id,
        markings=list({happening.marking for happening in group}),
    )


def _words(group: list[Happening], meeting: Meeting | None) -> str:
    one = group[0]
    told = {
        "name": one.by or _("Placard"),
        "record": meeting or one.model._meta.verbose_name,
        "count": len(group),
    }
    if one.is_new:
        return str(NEW[one.model] % told)
    if deed := _deed(one):
        return str(deed[2] % told)
    fields = dict.fromkeys(field for happening in reversed(group) for field in happening.fields)
    told["fields"] = ", ".join(capfirst(field) for field in fields) or told["record"]
    return _("%(name)s changed %(fields)s") % told


def _deed(one: Happening) -> Any:
    for deed in DEEDS:
        if deed[1] in one.columns and deed[0] in (None, one.model):
            return deed
    return None


def _address(one: Happening) -> str:
    """Where the record is read: its place on the page of its issue."""
    return one.model(pk=one.key, issue_id=one.issue_id).get_absolute_url()  # type: ignore[attr-defined]
