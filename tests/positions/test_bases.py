"""What a position rests on: when it changes, the position is checked, and who holds it is told once."""

import time
from uuid import UUID

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import connection, transaction

from delegation.actions import markings
from delegation.actions.records import locked
from delegation.models import Notice
from delegation.versions import Saved
from positions.actions import bases, instructions, texts
from positions.actions import positions as actions
from positions.models import Basis, Position
from tests import factories as make
from tests.positions.editions import SINCE, fresh, in_force, seen, supersede, told
from tests.positions.test_instructions_at_once import pool  # noqa: F401


@pytest.fixture
def live(cast, internet):
    return in_force(internet, cast.ben)


@pytest.fixture
def resting(cast, internet, live):
    order = make.instruction(internet, by=cast.kim, text=make.text("Res 102", issues=[internet]))
    bases.rest(live, on=order, by=cast.chen)
    return order


def test_a_superseded_instruction_has_the_position_checked_and_its_holders_told_once(cast, live, resting):
    successor = supersede(resting, cast)
    assert fresh(live).state == "check"
    words = f"Check the position on Internet: {resting}, on which it rests, has changed. Confirm it or revise it."
    for person in (cast.chen, cast.dina):
        assert [one for one in told(person) if one.startswith("Check")] == [words]
    other = make.text("Res 101", issues=[live.issue])
    bases.rest(live, on=other, by=cast.chen)
    texts.change(other, seen=other.version, symbol_in_progress="WG-PL/9", by=cast.sol)
    assert sum(words.startswith("Check the position") for words in told(cast.chen)) == 1
    actions.confirm(live, **seen(live, cast.chen))
    now = fresh(live)
    assert (now.state, now.confirmed_by) == ("live", cast.chen)
    assert [(one.instruction, one.stood, one.change) for one in Basis.objects.order_by("noted_at")] == [
        (successor, "", ""),
        (None, "WG-PL/9", ""),
    ]
    supersede_again = make.instruction(live.issue, "A third.", text=resting.text, by=cast.kim, live=False)
    instructions.issue_instruction(supersede_again, seen=1, predecessor=successor.pk, by=cast.kim)
    assert fresh(live).state == "check"


def test_a_withdrawn_instruction_bears_nothing_any_more(cast, live, resting):
    instructions.withdraw(resting, **seen(resting, cast.kim), why="Overtaken.")
    assert fresh(live).state == "check"
    actions.confirm(live, **seen(live, cast.dina))
    assert Basis.objects.current().count() == 0


def test_a_new_edition_rests_on_what_stands_now(cast, live, resting):
    successor = supersede(resting, cast)
    edition = actions.revise(live, by=cast.chen)
    assert [one.instruction for one in Basis.objects.of(edition)] == [successor]
    assert fresh(live).state == "check"
    actions.submit(edition, **seen(edition, cast.chen))
    actions.activate(edition, **seen(edition, cast.ben))
    assert (fresh(edition).state, fresh(live).state) == ("live", "closed")


def test_what_changed_while_it_was_written_or_suspended_is_checked_then(cast, internet, resting, live):
    edition = actions.revise(live, by=cast.chen)
    supersede(resting, cast)
    assert fresh(edition).state == "draft"
    actions.submit(edition, **seen(edition, cast.chen))
    actions.activate(edition, **seen(edition, cast.ben))
    assert fresh(edition).state == "check"


@pytest.mark.django_db(transaction=True)
def test_who_confirms_and_who_changes_the_text_do_not_wait_for_each_other(cast, internet, live, pool):  # noqa: F811
    """The one holds the position and then what it rests on: so must the other."""
    text = make.text("Res 102", issues=[internet], symbol_in_progress="WG-PL/4")
    basis = bases.rest(live, on=text, by=cast.chen)
    with transaction.atomic():
        locked(live)
        change = pool.submit(texts.change, text, seen=text.version, symbol_in_progress="WG-PL/5", by=cast.sol)
        wait_until_held_up(change)
        Basis.objects.select_for_update(nowait=True).get(pk=basis.pk)  # nobody else has it in hand
    assert isinstance(change.result(), Saved)
    assert fresh(live).state == "check"


@pytest.mark.django_db(transaction=True)
def test_who_revises_and_who_changes_the_text_do_not_wait_for_each_other(cast, internet, live, pool):  # noqa: F811
    """A new edition rests on the text too: who opens it holds that first, as the other does."""
    text = make.text("Res 102", issues=[internet], symbol_in_progress="WG-PL/4")
    bases.rest(live, on=text, by=cast.chen)
    with transaction.atomic():
        locked(text)
        edition = pool.submit(actions.revise, live, by=cast.chen)
        wait_until_held_up(edition)
        Position.objects.select_for_update(nowait=True).get(pk=live.pk)
    assert [str(one) for one in edition.result().bases.current()] == ["Res 102"]


@pytest.mark.django_db(transaction=True)
def test_who_makes_an_edition_live_and_who_changes_the_text_do_not_wait_for_each_other(cast, internet, pool):  # noqa: F811
    """Both hold the old edition and the new one, in the same order."""
    old = in_force(internet, cast.amara, id=UUID(int=1))
    cleared = {"submitted_at": SINCE, "cleared_at": SINCE}
    new = make.position(internet, id=UUID(int=2), predecessor=old, argument="Study first.", **cleared)
    with transaction.atomic():
        locked(old)
        act = pool.submit(actions.activate, new, **seen(new, cast.ben))
        wait_until_held_up(act)
        Position.objects.select_for_update(nowait=True).get(pk=new.pk)
    assert isinstance(act.result(), Saved)
    assert (fresh(old).closing, fresh(new).state) == ("replaced", "live")


def wait_until_held_up(act):
    """Until it waits for what this transaction holds."""
    while not waits():
        assert not act.done()
        time.sleep(0.05)


def waits():
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT count(*) FROM pg_locks WHERE NOT granted AND pg_backend_pid() = ANY(pg_blocking_pids(pid))"
        )
        return cursor.fetchone()[0] > 0


def test_a_text_in_another_version_has_the_position_checked(cast, internet, live):
    text = make.text("Res 102", issues=[internet], symbol_in_progress="WG-PL/4")
    bases.rest(live, on=text, by=cast.chen)
    texts.change(text, seen=text.version, title="Another title", by=cast.sol)
    assert fresh(live).state == "live"
    texts.change(text, seen=fresh(text).version, symbol_in_progress="WG-PL/5", by=cast.sol)
    basis = Basis.objects.with_names().get()
    assert (fresh(live).state, basis.stood, basis.version_now) == ("check", "WG-PL/4", "WG-PL/5")


def test_a_position_rests_on_nothing_that_fewer_read(cast, internet, live, resting):
    make.reserve(internet)
    other = make.position(make.issue("Other", lead=cast.chen), marking="delegation", id=make.key("open"))
    with pytest.raises(ValidationError, match="More people may read the position"):
        bases.rest(other, on=make.instruction(other.issue, by=cast.kim), by=cast.chen)
    with pytest.raises(PermissionDenied):
        bases.rest(live, on=resting, by=cast.olga)
    with pytest.raises(ValidationError, match="It rests on this already"):
        bases.rest(live, on=resting, by=cast.chen)
    with pytest.raises(ValidationError, match="fewer people may read"):
        markings.set_marking(live, seen=fresh(live).version, marking="delegation", by=cast.amara)


def test_what_was_told_goes_with_what_it_names(cast, internet):
    """An instruction that no position rests on any more may be hidden from those who were told that it changed."""
    shown = {"marking": "delegation"}
    position = in_force(internet, cast.ben, **shown)
    order = make.instruction(internet, by=cast.kim, **shown)
    bases.rest(position, on=order, by=cast.chen)
    successor = make.instruction(internet, "Something else.", by=cast.kim, live=False, **shown)
    instructions.issue_instruction(successor, seen=1, predecessor=order.pk, by=cast.kim)
    actions.confirm(position, **seen(position, cast.dina))
    check = Notice.objects.filter(to=cast.chen, words__startswith="Check the position")
    assert check.get().marking == "delegation"
    markings.set_marking(order, **seen(order, cast.amara), marking="government")
    assert check.get().marking == "government"
