"""iCalendar files read as tables: each event a line, in the columns of a time plan."""

from datetime import date, datetime
from typing import Any

from django.utils.translation import gettext as _
from icalendar import Calendar

from delegation.imports import sheets, tables
from delegation.imports.tables import Line, NotATable, Table

HEADINGS = ("meeting", "starts_at", "ends_at", "room", "uid", "remark")


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
    try:
        events = Calendar.from_ical(text).walk("VEVENT")
    except Exception as error:  # whatever a broken file makes of the reader
        raise NotATable(_("This iCalendar file cannot be read: it is damaged or cut off.")) from error
    return Table(name, HEADINGS, tuple(Line(number, _cells(event)) for number, event in enumerate(events, 1)))


def _cells(event: Any) -> dict[str, str]:
    starts_at, remark = _moment(event, "DTSTART")
    ends_at, _same = _moment(event, "DTEND")
    if starts_at and not ends_at and event.get("DURATION") is not None:
        ends_at = _ending(event)
    if event.get("RRULE") is not None:
        remark = _("It is repeated: enter each meeting.")
    if str(event.get("STATUS", "")).upper() == "CANCELLED":
        remark = _("It is cancelled there: cancel it on its page.")
    return {
        "meeting": _words(event, "SUMMARY"),
        "starts_at": starts_at,
        "ends_at": ends_at,
        "room": _words(event, "LOCATION"),
        "uid": _words(event, "UID"),
        "remark": remark,
    }


def _moment(event: Any, name: str) -> tuple[str, str]:
    """As our own columns write it, in conference time where the file names no zone; and what is wrong with it."""
    try:
        moment = event.decoded(name, None)
    except (ValueError, KeyError):
        return "", _("Its time cannot be read.")
    if isinstance(moment, datetime):
        return moment.isoformat(timespec="minutes"), ""
    return ("", _("It has no time of the day.")) if isinstance(moment, date) else ("", "")


def _ending(event: Any) -> str:
    try:
        return (event.decoded("DTSTART") + event.decoded("DURATION")).isoformat(timespec="minutes")
    except (ValueError, KeyError, TypeError, OverflowError):
        return ""


def _words(event: Any, name: str) -> str:
    """In one line; what a spreadsheet would calculate is left to the checks of the sheet."""
    value = event.get(name, "")
    return " ".join(str(value[0] if isinstance(value, list) else value).split())
