"""The pages on which agencies answer, and on which one sees for whom we wait."""

import re
from datetime import timedelta
from hashlib import sha256
from uuid import uuid4

import pytest
from django.urls import reverse

from delegation import clock
from delegation.models import Conference
from positions.actions import clearances, instructions
from positions.models import Clearance, Instruction
from positions.pages import clearing
from tests import factories as make
from tests.plain import plain
from tests.positions.clearing import agencies

LIST = reverse("clearance-list")


@pytest.fixture
def asked(cast, internet):
    internet.agencies.set(agencies(cast)[:2])
    return instructions.draft(issue=internet, text=None, kind="support", mandate="Support it.", by=cast.kim)


def of(agency):
    return Clearance.objects.get(agency__name=agency)


def answer(client, agency, **said):
    one = of(agency)
    return client.post(one.get_absolute_url(), {"seen": one.version} | said)


def test_the_list_says_what_waits_for_ones_agency_and_for_whom_we_wait(cast, client, asked):
    client.force_login(cast.olga)
    page = client.get(LIST)
    assert [str(one.agency) for one in page.context["own"]] == ["Economy"]
    assert [str(one.agency) for one in page.context["others"]] == ["Regulator"]
    client.force_login(cast.kim)
    page = client.get(LIST)
    assert ([*page.context["own"]], len(page.context["others"])) == ([], 2)
    assert "Your account names no agency" in page.content.decode()
    client.force_login(cast.pavel)
    page = client.get(LIST)
    assert ([*page.context["own"]], [*page.context["others"]]) == ([], [])


def test_what_is_put_right_before_the_scripts_have_come_is_not_measured_by_what_was_refused(cast, client, asked):
    client.force_login(cast.olga)
    stamps = {"operation": uuid4(), "length": 0, "digest": sha256(b"").hexdigest()}
    refused = answer(client, "Economy", settled="objected", reason="", **stamps)
    assert (refused.status_code, "Say what it objects to." in refused.text) == (422, True)
    carried = dict(re.findall(r'<input type="hidden" name="(\w+)"(?: value="([^"]*)")?', refused.text))
    assert {"seen", "operation", "length", "digest"} <= set(carried)
    sent = client.post(of("Economy").get_absolute_url(), carried | {"settled": "objected", "reason": "The price."})
    assert (sent.status_code, of("Economy").reason) == (302, "The price.")


def test_what_silence_cleared_waits_for_nobody_when_the_limit_is_put_off(cast, client, asked):
    Clearance.objects.update(asked_at=clock.now() - timedelta(hours=25))
    clearances.settle_by_silence()
    Conference.objects.update(clearing_hours=48)
    client.force_login(cast.olga)
    page = client.get(LIST)
    assert (page.context["own"], page.context["others"]) == ([], [])


def test_a_list_that_ends_before_its_time_says_so(cast, client, asked, monkeypatch):
    client.force_login(cast.kim)
    assert "longest is shown" not in plain(client.get(LIST))
    monkeypatch.setattr(clearing, "LATEST", 1)
    assert "The one that has waited longest is shown; younger ones follow" in plain(client.get(LIST))


@pytest.mark.parametrize("rows", [1, 3])
def test_the_list_takes_as_many_queries_however_much_there_is(cast, client, internet, rows, django_assert_num_queries):
    internet.agencies.set(agencies(cast)[:2])
    for number in range(rows):
        instructions.draft(issue=internet, text=None, kind="support", mandate=f"Support {number}.", by=cast.kim)
    client.force_login(cast.olga)
    client.get(LIST)
    with django_assert_num_queries(8):
        client.get(LIST)


def test_a_member_of_the_agency_reads_the_text_and_answers(cast, client, asked):
    client.force_login(cast.olga)
    page = client.get(of("Economy").get_absolute_url())
    assert page.status_code == 200
    assert "Support it." in page.content.decode()
    assert answer(client, "Economy", settled="agreed").status_code == 302
    assert (of("Economy").settled, of("Economy").by) == ("agreed", cast.olga)


def test_what_is_wrong_is_said_on_the_page_and_nothing_is_lost(cast, client, asked):
    client.force_login(cast.olga)
    page = answer(client, "Economy", settled="objected", reason=" ")
    assert (page.status_code, page.context["form"].errors["reason"]) == (422, ["Say what it objects to."])
    page = answer(client, "Economy", settled="objected", reason="Too dear.", seen=99)
    assert page.status_code == 409
    assert "Too dear." in page.content.decode()
    page = answer(client, "Economy", reason="Too dear.")
    assert (page.status_code, page.context["form"].errors["settled"]) == (422, ["Say what your agency says to it."])
    assert of("Economy").settled == ""


def test_who_is_not_of_the_agency_reads_it_and_may_not_answer(cast, client, asked):
    client.force_login(cast.chen)
    assert client.get(of("Economy").get_absolute_url()).context["may_answer"] is False
    page = answer(client, "Economy", settled="agreed")
    assert page.status_code == 403
    assert "Only a member who comes from that agency can." in page.content.decode()
    client.force_login(cast.pavel)
    assert client.get(of("Economy").get_absolute_url()).status_code == 404


def test_agencies_are_asked_from_the_page_of_a_draft(cast, client, internet):
    economy = agencies(cast)[0]
    draft = make.instruction(internet, by=cast.kim, live=False)
    client.force_login(cast.kim)
    at = reverse("instruction-ask", args=[draft.pk])
    assert client.get(at).status_code == 200
    assert client.post(at, {"agencies": []}).status_code == 422
    assert client.post(at, {"agencies": [economy.pk]}).status_code == 302
    assert of("Economy").asked_by == cast.kim
    client.force_login(cast.chen)
    assert client.get(at).status_code == 403


def test_a_draft_is_called_cleared_only_where_somebody_was_asked(cast, client, internet, asked):
    def head(draft):
        page = client.get(reverse("instruction-detail", args=[draft.pk])).text
        return re.search(r'data-state="(\w+)">(draft, [^<]*)<', page).groups()

    client.force_login(cast.kim)
    assert head(asked) == ("waiting", "draft, not cleared yet")
    for one in ("Economy", "Regulator"):
        clearances.answer(
            of(one), seen=of(one).version, settled="agreed", by=cast.olga if one == "Economy" else cast.sam
        )
    assert head(asked) == ("done", "draft, cleared")
    internet.agencies.clear()
    alone = instructions.draft(issue=internet, text=make.text("Res 9"), kind="support", mandate="So.", by=cast.kim)
    assert head(alone) == ("moving", "draft, no agency is asked")


def test_a_draft_says_for_whom_it_waits_and_who_can_issue_it_all_the_same(cast, client, asked):
    at = reverse("instruction-detail", args=[asked.pk])
    client.force_login(cast.ben)
    words = client.get(at).content.decode()
    assert "The head alone can issue it before every agency has agreed." in words
    client.force_login(cast.amara)
    assert "Issue without waiting" in client.get(at).content.decode()
    issuing = reverse("instruction-issue", args=[asked.pk])
    asked.refresh_from_db()
    page = client.post(issuing, {"seen": asked.version, "predecessor": ""})
    assert page.status_code == 422
    assert "Say why it is issued before these have agreed: Economy, Regulator." in page.content.decode()
    sent = {"seen": asked.version, "predecessor": "", "why": "The vote is now."}
    assert client.post(issuing, sent).status_code == 302
    assert Instruction.objects.get().issued_without == "Economy, Regulator"
    words = client.get(at).content.decode()
    assert "Issued without the answer of Economy, Regulator." in words
    assert "The vote is now." in words


def test_what_waits_for_ones_agency_waits_on_today_and_in_the_inbox(cast, client, asked):
    client.force_login(cast.olga)
    does = "to answer for Economy: instruction on Internet"
    assert does in [move.does for move in client.get(reverse("today")).context["moves"]]
    assert does in [move.does for move in client.get(reverse("inbox")).context["waiting"].to_do]
    answer(client, "Economy", settled="agreed")
    assert does not in [move.does for move in client.get(reverse("inbox")).context["waiting"].to_do]
    client.force_login(cast.ben)
    moves = [move.does for move in client.get(reverse("today")).context["moves"]]
    assert "to issue or drop the draft on Internet" not in moves
    client.force_login(cast.sam)
    answer(client, "Regulator", settled="no_objection")
    client.force_login(cast.ben)
    moves = [move.does for move in client.get(reverse("today")).context["moves"]]
    assert "to issue or drop the draft on Internet" in moves
