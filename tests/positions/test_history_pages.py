"""What was written before: read within the rights of then and now, and brought back as a new version."""

from uuid import uuid4

import pytest
from django.urls import reverse

from delegation.actions import records
from positions.actions import instructions, positions, reserves, talking_points
from positions.models import Position


def url(name, *args):
    return reverse(name, args=args)


@pytest.fixture
def position(cast, internet):
    made = positions.add(issue=internet, by=cast.chen, objective="Keep it.", argument="Study should come first.")
    positions.change(made, seen=1, by=cast.dina, argument="Open study must come first.")
    return positions.change(made, seen=2, by=cast.chen, argument="Open study comes first.").record


def test_a_field_is_read_text_by_text_and_brought_back(client, cast, position):
    client.force_login(cast.dina)
    page = client.get(url("field-history", "position", position.pk, "argument"))
    text = " ".join(page.text.split())
    assert page.status_code == 200
    assert [text.version for text in page.context["past"]] == [3, 2, 1]
    assert [text.by.name for text in page.context["past"]] == ["Chen", "Dina", "Chen"]
    assert "<del>must come </del><ins>comes </ins>" in text
    assert text.count("Bring back</button>") == 2
    back = url("bring-back", "position", position.pk, "argument")
    done = client.post(back, {"seen": 3, "version": 1})
    assert (done.status_code, done.url) == (302, f"/issues/{position.issue_id}/#position")
    position.refresh_from_db()
    assert (position.argument, position.version) == ("Study should come first.", 4)
    stale = client.post(back, {"seen": 2, "version": 2})
    assert (stale.status_code, "Somebody changed it meanwhile" in stale.text) == (409, True)
    for sent in ({}, {"seen": 4}, {"seen": 4, "version": "x"}, {"seen": "x", "version": 1}):
        assert client.post(back, sent).status_code == 422, sent
    assert client.post(back, {"seen": 4, "version": 99}).status_code == 404
    position.refresh_from_db()
    assert position.version == 4


def test_words_that_were_not_taken_are_kept_with_the_field(client, cast, position):
    positions.change(position, seen=1, by=cast.dina, argument="Mine, too late.")
    client.force_login(cast.chen)
    page = client.get(url("field-history", "position", position.pk, "argument")).text
    assert ("Sent, and not standing as sent" in page, "Mine, too late." in page) == (True, True)
    assert "Mine, too late." not in client.get(url("field-history", "position", position.pk, "objective")).text


def test_who_reads_does_not_bring_back_and_who_does_not_read_finds_nothing(client, cast, position):
    page, back = (url(name, "position", position.pk, "argument") for name in ("field-history", "bring-back"))
    client.force_login(cast.olga)
    shown = client.get(page)
    assert (shown.status_code, "Bring back" in shown.text) == (200, False)
    assert client.post(back, {"seen": 3, "version": 1}).status_code == 403
    client.force_login(cast.pavel)
    assert [client.get(page).status_code, client.post(back, {"seen": 3, "version": 1}).status_code] == [404, 404]
    client.force_login(cast.chen)
    for kind, key, name in (
        ("position", position.pk, "issue"),
        ("delegate", position.pk, "name"),
        ("position", uuid4(), "argument"),
    ):
        assert client.get(url("field-history", kind, key, name)).status_code == 404


def test_a_text_that_was_hidden_stays_hidden(client, cast, internet):
    point = talking_points.add(issue=internet, text="Secret words", marking="government", by=cast.chen)
    # Lowering takes two people; what was said before stays with those who read it then.
    records.change(point, seen=1, by=None, marking="delegation", text="Words for all")
    client.force_login(cast.pavel)
    page = client.get(url("field-history", "talkingpoint", point.pk, "text"))
    assert ("Words for all" in page.text, "Secret" in page.text) == (True, False)
    issue = client.get(url("issue-history", internet.pk))
    assert ("Words for all" in issue.text, "Secret" in issue.text) == (True, False)
    client.force_login(cast.chen)
    assert "Secret" in client.get(url("field-history", "talkingpoint", point.pk, "text")).text
    client.force_login(cast.amara)
    back = client.post(url("bring-back", "talkingpoint", point.pk, "text"), {"seen": 2, "version": 1})
    point.refresh_from_db()
    assert (back.status_code, point.text) == (422, "Words for all")


def test_the_history_of_an_issue_tells_all_its_records_newest_first(client, cast, internet, position):
    draft = instructions.draft(issue=internet, text=None, kind="support", mandate="Support it.", by=cast.amara)
    instructions.issue_instruction(draft, seen=1, predecessor=None, by=cast.amara)
    reserves.add(issue=internet, kind="b_red_line", text="Never.", by=cast.amara)
    client.force_login(cast.chen)
    page = client.get(url("issue-history", internet.pk))
    text = " ".join(page.text.split())
    assert "<del>must come </del><ins>comes </ins>" in text
    told = [line.news.words.partition(" ")[0] for line in page.context["lines"]]
    assert told == ["Amara", "Amara", "Amara", "Chen", "Dina", "Chen"]
    client.force_login(cast.olga)
    assert len(client.get(url("issue-history", internet.pk)).context["lines"]) == 5
    client.force_login(cast.pavel)
    assert client.get(url("issue-history", internet.pk)).context["lines"] == []
    client.force_login(cast.olga)
    for before in ("", "x", "2014-10-29", "2014-10-28T00:00:00+00:00", "9999-12-31T23:59:59+23:59", "\x00"):
        assert client.get(url("issue-history", internet.pk), {"before": before}).status_code == 200, before


@pytest.mark.parametrize("number", [1, 3])
def test_histories_cost_the_same_for_more_lines(client, cast, internet, number, django_assert_num_queries):
    made = positions.add(issue=internet, by=cast.chen, objective="Keep it.")
    for count in range(number):
        positions.change(made, seen=count + 1, by=cast.dina, argument=f"Edition {count}.")
        draft = instructions.draft(issue=internet, text=None, kind="support", mandate="Support it.", by=cast.amara)
        instructions.drop(draft, seen=1, why="No.", by=cast.amara)
    client.force_login(cast.chen)
    with django_assert_num_queries(10):
        assert client.get(url("issue-history", internet.pk)).status_code == 200
    with django_assert_num_queries(12):
        assert client.get(url("field-history", "position", made.pk, "argument")).status_code == 200
    assert Position.objects.get().version == number + 1
