"""The list of proposals: what is shown, found, sorted, paged and exported, and what it costs."""

import cProfile
import pstats
from datetime import date
from io import BytesIO

import pytest
from django.test import Client
from django.urls import reverse
from openpyxl import load_workbook

from delegation.access import Marking
from positions.actions.proposals import sort_key
from positions.models import Proposal
from tests import factories as make

QUERIES = 9
ALL = ["ARB/79A1/3", "ARB/79A1/30", "B/CAN/60/1", "EUR/80A1/2", "EUR/80A1/10", "F/90/1"]


@pytest.fixture
def filed(cast, internet):
    """A few proposals of one conference."""
    wgpl = make.committee("WG-PL")
    res_101 = make.text("Res 101", canonical="RES 101", place=101, title="IP-based networks", issues=[internet])
    res_102 = make.text("Res 102", canonical="RES 102", place=102, title="Internet public policy")
    make.group("EUR", "CEPT").members.add(make.member_state("F", "France", is_sample=False))
    return [
        numbered("ARB/79A1/3", text=res_102, committee=wgpl, title="Standards on OTT"),
        numbered("ARB/79A1/30", text=res_101, title="Study charging"),
        numbered("B/CAN/60/1", action="NOC", text=res_101, title="Keep current mandate", number_is_sample=True),
        numbered("EUR/80A1/2", issue=internet, title="Take out language", stage="in_ad_hoc"),
        numbered("EUR/80A1/10", title="=SUM(1)", confidence="low"),
        numbered("F/90/1", title="Of a member"),
    ]


def numbered(number, **values):
    sources = "/".join(piece for piece in number.split("/") if piece.isalpha())
    return make.proposal(number, sort_key=sort_key(number), sources=sources, **values)


def asked(person, **query):
    client = Client()
    client.force_login(person)
    return client.get(reverse("proposal-list"), query)


def numbers(response):
    assert response.status_code == 200
    return [row["number"] for row in response.context["listed"].rows]


def test_proposals_stand_in_the_order_of_their_numbers(cast, filed):
    assert numbers(asked(cast.pavel)) == ALL


@pytest.mark.parametrize(
    "query, found",
    [
        ({"q": "arb / 79A1 / 3"}, ["ARB/79A1/3", "ARB/79A1/30"]),
        ({"q": "79A1/30"}, ["ARB/79A1/30"]),
        ({"q": "Res 102"}, ["ARB/79A1/3"]),
        ({"q": "RESOLUTION 101 (Rev. Guadalajara, 2010)"}, ["ARB/79A1/30", "B/CAN/60/1"]),
        ({"q": "standard"}, ["ARB/79A1/3"]),
        ({"q": "EUR/"}, ["EUR/80A1/2", "EUR/80A1/10"]),
        ({"source": "CAN"}, ["B/CAN/60/1"]),
        ({"source": "CEPT"}, ["EUR/80A1/2", "EUR/80A1/10"]),
        ({"group": "EUR"}, ["EUR/80A1/2", "EUR/80A1/10", "F/90/1"]),
        ({"action": "NOC"}, ["B/CAN/60/1"]),
        ({"text": "res 101"}, ["ARB/79A1/30", "B/CAN/60/1"]),
        ({"text": "policy"}, ["ARB/79A1/3"]),
        ({"committee": "WG-PL"}, ["ARB/79A1/3"]),
        ({"issue": "internet"}, ["ARB/79A1/30", "B/CAN/60/1", "EUR/80A1/2"]),
        ({"stage": "in_ad_hoc"}, ["EUR/80A1/2"]),
        ({"stage": "received", "action": "NOC"}, ["B/CAN/60/1"]),
        ({"outcome": "none"}, ALL),
        ({"outcome": "adopted"}, []),
        ({"sort": "-number"}, ALL[::-1]),
        ({"sort": "text"}, ["ARB/79A1/30", "B/CAN/60/1", "ARB/79A1/3", *ALL[3:]]),
        ({"sort": "committee"}, ALL),
        ({"sort": "nonsense"}, ALL),
    ],
)
def test_filters_and_orders(cast, filed, query, found):
    assert numbers(asked(cast.pavel, **query)) == found


def test_what_has_no_committee_or_text_stands_last_whatever_the_others_are_called(cast, filed):
    """Not behind some letter: which letters stand behind which, each database has its own mind about."""
    far = {"committee": make.committee("Ω"), "text": make.text("Ω", canonical="Ω", kind="Ω")}
    numbered("USA/1/1", **far)
    assert numbers(asked(cast.pavel, sort="committee"))[:2] == ["ARB/79A1/3", "USA/1/1"]
    assert numbers(asked(cast.pavel, sort="text"))[:4] == ["ARB/79A1/30", "B/CAN/60/1", "ARB/79A1/3", "USA/1/1"]
    assert numbers(asked(cast.pavel, sort="-committee"))[-2:] == ["USA/1/1", "ARB/79A1/3"]


def test_an_outcome_is_found_by_who_may_see_it(cast, filed):
    make.outcome(proposal=filed[0], marking=Marking.GOVERNMENT)
    assert numbers(asked(cast.chen, outcome="adopted")) == ["ARB/79A1/3"]
    assert numbers(asked(cast.pavel, outcome="adopted")) == []
    assert next(row["where"] for row in asked(cast.chen).context["listed"].rows) == "adopted"
    assert next(row["where"] for row in asked(cast.pavel).context["listed"].rows) == "received"


@pytest.mark.parametrize(
    "query",
    [
        {"q": "\0"},
        {"q": "x" * 10_000},
        {"source": "ATLANTIS"},
        {"group": "QQQ"},
        {"action": "DO"},
        {"committee": "COM99"},
        {"issue": "a-hidden-one"},
        {"stage": "\0"},
        {"text": "\0"},
        {"text": "x" * 10_000},
    ],
)
def test_a_filter_that_cannot_be_read_finds_nothing_and_says_why(cast, filed, query):
    response = asked(cast.pavel, **query)
    assert numbers(response) == []
    assert list(response.context["listed"].filter.form.errors) == list(query)
    assert 'class="errorlist"' in response.content.decode()


def test_a_hidden_issue_is_an_absent_one(cast, filed):
    make.issue("Secret", marking=Marking.GOVERNMENT)
    hidden, absent = asked(cast.pavel, issue="secret"), asked(cast.pavel, issue="secreu")
    assert hidden.content.decode().replace("secret", "secreu").count("secreu") == absent.content.decode().count(
        "secreu"
    )
    assert "Secret" not in hidden.content.decode()


def test_filters_are_pills_that_lead_to_the_list_without_them(cast, filed):
    pills = asked(cast.pavel, q="EUR/", stage="in_ad_hoc", sort="title", page="x").context["listed"].pills
    assert [(str(pill["label"]), pill["words"], pill["url"]) for pill in pills] == [
        ("Number or words", "EUR/", "?stage=in_ad_hoc&sort=title"),
        ("Where it is", "in ad hoc", "?q=EUR%2F&sort=title"),
    ]


def test_all_filters_are_offered_where_asked_for(cast, filed):
    make.issue("Secret", marking=Marking.GOVERNMENT)
    offered = asked(cast.pavel, filters="all", action="NOC")
    assert numbers(offered) == ["B/CAN/60/1"]
    assert "Secret" not in offered.content.decode()
    assert offered.context["markings"] == ["delegation"]
    assert asked(cast.chen, filters="all").context["markings"] == ["delegation", "government"]


def test_an_outcome_of_a_day_to_come_is_not_yet_known(cast, filed):
    make.outcome(proposal=filed[0], decided_on=date(2014, 11, 7))
    make.outcome(proposal=filed[1], decided_on=date(2014, 10, 29), result="noted")
    assert [row["where"] for row in asked(cast.pavel).context["listed"].rows][:2] == ["received", "noted"]


@pytest.mark.parametrize("q", ["   ", "' & | ! ( ) : *", "-", "国际电信", "a\u0301", "((((", "<b>", "%_\\"])
def test_any_words_are_fine(cast, filed, q):
    assert asked(cast.pavel, q=q).status_code == 200


def test_pages_go_on_from_a_row_and_back(cast, internet):
    Proposal.objects.bulk_create(
        Proposal(
            number=(number := f"USA/27A1/{index}"),
            canonical=number,
            sort_key=sort_key(number),
            sources="USA",
            action="MOD",
            title=f"Title {index % 7}",
        )
        for index in range(1, 121)
    )
    for sort in ("number", "-number", "title", "-title", "text", "-stage", "committee", "action"):
        whole, seen, cursor = [], [], ""
        while True:
            listed = asked(cast.pavel, sort=sort, page=cursor).context["listed"]
            seen.append([row["number"] for row in listed.rows])
            whole += seen[-1]
            assert listed.count == "120 proposals"
            cursor = listed.page.next
            if not cursor:
                break
        assert len(whole) == len(set(whole)) == 120
        assert whole == [row["number"] for row in listed.first_rows(200)]
        back = asked(cast.pavel, sort=sort, page=listed.page.previous).context["listed"]
        assert [row["number"] for row in back.rows] == seen[1]
        assert [
            row["number"] for row in asked(cast.pavel, sort=sort, page=back.page.previous).context["listed"].rows
        ] == seen[0]


@pytest.mark.parametrize("cursor", ["x", "", "\0", "W10:abc", "国" * 500, "WyJvbiIsMSwyXQ:forged"])
def test_a_malformed_cursor_is_the_first_page(cast, filed, cursor):
    assert numbers(asked(cast.pavel, page=cursor))[0] == "ARB/79A1/3"


def test_one_proposal_is_not_counted_as_several(cast, filed):
    assert '<span class="count">1 proposal, <a' in asked(cast.pavel, q="F/90/1").text


def test_a_cursor_is_good_for_its_order_alone(cast, internet):
    for index in range(1, 53):
        make.proposal(f"USA/27A1/{index}", sort_key=sort_key(f"USA/27A1/{index}"))
    by_number = asked(cast.pavel).context["listed"].page.next
    assert numbers(asked(cast.pavel, page=by_number)) == ["USA/27A1/51", "USA/27A1/52"]
    assert len(numbers(asked(cast.pavel, page=by_number, sort="title"))) == 50


def test_counts_are_exact_up_to_a_thousand(cast, conference):
    fill(1001)
    assert asked(cast.pavel).context["listed"].count == "1,000+ proposals"
    Proposal.objects.filter(number="USA/27A1/1").update(archived_at=conference.pk and make.START)
    assert asked(cast.pavel).context["listed"].count == "1000 proposals"


def fill(count):
    committee = make.committee("COM5")
    text = make.text("Res 7")
    Proposal.objects.bulk_create(
        Proposal(
            number=(number := f"USA/27A1/{index}"),
            canonical=number,
            sort_key=sort_key(number),
            sources="USA",
            action="MOD",
            title=f"Title {index}",
            committee=committee,
            text=text,
        )
        for index in range(1, count + 1)
    )


@pytest.mark.parametrize("count", [1, 3, 1000])
def test_the_list_asks_as_often_however_long(cast, internet, count, django_assert_num_queries):
    make.duty(make.meeting(make.committee("WG-PL")), cast.chen, accepted=True)
    fill(count)
    client = Client()
    client.force_login(cast.chen)
    with django_assert_num_queries(QUERIES):
        client.get(reverse("proposal-list"))


def test_fifty_rows_cost_few_calls(cast, internet):
    fill(60)
    client = Client()
    client.force_login(cast.chen)
    client.get(reverse("proposal-list"))
    profile = cProfile.Profile()
    profile.enable()
    client.get(reverse("proposal-list"))
    profile.disable()
    calls = pstats.Stats(profile).total_calls
    assert calls <= 90_000, calls


def test_files_hold_what_the_list_shows(cast, filed):
    client = Client()
    client.force_login(cast.pavel)
    response = client.get(reverse("proposal-csv"), {"source": "EUR"})
    lines = response.content.decode("utf-8-sig").splitlines()
    assert response["Content-Disposition"] == 'attachment; filename="proposals-2014-10-29-0910.csv"'
    assert lines[0].startswith('DELEGATION,"Proposals, composed 29 October 2014 09:10 for Pavel"') or lines[0] == (
        "DELEGATION,Proposals, composed 29 October 2014 09:10 for Pavel"
    )
    assert [line.split(",")[0] for line in lines[2:]] == ["Number", "EUR/80A1/2", "EUR/80A1/10"]
    assert "'=SUM(1)" in lines[-1]

    sheet = load_workbook(BytesIO(client.get(reverse("proposal-xlsx")).content)).active
    assert sheet["A1"].value == "DELEGATION"
    assert [row[0].value for row in sheet.iter_rows(min_row=4)][-1] == "F/90/1"
    assert {cell.data_type for row in sheet.iter_rows() for cell in row if cell.value is not None} == {"s"}


def test_suggestions_name_what_the_reader_may_see(cast, filed):
    client = Client()
    client.force_login(cast.pavel)

    def suggested(of, typed):
        return client.get(reverse("proposal-suggestions"), {"of": of, "as": "x", "x": typed}).content.decode()

    assert suggested("text", "Res 1").count("<option") == 2
    assert 'value="CEPT"' not in suggested("source", "CE")
    assert suggested("source", "fra") == '<option value="F">France</option>\n'
    for of in ("text", "document", "source", "nonsense", ""):
        for typed in ("", "\0", "x" * 10_000, "国"):
            assert client.get(reverse("proposal-suggestions"), {"of": of, "as": "x", "x": typed}).status_code == 200
