"""What no editor of ours sends: too much, what cannot be kept, and what is forged. A clear sentence, or harmless."""

import html
import http.client
import re
from html.parser import HTMLParser
from urllib.parse import urlencode
from uuid import uuid4

import pytest
from django.conf import settings
from django.test import Client
from django.urls import reverse

from delegation.actions import records
from delegation.models import Operation, Wording
from delegation.versions import LONGEST
from positions.models import Position, TalkingPoint
from tests import factories as make
from tests.listening import session_of

MB = 2**20
SCRIPT = "</textarea></title><script>alert(1)</script><img src=x onerror=alert(2)>\"'--> {{ 7|add:7 }}"


@pytest.fixture
def position(cast, internet):
    return make.position(internet, argument="Study first.")


@pytest.fixture
def chen(cast, client):
    client.force_login(cast.chen)
    return client


def address(position):
    return reverse("position-field", args=[position.pk, "argument"])


def save(client, position, words="Mine.", **more):
    aimed = {"HX-Request": "true", "HX-Target": f"position-{position.pk}-argument"}
    return client.post(address(position), {"argument": words, "seen": 1} | more, headers=aimed)


def stands(position, words="Study first.", version=1):
    position.refresh_from_db()
    return (position.argument, position.version) == (words, version)


def errors(answer):
    """The sentences that stand beside the editor."""
    found = re.findall(r'<ul class="errorlist[^>]*>(.*?)</ul>', answer.text, re.DOTALL)
    return [html.unescape(re.sub("<[^>]+>", "", words)).strip() for words in found]


# Too much


@pytest.mark.parametrize("sent", [6, 11])  # it answers before the whole has been sent, and to who sends it all first
def test_ten_megabytes_are_refused_by_the_server_in_a_sentence(transactional_db, server, cast, position, sent):
    connection = http.client.HTTPConnection(server, timeout=20)
    body = urlencode({"argument": "x" * 10 * MB, "seen": 1})
    cookie = f"{settings.SESSION_COOKIE_NAME}={session_of(cast.chen)}"
    headers = {"Cookie": cookie, "Content-Type": "application/x-www-form-urlencoded"}
    connection.putrequest("POST", address(position))
    for name, value in (headers | {"Content-Length": str(len(body))}).items():
        connection.putheader(name, value)
    connection.endheaders()
    connection.send(body[: sent * MB].encode())
    answer = connection.getresponse()
    sentence = "This is more than can be sent at once: at most 5 MB. Nothing was changed."
    assert (answer.status, answer.read().decode(), stands(position)) == (413, sentence, True)


@pytest.mark.parametrize(
    ("length", "status", "sentence"),
    [
        (10 * MB, 413, "at most 5 MB. Nothing was changed."),
        (4 * MB, 422, f"At most {LONGEST} characters can be kept here; this has {4 * MB}."),
        (LONGEST + 1, 422, f"At most {LONGEST} characters can be kept here; this has {LONGEST + 1}."),
    ],
)
def test_a_text_that_is_too_long_is_refused_in_a_sentence(chen, position, length, status, sentence):
    answer = save(chen, position, "x" * length)
    assert (answer.status_code, sentence in answer.text, stands(position)) == (status, True, True)


def test_thousands_of_fields_are_no_form(chen, position):
    many = {f"field{n}": "" for n in range(3000)}
    assert (save(chen, position, **many).status_code, stands(position)) == (400, True)


# What cannot be kept


@pytest.mark.parametrize("name", ["argument", "seen", "operation", "length", "digest"])
def test_a_byte_that_no_database_keeps(chen, position, name):
    answer = save(chen, position, **{name: "1\0"})
    assert (answer.status_code, len(errors(answer)), stands(position)) == (422, 1, True)


@pytest.mark.parametrize("name", ["answer", "length", "initial-argument", "a\0b"])
def test_what_is_sent_along_and_means_nothing_harms_nothing(chen, position, name):
    assert save(chen, position, **{name: "" if name == "length" else "\0"}).status_code == 200
    assert stands(position, "Mine.", 2)


def raw(client, position, words):
    return client.generic("POST", address(position), words, content_type="application/x-www-form-urlencoded")


@pytest.mark.parametrize("half", ["%ED%A0%80", "%ED%B0%80", "%ff%fe", "%c3"])
def test_half_a_character_is_a_sign_that_something_is_missing(chen, position, half):
    """As a browser would send it: U+FFFD in its place, and never half a character in the database."""
    assert raw(chen, position, f"argument=a{half}b&seen=1").status_code == 302
    position.refresh_from_db()
    assert re.fullmatch("a\ufffd+b", position.argument)


def test_half_a_character_is_told_where_its_length_was_sent(chen, position):
    answer = raw(chen, position, "argument=a%ED%A0%80b&seen=1&length=5")
    assert (answer.status_code, stands(position)) == (422, True)
    assert errors(answer) == ["Not everything arrived. Nothing was saved: save again."]


@pytest.mark.parametrize("words", ["\u202emirrored", "\ufeffmark", "e\u0301", "👩\u200d👩\u200d👧", "\U0010fffd"])
def test_whatever_can_be_written_is_kept_as_it_is(chen, position, words):
    assert save(chen, position, words).status_code == 200
    assert stands(position, words, 2)


# What is forged

VERSIONS = ["0", "-1", str(10**12), "2", "99", "1.0", "0x1", "٣", "1 OR 1=1", "", "1e9"]


@pytest.mark.parametrize("seen", VERSIONS)
def test_a_version_that_never_was(chen, position, seen):
    answer = save(chen, position, seen=seen)
    assert (answer.status_code, len(errors(answer)), stands(position)) == (422, 1, True)
    assert "Mine.</textarea>" in answer.text


@pytest.mark.parametrize("seen", VERSIONS)
def test_a_version_that_never_was_in_an_act(cast, internet, seen):
    client = Client()
    client.force_login(cast.amara)
    draft = make.instruction(internet, by=cast.amara, live=False)
    answers = [
        client.post(reverse("instruction-issue", args=[draft.pk]), {"seen": seen, "predecessor": ""}),
        client.post(reverse("instruction-withdraw", args=[draft.pk]), {"seen": seen, "why": "Too early."}),
        client.post(reverse("bring-back", args=["instruction", draft.pk, "mandate"]), {"seen": 1, "version": seen}),
    ]
    assert all(answer.status_code in (404, 409, 422) for answer in answers)
    draft.refresh_from_db()
    assert (draft.version, draft.state) == (1, "cleared")


def test_the_operation_of_another_member_neither_blocks_nor_tells(cast, position):
    dina, chen = Client(), Client()
    dina.force_login(cast.dina)
    chen.force_login(cast.chen)
    operation = str(uuid4())
    assert save(dina, position, "Dina's words.", operation=operation).status_code == 200
    refused = save(chen, position, "Chen's words.", operation=operation)
    assert (refused.status_code, "already sent" in refused.text) == (409, False)  # as with any id: both wrote
    assert save(chen, position, "Chen's words.", operation=operation, seen=2).status_code == 200
    assert stands(position, "Chen's words.", 3)
    assert set(Operation.objects.values_list("by", "id_of_sender")) == {
        (person.pk, Operation.objects.first().id_of_sender) for person in (cast.chen, cast.dina)
    }


def test_the_operation_of_somebody_who_sees_more_tells_nothing(cast, internet):
    """Pavel guesses the id under which Amara wrote what he may not read."""
    hidden = make.position(internet, argument="Secret.")
    operation = str(uuid4())
    amara, pavel = Client(), Client()
    amara.force_login(cast.amara)
    pavel.force_login(cast.pavel)
    assert save(amara, hidden, operation=operation).status_code == 200
    for record in (hidden, Position(pk=uuid4())):
        answer = save(pavel, record, operation=operation)
        assert (answer.status_code, "Secret" in answer.text) == (404, False)
    mine = {"theme": "dark", "name": "Pavel", "seen": 1, "operation": operation}
    assert pavel.post(reverse("account-preferences"), mine).status_code == 302


TOLD = "This form was already sent with other words. Load the page again, then save."


def test_an_operation_for_something_else_is_refused_in_a_sentence(chen, position, internet):
    once = {"operation": str(uuid4())}
    other = make.position(make.issue("Numbering", lead=internet.assignments.first().delegate))
    point = make.talking_point(internet)
    assert save(chen, position, **once).status_code == 200
    assert errors(save(chen, position, "Other words.", **once)) == [TOLD]
    assert errors(save(chen, other, **once)) == [TOLD]
    adding = chen.post(reverse("point-add", args=[internet.pk]), once | {"text": "x", "use": "floor"})
    assert (adding.status_code, TalkingPoint.objects.count()) == (422, 1)
    acting = chen.post(reverse("point-archive", args=[point.pk]), once)
    assert (acting.status_code, TOLD in acting.text) == (422, True)
    point.refresh_from_db()
    assert (point.archived_at, stands(position, "Mine.", 2)) == (None, True)


# Script in a conflict


class Seen(HTMLParser):
    """What a browser would make of an answer: its elements, their attributes, and what stands in text areas."""

    def __init__(self, text):
        super().__init__()
        self.elements, self.areas, self.inside = [], [], False
        self.feed(text)

    def handle_starttag(self, tag, attrs):
        self.elements.append((tag, dict(attrs)))
        if tag == "textarea":
            self.areas.append("")
            self.inside = True

    def handle_endtag(self, tag):
        self.inside = self.inside and tag != "textarea"

    def handle_data(self, data):
        if self.inside:
            self.areas[-1] += data


@pytest.mark.parametrize("whole", [False, True], ids=["part", "page"])
def test_script_in_two_texts_that_met_is_words(cast, chen, position, whole):
    records.change(position, seen=1, by=cast.dina, argument=f"Theirs {SCRIPT}")
    mine = f"Mine {SCRIPT}"
    data = {"argument": mine, "seen": 1}
    answer = chen.post(address(position), data) if whole else save(chen, position, **data)
    assert answer.status_code == 409
    seen = Seen(answer.text)
    assert [area.lstrip("\n") for area in seen.areas if "Mine" in area] == [mine]
    assert not [tag for tag, given in seen.elements if tag == "img" or (tag == "script" and "src" not in given)]
    assert not [name for _tag, given in seen.elements for name in given if name.startswith("on")]
    assert "{{ 7|add:7 }}" in html.unescape(answer.text)
    assert [one.text for one in Wording.objects.all()] == [mine]


def test_script_in_what_was_put_together_is_words(cast, chen, position):
    records.change(position, seen=1, by=cast.dina, argument=f"Study first. {SCRIPT}")
    answer = save(chen, position, f"{SCRIPT} Study first.")
    seen = Seen(answer.text)
    assert (answer.status_code, [tag for tag, _given in seen.elements if tag in ("script", "img")]) == (200, [])
