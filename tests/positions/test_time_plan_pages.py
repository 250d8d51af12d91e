"""The time plan: a day, the weeks, one's own meetings."""

import re
from datetime import date, timedelta

import pytest
from django.urls import reverse

from tests import factories as make


@pytest.fixture
def plan(cast):
    com5 = make.committee("COM5", kind="committee")
    wg_pl = make.committee()
    meetings = [
        make.meeting(com5, number="7", starts_at=make.START + timedelta(hours=1), times_are_estimated=True),
        make.meeting(wg_pl, number="6", starts_at=make.START + timedelta(hours=2)),
        make.meeting(com5, number="8", starts_at=make.START + timedelta(days=1)),
        make.meeting(wg_pl, number="9", starts_at=make.START + timedelta(hours=3), marking="government"),
    ]
    make.duty(meetings[0], cast.chen, accepted=True)
    make.membership(cast.pavel, wg_pl, role="adviser")
    return meetings


def seen_by(client, person, address):
    client.force_login(person)
    return client.get(address)


def names(page):
    return [str(meeting) for meeting in page.context["meetings"]]


def lacking(page):
    return [", ".join(str(lack.words) for lack in meeting.lacks) for meeting in page.context["meetings"]]


def test_a_day_with_who_covers_it(client, cast, plan):
    page = seen_by(client, cast.chen, "/time-plan/")
    assert names(page) == ["Com 5, meeting 7", "WG-PL, meeting 6", "WG-PL, meeting 9"]
    words = page.content.decode()
    assert [
        word for word in ("time estimated", "<b>Chen</b>", "nobody leads", "Tuesday 28 October") if word not in words
    ] == []
    assert lacking(page) == ["", "nobody leads", "nobody leads"]
    assert names(seen_by(client, cast.chen, "/time-plan/2014-10-30/")) == ["Com 5, meeting 8"]


@pytest.mark.parametrize("address", ["/time-plan/", "/time-plan/?by=room", "/time-plan/weeks/"])
def test_what_lacks_somebody_is_what_the_cover_board_says(client, cast, plan, address):
    make.meeting(make.committee("COM6", kind="committee"), number="1", starts_at=make.START + timedelta(hours=1))
    make.duty(plan[1], cast.chen)
    words = ["nobody leads", "lead not accepted"]
    counts = [
        [seen_by(client, one, there).text.count(said) for said in words]
        for one in (cast.chen, cast.pavel)
        for there in (address, reverse("cover"))
    ]
    assert counts == [[1, 1], [1, 1], [0, 1], [0, 1]]


# All that decides what a meeting lacks (positions/models/cover.py).
DECIDING = {"meeting", "duty", "delegate", "membership", "committee", "issue", "agendaitem", "proposal", "text"}


@pytest.mark.parametrize("address", ["/time-plan/", "/time-plan/weeks/", "/cover/", "/committees/WG-PL/"])
def test_what_decides_what_is_lacking_makes_the_page_true_again(client, cast, plan, address):
    main = seen_by(client, cast.chen, address).text.partition("<main")[2]
    live = re.search(r'data-live="([^"]*)"', main)[1].split()
    assert DECIDING - set(live) == set()


def test_mine_are_those_of_my_duties_and_committees(client, cast, plan):
    assert names(seen_by(client, cast.chen, "/time-plan/?mine=1")) == ["Com 5, meeting 7"]
    assert names(seen_by(client, cast.pavel, "/time-plan/?mine=1")) == ["WG-PL, meeting 6"]
    assert "No meeting of yours" in seen_by(client, cast.olga, "/time-plan/?mine=1").content.decode()


def test_an_adviser_sees_no_trace_of_a_hidden_meeting(client, cast, plan):
    page = seen_by(client, cast.pavel, "/time-plan/")
    assert (names(page), page.context["markings"]) == (["Com 5, meeting 7", "WG-PL, meeting 6"], ["delegation"])
    weeks = seen_by(client, cast.pavel, "/time-plan/weeks/").content.decode()
    assert ("meeting 6" in weeks, "meeting 9" in weeks) == (True, False)


def test_the_weeks_run_from_monday_to_sunday(client, cast, plan):
    page = seen_by(client, cast.chen, "/time-plan/weeks/")
    days = page.context["days"]
    assert (days[0].date, days[-1].date, len(days)) == (date(2014, 10, 20), date(2014, 11, 9), 21)
    assert [day.date.isoformat() for day in days if day.is_outside] == ["2014-11-08", "2014-11-09"]
    assert [(str(day.date), len(day.meetings)) for day in days if day.meetings] == [
        ("2014-10-29", 3),
        ("2014-10-30", 1),
    ]
    assert [day.date for day in days if day.is_today] == [date(2014, 10, 29)]


@pytest.mark.parametrize("day", ["2014-10-19", "2014-11-08", "0001-01-01", "9999-12-31"])
def test_a_day_outside_the_conference_is_a_sentence(client, cast, day):
    page = seen_by(client, cast.chen, f"/time-plan/{day}/")
    assert (page.status_code, "does not sit on this day" in page.content.decode()) == (200, True)


@pytest.mark.parametrize("day", ["2014-13-01", "2014-02-30", "yesterday", "20141029", "0000-00-00"])
def test_what_is_no_day_is_no_address(client, cast, day):
    assert seen_by(client, cast.chen, f"/time-plan/{day}/").status_code == 404


@pytest.mark.parametrize(("url", "queries"), [("time-plan", 9), ("time-plan-weeks", 9)])
def test_the_number_of_queries_does_not_grow(client, cast, plan, url, queries, django_assert_num_queries):
    client.force_login(cast.chen)
    with django_assert_num_queries(queries):
        client.get(reverse(url))
    for number in ("20", "21"):
        meeting = make.meeting(plan[0].committee, number=number, starts_at=make.START + timedelta(hours=4))
        make.duty(meeting, cast.dina)
    with django_assert_num_queries(queries):
        client.get(reverse(url))


def test_a_day_by_slot_and_room(client, cast):
    com5, com6 = make.committee("COM5", kind="committee"), make.committee("COM6", kind="committee")
    for committee, hours, room in ((com5, 0, "Room B"), (com6, 0, "Room A"), (com5, 5, "Room A"), (com6, 5, "")):
        make.meeting(committee, starts_at=make.START + timedelta(hours=hours), room=room)
    client.force_login(cast.olga)
    page = client.get(reverse("time-plan-day", args=[date(2014, 10, 29)]) + "?by=room")
    told = [[(room, [str(one) for one in held]) for room, held in slot.cells] for slot in page.context["slots"]]
    assert told == [
        [("Room A", ["Com 6"]), ("Room B", ["Com 5"]), ("", [])],
        [("Room A", ["Com 5"]), ("Room B", []), ("", ["Com 6"])],
    ]
    assert ("no room yet" in page.text, "by=room" in page.text) == (True, True)
