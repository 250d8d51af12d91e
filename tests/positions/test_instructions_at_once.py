"""Heads, holders and closers at the same moment, in transactions of their own."""

import threading
from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import connection, connections

from delegation.models import Issue
from delegation.versions import Saved, Stale
from positions.actions import instructions, issues
from positions.models import Acknowledgement, Instruction
from tests import factories as make

pytestmark = pytest.mark.django_db(transaction=True)
TIMES = 200


@pytest.fixture
def people(transactional_db):
    make.conference()
    chen = make.delegate("chen")
    return {
        "amara": make.delegate("amara", function="head"),
        "ben": make.delegate("ben", function="deputy"),
        "chen": chen,
        "issue": make.issue("Internet", lead=chen),
    }


def issuing(draft, by, predecessor):
    arguments = {"instruction": draft, "seen": 1, "predecessor": predecessor and predecessor.pk, "by": by}
    return instructions.issue_instruction, arguments


def draft(people, by, mandate):
    return instructions.draft(issue=people["issue"], text=None, kind="support", mandate=mandate, by=people[by])


def at_once(pool, *acts):
    """Start all acts (callable, arguments) at the same moment, each on a connection of its own; what came of them."""
    barrier = threading.Barrier(len(acts))

    def run(what):
        act, arguments = what
        connection.ensure_connection()
        barrier.wait()
        try:
            return act(**arguments)
        except Exception as error:
            return error

    return list(pool.map(run, acts))


@pytest.fixture
def pool():
    with ThreadPoolExecutor(2) as threads:
        yield threads
        barrier = threading.Barrier(2)

        def close():
            barrier.wait()
            connections.close_all()

        list(threads.map(lambda _: close(), range(2)))


def test_two_heads_issue_at_once(people, pool):
    live, told = None, []
    for number in range(TIMES):
        one, two = draft(people, "amara", f"A {number}"), draft(people, "ben", f"B {number}")
        before = live
        outcomes = at_once(pool, issuing(one, people["amara"], before), issuing(two, people["ben"], before))
        assert sorted(type(outcome).__name__ for outcome in outcomes) == ["Saved", "Stale"], outcomes
        won = next(outcome for outcome in outcomes if isinstance(outcome, Saved)).record
        lost = next(outcome for outcome in outcomes if isinstance(outcome, Stale))
        assert lost.record == won
        assert (lost.record.issued_by, lost.record.issued_at) == (won.issued_by, won.issued_at)
        live = Instruction.objects.live().get()
        assert live == won
        assert live.predecessor == before
        told.append(won.issued_by.name)
    assert Instruction.objects.ended().count() == TIMES - 1
    assert Instruction.objects.drafts().count() == TIMES
    assert set(told) <= {"Amara", "Ben"}


def test_a_holder_acknowledges_while_a_head_supersedes(people, pool):
    live = instructions.issue_instruction(
        draft(people, "amara", "First"), seen=1, predecessor=None, by=people["amara"]
    ).record
    for number in range(40):
        successor = draft(people, "ben", f"Then {number}")
        old = live
        noted, superseded = at_once(
            pool,
            (instructions.acknowledge, {"instruction": old, "by": people["chen"]}),
            issuing(successor, people["ben"], old),
        )
        assert isinstance(superseded, Saved), superseded
        live = superseded.record
        refused = "no longer live" in str(noted)
        assert refused is not Acknowledgement.objects.filter(instruction=old).exists()
    assert Instruction.objects.live().get() == live


def test_closing_and_issuing_leave_nothing_live_on_a_closed_issue(people, pool):
    for number in range(20):
        people["issue"] = make.issue(f"Issue {number}", lead=people["chen"])
        one = draft(people, "amara", f"One {number}")
        closed, _issued = at_once(
            pool,
            (issues.close, {"issue": people["issue"], "by": people["ben"]}),
            issuing(one, people["amara"], None),
        )
        assert isinstance(closed, Issue), closed
        assert Instruction.objects.live().count() == 0
