"""What is told to whom, once, and read back within rights."""

from datetime import timedelta

import pytest
from django.urls import reverse

from delegation.actions import duties, markings, meetings, notices
from delegation.actions.notices import LONGEST
from delegation.models import Notice
from positions.actions import instructions
from positions.pages.inbox import UNREAD
from tests import factories as make
from tests.positions.test_cover import at


@pytest.fixture
def meeting(cast):
    com5 = make.committee("COM5", kind="committee")
    make.membership(cast.dina, com5)
    return make.meeting(com5, number="8", starts_at=at(14, 30), room="Room K")


def told(person):
    return [(one.words, one.url) for one in Notice.objects.visible_to(person).newest_first()]


def move(meeting, cast, hour, minute=0, room="Room K"):
    starts_at = at(hour, minute)
    meeting.refresh_from_db()
    return meetings.move(
        meeting,
        seen=meeting.version,
        starts_at=starts_at,
        ends_at=starts_at + timedelta(minutes=90),
        room=room,
        by=cast.sol,
    )


def test_a_move_is_told_once_in_words_with_what_it_clashes_with(cast, meeting):
    com6 = make.meeting(make.committee("COM6", kind="committee"), starts_at=at(16))
    for one in (meeting, com6):
        make.duty(one, cast.chen)
    move(meeting, cast, 16, room="Room L")
    words = "Com 5, meeting 8 moved: 29 Oct 14:30 to 16:00, Room K to Room L"
    assert told(cast.chen) == [(f"{words}; clashes with your Com 6, 16:00", meeting.get_absolute_url())]
    assert told(cast.dina) == [(words, meeting.get_absolute_url())]
    assert (told(cast.sol), told(cast.ben), told(cast.pavel)) == ([], [], [])
    assert move(meeting, cast, 16, room="Room L").changed == ()
    assert (len(told(cast.chen)), len(told(cast.dina))) == (1, 1)
    move(meeting, cast, 17, room="Room L")
    assert len(told(cast.dina)) == 2


def test_words_that_are_told_in_part_say_so(cast, meeting):
    """The end of an order may say its opposite."""
    for words in ("a" * LONGEST, "b" * (LONGEST + 1)):
        notices.tell({cast.dina: words}, about=meeting, key=words[:1])
    assert sorted(words for words, _url in told(cast.dina)) == ["a" * LONGEST, "b" * (LONGEST - 1) + "…"]


MOVES = {
    "longer": ((14, 30), 240, "Room K", "29 Oct 14:30 (ends 18:30)"),
    "another time": ((16, 0), 60, "Room K", "29 Oct 14:30 to 16:00 (ends 17:00)"),
    "another day": ((33, 0), 60, "Room K", "29 Oct 14:30 to 30 Oct 09:00 (ends 10:00)"),
    "another room": ((14, 30), 180, "Room L", "29 Oct 14:30, Room K to Room L"),
    "no room": ((14, 30), 180, "", "29 Oct 14:30, Room K to no room"),
}


@pytest.mark.parametrize(("begins", "minutes", "room", "how"), MOVES.values(), ids=MOVES.keys())
def test_a_move_says_when_and_where_and_that_who_had_accepted_is_asked_anew(cast, meeting, begins, minutes, room, how):
    make.duty(meeting, cast.chen, accepted=True)
    make.duty(meeting, cast.sam)
    starts_at = at(0) + timedelta(hours=begins[0], minutes=begins[1])
    place = {"starts_at": starts_at, "ends_at": starts_at + timedelta(minutes=minutes), "room": room}
    meetings.move(meeting, seen=meeting.version, by=cast.sol, **place)
    words = f"Com 5, meeting 8 moved: {how}"
    assert [[said for said, _url in told(one)] for one in (cast.chen, cast.sam, cast.dina)] == [
        [f"{words}; accept again or refuse"],
        [words],
        [words],
    ]


def test_a_clash_with_what_fewer_may_know_is_not_named(cast, meeting):
    hidden = make.meeting(make.committee("SECRET", kind="other"), starts_at=at(16), marking="government")
    for one in (meeting, hidden):
        make.duty(one, cast.chen, marking=one.marking)
    move(meeting, cast, 16)
    assert [words for words, _url in told(cast.chen)] == ["Com 5, meeting 8 moved: 29 Oct 14:30 to 16:00"]


def test_a_cancellation_is_told(cast, meeting):
    make.duty(meeting, cast.chen)
    meetings.cancel(meeting, seen=meeting.version, why="No room.", by=cast.sol)
    meetings.cancel(meeting, seen=meeting.version, why="No room.", by=cast.sol)
    assert [words for words, _url in told(cast.chen)] == ["Com 5, meeting 8, 29 Oct 14:30, is cancelled: No room."]


def test_who_is_asked_is_told_and_who_gives_back_tells_those_who_find_another(cast, meeting):
    duty = duties.assign(meeting, delegate=cast.chen, role="a_lead", by=cast.sol)
    assert [words for words, _url in told(cast.chen)] == ["You are asked to Com 5, meeting 8, 29 Oct 14:30: Lead."]
    duties.refuse(duty, seen=duty.version, why="Ill.", by=cast.chen)
    words = "Chen refused Com 5, meeting 8, 29 Oct 14:30 (Lead): Ill."
    assert [[said for said, _url in told(one)] for one in (cast.sol, cast.ben, cast.amara)] == [[words], [words], []]


def test_what_one_may_not_see_any_more_is_told_no_more(cast, meeting):
    make.membership(cast.pavel, meeting.committee)
    move(meeting, cast, 16)
    assert len(told(cast.pavel)) == 1
    meeting.refresh_from_db()
    markings.set_marking(meeting, seen=meeting.version, marking="government", by=cast.sol)
    assert (told(cast.pavel), len(told(cast.dina))) == ([], 1)


def test_a_meeting_that_words_name_hides_them_when_it_is_hidden(cast, meeting):
    com6 = make.meeting(make.committee("COM6", kind="committee"), starts_at=at(16))
    for one in (meeting, com6):
        make.duty(one, cast.pavel)
        make.duty(one, cast.chen)
    move(meeting, cast, 16)
    assert (len(told(cast.pavel)), len(told(cast.chen))) == (1, 1)
    markings.set_marking(com6, seen=com6.version, marking="government", by=cast.sol)
    assert (told(cast.pavel), len(told(cast.chen))) == ([], 1)


def test_what_was_told_is_read(client, cast, meeting):
    move(meeting, cast, 16)
    client.force_login(cast.dina)
    page = client.get(reverse("inbox"))
    assert ("moved: 29 Oct 14:30 to 16:00" in page.text, "1 not read" in page.text) == (True, True)
    assert read_shown(client, page).url == reverse("inbox")
    page = client.get(reverse("inbox"))
    assert ("moved: 29 Oct 14:30 to 16:00" in page.text, "not read" in page.text) == (True, False)
    client.force_login(cast.pavel)
    assert "moved: 29 Oct 14:30" not in client.get(reverse("inbox")).text


def read_shown(client, page):
    since, until = page.context["unread"][-1]["at"], page.context["unread"][0]["at"]
    return client.post(reverse("inbox-read"), {"since": since.isoformat(), "until": until.isoformat()})


@pytest.mark.parametrize("address", ["inbox-read", "mark-as-read"])
def test_nothing_is_read_up_to_no_moment(client, cast, meeting, address):
    make.notice(cast.dina, meeting)
    client.force_login(cast.dina)
    answer = client.post(reverse(address), {"since": "2014-10-20T09:00:00+09:00", "until": "soon"})
    assert (answer.status_code, "Nothing was changed." in answer.text) == (422, True)
    assert "1 not read" in client.get(reverse("inbox")).text


def test_what_does_not_stand_on_the_page_is_not_taken_as_read(client, cast, meeting):
    for number in range(UNREAD + 2):
        make.notice(cast.dina, meeting, f"Moved {number}.", at=make.START - timedelta(minutes=number))
    client.force_login(cast.dina)
    page = client.get(reverse("inbox"))
    assert ("102 not read" in page.text, "Mark all as read" in page.text) == (True, False)
    read_shown(client, page)
    page = client.get(reverse("inbox"))
    assert [row["words"] for row in page.context["unread"]] == ["Moved 100.", "Moved 101."]
    assert "Mark all as read" in page.text


def strip(client, person):
    client.force_login(person)
    return client.get(reverse("now")).text


def test_the_strip_says_what_was_not_read(client, cast, meeting):
    make.notice(cast.dina, meeting, "Moved to Room B.", at=make.START - timedelta(minutes=2))
    make.notice(cast.dina, meeting, "Moved to Room C.", at=make.START - timedelta(minutes=1))
    assert ("2 not read" in strip(client, cast.dina), "Moved to Room C." in strip(client, cast.dina)) == (True, True)
    assert "not read" not in strip(client, cast.chen)


def test_the_strip_says_now_of_what_has_begun_before_its_time_and_nothing_of_what_is_over(client, cast, meeting):
    soon = make.meeting(meeting.committee, starts_at=make.START + timedelta(minutes=30), room="Room L")
    shown = [strip(client, cast.dina)]
    soon = meetings.start(soon, seen=soon.version, by=cast.sol).record
    shown.append(strip(client, cast.dina))
    meetings.end(soon, seen=soon.version, by=cast.sol)
    shown.append(strip(client, cast.dina))
    assert [("Now: Com 5" in one, "Room L" in one) for one in shown] == [(False, True), (True, True), (False, False)]


def test_the_strip_says_no_words_that_are_more_than_the_page_on_which_it_stands(client, cast, meeting):
    make.notice(cast.dina, meeting, "Moved to Room B.", marking="government")
    assert ("1 not read" in strip(client, cast.dina), "Room B" in strip(client, cast.dina)) == (True, False)


def test_the_strip_says_no_words_that_name_what_may_be_more_than_its_page(client, cast, meeting):
    com6 = make.meeting(make.committee("COM6", kind="committee"), starts_at=at(16))
    for one in (meeting, com6):
        make.duty(one, cast.chen)
    move(meeting, cast, 16)
    shown = strip(client, cast.dina), strip(client, cast.chen)
    assert [("1 not read" in one, "moved: " in one) for one in shown] == [(True, True), (True, False)]


def test_what_waits_on_me_is_marked_and_what_is_to_be_acknowledged_stands_apart(client, cast, meeting, internet):
    order = make.instruction(internet, "Hold.", by=cast.amara)
    make.duty(meeting, cast.chen)
    client.force_login(cast.chen)
    page = client.get(reverse("inbox"))
    waiting = page.context["waiting"]
    assert [(move.does, move.url) for move in waiting.to_acknowledge] == [
        ("to acknowledge the instruction on Internet", order.get_absolute_url())
    ]
    assert [move.does for move in waiting.to_do] == ["to accept or refuse Com 5, meeting 8"]
    assert page.context["markings"] == ["delegation", "government"]
    client.force_login(cast.pavel)
    page = client.get(reverse("inbox"))
    assert (page.context["waiting"].to_do, page.context["markings"], "Hold" in page.text) == ([], [], False)


@pytest.mark.parametrize("many", [1, 3])
def test_the_inbox_costs_the_same_however_full(client, cast, meeting, many, django_assert_num_queries):
    for hour in range(many):
        move(meeting, cast, 15 + hour)
    client.force_login(cast.dina)
    client.get(reverse("inbox"))
    with django_assert_num_queries(15):
        client.get(reverse("inbox"))


def test_what_was_acknowledged_is_no_news_any_more(cast, internet):
    """What else was told of it is."""
    order = make.instruction(internet, by=cast.amara, live=False)
    order = instructions.issue_instruction(order, seen=1, predecessor=None, by=cast.amara).record
    notices.tell({cast.chen: "Another thing."}, about=order, key="other")
    assert Notice.objects.filter(to=cast.chen).unread().count() == 2
    instructions.acknowledge(order, by=cast.chen)
    assert [notice.words for notice in Notice.objects.filter(to=cast.chen).unread()] == ["Another thing."]
    assert Notice.objects.filter(to=cast.dina).unread().count() == 1
