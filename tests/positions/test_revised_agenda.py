"""An agenda that is pasted again, over items that stand already; and an item that two change."""

import pytest
from django.urls import reverse

from delegation.actions import records
from positions.actions import agenda_items
from positions.models import AgendaItem
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


def test_another_title_under_a_number_takes_nothing_over(client, cast, meeting, internet):
    """As where a line was put before it: what was instructed for the one would be read out for the other."""
    res_101 = make.text("Res 101", canonical="RES 101", issues=[internet])
    make.agenda_item(meeting, "Internet", number="1", issues=[internet], texts=[res_101])
    url, preview = pasted(client, cast.sol, meeting, "1 Opening\n2 Internet Res 101")
    assert [line.row.notes for line in preview.context["lines"]] == [
        ["Internet → Opening", "no longer takes Res 101"],
        [],
    ]
    assert brought(preview) == [[], ["Res 101", "Internet"]]
    client.post(url, everything(preview))
    found = [(item.title, list(item.texts.all()), list(item.issues.all())) for item in AgendaItem.objects.of(meeting)]
    assert found == [("Opening", [], []), ("Internet Res 101", [res_101], [internet])]


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
