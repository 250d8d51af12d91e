"""Who is at a record and who writes in it: what is told, to whom, and for how long."""

import re
from contextlib import closing
from datetime import UTC, datetime, timedelta
from uuid import UUID

import pytest
import time_machine
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from delegation import live
from delegation.actions import markings, presences, records
from delegation.actions.forgetting import forget
from delegation.actions.presences import Sheet, Writing
from delegation.models import Event, Presence
from positions.actions import reserves
from tests import factories as make

NOW = datetime(2026, 3, 4, 9, 0, tzinfo=UTC)
LAPTOP, OTHER_TAB, PHONE = (UUID(int=number) for number in (1, 2, 3))


@pytest.fixture(autouse=True)
def still():
    with time_machine.travel(NOW, tick=False) as clock:
        yield clock


@pytest.fixture
def place(internet):
    return live.topic(internet)


@pytest.fixture
def position(internet):
    return make.position(internet)


def at(person, place, *writes, tab=LAPTOP, **how):
    """Say it as a page does; answers what that page shows then."""
    client = Client()
    client.force_login(person)
    said = {"tab": tab, "place": place, "writes": writes, **how}
    return client.post("/presence/", {name: value for name, value in said.items() if value is not None})


def told(response):
    """The line at the head of the page, and what stands at fields."""
    assert response.status_code == 200
    body = response.content.decode()
    line = re.search(r"<p>(.*?)</p>", body, flags=re.DOTALL)
    people = re.findall(r'<span data-left="\d+">(.*?)</span>\n', line[1], flags=re.DOTALL) if line else []
    notes = re.findall(r'<span data-record="(.*?)" data-name="(.*?)" data-left="\d+">(.*?)</span>', body)
    return [" ".join(re.sub(r"<[^>]+>", " ", one).split()) for one in people], notes


def argument(position, *, unsaved=False):
    return f"{live.topic(position)} argument" + " unsaved" * unsaved


def test_nobody_else_is_here(cast, place):
    answer = at(cast.chen, place)
    assert (answer.status_code, answer.content) == (200, b"")


def test_one_person_in_three_pages_is_one(cast, place):
    for tab in (LAPTOP, OTHER_TAB, PHONE):
        assert told(at(cast.dina, place, tab=tab)) == ([], [])
    assert told(at(cast.chen, place)) == (["Dina"], [])


def test_who_writes_is_named_at_the_field_and_first(cast, place, position):
    at(cast.amara, place, tab=PHONE)
    at(cast.dina, place, tab=OTHER_TAB)
    at(cast.dina, place, argument(position))
    assert told(at(cast.chen, place)) == (
        ["Dina writing: position, argument", "Amara"],
        [(live.topic(position), "argument", "Dina is writing here")],
    )


def test_the_strongest_of_what_one_has_open_is_told(cast, place, position):
    at(cast.dina, place, argument(position))
    at(cast.dina, place, argument(position, unsaved=True), tab=PHONE, hidden="1")
    assert told(at(cast.chen, place))[0] == ["Dina writing: position, argument"]
    at(cast.dina, place, tab=LAPTOP)
    assert told(at(cast.chen, place))[0] == ["Dina unsaved words: position, argument, in the background"]


def test_a_page_of_another_record_shows_who_writes_in_the_same_field(cast, place, position):
    at(cast.dina, None, argument(position))
    assert told(at(cast.chen, None, argument(position))) == (
        [],
        [(live.topic(position), "argument", "Dina is writing here")],
    )


def test_idle_after_ten_minutes_without_input(cast, place):
    at(cast.dina, place, idle=599)
    assert told(at(cast.chen, place))[0] == ["Dina"]
    at(cast.dina, place, idle=725)
    assert told(at(cast.chen, place))[0] == ["Dina idle 12 min"]
    at(cast.dina, place, tab=PHONE, idle=3)
    assert told(at(cast.chen, place))[0] == ["Dina"]


def test_an_editor_left_open_is_told_as_what_it_is(cast, place, position):
    at(cast.dina, place, argument(position), idle=725)
    assert told(at(cast.chen, place)) == (
        ["Dina writing: position, argument, idle 12 min"],
        [(live.topic(position), "argument", "Dina has this open, idle 12 min")],
    )
    at(cast.dina, place, argument(position, unsaved=True), idle=725)
    assert told(at(cast.chen, place)) == (
        ["Dina unsaved words: position, argument, idle 12 min"],
        [(live.topic(position), "argument", "Dina has unsaved words here")],
    )


def test_who_is_active_in_another_page_is_not_idle(cast, place, position):
    at(cast.dina, place, argument(position), idle=725)
    at(cast.dina, place, tab=PHONE)
    assert told(at(cast.chen, place)) == (
        ["Dina"],
        [(live.topic(position), "argument", "Dina has this open, idle 12 min")],
    )
    at(cast.dina, place, argument(position, unsaved=True), idle=725)
    assert told(at(cast.chen, place))[0] == ["Dina unsaved words: position, argument"]


def test_a_closed_page_is_gone_at_once(cast, place, position):
    at(cast.dina, place, argument(position))
    assert at(cast.dina, None, left="1").status_code == 204
    assert told(at(cast.chen, place)) == ([], [])
    assert not Presence.objects.filter(member=cast.dina).exists()


def test_a_crashed_page_is_gone_within_thirty_seconds(cast, place, still):
    at(cast.dina, place)
    still.shift(timedelta(seconds=29))
    assert b'data-left="1"' in at(cast.chen, place).content
    still.shift(timedelta(seconds=1))
    assert told(at(cast.chen, place)) == ([], [])


def test_a_hidden_page_keeps_nothing_but_unsaved_words_and_keeps_them_longer(cast, place, position, still):
    at(cast.dina, place, argument(position, unsaved=True))
    at(cast.dina, place, argument(position, unsaved=True), hidden="1")
    still.shift(timedelta(minutes=4, seconds=59))
    assert told(at(cast.chen, place)) == (
        ["Dina unsaved words: position, argument, in the background"],
        [(live.topic(position), "argument", "Dina has unsaved words here")],
    )
    at(cast.dina, place, argument(position), hidden="1")
    assert told(at(cast.chen, place)) == ([], [])


def test_an_adviser_is_told_of_what_he_sees_alone(cast, place, position):
    """Government: Pavel is not cleared. Core: Olga is, and does not hold the issue."""
    reserve = make.reserve(position.issue)
    at(cast.dina, place, argument(position), f"{live.topic(reserve)} text")
    assert told(at(cast.pavel, place)) == (["Dina"], [])
    assert told(at(cast.olga, place)) == (
        ["Dina writing: position, argument", "Pavel"],
        [(live.topic(position), "argument", "Dina is writing here")],
    )
    assert {note[0] for note in told(at(cast.chen, place))[1]} == {live.topic(position), live.topic(reserve)}


def test_what_is_hidden_is_as_what_is_not_there(cast, place, position, internet):
    hidden = make.issue("Hidden", marking="government", lead=cast.dina)
    at(cast.dina, live.topic(hidden), tab=PHONE)
    point = make.talking_point(hidden, marking="government")
    shown = make.talking_point(internet, "Shown", place=2)
    at(cast.dina, live.topic(hidden), f"{live.topic(shown)} text", f"{live.topic(point)} text")
    absent = f"issue:{UUID(int=9)}"
    answers = [
        at(cast.pavel, where, *writes)
        for where in (live.topic(hidden), absent, "nonsense:" + absent[6:], f"instruction:{UUID(int=9)}")
        for writes in ([], [f"{live.topic(point)} text"], [f"talkingpoint:{UUID(int=9)} text"])
    ]
    assert {(answer.status_code, answer.content, *answer.items()) for answer in answers} == {
        (200, b"", *answers[0].items())
    }
    assert not Presence.objects.filter(member=cast.pavel).exists()


def test_who_may_not_change_a_record_writes_nothing_in_it(cast, place, internet):
    point = make.talking_point(internet)
    at(cast.pavel, place, f"{live.topic(point)} text")
    assert told(at(cast.chen, place)) == (["Pavel"], [])


def test_a_record_that_is_hidden_meanwhile_is_told_to_nobody_who_lost_it(cast, place, internet):
    point = make.talking_point(internet)
    at(cast.dina, place, f"{live.topic(point)} text")
    assert told(at(cast.pavel, place))[1] == [(live.topic(point), "text", "Dina is writing here")]
    markings.set_marking(point, seen=1, marking="government", by=cast.amara)
    assert told(at(cast.pavel, place)) == (["Dina"], [])


def test_who_has_no_access_any_more_is_told_of_no_more(cast, place):
    at(cast.dina, place)
    cast.dina.is_active = False
    cast.dina.save()
    assert told(at(cast.chen, place)) == ([], [])


def test_a_ping_changes_nothing_of_the_record(cast, place, position):
    before = (position.version, position.history.count(), Event.objects.count())
    at(cast.dina, place, argument(position, unsaved=True))
    saved = records.change(position, seen=1, argument="Because.", by=cast.dina)
    assert saved.changed == ("argument",)
    position.refresh_from_db()
    assert (position.version, position.history.count()) == (before[0] + 1, before[1] + 1)
    assert Event.objects.count() == 1


@pytest.mark.django_db(transaction=True)
def test_a_ping_waits_for_no_lock_and_holds_none(conference):
    """Somebody saves the issue and the member while they are pinged of: both rows are locked as hard as can be."""
    dina = make.delegate("dina")
    internet = make.issue("Internet", lead=dina)
    reserve = make.reserve(internet)
    with closing(connection.copy()) as other, connection.cursor() as own, other.cursor() as blocks:
        other.set_autocommit(False)
        for table in ("delegation_issue", "delegation_delegate", "positions_reserve"):
            blocks.execute(f"SELECT 1 FROM {table} FOR UPDATE")
        own.execute("SET lock_timeout = '2s'")
        presences.note(Sheet(LAPTOP, live.topic(internet), (Writing(live.topic(reserve), "text"),)), by=dina)
        own.execute("RESET lock_timeout")
    reserves.change(reserve, seen=1, text="Saved by herself.", by=dina)
    assert Presence.objects.count() == 2


def test_the_cost_of_a_ping(cast, place, position, still):
    """Three queries say who asks and at which conference; three are the ping; to tell others takes one more."""
    client = Client()
    client.force_login(cast.dina)
    for other in (cast.chen, cast.amara, cast.ben, cast.sol):
        at(other, place, argument(position))

    def queries(**said):
        with CaptureQueriesContext(connection) as asked:
            client.post("/presence/", {"tab": LAPTOP, "place": place, **said})
        return len(asked)

    assert queries() == 3 + 4
    assert queries() == 3 + 2
    still.shift(timedelta(seconds=10))
    assert queries() == 3 + 3
    assert queries(writes=[argument(position)]) == 3 + 4
    assert queries() == 3 + 4


def test_what_no_page_says_is_refused(cast, place):
    assert [at(cast.chen, place, **said).status_code for said in ({"tab": ""}, {"tab": "nonsense"}, {"idle": "x"})] == [
        400
    ] * 3
    assert at(cast.chen, place, *[f"{place} name"] * 21).status_code == 400
    assert told(at(cast.chen, place, f"{place} n;a", "nonsense", "")) == ([], [])


def test_more_pages_than_anybody_opens_are_not_noted(cast, place):
    for number in range(40):
        at(cast.pavel, place, tab=UUID(int=number + 1))
    assert Presence.objects.values("tab").distinct().count() == presences.MOST_TABS


def test_what_ran_out_is_forgotten(cast, place, still):
    at(cast.chen, place)
    still.shift(timedelta(seconds=31))
    at(cast.dina, place)
    forget()
    assert [one.member for one in Presence.objects.all()] == [cast.dina]
