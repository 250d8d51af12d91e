"""Words that wait on a member's device: who gets the key, and whose words may be there."""

import base64
import re
from uuid import uuid4

import pytest
from django.urls import reverse

from delegation import clock, drafts
from delegation.access import Marking
from delegation.live import marked_kinds, topic
from tests import factories as make


def key_for(client, person):
    client.force_login(person)
    return client.get(reverse("draft-key")).json()


def asked(client, person, *topics):
    client.force_login(person)
    return client.post(reverse("drafts"), {"topic": topics}).json()["topics"]


def test_the_key_is_each_members_own_and_the_same_in_every_session(client, cast):
    chen = key_for(client, cast.chen)
    assert chen == key_for(client, cast.chen)
    assert chen["member"] == str(cast.chen.pk)
    assert len(base64.b64decode(chen["key"])) == 64
    assert chen["key"] != key_for(client, cast.dina)["key"]


def test_only_who_is_signed_in_gets_a_key_and_no_cache_keeps_it(client, cast):
    assert client.get(reverse("draft-key")).status_code == 302
    client.force_login(cast.chen)
    answer = client.get(reverse("draft-key"))
    assert (answer.status_code, answer["Cache-Control"]) == (200, "no-store, private")
    assert client.post(reverse("draft-key")).status_code == 405


@pytest.mark.parametrize("change", [{"password": "!new"}, {"clearance": "delegation"}, {"function": "adviser"}])
def test_another_password_clearance_or_function_is_another_key(cast, change):
    before = drafts.key_of(cast.olga)
    for name, value in change.items():
        setattr(cast.olga, name, value)
    assert drafts.key_of(cast.olga) != before


def test_words_may_wait_of_what_one_may_change_and_never_on_core_or_elections(client, cast, internet):
    points = {marking: make.talking_point(internet, f"As {marking}", marking=marking) for marking in Marking.values}
    of = {marking: topic(point) for marking, point in points.items()}
    reserve = topic(make.reserve(internet, "Only for some."))
    everything = [*of.values(), reserve]
    for person in (cast.chen, cast.amara):
        assert sorted(asked(client, person, *everything)) == sorted([of["delegation"], of["government"]])
    for person in (cast.olga, cast.pavel):
        assert asked(client, person, *everything) == []


def test_words_to_be_added_may_wait_where_one_may_add_them(client, cast, internet):
    secret = make.issue("Seats", marking="elections")
    point, order = (drafts.name_of_new(internet, kind).split()[0] for kind in ("talkingpoint", "instruction"))
    hidden = f"{topic(secret)}+talkingpoint"
    for person, may in ((cast.chen, [point]), (cast.kim, [order]), (cast.amara, [order, point]), (cast.pavel, [])):
        assert (
            sorted(
                asked(client, person, point, order, hidden, f"{topic(internet)}+nothing", f"{topic(internet)}+issue")
            )
            == may
        )
    assert drafts.name_of_new(secret, "talkingpoint") == drafts.name_of(secret, "name") == ""


@pytest.mark.parametrize("form", ["guidance-new", "instruction-new", "position-add", "stance-add", "point-add"])
def test_what_a_form_keeps_on_the_device_may_wait_there(client, cast, internet, form):
    """What is not answered is thrown away there."""
    address = f"{reverse(form)}?issue={internet.pk}" if form.endswith("-new") else reverse(form, args=[internet.pk])
    writer = cast.amara if form == "instruction-new" else cast.chen
    client.force_login(writer)
    name = re.search(r'data-draft="(\S+) ', client.get(address).content.decode())[1]
    assert asked(client, writer, name) == [name]


def test_what_hangs_on_something_else_than_an_issue_is_left_out(client, cast, internet):
    added = {"assignment", "guidancerequest", "instruction", "position", "stance", "talkingpoint", "reserve"}
    others = [f"{topic(internet)}+{kind}" for kind in marked_kinds() if kind not in added]
    assert asked(client, cast.amara, *others) == []


def test_hidden_absent_and_nonsense_are_left_out_alike(client, cast, internet):
    hidden = topic(make.position(internet, objective="Between us."))
    strange = [hidden, "position:00000000-0000-4000-8000-000000000000", "nothing:1", "position:1", "", "é\0", ":"]
    assert asked(client, cast.pavel, *strange) == []
    assert asked(client, cast.pavel) == []


def test_many_topics_are_asked_about_in_one_query_for_each_kind(client, cast, internet, django_assert_max_num_queries):
    points = [topic(make.talking_point(internet, f"Words {number}")) for number in range(20)]
    with clock.kept(), django_assert_max_num_queries(1):
        assert len(drafts.may_wait(points, cast.chen)) == 20


def test_whoever_signs_out_leaves_nothing_on_the_device(client, cast):
    client.force_login(cast.chen)
    assert "Clear-Site-Data" not in client.get(reverse("my-account"))
    answer = client.post(reverse("account_logout"))
    assert answer["Clear-Site-Data"] == '"storage", "cache"'
    assert "Clear-Site-Data" not in client.get(reverse("my-account"))
    cast.rosa.refresh_from_db()
    client.force_login(cast.rosa)
    assert client.post(reverse("admin:logout"))["Clear-Site-Data"] == '"storage", "cache"'


def test_what_was_stored_without_an_answer_is_known_by_its_operation(client, cast, internet):
    operation, other = str(uuid4()), str(uuid4())
    point = make.talking_point(internet, "Before.")
    client.force_login(cast.chen)
    edit = reverse("point-edit", args=[point.pk])
    assert client.post(edit, {"text": "", "use": "floor", "seen": 1, "operation": other}).status_code == 422
    client.post(edit, {"text": "After.", "use": "floor", "seen": 1, "operation": operation})
    sent = {"operation": [operation, other, str(uuid4()), "nonsense", ""]}
    assert client.post(reverse("drafts"), sent).json() == {"topics": [], "stored": [operation]}
    client.force_login(cast.dina)
    assert client.post(reverse("drafts"), sent).json() == {"topics": [], "stored": []}
