"""Editing in place: a position's fields, in every way a save can go."""

import hashlib
from uuid import uuid4

import pytest
from django.test import Client
from django.urls import reverse

from delegation.models import Operation, Wording
from positions.actions import positions as actions
from positions.models import Position
from tests import factories as make

HTMX = {"HX-Request": "true"}


@pytest.fixture
def position(cast, internet):
    return make.position(internet, argument="Study should come before rules.")


def address(position, name="argument"):
    return reverse("position-field", args=[position.pk, name])


def aimed(position, name="argument"):
    return {"headers": HTMX | {"HX-Target": f"position-{position.pk}-{name}"}}


def digest(words):
    return {"length": len(words.encode()), "digest": hashlib.sha256(words.encode()).hexdigest()}


def test_a_field_is_opened_saved_and_shown_again(client, cast, position):
    client.force_login(cast.chen)
    form = client.get(address(position), **aimed(position))
    assert (form.status_code, 'name="seen" value="1"' in form.text, "<!doctype" in form.text) == (200, True, False)
    assert "Study should come before rules.</textarea>" in form.text
    saved = client.post(address(position), {"argument": "Study first.", "seen": 1}, **aimed(position))
    assert saved.status_code == 200
    assert "<p>Study first.</p>" in saved.text
    assert "<form" not in saved.text
    assert "Saved 29 Oct 09:10 by Chen" in saved.text
    position.refresh_from_db()
    assert (position.argument, position.version) == ("Study first.", 2)
    shown = client.get(address(position) + "?shown", **aimed(position))
    assert "<p>Study first.</p>" in shown.text


def test_without_script_the_form_is_a_page_and_a_save_goes_back(client, cast, position):
    client.force_login(cast.chen)
    form = client.get(address(position))
    assert (form.status_code, "<!doctype" in form.text, "Argument" in form.text) == (200, True, True)
    saved = client.post(address(position), {"argument": "Study first.", "seen": 1})
    assert (saved.status_code, saved.url) == (302, f"/issues/{position.issue_id}/#position")
    assert client.get(address(position) + "?shown").status_code == 302


def test_what_two_people_wrote_is_shown_and_either_may_stand(client, cast, position):
    actions.change(position, seen=1, by=cast.dina, argument="Open study must come before rules.")
    client.force_login(cast.chen)
    stale = client.post(address(position), {"argument": "Study comes before rules.", "seen": 1}, **aimed(position))
    assert stale.status_code == 409
    assert "Not saved: changed by Dina 09:10" in " ".join(stale.text.split())
    for words in ("<ins>Open study must </ins>", "<del>Study should </del>", "Study comes before rules.</textarea>"):
        assert words in stale.text, words
    assert 'name="seen" value="2"' in stale.text
    assert list(Wording.objects.values_list("text", flat=True)) == ["Study comes before rules."]
    theirs = client.post(
        address(position), {"argument": "Study comes.", "seen": 2, "answer": "theirs"}, **aimed(position)
    )
    assert (theirs.status_code, "Open study must come" in theirs.text) == (200, True)
    position.refresh_from_db()
    assert position.version == 2
    mine = client.post(address(position), {"argument": "Study comes.", "seen": 2, "answer": "mine"}, **aimed(position))
    assert (mine.status_code, "<p>Study comes.</p>" in mine.text) == (200, True)


def test_without_script_a_conflict_is_a_page(client, cast, position):
    actions.change(position, seen=1, by=cast.dina, argument="Theirs")
    client.force_login(cast.chen)
    stale = client.post(address(position), {"argument": "Mine", "seen": 1})
    assert (stale.status_code, "<!doctype" in stale.text, "Mine</textarea>" in stale.text) == (409, True, True)
    theirs = client.post(address(position), {"argument": "Mine", "seen": 2, "answer": "theirs"})
    assert (theirs.status_code, theirs.url) == (302, f"/issues/{position.issue_id}/#position")


def test_different_fields_meet_without_conflict(client, cast, position):
    actions.change(position, seen=1, by=cast.dina, objective="Theirs")
    client.force_login(cast.chen)
    assert client.post(address(position), {"argument": "Mine", "seen": 1}, **aimed(position)).status_code == 200
    position.refresh_from_db()
    assert (position.objective, position.argument) == ("Theirs", "Mine")


@pytest.mark.parametrize("seen", ["", "x", "0", "-1", "99999999999", "７", "1.5"])
def test_a_form_without_a_version_keeps_what_was_typed(client, cast, position, seen):
    client.force_login(cast.chen)
    refused = client.post(address(position), {"argument": "Mine", "seen": seen}, **aimed(position))
    assert (refused.status_code, "Mine</textarea>" in refused.text) == (422, True)
    assert "errorlist" in refused.text
    position.refresh_from_db()
    assert position.version == 1


def test_a_version_that_does_not_exist_is_refused(client, cast, position):
    client.force_login(cast.chen)
    refused = client.post(address(position), {"argument": "Mine", "seen": 7}, **aimed(position))
    assert (refused.status_code, "Load the page again" in refused.text) == (422, True)
    assert client.post(address(position), **aimed(position)).status_code == 422


@pytest.mark.parametrize(("field", "value"), [("argument", "a\x00b"), ("operation", "x"), ("length", "-1")])
def test_what_cannot_be_is_refused_in_words(client, cast, position, field, value):
    client.force_login(cast.chen)
    sent = {"argument": "Mine", "seen": 1} | {field: value}
    refused = client.post(address(position), sent, **aimed(position))
    assert (refused.status_code, "errorlist" in refused.text) == (422, True)


def test_the_same_save_twice_is_one_change(client, cast, position):
    client.force_login(cast.chen)
    save = {"argument": "Once", "seen": 1, "operation": str(uuid4())}
    assert client.post(address(position), save, **aimed(position)).status_code == 200
    actions.change(position, seen=2, by=cast.dina, argument="Later")
    again = client.post(address(position), save, **aimed(position))
    assert (again.status_code, "<p>Later</p>" in again.text) == (200, True)
    other = client.post(address(position), save | {"argument": "Other"}, **aimed(position))
    assert (other.status_code, "already sent with other words" in other.text) == (422, True)
    position.refresh_from_db()
    assert (position.argument, position.version, Operation.objects.count()) == ("Later", 3, 1)


def test_a_refused_save_does_not_use_its_operation_up(client, cast, position):
    actions.change(position, seen=1, by=cast.dina, argument="Theirs")
    client.force_login(cast.chen)
    save = {"argument": "Mine", "seen": 1, "operation": str(uuid4())}
    assert client.post(address(position), save, **aimed(position)).status_code == 409
    assert client.post(address(position), save | {"seen": 2}, **aimed(position)).status_code == 200


def test_a_plain_form_sent_twice_is_one_change(cast, position, internet):
    client = Client(enforce_csrf_checks=True)
    client.force_login(cast.chen)
    client.get(address(position))
    token = client.cookies["csrftoken"].value
    url = reverse("point-add", args=[internet.pk])
    words = {"text": "Chair, thank you.", "use": "floor", "marking": "government", "csrfmiddlewaretoken": token}
    assert [client.post(url, words).status_code for _ in range(2)] == [302, 302]
    assert internet.talking_points.count() == 1
    assert client.post(url, words | {"text": "Another."}).status_code == 302
    assert internet.talking_points.count() == 2


def test_words_cut_off_on_the_way_are_not_taken(client, cast, position):
    client.force_login(cast.chen)
    whole = "Long words\nthat were cut"
    cut = client.post(address(position), {"argument": "Long words", "seen": 1} | digest(whole), **aimed(position))
    assert (cut.status_code, "Not everything arrived" in cut.text) == (422, True)
    swapped = {"length": len(whole), "digest": "0" * 64}
    assert (
        client.post(address(position), {"argument": whole, "seen": 1} | swapped, **aimed(position)).status_code == 422
    )
    sent = {"argument": whole.replace("\n", "\r\n"), "seen": 1} | digest(whole)
    assert client.post(address(position), sent, **aimed(position)).status_code == 200


def test_who_may_not_is_told_so_and_who_does_not_see_is_told_nothing(client, cast, position):
    for person, status in ((cast.olga, 403), (cast.kim, 403), (cast.pavel, 404), (cast.rosa, 404)):
        client.force_login(person)
        answers = [client.get(address(position)), client.post(address(position), {"argument": "x", "seen": 1})]
        assert [answer.status_code for answer in answers] == [status, status], person
    client.force_login(cast.chen)
    assert client.get(reverse("position-field", args=[position.pk, "issue"])).status_code == 404
    assert client.get(address(Position(pk=uuid4()))).status_code == 404
    assert client.delete(address(position)).status_code == 405


def test_a_position_is_begun_with_an_objective(client, cast, internet):
    client.force_login(cast.chen)
    url = reverse("position-add", args=[internet.pk])
    assert client.get(url).status_code == 200
    refused = client.post(url, {"objective": "", "argument": "Kept"})
    assert (refused.status_code, "Kept</textarea>" in refused.text) == (422, True)
    assert client.post(url, {"objective": "Keep it."}).status_code == 302
    assert list(Position.objects.values_list("objective", "marking", "issue")) == [
        ("Keep it.", "government", internet.pk)
    ]
    again = client.post(url, {"objective": "Another."})
    assert (again.status_code, "A position on this issue is being written already" in again.text) == (422, True)


def test_markdown_is_shown_safe(client, cast, internet):
    make.position(internet, background="<script>alert(1)</script> [x](javascript:alert) **bold** <b onclick='x'>b</b>")
    client.force_login(cast.chen)
    page = client.get(reverse("issue-detail", args=[internet.pk])).text
    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in page
    assert "<strong>bold</strong>" in page
    assert 'href="javascript' not in page
