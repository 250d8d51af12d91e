"""Filing and changing proposals, documents, texts and outcomes."""

import threading

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import connection

from delegation import access
from delegation.models import Delegate
from delegation.versions import Stale
from positions.actions import documents, outcomes, proposals, texts
from positions.models import Proposal
from tests import factories as make


def test_what_follows_from_a_number_is_computed(cast):
    document = documents.add(symbol="73(Add.1)", title="Common proposals", by=cast.sol)
    proposal = proposals.add(number=" rcc / 73A1 / 12", action="MOD", title="Definition of ICT", by=cast.sol)
    assert (proposal.number, proposal.canonical, proposal.sources, proposal.is_ours) == (
        "RCC/73A1/12",
        "RCC/73A1/12",
        "RCC",
        False,
    )
    assert proposal.sort_key == "RCC/0073A0001/0012"
    assert proposal.document == document


def test_ours_is_what_our_state_signs(cast):
    assert proposals.add(number="VLD/91/1", action="ADD", title="Ours", by=cast.sol).is_ours
    assert proposals.add(number="B/VLD/92/1", action="ADD", title="Ours too", by=cast.sol).is_ours
    assert not proposals.add(number="B/93/1", action="ADD", title="Not ours", by=cast.sol).is_ours


@pytest.mark.parametrize(
    "number, sentence",
    [
        ("RCC/73A1", "has no proposal number behind the document"),
        ("BRA/12/1", "perhaps B?"),
        ("Res 102", "is not the number of a proposal"),
        ("PP-10/RCC/12/1", "is a paper of PP-10, not of PP-14"),
        ("", "is not a number or symbol"),
        ("ALB/AND/ARG/ARM/AUS/AUT/AZE/BEL/BLR/BUL/CHN/1/1", "more States than fit"),
    ],
)
def test_a_number_that_cannot_be_read_is_refused_with_a_sentence(cast, number, sentence):
    with pytest.raises(ValidationError, match=sentence.replace("?", r"\?")):
        proposals.add(number=number, action="MOD", title="x", by=cast.sol)
    assert Proposal.objects.count() == 0


def test_a_number_is_filed_once(cast):
    proposals.add(number="ATU/69A2/1", action="MOD", title="First", by=cast.sol)
    with pytest.raises(ValidationError, match="already there"):
        proposals.add(number="afcp/69A2/1", action="MOD", title="Second", by=cast.sol)
    second = proposals.add(number="AFCP/69A2/2", action="MOD", title="Second", by=cast.sol)
    with pytest.raises(ValidationError, match="already there"):
        proposals.change(second, seen=1, number="AFCP/69-A2/1", by=cast.sol)
    proposals.archive(Proposal.objects.get(title="First"), by=cast.sol)
    proposals.change(second, seen=1, number="AFCP/69A2/1", by=cast.sol)
    with pytest.raises(ValidationError, match="already there"):
        proposals.restore(Proposal.objects.get(title="First"), by=cast.sol)


@pytest.mark.django_db(transaction=True)
def test_two_who_file_one_number_at_once(transactional_db):
    make.conference()
    sol = make.delegate("sol", function="secretary")
    start, told = threading.Barrier(2), []

    def file():
        start.wait()
        try:
            told.append(
                proposals.add(number="RCC/73A1/1", action="MOD", title="x", by=Delegate.objects.get(pk=sol.pk)).number
            )
        except ValidationError as refused:
            told.append(refused.messages[0])
        finally:
            connection.close()

    threads = [threading.Thread(target=file) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(told) == ["A proposal with this number is already there.", "RCC/73A1/1"]
    assert Proposal.objects.count() == 1


def test_who_may_file_and_change(cast, internet):
    for person in (cast.olga, cast.pavel, cast.kim, cast.gone):
        with pytest.raises((PermissionDenied, ValidationError)):
            proposals.add(number="RCC/73A1/1", action="MOD", title="x", by=person)
        with pytest.raises(PermissionDenied):
            proposals.add(number="RCC/73A1/1", action="MOD", title="x", issue=internet, by=person)
    filed = proposals.add(number="RCC/73A1/1", action="MOD", title="x", issue=internet, by=cast.chen)
    assert proposals.change(filed, seen=1, title="By staff", by=cast.rosa).record.title == "By staff"
    assert proposals.change(filed, seen=2, title="By the alternate", by=cast.dina).record.title == "By the alternate"
    for person in (cast.olga, cast.pavel, cast.kim, cast.gone):
        with pytest.raises(PermissionDenied):
            proposals.change(filed, seen=3, title="x", by=person)
    with pytest.raises(ValidationError, match="Choose the issue of yours"):
        proposals.add(number="RCC/73A1/2", action="MOD", title="x", by=cast.chen)
    keepers_and_holders = {person for person in vars(cast).values() if access.may_file(person)}
    assert keepers_and_holders == {cast.amara, cast.ben, cast.sol, cast.rosa, cast.chen, cast.dina}


def test_two_who_change_a_number_meet_at_the_number(cast):
    filed = proposals.add(number="RCC/73A1/1", action="MOD", title="x", by=cast.sol)
    proposals.change(filed, seen=1, number="RCC/73A1/2", by=cast.sol)
    stale = proposals.change(filed, seen=1, number="RCC/73A1/3", by=cast.rosa)
    assert isinstance(stale, Stale)
    assert stale.fields == ("number",)


@pytest.mark.parametrize(
    "symbol, read",
    [
        ("67", ("67", "C", 67, 0, "", 0)),
        ("Document 84 (Rev. 2)-E", ("84(Rev.2)", "C", 84, 2, "", 0)),
        ("Addendum 1 to Document 34(Rev.1)-E", ("34(Rev.1)(Add.1)", "C", 34, 1, "1", 0)),
        ("DT 24", ("DT/24", "DT", 24, 0, "", 0)),
        ("PP14/119-E", ("119", "C", 119, 0, "", 0)),
    ],
)
def test_documents_are_read_as_people_write_them(cast, symbol, read):
    made = documents.add(symbol=symbol, title="x", by=cast.rosa)
    assert (made.symbol, made.series, made.number, made.revision, made.addendum, made.corrigendum) == read
    with pytest.raises(ValidationError, match="already there"):
        documents.add(symbol=read[0], title="again", by=cast.rosa)


@pytest.mark.parametrize(
    "name, read",
    [
        ("Resolution 102 (Rev. Busan, 2014)", ("RES 102", "resolution", 102)),
        ("Dec 5", ("DEC 5", "decision", 5)),
        ("Draft new Resolution [IAP-3]", ("RES IAP-3", "new", 0)),
        ("CV 269A", ("CV 269A", "provision", 269)),
        ("new Res  IoT", ("new res iot", "new", 0)),
    ],
)
def test_texts_are_read_as_people_call_them(cast, name, read):
    given = {"kind": "new"} if name.startswith("new") else {}
    made = texts.add(name=name, title="x", by=cast.sol, **given)
    assert (made.canonical, made.kind, made.place) == read
    with pytest.raises(ValidationError, match="already there"):
        texts.add(name=name.upper(), title="again", by=cast.sol)


def test_an_outcome_hangs_on_what_it_is_of(cast, internet):
    secret = make.issue("Secret", marking="government", lead=cast.chen)
    filed = proposals.add(number="RCC/73A1/1", action="MOD", title="x", issue=secret, by=cast.sol)
    made = outcomes.add(proposal=filed, result="adopted", summary="By consensus.", by=cast.chen)
    assert (made.issue, made.marking) == (secret, "government")
    unaware = outcomes.add(proposal=filed, result="adopted", summary="x", by=cast.rosa)
    assert (unaware.issue, unaware.marking) == (None, "delegation")  # a refusal would tell of the hidden issue
    with pytest.raises(ValidationError, match="Say what this is the outcome of"):
        outcomes.add(result="adopted", summary="x", by=cast.sol)
    assert outcomes.change(made, seen=1, summary="With a change.", by=cast.chen).record.summary == "With a change."


def test_a_proposal_never_changes_by_what_is_hidden_alone(cast, internet):
    secret = make.issue("Secret", marking="government")
    filed = make.proposal("RCC/73A1/1", issue=internet)
    hung = make.proposal("RCC/73A1/2", issue=secret)
    for proposal, issue in ((filed, secret), (hung, None), (hung, make.issue("Other", marking="core"))):
        with pytest.raises(ValidationError, match="every member would see"):
            proposals.change(proposal, seen=1, issue=issue, by=cast.amara)
    assert proposals.change(hung, seen=1, issue=secret, title="New", by=cast.amara).record.version == 2
    assert proposals.change(hung, seen=2, issue=internet, by=cast.amara).record.issue == internet
