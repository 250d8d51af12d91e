"""An agenda that is pasted again, over items that stand already; and an item that two change."""

import pytest
from django.urls import reverse

from delegation.actions import records
from positions.actions import agenda_items
from positions.models import AgendaItem
from positions.revised import Said, matched
from tests import factories as make
from tests.positions.test_agenda import everything, pasted, titles


@pytest.fixture
def meeting(cast, internet):
    text = make.text("Res 102", canonical="RES 102", issues=[internet])
    make.proposal(text=text)
    make.document("DT/24", series="DT", number=24)
    return make.meeting(make.committee(), number="6")


def brought(preview):
    """By line, what the review would add to the item."""
    lines = preview.context["lines"]
    return [[str(one.record) for _kind, choices in line.kinds for one in choices] for line in lines]


def test_a_revised_agenda_changes_what_differs(client, cast, meeting):
    make.agenda_item(meeting, "Opening", number="1")
    make.agenda_item(meeting, "Youth", number="2", place=2)
    url, preview = pasted(client, cast.sol, meeting, "1 Opening\n2 Youth and gender DT/24\n3 Any other business")
    assert [line.state for line in preview.context["lines"]] == ["same", "changed", "new"]
    assert "Youth → Youth and gender" in preview.text
    youth = AgendaItem.objects.get(number="2")
    records.change(youth, seen=1, title="Young people", by=cast.amara)
    answer = client.post(url, everything(preview)).text
    assert "Changed by somebody since the preview; it says “Young people”." in answer
    assert titles(meeting) == [("1", "Opening"), ("2", "Young people"), ("3", "Any other business")]


def test_what_a_revised_agenda_names_besides_brings_its_issues(client, cast, meeting, internet):
    youth = make.issue("Youth")
    make.text("Res 101", canonical="RES 101", issues=[internet])
    make.agenda_item(meeting, "Opening", number="1", documents=[make.document("DT/25", series="DT", number=25)])
    make.agenda_item(meeting, "Youth Res 101", number="2", place=2, issues=[youth])
    url, preview = pasted(client, cast.sol, meeting, "1 Opening DT/24\n2 Youth Res 101, RCC/73A1/12")
    assert brought(preview) == [["DT/24"], ["Res 101", "RCC/73A1/12", "Internet"]]
    client.post(url, everything(preview))
    opening, second = AgendaItem.objects.of(meeting)
    assert (sorted(map(str, opening.documents.all())), list(opening.issues.all())) == (["DT/24", "DT/25"], [])
    assert set(second.issues.all()) == {internet, youth}


def test_a_line_put_before_others_moves_them_with_what_they_have(client, cast, meeting, internet):
    """By number alone, who was to speak to the one would speak to the other."""
    res_101 = make.text("Res 101", canonical="RES 101", issues=[internet])
    standing = make.agenda_item(meeting, "Internet", number="1", issues=[internet], texts=[res_101])
    make.speaker(standing, cast.chen)
    last = make.agenda_item(meeting, "Closing", number="2", place=2, postponed_at=make.START)
    url, preview = pasted(client, cast.sol, meeting, "1 Opening\n2 Internet Res 101\n3 Closing")
    assert [line.row.notes for line in preview.context["lines"]] == [
        [],
        ["formerly item 1", "Internet → Internet Res 101", "keeps its speakers: Chen"],
        ["formerly item 2"],
    ]
    assert [line.state for line in preview.context["lines"]] == ["new", "changed", "changed"]
    client.post(url, everything(preview))
    assert titles(meeting) == [("1", "Opening"), ("2", "Internet Res 101"), ("3", "Closing")]
    opening, second, third = AgendaItem.objects.of(meeting)
    assert (second.pk, third.pk, third.state) == (standing.pk, last.pk, "postponed")
    assert (list(second.texts.all()), list(second.issues.all())) == ([res_101], [internet])
    assert [list(one.speakers.values_list("delegate__name", flat=True)) for one in (opening, second)] == [[], ["Chen"]]


def test_what_a_number_stood_for_before_is_not_made_into_what_it_stands_for_now(client, cast, meeting):
    former = make.agenda_item(meeting, "Res 64", number="3", texts=[make.text("Res 64", canonical="RES 64")])
    make.speaker(former, cast.chen)
    make.text("Res 176", canonical="RES 176")
    url, preview = pasted(client, cast.sol, meeting, "3 Res 176")
    assert [line.state for line in preview.context["lines"]] == ["new"]
    client.post(url, everything(preview))
    former.refresh_from_db()
    assert (former.title, former.number) == ("Res 64", "3")
    assert AgendaItem.objects.of(meeting).get(title="Res 176").speakers.count() == 0


@pytest.mark.parametrize(
    ("items", "lines", "found"),
    [
        (["3 Res 64"], ["3 Res 176", "4 Resolution 64"], {1: 0}),
        (["1 Youth"], ["1 Youth and gender"], {0: 0}),
        (["1 Youth"], ["1 Young people"], {}),
        (["1 Report A", "2 Talks A B"], ["1 Talks A", "2 Report A B"], {0: 1, 1: 0}),
        (["1 One A B", "2 Two A C"], ["1 New A", "2 First B", "3 Second C"], {1: 0, 2: 1}),
        (["1 One A", "2 Two A"], ["2 Other A", "3 Another A"], {0: 1}),
        (["1 Proposals A", "2 Proposals B"], ["1 Proposals C", "2 Proposals A", "3 Proposals B"], {1: 0, 2: 1}),
        (["1 Review"], ["2 Review", "1 Review"], {1: 0}),
    ],
)
def test_an_item_is_known_by_what_it_is(items, lines, found):
    """A capital alone stands for a paper."""

    def said(words):
        number, *rest = words.split()
        papers = [one for one in rest if len(one) == 1]
        return Said(number, " ".join(one for one in rest if one not in papers), frozenset(papers))

    assert matched([said(one) for one in lines], [said(one) for one in items]) == found


def test_what_was_put_under_a_number_since_the_review_is_not_doubled(client, cast, meeting):
    make.agenda_item(meeting, "Youth", number="1")
    url, preview = pasted(client, cast.sol, meeting, "1 Opening\n2 Youth")
    make.agenda_item(meeting, "Closing", number="2", place=2)
    answer = client.post(url, everything(preview)).text
    assert "Added by somebody since the review: look at it, then paste it again." in answer
    assert sorted(titles(meeting)) == [("1", "Opening"), ("1", "Youth"), ("2", "Closing")]


def test_part_of_an_agenda_leaves_the_order_of_the_others(client, cast, meeting):
    for place, title in enumerate(("Opening", "Youth", "Internet", "Closing"), start=1):
        make.agenda_item(meeting, title, number=str(place), place=place)
    url, preview = pasted(client, cast.sol, meeting, "3 Youth\n3.1 Gender\n2 Internet")
    client.post(url, everything(preview))
    assert [title for _number, title in titles(meeting)] == ["Opening", "Youth", "Gender", "Internet", "Closing"]


def test_who_changes_the_title_takes_off_no_paper_that_came_since(client, cast, meeting):
    item = make.agenda_item(meeting, "Youth", documents=[make.document("67", number=67)], place=9)
    for number in ("31", "32"):
        make.document(f"DT/{number}", series="DT", number=int(number))
    client.force_login(cast.sol)
    address = reverse("item-edit", args=[item.pk])
    shown = client.get(address).context["form"].initial
    agenda_items.change(item, seen=1, written=["DT/31"], by=cast.amara)  # 67 goes, DT/31 comes
    assert client.post(address, shown | {"title": "Youth and ICTs", "written": "67, DT/32"}).status_code == 302
    item.refresh_from_db()
    assert (item.title, sorted(map(str, item.documents.all()))) == ("Youth and ICTs", ["DT/31", "DT/32"])


def test_an_item_of_a_hundred_papers_is_changed(client, cast, meeting):
    papers = [
        make.document(f"DT/{number}(Rev.1)", series="DT", number=number, revision=1) for number in range(100, 240)
    ]
    item = make.agenda_item(meeting, "Youth", documents=papers, place=9)
    client.force_login(cast.sol)
    address = reverse("item-edit", args=[item.pk])
    sent = client.get(address).context["form"].initial | {"title": "Youth and ICTs"}
    assert (client.post(address, sent).status_code, item.documents.count()) == (302, 140)
