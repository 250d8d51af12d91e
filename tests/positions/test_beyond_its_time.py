"""A meeting that goes on beyond its time, until its chair closes it: it runs, on every page that says so."""

from datetime import timedelta

import pytest
from django.test import RequestFactory
from django.urls import reverse

from delegation import clock
from delegation.actions import duties, meetings, people
from delegation.desk import now_strip
from positions.actions import agenda_items
from positions.actions.handing_over import duties_to_come
from positions.pages import course, open_business
from tests import factories as make

LONG = 180  # minutes, of each meeting here


def ago(minutes):
    return clock.now() - timedelta(minutes=minutes)


@pytest.fixture
def com5(cast):
    return make.committee("COM5", kind="committee")


def beyond(com5, by=10, *, started=True, **values):
    begun = ago(LONG + by)
    return make.meeting(com5, starts_at=begun, started_at=begun if started else None, **values)


def strip(person):
    request = RequestFactory().get("/")
    request.user = person
    with clock.kept():
        return now_strip(request)


STATES = {
    "ten minutes beyond": ({"by": 10}, "running"),
    "nobody said that it began": ({"by": 10, "started": False}, "ended"),
    "closed by the chair": ({"by": 10, "ended_at": -1}, "ended"),
    "long over, and never closed": ({"by": 361}, "ended"),
    "cancelled": ({"by": 10, "cancelled_at": -60}, "cancelled"),
}


@pytest.mark.parametrize(("values", "state"), STATES.values(), ids=STATES.keys())
def test_it_runs_until_it_is_closed(com5, values, state):
    values = values | {name: ago(-minutes) for name, minutes in values.items() if name.endswith("_at")}
    assert beyond(com5, **values).state == state


def test_the_strip_keeps_it(cast, com5):
    meeting = beyond(com5)
    make.duty(meeting, cast.chen, accepted=True, in_room_at=ago(60))
    make.membership(cast.dina, com5)
    for person in (cast.chen, cast.dina):
        found = strip(person)
        assert (found["meeting"]["title"], found["meeting"]["left"]) == ("Com 5", "beyond its time")
        assert found["in_room"] == ["Chen"]
    assert "meeting" not in strip(cast.olga)
    meetings.end(meeting, seen=1, by=cast.chen)
    assert "meeting" not in strip(cast.chen)


def test_what_runs_in_its_time_comes_before_what_should_be_over(cast, com5):
    make.duty(beyond(com5, number="7"), cast.chen, accepted=True)
    now = make.duty(make.meeting(com5, number="8", starts_at=ago(5)), cast.chen)
    make.membership(cast.chen, com5)
    assert strip(cast.chen)["meeting"]["title"] == "Com 5, meeting 8"
    now.archived_at = clock.now()
    now.save()
    assert strip(cast.chen)["meeting"]["title"] == "Com 5, meeting 7"  # his own before that of his committee


def test_who_is_in_the_room_keeps_it_until_his_part_is_done(cast, com5):
    """Nobody said that it began."""
    meeting = beyond(com5, started=False)
    duty = make.duty(meeting, cast.chen, accepted=True, in_room_at=ago(60))
    make.duty(meeting, cast.dina, role="b_second", accepted=True)
    assert (strip(cast.chen)["meeting"]["title"], strip(cast.chen)["meeting"]["left"]) == ("Com 5", "beyond its time")
    assert strip(cast.chen)["in_room"] == ["Chen"]
    assert "meeting" not in strip(cast.dina)
    duties.finish(duty, seen=duty.version, by=cast.chen)
    assert "meeting" not in strip(cast.chen)


@pytest.mark.parametrize("over", [{"by": 361}, {"by": 10, "ended_at": 5}, {"by": 10, "cancelled_at": 5}])
def test_he_does_not_keep_what_is_over(cast, com5, over):
    values = {name: ago(value) if name.endswith("_at") else value for name, value in over.items()}
    make.duty(beyond(com5, started=False, **values), cast.chen, accepted=True, in_room_at=ago(400))
    assert "meeting" not in strip(cast.chen)


def test_two_at_the_same_time_are_both_in_the_strip(client, cast, com5):
    first, second = (make.meeting(com5, number=number, starts_at=ago(5)) for number in "78")
    later = [make.meeting(com5, number=number, starts_at=ago(-600)) for number in ("9", "10")]
    make.meeting(com5, number="11", starts_at=ago(-600))  # of his committee, and not his
    make.membership(cast.chen, com5)
    own = [make.duty(meeting, cast.chen) for meeting in (first, second, *later)]
    found = strip(cast.chen)
    assert sorted([found["meeting"]["title"], found["meeting"]["other"]["title"]]) == [
        "Com 5, meeting 7",
        "Com 5, meeting 8",
    ]
    assert {found["next"]["title"], found["next"]["other"]["title"]} == {"Com 5, meeting 9", "Com 5, meeting 10"}
    client.force_login(cast.chen)
    assert client.get(reverse("now")).text.count("at the same time:") == 2
    for duty in (own[1], own[3]):
        duty.done_at = clock.now()
        duty.save()
    found = strip(cast.chen)
    assert (found["meeting"]["other"], found["next"]["other"]) == (None, None)


def test_one_after_the_other_is_not_at_the_same_time(cast, com5):
    for number, starts in (("7", -60), ("8", -60 - LONG)):
        make.duty(make.meeting(com5, number=number, starts_at=ago(starts)), cast.chen)
    assert strip(cast.chen)["next"]["other"] is None


@pytest.mark.parametrize(("by", "started", "is_told"), [(10, True, True), (10, False, False), (361, True, False)])
def test_who_is_to_speak_next_is_told_while_its_agenda_is_gone_through(client, cast, com5, by, started, is_told):
    meeting = beyond(com5, by, started=started)
    make.agenda_item(meeting, "Opening", place=1, taken_at=ago(by + 5))
    make.speaker(make.agenda_item(meeting, "Youth", number="2", place=2), cast.chen)
    client.force_login(cast.chen)
    assert ("to speak next: 2 Youth, Com 5" in client.get(reverse("today")).text) == is_told
    if started and is_told:
        meetings.end(meeting, seen=1, by=cast.sol)
        assert course.to_speak(cast.chen) == []


@pytest.mark.parametrize(("minutes", "marking", "is_begun"), [(170, 0, True), (190, 0, True), (190, 1, False)])
def test_what_is_called_says_that_it_has_begun(cast, com5, minutes, marking, is_begun):
    """So that it is not over when its time is; but not to who may not see what is called."""
    meeting = make.meeting(com5, starts_at=ago(minutes))
    item = make.agenda_item(meeting, "Opening", marking=("delegation", "government")[marking])
    make.speaker(make.agenda_item(meeting, "Youth", number="2", place=2), cast.chen)
    agenda_items.take_up(item, seen=1, by=cast.sol)
    meeting.refresh_from_db()
    assert (meeting.started_at is not None, len(course.to_speak(cast.chen))) == (is_begun, int(is_begun))


OVER = {"closed": {"ended_at": -5}, "long over": {"by": 600}, "cancelled": {"cancelled_at": -5}}


@pytest.mark.parametrize("values", [*OVER.values(), {"by": 10, "started": False}], ids=[*OVER, "never begun"])
def test_nothing_is_called_or_next_once_it_is_over(client, cast, com5, values):
    values = values | {name: ago(-minutes) for name, minutes in values.items() if name.endswith("_at")}
    meeting = beyond(com5, **values)
    make.agenda_item(meeting, "Opening", number="1", taken_at=ago(60))
    make.speaker(make.agenda_item(meeting, "Youth", number="2", place=2), cast.chen)
    client.force_login(cast.chen)
    shown = client.get(meeting.get_absolute_url())
    assert [(line.state, line.is_next) for line in shown.context["course"]] == [("taken up", False), ("to come", False)]
    assert ("taken up 08:10" in shown.text, "now, since" in shown.text) == (True, False)
    assert ("to speak next" in client.get(reverse("today")).text, course.to_speak(cast.chen)) == (False, [])


def test_its_chair_closes_it_then(client, cast, com5):
    meeting = beyond(com5)
    item = make.agenda_item(meeting, "Opening")
    agenda_items.take_up(item, seen=1, by=cast.sol)
    client.force_login(cast.sol)
    assert "It is over" in client.get(meeting.get_absolute_url()).text
    assert client.post(reverse("meeting-end", args=[meeting.pk]), {"seen": "1"}).status_code == 302
    meeting.refresh_from_db()
    assert meeting.ended_at is not None


@pytest.mark.parametrize(("started", "is_held"), [(True, True), (False, False)])
def test_who_leaves_has_it_to_hand_on_while_it_runs(cast, com5, started, is_held):
    meeting = beyond(com5, started=started)
    duty = make.duty(meeting, cast.chen, accepted=True)
    make.speaker(make.agenda_item(meeting, "Youth", number="2"), cast.chen)

    def left():
        speaks = [one.words for one in open_business.unfinished(cast.chen, cast.sol)]
        return list(duties_to_come(cast.chen, cast.sol)), people.held_by(cast.chen, cast.sol), speaks

    assert left() == (([duty], ["Com 5"], ["Speaks to 2 Youth, Com 5"]) if is_held else ([], [], []))
    meeting.ended_at = clock.now()
    meeting.save()
    assert left() == ([], [], [])
