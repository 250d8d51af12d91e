"""The time plan: meetings as a secretariat lists them, or another calendar exports them."""

import difflib
import re
from copy import copy
from datetime import UTC, date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from django.core.exceptions import ValidationError
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from delegation import clock, rooms
from delegation.actions import meetings
from delegation.imports import calendars
from delegation.imports.known import by_words, found
from delegation.imports.rows import Row
from delegation.imports.sheets import Column, Sheet
from delegation.models import Committee, Conference, Meeting
from delegation.versions import read_key

COLUMNS = (
    Column("committee", gettext_lazy("Committee"), ("body",)),
    Column("number", gettext_lazy("Number"), ("no", "meeting number")),
    # Instead of committee and number: "Com 5, meeting 8".
    Column("meeting", gettext_lazy("Meeting"), ("summary", "subject", "what")),
    Column("title", gettext_lazy("About")),
    Column("day", gettext_lazy("Day"), ("date", "start date"), is_date=True),
    Column("starts_at", gettext_lazy("Starts"), ("start", "from", "start time"), is_required=True, is_date=True),
    Column("ends_at", gettext_lazy("Ends"), ("end", "to", "until", "end time"), is_required=True, is_date=True),
    Column("room", gettext_lazy("Room"), ("location", "place")),
    Column("agenda_symbol", gettext_lazy("Agenda"), ("adm", "agenda symbol")),
    Column("uid", gettext_lazy("Key in the calendar"), ("uid",)),
    Column("remark", gettext_lazy("Remark")),
)
LONGEST = timedelta(hours=24)
PLACE = ("starts_at", "ends_at", "room")
LONGEST_WORDS = {"title": 200, "room": 60, "agenda_symbol": 30}
_OURS = re.compile(r"([0-9a-f-]{36})@placard", re.IGNORECASE)
_NUMBER = re.compile(
    r"(?:\W|\b(?:meeting|session|no|nr|mtg)\b)*(\d{1,3}(?:-\d{1,3})?)(?:st|nd|rd|th)?\b", re.IGNORECASE
)
_TAIL = re.compile(r"^(?:\(duty\)|\W|\b(?:meeting|session)\b)*", re.IGNORECASE)


def examine(rows: list[Row], by: Any) -> None:
    plan = _Plan(by)
    for row in rows:
        plan.examine(row)
    plan.note_rooms([row for row in rows if not row.problems])


def apply(row: Row, by: Any) -> Any:
    """Another time or room of a meeting to come is a move, and told to whom it concerns."""
    if row.existing:
        return meetings.revise(row.existing, seen=row.seen, by=by, **row.changes)
    return meetings.plan(by=by, **row.changes)


TIME_PLAN = Sheet("time-plan", COLUMNS, examine, apply, calendars.read, ".csv,.xlsx,.ics")


class _Plan:
    """What stands in the time plan by now; asked once for a whole file."""

    def __init__(self, by: Any) -> None:
        conference = clock.conference()
        assert conference  # no such page is shown before there is one
        self.conference: Conference = conference
        self.zone = ZoneInfo(self.conference.zone)
        working = list(Committee.objects.working())
        self.committees = by_words(working, "code", "name", "short_name")
        standing = list(Meeting.objects.visible_to(by).current().select_related("committee"))
        self.meetings: dict[Any, Meeting] = {meeting.pk: meeting for meeting in standing}
        self.numbered = {(one.committee_id, one.number): one for one in standing if one.number}
        self.timed = {(one.committee_id, one.starts_at): one for one in standing if not one.number}
        self.rooms = {one.room for one in standing if one.room}
        self.lines: dict[Any, int] = {}

    def examine(self, row: Row) -> None:
        if row.cells.get("remark"):
            row.refuse("remark", row.cells["remark"])
            return
        values = self._values(row)
        if row.problems:
            return
        row.existing = self._existing(row, values)
        key = row.existing.pk if row.existing else (values["committee"].pk, values["number"] or values["starts_at"])
        if line := self.lines.setdefault(key, row.line) - row.line:
            row.refuse("number", _("Line %(line)s is the same meeting.") % {"line": row.line + line})
            return
        row.record = row.existing or Meeting(**values)
        row.seen = row.existing.version if row.existing else 0
        row.changes = values
        if row.existing:
            row.changes = {name: value for name, value in values.items() if value != getattr(row.existing, name)}
            self._refuse_what_is_over(row)
        row.notes = list(self._notes(row))

    def note_rooms(self, rows: list[Row]) -> None:
        """Which room another meeting has as well, by what stands once all of the file is written."""
        standing = dict(self.meetings)
        planned = []
        for row in rows:
            meeting = copy(row.record)
            for name, value in row.changes.items():
                setattr(meeting, name, value)
            standing[meeting.pk] = meeting
            planned.append((row, meeting))
        for row, meeting in planned:
            if set(row.changes) & set(PLACE) and (beside := rooms.beside(meeting, standing.values())):
                row.notes.append(rooms.told(meeting, beside))
                row.named += beside

    def _values(self, row: Row) -> dict[str, Any]:
        values: dict[str, Any] = {name: row.cells[name] for name in LONGEST_WORDS if row.cells.get(name)}
        for name, value in values.items():
            if len(value) > LONGEST_WORDS[name]:
                row.refuse(name, _("This is too long."))
        try:
            values |= self._which(row)
        except ValidationError as error:
            row.refuse("committee" if row.cells.get("committee") else "meeting", " ".join(error.messages))
        for name in ("starts_at", "ends_at"):
            try:
                values[name] = self._moment(row, name)
            except ValidationError as error:
                row.refuse(name, " ".join(error.messages))
        if not row.problems:
            self._refuse_times(row, values["starts_at"], values["ends_at"])
        return values

    def _which(self, row: Row) -> dict[str, Any]:
        """Committee and number, each from its column, or both from what the meeting is called."""
        if code := row.cells.get("committee"):
            return {"committee": found(self.committees, code), "number": _number(row)}
        said = row.cells.get("meeting", "")
        folded = said.casefold()
        names = [name for name in self.committees if name and re.match(re.escape(name) + r"(?!\w)", folded)]
        if not names:
            raise ValidationError(_("“%(said)s” names no committee that is known here.") % {"said": said[:80]})
        name = max(names, key=len)
        rest = said[len(name) :]
        match = _NUMBER.match(rest)
        rest = _TAIL.sub("", rest[match.end() :] if match else rest).strip()
        number = match[1] if match else _number(row)
        return {"committee": self.committees[name], "number": number} | ({"title": rest[:200]} if rest else {})

    def _moment(self, row: Row, name: str) -> datetime:
        """In conference time, where the cell names no zone. Raises ValidationError."""
        cell = row.cells[name].strip()
        try:
            if re.fullmatch(r"\d{1,2}[:.]\d{2}(:\d{2})?", cell) and row.cells.get("day"):
                hour, minute = re.split("[:.]", cell)[:2]
                moment = datetime.combine(date.fromisoformat(row.cells["day"].strip()), time(int(hour), int(minute)))
            else:
                moment = datetime.fromisoformat(cell)
        except ValueError:
            sentence = _("This is no moment; write it as 2014-10-29 14:30, or the day and the time apart.")
            raise ValidationError(sentence) from None
        if not 1900 <= moment.year < 2200:
            raise ValidationError(_("Write a year between 1900 and 2200."))
        return (moment if moment.tzinfo else moment.replace(tzinfo=self.zone)).astimezone(UTC)

    def _refuse_times(self, row: Row, starts_at: datetime, ends_at: datetime) -> None:
        if ends_at <= starts_at:
            row.refuse("ends_at", _("It ends before it starts."))
        elif ends_at - starts_at > LONGEST:
            row.refuse("ends_at", _("It lasts longer than a day."))
        if not self.conference.has_day(starts_at.astimezone(self.zone).date()):
            first, last = date_format(self.conference.starts_on, "j F"), date_format(self.conference.ends_on, "j F Y")
            sentence = _("This is outside the conference, which sits from %(first)s to %(last)s.")
            row.refuse("starts_at", sentence % {"first": first, "last": last})

    def _existing(self, row: Row, values: dict[str, Any]) -> Meeting | None:
        """By our own key, where the file comes from here; else by committee and number, or without one by its time."""
        ours = _OURS.fullmatch(row.cells.get("uid", ""))
        key = read_key(ours[1]) if ours else None
        if key in self.meetings:
            return self.meetings[key]
        committee = values["committee"].pk
        if values["number"]:
            return self.numbered.get((committee, values["number"]))
        return self.timed.get((committee, values["starts_at"]))

    def _refuse_what_is_over(self, row: Row) -> None:
        if row.existing.cancelled_at and row.changes:
            row.refuse("", _("It has been cancelled here."))
        elif set(row.changes) & set(PLACE) and row.existing.state in ("running", "ended"):
            row.refuse("starts_at", _("It has begun, or is over: it is not moved any more."))

    def _notes(self, row: Row) -> Any:
        if row.existing:
            for name, value in row.changes.items():
                yield f"{row.headings.get(name, name)}: {self._said(getattr(row.existing, name))} → {self._said(value)}"
        room = row.changes.get("room")
        if room and self.rooms and room not in self.rooms:
            near = difflib.get_close_matches(room, self.rooms, 1, 0.6)
            perhaps = _(" Perhaps %(near)s?") % {"near": near[0]} if near else ""
            yield _("No meeting has been in “%(room)s” yet.") % {"room": room} + perhaps

    def _said(self, value: Any) -> str:
        if isinstance(value, datetime):
            return date_format(value.astimezone(self.zone), "j M H:i")
        return str(value)


def _number(row: Row) -> str:
    """Raises ValidationError."""
    number = row.cells.get("number", "")
    if len(number) > 12:
        raise ValidationError(_("This number is too long."))
    return number
