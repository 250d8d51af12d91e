"""A position is written, cleared, made the delegation's, checked, suspended, closed: one in force, one in the works."""

from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction

from delegation import clock
from delegation.actions.conference import jump
from delegation.models import Conference
from delegation.versions import Saved, Stale
from positions.actions import clearances
from positions.actions import positions as actions
from positions.models import Clearance, Position
from tests import factories as make
from tests.positions.clearing import agencies
from tests.positions.editions import SINCE, fresh, in_force, say, seen, told


@pytest.fixture
def draft(cast, internet):
    internet.agencies.set(agencies(cast)[:2])
    return make.position(internet, argument="Study first.")


@pytest.fixture
def live(cast, internet):
    return in_force(internet, cast.ben)


def cleared(draft, cast):
    actions.submit(draft, **seen(draft, cast.chen))
    say("Economy", "agreed", cast.olga)
    say("Regulator", "no_objection", cast.sam)
    return fresh(draft)


def test_the_whole_way(cast, internet, draft):
    assert isinstance(actions.submit(draft, **seen(draft, cast.chen)), Saved)
    assert (fresh(draft).state, fresh(draft).submitted_by) == ("under review", cast.chen)
    assert told(cast.olga) == [
        "Chen asks Economy to agree to the position on Internet: silence counts as agreement from 30 Oct 09:10."
    ]
    say("Economy", "agreed", cast.olga)
    assert fresh(draft).state == "under review"
    say("Regulator", "no_objection", cast.sam)
    assert fresh(draft).state == "cleared"
    words = "Cleared: the position on Internet. The head or a deputy can make it the delegation’s."
    assert (told(cast.ben), told(cast.dina)) == ([words], [words])
    actions.activate(draft, **seen(draft, cast.ben))
    assert (fresh(draft).state, fresh(draft).activated_by) == ("live", cast.ben)
    assert told(cast.chen)[0] == "Ben made the position on Internet the delegation’s."


def test_a_reason_that_has_no_room_beside_its_agency_says_that_it_goes_on(cast, draft):
    actions.submit(draft, **seen(draft, cast.chen))
    say("Economy", "objected", cast.olga, reason="x" * 300)
    assert fresh(draft).returned_why == f"Economy: {'x' * 290}…"


def test_an_objection_makes_it_a_draft_again_and_it_is_submitted_anew(cast, draft):
    actions.submit(draft, **seen(draft, cast.chen))
    say("Regulator", "agreed", cast.sam)
    say("Economy", "objected", cast.olga, reason="It costs too much.")
    now = fresh(draft)
    assert (now.state, now.returned_why, now.returned_by) == ("draft", "Economy: It costs too much.", cast.olga)
    assert told(cast.chen) == ["Economy objects to the position on Internet: It costs too much."]
    with pytest.raises(ValidationError, match="does not wait for an agency"):
        say("Regulator", "no_objection", cast.sam)
    actions.change(draft, **seen(draft, cast.dina), argument="Study at no cost.")
    actions.submit(draft, **seen(draft, cast.dina))
    now = fresh(draft)
    assert (now.state, now.returned_at, now.returned_why) == ("under review", None, "")
    assert set(Clearance.objects.values_list("settled", "asked_by")) == {("", cast.dina.pk)}


def test_words_changed_under_review_are_asked_anew(cast, draft):
    actions.submit(draft, **seen(draft, cast.chen))
    say("Economy", "agreed", cast.olga)
    actions.change(draft, **seen(draft, cast.chen), argument="Study, then rules.")
    assert set(Clearance.objects.values_list("settled", flat=True)) == {""}
    assert told(cast.olga)[0] == "Chen changed the position on Internet: Economy is asked anew."
    assert len(told(cast.sam)) == 1  # he had not answered yet


def test_silence_clears_a_position(cast, draft):
    actions.submit(draft, **seen(draft, cast.chen))
    jump(Conference.objects.get(), to=clock.now() + timedelta(hours=25), by=cast.amara)
    clearances.settle_by_silence()
    version = fresh(draft).version
    assert fresh(draft).state == "cleared"
    clearances.settle_by_silence()
    assert fresh(draft).version == version


def test_without_agencies_it_is_cleared_at_once(cast, internet):
    position = make.position(internet, argument="Study first.")
    actions.submit(position, **seen(position, cast.chen))
    assert fresh(position).state == "cleared"


@pytest.mark.parametrize("field,label", [("objective", "objective"), ("argument", "argument")])
def test_nothing_half_written_is_submitted(cast, draft, field, label):
    actions.change(draft, **seen(draft, cast.chen), **{field: " "})
    with pytest.raises(ValidationError, match=f"Agencies cannot agree to it without this: {label}"):
        actions.submit(draft, **seen(draft, cast.chen))


@pytest.mark.parametrize("state", ["cleared", "live", "suspended", "closed"])
def test_only_drafts_are_reworded(cast, internet, state):
    stands = {"activated_at": SINCE, "submitted_at": SINCE, "cleared_at": SINCE}
    if state == "cleared":
        stands["activated_at"] = None
    if state == "suspended":
        stands |= {"suspended_at": SINCE, "suspended_why": "Talks."}
    if state == "closed":
        stands |= {"closed_at": SINCE, "closing": "outcome"}
    position = make.position(internet, **stands)
    with pytest.raises(ValidationError):
        actions.change(position, **seen(position, cast.chen), argument="Mine.")
    assert fresh(position).version == 1


def test_what_was_changed_meanwhile_is_read_again(cast, draft):
    actions.change(draft, seen=1, by=cast.dina, argument="Another.")
    for act in (actions.submit,):
        assert isinstance(act(draft, seen=1, by=cast.chen), Stale)
    now = cleared(draft, cast)
    assert isinstance(actions.activate(draft, seen=now.version - 1, by=cast.ben), Stale)
    assert isinstance(actions.withdraw(draft, seen=now.version - 1, why="No.", by=cast.chen), Stale)


def test_a_new_edition_replaces_the_one_in_force_in_one_step(cast, internet, live):
    edition = actions.revise(live, by=cast.chen)
    assert (edition.state, edition.argument, edition.predecessor, fresh(live).state) == (
        *("draft", "Study first.", live),
        "live",
    )
    with pytest.raises(ValidationError, match="being written already"):
        actions.revise(live, by=cast.dina)
    actions.change(edition, **seen(edition, cast.chen), argument="Rules first.")
    actions.submit(edition, **seen(edition, cast.chen))
    assert fresh(live).state == "live"
    actions.activate(edition, **seen(edition, cast.amara))
    assert [(one.argument, one.state, one.closing) for one in Position.objects.order_by("activated_at")] == [
        ("Study first.", "closed", "replaced"),
        ("Rules first.", "live", ""),
    ]


def test_withdrawing_suspending_and_closing_have_their_guards(cast, internet, draft):
    cleared(draft, cast)
    with pytest.raises(ValidationError, match="reason"):
        actions.withdraw(draft, **seen(draft, cast.chen), why=" ")
    actions.withdraw(draft, **seen(draft, cast.chen), why="A better argument.")
    assert told(cast.ben)[0] == "Chen withdrew the position on Internet: A better argument."
    actions.submit(draft, **seen(draft, cast.chen))
    say("Economy", "agreed", cast.olga)
    say("Regulator", "agreed", cast.sam)
    actions.activate(draft, **seen(draft, cast.ben))
    with pytest.raises(ValidationError, match="reason"):
        actions.suspend(draft, **seen(draft, cast.ben), why="")
    with pytest.raises(ValidationError, match="No outcome on this issue is recorded yet"):
        actions.close(draft, **seen(draft, cast.ben))
    actions.suspend(draft, **seen(draft, cast.ben), why="Talks go on.")
    assert told(cast.chen)[0] == "Ben suspended the position on Internet. Do not use it: Talks go on."
    actions.resume(draft, **seen(draft, cast.amara))
    make.outcome(issue=internet)
    actions.close(draft, **seen(draft, cast.ben))
    assert fresh(draft).state_in_words == "outcome recorded"


@pytest.mark.parametrize("stands", ["activated_at", "none"])
def test_the_database_refuses_a_second_of_either(cast, internet, stands):
    given = {"submitted_at": SINCE, "cleared_at": SINCE, "activated_at": SINCE} if stands == "activated_at" else {}
    make.position(internet, **given)
    with pytest.raises(IntegrityError), transaction.atomic():
        make.position(internet, id=make.key("another"), **given)


@pytest.mark.parametrize(
    "wrong",
    [
        {"activated_at": SINCE},
        {"cleared_at": SINCE},
        {"check_at": SINCE},
        {"suspended_at": SINCE},
        {"closed_at": SINCE},
        {"returned_at": SINCE},
        {"confirmed_by": "amara"},
    ],
)
def test_the_database_refuses_half_facts(cast, draft, wrong):
    given = {name: getattr(cast, value) if isinstance(value, str) else value for name, value in wrong.items()}
    with pytest.raises(IntegrityError), transaction.atomic():
        Position.objects.update(**given)
