"""Who is to be at which meeting."""

from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied, ValidationError

from delegation.actions import duties, meetings
from delegation.models import Duty, Event, Notice
from delegation.versions import Stale
from tests import factories as make

AFTERNOON = make.START + timedelta(hours=5)


@pytest.fixture
def meeting(cast):
    return make.meeting(make.committee("COM5", kind="committee"), number="8", starts_at=AFTERNOON)


@pytest.fixture
def ad_hoc(cast):
    committee = make.committee("AH-ITR", kind="ad_hoc", name="Ad hoc ITR")
    return make.meeting(committee, starts_at=AFTERNOON + timedelta(hours=1), minutes=60)


def assigned(meeting, person, by, **values):
    return duties.assign(meeting, delegate=person, role=Duty.Role.LEAD, by=by, **values)


def test_who_runs_the_delegation_assigns(cast, meeting):
    duty = assigned(meeting, cast.chen, cast.sol)
    assert (duty.state, duty.assigned_by, duty.marking) == ("assigned", cast.sol, "delegation")
    for person in (cast.chen, cast.pavel, cast.rosa, cast.kim):
        with pytest.raises(PermissionDenied):
            assigned(meeting, cast.dina, person)
    with pytest.raises(ValidationError, match="already has a duty at this meeting"):
        assigned(meeting, cast.chen, cast.sol)
    with pytest.raises(ValidationError, match="Gone cannot be asked"):
        assigned(meeting, cast.gone, cast.sol)
    assert Duty.objects.count() == 1


def test_who_leads_the_issue_of_a_meeting_neither_moves_it_nor_sends_anybody(cast, internet):
    meeting = make.meeting(make.committee("COM5", kind="committee"), starts_at=AFTERNOON, issue=internet)
    duty = assigned(meeting, cast.dina, cast.sol)
    for act in (
        lambda: assigned(meeting, cast.olga, cast.chen),
        lambda: duties.take_back(duty, seen=duty.version, by=cast.chen),
        lambda: meetings.cancel(meeting, seen=meeting.version, why="No.", by=cast.chen),
    ):
        with pytest.raises(PermissionDenied):
            act()


def test_nobody_is_asked_to_a_meeting_that_he_may_not_see(cast, meeting):
    closed = make.meeting(meeting.committee, number="9", starts_at=AFTERNOON + timedelta(days=1), marking="government")
    with pytest.raises(ValidationError, match="Pavel cannot be asked"):
        assigned(closed, cast.pavel, cast.sol)
    assert assigned(closed, cast.chen, cast.sol).marking == "government"


def test_a_clash_takes_a_recorded_reason(cast, meeting, ad_hoc):
    duties.accept(assigned(meeting, cast.chen, cast.sol), seen=1, by=cast.chen)
    with pytest.raises(ValidationError, match="Com 5, meeting 8, 29 Oct"):
        assigned(ad_hoc, cast.chen, cast.sol)
    second = assigned(ad_hoc, cast.chen, cast.ben, override_reason="Leaves Com 5 for half an hour.")
    assert (second.override_reason, second.overridden_by) == ("Leaves Com 5 for half an hour.", cast.ben)
    assert duties.accept(second, seen=second.version, by=cast.chen).record.state == "accepted"


def test_who_may_not_know_of_the_other_meeting_meets_no_trace_of_it(cast, meeting, ad_hoc):
    hidden = make.duty(meeting, cast.eli, marking="elections", accepted=True)
    second = assigned(ad_hoc, cast.eli, cast.sol)
    with pytest.raises(ValidationError, match="is to be elsewhere"):
        assigned(make.meeting(ad_hoc.committee, starts_at=AFTERNOON), cast.eli, cast.amara)
    with pytest.raises(ValidationError, match="There is no clash"):
        duties.override(second, seen=second.version, why="x", by=cast.sol)
    with pytest.raises(ValidationError, match="You have already accepted Com 5, meeting 8"):
        duties.accept(second, seen=second.version, by=cast.eli)
    assert hidden.overridden_by is None


def test_nobody_accepts_two_meetings_at_once(cast, meeting, ad_hoc):
    first, second = make.duty(meeting, cast.chen), make.duty(ad_hoc, cast.chen)
    duties.accept(first, seen=first.version, by=cast.chen)
    with pytest.raises(ValidationError, match="You have already accepted Com 5, meeting 8"):
        duties.accept(second, seen=second.version, by=cast.chen)
    with pytest.raises(PermissionDenied):
        duties.override(second, seen=second.version, why="Short.", by=cast.chen)
    with pytest.raises(ValidationError, match="Say why"):
        duties.override(second, seen=second.version, why="", by=cast.sol)
    duties.override(second, seen=second.version, why="Short.", by=cast.sol)
    with pytest.raises(ValidationError, match="Sol has let both stand already: “Short"):
        duties.override(second, seen=second.version, why="Another reason.", by=cast.ben)
    assert duties.accept(second, seen=second.version, by=cast.chen).record.state == "accepted"


def test_who_has_done_his_part_is_free_for_another_meeting(cast, meeting, ad_hoc):
    make.duty(meeting, cast.chen, accepted=True, in_room_at=AFTERNOON, done_at=AFTERNOON)
    other = make.duty(ad_hoc, cast.chen)
    assert duties.accept(other, seen=other.version, by=cast.chen).record.state == "accepted"


def test_only_oneself_answers_and_each_answer_counts_once(cast, meeting):
    duty = assigned(meeting, cast.chen, cast.sol)
    Event.objects.all().delete()
    for act in (duties.accept, duties.arrive, duties.finish):
        with pytest.raises(PermissionDenied):
            act(duty, seen=1, by=cast.amara)
        first, again = (act(duty, seen=1, by=cast.chen) for _time in range(2))
        assert first.record.version == again.record.version
    duty.refresh_from_db()
    assert (duty.state, duty.version, Event.objects.count()) == ("done", 4, 3)


def test_who_answers_or_decides_from_an_old_page_is_told(cast, meeting, ad_hoc):
    """A duty is not taken off that was accepted meanwhile, and nobody is in a room to which the meeting moved."""
    duty = assigned(meeting, cast.chen, cast.sol)
    duties.accept(duty, seen=1, by=cast.chen)
    assert isinstance(duties.take_back(duty, seen=1, by=cast.sol), Stale)
    clashing = assigned(ad_hoc, cast.chen, cast.sol, override_reason="Next door.")
    starts_at = AFTERNOON + timedelta(minutes=30)
    given = {"starts_at": starts_at, "ends_at": starts_at + timedelta(hours=1), "room": "Room C"}
    meetings.move(ad_hoc, seen=1, by=cast.sol, **given)
    for act in (duties.accept, duties.refuse, duties.override):
        why = {} if act is duties.accept else {"why": "x"}
        by = cast.sol if act is duties.override else cast.chen
        assert act(clashing, seen=1, by=by, **why).fields == ("period",)
    for act in (meetings.confirm, meetings.cancel):
        why = {} if act is meetings.confirm else {"why": "x"}
        assert set(act(ad_hoc, seen=1, by=cast.sol, **why).fields) == {"starts_at", "ends_at", "room"}
    clashing.refresh_from_db()
    assert clashing.state == "assigned"


def test_the_order_of_answers_is_held(cast, meeting):
    duty = assigned(meeting, cast.chen, cast.sol)
    with pytest.raises(ValidationError, match="already: not yet answered"):
        duties.arrive(duty, seen=duty.version, by=cast.chen)
    with pytest.raises(ValidationError, match="Say why"):
        duties.refuse(duty, seen=duty.version, why="", by=cast.chen)
    duties.refuse(duty, seen=duty.version, why="I am in Com 6.", by=cast.chen)
    with pytest.raises(ValidationError, match="already: refused"):
        duties.accept(duty, seen=duty.version, by=cast.chen)
    again = assigned(meeting, cast.chen, cast.sol)
    duties.accept(again, seen=again.version, by=cast.chen)
    with pytest.raises(ValidationError, match="already: accepted"):
        duties.refuse(again, seen=again.version, why="x", by=cast.chen)
    with pytest.raises(ValidationError, match="Say what the next one should know"):
        duties.hand_over(again, seen=again.version, note=" ", by=cast.chen)
    back = duties.hand_over(again, seen=again.version, note="Item 3 is open.", by=cast.chen).record
    assert (back.state, back.handed_over_note) == ("handed over", "Item 3 is open.")
    told = Notice.objects.visible_to(cast.ben).newest_first().first()
    assert told.words == "Chen gave back Com 5, meeting 8, 29 Oct 14:10 (Lead). For the next one: Item 3 is open."


def test_a_duty_is_taken_back(cast, meeting):
    duty = assigned(meeting, cast.chen, cast.sol)
    with pytest.raises(PermissionDenied):
        duties.take_back(duty, seen=duty.version, by=cast.chen)
    duties.take_back(duty, seen=duty.version, by=cast.sol)
    with pytest.raises(ValidationError, match="no longer asked"):
        duties.accept(duty, seen=duty.version, by=cast.chen)
    assert assigned(meeting, cast.chen, cast.sol).state == "assigned"
