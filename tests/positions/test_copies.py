"""Copies of pages that are read without network: nothing marked core or elections is in them, nor a trace of it."""

import pytest
import time_machine
from django.urls import reverse
from django.utils import timezone

from delegation import assets, clock, copies
from delegation.access import Marking
from delegation.actions import records
from delegation.models import Delegate
from positions.actions import reserves
from positions.models import Reserve
from tests import factories as make

READERS = ("amara", "ben", "chen", "kim", "eli", "sol", "pavel")
ADDRESSES = ("/", "/room/", "/briefing/2014-10-29/")
AS_COPY = {"Copy": "on"}


@pytest.fixture
def day(cast, internet):
    """Chen leads "Internet", on the agenda of a meeting in twenty minutes."""
    with time_machine.travel(timezone.now(), tick=False):
        committee = make.committee()
        meeting = make.meeting(committee, number="7", room="Room A", agenda_symbol="ADM/41")
        make.agenda_item(meeting, "Internet", issues=[internet])
        make.duty(meeting, cast.chen)
        make.instruction(internet, "Oppose OTT.", by=cast.kim)
        make.talking_point(internet, "We welcome a study.")
        yield meeting


def hide(cast, internet, meeting):
    """Between all that, what only some may know, and what was done with it."""
    for marking in (Marking.CORE, Marking.ELECTIONS):
        issue = make.issue(f"Hidden {marking}", marking=marking, place=11)
        make.assignment(issue, cast.chen) if marking == Marking.CORE else None
        other = make.meeting(meeting.committee, number="8", marking=marking, title="Hidden", id=make.key(marking))
        make.duty(other, cast.amara, marking=marking)
        make.duty(meeting, cast.eli if marking == Marking.ELECTIONS else cast.dina, marking=marking)
        make.agenda_item(meeting, "Hidden", place=2, marking=marking, issues=[issue], id=make.key(f"hidden {marking}"))
        point = make.talking_point(internet, f"Hidden {marking}", marking=marking, place=2)
        records.change(point, seen=1, by=cast.amara, text=f"Hidden {marking}, changed")
        make.outcome(summary="Hidden", marking=marking, issue=internet, decided_on=clock.today())
        for person in (cast.amara, cast.chen):
            make.notice(person, point, f"Hidden {marking}")
    make.reserve(internet, "Hidden")
    reserves.change(Reserve.objects.get(), seen=1, text="Hidden, changed", by=cast.chen)


def shown(client, cast, **headers):
    found = {}
    for name in READERS:
        client.force_login(getattr(cast, name))
        for address in ADDRESSES:
            found[name, address] = client.get(address, headers=headers)
    return found


def test_copies_are_the_same_with_what_only_some_may_know_as_without(client, cast, internet, day):
    pages, without = shown(client, cast), shown(client, cast, **AS_COPY)
    hide(cast, internet, day)
    with_hidden = shown(client, cast, **AS_COPY)
    different = {which for which in without if without[which].content != with_hidden[which].content}
    assert different == set()
    assert [which for which in without if dict(without[which].items()) != dict(with_hidden[which].items())] == []
    assert [which for which, answer in with_hidden.items() if b"Hidden" in answer.content] == []
    # They themselves meet it, or this would prove nothing.
    now = shown(client, cast)
    told = {name for name, address in now if b"Hidden" in now[name, address].content}
    assert told == {"amara", "ben", "chen", "kim", "eli"}
    assert {name for name, address in pages if b"Hidden" in pages[name, address].content} == set()


def test_a_copy_holds_what_its_reader_is_shown_of_the_rest(client, cast, day):
    client.force_login(cast.chen)
    copy = client.get("/", headers=AS_COPY)
    assert (b"Oppose OTT." in copy.content, b'data-copy="2014-10-29T' in copy.content) == (True, True)
    client.force_login(cast.pavel)
    assert b"Oppose OTT." not in client.get("/", headers=AS_COPY).content


def test_a_copy_says_until_when_an_order_was_live(client, cast, day):
    client.force_login(cast.chen)
    room = reverse("room-meeting", args=[day.pk])
    for address, live in (("/", "Live instruction"), (room, "Live")):
        heads = [f'<span class="state" data-state="live">{words}</span>' for words in (live, "Live at 09:10")]
        for answer, expected in ((client.get(address), heads[0]), (client.get(address, headers=AS_COPY), heads[1])):
            assert [head for head in heads if head in answer.text] == [expected], address


def test_a_copy_has_nothing_of_the_session(client, cast, day):
    client.force_login(cast.chen)
    page, copy = client.get("/"), client.get("/", headers=AS_COPY)
    for telling in (b"csrfmiddlewaretoken", b"X-CSRFToken", b"data-since", b"js/live.js"):
        assert (telling in page.content, telling in copy.content) == (True, False)
    assert copy.cookies == {}
    assert (copy["Copy-At"], copy["Copy-Of"]) == ("09:10", copies.seal_of(cast.chen))
    assert "Copy-Of" not in page
    assert "Copy" in copy["Vary"]


def test_a_copy_of_the_room_says_what_goes_along_with_it(client, cast, internet, day):
    items = [make.agenda_item(day, f"Item {number}", number=str(number), place=number) for number in range(2, 9)]
    client.force_login(cast.chen)
    room = reverse("room-meeting", args=[day.pk])
    first = day.agenda_items.get(title="Internet")
    for address in (reverse("room"), room):
        copy = client.get(address, headers=AS_COPY)
        assert copy["Copy-As"].split() == [room, f"{room}?item={first.pk}"]
        assert copy["Copy-With"].split() == [f"{room}?item={item.pk}" for item in items[:3]]
    other = client.get(f"{room}?item={items[4].pk}", headers=AS_COPY)
    assert other["Copy-As"].split() == [f"{room}?item={items[4].pk}"]
    assert "Copy-With" not in client.get(room)


def test_a_copy_says_that_something_is_never_in_one_whether_something_is_or_not(client, cast, day):
    client.force_login(cast.sam)
    assert b"stands on no copy" in client.get("/", headers=AS_COPY).content
    assert b"stands on no copy" not in client.get("/").content
    client.force_login(cast.pavel)
    assert b"stands on no copy" not in client.get("/", headers=AS_COPY).content


def test_what_is_to_be_said_once_is_not_said_to_a_copy(client, cast, day):
    client.force_login(cast.chen)
    client.post(reverse("mark-as-read"), {"until": clock.now().isoformat()})
    assert b"Marked as read." not in client.get("/", headers=AS_COPY).content
    assert b"Marked as read." in client.get("/").content


@pytest.mark.parametrize("name", ["issue-list", "team", "inbox", "search", "my-account"])
def test_no_other_page_answers_a_copy(client, cast, name):
    client.force_login(cast.amara)
    answer = client.get(reverse(name), headers=AS_COPY)
    assert ("Copy-Of" in answer, b"data-heard" in answer.content) == (False, False)


def test_a_device_is_told_what_to_keep_and_for_whom(client, cast, settings):
    settings.COPIES_KEPT_HOURS = 3
    client.force_login(cast.chen)
    told = client.get(reverse("copies")).json()
    assert (told["member"], told["seal"], told["hours"]) == (str(cast.chen.pk), copies.seal_of(cast.chen), 3)
    assert told["version"] == assets.version()
    assert {"address": "/", "name": "Today"} in told["pages"]


def test_who_is_not_signed_in_keeps_nothing(client, cast):
    nobody = client.get(reverse("copies"))
    assert (nobody.status_code, nobody.json()) == (401, {"member": None})
    client.force_login(cast.chen)
    Delegate.objects.filter(pk=cast.chen.pk).update(is_active=False)
    assert client.get(reverse("copies")).status_code == 401


@pytest.mark.parametrize("change", [{"clearance": "delegation"}, {"function": "deputy"}, {"password": "another"}])
def test_another_access_is_another_seal(cast, change):
    before = copies.seal_of(cast.olga)
    Delegate.objects.filter(pk=cast.olga.pk).update(**change)
    cast.olga.refresh_from_db()
    assert copies.seal_of(cast.olga) != before


def test_seals_are_of_one_member(cast):
    assert len({copies.seal_of(person) for person in vars(cast).values()}) == len(vars(cast))


def test_the_worker_stands_at_the_root_and_is_kept_for_good(client, db):
    answer = client.get(reverse("worker"))
    assert (reverse("worker"), answer["Content-Type"]) == ("/worker.js", "text/javascript; charset=utf-8")
    assert answer["Cache-Control"] == "max-age=31536000, public, immutable"
    assert f'"version": "{assets.version()}"' in answer.content.decode()


def test_what_is_shown_in_the_place_of_other_pages_is_the_same_for_everybody(client, cast):
    anonymous = client.get(reverse("elsewhere")).content
    client.force_login(cast.amara)
    assert client.get(reverse("elsewhere")).content == anonymous


def test_all_that_a_copy_asks_for_is_kept_with_it(client, cast, day):
    client.force_login(cast.amara)
    words = b"".join(client.get(address, headers=AS_COPY).content for address in (*ADDRESSES, reverse("elsewhere")))
    asked = {link for link in assets.LINK.findall(words.decode()) if link.startswith("/static/")}
    assert len(asked) > 10
    assert asked <= set(assets.of_copies())
