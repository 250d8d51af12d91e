"""A pasted agenda reviewed: what is placed, what is named as not placed, what its reader leaves out."""

import pytest
from django.test import Client

from delegation import clock
from delegation.access import Marking
from delegation.actions import records
from positions.models import AgendaItem
from positions.numbers.proposals import Unsigned
from positions.papers import place
from tests import factories as make
from tests.delegation.test_at_once import all_kept, at_once  # noqa: F401
from tests.positions.test_agenda import everything, pasted, titles
from tests.positions.test_revised_agenda import brought

NUMBERS = (
    *("ARB/79A1/9", "ARB/79A1/10", "ARB/79A1/12", "ARB/79A2/1", "ARB/79A3/1", "ACP/67A1/1-4"),
    *("IAP/34R1A1/3", "IAP/34R1A1/7", "IAP/34R1A2/7", "RCC/73A1/12"),
)


@pytest.fixture
def meeting(cast, internet):
    for name in ("Res 101", "Res 102", "Res 133"):
        make.text(name, canonical=name.upper(), issues=[internet])
    make.text("Dec 5", canonical="DEC 5", kind="decision", issues=[make.issue("Budget")])
    make.text("new Res Iraq", symbol_in_progress="COM6/4", final_number="Res 193")
    for number in NUMBERS:
        make.proposal(number, sort_key=number.zfill(40))
    make.document("DT/24", series="DT", number=24)
    make.document("79", number=79, sources="ARB")
    make.document("34(Rev.1)(Add.1)", number=34, revision=1, addendum="1")
    make.document("67(Add.1)", number=67, addendum="1")
    return make.meeting(make.committee(), number="6")


@pytest.mark.parametrize(
    ("written", "found", "unknown"),
    [
        (["79A1/9"], ["ARB/79A1/9"], []),
        (["79(Add.1)/9", "79A1/10"], ["ARB/79A1/9", "ARB/79A1/10"], []),
        (["79A1/9-12"], ["ARB/79A1/9", "ARB/79A1/10", "ARB/79A1/12"], ["79A1/11"]),
        (["ARB/79A1/9-10"], ["ARB/79A1/9", "ARB/79A1/10"], []),
        (["67A1/1-4"], ["ACP/67A1/1-4"], []),
        (["ACP/67A1/1-4"], ["ACP/67A1/1-4"], []),
        (["34(Add.1)/3", "34/3"], ["IAP/34R1A1/3"], []),
        (["34/7"], [], ["34/7 (IAP/34R1A1/7 / IAP/34R1A2/7?)"]),
        (["Document 34(Rev.1)(Add.1)", "34/7"], ["34(Rev.1)(Add.1)", "IAP/34R1A1/7"], []),
        (["34R2/3", "79A1/80", "24/7"], [], ["34R2/3", "79A1/80", "24/7"]),
        (["79A1/80 or Document 79"], ["79"], []),
        (["79A1/80 or Document 80"], [], ["79A1/80 or Document 80"]),
        (["IAP/34A1/3", "EUR/79A1/9"], [], ["IAP/34A1/3", "EUR/79A1/9"]),
        (["COM6/4", "Res 193"], ["new Res Iraq"], []),
        (["Res 102", "Resolution 101 (Rev. Guadalajara, 2010)"], ["Res 102", "Res 101"], []),
        (["PP-14/DT/24", "PP-10/DT/24"], ["DT/24"], ["PP-10/DT/24"]),
        (["ACP-67A1", "IAP-23", "proposal 9", "Add.2"], ["67(Add.1)"], ["IAP-23", "proposal 9", "Add.2"]),
    ],
)
def test_what_is_written_is_placed_or_named(meeting, cast, written, found, unknown):
    papers = place([written], cast.sol)[0]
    named = [str(one) for one in (*papers.documents, *papers.proposals, *papers.texts)]
    assert (named, papers.unknown_in_words) == (found, unknown)


def test_a_range_is_looked_for_in_its_document_alone(meeting, cast, monkeypatch):
    asked, may_be = [], Unsigned.may_be
    monkeypatch.setattr(Unsigned, "may_be", lambda one, end: asked.append(end) or may_be(one, end))
    place([["79A1/9-30", "34A9/1-29"]], cast.sol)
    assert len(asked) == 8  # each proposal of the two documents once


AGENDA = """1 Opening DT/24, DT/99
2 Internet: Res. 101, 102 and 133
3 Iraq 79A1/9, 10
4 Budget: Decision 5"""
SUM = "4 items, 1 document, 2 proposals, 4 texts, 2 issues; 1 reference not placed: DT/99."


def taken(meeting):
    """By number, all that the items take."""
    return {
        item.number: [
            str(one)
            for many in (item.documents, item.proposals, item.texts, item.issues)
            for one in many.order_by("pk")
            if one
        ]
        for item in AgendaItem.objects.of(meeting)
    }


def without(sent, preview, *names):
    """The form with these unticked: an item by its number, what is in it as number and name."""
    out = set()
    for line in preview.context["lines"]:
        out |= {str(line.row.line)} if line.row.cells["number"] in names else set()
        for _kind, choices in line.kinds:
            out |= {one.value for one in choices if f"{line.row.cells['number']} {one.record}" in names}
    assert len(out) == len(names)
    return sent | {"take": [value for value in sent["take"] if value not in out]}


def test_all_of_a_list_is_taken_over_with_its_issues(client, cast, meeting):
    url, preview = pasted(client, cast.sol, meeting, AGENDA)
    assert f"Nothing has been written yet. Recognised: {SUM}" in preview.text
    assert "written 79A1/9" in preview.text
    assert f"Taken over: {SUM}" in client.post(url, everything(preview)).text
    assert {number: sorted(names) for number, names in taken(meeting).items()} == {
        "1": ["DT/24"],
        "2": ["Internet", "Res 101", "Res 102", "Res 133"],
        "3": ["ARB/79A1/10", "ARB/79A1/9"],
        "4": ["Budget", "Dec 5"],
    }


def test_what_is_unticked_is_not_written(client, cast, meeting):
    url, preview = pasted(client, cast.sol, meeting, AGENDA)
    sent = without(everything(preview), preview, "1", "2 Res 133", "3 ARB/79A1/10", "4 Budget")
    answer = client.post(url, sent).text
    assert "Taken over: 3 items, 1 proposal, 3 texts, 1 issue." in answer
    assert "Left out, as you chose." in answer
    assert {number: sorted(names) for number, names in taken(meeting).items()} == {
        "2": ["Internet", "Res 101", "Res 102"],
        "3": ["ARB/79A1/9"],
        "4": ["Dec 5"],
    }
    budget = AgendaItem.objects.get(number="4")
    assert budget.issue is None
    assert "Taken over: 0 items." in client.post(url, sent).text


def test_nothing_ticked_is_nothing_written(client, cast, meeting):
    url, preview = pasted(client, cast.sol, meeting, AGENDA)
    answer = client.post(url, {"rows_signed": preview.context["rows_signed"]})
    assert ("Taken over: 0 items." in answer.text, titles(meeting)) == (True, [])


def test_a_revised_agenda_leaves_out_too(client, cast, meeting):
    url, preview = pasted(client, cast.sol, meeting, AGENDA)
    client.post(url, without(everything(preview), preview, "4"))
    revised = "1 Opening DT/24\n2 Internet: Res. 101, 102 and 133\n3 Iraq and others 79A1/9, 79A1/12\n4 Budget"
    revised += "\n1.1 Papers 79"
    url, preview = pasted(client, cast.sol, meeting, revised)
    assert [line.state for line in preview.context["lines"]] == ["same", "same", "changed", "new", "new"]
    assert brought(preview) == [[], [], ["ARB/79A1/9", "ARB/79A1/12"], [], []]
    sent = without(everything(preview), preview, "3 ARB/79A1/9", "4")
    answer = client.post(url, sent)
    assert "Taken over: 2 items, 1 proposal." in answer.text
    third = AgendaItem.objects.get(number="3")
    assert (third.title, list(map(str, third.proposals.all()))) == ("Iraq and others", ["ARB/79A1/12"])
    url, preview = pasted(client, cast.sol, meeting, "3 Iraq and others 79A1/9, 79A1/12")
    sent = without(everything(preview), preview, "3 ARB/79A1/9")
    assert "Taken over: 0 items." in client.post(url, sent, follow=True).text


def test_what_stands_already_is_neither_asked_about_nor_left_out(client, cast, meeting):
    url, preview = pasted(client, cast.sol, meeting, AGENDA)
    client.post(url, everything(preview))
    url, preview = pasted(client, cast.sol, meeting, f"{AGENDA}\n5 Closing")
    answer = client.post(url, without(everything(preview), preview, "5"))
    assert [line.state for line in answer.context["lines"]] == ["same", "same", "same", "same", "error"]
    assert ("Taken over: 0 items; 1 reference not placed: DT/99." in answer.text, len(titles(meeting))) == (True, 4)


def test_the_meeting_says_what_was_taken_over(client, cast, meeting):
    url, preview = pasted(client, cast.sol, meeting, "2 Res 102\n3 Iraq 79A1/9")
    answer = client.post(url, everything(preview), follow=True)
    assert answer.redirect_chain == [(f"{meeting.get_absolute_url()}#course", 302)]
    assert "Taken over: 2 items, 1 proposal, 1 text, 1 issue." in answer.text


def test_what_is_hidden_counts_as_unknown(client, cast, meeting):
    """Who does not hold it is told nothing of an issue, nor does it get on the item by a forged tick."""
    hidden = make.issue("Talks", marking=Marking.CORE)
    make.text("Res 58", canonical="RES 58", issues=[hidden])
    gone = make.proposal("ARB/79A1/15", sort_key="15")
    records.archive(gone, by=cast.sol)
    url, preview = pasted(client, cast.sol, meeting, "1 Res 58, 79A1/15")
    assert (brought(preview), "Talks" in preview.text) == ([["Res 58"]], False)
    assert "1 reference not placed: 79A1/15." in preview.text
    sent = everything(preview)
    client.post(url, sent | {"take": [*sent["take"], f"1.{hidden.pk}"]})
    assert taken(meeting) == {"1": ["Res 58"]}


def test_what_came_in_since_the_review_is_not_taken_over_unseen(client, cast, meeting):
    url, preview = pasted(client, cast.sol, meeting, "1 Opening DT/99")
    sent = everything(preview)
    make.document("DT/99", series="DT", number=99)
    client.post(url, sent)
    assert taken(meeting) == {"1": []}


def test_a_line_that_is_refused_names_its_papers(client, cast, meeting):
    _url, preview = pasted(client, cast.sol, meeting, "1 Opening\n1 Twice DT/24, DT/99\n2 " + "Iraq " * 250 + "79A1/9")
    assert "It names: DT/24; DT/99." in preview.text
    assert "Too long: what follows was not read: “" in preview.text
    assert "79A1/9" in preview.context["lines"][2].row.cells["cut"]


def test_too_many_papers_are_refused(client, cast, meeting):
    many = "\n".join(f"{one} " + ", ".join(f"{one}A1/{index}" for index in range(1, 95)) for one in range(1, 11))
    _url, refused = pasted(client, cast.sol, meeting, many)
    assert (refused.status_code, "paste it in parts" in refused.text) == (422, True)


@pytest.mark.parametrize("many", [1, 30])
def test_the_review_asks_the_same_whatever_its_length(client, cast, meeting, many, django_assert_num_queries):
    text = "\n".join(f"{one} Res 101, 102, 79A1/9-12, 34/3, DT/24" for one in range(1, many + 1))
    with clock.kept(), django_assert_num_queries(5):
        place([["Res 101", "79A1/9-12", "DT/24"]] * many, cast.sol)
    url = pasted(client, cast.sol, meeting, text)[0]
    with django_assert_num_queries(13):
        client.post(url, {"agenda": text})


def test_more_than_a_form_may_hold_is_refused_before_it_is_sent(client, cast, meeting):
    """A range is one number, and many boxes."""
    for index in range(1, 30):
        make.proposal(f"ARB/80A1/{index}", sort_key=f"80{index:03}")
    text = "\n".join(f"{one} Item 80A1/1-29" for one in range(1, 57))
    _url, refused = pasted(client, cast.sol, meeting, text)
    assert (refused.status_code, "paste it in parts" in refused.text, text[:30] in refused.text) == (422, True, True)


def test_the_review_says_how_what_it_names_is_marked(client, cast, meeting):
    make.text("Res 58", canonical="RES 58", issues=[make.issue("Talks", marking=Marking.GOVERNMENT)])
    _url, preview = pasted(client, cast.sol, meeting, "1 Res 58")
    assert preview.context["markings"] == ["delegation", "government"]
    _url, preview = pasted(client, cast.rosa, meeting, "1 Res 58")
    assert ("Talks" in preview.text, preview.context["markings"]) == (False, ["delegation"])


@pytest.fixture
def two(all_kept):  # noqa: F811
    """Two who keep an agenda, each with a browser, and the meeting."""
    meeting = make.meeting(make.committee())
    people = [make.delegate("amara", function="head"), make.delegate("sol", function="secretary")]
    return [(Client(), person) for person in people], meeting


def reviewed_at_once(two, *texts):
    browsers, meeting = two
    sent = []
    for (browser, person), text in zip(browsers, texts, strict=True):
        url, preview = pasted(browser, person, meeting, text)
        sent.append((browser, url, everything(preview)))
    return at_once(*[lambda one=one: one[0].post(*one[1:]).text for one in sent])


def test_two_who_take_over_the_same_agenda_at_once_enter_it_once(two):
    text = "\n".join(f"{one} Item {one}" for one in range(1, 13))
    found = reviewed_at_once(two, text, text)
    items = AgendaItem.objects.of(two[1])
    assert [(one.number, one.place) for one in items] == [(str(one), one) for one in range(1, 13)]
    assert any("Added by somebody since the" in answer for answer in found)


def test_two_who_add_papers_to_one_item_at_once_add_both(two):
    text = "\n".join(f"{one} Item {one}" for one in range(1, 9))
    make.document("DT/1", series="DT", number=1)
    make.document("DT/2", series="DT", number=2)
    for one in range(1, 9):
        make.agenda_item(two[1], f"Item {one}", number=str(one), place=one)
    reviewed_at_once(two, *(text.replace("\n", f" DT/{one}\n") + f" DT/{one}" for one in (1, 2)))
    assert [sorted(names) for names in taken(two[1]).values()] == [["DT/1", "DT/2"]] * 8
