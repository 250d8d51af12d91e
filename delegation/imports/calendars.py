"""iCalendar files read as tables: each event a line, in the columns of a time plan."""

import json
import subprocess
import sys
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from delegation.imports import calendar_file, sheets, tables
from delegation.imports.tables import Line, NotATable, Table

HEADINGS = ("meeting", "starts_at", "ends_at", "room", "uid", "remark")
WRONG = {
    "": "",
    "unreadable": gettext_lazy("Its time cannot be read."),
    "zone": gettext_lazy("It names a time zone that is not known here."),
    "day": gettext_lazy("It has no time of the day."),
    "repeated": gettext_lazy("It is repeated: enter each meeting."),
    "cancelled": gettext_lazy("It is cancelled there: cancel it on its page."),
}


def read(data: bytes, name: str) -> Table:
    """A time plan in any file that we read. Raises NotATable."""
    is_calendar = data.removeprefix(b"\xef\xbb\xbf").lstrip()[:15].upper() == b"BEGIN:VCALENDAR"
    if is_calendar:
        return _calendar(data, name)
    if name.casefold().endswith((".ics", ".ical", ".ifb")):
        raise NotATable(_("This is no iCalendar file: it does not begin with BEGIN:VCALENDAR, or is not in UTF-8."))
    return tables.read(data, name)


def _calendar(data: bytes, name: str) -> Table:
    if len(data) > tables.LARGEST_FILE:
        raise NotATable(tables.too_large())
    if data.upper().count(b"BEGIN:VEVENT") > sheets.MOST_ROWS:  # before any of it is read
        raise NotATable(_("At most %(most)s rows at once.") % {"most": sheets.MOST_ROWS})
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise NotATable(_("This calendar is not in UTF-8. Export it again.")) from error
    return Table(name, HEADINGS, tuple(Line(number, _cells(event)) for number, event in enumerate(_events(text), 1)))


def _events(text: str) -> list[dict[str, str]]:
    too_much = _("This calendar takes too long to read. Export fewer days, or without time zones of your own.")
    try:
        # Isolated from the environment, and from what lies in the folder.
        reading = subprocess.run(
            [sys.executable, "-I", calendar_file.__file__],
            input=text.encode(),
            capture_output=True,
            timeout=2 * calendar_file.SECONDS,
        )
    except subprocess.TimeoutExpired as error:
        raise NotATable(too_much) from error
    if reading.returncode < 0:  # ended for want of time
        raise NotATable(too_much)
    if reading.returncode:
        raise NotATable(_("This iCalendar file cannot be read: it is damaged or cut off."))
    events: list[dict[str, str]] = json.loads(reading.stdout)
    return events


def _cells(event: dict[str, str]) -> dict[str, Any]:
    return event | {"remark": str(WRONG[event["wrong"]])}
