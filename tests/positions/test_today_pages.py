"""Today, for who holds an issue, for the head, and for an adviser who is not cleared."""

from datetime import timedelta

import pytest
from django.urls import reverse

from delegation import clock
from delegation.actions import grants, records
from delegation.models import Delegate, Grant
from positions.actions import instructions
from tests import factories as make


@pytest.fixture
def day(cast, internet):
    """Chen leads "Internet", on the agenda of a meeting in twenty minutes."""
    committee = make.committee()
    meeting = make.meeting(committee, number="7", room="Room A", agenda_symbol="ADM/41", times_are_estimated=True)
    make.agenda_item(meeting, "Internet", issues=[internet])
    duty = make.duty(meeting, cast.chen)
    old = make.instruction(internet, "Oppose OTT.", by=cast.kim)
    draft = instructions.draft(issue=internet, text=None, kind="support", mandate="Accept study.", by=cast.kim)
    instructions.issue_instruction(draft, seen=1, predecessor=old.pk, by=cast.kim)
    position = make.position(internet)
    records.change(position, seen=1, by=cast.dina, argument="Study first.")
    return {"committee": committee, "meeting": meeting, "duty": duty, "draft": draft}


def seen_by(client, person, url="today", *args, **given):
    client.force_login(person)
    return client.get(reverse(url, args=args), **given)


def test_who_holds_an_issue_sees_what_to_know_and_do(client, cast, day):
    page = seen_by(client, cast.chen)
    assert page.status_code == 200
    words = page.content.decode()
    assert [band.instruction.mandate for band in page.context["unread"]] == ["Accept study."]
    assert "<s>Oppose OTT.</s>" in words
    assert "time estimated" in words
    assert [(move.who, move.does) for move in page.context["moves"]] == [
        ("You", "to acknowledge the instruction on Internet"),
        ("You", "to accept or refuse WG-PL, meeting 7 (time estimated)"),
    ]
    assert "Dina changed Argument" in [news.words for news in page.context["news"]]
    assert page.context["markings"] == ["delegation", "government"]


def test_how_long_until_my_next_meeting_is_said_as_the_strip_says_it(client, cast, day):
    page = seen_by(client, cast.chen)
    assert page.context["now"]["next"]["until"] == "in 20 min"
    assert [row.until for row in page.context["rows"]] == ["in 20 min"]
    assert page.content.decode().count(">in 20 min</") == 2


def test_after_acknowledging_it_stands_in_force(client, cast, day):
    instructions.acknowledge(day["draft"], by=cast.chen)
    page = seen_by(client, cast.chen)
    assert (
        [band.instruction.mandate for band in page.context["unread"]],
        [band.instruction.mandate for band in page.context["known"]],
    ) == (
        [],
        ["Accept study."],
    )


def test_the_head_sees_who_has_not_acknowledged(client, cast, day):
    page = seen_by(client, cast.amara)
    assert [(move.who, move.does) for move in page.context["moves"]] == [
        ("You", "to find somebody for WG-PL, meeting 7 (time estimated)"),
        ("Chen, Dina", "to acknowledge the instruction on Internet"),
    ]
    assert "Mark as read" in page.content.decode()


def test_capital_sees_its_drafts_and_who_has_not_acknowledged(client, cast, day):
    instructions.draft(issue=day["draft"].issue, text=None, kind="oppose", mandate="Later.", by=cast.amara)
    page = seen_by(client, cast.kim)
    assert [(move.who, move.does) for move in page.context["moves"]] == [
        ("You", "to issue or drop the draft on Internet"),
        ("Chen, Dina", "to acknowledge the instruction on Internet"),
    ]


def test_an_adviser_sees_the_meeting_and_no_trace_of_the_rest(client, cast, day):
    make.duty(day["meeting"], cast.pavel)
    page = seen_by(client, cast.pavel)
    words = page.content.decode()
    assert [str(row.meeting) for row in page.context["rows"]] == ["WG-PL, meeting 7"]
    assert page.context["markings"] == ["delegation"]
    assert [
        word for word in ("Accept study", "Oppose OTT", "Argument", "overnment", "Acknowledge") if word in words
    ] == []


def test_a_predecessor_is_shown_only_to_who_may_read_it(client, cast, day):
    type(day["draft"]).objects.filter(pk=day["draft"].pk).update(marking="delegation")
    make.duty(day["meeting"], cast.pavel)
    page = seen_by(client, cast.pavel)
    assert [band.instruction.mandate for band in page.context["unread"]] == ["Accept study."]
    assert "Oppose OTT" not in page.content.decode()


def test_marking_as_read_reaches_as_far_as_the_page_did(client, cast, day):
    page = seen_by(client, cast.chen)
    until = page.context["composed_at"]
    later = make.talking_point(day["draft"].issue)
    records.change(later, seen=1, by=cast.dina, text="Chair, thank you.")
    client.post(reverse("mark-as-read"), {"until": until.isoformat()})
    words = [news.words for news in seen_by(client, cast.chen).context["news"]]
    assert "Dina changed Words" in words
    assert "Dina changed Argument" not in words
    for nonsense in ("", "x", "0001-01-01T00:00", "9999-12-31T23:59:59+00:00"):
        assert client.post(reverse("mark-as-read"), {"until": nonsense}).status_code == 422
    assert client.post(reverse("mark-as-read"), {"until": "2014-10-29T09:00+23:59"}).status_code == 302
    assert Delegate.objects.get(pk=cast.chen.pk).looked_at <= clock.now()


@pytest.mark.parametrize("part", ["instructions", "meetings", "moves", "since"])
def test_each_part_is_answered_alone(client, cast, day, part):
    page = seen_by(client, cast.chen, headers={"HX-Request": "true", "HX-Target": part})
    words = page.content.decode().strip()
    assert (words.count(f'id="{part}"'), "<html" in words) == (1, False)


def test_an_empty_day_says_so(client, cast):
    page = seen_by(client, cast.olga)
    words = page.content.decode()
    assert [
        sentence
        for sentence in (
            "No meeting of yours today or tomorrow",
            "Nothing waits for you.",
            "Nothing has changed since.",
            "No document has come in yet.",
        )
        if sentence not in words
    ] == []
    assert page.context["markings"] == []


@pytest.mark.parametrize(("member", "queries"), [("chen", 19), ("amara", 23), ("kim", 19), ("pavel", 17)])
def test_the_number_of_queries_does_not_grow(client, cast, day, member, queries, django_assert_num_queries):
    person = getattr(cast, member)
    client.force_login(person)

    def grow(*names):
        for name in names:
            meeting = make.meeting(day["committee"], number=name, starts_at=clock.now() + timedelta(hours=int(name)))
            issue = make.issue(f"Issue {name}", lead=cast.chen, alternate=cast.dina)
            make.agenda_item(meeting, "Item", issues=[issue])
            make.duty(meeting, person)
            make.instruction(issue, "Support.", by=cast.kim)
            make.document(name, number=int(name), received_on=clock.today())
            records.change(make.position(issue), seen=1, by=cast.dina, argument="x")

    grow("8")
    client.get(reverse("today"))  # notes what was read
    with django_assert_num_queries(queries):
        client.get(reverse("today"))
    grow("9", "10")
    client.get(reverse("today"))
    with django_assert_num_queries(queries):
        client.get(reverse("today"))


def test_the_head_sees_what_waits_for_a_second_person(client, cast, day):
    grants.propose_clearance(make.delegate("wanda", cleared=False), by=cast.rosa)
    waiting = Grant.objects.get()
    shown = {
        name: [
            move.does for move in seen_by(client, getattr(cast, name)).context["moves"] if move.url == reverse("grants")
        ]
        for name in ("amara", "kim", "rosa")
    }
    assert shown == {"amara": [f"to confirm or refuse: {waiting}"], "kim": [], "rosa": []}


def test_who_reads_comes_before_others(client, cast, day):
    grants.propose_clearance(make.delegate("wanda", cleared=False), by=cast.rosa)
    moves = seen_by(client, cast.amara).context["moves"]
    assert [str(move.who) for move in moves] == ["You", "You", "Chen, Dina"]
