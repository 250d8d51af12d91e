"""The briefing of a day, composed for its reader."""

import cProfile
import pstats
from datetime import date, timedelta

import pytest
from django.urls import reverse

from delegation import clock
from delegation.actions import records
from positions.actions import briefings, instructions
from positions.models import Briefing
from tests import factories as make

TODAY = "/briefing/2014-10-29/"
DAY = date(2014, 10, 29)


@pytest.fixture
def edition(cast, internet):
    briefings.draft(day=DAY, lead="Two ad hoc groups **at once**.", by=cast.sol)
    meeting = make.meeting(make.committee(), number="7", room="Room A")
    make.agenda_item(meeting, "Internet", issues=[internet])
    make.duty(meeting, cast.chen)
    old = make.instruction(internet, "Oppose OTT.", by=cast.kim)
    draft = instructions.draft(issue=internet, text=None, kind="support", mandate="Accept study.", by=cast.kim)
    instructions.issue_instruction(draft, seen=1, predecessor=old.pk, by=cast.kim)
    instructions.acknowledge(draft, by=cast.dina)
    records.change(make.position(internet), seen=1, by=cast.dina, argument="Study first.")
    records.change(make.reserve(internet), seen=1, by=cast.dina, text="A report.")
    make.outcome(issue=internet, decided_on=DAY, summary="Adopted in the morning.", confidence="low")
    make.outcome(issue=internet, decided_on=DAY - timedelta(days=1), summary="Noted the day before.")
    make.outcome(issue=internet, decided_on=DAY - timedelta(days=2), summary="Older.")
    return draft


def seen_by(client, person, address=TODAY, **given):
    client.force_login(person)
    return client.get(address, **given)


def test_all_that_the_day_needs(client, cast, edition):
    page = seen_by(client, cast.chen)
    words = page.content.decode()
    assert [
        part
        for part in (
            "<strong>at once</strong>",
            "Accept study.",
            "<s>Oppose OTT.</s>",
            "Carried by: Chen in WG-PL, meeting 7",
            "Adopted in the morning.",
            "Noted the day before.",
            ">unverified<",
            "Dina changed Argument",
            "Edition 10 of 19",
        )
        if part not in words
    ] == []
    assert "Older." not in words
    assert [(one.subject, one.missing) for one in page.context["unknown"]] == [(edition.subject, "Chen")]
    assert page.context["markings"] == ["delegation", "government", "core"]


def test_an_adviser_reads_a_briefing_without_trace_of_the_rest(client, cast, edition):
    page = seen_by(client, cast.pavel)
    words = page.content.decode()
    assert ("at once" in words, "WG-PL, meeting 7" in words, "Adopted in the morning." in words) == (True, True, True)
    assert [
        part
        for part in (
            "Accept study",
            "Oppose",
            "Argument",
            "eserve",
            "overnment",
            "acknowledged",
            "carry into",
            "/lead/",
        )
        if part in words
    ] == []
    assert page.context["markings"] == ["delegation"]


def test_a_delegate_without_part_in_the_issue_reads_no_reserve(client, cast, edition):
    page = seen_by(client, cast.olga)
    assert (
        "Argument" in page.content.decode(),
        "Words" in [line.words for one in page.context["news"] for line in one.told],
    ) == (
        True,
        False,
    )
    assert page.context["markings"] == ["delegation", "government"]


def test_what_was_withdrawn_today_stands_struck_out(client, cast, edition):
    instructions.withdraw(edition, seen=2, why="Too early.", by=cast.kim)
    words = seen_by(client, cast.chen).content.decode()
    assert ("<s>Accept study.</s>" in words, "Do not use." in words) == (True, True)


def test_a_briefing_of_another_day(client, cast, edition):
    tomorrow = seen_by(client, cast.chen, "/briefing/2014-10-30/")
    assert (tomorrow.status_code, tomorrow.context["meeting_rows"], len(tomorrow.context["outcomes"])) == (200, [], 1)
    assert "No meeting has been entered" in tomorrow.content.decode()
    assert seen_by(client, cast.chen, "/briefing/").url == TODAY
    for day in ("2014-10-19", "9999-12-31"):
        page = seen_by(client, cast.chen, f"/briefing/{day}/")
        assert (page.status_code, "does not sit on this day" in page.content.decode()) == (200, True)
    assert seen_by(client, cast.chen, "/briefing/2014-19-39/").status_code == 404


def test_the_words_of_the_day_are_edited_in_place(client, cast, edition):
    address = reverse("briefing-lead", args=[DAY])
    for person in (cast.chen, cast.pavel, cast.rosa, cast.kim):
        assert seen_by(client, person, address).status_code == 403
        assert client.post(address, {"seen": "1", "lead": "x"}).status_code == 403
    headers = {"HX-Request": "true", "HX-Target": "briefing-lead"}
    assert "<textarea" in seen_by(client, cast.sol, address, headers=headers).content.decode()
    saved = client.post(address, {"seen": "1", "lead": "One room only."}, headers=headers)
    assert (saved.status_code, "One room only." in saved.content.decode()) == (200, True)
    client.force_login(cast.ben)
    assert client.post(address, {"seen": "1", "lead": "Three rooms."}, headers=headers).status_code == 409
    assert client.post(address, {"seen": "2", "lead": "Three rooms."}).url == TODAY


def test_the_first_words_of_a_day(client, cast):
    address = reverse("briefing-lead", args=[DAY])
    assert "Words of the day" not in seen_by(client, cast.pavel).content.decode()
    assert seen_by(client, cast.chen, address).status_code == 403
    assert client.post(address, {"lead": "x"}).status_code == 403
    assert "Nobody has written any yet." in seen_by(client, cast.ben).content.decode()
    assert client.get(address).status_code == 200
    assert client.post(address, {"lead": ""}).status_code == 422
    assert client.post(address, {"lead": "Good morning."}).url == TODAY
    assert Briefing.objects.get().lead == "Good morning."
    assert client.get(reverse("briefing-lead", args=[date(2014, 11, 8)])).status_code == 404


@pytest.mark.parametrize(("member", "queries"), [("chen", 22), ("sol", 21), ("pavel", 19)])
def test_the_number_of_queries_does_not_grow(client, cast, edition, member, queries, django_assert_num_queries):
    client.force_login(getattr(cast, member))
    with django_assert_num_queries(queries):
        client.get(TODAY)
    for name in ("8", "9"):
        issue = make.issue(f"Issue {name}", lead=cast.chen)
        meeting = make.meeting(make.committee(name), number=name, starts_at=clock.now() + timedelta(hours=2))
        make.agenda_item(meeting, "Item", issues=[issue])
        make.duty(meeting, cast.dina)
        make.instruction(issue, "Support.", by=cast.kim)
        make.outcome(issue=issue, decided_on=DAY)
        records.change(make.position(issue), seen=1, by=cast.amara, argument="x")
    with django_assert_num_queries(queries):
        client.get(TODAY)


def test_a_result_that_lies_ahead_is_not_told_yet(client, cast, internet):
    make.outcome(issue=internet, decided_on=DAY + timedelta(days=1), summary="Adopted tomorrow.")
    client.force_login(cast.amara)
    tomorrow = client.get(reverse("briefing-day", args=[DAY + timedelta(days=1)]))
    assert (tomorrow.status_code, tomorrow.context["outcomes"]) == (200, [])


def test_a_full_day_costs_few_calls(client, cast, edition):
    committee = make.committee("COM5", kind="committee")
    for number in range(60):
        make.duty(make.meeting(committee, number=str(number)), cast.dina)
    client.force_login(cast.chen)
    client.get(TODAY)
    with cProfile.Profile() as profile:
        client.get(TODAY)
    calls = pstats.Stats(profile).total_calls
    assert calls <= 90_000, calls


def test_what_is_lacking_stands_in_the_table_of_the_day(client, cast, internet):
    body, other = make.committee("COM5", kind="committee"), make.committee("COM6", kind="committee")
    meeting = make.meeting(body, number="8", starts_at=clock.now() + timedelta(hours=1))
    make.agenda_item(meeting, "Item 3", issues=[internet])
    beside = make.meeting(other, number="2", starts_at=clock.now() + timedelta(hours=1))  # no business of ours
    page = " ".join(seen_by(client, cast.sol).content.decode().split())
    assert page.count("ours is on the agenda, nobody has accepted") == 1
    make.duty(meeting, cast.chen, accepted=True)
    make.duty(beside, cast.chen)
    page = " ".join(seen_by(client, cast.sol).content.decode().split())
    assert ("nobody has accepted" in page, page.count("in two rooms")) == (False, 2)
