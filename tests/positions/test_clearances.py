"""Agencies agree to a text, object or are silent; nothing is issued over one that has not but by the head."""

from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import IntegrityError, transaction

from delegation import clock
from delegation.actions.conference import jump
from delegation.models import Conference
from delegation.versions import Saved, Stale
from positions.actions import clearances, guidance_requests, instructions
from positions.models import Clearance, Instruction
from tests import factories as make
from tests.positions.clearing import agencies, place
from tests.positions.editions import told

LATER = timedelta(hours=25)


@pytest.fixture
def asked(cast, internet):
    """A draft of which Economy and the regulator are asked; nobody in Justice may read it."""
    internet.agencies.set(agencies(cast))
    return draft(cast, internet)


def draft(cast, issue, **values):
    given = {"text": None, "kind": "support", "mandate": "Support it."}
    return instructions.draft(issue=issue, by=cast.kim, **given | values)


def of(agency):
    return Clearance.objects.get(agency__name=agency)


def say(agency, settled, by, reason="", seen=None):
    one = of(agency)
    return clearances.answer(one, seen=seen or one.version, settled=settled, reason=reason, by=by)


def pass_time(cast, by=LATER):
    jump(Conference.objects.get(), to=clock.now() + by, by=cast.amara)


def state(record):
    return type(record).objects.get(pk=record.pk).state


def issue_now(record, by, why=""):
    now = Instruction.objects.get(pk=record.pk)
    return instructions.issue_instruction(now, seen=now.version, predecessor=None, why=why, by=by)


def test_agencies_of_the_issue_are_asked_where_somebody_there_may_read_it(cast, asked):
    assert [(str(one.agency), one.asked_by, one.marking) for one in Clearance.objects.order_by("agency__name")] == [
        ("Economy", cast.kim, "government"),
        ("Regulator", cast.kim, "government"),
    ]
    assert asked.state == "draft"
    words = "Kim asks Economy to agree to the instruction on Internet: silence counts as agreement from 30 Oct 09:10."
    assert told(cast.olga) == [words]
    assert (told(cast.pavel), told(cast.chen)) == ([], [])


def test_the_last_agreement_clears_and_who_drafted_it_is_told(cast, asked):
    say("Economy", "agreed", cast.olga)
    assert state(asked) == "draft"
    say("Regulator", "no_objection", cast.sam)
    assert state(asked) == "cleared"
    assert told(cast.kim) == ["Cleared: the instruction on Internet. It can be issued."]
    assert isinstance(issue_now(asked, cast.ben), Saved)
    live = Instruction.objects.get()
    assert (live.state, live.issued_without, live.issued_why) == ("live", "", "")


def test_without_agencies_nothing_is_outstanding(cast, internet):
    assert draft(cast, internet).state == "cleared"


def test_only_members_of_the_agency_answer(cast, asked):
    one = of("Economy")
    for name, person in vars(cast).items():
        if name == "olga":
            continue
        with pytest.raises(PermissionDenied):
            clearances.answer(one, seen=one.version, settled="agreed", by=person)
    place(cast.pavel, one.agency)  # he comes from there, and may not read it
    with pytest.raises(PermissionDenied):
        clearances.answer(one, seen=one.version, settled="agreed", by=cast.pavel)


def test_an_objection_has_a_reason_and_may_be_taken_back(cast, asked):
    with pytest.raises(ValidationError, match="Say what it objects to"):
        say("Economy", "objected", cast.olga)
    say("Economy", "objected", cast.olga, reason="It costs too much.")
    say("Regulator", "agreed", cast.sam)
    assert state(asked) == "draft"
    assert told(cast.kim) == ["Economy objects to the instruction on Internet: It costs too much."]
    pass_time(cast)
    clearances.settle_by_silence()
    assert state(asked) == "draft"
    say("Economy", "no_objection", cast.olga)
    assert state(asked) == "cleared"


def test_what_is_said_twice_is_once_and_what_was_not_read_is_not_answered(cast, asked):
    first = of("Economy").version
    say("Economy", "agreed", cast.olga)
    again = of("Economy").version
    assert isinstance(say("Economy", "agreed", cast.olga, seen=first), Saved)
    assert of("Economy").version == again
    instructions.revise(Instruction.objects.get(), seen=1, mandate="Support half of it.", by=cast.kim)
    outcome = say("Economy", "agreed", cast.olga, seen=again)
    assert isinstance(outcome, Stale)
    assert of("Economy").settled == ""


def test_a_text_that_is_changed_is_asked_anew(cast, asked):
    say("Economy", "agreed", cast.olga)
    say("Regulator", "agreed", cast.sam)
    assert state(asked) == "cleared"
    now = Instruction.objects.get()
    instructions.revise(now, seen=now.version, mandate="Support half of it.", by=cast.kim)
    assert state(asked) == "draft"
    assert set(Clearance.objects.values_list("settled", "by", "at")) == {("", None, None)}
    assert told(cast.olga)[0] == "Kim changed the instruction on Internet: Economy is asked anew."
    now = Instruction.objects.get()
    before = list(Clearance.objects.order_by("pk").values_list("version", flat=True))
    instructions.revise(now, seen=now.version, mandate="Support half of it.", by=cast.kim)  # no change
    assert list(Clearance.objects.order_by("pk").values_list("version", flat=True)) == before


def test_silence_past_the_limit_counts_as_agreement_and_is_noted_once(cast, asked):
    clearances.settle_by_silence()
    assert state(asked) == "draft"
    say("Economy", "agreed", cast.olga)
    pass_time(cast)
    assert of("Regulator").in_words == "silent since 30 Oct 09:10: counts as agreed"
    clearances.settle_by_silence()
    assert state(asked) == "cleared"
    version, said = Instruction.objects.get().version, told(cast.kim)
    assert said == ["Cleared: the instruction on Internet. It can be issued."]
    clearances.settle_by_silence()
    assert (Instruction.objects.get().version, told(cast.kim)) == (version, said)


def test_the_limit_is_a_setting_of_the_conference(cast, asked):
    Conference.objects.update(clearing_hours=48)
    pass_time(cast)
    assert of("Economy").in_words == "waiting 1 day"
    clearances.settle_by_silence()
    assert state(asked) == "draft"


def test_silence_need_not_wait_for_the_job(cast, asked):
    pass_time(cast)
    assert isinstance(issue_now(asked, cast.ben), Saved)


def test_the_head_alone_issues_without_waiting_and_says_why(cast, asked):
    say("Economy", "agreed", cast.olga)
    for person in (cast.ben, cast.kim):
        with pytest.raises(PermissionDenied, match="only the head"):
            issue_now(asked, person, why="The vote is now.")
    with pytest.raises(ValidationError, match="Say why it is issued before these have agreed: Regulator"):
        issue_now(asked, cast.amara)
    issue_now(asked, cast.amara, why="The vote is now.")
    live = Instruction.objects.get()
    assert (live.state, live.issued_without, live.issued_why) == ("live", "Regulator", "The vote is now.")
    words = "Amara issued the instruction on Internet without waiting for Regulator: The vote is now."
    assert told(cast.sam)[0] == words
    assert told(cast.olga)[0] != words
    with pytest.raises(ValidationError, match="does not wait for an agency"):
        say("Regulator", "agreed", cast.sam)


def test_more_agencies_are_asked_by_hand(cast, internet):
    economy, _regulator, justice = agencies(cast)
    record = draft(cast, internet)
    clearances.ask(record, agencies=[economy], by=cast.kim)
    assert (state(record), of("Economy").asked_by) == ("draft", cast.kim)
    clearances.ask(record, agencies=[economy], by=cast.amara)  # not asked twice
    assert Clearance.objects.get().asked_by == cast.kim
    with pytest.raises(ValidationError, match="nobody there could answer: Justice"):
        clearances.ask(record, agencies=[justice], by=cast.kim)
    with pytest.raises(PermissionDenied):
        clearances.ask(record, agencies=[economy], by=cast.chen)


def test_an_answer_of_capital_opens_a_draft_that_agencies_clear(cast, internet):
    internet.agencies.set(agencies(cast)[:1])
    request = make.guidance_request(internet, by=cast.chen)
    guidance_requests.answer(request, seen=request.version, kind="support", answer="Yes.", by=cast.kim)
    assert (Instruction.objects.get().state, of("Economy").settled) == ("draft", "")


@pytest.mark.parametrize(
    "wrong",
    [
        {"instruction": None},
        {"settled": "agreed"},
        {"settled": "objected", "at": make.START + LATER},
        {"at": make.START},
    ],
)
def test_the_database_refuses_half_answers(cast, asked, wrong):
    with pytest.raises(IntegrityError), transaction.atomic():
        Clearance.objects.filter(agency__name="Economy").update(**wrong)


def test_the_database_refuses_what_is_issued_over_agencies_in_silence(cast, asked):
    with pytest.raises(IntegrityError), transaction.atomic():
        Instruction.objects.update(issued_at=clock.now(), issued_by=cast.ben)


@pytest.mark.parametrize(
    "hours,words",
    [(0.4, "waiting 24 minutes"), (1, "waiting 1 hour"), (23, "waiting 23 hours"), (49, "waiting 2 days")],
)
def test_how_long_it_waits_is_said(cast, internet, hours, words):
    Conference.objects.update(clearing_hours=96)
    record = make.instruction(internet, by=cast.kim, live=False, cleared_at=None)
    one = make.clearance(record, make.agency(), asked_at=clock.now() - timedelta(hours=hours))
    assert one.in_words == words
