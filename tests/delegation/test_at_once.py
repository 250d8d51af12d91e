"""What two people do in the same moment: neither undoes what the other was promised."""

import threading
from datetime import timedelta
from time import sleep

import pytest
from django.core.exceptions import ValidationError
from django.db import connection, transaction
from django.test import RequestFactory

from delegation.actions import committees, duties, grants, markings, meetings, people, records
from delegation.forms.records import OperationForm
from delegation.forms.saves import once
from delegation.models import Committee, Delegate, Grant, Issue
from delegation.versions import Saved, Stale
from positions.actions import handing_over, instructions
from positions.models import TalkingPoint
from tests import factories as make


@pytest.fixture
def all_kept(transactional_db):
    """Rows that other connections see."""
    return make.conference()


def at_once(*acts):
    """What came of these acts, each done in a thread of its own: the answer, or the refusal."""
    start, found = threading.Barrier(len(acts)), [None] * len(acts)

    def do(number):
        start.wait()
        try:
            found[number] = acts[number]()
        except ValidationError as refused:
            found[number] = refused
        finally:
            connection.close()

    threads = [threading.Thread(target=do, args=[number]) for number in range(len(acts))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return found


def test_what_is_added_is_hidden_with_what_it_hangs_on(cast):
    read_before = make.issue("Internet")
    markings.set_marking(read_before, seen=1, marking="government", by=cast.amara)
    point = records.add(TalkingPoint(issue=read_before, text="Words", marking="delegation"), by=cast.sol)
    assert point.marking == "government"


def test_nothing_is_hung_on_what_was_hidden_since_it_was_read(cast):
    read_before = make.meeting(make.committee())
    outcome = make.outcome(proposal=make.proposal())
    markings.set_marking(read_before, seen=1, marking="government", by=cast.amara)
    with pytest.raises(ValidationError, match="on which this hangs, is marked Government"):
        records.change(outcome, seen=1, meeting=read_before, by=cast.sol)


def test_whoever_hides_finds_what_is_being_added(all_kept):
    amara, sol = make.delegate("amara", function="head"), make.delegate("sol", function="secretary")
    for number in range(5):
        issue = make.issue(f"Issue {number}")
        at_once(
            lambda issue=issue: markings.set_marking(issue, seen=1, marking="government", by=amara),
            *[
                lambda issue=issue: records.add(TalkingPoint(issue=issue, text="x", marking="delegation"), by=sol)
                for _ in range(3)
            ],
        )
    assert set(Issue.objects.values_list("marking", flat=True)) == {"government"}
    assert list(TalkingPoint.objects.values_list("marking", flat=True)) == ["government"] * 15


def test_two_heads_who_end_each_others_access_leave_one(all_kept):
    amara, ben = make.delegate("amara", function="head"), make.delegate("ben", function="deputy")
    for _ in range(3):
        done = at_once(
            lambda: people.end_access(ben, why="Leaves.", by=amara),
            lambda: people.end_access(amara, why="Leaves.", by=ben),
        )
        assert sorted(type(one).__name__ for one in done) == ["Saved", "ValidationError"]
        assert Delegate.objects.active().heads().count() == 1
        Delegate.objects.update(is_active=True)


def test_what_two_propose_at_once_waits_once(all_kept):
    rosa, sol = make.delegate("rosa", cleared=False, staff=True), make.delegate("sol", function="secretary")
    for number in range(5):
        member = make.delegate(f"member {number}", cleared=False)
        one, other = at_once(
            lambda member=member: grants.propose_clearance(member, by=rosa),
            lambda member=member: grants.propose_clearance(member, by=sol),
        )
        assert one == other
    assert Grant.objects.waiting().count() == 5


def test_nobody_is_left_with_a_meeting_that_was_cancelled_as_he_accepted(all_kept):
    amara, chen = make.delegate("amara", function="head"), make.delegate("chen")
    committee, held = make.committee("COM5", kind="committee"), threading.Barrier(2)
    meeting = make.meeting(committee, starts_at=make.START + timedelta(days=1))
    duty = duties.assign(meeting, delegate=chen, role="c_notes", by=amara)

    def accept():
        with transaction.atomic():
            duties.accept(duty, seen=duty.version, by=chen)
            held.wait()
            sleep(0.2)  # meanwhile the other reads who has accepted

    def cancel():
        held.wait()
        meetings.cancel(meeting, seen=meeting.version, why="No.", by=amara)

    at_once(accept, cancel)
    meeting.refresh_from_db()
    duty.refresh_from_db()
    assert (bool(meeting.cancelled_at), duty.accepted_at) == (True, None)


def test_of_two_who_wait_for_each_other_one_is_told(all_kept):
    amara, one, other = make.delegate("amara", function="head"), make.issue("One"), make.issue("Other")
    both = threading.Barrier(2)

    def holding(first, second):
        def save(record, *, by):
            held = records.locked(record)
            both.wait()
            records.locked(second)
            return Saved(held)

        request, form = RequestFactory().post("/"), OperationForm({})
        request.user = amara
        assert form.is_valid()
        return lambda: once(request, form, save, first)

    found = at_once(holding(one, other), holding(other, one))
    told = [answer for answer in found if isinstance(answer, ValidationError)]
    assert (len(told), "at the same moment" in str(told[0])) == (1, True)


def test_who_is_let_go_meanwhile_is_asked_to_nothing(cast):
    meeting, read_before = make.meeting(make.committee()), cast.chen
    people.end_access(cast.chen, why="Ill.", by=cast.amara)
    assert read_before.is_active
    with pytest.raises(ValidationError, match="Chen cannot be asked to this meeting"):
        duties.assign(meeting, delegate=read_before, role="a_lead", by=cast.sol)


def test_who_is_let_go_meanwhile_is_handed_no_draft(cast, internet):
    given = {"issue": internet, "text": None, "kind": "support", "mandate": "Hold."}
    draft, read_before = instructions.draft(**given, by=cast.ben), cast.kim
    people.end_access(cast.kim, why="Ill.", by=cast.amara)
    assert read_before.is_active
    with pytest.raises(ValidationError, match="Kim does not issue instructions"):
        handing_over.hand_on_draft(draft, seen=1, to=read_before, by=cast.amara)


def test_who_accepts_while_his_duty_is_handed_on_keeps_it(all_kept):
    chen, dina, sol = make.delegate("chen"), make.delegate("dina"), make.delegate("sol", function="secretary")
    meeting = make.meeting(make.committee())
    duty = make.duty(meeting, chen)

    def accept():
        with transaction.atomic():
            records.locked(meeting)
            sleep(0.5)
            return duties.accept(duty, seen=1, by=chen)

    def hand_on():
        sleep(0.2)
        return handing_over.hand_on_duty(duty, seen=1, to=dina, by=sol)

    accepted, handed_on = at_once(accept, hand_on)
    assert (type(accepted), type(handed_on)) == (Saved, Stale)
    assert [(one.delegate, one.state) for one in meeting.duties.all()] == [(chen, "accepted")]


def test_of_two_who_hand_an_issue_on_to_nobody_at_once_one_is_refused(all_kept):
    chen, dina, sol = make.delegate("chen"), make.delegate("dina"), make.delegate("sol", function="secretary")
    issue = make.issue()
    held = [make.assignment(issue, chen, role="a_lead"), make.assignment(issue, dina, role="c_alternate")]

    def hand_on(one):
        return lambda: handing_over.hand_on_issue(one, seen=1, to=None, by=sol)

    found = at_once(*map(hand_on, held))
    refused = [answer for answer in found if isinstance(answer, ValidationError)]
    assert [str(answer.message_dict) for answer in refused] == ["{'to': ['Nobody else holds it: name somebody.']}"]
    assert issue.assignments.filter(archived_at=None).count() == 1


def test_of_two_who_form_the_same_group_at_once_one_is_sent_to_the_other(all_kept):
    com5, sol = make.committee("COM5", kind="committee"), make.delegate("sol", function="secretary")
    given = {"parent": com5, "kind": "ad_hoc", "name": "Ad hoc group on Res 101", "by": sol}
    found = at_once(*[lambda: committees.form(**given)] * 2)
    assert [list(answer.message_dict) for answer in found if isinstance(answer, ValidationError)] == [["name"]]
    assert Committee.objects.filter(parent=com5).count() == 1
