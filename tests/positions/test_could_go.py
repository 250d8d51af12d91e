"""Who of us could go to a meeting, with the reasons for and against."""

from datetime import date

import pytest
from django.urls import reverse

from delegation import clock
from positions.pages import could_go
from tests import factories as make
from tests.positions.test_cover import at


@pytest.fixture
def com5(cast):
    committee = make.committee("COM5", kind="committee")
    make.membership(cast.chen, committee)
    return committee


def test_who_leads_the_issue_of_a_groups_text_could_go(cast, internet):
    make.text("Res 101", issues=[internet])
    group = make.committee("AH-101", kind="ad_hoc", name="Ad hoc group", works_on="Res 101")
    first, second, *_rest = could_go.suggestions(make.meeting(group, starts_at=at(14, 30)), cast.sol)
    assert [(one.delegate, one.reason) for one in (first, second)] == [
        (cast.chen, "leads Internet, free"),
        (cast.dina, "alternate on Internet, free"),
    ]


def told(meeting, reader):
    with clock.kept():
        return {one.delegate.name: one.reason for one in could_go.suggestions(meeting, reader)}


def test_who_could_go_with_the_reasons(cast, internet, com5):
    """Chen leads the issue and speaks in the committee; Dina is alternate, and at another meeting then."""
    meeting = make.meeting(com5, starts_at=at(14, 30))
    make.agenda_item(meeting, "Item 3", issues=[internet])
    other = make.meeting(make.committee("COM6", kind="committee"), starts_at=at(16))
    make.duty(other, cast.dina)
    found = told(meeting, cast.sol)
    assert next(iter(found)) == "Chen"
    assert found["Chen"] == "leads Internet, Spokesperson in Com 5, free"
    assert found["Dina"] == "alternate on Internet, at the same time: Com 6, 16:00"
    assert list(found)[-1] == "Dina"
    assert {"Kim", "Gone"} & set(found) == set()


def test_who_cannot_read_what_is_instructed_is_not_suggested(cast, internet, com5):
    meeting = make.meeting(com5, starts_at=at(14, 30))
    make.agenda_item(meeting, "Item 3", issues=[internet])
    assert "Pavel" in told(meeting, cast.sol)
    make.instruction(internet, "Hold.", by=cast.amara)
    assert "Pavel" not in told(meeting, cast.sol)


def test_who_is_away_or_asked_already_is_not_suggested(cast, com5):
    meeting = make.meeting(com5, starts_at=at(14, 30))
    assert {"Chen", "Dina", "Sam"} <= set(told(meeting, cast.sol))
    make.duty(meeting, cast.chen)
    type(cast.dina).objects.filter(pk=cast.dina.pk).update(leaves_on=date(2014, 10, 28))
    type(cast.sam).objects.filter(pk=cast.sam.pk).update(arrives_on=date(2014, 10, 30))
    assert {"Chen", "Dina", "Sam"} & set(told(meeting, cast.sol)) == set()


def test_who_gave_it_back_comes_last_and_says_why(client, cast, internet, com5):
    meeting = make.meeting(com5, starts_at=at(14, 30))
    make.agenda_item(meeting, "Item 3", issues=[internet])
    make.duty(meeting, cast.chen, refused_at=clock.now(), refused_why="I am in the other room.")
    make.duty(meeting, cast.dina, handed_over_at=clock.now(), handed_over_note="Item 3 is open.")
    client.force_login(cast.sol)
    page = client.get(reverse("duty-suggestions", args=[meeting.pk]))
    *others, last_but_one, last = page.context["suggestions"]
    assert [one.given_back for one in others] == [None] * len(others)
    assert [(one.delegate, one.given_back.said_of_it) for one in (last_but_one, last)] == [
        (cast.chen, "I am in the other room."),
        (cast.dina, "For the next one: Item 3 is open."),
    ]
    rows = page.text.split('<ul class="entries by-name">')[-1].partition("</ul>")[0].split("<li>")[1:]
    assert [row.count('class="main"') for row in rows] == [1] + [0] * (len(rows) - 1)
    assert ("refused" in rows[-2], "I am in the other room." in rows[-2]) == (True, True)


def test_where_all_gave_it_back_no_button_is_filled(client, cast, com5):
    meeting = make.meeting(com5, starts_at=at(14, 30))
    for one in could_go.suggestions(meeting, cast.sol):
        make.duty(meeting, one.delegate, refused_at=clock.now(), refused_why="No.")
    client.force_login(cast.sol)
    page = client.get(reverse("duty-suggestions", args=[meeting.pk]))
    assert all(one.given_back for one in page.context["suggestions"])
    assert 'name="role" value="a_lead" class="main"' not in page.text


@pytest.mark.parametrize("many", [1, 3])
def test_suggestions_cost_the_same_however_many(cast, com5, many, django_assert_num_queries):
    meeting = make.meeting(com5, starts_at=at(14, 30))
    for number in range(many):
        issue = make.issue(f"Issue {number}", lead=make.delegate(f"lead {number}"))
        make.agenda_item(meeting, f"Item {number}", issues=[issue])
    with clock.kept(), django_assert_num_queries(6):
        could_go.suggestions(meeting, cast.sol)


# The evening before
