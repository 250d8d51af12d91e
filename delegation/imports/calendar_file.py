"""Reads an iCalendar file in a process of its own, without Django: `python calendar_file.py < file`.

A time zone of a few lines may change every second since 1601, and its reader counts them all; and what one file calls
“Customized Time Zone”, the reader would take for that of the next file too. Writes the events as JSON.
"""

import json
import resource
import sys
from contextlib import suppress
from datetime import date, datetime
from typing import Any

from icalendar import Calendar

MEMORY = 512 * 2**20
SECONDS = 10


def events_of(data: bytes) -> list[dict[str, str]]:
    return [_cells(event) for event in Calendar.from_ical(data.decode()).walk("VEVENT")]


def _cells(event: Any) -> dict[str, str]:
    """wrong: why it is no meeting of a time plan, as a word; "" where nothing is."""
    starts_at, wrong = _moment(event, "DTSTART")
    ends_at, ends_wrong = _moment(event, "DTEND")
    if starts_at and not ends_at and event.get("DURATION") is not None:
        ends_at = _ending(event)
    if event.get("RRULE") is not None or event.get("RDATE") is not None:
        wrong = "repeated"
    if str(event.get("STATUS", "")).upper() == "CANCELLED":
        wrong = "cancelled"
    return {
        "meeting": _words(event, "SUMMARY"),
        "starts_at": starts_at,
        "ends_at": ends_at,
        "room": _words(event, "LOCATION"),
        "uid": _words(event, "UID"),
        "wrong": wrong or ends_wrong,
    }


def _moment(event: Any, name: str) -> tuple[str, str]:
    """As the columns of a time plan write it, in conference time where the file names no zone; and what is wrong."""
    try:
        moment = event.decoded(name, None)
    except (ValueError, KeyError):
        return "", "unreadable"
    if isinstance(moment, datetime):
        is_known = moment.tzinfo is not None or "TZID" not in event[name].params
        return moment.isoformat(timespec="minutes"), "" if is_known else "zone"
    return "", "day" if isinstance(moment, date) else ""


def _ending(event: Any) -> str:
    try:
        return (event.decoded("DTSTART") + event.decoded("DURATION")).isoformat(timespec="minutes")
    except (ValueError, KeyError, TypeError, OverflowError):
        return ""


def _words(event: Any, name: str) -> str:
    """In one line; what a spreadsheet would calculate is left to the checks of the sheet."""
    value = event.get(name, "")
    return " ".join(str(value[0] if isinstance(value, list) else value).split())


def main() -> None:
    with suppress(ValueError, OSError):  # not every system limits memory
        resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    resource.setrlimit(resource.RLIMIT_CPU, (SECONDS, SECONDS))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    json.dump(events_of(sys.stdin.buffer.read()), sys.stdout)


if __name__ == "__main__":
    main()
