"""An instruction that somebody has not acknowledged climbs: who must know it, deputy, head, each told once."""

from contextlib import suppress
from datetime import datetime, timedelta

import pytest
from django.db import IntegrityError, transaction
from procrastinate.contrib.django import app

from delegation import clock
from delegation.actions import duties
from delegation.models import Assignment, Conference, Notice
from positions.actions import instructions
from positions.actions.acknowledgements import note_read
from positions.actions.climbs import climb
from positions.models import Climb
from positions.models.acknowledgements import put_readers
from tests import factories as make
from tests.positions.test_instructions_at_once import at_once, people, pool  # noqa: F401

MISSING = "Not acknowledged in time: the instruction of 29 Oct 09:10 on Internet. Missing: %s"


def at(minutes):
    """Move the conference to so many minutes after its start."""
    given = make.START + timedelta(minutes=minutes)
    Conference.objects.update(rehearsal_offset=given - datetime.now(given.tzinfo))
    return clock.kept()


def it_is(minutes):
    """As `at`, and let the worker look twice."""
    with at(minutes):
        return climb() + climb()


def told():
    """Who was told that somebody is missing, in the order in which they were."""
    found = Notice.objects.filter(words__startswith="Not acknowledged").order_by("at", "to__name")
    return list(found.values_list("to__name", flat=True))


def said_to(person):
    return Notice.objects.filter(to=person, words__startswith="Not acknowledged").get().words


def issue(issue, cast, mandate="Object.", *, by=None, predecessor=None, **how):
    draft = make.instruction(issue, mandate, by=cast.kim, live=False, **how)
    given = {"seen": draft.version, "predecessor": predecessor and predecessor.pk}
    return instructions.issue_instruction(draft, **given, by=by or cast.kim).record


@pytest.fixture
def issued(cast, internet):
    """At 09:10; Chen and Dina must know it."""
    with at(0):
        return issue(internet, cast)


def test_it_climbs_by_steps_and_tells_nobody_twice(issued, cast):
    make.delegate("bo", function="deputy")
    came = [(it_is(minutes), told()) for minutes in (1, 19, 20.1, 39, 40.1, 500)]
    assert came == [
        *[(0, []), (0, []), (1, ["Ben", "Bo"]), (0, ["Ben", "Bo"])],
        *[(1, ["Ben", "Bo", "Amara"]), (0, ["Ben", "Bo", "Amara"])],
    ]
    assert list(Climb.objects.order_by("step").values_list("instruction", "request", "step", "people")) == [
        (issued.pk, None, Climb.Step.DEPUTY, 2),
        (issued.pk, None, Climb.Step.HEAD, 1),
    ]


def test_the_words_name_who_is_missing_and_how_far_he_is(issued, cast):
    with at(5):
        note_read([issued], by=cast.dina)
    it_is(21)
    assert said_to(cast.ben) == MISSING % "Chen (unread), Dina (read 09:15)"
    with at(30):
        instructions.acknowledge(issued, by=cast.chen)
    it_is(41)
    assert said_to(cast.amara) == MISSING % "Dina (read 09:15)"


def test_of_many_some_are_named_and_the_rest_counted(cast, internet):
    meeting = make.meeting(make.committee())
    make.agenda_item(meeting, issues=[internet])
    for name in "efghij":
        make.duty(meeting, make.delegate(name), role="b_second")
    with at(0):
        issue(internet, cast)
    it_is(21)
    named = ", ".join(f"{name} (unread)" for name in ("Chen", "Dina", "E", "F", "G", "H"))
    assert said_to(cast.ben) == MISSING % f"{named}, 2 more"


def test_it_is_mailed_at_once_and_leads_to_the_instruction(issued, cast):
    it_is(21)
    notice = Notice.objects.get(to=cast.ben)
    assert (notice.is_urgent, notice.url, notice.marking) == (True, issued.get_absolute_url(), issued.marking)


def test_after_a_long_stop_each_is_told_once(issued):
    assert (it_is(300), sorted(told())) == (1, ["Amara", "Ben"])


def test_a_rehearsal_that_jumps_back_tells_nobody_again(issued):
    it_is(25)
    assert (it_is(-20), it_is(25), told()) == (0, 0, ["Ben"])


def test_where_there_is_no_deputy_it_climbs_on_at_once(issued, cast):
    type(cast.ben).objects.filter(pk=cast.ben.pk).update(is_active=False)
    assert (it_is(21), told(), it_is(41), told()) == (1, ["Amara"], 0, ["Amara"])


def test_nobody_is_told_of_himself_alone(cast):
    """The deputy was told to acknowledge it; that he has not is for the head to know, and at once."""
    council = make.issue("Council", lead=cast.ben)
    with at(0):
        issue(council, cast)
    assert (it_is(21), told()) == (1, ["Amara"])
    assert said_to(cast.amara).endswith("Missing: Ben (unread)")


def test_a_deputy_who_is_missing_himself_is_told_of_the_others(cast):
    council = make.issue("Council", lead=cast.ben, alternate=cast.sam)
    with at(0):
        issue(council, cast)
    it_is(41)
    assert (told(), said_to(cast.ben).endswith("Missing: Sam (unread)")) == (["Ben", "Amara"], True)
    assert said_to(cast.amara).endswith("Missing: Ben (unread), Sam (unread)")


def test_who_issued_it_himself_does_not_make_it_climb(cast):
    council = make.issue("Council", lead=cast.ben)
    with at(0):
        issue(council, cast, by=cast.ben)
    assert (it_is(60), told()) == (0, [])


@pytest.mark.parametrize("change", ["acknowledged", "withdrawn", "superseded", "closed issue"])
def test_what_nobody_waits_for_does_not_climb(change, issued, cast, internet):
    with at(10):
        if change == "acknowledged":
            instructions.acknowledge(issued, by=cast.chen)
            instructions.acknowledge(issued, by=cast.dina)
        elif change == "withdrawn":
            instructions.withdraw(issued, seen=issued.version, why="Settled.", by=cast.kim)
        elif change == "superseded":
            after = issue(internet, cast, "Support.", predecessor=issued)
            instructions.acknowledge(after, by=cast.chen)
            instructions.acknowledge(after, by=cast.dina)
        else:
            instructions.close_all(internet, by=cast.amara)
    assert (it_is(60), told(), Climb.objects.count()) == (0, [], 0)


def test_it_stops_where_all_have_acknowledged_after_the_first_step(issued, cast):
    it_is(21)
    with at(30):
        instructions.acknowledge(issued, by=cast.chen)
        instructions.acknowledge(issued, by=cast.dina)
    assert (it_is(60), told()) == (0, ["Ben"])


def test_the_one_that_supersedes_it_climbs_anew_from_its_own_moment(issued, cast, internet):
    it_is(21)
    with at(30):
        after = issue(internet, cast, "Support.", predecessor=issued)
    came = [(it_is(minutes), told()) for minutes in (49, 51, 69, 71)]
    both = ["Ben", "Ben"]
    assert came == [(0, ["Ben"]), (1, both), (0, both), (1, [*both, "Amara"])]
    assert said_to(cast.amara) == (
        "Not acknowledged in time: the instruction of 29 Oct 09:40 on Internet. Missing: Chen (unread), Dina (unread)"
    )
    assert set(Climb.objects.filter(people__gt=0).values_list("instruction", "step")) == {
        (issued.pk, Climb.Step.DEPUTY),
        *[(after.pk, Climb.Step.DEPUTY), (after.pk, Climb.Step.HEAD)],
    }


def test_who_holds_the_issue_no_more_is_not_missing(issued, cast):
    with at(10):
        instructions.acknowledge(issued, by=cast.chen)
    Assignment.objects.filter(delegate=cast.dina).update(archived_at=make.START)
    assert (it_is(60), told()) == (0, [])


def test_who_hands_his_duty_over_is_not_missing(cast, internet, issued):
    for person in (cast.chen, cast.dina):
        instructions.acknowledge(issued, by=person)
    meeting = make.meeting(make.committee())
    make.agenda_item(meeting, issues=[internet])
    with at(1):
        duty = make.duty(meeting, cast.olga, accepted=True)
        after = issue(internet, cast, "Support.", predecessor=issued)
        for person in (cast.chen, cast.dina):
            instructions.acknowledge(after, by=person)
        duties.hand_over(duty, seen=1, note="Item 3 is open.", by=cast.olga)
    assert (it_is(30), told()) == (0, [])


def test_who_must_know_it_only_later_is_told_once_and_then_has_his_time(cast, internet, issued):
    """By a duty, or an agenda, that came after it."""
    for person in (cast.chen, cast.dina):
        instructions.acknowledge(issued, by=person)
    meeting = make.meeting(make.committee())
    make.agenda_item(meeting, issues=[internet])
    make.duty(meeting, cast.olga)
    came = [(it_is(minutes), told()) for minutes in (60, 79, 80.1, 100.1)]
    assert came == [(0, []), (0, []), (1, ["Ben"]), (1, ["Ben", "Amara"])]
    heard = Notice.objects.filter(to=cast.olga).values_list("words", "at")
    [(words, moment)] = heard
    assert words == "There is an instruction on Internet: read it, and acknowledge it."
    assert timedelta(minutes=60) <= moment - make.START < timedelta(minutes=61)
    assert said_to(cast.ben) == MISSING % "Olga (unread)"


@pytest.mark.parametrize("by", ["ben", None])
def test_who_issued_it_is_not_told_of_it(by, cast):
    """Also of what was issued by nobody, as in the first load, everybody else is."""
    make.instruction(make.issue("Council", lead=cast.ben, alternate=cast.sam), by=by and getattr(cast, by))
    it_is(1)
    assert sorted(Notice.objects.values_list("to__name", flat=True)) == (["Sam"] if by else ["Ben", "Sam"])


def test_a_worker_that_is_killed_in_between_has_told_nobody_and_the_next_one_tells(issued):
    with at(120):
        with suppress(KeyboardInterrupt), transaction.atomic():
            assert climb() == 1
            raise KeyboardInterrupt
        assert (Climb.objects.count(), told()) == (0, [])
        assert (climb(), told()) == (1, ["Ben", "Amara"])


@pytest.mark.django_db(transaction=True)
def test_of_two_workers_at_once_one_tells(people, pool):  # noqa: F811
    chen, subject = people["chen"], people["issue"]
    made = []
    for number in range(20):
        one = make.instruction(subject, f"Say {number}", text=make.text(f"Res {number + 1}"), by=people["amara"])
        type(one).objects.filter(pk=one.pk).update(issued_at=clock.now() - timedelta(hours=2))
        given = {"key": f"instruction {one.pk} issued", "at": clock.now() - timedelta(hours=2)}
        make.notice(chen, one, f"There is an instruction, {number}", **given)
        made.append(one)
    came = at_once(pool, (climb, {}), (climb, {}))
    assert sum(came) == len(made)
    assert Climb.objects.count() == 2 * len(made)
    assert len(told()) == len(set(Notice.objects.filter(words__startswith="Not ack").values_list("to", "key")))


@pytest.mark.django_db(transaction=True)
def test_the_job_looks(issued):
    with at(25):
        app.tasks["positions.jobs.climb"](timestamp=0)
    assert told() == ["Ben"]


@pytest.mark.parametrize("many", [1, 3])
def test_where_nothing_climbs_three_queries_are_asked(many, issued, cast, django_assert_num_queries):
    for number in range(many):
        with at(0):
            issue(make.issue(f"Issue {number}", lead=cast.chen), cast, f"Say {number}.")
    it_is(30)
    with at(31), django_assert_num_queries(3):
        climb()


def test_a_climb_is_of_one_thing(issued, cast, internet):
    asked = make.guidance_request(internet, by=cast.chen)
    given = {"since": make.START, "step": Climb.Step.HEAD, "at": make.START, "people": 1}
    for of in ({}, {"request": asked, "instruction": issued}):
        with pytest.raises(IntegrityError, match="one_thing_climbs"), transaction.atomic():
            Climb.objects.create(**of, **given)
    Climb.objects.create(instruction=issued, **given)
    with pytest.raises(IntegrityError, match="instruction_climbs_once"), transaction.atomic():
        Climb.objects.create(instruction=issued, **given)


def test_who_is_not_cleared_meets_nobody_who_must_know_it_for_a_hidden_reason(cast, internet):
    hidden = make.meeting(make.committee(), marking="government")
    make.agenda_item(hidden, issues=[internet], marking="government")
    with at(0):
        duties.assign(hidden, delegate=cast.olga, role="a_lead", by=cast.sol)
        issued = issue(internet, cast, marking="delegation")
    known = {person: seen_by(person, issued) for person in (cast.pavel, cast.ben)}
    assert [len(holders) for holders, _told, _climbed in known.values()] == [2, 3]
    it_is(41)
    with at(41):
        instructions.acknowledge(issued, by=cast.olga)
    assert seen_by(cast.pavel, issued) == known[cast.pavel]
    assert seen_by(cast.ben, issued) == (known[cast.ben][0], ["Olga"], 2)


def seen_by(reader, instruction):
    with at(41):
        put_readers([instruction], reader)
    holders = [holder.delegate.name for holder in instruction.holders]
    return holders, [one.delegate.name for one in instruction.told], len(instruction.climbed)
