"""A question to capital, from the floor and back."""

from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import IntegrityError, transaction

from delegation import clock
from delegation.access import Marking
from delegation.actions import markings
from delegation.models import Assignment, Notice
from delegation.versions import Saved, Stale
from positions.actions import guidance_requests as actions
from positions.actions import instructions, issues
from positions.models import GuidanceRequest, Instruction
from tests import factories as make

WORDS = {"question": "May we accept a study?", **make.ASKED}


def told(person):
    return [one.words for one in Notice.objects.visible_to(person).newest_first()]


def fresh(record):
    record.refresh_from_db()
    return record


def seen(record, by):
    return {"seen": fresh(record).version, "by": by}


@pytest.fixture
def asked(cast, internet):
    """Sent by Chen."""
    given = WORDS | {"needed_by": clock.now() + timedelta(hours=7)}
    return actions.ask(issue=internet, **given, by=cast.chen)


def test_what_is_asked_is_told_to_capital_and_head_with_both_times(asked, cast):
    words = "Chen asks on Internet, needed by 29 Oct 16:10 (08:10 in capital): May we accept a study?"
    assert (told(cast.kim), told(cast.amara)) == ([words], [words])
    assert [told(one) for one in (cast.chen, cast.dina, cast.ben, cast.pavel)] == [[], [], [], []]
    assert (asked.state, asked.sent_at is not None, asked.asked_by) == ("sent", True, cast.chen)


def test_a_draft_is_told_to_nobody(cast, internet):
    kept = actions.ask(issue=internet, keeps="draft", **WORDS, by=cast.chen)
    assert (kept.state, told(cast.kim)) == ("draft", [])


@pytest.mark.parametrize("name", ["options", "recommendation", "by_default", "needed_by"])
def test_all_of_it_is_filled_before_it_is_sent(name, cast, internet):
    given = WORDS | {"needed_by": clock.now() + timedelta(hours=1)} | {name: None if name == "needed_by" else " "}
    with pytest.raises(ValidationError) as refused:
        actions.ask(issue=internet, **given, by=cast.chen)
    assert list(refused.value.message_dict) == [name]
    assert not GuidanceRequest.objects.exists()


def test_what_is_needed_by_a_moment_that_has_passed_is_not_sent(cast, internet):
    given = WORDS | {"needed_by": clock.now() - timedelta(minutes=1)}
    with pytest.raises(ValidationError, match=r"29 Oct 09:09 .01:09 in capital. has passed: it is 29 Oct 09:10"):
        actions.ask(issue=internet, **given, by=cast.chen)


def test_the_whole_way(asked, cast, internet):
    actions.take(asked, **seen(asked, cast.kim))
    assert told(cast.chen) == ["Kim in capital has taken your question on Internet."]
    actions.ask_back(asked, asked_back="A study by whom?", **seen(asked, cast.kim))
    assert told(cast.dina)[0] == "Kim in capital asks back on Internet: A study by whom?"
    actions.resend(asked, reply="By Study Group 3.", **seen(asked, cast.dina))
    assert fresh(asked).state == "sent"
    assert told(cast.kim)[0].endswith("(08:10 in capital): By Study Group 3.")
    actions.answer(asked, kind="do_not_oppose", answer="Accept it.", **seen(asked, cast.kim))
    draft = fresh(asked).instruction
    assert (draft.mandate, draft.kind, draft.state, draft.marking) == (
        "Accept it.",
        "do_not_oppose",
        "cleared",
        "government",
    )
    assert (draft.issue, draft.text, draft.drafted_by, draft.marking) == (internet, None, cast.kim, "government")
    instructions.issue_instruction(draft, seen=1, predecessor=None, by=cast.amara)
    assert (fresh(asked).state, asked.closing, asked.closed_by) == ("closed", "issued", cast.amara)
    assert told(cast.chen)[0] == "There is an instruction on Internet: read it, and acknowledge it."
    assert len({*told(cast.chen)}) == len(told(cast.chen)) == 4


def test_an_answer_that_needs_no_instruction_is_closed_by_who_asked(asked, cast):
    actions.answer(asked, kind="support", answer="As you think.", **seen(asked, cast.kim))
    instructions.drop(fresh(asked).instruction, seen=1, why="Not needed.", by=cast.kim)
    assert fresh(asked).state == "answered"
    actions.close(asked, **seen(asked, cast.chen))
    assert (fresh(asked).state, asked.get_closing_display()) == ("closed", "no instruction needed")
    assert told(cast.kim)[0] == "Chen closed the question on Internet: no instruction needed."


def test_an_instruction_that_hides_more_closes_nothing(cast, internet):
    given = {"marking": Marking.DELEGATION, "needed_by": clock.now() + timedelta(hours=1)}
    asked = actions.ask(issue=internet, **WORDS, **given, by=cast.chen)
    actions.answer(asked, kind="support", answer="Yes.", **seen(asked, cast.kim))
    draft = fresh(asked).instruction
    markings.set_marking(draft, seen=1, marking=Marking.GOVERNMENT, by=cast.amara)
    before = fresh(asked).version
    instructions.issue_instruction(fresh(draft), seen=draft.version, predecessor=None, by=cast.amara)
    assert (fresh(asked).state, asked.version) == ("answered", before)
    actions.close(asked, **seen(asked, cast.chen))
    assert asked.refresh_from_db() or asked.closing == "not_needed"


ACTS = {
    "take": (actions.take, "kim", {}),
    "answer": (actions.answer, "kim", {"kind": "support", "answer": "Yes."}),
    "withdraw": (actions.withdraw, "chen", {"why": "Settled."}),
}


@pytest.mark.parametrize("name", ACTS)
def test_twice_is_once_and_told_once(name, asked, cast):
    act, who, given = ACTS[name]
    by = getattr(cast, who)
    assert type(act(asked, seen=asked.version, by=by, **given)) is Saved
    version, notices = fresh(asked).version, Notice.objects.count()
    assert act(asked, seen=1, by=by, **given).changed == ()
    assert (fresh(asked).version, Notice.objects.count()) == (version, notices)


@pytest.mark.parametrize("name,other", [("answer", {"kind": "oppose"}), ("withdraw", {"why": "Asked in vain."})])
def test_said_anew_otherwise_it_is_refused(name, other, asked, cast):
    """Else he is told that it was done, and what stands is not what he said last."""
    act, who, given = ACTS[name]
    by = getattr(cast, who)
    act(asked, seen=asked.version, by=by, **given)
    version = fresh(asked).version
    with pytest.raises(ValidationError, match=r"Capital has answered this|This was withdrawn"):
        act(asked, seen=1, by=by, **given | other)
    assert fresh(asked).version == version


@pytest.mark.parametrize("name", ACTS)
def test_from_an_old_state_nothing_is_done(name, asked, cast):
    act, who, given = ACTS[name]
    markings.set_marking(asked, seen=asked.version, marking=Marking.GOVERNMENT, by=cast.amara)
    GuidanceRequest.objects.filter(pk=asked.pk).update(recommendation="Something else.")
    outcome = act(asked, seen=asked.version, by=getattr(cast, who), **given)
    assert (type(outcome), fresh(asked).state) == (Stale, "sent")
    assert not Instruction.objects.exists()


def test_who_comes_second_is_told_who_took_it(asked, cast):
    other = make.delegate("max", function="capital")
    actions.take(asked, **seen(asked, cast.kim))
    with pytest.raises(ValidationError, match="Kim has taken this already"):
        actions.take(asked, seen=2, by=other)


def test_another_in_capital_may_answer_what_one_has_taken(asked, cast):
    actions.take(asked, **seen(asked, cast.kim))
    actions.answer(asked, kind="support", answer="Yes.", **seen(asked, make.delegate("max", function="capital")))
    assert (fresh(asked).taken_by.name, asked.answered_by.name) == ("Kim", "Max")


def test_what_is_closed_is_not_answered(asked, cast):
    actions.withdraw(asked, why="Settled.", **seen(asked, cast.chen))
    with pytest.raises(ValidationError, match="This was withdrawn"):
        actions.answer(asked, kind="support", answer="Yes.", **seen(asked, cast.kim))


def test_on_a_closed_issue_nothing_is_asked_and_nothing_answered(asked, cast, internet):
    issues.close(internet, by=cast.amara)
    with pytest.raises(ValidationError, match="This issue is closed"):
        actions.draft(issue=fresh(internet), question="May we?", by=cast.chen)
    with pytest.raises(ValidationError, match="This issue is closed"):
        actions.answer(asked, kind="support", answer="Yes.", **seen(asked, cast.kim))
    assert fresh(asked).state == "sent"


def test_who_takes_the_issue_over_goes_on_with_it(asked, cast, internet):
    actions.take(asked, **seen(asked, cast.kim))
    Assignment.objects.filter(delegate=cast.chen).update(archived_at=clock.now())
    make.assignment(internet, cast.olga)
    actions.ask_back(asked, asked_back="Which?", **seen(asked, cast.kim))
    with pytest.raises(PermissionDenied):
        actions.resend(asked, reply="This.", **seen(asked, cast.chen))
    actions.resend(asked, reply="This.", **seen(asked, cast.olga))
    assert told(cast.olga)[-1] == "Kim in capital asks back on Internet: Which?"


def test_it_is_never_marked_below_what_it_is_about(cast):
    secret = make.issue("Secret", marking=Marking.GOVERNMENT, lead=cast.chen)
    asked = actions.draft(issue=secret, question="May we?", marking=Marking.DELEGATION, by=cast.chen)
    assert asked.marking == "government"
    core = make.issue("Core", marking=Marking.CORE, lead=cast.chen)
    with pytest.raises(ValidationError, match="Fewer people know this"):
        actions.draft(issue=core, question="May we?", by=cast.chen)


def test_who_sees_it_is_who_sees_the_issue_at_that_marking(asked, cast):
    readers = {name for name, one in vars(cast).items() if asked.is_visible_to(one)}
    assert readers == {"amara", "ben", "chen", "dina", "sam", "sol", "kim", "eli", "olga"}


def test_a_draft_is_reworded_and_dropped_and_what_was_sent_is_not(asked, cast, internet):
    draft = actions.draft(issue=internet, question="May we?", by=cast.chen)
    actions.revise(draft, question="Shall we?", **seen(draft, cast.dina))
    assert fresh(draft).question == "Shall we?"
    assert type(actions.drop(draft, seen=1, by=cast.chen)) is Stale
    actions.drop(draft, **seen(draft, cast.chen))
    assert fresh(draft).archived_at
    for act, given in ((actions.revise, {"question": "Other?"}), (actions.drop, {})):
        with pytest.raises(ValidationError, match="nobody has taken it yet"):
            act(asked, **given, **seen(asked, cast.chen))
    with pytest.raises(ValidationError, match="dropped"):
        actions.send(draft, **seen(draft, cast.chen))


IMPOSSIBLE = {
    "request_is_whole_when_sent": {"options": ""},
    "request_taken_by_name": {"taken_at": make.START},
    "request_asked_back_in_words": {"asked_back_at": make.START},
    "request_replied_in_words": {"reply": "Yes."},
    "request_answered_in_words": {"answered_at": make.START},
    "request_withdrawn_with_a_reason": {"withdrawn_at": make.START},
    "request_closed_after_an_answer": {"closed_at": make.START, "closing": "issued"},
    "request_marking": {"marking": "core"},
    "request_asks_something": {"question": ""},
}


@pytest.mark.parametrize("name", IMPOSSIBLE)
def test_the_database_refuses_what_cannot_be(name, asked):
    with pytest.raises(IntegrityError, match=name), transaction.atomic():
        GuidanceRequest.objects.filter(pk=asked.pk).update(**IMPOSSIBLE[name])


def test_overdue_is_what_waits_beyond_its_time(asked, cast):
    assert not asked.is_overdue
    GuidanceRequest.objects.filter(pk=asked.pk).update(needed_by=clock.now() - timedelta(minutes=1))
    assert fresh(asked).is_overdue
    actions.answer(asked, kind="support", answer="Yes.", **seen(asked, cast.kim))
    assert not fresh(asked).is_overdue


def waiting_on(person):
    return list(GuidanceRequest.objects.visible_to(person).waiting_on(person))


def test_it_waits_on_whoever_moves_next(asked, cast):
    other = make.delegate("max", function="capital")
    assert [waiting_on(one) for one in (cast.kim, other, cast.chen, cast.amara)] == [[asked], [asked], [], []]
    actions.take(asked, **seen(asked, cast.kim))
    assert [waiting_on(one) for one in (cast.kim, other, cast.chen)] == [[asked], [], []]
    actions.ask_back(asked, asked_back="Which?", **seen(asked, cast.kim))
    assert [waiting_on(one) for one in (cast.kim, cast.chen, cast.dina, cast.sam)] == [[], [asked], [asked], []]
    actions.resend(asked, reply="This.", **seen(asked, cast.chen))
    actions.answer(asked, kind="support", answer="Yes.", **seen(asked, cast.kim))
    assert [waiting_on(one) for one in (cast.kim, cast.chen)] == [[], [asked]]
    actions.close(asked, **seen(asked, cast.chen))
    assert waiting_on(cast.chen) == []


@pytest.mark.parametrize("change", [{"is_active": False}, {"function": "delegate"}])
def test_what_somebody_had_taken_who_left_capital_waits_on_all_there(change, asked, cast):
    other = make.delegate("max", function="capital")
    actions.take(asked, **seen(asked, cast.kim))
    type(cast.kim).objects.filter(pk=cast.kim.pk).update(**change)
    assert waiting_on(other) == [asked]
