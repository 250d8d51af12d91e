"""Editions of a position on the page of their issue, and what one may do with them there."""

from datetime import timedelta

import pytest
from django.urls import reverse

from delegation import clock
from positions.actions import bases
from positions.actions import positions as actions
from positions.models import Basis, Clearance
from tests import factories as make
from tests.plain import plain
from tests.positions.clearing import agencies
from tests.positions.editions import fresh, in_force, say, seen, supersede


@pytest.fixture
def draft(cast, internet):
    internet.agencies.set(agencies(cast)[:2])
    return make.position(internet, argument="Study first.")


@pytest.fixture
def live(cast, internet):
    return in_force(internet, cast.ben)


SINCE = {"activated_at": make.START}
SUSPENDED = SINCE | {"suspended_at": make.START, "suspended_why": "Talks go on."}


NOT_OPEN, TO_CHECK = "not open: no position is live", "our position is to be checked"
OF_WORDS = [
    ({}, NOT_OPEN),
    (SINCE, ""),
    (SUSPENDED, NOT_OPEN),
    (SINCE | {"check_at": make.START}, TO_CHECK),
    (None, ""),
]


@pytest.mark.parametrize("facts,said", OF_WORDS)
def test_the_room_says_of_words_how_the_position_stands(facts, said, cast, client, internet):
    """To who may know of the position; others read the words as ever."""
    meeting = make.meeting(make.committee("COM5"), starts_at=make.START)
    make.agenda_item(meeting, issues=[internet])
    make.talking_point(internet, "First.", marking="delegation")
    if facts is not None:
        make.position(internet, **facts)
    for person, told in ((cast.chen, said), (cast.pavel, "")):
        client.force_login(person)
        page = client.get(reverse("room-meeting", args=[meeting.pk]))
        found = [words for words in (NOT_OPEN, TO_CHECK) if f"{words} Floor First." in plain(page)]
        assert (found, "government" in page.context["markings"]) == ([told] if told else [], bool(told))
        assert "First." in page.text


@pytest.fixture
def resting(cast, internet, live):
    order = make.instruction(internet, by=cast.kim, text=make.text("Res 102", issues=[internet]))
    bases.rest(live, on=order, by=cast.chen)
    return order


def test_the_page_shows_each_edition_with_what_may_be_done(cast, client, internet, draft):
    client.force_login(cast.chen)
    at = internet.get_absolute_url()
    words = client.get(at).text
    assert ("Submit to the agencies" in words, "not open: no position is live" in words) == (True, False)
    make.talking_point(internet)
    assert "not open: no position is live" in client.get(at).text
    answer = client.post(reverse("position-submit", args=[draft.pk]), {"seen": 1})
    assert (answer.status_code, answer.url) == (302, f"{at}#position")
    words = client.get(at).text
    assert ("under review" in words, "Economy" in words, "Ask more agencies" in words) == (True, True, True)
    say("Economy", "agreed", cast.olga)
    say("Regulator", "agreed", cast.sam)
    client.force_login(cast.ben)
    assert "Make it the delegation’s position" in client.get(at).text
    assert client.post(reverse("position-activate", args=[draft.pk]), {"seen": fresh(draft).version}).status_code == 302
    words = client.get(at).text
    assert ("not open: " in words, "since 29 Oct" in words, "Suspend" in words) == (False, True, True)
    suspending = reverse("position-suspend", args=[draft.pk])
    assert client.get(suspending).status_code == 200
    version = fresh(draft).version
    assert client.post(suspending, {"seen": version, "why": ""}).status_code == 422
    assert client.post(suspending, {"seen": version, "why": "Talks go on."}).status_code == 302
    assert "Talks go on." in client.get(at).text


def test_nobody_moves_next_where_all_were_silent_and_nobody_has_looked_yet(cast, client, internet, draft):
    actions.submit(draft, **seen(draft, cast.chen))
    client.force_login(cast.ben)
    at = internet.get_absolute_url()
    who = {"answer on the position": "Economy, Regulator"}
    assert {move.does: move.who for move in client.get(at).context["moves"]} == who
    Clearance.objects.update(asked_at=clock.now() - timedelta(hours=25))
    assert client.get(at).context["moves"] == []


def test_who_may_not_is_told_who_can(cast, client, internet, draft):
    client.force_login(cast.ben)
    answer = client.post(reverse("position-submit", args=[draft.pk]), {"seen": 1})
    assert (answer.status_code, "Only who leads the issue, or is its alternate, can." in answer.text) == (403, True)
    client.force_login(cast.chen)
    answer = client.post(reverse("position-activate", args=[draft.pk]), {"seen": 1})
    assert (answer.status_code, "The head or a deputy can." in answer.text) == (403, True)
    client.force_login(cast.pavel)
    assert client.post(reverse("position-submit", args=[draft.pk]), {"seen": 1}).status_code == 404


def test_what_changed_stands_on_the_page_and_waits_on_today(cast, client, internet, live, resting):
    client.force_login(cast.chen)
    at, today = internet.get_absolute_url(), reverse("today")
    supersede(resting, cast)
    words = client.get(at).text
    assert ("To be checked since" in words, "superseded 29 Oct" in words) == (True, True)
    does = "to confirm or revise the position on Internet"
    assert does in [move.does for move in client.get(today).context["moves"]]
    answer = client.post(reverse("position-confirm", args=[live.pk]), {"seen": fresh(live).version})
    assert answer.status_code == 302
    assert "Confirmed 29 Oct" in client.get(at).text
    assert does not in [move.does for move in client.get(today).context["moves"]]


def test_what_it_rests_on_is_chosen_and_taken_off_on_the_page(cast, client, internet, live):
    order = make.instruction(internet, by=cast.kim)
    client.force_login(cast.chen)
    at = reverse("position-rest", args=[live.pk])
    assert f"instruction:{order.pk}" in client.get(at).text
    assert client.post(at, {"on": "instruction:nonsense"}).status_code == 422
    assert client.post(at, {"on": f"instruction:{order.pk}"}).status_code == 302
    basis = Basis.objects.get()
    assert client.post(reverse("basis-take-off", args=[basis.pk])).status_code == 302
    assert fresh(basis).archived_at
    client.force_login(cast.olga)
    assert client.get(at).status_code == 403
    assert client.post(reverse("basis-take-off", args=[basis.pk])).status_code == 403


@pytest.mark.parametrize("rows", [1, 3])
def test_the_issue_takes_as_many_queries_however_much_hangs_on_it(
    cast, client, internet, live, rows, django_assert_num_queries
):
    edition = actions.revise(live, by=cast.chen)
    for number in range(rows):
        make.basis(live, make.instruction(internet, f"Say {number}.", text=make.text(f"Res {number}"), by=cast.kim))
        make.clearance(edition, make.agency(f"Agency {number}"))
    client.force_login(cast.chen)
    client.get(internet.get_absolute_url())
    with django_assert_num_queries(27):
        client.get(internet.get_absolute_url())
