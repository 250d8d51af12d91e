"""Two in capital, and who asked, at the same moment, in transactions of their own."""

import pytest
from django.core.exceptions import ValidationError
from django.db import transaction

from delegation.actions.records import locked
from delegation.models import Notice
from delegation.versions import Saved, Stale
from positions.actions import conflicting_answers, instructions
from positions.actions import guidance_requests as actions
from positions.models import ConflictingAnswer, GuidanceRequest, Instruction
from tests import factories as make
from tests.positions.test_bases import wait_until_held_up
from tests.positions.test_instructions_at_once import at_once, people, pool  # noqa: F401

pytestmark = pytest.mark.django_db(transaction=True)
TIMES = 20


def test_of_two_who_take_one_does_and_the_other_is_told_who(people, pool):  # noqa: F811
    kim, max_ = make.delegate("kim", function="capital"), make.delegate("max", function="capital")
    for number in range(TIMES):
        asked = make.guidance_request(people["issue"], f"May we, {number}?", by=people["chen"])
        given = {"request": asked, "seen": 1}
        came = at_once(pool, *((actions.take, given | {"by": one}) for one in (kim, max_)))
        assert sorted(type(one).__name__ for one in came) == ["Saved", "ValidationError"]
        asked.refresh_from_db()
        [refused] = [one for one in came if isinstance(one, ValidationError)]
        assert refused.messages == [f"{asked.taken_by} has taken this already."]
    assert Notice.objects.filter(to=people["chen"]).count() == TIMES


def test_what_is_answered_while_it_is_withdrawn_is_one_of_the_two(people, pool):  # noqa: F811
    kim = make.delegate("kim", function="capital")
    for number in range(TIMES):
        asked = make.guidance_request(people["issue"], f"May we, {number}?", by=people["chen"])
        answer = {"request": asked, "seen": 1, "kind": "support", "answer": f"Yes, {number}.", "by": kim}
        withdraw = {"request": asked, "seen": 1, "why": "Settled.", "by": people["chen"]}
        came = at_once(pool, (actions.answer, answer), (actions.withdraw, withdraw))
        assert sorted(type(one).__name__ for one in came) == ["Saved", "ValidationError"]
        is_answered = isinstance(came[0], Saved)
        asked.refresh_from_db()
        assert asked.state == ("answered" if is_answered else "withdrawn")
        assert Instruction.objects.filter(mandate=f"Yes, {number}.").count() == is_answered
    assert GuidanceRequest.objects.filter(answered_at=None, withdrawn_at=None).count() == 0


def test_nobody_answers_otherwise_while_it_is_issued_as_if_nobody_had(people, pool):  # noqa: F811
    kim, max_ = (make.delegate(name, function="capital", agency=make.agency(name)) for name in ("kim", "max"))
    asked = make.guidance_request(people["issue"], by=people["chen"])
    actions.answer(asked, seen=1, kind="support", answer="Yes.", by=kim)
    asked = GuidanceRequest.objects.get()
    given = {"seen": asked.version, "kind": "oppose", "answer": "No.", "by": max_}
    with transaction.atomic():
        locked(people["issue"])
        otherwise = pool.submit(conflicting_answers.answer_otherwise, asked, **given)
        wait_until_held_up(otherwise)
        draft = Instruction.objects.get()
        issued = instructions.issue_instruction(draft, seen=draft.version, predecessor=None, by=people["amara"])
    assert isinstance(issued, Saved)
    assert isinstance(otherwise.result(), Stale)
    assert ConflictingAnswer.objects.count() == 0
