"""Issuing, superseding, withdrawing and acknowledging instructions: what is done, and what is refused."""

from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import IntegrityError, transaction

from delegation import clock
from delegation.actions import issues as ground
from delegation.actions import markings
from delegation.models import Event, Issue
from delegation.versions import Saved, Stale
from positions.actions import instructions, issues
from positions.models import Acknowledgement, Instruction
from positions.models.acknowledgements import known
from tests import factories as make


def drafted(internet, cast, mandate="Accept “study”.", **values):
    return instructions.draft(
        **{"issue": internet, "text": None, "kind": "support", "mandate": mandate, "by": cast.amara} | values
    )


def issued(internet, cast, mandate="Oppose OTT.", *, predecessor=None, by=None, **values):
    draft = drafted(internet, cast, mandate, **values)
    return instructions.issue_instruction(draft, seen=1, predecessor=predecessor, by=by or cast.amara).record


def test_issuing_supersedes_the_live_one_in_the_same_step(cast, internet):
    first = issued(internet, cast)
    second = issued(internet, cast, "Accept “study”.", predecessor=first.pk, by=cast.kim)
    first.refresh_from_db()
    assert (first.state, first.ended_by, second.state, second.issued_by) == ("superseded", cast.kim, "live", cast.kim)
    assert second.predecessor == first
    assert list(Instruction.objects.live()) == [second]
    told = [event.topic for event in Event.objects.order_by("at", "version") if event.topic.startswith("instr")]
    assert told[-2:] == [f"instruction:{second.pk}", f"instruction:{first.pk}"]


@pytest.mark.parametrize("name", ["chen", "dina", "sam", "sol", "eli", "olga", "pavel", "rosa", "gone"])
def test_only_head_deputies_and_capital_instruct(cast, internet, name):
    person = getattr(cast, name)
    draft = drafted(internet, cast)
    live = issued(internet, cast)
    with pytest.raises(PermissionDenied):
        drafted(internet, cast, by=person)
    with pytest.raises(PermissionDenied):
        instructions.revise(draft, seen=1, by=person, mandate="Mine")
    with pytest.raises(PermissionDenied):
        instructions.issue_instruction(draft, seen=1, predecessor=live.pk, by=person)
    with pytest.raises(PermissionDenied):
        instructions.withdraw(live, seen=live.version, why="Because.", by=person)
    draft.refresh_from_db()
    live.refresh_from_db()
    assert (draft.mandate, draft.state, live.state) == ("Accept “study”.", "cleared", "live")


def test_nothing_changes_where_another_is_live_by_now(cast, internet):
    first = issued(internet, cast)
    mine = drafted(internet, cast, "Mine")
    theirs = issued(internet, cast, "Theirs", predecessor=first.pk, by=cast.ben)
    outcome = instructions.issue_instruction(mine, seen=1, predecessor=first.pk, by=cast.amara)
    assert isinstance(outcome, Stale)
    assert (outcome.record, outcome.record.issued_by, outcome.fields) == (theirs, cast.ben, ("predecessor",))
    assert list(Instruction.objects.live()) == [theirs]
    again = instructions.issue_instruction(mine, seen=1, predecessor=theirs.pk, by=cast.amara)
    assert isinstance(again, Saved)
    assert list(Instruction.objects.live()) == [mine]


def test_nothing_changes_where_the_one_on_the_screen_is_gone(cast, internet):
    first = issued(internet, cast)
    mine = drafted(internet, cast, "Mine")
    instructions.withdraw(first, seen=first.version, why="Overtaken.", by=cast.ben)
    assert isinstance(instructions.issue_instruction(mine, seen=1, predecessor=first.pk, by=cast.amara), Stale)
    assert list(Instruction.objects.live()) == []


def test_a_draft_is_issued_as_it_was_read_and_once(cast, internet):
    draft = drafted(internet, cast)
    instructions.revise(draft, seen=1, by=cast.ben, mandate="Oppose it.")
    assert isinstance(instructions.issue_instruction(draft, seen=1, predecessor=None, by=cast.amara), Stale)
    assert isinstance(instructions.issue_instruction(draft, seen=2, predecessor=None, by=cast.amara), Saved)
    with pytest.raises(ValidationError, match="already been issued"):
        instructions.issue_instruction(draft, seen=3, predecessor=draft.pk, by=cast.amara)
    with pytest.raises(ValidationError, match="cannot be reworded"):
        instructions.revise(draft, seen=3, by=cast.amara, mandate="Third")


def test_whole_issue_or_texts_never_both(cast, internet):
    text, other = make.text("Res 102", issues=[internet]), make.text("Res 101", issues=[internet])
    whole = issued(internet, cast)
    on_text = drafted(internet, cast, text=text)
    with pytest.raises(ValidationError, match="Withdraw it before instructing per text"):
        instructions.issue_instruction(on_text, seen=1, predecessor=None, by=cast.amara)
    instructions.withdraw(whole, seen=whole.version, why="Per text now.", by=cast.amara)
    instructions.issue_instruction(on_text, seen=1, predecessor=None, by=cast.amara)
    issued(internet, cast, "On 101", text=other)
    assert Instruction.objects.live().count() == 2
    with pytest.raises(ValidationError, match="Withdraw it before instructing on the whole"):
        issued(internet, cast, "Whole again")


def test_the_database_itself_holds_the_promises(cast, internet):
    make.instruction(internet, "One")
    with pytest.raises(IntegrityError, match="one_live_instruction_per_question"):
        make.instruction(internet, "Two")


def test_the_database_itself_refuses_whole_beside_text(cast, internet):
    make.instruction(internet, "One")
    with pytest.raises(IntegrityError, match="never both"):
        make.instruction(internet, "Two", text=make.text("Res 102", issues=[internet]))


def test_the_readers_of_a_successor_include_its_predecessors(cast, internet):
    known_to_all = issued(internet, cast, marking="delegation")
    assert cast.pavel in known_to_all.readers()
    with pytest.raises(ValidationError, match="Its successor must be marked so too"):
        issued(internet, cast, "For some", predecessor=known_to_all.pk)
    issued(internet, cast, "For all", predecessor=known_to_all.pk, marking="delegation")
    assert [one.mandate for one in Instruction.objects.live()] == ["For all"]


def test_an_instruction_is_marked_at_least_as_issue_and_text(cast):
    government = make.issue("Security", marking="government")
    assert drafted(government, cast, marking="delegation").marking == "government"
    for marking in ("core", "elections"):
        with pytest.raises(ValidationError, match="Fewer people know this issue"):
            drafted(make.issue(f"Seats {marking}", marking=marking), cast)


def test_a_draft_is_never_opened_to_more_people_by_one(cast, internet):
    draft = drafted(internet, cast)
    with pytest.raises(PermissionDenied):
        instructions.revise(draft, seen=1, by=cast.amara, marking="delegation")
    [grant] = markings.set_marking(draft, seen=1, marking="delegation", by=cast.amara).proposed
    assert grant.in_words.endswith("marked Delegation instead of Government")


def test_withdrawing_needs_a_reason_and_the_version_that_was_read(cast, internet):
    live = issued(internet, cast)
    for why in ("", "  \n"):
        with pytest.raises(ValidationError, match="Say why"):
            instructions.withdraw(live, seen=live.version, why=why, by=cast.amara)
    assert isinstance(instructions.withdraw(live, seen=1, why="Because.", by=cast.amara), Stale)
    gone = instructions.withdraw(live, seen=live.version, why="Overtaken.", by=cast.kim).record
    assert (gone.state, gone.ended_by, gone.ended_why) == ("withdrawn", cast.kim, "Overtaken.")
    with pytest.raises(ValidationError, match="no longer live"):
        instructions.withdraw(live, seen=gone.version, why="Again.", by=cast.amara)


def test_a_draft_is_dropped_and_not_issued_after(cast, internet):
    draft = drafted(internet, cast)
    instructions.drop(draft, seen=1, why="Not needed.", by=cast.ben)
    with pytest.raises(ValidationError, match="already been issued or dropped"):
        instructions.issue_instruction(draft, seen=2, predecessor=None, by=cast.amara)
    draft.refresh_from_db()
    assert draft.state == "withdrawn"


def test_holders_acknowledge_once_and_nobody_else(cast, internet):
    live = issued(internet, cast)
    assert [person.name for person in missing(live, cast)] == ["Chen", "Dina"]
    first = instructions.acknowledge(live, by=cast.chen)
    assert instructions.acknowledge(live, by=cast.chen) == first
    assert (Acknowledgement.objects.count(), first.marking, first.issue) == (1, "government", internet)
    assert [person.name for person in missing(live, cast)] == ["Dina"]
    for name in ("amara", "kim", "sol", "olga", "pavel", "gone"):
        with pytest.raises(PermissionDenied):
            instructions.acknowledge(live, by=getattr(cast, name))
    later = issued(internet, cast, "Later", predecessor=live.pk)
    with pytest.raises(ValidationError, match="Do not use it"):
        instructions.acknowledge(live, by=cast.dina)
    assert [person.name for person in missing(later, cast)] == ["Chen", "Dina"]
    with pytest.raises(ValidationError, match="This is a draft"):
        instructions.acknowledge(drafted(internet, cast), by=cast.dina)


def missing(instruction, cast):
    [one] = known(Instruction.objects.visible_to(cast.amara).filter(pk=instruction.pk), cast.amara)
    return one.missing


def test_closing_an_issue_ends_what_is_live_on_it(cast, internet):
    live = issued(internet, cast)
    draft = drafted(internet, cast)
    with pytest.raises(PermissionDenied):
        issues.close(internet, by=cast.chen)
    issues.close(internet, by=cast.sol)
    live.refresh_from_db()
    assert (live.state, live.ended_by) == ("closed", cast.sol)
    with pytest.raises(ValidationError, match="This issue is closed"):
        instructions.issue_instruction(draft, seen=1, predecessor=None, by=cast.amara)
    internet.refresh_from_db()
    with pytest.raises(ValidationError, match="This issue is closed"):
        drafted(internet, cast)


def test_marking_an_issue_closed_leaves_no_instruction_live(cast, internet):
    issued(internet, cast)
    with pytest.raises(IntegrityError, match="an instruction is live on this issue"), transaction.atomic():
        ground.mark_closed(internet, by=cast.sol)
    with pytest.raises(IntegrityError, match="an instruction is live on this issue"), transaction.atomic():
        Issue.objects.filter(pk=internet.pk).update(archived_at=clock.now())
    issues.close(internet, by=cast.sol)
    assert [one.state for one in Instruction.objects.all()] == ["closed"]


def test_the_database_itself_refuses_to_issue_on_a_closed_issue(cast, internet):
    draft = drafted(internet, cast)
    elsewhere = issued(make.issue("Open"), cast)
    issues.close(internet, by=cast.sol)
    for write in (
        lambda: make.instruction(internet, "New"),
        lambda: Instruction.objects.filter(pk=draft.pk).update(issued_at=clock.now()),
        lambda: Instruction.objects.filter(pk=elsewhere.pk).update(issue=internet),
    ):
        with pytest.raises(IntegrityError, match="no instruction is live on a closed issue"), transaction.atomic():
            write()


def test_closing_that_is_refused_ends_nothing(cast, internet):
    live = issued(internet, cast)
    with pytest.raises(PermissionDenied):
        issues.close(internet, by=cast.chen)
    live.refresh_from_db()
    assert live.state == "live"


def test_a_rehearsal_gone_back_still_ends_what_was_issued(cast, internet, conference):
    live = issued(internet, cast)
    conference.rehearsal_offset -= timedelta(days=3)
    conference.save()
    assert clock.now() < live.issued_at
    gone = instructions.withdraw(live, seen=live.version, why="Overtaken.", by=cast.amara).record
    assert gone.ended_at == live.issued_at


def test_an_issue_that_one_does_not_see_is_refused_like_a_right(cast):
    hidden = make.issue("Seats", marking="elections")
    with pytest.raises(PermissionDenied):
        instructions.draft(issue=hidden, text=None, kind="support", mandate="x", by=cast.kim)
