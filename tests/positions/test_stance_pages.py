"""The matrix and its cells: edited in place, and silent about what a reader may not see."""

import re

import pytest
from django.urls import reverse

from delegation.actions import records
from positions.actions import stances as actions
from positions.models import Stance
from positions.pages import cells
from tests import factories as make

HTMX = {"HX-Request": "true"}


def url(name, *args):
    return reverse(name, args=args)


def aimed(issue, holder):
    return {"headers": HTMX | {"HX-Target": f"stance-{issue.pk}-{holder.pk}"}}


def bare(page):
    """A page without what is new each time: its token, and the moment."""
    return re.sub(
        r'csrfmiddlewaretoken" value="[^"]+|"X-CSRFToken": "[^"]+|nonce="[^"]+|datetime="[^"]+|data-since="[^"]+',
        "",
        page.text,
    )


@pytest.fixture
def europe():
    return make.group()


SUPPORT = {"value": "support", "ask": "Go on", "source": "Statement", "stated_on": "2014-10-28", "confidence": "high"}


def test_a_cell_is_filled_and_edited_in_place(client, cast, internet, europe):
    client.force_login(cast.chen)
    cell, aim = url("stance-of-group", internet.pk, "EUR"), aimed(internet, europe)
    assert "<select" in client.get(cell, **aim).text
    unsourced = client.post(cell, SUPPORT | {"source": ""}, **aim)
    assert (unsourced.status_code, "a stance needs a source" in unsourced.text, "Go on" in unsourced.text) == (
        422,
        True,
        True,
    )
    filled = client.post(cell, SUPPORT, **aim)
    stance = Stance.objects.get()
    assert (filled.status_code, stance.marking, str(stance.stated_on)) == (200, "government", "2014-10-28")
    for words in ('data-state="support">support', "Go on", "Statement, 28 Oct"):
        assert words in filled.text, words
    assert client.post(cell, SUPPORT | {"value": "oppose", "seen": 1}, **aim).status_code == 200
    client.force_login(cast.ben)
    stale = client.post(cell, SUPPORT | {"value": "mixed", "seen": 1}, **aim)
    assert (stale.status_code, "oppose" in stale.text) == (409, True)
    late = client.post(cell, SUPPORT, **aim)
    assert (late.status_code, "filled in by somebody else meanwhile" in late.text) == (422, True)
    stance.refresh_from_db()
    assert (stance.value, stance.version) == ("oppose", 2)
    plain = client.post(cell, SUPPORT | {"seen": 2})
    assert (plain.status_code, plain.url) == (302, f"/issues/{internet.pk}/#stances")


def test_a_state_gets_a_cell_by_symbol_or_name(client, cast, internet):
    make.member_state("J", "Japan")
    client.force_login(cast.chen)
    add = url("stance-add", internet.pk)
    assert client.get(add).status_code == 200
    assert client.post(add, SUPPORT | {"state": "Nowhere"}).status_code == 422
    assert client.post(add, SUPPORT | {"state": "japan"}).status_code == 302
    again = client.post(add, SUPPORT | {"state": "j"})
    assert (again.status_code, "already there" in again.text) == (422, True)
    assert "Go on" in client.get(url("stance-matrix")).text
    assert client.get(url("stance-of-state", internet.pk, "J"), headers=HTMX).status_code == 200
    assert client.get(url("stance-of-state", internet.pk, "XX")).status_code == 404


def test_hidden_looks_like_absent(client, cast, internet, europe):
    """The secretary may write a stance where an elections one stands, and never learns of it."""
    pages = [url("stance-matrix"), url("issue-detail", internet.pk), url("stance-of-group", internet.pk, "EUR")]
    client.force_login(cast.sol)
    before = [bare(client.get(page)) for page in pages]
    hidden = make.stance(internet, group=europe, value="oppose", ask="Canary", marking="elections")
    assert [bare(client.get(page)) for page in pages] == before
    assert client.post(pages[2], SUPPORT, **aimed(internet, europe)).status_code == 200
    assert Stance.objects.count() == 2
    client.force_login(cast.amara)
    both = client.get(pages[0]).text
    assert ("Canary" in both, "Go on" in both) == (True, True)
    edited = client.post(pages[2], SUPPORT | {"ask": "Higher", "seen": 1}, **aimed(internet, europe))
    hidden.refresh_from_db()
    assert (edited.status_code, hidden.ask) == (200, "Higher")


def test_readers_do_not_edit(client, cast, internet, europe):
    make.group("ARB", "LAS")
    actions.add(issue=internet, group=europe, by=cast.chen, value="support", source="Statement")
    for name in ("olga", "kim", "pavel", "rosa"):
        client.force_login(getattr(cast, name))
        for code in ("EUR", "ARB"):
            cell = url("stance-of-group", internet.pk, code)
            assert [client.get(cell).status_code, client.post(cell, SUPPORT).status_code] == [403, 403], (name, code)
        assert " data-edit>" not in client.get(url("stance-matrix")).text


def test_the_matrix_shows_ours_and_narrows_to_a_committee(client, cast, internet, europe):
    committee = make.committee("COM5", kind="committee")
    other = make.issue("Finance")
    other.committees.add(committee)
    make.instruction(internet, kind="block", by=cast.amara)
    client.force_login(cast.olga)
    page = client.get(url("stance-matrix"))
    assert 'data-state="oppose">Block consensus' in page.text
    assert "instructed 29 Oct 09:10" in page.text
    narrow = client.get(url("stance-matrix") + "?committee=COM5").text
    assert ("Finance" in narrow, ">Internet</a>" in narrow) == (True, False)
    assert client.get(url("stance-matrix") + "?committee=%00&cursor=x").status_code == 200
    client.force_login(cast.pavel)
    assert "not instructed" in client.get(url("stance-matrix")).text


@pytest.mark.parametrize("number", [1, 3])
def test_the_matrix_costs_the_same_for_more_rows(client, cast, number, django_assert_num_queries):
    for count in range(number):
        issue = make.issue(f"Issue {count}", lead=cast.chen)
        make.text(f"Res {count}", issues=[issue])
        make.stance(issue, group=make.group(f"G{count}", f"Group {count}"))
        make.stance(issue, state=make.member_state(f"S{count}", f"State {count}"))
        make.instruction(issue, by=cast.amara)
    client.force_login(cast.chen)
    with django_assert_num_queries(12):
        assert client.get(url("stance-matrix")).status_code == 200


def test_a_page_below_another_marks_that_one_alone_in_the_rail(client, cast, internet):
    client.force_login(cast.chen)
    rail = (
        client.get(reverse("stance-add", args=[internet.pk])).text.partition('class="rail"')[2].partition("</nav>")[0]
    )
    assert rail.count("aria-current") == 1
    assert f'<a href="{reverse("issue-list")}" aria-current="true">' in rail


def test_a_cell_is_drawn_once_for_all_who_are_shown_the_same(cast, internet):
    eur = make.group("EUR")
    stance = make.stance(internet, group=eur)

    def drawn(**changed):
        for name, value in changed.items():
            setattr(stance, name, value)
        return cells.cell(internet, eur, [stance], can_edit=False).shown

    assert drawn() is drawn()
    assert len({drawn(), drawn(ask="Less."), drawn(source="EUR"), drawn(value="oppose"), drawn(marking="core")}) == 5


def opened(client, cell, aim):
    """What the editor of a cell sends, as it was opened."""
    form = client.get(cell, **aim).context["form"]
    return {bound.name: bound.value() or "" for bound in form}


def test_words_for_a_hidden_stance_never_reach_the_one_beside_it(client, cast, internet, europe):
    """Sol writes in the core stance as its alternate, and is that no more when the words arrive."""
    seen = make.stance(internet, group=europe, ask="For many")
    core = make.stance(internet, group=europe, ask="For few", marking="core")
    held = make.assignment(internet, cast.sol)
    client.force_login(cast.sol)
    cell, aim = url("stance-of-group", internet.pk, "EUR"), aimed(internet, europe)
    form = opened(client, cell, aim)
    assert form["ask"] == "For few"
    type(held).objects.filter(pk=held.pk).update(ends_on="2014-10-02")
    assert client.post(cell, form | {"ask": "For very few"}, **aim).status_code == 404
    assert [Stance.objects.get(pk=one.pk).ask for one in (seen, core)] == ["For many", "For few"]


def test_words_reach_the_stance_they_were_written_for(client, cast, internet, europe):
    """A stricter one is added while Chen writes."""
    first = make.stance(internet, group=europe, ask="For many")
    client.force_login(cast.chen)
    cell, aim = url("stance-of-group", internet.pk, "EUR"), aimed(internet, europe)
    form = opened(client, cell, aim)
    stricter = make.stance(internet, group=europe, ask="For few", marking="core")
    assert client.post(cell, form | {"ask": "For very many"}, **aim).status_code == 200
    assert [Stance.objects.get(pk=one.pk).ask for one in (first, stricter)] == ["For very many", "For few"]


def test_words_for_an_archived_stance_make_no_new_one(client, cast, internet, europe):
    stance = make.stance(internet, group=europe)
    client.force_login(cast.chen)
    cell, aim = url("stance-of-group", internet.pk, "EUR"), aimed(internet, europe)
    form = opened(client, cell, aim)
    records.archive(stance, by=cast.amara)
    late = client.post(cell, form | {"ask": "Higher"}, **aim)
    assert (late.status_code, "Archived by Amara" in late.text, "Higher" in late.text) == (409, True, True)
    assert Stance.objects.count() == 1


@pytest.mark.parametrize("key", ["\0", "x", "00000000-0000-0000-0000-000000000000"])
def test_words_for_no_stance_are_refused(client, cast, internet, europe, key):
    make.stance(internet, group=europe)
    client.force_login(cast.chen)
    cell, aim = url("stance-of-group", internet.pk, "EUR"), aimed(internet, europe)
    assert client.post(cell, SUPPORT | {"seen": 1, "stance": key}, **aim).status_code == 404
