"""The calendar that a phone reads: what stands in it, for whom, how long; and khal, a calendar of somebody else's."""

import logging
import subprocess
import sys
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from icalendar import Calendar

from delegation.access import Marking
from delegation.actions import duties, feeds, meetings, people
from delegation.models import Feed, Meeting
from tests import factories as make

AFTERNOON = datetime(2014, 10, 29, 5, 30, tzinfo=UTC)  # 14:30 in Busan


@pytest.fixture
def com5(cast):
    return make.committee("COM5", kind="committee")


@pytest.fixture
def meeting(com5):
    return make.meeting(com5, number="8", starts_at=AFTERNOON, room="Room K", title="Talks on talks")


def cancel(cast):
    meeting = Meeting.objects.get()
    meetings.cancel(meeting, seen=meeting.version, why="No papers.", by=cast.sol)


def address(person):
    return reverse("feed", args=[feeds.make(by=person)])


def read(client, url):
    answer = client.get(url)
    assert (answer.status_code, answer["Content-Type"]) == (200, "text/calendar; charset=utf-8")
    assert answer["Cache-Control"] == "no-store, private"
    return {str(event["summary"]): event for event in Calendar.from_ical(answer.content).walk("VEVENT")}


def test_it_holds_ones_duties_and_committees(client, cast, com5, meeting):
    make.duty(meeting, cast.chen, accepted=True)
    make.membership(cast.dina, com5)
    make.meeting(make.committee("COM6", kind="committee"), number="1")
    event = read(client, address(cast.chen))["Com 5, meeting 8 (duty)"]
    assert (event["location"], event["description"], event["status"]) == (
        "Room K",
        "Duty: Lead, accepted",
        "TENTATIVE",
    )
    assert event.start.isoformat() == "2014-10-29T14:30:00+09:00"
    assert event["dtstart"].params["TZID"] == "Asia/Seoul"
    assert list(read(client, address(cast.dina))) == ["Com 5, meeting 8"]
    assert read(client, address(cast.olga)) == {}


def test_nothing_above_delegation_is_in_it(client, cast, com5, meeting):
    hidden = make.meeting(com5, number="9", starts_at=AFTERNOON, marking=Marking.GOVERNMENT)
    secret = make.issue("Talks", marking=Marking.CORE, lead=cast.amara)
    for one in (hidden, make.meeting(com5, number="10", marking=Marking.CORE, issue=secret)):
        make.duty(one, cast.amara, marking=one.marking, issue=one.issue)
    make.duty(meeting, cast.amara, accepted=True, marking=Marking.GOVERNMENT)
    make.membership(cast.amara, com5)
    url = address(cast.amara)
    event = read(client, url)["Com 5, meeting 8"]
    assert "description" not in event
    assert list(read(client, url)) == ["Com 5, meeting 8"]
    Meeting.objects.filter(pk=meeting.pk).update(marking=Marking.GOVERNMENT)
    assert read(client, url) == {}
    text = client.get(url).text
    assert ("Talks" in text, "meeting 9" in text) == (False, False)


def test_a_move_a_hand_over_and_a_cancellation_count_up(client, cast, meeting):
    duty = make.duty(meeting, cast.chen)
    url = address(cast.chen)
    seen = [read(client, url)["Com 5, meeting 8 (duty)"]]
    duties.accept(duty, seen=1, by=cast.chen)
    seen += read(client, url).values()
    later = AFTERNOON + timedelta(hours=2)
    meetings.move(
        meeting,
        seen=meeting.version,
        starts_at=later,
        ends_at=later + timedelta(hours=1),
        room="Room L",
        by=cast.sol,
    )
    seen += read(client, url).values()
    cancel(cast)
    seen += read(client, url).values()
    assert len({str(event["uid"]) for event in seen}) == 1
    counted = [event["sequence"] for event in seen]
    assert counted == sorted(set(counted))
    assert [str(event["status"]) for event in seen] == ["TENTATIVE"] * 3 + ["CANCELLED"]
    assert "No papers" not in client.get(url).text


def test_the_address_is_secret_and_ends(client, cast, meeting):
    secret = feeds.make(by=cast.chen)
    url = reverse("feed", args=[secret])
    assert client.get(url).status_code == 200
    assert secret not in str(Feed.objects.values())
    other = feeds.make(by=cast.chen)
    assert [client.get(reverse("feed", args=[one])).status_code for one in (secret, other, "x")] == [404, 200, 404]
    feeds.revoke(cast.chen)
    assert client.get(reverse("feed", args=[other])).status_code == 404
    last = address(cast.chen)
    people.end_access(cast.chen, why="Left.", by=cast.amara)
    assert client.get(last).status_code == 404
    people.give_access_again(cast.chen, by=cast.amara)
    assert client.get(last).status_code == 404


def test_it_is_shown_once_on_ones_account(client, cast):
    client.force_login(cast.chen)
    assert "Make an address" in client.get(reverse("my-account")).text
    shown = client.post(reverse("feed-new"))
    [url] = [word for word in shown.text.split('"') if word.startswith("http://testserver/feeds/")]
    assert (shown["Cache-Control"], client.get(url).status_code) == ("no-store, private", 200)
    page = client.get(reverse("my-account")).text
    assert ("Make a new address" in page, "/feeds/" in page) == (True, False)
    assert "has ended" in client.post(reverse("feed-end"), follow=True).text
    assert client.get(url).status_code == 404
    client.logout()
    assert client.post(reverse("feed-new")).status_code == 302
    assert Feed.objects.count() == 1


def test_a_phone_that_asks_too_often_waits(client, cast):
    url, other = address(cast.chen), address(cast.dina)
    assert [client.get(url).status_code for _again in range(21)] == [200] * 20 + [429]
    assert client.get(other).status_code == 200


def test_no_log_keeps_the_address(client, cast, monkeypatch):
    secret, lines = feeds.make(by=cast.chen), []
    feeds.revoke(cast.chen)
    stderr = next(one for one in logging.getLogger().handlers if one.filters)
    monkeypatch.setattr(stderr, "emit", lambda record: lines.append(record.getMessage()))
    client.get(reverse("feed", args=[secret]))
    assert lines == ["Not Found: /feeds/…"]


def test_the_number_of_queries_does_not_grow(client, cast, com5):
    make.membership(cast.chen, com5)
    url, counts = address(cast.chen), []
    client.get(url)
    for count in (1, 8):
        for number in range(count, count + 7):
            make.duty(make.meeting(com5, number=str(number), minutes=number), cast.chen)
        with CaptureQueriesContext(connection) as queries:
            client.get(url)
        counts.append(len(queries))
    assert counts[0] == counts[1]


@pytest.fixture
def khal(tmp_path, client):
    """Let khal read the feed, and answer its list of three days."""
    calendar = tmp_path / "calendar"
    calendar.mkdir()
    settings = tmp_path / "khal.conf"
    settings.write_text(
        f"[calendars]\n[[placard]]\npath = {calendar}\n[sqlite]\npath = {tmp_path / 'khal.db'}\n"
        "[locale]\nlocal_timezone = Europe/Vienna\ndefault_timezone = Europe/Vienna\n"
        "timeformat = %H:%M\ndateformat = %Y-%m-%d\nlongdateformat = %Y-%m-%d\n"
        "datetimeformat = %Y-%m-%d %H:%M\nlongdatetimeformat = %Y-%m-%d %H:%M\n"
    )

    def run(*words):
        command = [str(Path(sys.executable).parent / "khal"), "-c", str(settings), *words]
        done = subprocess.run(command, capture_output=True, text=True, timeout=60)
        assert done.returncode == 0, done.stderr
        return done.stdout.strip().splitlines()

    def listed(url):
        file = tmp_path / "feed.ics"
        file.write_bytes(client.get(url).content)
        run("import", "--batch", str(file))
        how = ("--format", "{start-date} {start-time}-{end-time} {title}, {location}, {status}", "--day-format", "")
        return [line.strip() for line in run("list", *how, "2014-10-29", "3d") if line]

    return listed


def test_khal_follows_a_move_and_a_cancellation(khal, cast, com5, meeting):
    make.membership(cast.chen, com5)
    url = address(cast.chen)
    assert khal(url) == ["2014-10-29 06:30-09:30 Com 5, meeting 8, Room K, TENTATIVE"]
    later = datetime(2014, 10, 30, 7, 0, tzinfo=UTC)
    meetings.move(meeting, seen=1, starts_at=later, ends_at=later + timedelta(hours=2), room="Room L", by=cast.sol)
    assert khal(url) == ["2014-10-30 08:00-10:00 Com 5, meeting 8, Room L, TENTATIVE"]
    cancel(cast)
    assert khal(url) == ["2014-10-30 08:00-10:00 Com 5, meeting 8, Room L, CANCELLED"]
