"""One proposal: who reads what of it, and how it is filed and edited in place."""

import uuid

import pytest
from django.test import Client
from django.urls import reverse

from delegation.access import Marking
from positions.actions import proposals
from positions.models import Outcome, Proposal
from positions.pages import proposal_page
from tests import factories as make


@pytest.fixture
def filed(cast, internet):
    text = make.text("Res 102", canonical="RES 102", place=102, title="Internet public policy", issues=[internet])
    make.document("73(Add.1)", number=73, addendum="1")
    return proposals.add(
        number="RCC/73A1/12",
        number_is_sample=True,
        action="MOD",
        title="Keep it",
        text=text,
        confidence="low",
        by=cast.sol,
    )


def as_person(person):
    client = Client()
    client.force_login(person)
    return client


def in_place(client, address, **posted):
    headers = {"HX-Request": "true", "HX-Target": address.rstrip("/").split("/")[-1]}
    return client.post(address, posted, headers=headers) if posted else client.get(address, headers=headers)


def field(filed, name):
    return reverse("proposal-field", args=[filed.pk, name])


def test_its_page_says_what_is_invented_and_unverified(cast, filed):
    page = as_person(cast.pavel).get(filed.get_absolute_url())
    words = page.content.decode()
    assert page.status_code == 200
    assert '<h1>RCC/73A1/12 <small class="sample">sample, unverified</small></h1>' in words
    assert page.context["markings"] == ["delegation"]


def test_our_side_is_shown_to_who_may_read_it(cast, internet, filed):
    make.position(internet, objective="The real objective")
    make.stance(internet, state=make.member_state(), value="oppose", marking=Marking.GOVERNMENT)
    make.instruction(internet, by=cast.kim)
    make.outcome(proposal=filed, marking=Marking.GOVERNMENT, summary="The hidden outcome")
    other = make.issue("Other", marking=Marking.GOVERNMENT)
    filed.text.issues.add(other)

    seen = as_person(cast.chen).get(filed.get_absolute_url())
    assert [str(side.issue) for side in seen.context["sides"]] == ["Internet", "Other"]
    assert "The real objective" in seen.content.decode()
    assert seen.context["markings"] == ["delegation", "government"]
    assert [len(side.instructions) for side in seen.context["sides"]] == [1, 0]

    hidden = as_person(cast.pavel).get(filed.get_absolute_url())
    assert [str(side.issue) for side in hidden.context["sides"]] == ["Internet"]
    assert [(side.position, side.instructions, side.stance) for side in hidden.context["sides"]] == [(None, [], None)]
    assert hidden.context["outcomes"] == []
    assert hidden.context["markings"] == ["delegation"]


def test_a_hidden_issue_is_as_none(cast, filed):
    before = as_person(cast.pavel).get(filed.get_absolute_url()).content
    Proposal.objects.filter(pk=filed.pk).update(issue=make.issue("Secret", marking=Marking.GOVERNMENT))
    after = as_person(cast.pavel).get(filed.get_absolute_url()).content
    assert b"Secret" not in after
    assert before.count(b"<li>") == after.count(b"<li>")  # nothing more in its history either


def test_others_on_the_text_stand_beside_it(cast, filed):
    make.proposal("ARB/79A1/3", text=filed.text, sort_key="ARB/0079A0001/0003")
    make.proposal("ARB/79A1/4")
    page = as_person(cast.pavel).get(filed.get_absolute_url())
    assert [row["number"] for row in page.context["others"]] == ["ARB/79A1/3"]


@pytest.mark.parametrize("name", list(proposal_page.FIELDS))
def test_each_field_is_edited_in_place_by_who_may(cast, filed, name):
    address = field(filed, name)
    assert in_place(as_person(cast.sol), address).status_code == 200
    assert in_place(as_person(cast.rosa), address).status_code == 200
    assert in_place(as_person(cast.olga), address).status_code == 403
    assert as_person(cast.sol).get(address).status_code == 200
    assert f'id="proposal-{name}"' in in_place(as_person(cast.sol), address).content.decode()


@pytest.mark.parametrize(
    "name, sent, read",
    [
        ("title", {"title": "New words"}, ("title", "New words")),
        ("ask", {"ask": "A\r\nB"}, ("ask", "A\nB")),
        ("stage", {"stage": "in_ad_hoc"}, ("stage", "in_ad_hoc")),
        ("number", {"number": "arb/79 a1/3", "action": "NOC"}, ("number", "ARB/79A1/3")),
        ("text", {"text": "resolution 140"}, ("text_id", make.key("text Res 140"))),
        ("text", {"text": ""}, ("text_id", None)),
        ("document", {"document": "DT 24"}, ("document_id", make.key("document DT/24"))),
        ("committee", {"committee": "COM5"}, ("committee_id", "COM5")),
        ("sponsors", {"sponsors": "RCC States", "is_ours": "on"}, ("is_ours", True)),
        ("note", {"note": "<b>bold</b>"}, ("note", "<b>bold</b>")),
        ("source", {"source": "Paper", "confidence": "high"}, ("confidence", "high")),
    ],
)
def test_a_field_is_saved(cast, filed, name, sent, read):
    make.text("Res 140", canonical="RES 140")
    make.document("DT/24", series="DT", number=24)
    make.committee("COM5")
    answer = in_place(as_person(cast.sol), field(filed, name), seen=1, **sent)
    filed.refresh_from_db()
    assert answer.status_code == 200, answer.content
    assert getattr(filed, read[0]) == read[1]
    assert "<b>bold</b>" not in answer.content.decode()
    assert "by Sol" in answer.content.decode()


@pytest.mark.parametrize(
    "name, sent",
    [
        ("title", {"title": ""}),
        ("title", {"title": "x" * 301}),
        ("title", {"title": "a\0b"}),
        ("stage", {"stage": "nowhere"}),
        ("number", {"number": "BRA/1/1", "action": "MOD"}),
        ("number", {"number": "x" * 10_000, "action": "MOD"}),
        ("text", {"text": "Res 999"}),
        ("document", {"document": "DT/99"}),
        ("document", {"document": "nonsense"}),
        ("committee", {"committee": "COM99"}),
        ("issue", {"issue": "nonsense"}),
        ("issue", {"issue": str(uuid.UUID(int=1))}),
        ("source", {"confidence": "x" * 101}),
    ],
)
def test_what_is_not_valid_changes_nothing_and_is_kept(cast, filed, name, sent):
    answer = in_place(as_person(cast.sol), field(filed, name), seen=1, **sent)
    assert answer.status_code == 422
    assert 'class="errorlist"' in answer.content.decode()
    filed.refresh_from_db()
    assert filed.version == 1


def test_two_who_meet_in_a_field_see_both_texts(cast, filed):
    for name in ("Res 133", "Res 140"):
        make.text(name, canonical=name.upper())
    for name, theirs, mine in (
        ("title", "Their words", "My words"),
        ("text", "Res 140", "Res 133"),
        ("stage", "introduced", "withdrawn"),
    ):
        seen = Proposal.objects.get(pk=filed.pk).version
        if name == "text":
            in_place(as_person(cast.rosa), field(filed, name), seen=seen, text="")
        in_place(as_person(cast.rosa), field(filed, name), seen=seen + (name == "text"), **{name: theirs})
        met = in_place(as_person(cast.sol), field(filed, name), seen=seen, **{name: mine})
        assert met.status_code == 409
        words = met.content.decode()
        assert "Rosa" in words
        assert str(filed.text_id) not in words


def test_an_issue_one_does_not_see_stays_where_one_leaves_the_choice_empty(cast, filed):
    secret = make.issue("Secret", marking=Marking.GOVERNMENT)
    Proposal.objects.filter(pk=filed.pk).update(issue=secret)
    answer = in_place(as_person(cast.rosa), field(filed, "issue"), seen=2, issue="")
    assert answer.status_code == 200
    assert "Secret" not in answer.content.decode()
    filed.refresh_from_db()
    assert filed.issue == secret


def test_what_is_not_there_is_a_404(cast, filed):
    client = as_person(cast.sol)
    for address in (
        reverse("proposal-detail", args=[uuid.uuid4()]),
        reverse("proposal-field", args=[uuid.uuid4(), "title"]),
        reverse("proposal-field", args=[filed.pk, "canonical"]),
        reverse("proposal-field", args=[filed.pk, "marking"]),
        reverse("outcome-new", args=[uuid.uuid4()]),
        reverse("outcome", args=[uuid.uuid4()]),
        "/proposals/1/",
    ):
        assert client.get(address).status_code == 404


def test_a_proposal_is_filed(cast, internet):
    client = as_person(cast.sol)
    assert client.get(reverse("proposal-new")).status_code == 200
    sent = {"number": "arb / 79A1 / 3", "action": "MOD", "title": "Standards", "stage": "received"}
    answer = client.post(reverse("proposal-new"), sent)
    filed = Proposal.objects.get()
    assert (answer.status_code, answer["Location"]) == (302, filed.get_absolute_url())
    assert (filed.number, filed.marking, filed.stage) == ("ARB/79A1/3", "delegation", "received")
    again = client.post(reverse("proposal-new"), sent | {"number": "ARB/79 A1/3", "title": "Other"})
    assert again.status_code == 422
    assert "already there" in again.content.decode()
    assert 'value="Other"' in again.content.decode()
    wrong = client.post(reverse("proposal-new"), sent | {"number": "79A1/4"})
    assert wrong.status_code == 422
    assert "does not say whose proposal it is" in wrong.content.decode()


def test_sent_twice_it_is_filed_once(cast):
    client = as_person(cast.sol)
    sent = {"number": "ARB/79A1/3", "action": "MOD", "title": "x", "stage": "received", "operation": str(uuid.uuid4())}
    first, second = (client.post(reverse("proposal-new"), sent) for _ in range(2))
    assert first["Location"] == second["Location"]
    assert Proposal.objects.count() == 1


def test_who_may_file(cast, internet):
    assert [
        as_person(person).get(reverse("proposal-new")).status_code
        for person in (cast.amara, cast.rosa, cast.chen, cast.olga, cast.pavel)
    ] == [200, 200, 200, 403, 403]
    sent = {"number": "ARB/79A1/3", "action": "MOD", "title": "x", "stage": "received"}
    refused = as_person(cast.chen).post(reverse("proposal-new"), sent)
    assert refused.status_code == 422
    assert "Choose the issue of yours" in refused.content.decode()
    assert as_person(cast.chen).post(reverse("proposal-new"), sent | {"issue": internet.pk}).status_code == 302


def test_an_outcome_is_recorded_and_changed_on_the_page(cast, filed):
    client, address = as_person(cast.sol), reverse("outcome-new", args=[filed.pk])
    assert in_place(client, address).status_code == 200
    bad = in_place(client, address, result="adopted", summary="", decided_on="31 Nov")
    assert bad.status_code == 422
    early = in_place(client, address, result="adopted", summary="x", decided_on="2014-10-30")
    assert "This day is yet to come." in early.content.decode()
    sent = {"result": "changed", "summary": "Adopted with words of compromise.", "decided_on": "2014-10-28"}
    made = in_place(client, address, **sent)
    outcome = Outcome.objects.get()
    assert made.status_code == 200
    assert f'id="outcome-{outcome.pk}"' in made.content.decode()
    assert (outcome.proposal, outcome.result, str(outcome.decided_on)) == (filed, "changed", "2014-10-28")
    changed = in_place(client, reverse("outcome", args=[outcome.pk]), seen=1, **sent | {"result": "adopted"})
    assert changed.status_code == 200
    outcome.refresh_from_db()
    assert outcome.result == "adopted"
    stale = in_place(as_person(cast.ben), reverse("outcome", args=[outcome.pk]), seen=1, **sent | {"result": "noted"})
    assert stale.status_code == 409
    assert in_place(as_person(cast.olga), address).status_code == 403
    assert in_place(as_person(cast.olga), reverse("outcome", args=[outcome.pk])).status_code == 403
    page = client.get(filed.get_absolute_url())
    assert [shown.label for shown in page.context["outcomes"]] == ["28 Oct"]


def test_without_script_a_save_leads_back_to_the_page(cast, filed):
    answer = as_person(cast.sol).post(field(filed, "title"), {"seen": 1, "title": "Plain"})
    assert (answer.status_code, answer["Location"]) == (302, filed.get_absolute_url())


def test_the_archived_is_read_and_not_changed(cast, filed):
    proposals.archive(filed, by=cast.sol)
    client = as_person(cast.sol)
    assert "Archived" in client.get(filed.get_absolute_url()).content.decode()
    assert in_place(client, field(filed, "title"), seen=2, title="x").status_code == 409


def test_an_earlier_text_is_read_and_brought_back(cast, filed):
    in_place(as_person(cast.sol), field(filed, "ask"), seen=1, ask="First words")
    in_place(as_person(cast.amara), field(filed, "ask"), seen=2, ask="Second words")
    address = reverse("field-history", args=["proposal", filed.pk, "ask"])
    assert address in as_person(cast.pavel).get(filed.get_absolute_url()).content.decode()
    assert "First" in as_person(cast.pavel).get(address).content.decode()
    sent = {"version": 2, "seen": 3}
    assert as_person(cast.olga).post(reverse("bring-back", args=["proposal", filed.pk, "ask"]), sent).status_code == 403
    assert as_person(cast.sol).post(reverse("bring-back", args=["proposal", filed.pk, "ask"]), sent).status_code == 302
    filed.refresh_from_db()
    assert filed.ask == "First words"
