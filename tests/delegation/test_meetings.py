"""Planning, confirming, moving and cancelling meetings."""

from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied, ValidationError

from delegation import clock
from delegation.actions import duties, meetings
from delegation.history import entries
from delegation.models import Event, Meeting
from delegation.versions import Saved, Stale
from tests import factories as make


@pytest.fixture
def com5(cast):
    return make.committee("COM5", kind="committee")


@pytest.fixture
def meeting(com5):
    return make.meeting(
        com5, number="8", starts_at=make.START + timedelta(hours=5), room="Room B", times_are_estimated=True
    )


def test_who_runs_the_delegation_plans_meetings(cast, com5):
    starts_at = clock.now() + timedelta(hours=1)
    planned = meetings.plan(
        committee=com5, starts_at=starts_at, ends_at=starts_at + timedelta(hours=3), number="9", by=cast.sol
    )
    assert (planned.state, str(planned)) == ("planned", "Com 5, meeting 9")
    for person in (cast.chen, cast.pavel, cast.gone):
        with pytest.raises(PermissionDenied):
            meetings.plan(committee=com5, starts_at=starts_at, ends_at=starts_at + timedelta(hours=1), by=person)
    with pytest.raises(ValidationError, match="ends before it starts"):
        meetings.plan(committee=com5, starts_at=starts_at, ends_at=starts_at, by=cast.sol)
    with pytest.raises(ValidationError, match="already has a meeting with this number"):
        meetings.plan(
            committee=com5, starts_at=starts_at, ends_at=starts_at + timedelta(hours=1), number="9", by=cast.sol
        )
    assert Meeting.objects.count() == 1


def test_confirming_twice_is_once(cast, meeting):
    assert meetings.confirm(meeting, seen=meeting.version, by=cast.sol).changed == ("confirmed_at",)
    assert meetings.confirm(meeting, seen=meeting.version, by=cast.amara).changed == ()
    meeting.refresh_from_db()
    assert (meeting.state, meeting.version) == ("confirmed", 2)
    with pytest.raises(PermissionDenied):
        meetings.confirm(meeting, seen=meeting.version, by=cast.chen)


def test_nobody_stays_in_the_room_of_a_meeting_that_is_moved(cast, meeting):
    duty = make.duty(meeting, cast.chen, accepted=True, in_room_at=clock.now())
    done = make.duty(meeting, cast.dina, accepted=True, in_room_at=clock.now(), done_at=clock.now())
    later = meeting.starts_at + timedelta(days=1)
    given = {"starts_at": later, "ends_at": later + timedelta(hours=1)}
    meetings.move(meeting, seen=1, room="Room C", by=cast.sol, **given)
    duty.refresh_from_db()
    done.refresh_from_db()
    assert (duty.state, duty.in_room_at, done.state) == ("assigned", None, "done")


def test_moving_takes_acceptances_back_and_tells_those_on_duty_once(cast, meeting):
    duty = make.duty(meeting, cast.chen, accepted=True)
    later = meeting.starts_at + timedelta(hours=2)
    outcome = meetings.move(
        meeting, seen=1, starts_at=later, ends_at=later + timedelta(hours=1), room="Room C", by=cast.sol
    )
    assert isinstance(outcome, Saved)
    assert outcome.record.times_are_estimated is False
    duty.refresh_from_db()
    assert (duty.state, duty.period.lower, duty.version) == ("assigned", later, 2)
    assert sorted(event.topic.partition(":")[0] for event in Event.objects.all()) == ["duty", "meeting", "notice"]
    assert entries(duty, cast.chen)[0].by == cast.sol


def test_another_room_alone_takes_acceptances_back_too(cast, meeting):
    duty = make.duty(meeting, cast.chen, accepted=True)
    meetings.revise(meeting, seen=1, room="Room L", by=cast.sol)
    duty.refresh_from_db()
    assert duty.state == "assigned"
    accepted_again = duties.accept(duty, seen=duty.version, by=cast.chen)
    meeting.refresh_from_db()
    meetings.revise(meeting, seen=meeting.version, title="Second reading", by=cast.sol)
    duty.refresh_from_db()
    assert (duty.state, duty.version) == ("accepted", accepted_again.record.version)


def test_a_move_is_never_refused_because_of_a_clash(cast, com5, meeting):
    """Chen has accepted both: he is asked anew to the one that moved, and stays at the other."""
    other = make.meeting(com5, number="9", starts_at=meeting.starts_at + timedelta(hours=4))
    both = [make.duty(one, cast.chen, accepted=True) for one in (meeting, other)]
    given = {"starts_at": other.starts_at, "ends_at": other.ends_at, "room": "Room B"}
    assert isinstance(meetings.move(meeting, seen=1, by=cast.sol, **given), Saved)
    for duty in both:
        duty.refresh_from_db()
    assert [duty.state for duty in both] == ["assigned", "accepted"]


def test_what_else_is_said_of_a_meeting_is_saved_with_its_move(cast, meeting):
    duty = make.duty(meeting, cast.chen, accepted=True)
    later = meeting.starts_at + timedelta(hours=2)
    given = {"starts_at": later, "ends_at": later + timedelta(hours=1), "room": "Room C", "title": "Second reading"}
    outcome = meetings.revise(meeting, seen=1, by=cast.sol, **given)
    duty.refresh_from_db()
    assert (outcome.record.version, outcome.record.title, outcome.record.room) == (2, "Second reading", "Room C")
    assert (outcome.record.times_are_estimated, duty.state) == (False, "assigned")
    assert sorted(event.topic.partition(":")[0] for event in Event.objects.all()) == ["duty", "meeting", "notice"]


def test_two_who_move_a_meeting(cast, meeting):
    later, latest = meeting.starts_at + timedelta(hours=1), meeting.starts_at + timedelta(hours=2)
    end = meeting.ends_at + timedelta(hours=3)
    meetings.move(meeting, seen=1, starts_at=later, ends_at=end, room="Room B", by=cast.sol)
    outcome = meetings.move(meeting, seen=1, starts_at=latest, ends_at=end, room="Room B", by=cast.ben)
    assert isinstance(outcome, Stale)
    assert (outcome.fields, outcome.record.starts_at) == (("starts_at",), later)


def test_cancelling_needs_a_reason_and_frees_those_on_duty(cast, com5, meeting):
    duty = make.duty(meeting, cast.chen, accepted=True)
    with pytest.raises(ValidationError, match="Say why"):
        meetings.cancel(meeting, seen=meeting.version, why=" ", by=cast.sol)
    with pytest.raises(PermissionDenied):
        meetings.cancel(meeting, seen=meeting.version, why="x", by=cast.chen)
    assert meetings.cancel(meeting, seen=meeting.version, why="No documents.", by=cast.sol).record.state == "cancelled"
    assert meetings.cancel(meeting, seen=meeting.version, why="Again.", by=cast.sol).changed == ()
    meeting.refresh_from_db()
    duty.refresh_from_db()
    assert (meeting.cancelled_why, meeting.cancelled_by, duty.accepted_at) == ("No documents.", cast.sol, None)
    later = meeting.starts_at + timedelta(hours=2)
    with pytest.raises(ValidationError, match="has been cancelled"):
        meetings.move(
            meeting, seen=meeting.version, starts_at=later, ends_at=later + timedelta(hours=1), room="", by=cast.sol
        )


def test_what_runs_or_is_over_is_neither_moved_nor_cancelled(cast, com5):
    running = make.meeting(com5, number="1", starts_at=make.START - timedelta(hours=1))
    over = make.meeting(com5, number="2", starts_at=make.START - timedelta(hours=4))
    with pytest.raises(ValidationError, match="is running"):
        meetings.cancel(running, seen=running.version, why="Late.", by=cast.sol)
    with pytest.raises(ValidationError, match="is over"):
        meetings.confirm(over, seen=over.version, by=cast.sol)
    duty = make.duty(running, cast.chen, accepted=True, in_room_at=make.START)
    with pytest.raises(ValidationError, match="is running"):
        meetings.revise(running, seen=running.version, room="Room L", by=cast.sol)
    meetings.revise(running, seen=running.version, room=running.room, title="First reading", by=cast.sol)
    duty.refresh_from_db()
    running.refresh_from_db()
    assert (duty.state, running.title) == ("in room", "First reading")


def test_a_meeting_begins_an_hour_early_at_most(cast, com5):
    later = make.meeting(com5, number="9", starts_at=make.START + timedelta(minutes=61))
    with pytest.raises(ValidationError, match="only in more than an hour"):
        meetings.start(later, seen=1, by=cast.sol)
    soon = make.meeting(com5, number="10", starts_at=make.START + timedelta(minutes=60))
    assert meetings.start(soon, seen=1, by=cast.sol).record.state == "running"


def test_who_came_early_is_not_in_the_room_of_a_cancelled_meeting(cast, meeting):
    duty = make.duty(meeting, cast.chen, accepted=True, in_room_at=make.START)
    meetings.cancel(meeting, seen=1, why="Late.", by=cast.sol)
    duty.refresh_from_db()
    assert (duty.accepted_at, duty.in_room_at) == (None, None)


def test_a_move_never_gets_lost_beside_what_somebody_said_of_its_time(cast, com5):
    meeting = make.meeting(com5, number="9", starts_at=make.START + timedelta(hours=5))
    meetings.revise(meeting, seen=1, times_are_estimated=True, by=cast.sol)
    later = meeting.starts_at + timedelta(minutes=30)
    crossed = meetings.revise(meeting, seen=1, starts_at=later, by=cast.ben)
    assert (type(crossed), crossed.fields) == (Stale, ("times_are_estimated",))
    meetings.revise(meeting, seen=2, starts_at=later, by=cast.ben)
    moved = Meeting.objects.get(pk=meeting.pk)
    assert (moved.starts_at, moved.times_are_estimated) == (later, False)
