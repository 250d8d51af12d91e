"""What a revised agenda does not name any more: listed, and taken off as its reader says."""

import re

import pytest

from delegation.access import Marking
from positions.actions import agenda_items, speakers
from positions.models import AgendaItem
from tests import factories as make
from tests.positions.test_agenda import everything, pasted, titles


@pytest.fixture
def meeting(cast):
    record = make.meeting(make.committee(), number="6")
    for place, title in enumerate(("Opening", "Youth", "Gender", "Internet", "Access"), start=1):
        make.agenda_item(record, title, number=str(place), place=place)
    make.speaker(of(record, "Gender"), cast.chen)
    agenda_items.take_up(of(record, "Opening"), seen=1, by=cast.sol)
    return record


def of(meeting, title):
    return AgendaItem.objects.get(meeting=meeting, title=title)


def struck(preview):
    return [(str(one.item), one.speakers, one.is_ticked) for one in preview.context["struck"]]


def ticked(preview, *more):
    """What the form sends as it stands, and these besides."""
    chosen = re.findall(r'name="strike" value="([^"]+)" checked', preview.text)
    others = [one.value for one in preview.context["struck"] if one.item.title in more]
    return everything(preview) | {"strike": [*chosen, *others]}


def test_what_is_no_longer_on_the_agenda_is_listed_and_taken_off(client, cast, meeting):
    url, preview = pasted(client, cast.sol, meeting, "1 Internet\n2 Access\n3 Closing\n4 Opening")
    assert struck(preview) == [("2 Youth", "", True), ("3 Gender", "Chen", False)]
    assert "with its speakers: Chen" in preview.text
    answer = client.post(url, ticked(preview), follow=True)
    assert "Taken over: 4 items. Taken off the agenda: 1 item." in answer.text
    titles_now = [title for _number, title in titles(meeting)]
    assert sorted(titles_now) == ["Access", "Closing", "Gender", "Internet", "Opening"]
    assert of(meeting, "Youth").archived_by == cast.sol


def test_what_was_taken_up_is_taken_off_only_where_it_is_ticked(client, cast, meeting):
    url, preview = pasted(client, cast.sol, meeting, "2 Youth\n3 Gender\n4 Internet\n5 Access")
    assert struck(preview) == [("1 Opening", "", False)]
    assert [line.state for line in preview.context["lines"]] == ["same"] * 4
    assert "There is nothing to write." not in preview.text
    assert "Taken off" not in client.post(url, ticked(preview), follow=True).text
    answer = client.post(url, ticked(preview, "Opening"), follow=True).text
    assert ("Taken over: 0 items. Taken off the agenda: 1 item." in answer, len(titles(meeting))) == (True, 4)


def test_part_of_an_agenda_takes_nothing_off(client, cast, meeting):
    url, preview = pasted(client, cast.sol, meeting, "2.1 Young people\n3 Gender")
    assert [is_ticked for *_said, is_ticked in struck(preview)] == [False] * 4
    client.post(url, ticked(preview))
    assert len(titles(meeting)) == 6


def test_who_was_put_on_its_list_or_called_since_keeps_it(client, cast, meeting):
    url, preview = pasted(client, cast.sol, meeting, "1 Opening\n2 Gender\n3 Access")
    assert struck(preview) == [("2 Youth", "", True), ("4 Internet", "", True)]
    speakers.add(of(meeting, "Youth"), delegate=cast.dina, by=cast.amara)
    agenda_items.postpone(of(meeting, "Internet"), seen=1, by=cast.amara)
    answer = client.post(url, ticked(preview)).text
    assert (answer.count("Changed by somebody since the review: it stays."), "Taken off the" in answer) == (2, False)
    assert len(titles(meeting)) == 5


@pytest.mark.parametrize("value", ["", "x", "{pk}", "{pk}.1", "{pk}.x.0", "{pk}.1.0.0"])
def test_what_no_form_sends_takes_nothing_off(client, cast, meeting, value):
    url, preview = pasted(client, cast.sol, meeting, "1 Opening")
    sent = everything(preview) | {"strike": [value.format(pk=of(meeting, "Youth").pk)]}
    assert client.post(url, sent).status_code in (200, 302)
    assert len(titles(meeting)) == 5


def test_who_may_not_see_or_change_an_item_takes_none_off(client, cast, meeting):
    hidden = make.agenda_item(meeting, "Talks", number="6", place=6, marking=Marking.GOVERNMENT)
    other = make.agenda_item(make.meeting(meeting.committee, number="7"), "Elsewhere")
    url, preview = pasted(client, cast.rosa, meeting, "1 Opening\n2 Youth\n3 Gender\n4 Internet")
    assert (struck(preview), "Talks" in preview.text) == ([("5 Access", "", True)], False)
    sent = everything(preview) | {"strike": [f"{one.pk}.1.0" for one in (hidden, other, of(meeting, "Youth"))]}
    client.post(url, sent)
    assert AgendaItem.objects.exclude(archived_at=None).count() == 0
