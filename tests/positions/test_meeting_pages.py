"""The page of a meeting: its agenda by issue, who of us is there, and moving and cancelling it in place."""

import re
from datetime import date, timedelta

import pytest
from django.urls import reverse

from delegation import editing
from delegation.actions import meetings
from delegation.models import Duty, Meeting
from tests import factories as make

AFTERNOON = make.START + timedelta(hours=5)  # 14:10 at the conference


@pytest.fixture
def meeting(cast, internet):
    record = make.meeting(make.committee(), number="7", starts_at=AFTERNOON, room="Room A", is_sample=True)
    text = make.text("Res 102", issues=[internet])
    make.agenda_item(record, "Internet resolutions", number="3", issues=[internet], texts=[text])
    make.agenda_item(record, "Other business", number="4", place=2)
    make.position(internet, objective="Keep **Res 102** as it is.")
    make.instruction(internet, "Oppose OTT.", by=cast.kim)
    make.duty(record, cast.chen)
    return record


def ask(client, person, url, *args, data=None, **given):
    client.force_login(person)
    address = reverse(url, args=args)
    return client.get(address, **given) if data is None else client.post(address, data, **given)


def test_the_agenda_by_issue_with_position_and_instruction(client, cast, meeting):
    page = ask(client, cast.chen, "meeting-detail", meeting.pk)
    words = page.content.decode()
    assert [(str(topic.issue), [item.number for item in topic.items]) for topic in page.context["topics"]] == [
        ("Internet", ["3"])
    ]
    assert [
        part
        for part in (
            "<strong>Res 102</strong>",
            "Oppose OTT.",
            "Acknowledge",
            "Wednesday 29 October, 14:10",
            "Room A",
            ">sample<",
        )
        if part not in words
    ] == []
    assert page.context["markings"] == ["delegation", "government"]


def test_a_meeting_leads_to_its_day_at_the_conference(client, cast):
    early = make.meeting(make.committee(), starts_at=make.START + timedelta(hours=22, minutes=50))  # 08:00 in Busan
    page = ask(client, cast.chen, "meeting-detail", early.pk)
    assert f'<a href="{reverse("time-plan-day", args=[date(2014, 10, 30)])}">Thursday 30 October</a>' in page.text


def test_an_adviser_sees_the_agenda_without_what_we_want(client, cast, meeting):
    page = ask(client, cast.pavel, "meeting-detail", meeting.pk)
    words = page.content.decode()
    assert "Internet resolutions" in words
    assert [
        part for part in ("Keep", "Oppose", "Acknowledge", "overnment", "/move/", "Ask somebody") if part in words
    ] == []
    assert page.context["markings"] == ["delegation"]


def test_a_hidden_meeting_is_as_absent(client, cast, meeting):
    hidden = make.meeting(meeting.committee, number="8", marking="government")
    duty = make.duty(hidden, cast.chen, marking="government")
    for url, key in [
        ("meeting-detail", hidden.pk),
        ("meeting-move", hidden.pk),
        ("meeting-cancel", hidden.pk),
        ("duty-assign", hidden.pk),
        ("duty-refuse", duty.pk),
        ("meeting-detail", make.key("nothing")),
    ]:
        assert ask(client, cast.pavel, url, key).status_code == 404
    for url in ("duty-accept", "duty-arrive", "duty-take-back"):
        assert ask(client, cast.pavel, url, duty.pk, data={}).status_code == 404


@pytest.mark.parametrize(
    ("url", "of"),
    [
        ("meeting-move", "meeting"),
        ("meeting-cancel", "meeting"),
        ("meeting-confirm", "meeting"),
        ("meeting-start", "meeting"),
        ("meeting-end", "meeting"),
        ("duty-miss", "duty"),
        ("duty-assign", "meeting"),
        ("duty-accept", "duty"),
        ("duty-refuse", "duty"),
        ("duty-hand-over", "duty"),
        ("duty-override", "duty"),
        ("duty-take-back", "duty"),
    ],
)
def test_who_may_not_is_refused(client, cast, meeting, url, of):
    key = meeting.pk if of == "meeting" else Duty.objects.get().pk
    assert ask(client, cast.olga, url, key, data={"why": "x"}).status_code == 403
    assert (Duty.objects.get().version, Meeting.objects.get().version) == (1, 1)


def test_accepting_arriving_and_finishing(client, cast, meeting):
    duty = Duty.objects.get()
    for url, state in [("duty-accept", "accepted"), ("duty-arrive", "in room"), ("duty-finish", "done")]:
        data = {"seen": str(duty.version), "back": "today" if state == "accepted" else ""}
        answer = ask(client, cast.chen, url, duty.pk, data=data)
        assert answer.url == ("/#meetings" if state == "accepted" else f"/meetings/{meeting.pk}/#cover")
        duty.refresh_from_db()
        assert duty.state == state
    assert ask(client, cast.chen, "duty-refuse", duty.pk, data={"why": "Late.", "seen": "4"}).status_code == 422


def test_refusing_takes_a_reason_and_keeps_what_was_typed(client, cast, meeting):
    duty = Duty.objects.get()
    assert ask(client, cast.chen, "duty-refuse", duty.pk).status_code == 200
    empty = ask(client, cast.chen, "duty-refuse", duty.pk, data={"why": "", "seen": "1"})
    assert (empty.status_code, empty.context["form"].errors["why"]) == (422, ["This field is required."])
    long = ask(client, cast.chen, "duty-refuse", duty.pk, data={"why": "x" * 201, "seen": "1"})
    assert (long.status_code, "x" * 201 in long.content.decode()) == (422, True)
    assert ask(client, cast.chen, "duty-refuse", duty.pk, data={"why": "In Com 6.", "seen": "1"}).status_code == 302
    assert "In Com 6." in ask(client, cast.sol, "meeting-detail", meeting.pk).content.decode()


@pytest.mark.parametrize("url", ["duty-accept", "duty-refuse"])
@pytest.mark.parametrize("shown_on", ["today", "meeting-detail"])
def test_an_answer_from_before_a_move_is_none(client, cast, meeting, url, shown_on):
    duty, later = Duty.objects.get(), AFTERNOON + timedelta(hours=7)
    page = ask(client, cast.chen, shown_on, *([meeting.pk] if shown_on == "meeting-detail" else []))
    if url == "duty-refuse":
        page = ask(client, cast.chen, url, duty.pk)
        assert "29 Oct 14:10" in page.text
    seen, *_others = re.findall(r'name="seen" value="(\d+)"', page.text)
    meetings.move(meeting, seen=1, starts_at=later, ends_at=later + timedelta(hours=1), room="Room B", by=cast.sol)
    data = {"seen": seen, "why": "In Com 6."}
    answer = ask(client, cast.chen, url, duty.pk, data=data)
    assert (answer.status_code, str(editing.CHANGED_MEANWHILE) in answer.text) == (409, True)
    duty.refresh_from_db()
    assert (duty.state, duty.version) == ("assigned", 2)
    assert ask(client, cast.chen, url, duty.pk, data=data | {"seen": "2"}).status_code == 302


def test_another_room_is_no_other_time(client, cast, meeting):
    place = {"starts_at": meeting.starts_at, "ends_at": meeting.ends_at, "room": "Room B"}
    meetings.move(meeting, seen=1, by=cast.sol, **place)
    assert ask(client, cast.chen, "duty-accept", Duty.objects.get().pk, data={"seen": "1"}).status_code == 302


def test_an_answer_says_what_was_read(client, cast, meeting):
    for url in ("duty-accept", "duty-refuse"):
        assert ask(client, cast.chen, url, Duty.objects.get().pk, data={"why": "Late."}).status_code == 422
    assert Duty.objects.get().state == "assigned"


def test_asking_a_member(client, cast, meeting):
    def asked(name, **given):
        data = {"delegate": name, "role": "b_second"} | given
        return ask(client, cast.sol, "duty-assign", meeting.pk, data=data)

    assert asked("Nobody").context["form"].errors["delegate"] == [
        "No member of this name. Take one of those suggested."
    ]
    assert asked("pavel").context["form"].errors["delegate"] == [
        "Pavel may not read the live instruction on Internet, which is on the agenda."
    ]
    make.duty(make.meeting(make.committee("COM5", kind="committee"), number="8", starts_at=AFTERNOON), cast.dina)
    clash = asked("Dina")
    assert (clash.status_code, list(clash.context["form"].errors)) == (422, ["override_reason"])
    assert asked("dina@valdria.example", override_reason="Half an hour each.").status_code == 302
    assert asked("Dina", override_reason="Again.").status_code == 422
    page = ask(client, cast.sol, "meeting-detail", meeting.pk)
    assert [(str(duty.delegate), duty.override_reason) for duty in page.context["meeting"].cover] == [
        ("Chen", ""),
        ("Dina", "Half an hour each."),
    ]


def test_moving_in_place(client, cast, meeting):
    data = {"seen": "1", "starts_at": "2014-10-29T16:00", "ends_at": "2014-10-29T17:30", "room": "Room C"}
    wrong = ask(client, cast.sol, "meeting-move", meeting.pk, data=data | {"ends_at": "2014-10-29T15:00"})
    assert (wrong.status_code, "ends before it starts" in wrong.content.decode()) == (422, True)
    headers = {"HX-Request": "true", "HX-Target": "meeting-time"}
    Duty.objects.update(accepted_at=make.START)
    moved = ask(client, cast.sol, "meeting-move", meeting.pk, data=data, headers=headers)
    words = moved.content.decode()
    assert (moved.status_code, "16:00" in words, 'hx-swap-oob="true"' in words, "<html" in words) == (
        200,
        True,
        True,
        False,
    )
    assert "not yet answered" in words
    stale = ask(client, cast.ben, "meeting-move", meeting.pk, data=data | {"starts_at": "2014-10-29T15:00"})
    assert stale.status_code == 409
    meeting.refresh_from_db()
    assert (meeting.starts_at.hour, meeting.room, Duty.objects.get().accepted_at) == (7, "Room C", None)


@pytest.mark.parametrize(
    "moment",
    [
        *("0001-01-01T00:00", "9999-12-31T23:59", "2014-10-30T09:30+99:00", "x", "", "\x00", "30/10/2014 25:00"),
        *("2014-08-20T09:30", "2014-11-22T00:00", "2041-10-30T09:30"),  # far from the conference
    ],
)
def test_what_is_no_moment_is_refused(client, cast, meeting, moment):
    data = {"seen": "1", "committee": "WG-PL", "starts_at": moment, "ends_at": "2014-10-30T12:30", "room": "Room C"}
    for url, keys in (("meeting-move", [meeting.pk]), ("meeting-new", [])):
        answer = ask(client, cast.sol, url, *keys, data=data)
        assert (answer.status_code, list(answer.context["form"].errors)) == (422, ["starts_at"])


def test_a_moment_may_name_its_zone(client, cast, meeting):
    data = {"seen": "1", "starts_at": "2014-10-30T09:30+23:59", "ends_at": "2014-10-30T12:30", "room": "Room C"}
    assert ask(client, cast.sol, "meeting-move", meeting.pk, data=data).status_code == 302
    meeting.refresh_from_db()
    assert meeting.starts_at.isoformat() == "2014-10-29T09:31:00+00:00"


def test_planning_a_meeting(client, cast):
    make.committee("COM5", kind="committee")
    data = {"committee": "COM5", "number": "9", "starts_at": "2014-10-30T09:30", "ends_at": "2014-10-30T12:30"}
    assert ask(client, cast.chen, "meeting-new").status_code == 403
    assert ask(client, cast.chen, "meeting-new", data=data).status_code == 403
    wrong = ask(client, cast.sol, "meeting-new", data=data | {"ends_at": "2014-10-30T09:00", "committee": "COM9"})
    assert (wrong.status_code, sorted(wrong.context["form"].errors)) == (422, ["__all__", "committee"])
    assert ask(client, cast.sol, "meeting-new", data=data | {"ends_at": "2014-10-30T09:00"}).status_code == 422
    operation = data | {"operation": "c0ffee00-0000-4000-8000-000000000001"}
    first, again = (ask(client, cast.sol, "meeting-new", data=operation) for _ in range(2))
    assert (first.status_code, first.url, Meeting.objects.count()) == (302, again.url, 1)
    assert ask(client, cast.sol, "meeting-new", data=data).status_code == 422
    assert "Plan a meeting" in ask(client, cast.sol, "time-plan").content.decode()
    assert "Plan a meeting" not in ask(client, cast.chen, "time-plan").content.decode()


def test_confirming_and_cancelling(client, cast, meeting):
    assert ask(client, cast.sol, "meeting-confirm", meeting.pk, data={"seen": "1"}).status_code == 302
    assert ask(client, cast.sol, "meeting-cancel", meeting.pk, data={"why": "", "seen": "2"}).status_code == 422
    assert (
        ask(client, cast.sol, "meeting-cancel", meeting.pk, data={"why": "No papers.", "seen": "2"}).status_code == 302
    )
    page = ask(client, cast.chen, "meeting-detail", meeting.pk).content.decode()
    assert ("cancelled: No papers." in page, "Accept" in page) == (True, False)
    assert ask(client, cast.sol, "meeting-cancel", meeting.pk, data={"why": "Again.", "seen": "2"}).status_code == 302
    assert ask(client, cast.sol, "meeting-confirm", meeting.pk, data={"seen": "3"}).status_code == 422


def test_an_empty_meeting_says_so(client, cast):
    meeting = make.meeting(make.committee())
    words = ask(client, cast.pavel, "meeting-detail", meeting.pk).content.decode()
    assert ("Nobody has been asked yet." in words, "No agenda yet" in words) == (True, True)


@pytest.mark.parametrize("part", ["cover", "agenda"])
def test_each_part_is_answered_alone(client, cast, meeting, part):
    page = ask(client, cast.chen, "meeting-detail", meeting.pk, headers={"HX-Request": "true", "HX-Target": part})
    words = page.content.decode().strip()
    assert (words.count(f'id="{part}"'), "<html" in words) == (1, False)


@pytest.mark.parametrize(("member", "queries"), [("chen", 26), ("sol", 27), ("pavel", 24)])
def test_the_number_of_queries_does_not_grow(client, cast, meeting, member, queries, django_assert_num_queries):
    person = getattr(cast, member)

    def grow(*names):
        for name in names:
            issue = make.issue(name, lead=cast.chen)
            text = make.text(name, issues=[issue])
            make.agenda_item(meeting, name, issues=[issue], texts=[text], place=3)
            make.position(issue)
            make.instruction(issue, "Support.", by=cast.kim)
            make.duty(meeting, make.delegate(f"delegate {name}"))
            make.outcome(issue=issue, meeting=meeting)
            make.note(meeting, name, issue=issue, by=cast.chen)

    grow("One")
    client.force_login(person)
    client.get(meeting.get_absolute_url())  # notes what was read
    with django_assert_num_queries(queries):
        client.get(meeting.get_absolute_url())
    grow("Two", "Three")
    client.get(meeting.get_absolute_url())
    with django_assert_num_queries(queries):
        client.get(meeting.get_absolute_url())


def test_a_form_with_times_says_whose_time_it_is(client, cast, meeting):
    client.force_login(cast.amara)
    for name, arguments in (("meeting-new", []), ("meeting-move", [meeting.pk])):
        assert client.get(reverse(name, args=arguments)).text.count("Conference time (Asia/Seoul).") == 2
