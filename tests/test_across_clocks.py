"""Conference time while clocks change at home: Europe on 26 October and the USA on 2 November 2014; and midnight."""

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.urls import reverse

from delegation import clock
from delegation.actions import meetings
from delegation.desk import LEFT, UNTIL, countdown
from delegation.models import Conference, Meeting
from tests import factories as make

BUSAN = ZoneInfo("Asia/Seoul")


def at(day, hour, minute=0, month=10):
    """A moment in Busan."""
    return datetime(2014, month, day, hour, minute, tzinfo=BUSAN).astimezone(UTC)


def rehearse(moment):
    conference = Conference.objects.get()
    conference.rehearsal_offset = moment - datetime.now(UTC)
    conference.save()


# What it is at home when it is 09:30 in Busan, as the domain study worked it out from the tz database.
AT_HOME = [
    ("Europe/Vienna", (10, 20), "Mon 02:30"),
    ("Europe/Vienna", (10, 26), "Sun 02:30"),
    ("Europe/Vienna", (10, 27), "Mon 01:30"),
    ("Europe/Vienna", (11, 3), "Mon 01:30"),
    ("America/New_York", (10, 20), "Sun 20:30"),
    ("America/New_York", (10, 27), "Sun 20:30"),
    ("America/New_York", (11, 3), "Sun 19:30"),
    ("Africa/Nairobi", (11, 3), "Mon 03:30"),
    ("Asia/Kolkata", (11, 3), "Mon 06:00"),
]


@pytest.mark.parametrize("zone,day,at_home", AT_HOME)
def test_capital_has_its_own_time_beside_that_of_the_conference(client, cast, zone, day, at_home):
    Conference.objects.update(capital_zone=zone)
    rehearse(at(day[1], 9, 30, month=day[0]))
    meeting = make.meeting(make.committee(), starts_at=at(day[1], 9, 30, month=day[0]), minutes=60)
    client.force_login(cast.kim)
    page = client.get(meeting.get_absolute_url()).text
    assert (f"{at_home} in capital" in page, f">{at_home}</time>" in page) == (True, True)
    assert f"{date(2014, *day):%A} {day[1]} {date(2014, *day):%B}, 09:30" in page


@pytest.mark.parametrize("month,day", [(10, 25), (10, 26), (10, 27), (11, 1), (11, 2), (11, 3)])
@pytest.mark.parametrize("zone", ["Europe/Vienna", "America/New_York"])
def test_a_day_of_the_plan_is_a_day_in_busan(client, cast, month, day, zone):
    Conference.objects.update(capital_zone=zone)
    committee = make.committee()
    midnight = at(day, 0, month=month)
    for number, begins in enumerate((-30, 0, 30, 24 * 60 - 30, 24 * 60), 1):
        make.meeting(committee, number=str(number), starts_at=midnight + timedelta(minutes=begins), minutes=60)
    client.force_login(cast.olga)
    page = client.get(reverse("time-plan-day", args=[date(2014, month, day)]))
    assert [one.number for one in page.context["meetings"]] == ["2", "3", "4"]
    conference = Conference.objects.get()
    start, end = conference.day(date(2014, month, day))
    assert end - start == timedelta(hours=24)


def test_a_conference_whose_own_clocks_change(client, cast):
    """In Vienna 26 October 2014 has 25 hours, and 02:30 comes twice: which of them is meant has to be said."""
    Conference.objects.update(zone="Europe/Vienna")
    conference = Conference.objects.get()
    start, end = conference.day(date(2014, 10, 26))
    assert end.astimezone(UTC) - start.astimezone(UTC) == timedelta(hours=25)
    make.committee("COM5", kind="committee")
    client.force_login(cast.sol)
    given = {"committee": "COM5", "starts_at": "2014-10-26T01:30", "ends_at": "2014-10-26T02:30"}
    refused = client.post(reverse("meeting-new"), given)
    assert (refused.status_code, "it may be ambiguous" in refused.text) == (422, True)
    assert client.post(reverse("meeting-new"), given | {"ends_at": "2014-10-26T03:30"}).status_code == 302
    meeting = Meeting.objects.get()
    assert meeting.ends_at - meeting.starts_at == timedelta(hours=3)
    assert list(Meeting.objects.on(conference, date(2014, 10, 26))) == [meeting]


def test_a_meeting_over_midnight_runs_on_the_next_day(client, cast):
    night = make.meeting(make.committee("AH", kind="ad_hoc", name="Ad hoc"), starts_at=at(29, 22), minutes=180)
    make.duty(night, cast.chen, accepted=True)
    client.force_login(cast.chen)
    shown = {}
    for moment in (at(29, 21, 30), at(29, 23, 50), at(30, 0, 20), at(30, 1, 5)):
        rehearse(moment)
        night.refresh_from_db()
        strip = client.get(reverse("now")).text
        shown[f"{moment.astimezone(BUSAN):%H:%M}"] = (
            night.state,
            [words for words in ("in 30 min", "1 h 10 min left", "40 min left", "to 01:00") if words in strip],
        )
    assert shown == {
        "21:30": ("planned", ["in 30 min"]),
        "23:50": ("running", ["1 h 10 min left", "to 01:00"]),
        "00:20": ("running", ["40 min left", "to 01:00"]),
        "01:05": ("ended", []),
    }
    assert clock.today() == date(2014, 10, 30)


def test_the_next_meeting_after_midnight_is_counted_to(client, cast):
    rehearse(at(26, 23, 45))
    make.duty(make.meeting(make.committee(), starts_at=at(27, 0, 30)), cast.chen)
    client.force_login(cast.chen)
    assert "in 45 min" in client.get("/").text


def test_a_move_over_the_change_of_clocks_keeps_its_hour_in_busan(cast):
    meeting = make.meeting(make.committee(), starts_at=at(25, 9, 30), minutes=180)
    rehearse(at(24, 9))
    meetings.move(meeting, seen=1, starts_at=at(27, 9, 30), ends_at=at(27, 12, 30), room="Room A", by=cast.sol)
    meeting.refresh_from_db()
    assert meeting.starts_at.astimezone(BUSAN).hour == 9
    assert meeting.starts_at.astimezone(ZoneInfo("Europe/Vienna")).hour == 1


@pytest.mark.parametrize(
    "stretch,until,left",
    [
        (timedelta(0), "now", "beyond its time"),
        (timedelta(seconds=1), "in 1 min", "1 min left"),
        (timedelta(minutes=59, seconds=1), "in 1 h 00 min", "1 h 00 min left"),
        (timedelta(hours=9, minutes=5), "in 9 h 05 min", "9 h 05 min left"),
        (timedelta(minutes=-5), "now", "beyond its time"),
    ],
)
def test_a_countdown_in_words(stretch, until, left):
    assert (countdown(stretch, UNTIL), countdown(stretch, LEFT)) == (until, left)
