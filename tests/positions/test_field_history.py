"""The history of one field: saves close together as one, each of them on demand, and every text brought back."""

from datetime import timedelta
from uuid import uuid4

import pytest
from django.db import transaction
from django.urls import reverse

from delegation import clock, history
from delegation.actions import records
from delegation.live import topic
from delegation.models import Wording
from positions.actions import ordering, positions, talking_points
from tests import factories as make


def url(name, *args):
    return reverse(name, args=args)


@pytest.fixture
def position(cast, internet):
    """Chen wrote three times in a row, Dina once."""
    with history.recorded(cast.chen, at=make.START - timedelta(hours=1)):
        made = make.position(internet, argument="None.")
    for minute, words, by in (
        (0, "One.", cast.chen),
        (2, "One, two.", cast.chen),
        (5, "One, two, three.", cast.chen),
        (6, "Four.", cast.dina),
    ):
        with transaction.atomic(), history.recorded(by, at=make.START + timedelta(minutes=minute)):
            records.write(records.locked(made), argument=words)
    made.refresh_from_db()
    return made


def test_a_run_is_one_text_with_its_saves_on_demand(client, cast, position):
    client.force_login(cast.olga)
    address = url("field-history", "position", position.pk, "argument")
    page = client.get(address)
    assert [text.version for text in page.context["past"]] == [5, 4, 1]
    text = " ".join(page.text.split())
    assert '<time datetime="2014-10-29T09:10:00+09:00">29 Oct 09:10</time>–' in text
    assert "3 saves: show each" in text
    assert "Chen, on its page" in text
    opened = client.get(address, {"saves": 4})
    assert [one.text for one in opened.context["past"][1].each] == ["One, two, three.", "One, two.", "One."]
    assert "show them as one" in opened.text
    for asked in ({"saves": "x"}, {"saves": "3"}, {"before": "0"}, {"before": "9" * 30}, {"before": "2"}, {"sent": ""}):
        assert client.get(address, asked).status_code == 200, asked
    assert [text.version for text in client.get(address, {"before": 4}).context["past"]] == [1]


@pytest.mark.parametrize("version, words", [(4, "One, two, three."), (3, "One, two."), (1, "None.")])
def test_the_last_of_a_run_and_each_of_its_saves_are_brought_back(client, cast, position, version, words):
    client.force_login(cast.dina)
    page = client.get(url("field-history", "position", position.pk, "argument"), {"saves": 4})
    assert f'name="version" value="{version}"' in page.text
    back = client.post(url("bring-back", "position", position.pk, "argument"), {"seen": 5, "version": version})
    assert back.status_code == 302
    position.refresh_from_db()
    assert (position.argument, position.version) == (words, 6)


def test_what_was_sent_and_does_not_stand_is_named_and_brought_back(client, cast, position):
    positions.change(position, seen=1, by=cast.chen, argument="Clashing.")
    position.refresh_from_db()
    kept = Wording.objects.get()
    client.force_login(cast.dina)
    page = client.get(url("field-history", "position", position.pk, "argument"))
    assert [(one.text, str(one.why)) for one in page.context["untaken"]] == [
        ("Clashing.", "not taken: somebody else’s words stood")
    ]
    assert f'name="wording" value="{kept.pk}"' in page.text
    back = url("bring-back", "position", position.pk, "argument")
    assert client.post(back, {"seen": 5, "wording": kept.pk, "version": 1}).status_code == 422
    assert client.post(back, {"seen": 5, "wording": uuid4()}).status_code == 404
    other = url("bring-back", "position", position.pk, "objective")
    assert client.post(other, {"seen": 5, "wording": kept.pk}).status_code == 404
    client.force_login(cast.olga)
    assert client.post(back, {"seen": 5, "wording": kept.pk}).status_code == 403
    client.force_login(cast.dina)
    assert client.post(back, {"seen": 5, "wording": kept.pk}).status_code == 302
    position.refresh_from_db()
    assert position.argument == "Clashing."


def test_words_sent_when_they_were_hidden_stay_hidden(client, cast, internet):
    point = talking_points.add(issue=internet, text="One", marking="government", by=cast.chen)
    talking_points.change(point, seen=1, by=cast.dina, text="Two")
    talking_points.change(point, seen=1, by=cast.chen, text="Secret")
    kept = Wording.objects.get()
    records.change(point, seen=2, by=None, marking="delegation", text="For all")
    client.force_login(cast.pavel)
    page = client.get(url("field-history", "talkingpoint", point.pk, "text"))
    assert (page.context["untaken"], "Secret" in page.text) == ([], False)
    client.force_login(cast.rosa)
    back = url("bring-back", "talkingpoint", point.pk, "text")
    assert client.post(back, {"seen": 3, "wording": kept.pk}).status_code in (403, 404)


def test_whose_words_were_put_together_is_said(client, cast, internet):
    point = talking_points.add(issue=internet, text="One two three four five six.", by=cast.chen)
    talking_points.change(point, seen=1, by=cast.dina, text="One two three four five six, seven.")
    talking_points.change(point, seen=1, by=cast.chen, text="Zero one two three four five six.", puts_together=True)
    client.force_login(cast.amara)
    page = client.get(url("field-history", "talkingpoint", point.pk, "text"))
    assert [(text.by.name, text.met) for text in page.context["past"]] == [
        ("Chen", "together with what Dina wrote"),
        ("Dina", ""),
        ("Chen", ""),
    ]
    assert "Chen, on its page, together with what Dina wrote" in " ".join(page.text.split())
    assert [str(one.why) for one in page.context["untaken"]] == ["as sent, before they were put together with others"]
    issue = " ".join(client.get(url("issue-history", internet.pk)).text.split())
    assert "together with what Dina wrote" in issue


def test_an_issue_tells_a_run_as_one_and_leads_to_its_saves(client, cast, position):
    client.force_login(cast.olga)
    page = client.get(url("issue-history", position.issue_id))
    assert [told.line.happening.saves for told in page.context["lines"]] == [1, 3, 1]
    address = page.context["lines"][1].saves_url
    assert address.replace("&", "&amp;") in page.text
    opened = client.get(address.partition("#")[0])
    assert [(text.version, len(text.each)) for text in opened.context["past"]] == [(4, 3), (1, 0)]


def test_a_place_in_the_order_is_not_told(client, cast, internet):
    points = [make.talking_point(internet, words, place=place) for place, words in enumerate(("One", "Two"), 1)]
    ordering.put(points[1], before=points[0].pk, by=cast.chen)
    client.force_login(cast.rosa)
    told = history.entries(points[1], cast.rosa)
    assert [[(change.name, change.after) for change in entry.changes] for entry in told] == [
        [("place", "changed")],
        [("use", "Floor"), ("text", "Two")],
    ]
    page = client.get(reverse("admin:positions_talkingpoint_history", args=[points[1].pk]))
    assert ("Chen, on its page" in page.text, "changed" in page.text) == (True, True)


def test_words_that_fewer_could_read_are_not_brought_back_before_all(client, cast, internet):
    position = make.position(internet, argument="Our last word.", marking="core")
    records.change(position, seen=1, by=cast.chen, argument="Study first.")
    type(position).objects.filter(pk=position.pk).update(marking="government")  # by two of them
    position.refresh_from_db()
    wording = Wording.objects.create(
        record=topic(position),
        field="argument",
        base_version=1,
        text="Our very last word.",
        marking="core",
        issue=internet,
        by=cast.dina,
        outcome="stale",
        at=clock.now(),
    )
    client.force_login(cast.chen)
    back = url("bring-back", "position", position.pk, "argument")
    for which in ({"version": 1}, {"wording": wording.pk}):
        refused = client.post(back, which | {"seen": position.version})
        assert (refused.status_code, "These words stood here for fewer readers." in refused.text) == (422, True)
    position.refresh_from_db()
    assert position.argument == "Study first."
