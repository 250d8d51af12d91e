"""A time plan from a file: looked at line by line, and nothing half written."""

from datetime import UTC, datetime, timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from delegation.actions import feeds, meetings
from delegation.imports import calendars
from delegation.models import Meeting
from tests import factories as make

SOON = datetime(2014, 10, 30, 5, 30, tzinfo=UTC)  # 14:30 in Busan
URL = "/imports/time-plan/"


@pytest.fixture
def com5(cast):
    return make.committee("COM5", kind="committee", name="Policy and legal matters")


@pytest.fixture
def staff(client, cast):
    client.force_login(cast.rosa)
    return client


def sent(client, data, name="plan.csv"):
    data = data.encode() if isinstance(data, str) else data
    return client.post(URL, {"file": SimpleUploadedFile(name, data)})


def shown(answer):
    return [(row["state"], row["row"].reasons or row["row"].notes) for row in answer.context["rows"]]


def confirmed(client, preview):
    return client.post(URL, {"rows_signed": preview.context["rows_signed"], "confirm": ""})


def event(uid="1", *, summary="Com 5, meeting 9", starts="20141030T143000", ends="20141030T173000", more=""):
    return (
        f"BEGIN:VEVENT\r\nUID:{uid}\r\nDTSTAMP:20141001T000000Z\r\nSUMMARY:{summary}\r\n"
        f"DTSTART;TZID=Asia/Seoul:{starts}\r\nDTEND;TZID=Asia/Seoul:{ends}\r\n{more}END:VEVENT\r\n"
    )


def calendar(*events):
    return "BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:x\r\n" + "".join(events) + "END:VCALENDAR\r\n"


def test_a_table_is_looked_at_then_written(staff, com5):
    meeting = make.meeting(com5, number="8", starts_at=SOON, room="Room K")
    plan = (
        "Committee,Number,Date,Start,End,Room,ADM\n"
        "Com 5,8,2014-10-30,16:00,19:00,Room L,ADM/55\n"
        "COM5,9,2014-10-31,09:30,12:30,Rom K,\n"
        "Policy and legal matters,10,,2014-11-03T09:30+09:00,2014-11-03 12:30,,\n"
    )
    preview = sent(staff, plan)
    assert shown(preview) == [
        (
            "changed",
            [
                "Room: Room K → Room L",
                "Agenda:  → ADM/55",
                "Starts: 30 Oct 14:30 → 30 Oct 16:00",
                "Ends: 30 Oct 17:30 → 30 Oct 19:00",
                "No meeting has been in “Room L” yet. Perhaps Room K?",
            ],
        ),
        ("new", ["No meeting has been in “Rom K” yet. Perhaps Room K?"]),
        ("new", []),
    ]
    assert Meeting.objects.count() == 1
    assert shown(confirmed(staff, preview))[0][0] == "changed"
    meeting.refresh_from_db()
    assert (meeting.starts_at, meeting.room, Meeting.objects.count()) == (
        SOON + timedelta(hours=1, minutes=30),
        "Room L",
        3,
    )
    assert [state for state, _why in shown(sent(staff, plan))] == ["same"] * 3


BAD = {
    "Com 5,1,2014-10-30 14:30,2014-10-30 14:00,": "Ends: It ends before it starts.",
    "Com 5,1,2014-11-09 14:30,2014-11-09 17:00,": (
        "Starts: This is outside the conference, which sits from 20 October to 7 November 2014."
    ),
    "Com 5,1,2014-10-30 14:30,2014-11-01 17:00,": "Ends: It lasts longer than a day.",
    "Com 55,1,2014-10-30 14:30,2014-10-30 17:00,": "Committee: “Com 55” is not known here. Perhaps Com 5?",
    "Com 5,1,30 Oct,2014-10-30 17:00,": (
        "Starts: This is no moment; write it as 2014-10-29 14:30, or the day and the time apart."
    ),
    "Com 5,1,,2014-10-30 17:00,": "Starts: This may not be empty.",
    f"Com 5,1,2014-10-30 14:30,2014-10-30 17:00,{'x' * 61}": "Room: This is too long.",
    "=Com 5,1,2014-10-30 14:30,2014-10-30 17:00,": "Committee: This looks like a formula: write the text itself.",
}


@pytest.mark.parametrize("line,why", BAD.items())
def test_what_cannot_be_is_named_and_kept_out(staff, com5, line, why):
    good = "Com 5,2,2014-10-30 14:30,2014-10-30 17:00,"
    preview = sent(staff, f"Committee,Number,Start,End,Room\n{line}\n{good}\n")
    assert shown(preview) == [("error", [why]), ("new", [])]
    confirmed(staff, preview)
    assert [one.number for one in Meeting.objects.all()] == ["2"]


@pytest.mark.parametrize("cell", ["9:30", "9.30", "09:30", "9:30:00", "09:30:00"])
def test_a_time_beside_its_day_is_read_however_it_is_written(staff, com5, cell):
    preview = sent(staff, f"Committee,Number,Date,Start,End\nCom 5,9,2014-10-31,{cell},12:30\n")
    assert [row["row"].changes.get("starts_at") for row in preview.context["rows"]] == [
        datetime(2014, 10, 31, 0, 30, tzinfo=UTC)
    ]


@pytest.mark.parametrize("cell", ["25:00", "9:60", "9:75:00"])
def test_a_time_that_no_day_has_is_no_moment(staff, com5, cell):
    preview = sent(staff, f"Committee,Number,Date,Start,End\nCom 5,9,2014-10-31,{cell},12:30\n")
    why = "Starts: This is no moment; write it as 2014-10-29 14:30, or the day and the time apart."
    assert shown(preview) == [("error", [why])]


def test_what_comes_twice_and_what_is_over(staff, com5):
    make.meeting(com5, number="7", starts_at=make.START - timedelta(hours=4))
    cancelled = make.meeting(com5, number="8", starts_at=SOON)
    meetings.cancel(cancelled, seen=1, why="No papers.", by=None)
    lines = [f"Com 5,{number},2014-10-30 15:30,2014-10-30 17:00" for number in ("7", "8", "9", "9")]
    assert shown(sent(staff, "Committee,Number,Start,End\n" + "\n".join(lines))) == [
        ("error", ["Starts: It has begun, or is over: it is not moved any more."]),
        ("error", ["It has been cancelled here."]),
        ("new", []),
        ("error", ["Number: Line 4 is the same meeting."]),
    ]


def test_a_calendar_is_looked_at_then_written(staff, com5):
    make.committee("WG-PL")
    more = "LOCATION:Room A\r\n"
    preview = sent(
        staff,
        calendar(
            event("1", more=more),
            event("2", summary="WG-PL 7: Internet", starts="20141030T090000", ends="20141030T120000"),
            event("3", summary="Reception"),
            event("4", summary="Com 5", more="RRULE:FREQ=DAILY\r\n"),
            event("5", summary="Com 5", more="STATUS:CANCELLED\r\n"),
            event("6", summary="Com 5, meeting 11").replace(";TZID=Asia/Seoul:20141030T143000", ";VALUE=DATE:20141030"),
            event("7", summary="Com 5, meeting 9"),
        ),
        "plan.ics",
    )
    assert shown(preview) == [
        ("new", []),
        ("new", []),
        ("error", ["Meeting: “Reception” names no committee that is known here."]),
        ("error", ["Remark: It is repeated: enter each meeting."]),
        ("error", ["Remark: It is cancelled there: cancel it on its page."]),
        ("error", ["Starts: This may not be empty."]),
        ("error", ["Number: Line 1 is the same meeting."]),
    ]
    confirmed(staff, preview)
    kept = Meeting.objects.order_by("starts_at")
    assert [(one.committee_id, one.number, one.title, one.room, one.starts_at) for one in kept] == [
        ("WG-PL", "7", "Internet", "", datetime(2014, 10, 30, 0, 0, tzinfo=UTC)),
        ("COM5", "9", "", "Room A", SOON),
    ]


def test_what_we_export_is_known_again(staff, cast, com5):
    make.duty(make.meeting(com5, number="8", starts_at=SOON), cast.chen)
    make.duty(make.meeting(com5, starts_at=SOON + timedelta(hours=4)), cast.chen)
    feed = staff.get(reverse("feed", args=[feeds.make(by=cast.chen)])).content
    assert shown(sent(staff, feed, "feed.ics")) == [("same", []), ("same", [])]
    later = feed.replace(b"20141030T143000", b"20141030T150000")
    assert shown(sent(staff, later, "feed.ics"))[0] == ("changed", ["Starts: 30 Oct 14:30 → 30 Oct 15:00"])


FILES = {
    "not one": (b"This is a letter.", "It does not begin", "plan.ics"),
    "empty": (b"", "The submitted file is empty.", "plan.ics"),
    "cut off": (calendar(event()).encode()[:90], "cannot be read", "plan.ics"),
    "no event": (calendar().encode(), "There is no row below the headings.", "plan.ics"),
    "latin": (calendar(event(summary="Réunion")).encode("latin-1"), "not in UTF-8", "plan.ics"),
    "utf-16": (calendar(event()).encode("utf-16"), "or is not in UTF-8", "plan.ics"),
    "10,000": (calendar(*[event(str(n)) for n in range(10_000)]).encode(), "At most 1000 rows at once.", "plan.ics"),
    "10,000 lines": (b"Committee,Number,Start,End\n" + b"COM5,1,x,y\n" * 10_000, "At most 1000 rows", "plan.csv"),
    "nonsense": (b"BEGIN:VCALENDAR\r\n" + bytes(range(1, 128)) * 20, "cannot be read", "plan.ics"),
    "no columns": (b"One,Two\n1,2\n", "There is no column", "plan.csv"),
}


@pytest.mark.parametrize("data,why,name", FILES.values(), ids=FILES)
def test_files_that_are_none(staff, com5, data, why, name):
    answer = sent(staff, data, name)
    assert (answer.status_code, why.casefold() in answer.text.casefold()) == (422, True)
    assert Meeting.objects.count() == 0


def test_a_table_in_another_encoding_is_shown_and_kept_out(staff, com5):
    data = "Committee,Number,Start,End,Room\nCom 5,1,2014-10-30 14:30,2014-10-30 17:00,Salle à manger\n"
    [(state, [why])] = shown(sent(staff, data.encode("latin-1")))
    assert (state, why.startswith("This row is not in UTF-8")) == ("error", True)


def test_who_keeps_the_papers_imports(client, cast, com5):
    for person, status in ((cast.chen, 403), (cast.pavel, 403), (cast.rosa, 200)):
        client.force_login(person)
        assert client.get(URL).status_code == status
    moved = make.meeting(com5, number="8", starts_at=SOON)
    preview = sent(client, "Committee,Number,Start,End,Room\nCom 5,8,2014-10-30 14:30,2014-10-30 17:30,Room L\n")
    meetings.move(moved, seen=1, starts_at=SOON, ends_at=moved.ends_at, room="Room M", by=cast.sol)
    [(state, why)] = shown(confirmed(client, preview))
    assert (state, why) == ("error", ["Room: Changed by somebody since the preview; it says “Room M”."])


def zone(offset, name="Customized Time Zone", *, rule=""):
    kinds = "".join(
        f"BEGIN:{kind}\r\nDTSTART:16010101T000000\r\nTZOFFSETFROM:{offset}\r\nTZOFFSETTO:{offset}\r\n{rule}END:{kind}\r\n"
        for kind in ("STANDARD", "DAYLIGHT")
    )
    return f"BEGIN:VTIMEZONE\r\nTZID:{name}\r\n{kinds}END:VTIMEZONE\r\n"


def test_each_calendar_has_its_own_time_zones(staff, com5):
    meeting = event().replace("Asia/Seoul", "Customized Time Zone")
    starts = [
        sent(staff, calendar(zone(offset), meeting), "a.ics").context["rows"][0]["row"].cells["starts_at"]
        for offset in ("+0100", "+0900")
    ]
    assert starts == ["2014-10-30T14:30+01:00", "2014-10-30T14:30+09:00"]
    assert shown(sent(staff, calendar(meeting), "a.ics")) == [
        ("error", ["Remark: It names a time zone that is not known here."]),
    ]


def test_a_time_zone_that_changes_every_second_is_refused(staff, com5, monkeypatch):
    monkeypatch.setattr(calendars.calendar_file, "SECONDS", 1)
    bomb = zone("+0100", rule="RRULE:FREQ=SECONDLY\r\n")
    answer = sent(staff, calendar(bomb, event().replace("Asia/Seoul", "Customized Time Zone")), "a.ics")
    assert (answer.status_code, answer.context["form"].errors["file"]) == (
        422,
        ["This calendar takes too long to read. Export fewer days, or without time zones of your own."],
    )


def test_further_days_of_an_event_and_a_long_number_are_named_before_anything_is_written(staff, com5):
    more = "RDATE;TZID=Asia/Seoul:20141031T143000\r\n"
    assert shown(sent(staff, calendar(event(more=more)), "a.ics")) == [
        ("error", ["Remark: It is repeated: enter each meeting."]),
    ]
    line = f"Com 5,{'9' * 13},2014-10-30 14:30,2014-10-30 17:30"
    for what in ("Committee", "Meeting"):
        assert shown(sent(staff, f"{what},Number,Start,End\n{line}\n")) == [
            ("error", [f"{what}: This number is too long."]),
        ]
