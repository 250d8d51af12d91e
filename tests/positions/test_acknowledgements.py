"""Who must know an instruction, how far each has come, and who is told so."""

from datetime import timedelta
from itertools import product

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from delegation import clock
from delegation.actions import duties, markings
from delegation.actions.records import locked
from delegation.models import Duty, Event, Notice
from positions.actions import instructions, issues
from positions.actions.acknowledgements import note_read
from positions.models import Acknowledgement, Instruction, Reading
from positions.models.acknowledgements import put_readers
from tests import factories as make
from tests.positions.test_bases import wait_until_held_up
from tests.positions.test_instructions_at_once import pool  # noqa: F401


@pytest.fixture
def live(cast, internet):
    return make.instruction(internet, by=cast.amara)


@pytest.fixture
def meeting(cast, internet):
    """That treats the issue, in twenty minutes."""
    found = make.meeting(make.committee())
    make.agenda_item(found, issues=[internet])
    return found


def names(instruction, reader=None):
    put_readers([instruction], reader)
    return [holder.delegate.name for holder in instruction.holders]


def states(instruction, reader=None):
    put_readers([instruction], reader)
    return {holder.delegate.name: holder.state for holder in instruction.holders}


def issued(issue, cast, mandate="Object.", predecessor=None, text=None, **how):
    draft = make.instruction(issue, mandate, by=cast.kim, live=False, text=text, **how)
    given = {"seen": draft.version, "predecessor": predecessor and predecessor.pk}
    return instructions.issue_instruction(draft, **given, by=cast.amara).record


def test_leads_come_first_then_alternates_then_who_speaks(cast, live, meeting):
    make.duty(meeting, cast.olga)
    make.duty(meeting, cast.ben, role="b_second")
    make.duty(meeting, cast.sam, role="c_notes")
    assert names(live) == ["Chen", "Dina", "Ben", "Olga"]


def test_who_holds_the_issue_and_speaks_is_named_once(cast, live, meeting):
    make.duty(meeting, cast.dina)
    assert names(live) == ["Chen", "Dina"]


DUTIES = {
    "asked": ({}, True),
    "accepted": ({"accepted_at": make.START}, True),
    "in the room": ({"accepted_at": make.START, "in_room_at": make.START}, True),
    "refused": ({"refused_at": make.START}, False),
    "handed over": ({"accepted_at": make.START, "handed_over_at": make.START}, False),
    "done": ({"accepted_at": make.START, "done_at": make.START}, False),
    "missed": ({"accepted_at": make.START, "missed_at": make.START}, False),
    "taken off": ({"archived_at": make.START}, False),
}
MEETINGS = {
    "to come": ({}, True),
    "tomorrow": ({"starts_at": make.START + timedelta(days=1)}, True),
    "running": ({"starts_at": make.START - timedelta(hours=1)}, True),
    "over": ({"starts_at": make.START - timedelta(hours=6)}, False),
    "beyond its time": ({"starts_at": make.START - timedelta(hours=4), "started_at": make.START}, True),
    "cancelled": ({"cancelled_at": make.START}, False),
    "archived": ({"archived_at": make.START}, False),
}


@pytest.mark.parametrize("duty,meeting", list(product(DUTIES, MEETINGS)))
def test_a_duty_counts_while_it_stands_at_a_meeting_that_is_not_over(cast, internet, live, duty, meeting):
    there, is_on = MEETINGS[meeting]
    found = make.meeting(make.committee(), **there)
    make.agenda_item(found, issues=[internet])
    said, stands = DUTIES[duty]
    Duty.objects.create(meeting=found, delegate=cast.olga, **said)
    assert ("Olga" in names(live)) == (stands and is_on)


@pytest.mark.parametrize("agenda", ["issue", "text", "another text", "archived", "nothing"])
def test_the_agenda_names_the_issue_or_the_text(cast, internet, agenda):
    text, other = make.text("Res 102"), make.text("Res 101")
    live = make.instruction(internet, text=text, by=cast.amara)
    found = make.meeting(make.committee())
    treats = {"issue": {"issues": [internet]}, "text": {"texts": [text]}, "another text": {"texts": [other]}}
    treats["archived"] = {"issues": [internet], "archived_at": make.START}
    make.agenda_item(found, **treats.get(agenda, {}))
    make.duty(found, cast.olga)
    assert ("Olga" in names(live)) == (agenda in ("issue", "text"))


def test_among_ourselves_nobody_speaks_for_the_state(cast, internet, live):
    found = make.meeting(make.committee("VALDRIA", kind="other"))
    make.agenda_item(found, issues=[internet])
    make.duty(found, cast.olga)
    assert (names(live), Instruction.objects.held_by(cast.olga).exists()) == (["Chen", "Dina"], False)


def test_all_sides_agree(cast, internet, meeting):
    """Of everybody and each kind of instruction: whom it concerns, who must know it, who may acknowledge it, and which
    wait for somebody."""
    for person in (cast.olga, cast.pavel, cast.rosa, cast.gone):
        make.duty(meeting, person, role="b_second")
    text = make.text("Res 102", issues=[internet])
    elsewhere = make.issue("Elsewhere")
    orders = [
        make.instruction(internet, "Ours", text=text, by=cast.amara),
        make.instruction(internet, "All", text=make.text("Res 101"), by=cast.amara, marking="delegation"),
        make.instruction(elsewhere, "Nobody", by=cast.amara, marking="delegation"),
    ]
    must = {}
    for order in orders:
        must[order.mandate] = set(names(order))
        for person in vars(cast).values():
            concerned = Instruction.objects.held_by(person).filter(pk=order.pk).exists()
            assert concerned == (person.name in must[order.mandate]), (person, order.mandate)
    assert must == {"Ours": {"Chen", "Dina", "Olga"}, "All": {"Chen", "Dina", "Olga", "Pavel", "Rosa"}, "Nobody": set()}
    assert {one.mandate for one in Instruction.objects.awaiting_acknowledgement()} == {"Ours", "All"}
    for name in ("chen", "dina", "olga"):
        instructions.acknowledge(orders[0], by=getattr(cast, name))
    assert {one.mandate for one in Instruction.objects.awaiting_acknowledgement()} == {"All"}


def test_who_takes_a_duty_over_must_know_it_and_who_hands_it_over_need_not(cast, live, meeting):
    duty = make.duty(meeting, cast.olga, accepted=True)
    assert names(live) == ["Chen", "Dina", "Olga"]
    duties.hand_over(duty, seen=1, note="Item 3 is open.", by=cast.olga)
    duties.assign(meeting, delegate=cast.ben, role="a_lead", by=cast.sol)
    assert names(live) == ["Chen", "Dina", "Ben"]
    with pytest.raises(PermissionDenied):
        instructions.acknowledge(live, by=cast.olga)
    instructions.acknowledge(live, by=cast.ben)
    assert states(live) == {"Chen": "unread", "Dina": "unread", "Ben": "acknowledged"}


def test_unread_read_and_acknowledged_are_three_things(cast, live):
    note_read([live], by=cast.chen)
    assert states(live) == {"Chen": "read", "Dina": "unread"}
    assert [one.name for one in live.missing] == ["Chen", "Dina"]
    instructions.acknowledge(live, by=cast.chen)
    assert states(live) == {"Chen": "acknowledged", "Dina": "unread"}
    assert [one.name for one in live.missing] == ["Dina"]


def test_it_is_read_once_and_by_who_must_know_it_alone(cast, live):
    for person in (cast.chen, cast.chen, cast.amara, cast.pavel, cast.sol):
        note_read([live], by=person)
    [reading] = Reading.objects.all()
    assert (reading.delegate, reading.marking, reading.issue_id) == (cast.chen, live.marking, live.issue_id)
    assert Event.objects.filter(topic__startswith="reading").count() == 1


@pytest.mark.parametrize("name", ["today", "issue-detail", "instruction-detail"])
def test_what_is_shown_whole_is_read(client, cast, live, name):
    client.force_login(cast.chen)
    address = reverse(name, args={"issue-detail": [live.issue_id], "instruction-detail": [live.pk]}.get(name, []))
    client.head(address)
    client.get(address, headers={"Hidden": "true"})
    client.get(address, headers={"Copy": "on"})
    client.get(address, headers={"Parts": "moves"} if name != "instruction-detail" else {"Hidden": "true"})
    client.get(reverse("instruction-list"))
    assert Reading.objects.count() == 0
    client.get(address)
    assert (Reading.objects.count(), states(live)["Chen"]) == (1, "read")
    with CaptureQueriesContext(connection) as queries:
        client.get(address)
    assert not [one for one in queries if "INSERT" in one["sql"]]


def test_a_part_that_comes_by_itself_is_read_where_it_stands(client, cast, live):
    client.force_login(cast.chen)
    client.get(reverse("issue-detail", args=[live.issue_id]), headers={"Parts": "moves instruction"})
    assert Reading.objects.count() == 1


def test_who_issues_sees_who_has_read_it_and_others_who_is_missing(client, cast, live):
    note_read([live], by=cast.dina)
    shown = {}
    for name in ("amara", "kim", "chen", "olga"):
        client.force_login(getattr(cast, name))
        page = " ".join(client.get(reverse("issue-detail", args=[live.issue_id])).text.split())
        shown[name] = page.partition("missing ")[2].partition("</span>")[0]
    told = "<b>Chen</b> (unread), <b>Dina</b> (read 09:10)"
    own = "<b>Chen</b>, <b>Dina</b> (read 09:10)"
    assert shown == {"amara": told, "kim": told, "chen": own, "olga": "<b>Chen</b>, <b>Dina</b>"}


def test_who_asked_sees_how_many_of_how_many(client, cast, live):
    given = {"answered_at": make.START, "answer": "Yes.", "closed_at": make.START, "closing": "issued"}
    asked = make.guidance_request(live.issue, by=cast.chen, instruction=live, **given)
    instructions.acknowledge(live, by=cast.chen)
    client.force_login(cast.chen)
    page = client.get(asked.get_absolute_url())
    assert "1 of 2</b>: Chen 09:10; missing <b>Dina</b> (unread)" in " ".join(page.text.split())
    assert "time acknowledgement duty reading" in page.text


def test_the_successor_is_to_be_acknowledged_anew(cast, live):
    for person in (cast.chen, cast.dina):
        note_read([live], by=person)
        instructions.acknowledge(live, by=person)
    later = issued(live.issue, cast, predecessor=live)
    assert states(later) == {"Chen": "unread", "Dina": "unread"}
    with pytest.raises(ValidationError, match=r"no longer live: superseded .* Live now: Internet"):
        instructions.acknowledge(live, by=cast.chen)
    assert Acknowledgement.objects.count() == 2


def test_those_who_must_know_it_are_told_once_at_issuing_and_when_it_is_withdrawn(cast, internet, meeting):
    make.duty(meeting, cast.olga)
    make.duty(meeting, cast.pavel, role="b_second")
    first = issued(internet, cast)
    assert {(one.to.name, one.words) for one in Notice.objects.all()} == {
        (name, "There is an instruction on Internet: read it, and acknowledge it.") for name in ("Chen", "Dina", "Olga")
    }
    Notice.objects.all().delete()
    second = issued(internet, cast, "Support.", predecessor=first)
    assert {one.words.partition(":")[0] for one in Notice.objects.all()} == {"A new instruction on Internet"}
    instructions.withdraw(second, seen=second.version, why="Overtaken.", by=cast.amara)
    assert Notice.objects.filter(to=cast.olga).newest_first().first().words == (
        "Amara withdrew the instruction on Internet. Do not use it: Overtaken."
    )


def test_it_stands_on_today_of_who_speaks_days_ahead(client, cast, live):
    found = make.meeting(make.committee(), starts_at=make.START + timedelta(days=3))
    make.agenda_item(found, issues=[live.issue])
    make.duty(found, cast.olga, accepted=True)
    client.force_login(cast.olga)
    assert [band.instruction for band in client.get("/").context["unread"]] == [live]
    waiting = client.get(reverse("inbox")).context["waiting"]
    assert [move.does for move in waiting.to_acknowledge] == ["to acknowledge the instruction on Internet"]


def test_nobody_acknowledges_for_another(client, cast, live):
    client.force_login(cast.chen)
    sent = {"delegate": cast.dina.pk, "by": cast.dina.pk}
    client.post(reverse("instruction-acknowledge", args=[live.pk]), sent)
    client.post(reverse("instruction-acknowledge", args=[live.pk]), sent)
    assert [(one.delegate, one.at <= clock.now()) for one in Acknowledgement.objects.all()] == [(cast.chen, True)]


def test_what_was_read_is_hidden_with_its_instruction(cast, internet):
    live = make.instruction(internet, by=cast.amara, marking="delegation")
    note_read([live], by=cast.chen)
    markings.set_marking(live, seen=live.version, marking="government", by=cast.amara)
    assert Reading.objects.get().marking == "government"


@pytest.mark.django_db(transaction=True)
def test_who_reads_and_who_closes_the_issue_do_not_wait_for_each_other(cast, internet, pool):  # noqa: F811
    """Whoever has read several holds them in the order of their keys: so must who ends them."""

    def by_key(said):
        return make.key(f"instruction {internet.slug} {said}")

    words = sorted(("Support.", "Oppose."), key=by_key, reverse=True)
    last, first = (make.instruction(internet, said, text=make.text(f"Res {said}"), by=cast.kim) for said in words)
    with transaction.atomic():
        locked(first)
        closed = pool.submit(issues.close, internet, by=cast.amara)
        wait_until_held_up(closed)
        Instruction.objects.select_for_update(nowait=True, of=("self",)).get(pk=last.pk)
    assert closed.result().closed_at
    assert Instruction.objects.live().on(internet).count() == 0


def test_who_knows_it_by_a_hidden_duty_is_no_event_for_who_may_not_know_of_the_duty(cast, internet):
    shown = make.instruction(internet, by=cast.amara, marking="delegation")
    hidden = make.meeting(make.committee(), marking="government")
    make.agenda_item(hidden, issues=[internet], marking="government")
    make.duty(hidden, cast.olga, marking="government")
    for person, marking in ((cast.olga, "government"), (cast.chen, "delegation")):
        Event.objects.all().delete()
        note_read([shown], by=person)
        instructions.acknowledge(shown, by=person)
        assert set(Event.objects.values_list("marking", "issue")) == {(marking, internet.pk)}, person
