"""What pages say of an instruction that climbed, and where its steps are set."""

import re
from datetime import timedelta

import pytest
from django.urls import reverse

from delegation import clock
from delegation.models import Conference
from positions.actions import instructions
from positions.models import Acknowledgement, Climb, Reading
from positions.models.acknowledgements import put_readers
from tests import factories as make
from tests.delegation.test_administration import page_of, send
from tests.plain import plain
from tests.positions.test_instructions_climb import at, issued, it_is, told  # noqa: F401


def overdue(page):
    """What pages say of who was told, read as text."""
    found = re.findall(r"<span>Overdue: told .*?</span>", " ".join(page.split()))
    return [re.sub(r"<.*?>", "", one) for one in found]


def test_the_pages_say_who_was_told_while_somebody_is_missing(issued, cast, client):  # noqa: F811
    client.force_login(cast.olga)
    addresses = (issued.issue.get_absolute_url(), reverse("instruction-detail", args=[issued.pk]), "/instructions/")
    said = []
    for minutes in (19, 21, 41):
        it_is(minutes)
        said.append([overdue(client.get(one).text)[:1] for one in addresses])
    with at(50):
        instructions.acknowledge(issued, by=cast.chen)
        instructions.acknowledge(issued, by=cast.dina)
    said.append([overdue(client.get(one).text)[:1] for one in addresses])
    deputy = ["Overdue: told the deputy 09:31"]
    assert said == [[[]] * 3, [deputy] * 3, [["Overdue: told the deputy 09:31, the head 09:51"]] * 3, [[]] * 3]


def test_what_was_on_another_day_says_on_which(client, cast, internet):
    """An hour alone is taken for one of today."""
    day = make.START - timedelta(days=1)
    order = make.instruction(internet, by=cast.kim, issued_at=day - timedelta(days=1))
    facts = {"instruction": order, "at": day, "marking": order.marking, "issue": internet}
    Acknowledgement.objects.create(**facts, delegate=cast.dina)
    Reading.objects.create(**facts, delegate=cast.chen)
    Climb.objects.create(instruction=order, since=order.issued_at, step=2, at=day, people=1)
    running = make.meeting(make.committee(), starts_at=make.START - timedelta(minutes=30))
    make.agenda_item(running, issues=[internet])
    client.force_login(cast.kim)
    room = plain(client.get(reverse("room-meeting", args=[running.pk])))
    band = plain(client.get(reverse("instruction-detail", args=[order.pk])))
    assert "Dina 28 Oct 09:10 ; missing Chen Overdue: told the deputy 28 Oct 09:10" in room
    said = "Dina 28 Oct 09:10; missing Chen (read 28 Oct 09:10) Overdue: told the deputy 28 Oct 09:10"
    assert said in band


def test_who_is_to_move_turns_overdue(issued, cast, client):  # noqa: F811
    client.force_login(cast.ben)
    states = []
    for minutes in (19, 21):
        it_is(minutes)
        moves = client.get("/", headers={"Hidden": "true"}).text.partition('id="moves"')[2]
        states.append(
            [one for one in ("waiting", "overdue") if f'data-state="{one}"' in moves.partition("</section>")[0]]
        )
    assert states == [["waiting"], ["overdue"]]


def test_its_steps_are_set_in_the_administration(issued, cast, client):  # noqa: F811
    client.force_login(cast.rosa)
    page = page_of("delegation_conference", Conference.objects.get())
    given = {"deputy_told_unacknowledged_after": "3", "head_told_unacknowledged_after": "5"}
    assert send(client, page, **given).status_code == 302
    it_is(4)
    assert told() == ["Ben"]
    assert clock.conference().steps_to_acknowledge == (timedelta(), timedelta(minutes=3), timedelta(minutes=5))


@pytest.mark.parametrize(
    "given",
    [
        {"deputy_told_unacknowledged_after": "0"},
        {"deputy_told_unacknowledged_after": "40"},
        {"head_told_unacknowledged_after": "20"},
        {"head_told_unacknowledged_after": "1441"},
        {"deputy_told_unacknowledged_after": ""},
    ],
)
def test_its_steps_grow(given, cast, client):
    client.force_login(cast.rosa)
    refused = send(client, page_of("delegation_conference", Conference.objects.get()), **given)
    assert (refused.status_code, Conference.objects.get().version) == (422, 1)


@pytest.mark.parametrize("many", [1, 3])
def test_who_was_told_comes_with_who_must_know(many, cast, django_assert_num_queries):
    orders = []
    for number in range(many):
        order = make.instruction(make.issue(f"Issue {number}", lead=cast.chen), by=cast.kim)
        for step in (Climb.Step.DEPUTY, Climb.Step.HEAD):
            given = {"since": order.issued_at, "at": order.issued_at + timedelta(minutes=20 * step)}
            Climb.objects.create(instruction=order, step=step, people=1, **given)
        orders.append(order)
    with clock.kept(), django_assert_num_queries(1):
        put_readers(orders, cast.olga)
    assert [[str(one.whom) for one in order.overdue] for order in orders] == [["the deputy", "the head"]] * many
