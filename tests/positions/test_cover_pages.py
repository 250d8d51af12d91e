"""The cover board and its suggestions, as pages."""

import cProfile
import pstats
from datetime import date, timedelta

import pytest
from django.urls import reverse

from delegation.actions import duties, meetings
from delegation.models import Duty, Meeting
from positions.models import AgendaItem
from tests import factories as make
from tests.positions.test_cover import at

DAY = date(2014, 10, 29)


@pytest.fixture
def com5(cast, internet):
    committee = make.committee("COM5", kind="committee")
    make.membership(cast.chen, committee)
    return committee


@pytest.fixture
def meeting(com5, internet):
    meeting = make.meeting(com5, number="8", starts_at=at(14, 30))
    make.agenda_item(meeting, "Item 3", issues=[internet])
    return meeting


def words(answer):
    return " ".join(answer.content.decode().split())


@pytest.mark.parametrize("query", ["", "?by=people"])
def test_a_gap_stands_on_the_board_in_words(client, cast, meeting, query):
    client.force_login(cast.sol)
    page = words(client.get(reverse("cover-day", args=[DAY]) + query))
    for said in (
        "1 meeting still needs somebody",
        "nobody leads",
        "ours is on the agenda, nobody has accepted",
        "Afternoon",
    ):
        assert said in page, said
    duty = make.duty(meeting, cast.chen)
    AgendaItem.objects.update(archived_at=at(9))
    page = words(client.get(reverse("cover-day", args=[DAY]) + query))
    assert ("1 meeting waits for its lead to accept" in page, "still needs" in page) == (True, False)
    duties.accept(duty, seen=1, by=cast.chen)
    page = words(client.get(reverse("cover-day", args=[DAY]) + query))
    assert "Every meeting that needs us has somebody" in page


def test_a_clash_stands_at_the_member_and_at_both_meetings(client, cast, meeting):
    other = make.meeting(make.committee("COM6", kind="committee"), starts_at=at(16))
    for one in (meeting, other):
        make.duty(one, cast.chen)
    client.force_login(cast.pavel)
    assert words(client.get(reverse("cover-day", args=[DAY]))).count("in two rooms") == 2
    assert words(client.get(reverse("cover-day", args=[DAY]) + "?by=people")).count("in two rooms") == 2


def test_who_runs_meetings_asks_somebody_from_the_board(client, cast, meeting):
    client.force_login(cast.sol)
    address = reverse("duty-suggestions", args=[meeting.pk])
    assert address in client.get(reverse("cover-day", args=[DAY])).text
    page = words(client.get(address))
    assert "leads Internet, Spokesperson in Com 5, free" in page
    asked = client.post(
        reverse("duty-assign", args=[meeting.pk]), {"delegate": cast.chen.email, "role": "a_lead", "back": "cover"}
    )
    assert asked.url == f"/cover/{DAY}/#cover-{meeting.pk}"
    assert Duty.objects.get().delegate == cast.chen
    client.force_login(cast.chen)
    assert client.get(address).status_code == 403
    assert address not in client.get(reverse("cover-day", args=[DAY])).text


def test_of_a_cancelled_meeting_nobody_is_to_answer(client, cast, meeting):
    make.duty(meeting, cast.chen, accepted=True)
    day = reverse("time-plan-day", args=[DAY])
    board = reverse("cover-day", args=[DAY])
    pages = [
        board,
        f"{board}?by=people",
        day,
        f"{day}?by=room",
        meeting.get_absolute_url(),
        cast.chen.get_absolute_url(),
    ]
    meetings.cancel(meeting, seen=1, why="No interpretation.", by=cast.sol)
    for person in (cast.chen, cast.sol):
        client.force_login(person)
        assert {url: "not yet answered" in client.get(url).text for url in pages} == dict.fromkeys(pages, False)
        assert "Chen" in client.get(meeting.get_absolute_url()).text


def place(client, meeting, person, **more):
    return client.post(reverse("duty-place", args=[meeting.pk]), {"delegate": person.pk, "role": "b_second"} | more)


def test_a_hand_on_the_board_is_answered_with_nothing_or_the_reason(client, cast, meeting):
    client.force_login(cast.sol)
    operation = {"operation": "c0ffee00-0000-4000-8000-00000000000a"}
    assert [place(client, meeting, cast.chen, **operation).status_code for _time in range(2)] == [204, 204]
    assert Duty.objects.get().role == "b_second"
    other = make.meeting(make.committee("COM6", kind="committee"), starts_at=at(16))
    refused = place(client, other, cast.chen)
    said = (
        "Chen is to be elsewhere at that time: Com 5, meeting 8, 29 Oct 14:30. "
        "To ask all the same, say why in two rooms."
    )
    assert (refused.status_code, refused.headers["Content-Type"], refused.text) == (
        422,
        "text/plain; charset=utf-8",
        said,
    )
    assert place(client, meeting, cast.gone).status_code == 422
    assert Duty.objects.count() == 1
    hidden = make.meeting(meeting.committee, number="9", starts_at=at(9, 30), marking="government")
    for person, answers in ((cast.chen, [403, 403]), (cast.pavel, [403, 404])):
        client.force_login(person)
        assert [place(client, one, cast.dina).status_code for one in (meeting, hidden)] == answers


def test_one_answers_for_oneself_on_the_board(client, cast, meeting):
    duty = make.duty(meeting, cast.chen)
    address = reverse("cover-day", args=[DAY])
    client.force_login(cast.dina)
    assert "Accept" not in client.get(address).text
    client.force_login(cast.chen)
    assert ("Accept" in client.get(address).text, "data-handle" in client.get(address).text) == (True, False)
    answer = client.post(reverse("duty-accept", args=[duty.pk]), {"seen": "1", "back": "cover"})
    assert answer.url == f"{address}#cover-{meeting.pk}"
    assert "Give back" in client.get(address).text


def test_what_was_done_stands_in_the_history_of_the_day(client, cast, meeting):
    duty = duties.assign(meeting, delegate=cast.chen, role="a_lead", by=cast.sol)
    duties.accept(duty, seen=1, by=cast.chen)
    meetings.move(meeting, seen=1, starts_at=at(16), ends_at=at(17), room="Room L", by=cast.sol)
    duty.refresh_from_db()
    duties.refuse(duty, seen=duty.version, why="In Com 6.", by=cast.chen)
    hidden = make.meeting(meeting.committee, number="9", starts_at=at(14, 30), marking="government")
    make.duty(hidden, cast.dina, marking="government")
    address = reverse("cover-history", args=[DAY])
    client.force_login(cast.pavel)
    lines = client.get(address).context["lines"]
    where = "Com 5, meeting 8, Lead, Wed 29 Oct 16:00 Room L"
    assert [(line.words, line.about) for line in lines if line.model is Duty] == [
        ("Chen refused a duty: In Com 6.", where),
        ("Chen is asked anew: what was accepted is taken back", where),
        ("Chen accepted a duty", where),
        ("Sol asked Chen to a meeting", where),
    ]
    assert next(line.words for line in lines if line.model is Meeting) == "Sol moved Com 5, meeting 8"
    client.force_login(cast.sol)
    assert len(client.get(address).context["lines"]) == len(lines) + 2
    assert client.get(reverse("cover-history", args=[date.max])).context["lines"] == []


def test_an_adviser_learns_of_no_hidden_meeting(client, cast, com5):
    hidden = make.meeting(com5, number="9", starts_at=at(14, 30), marking="government")
    client.force_login(cast.pavel)
    for query in ("", "?by=people"):
        page = words(client.get(reverse("cover-day", args=[DAY]) + query))
        assert ("meeting 9" in page, "still needs" in page) == (False, False)
    client.force_login(cast.sol)
    assert client.get(reverse("duty-suggestions", args=[hidden.pk])).status_code == 200


def test_a_day_without_the_conference_says_so(client, cast):
    client.force_login(cast.ben)
    for day in (date(2014, 12, 1), date.max):
        assert "does not sit" in words(client.get(reverse("cover-day", args=[day]) + "?by=people"))


def test_who_could_go_is_marked_by_what_it_names(client, cast, com5):
    meeting = make.meeting(com5, starts_at=at(14, 30))
    client.force_login(cast.sol)
    shown = [client.get(reverse("duty-suggestions", args=[meeting.pk])).context["markings"]]
    make.agenda_item(meeting, "Item 3", issues=[make.issue("Council", lead=cast.chen, marking="government")])
    shown.append(client.get(reverse("duty-suggestions", args=[meeting.pk])).context["markings"])
    assert shown == [["delegation"], ["delegation", "government"]]


@pytest.mark.parametrize(("query", "queries"), [("", 11), ("?by=people", 11)])
@pytest.mark.parametrize("many", [1, 3])
def test_the_board_costs_the_same_however_full(client, cast, com5, many, query, queries, django_assert_num_queries):
    for number in range(many):
        meeting = make.meeting(com5, number=str(number), starts_at=at(14, 30) + timedelta(minutes=number))
        make.duty(meeting, make.delegate(f"member {number}"))
    client.force_login(cast.sol)
    address = reverse("cover-day", args=[DAY]) + query
    client.get(address)
    with django_assert_num_queries(queries):
        client.get(address)


@pytest.mark.parametrize("query", ["", "?by=people"])
def test_a_full_day_costs_few_calls(client, cast, com5, query):
    """Sixty meetings and a hundred members: rows are rendered once for all who are shown the same."""
    people = [make.delegate(f"member {number}") for number in range(100)]
    for number in range(60):
        meeting = make.meeting(com5, number=str(number), starts_at=at(14, 30) + timedelta(minutes=number))
        make.duty(meeting, people[number])
    client.force_login(cast.sol)
    address = reverse("cover-day", args=[DAY]) + query
    client.get(address)
    with cProfile.Profile() as profile:
        client.get(address)
    calls = pstats.Stats(profile).total_calls
    assert calls <= 70_000, calls
