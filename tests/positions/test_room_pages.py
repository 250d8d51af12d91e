"""The room: the meeting one is in, item by item, with what was instructed and what to say."""

import re
from datetime import timedelta
from urllib.parse import quote_plus

import pytest
from django.urls import reverse

from delegation import clock
from positions.models import Instruction, Reserve, TalkingPoint
from tests import factories as make
from tests.plain import plain


def ago(**time):
    return make.START - timedelta(**time)


def room(client, person, meeting=None, item=None):
    client.force_login(person)
    address = reverse("room-meeting", args=[meeting.pk]) if meeting else reverse("room")
    return client.get(f"{address}?item={item.pk}" if item else address)


@pytest.fixture
def meeting(cast, internet):
    """It runs; the third item is called, and takes the issue that Chen leads."""
    meeting = make.meeting(make.committee(), number="6", starts_at=ago(minutes=30), room="Room A")
    make.duty(meeting, cast.chen, accepted=True, in_room_at=ago(minutes=20))
    make.duty(meeting, cast.sam, role="c_notes", accepted=True)
    text = make.text("Res 102", issues=[internet])
    make.agenda_item(meeting, "Opening", number="1", place=1, done_at=ago(minutes=9), taken_at=ago(minutes=10))
    make.agenda_item(meeting, "Reports", number="2", place=2)
    make.agenda_item(meeting, "Internet", number="3", place=3, taken_at=ago(minutes=5), issues=[internet], texts=[text])
    make.agenda_item(meeting, "Other business", number="4", place=4)
    return meeting


@pytest.fixture
def item(meeting):
    return meeting.agenda_items.get(number="3")


def test_the_item_that_is_called_is_shown(client, cast, meeting):
    page = plain(room(client, cast.chen))
    assert page.startswith("Leave the room Keep the screen on WG-PL, meeting 6, Room A, to 11:40 Item 3")
    assert re.findall(r"Item \d .*? Res 102", page) == ["Item 3 now, since 09:05 yours Done Internet Res 102"]
    assert re.findall(r"(?:Previous: ‹|‹ Previous:|Next:) \d [A-Z][a-z]+", page) == [
        "‹ Previous: 2 Reports",
        "Next: 4 Other",
    ]


def test_another_item_is_chosen_and_what_is_called_is_said(client, cast, meeting):
    page = plain(room(client, cast.chen, meeting, meeting.agenda_items.get(number="4")))
    assert ("Item 4 next Call it Other business" in page, "Item 3 is called: go there" in page) == (True, True)
    assert "Last item" in page
    assert "is called" not in plain(room(client, cast.chen, meeting))


def test_what_became_of_an_item_is_said_in_the_room(client, cast, meeting, item):
    address = f"{reverse('room-meeting', args=[meeting.pk])}?item={item.pk}"
    client.force_login(cast.chen)
    said = {"seen": item.version, "back": "room"}
    assert client.post(reverse("item-done", args=[item.pk]), said).url == address
    speaker = make.speaker(item, cast.chen)
    said = {"seen": speaker.version, "back": "room"}
    assert client.post(reverse("speaker-spoken", args=[speaker.pk]), said).url == address


def test_who_is_in_a_room_is_shown_that_one_else_what_runs_else_what_comes(client, cast, conference):
    committee = make.committee()
    assert "You are in no meeting now" in plain(room(client, cast.chen))
    tomorrow = make.meeting(committee, number="9", starts_at=clock.now() + timedelta(days=1))
    make.duty(tomorrow, cast.chen)
    page = plain(room(client, cast.chen))
    assert "Next for you: WG-PL, meeting 9, Thursday 30 October, 09:10" in page
    for number, starts_in, facts in (
        ("8", 300, {}),
        ("7", 120, {}),
        ("6", -30, {}),
        ("5", -60, {"in_room_at": ago(minutes=50)}),
    ):
        found = make.meeting(committee, number=number, starts_at=clock.now() + timedelta(minutes=starts_in))
        make.duty(found, cast.chen, **facts)
        assert f"WG-PL, meeting {number}" in plain(room(client, cast.chen))
    assert room(client, cast.chen).context["meeting"].number == "5"


def test_what_runs_in_its_time_goes_before_what_is_beyond_it(client, cast, conference):
    """Nobody has said yet that the morning's meeting is over."""
    com5 = make.committee("COM5", kind="committee")
    late = make.meeting(com5, number="8", starts_at=ago(hours=5), started_at=ago(hours=5))
    make.duty(late, cast.chen, accepted=True)
    assert room(client, cast.chen).context["meeting"] == late
    running = make.meeting(com5, number="9", starts_at=ago(minutes=10))
    make.duty(running, cast.chen, accepted=True)
    assert room(client, cast.chen).context["meeting"] == running


def test_who_is_in_none_chooses(client, cast, meeting):
    answer = room(client, cast.olga)
    assert reverse("room-meeting", args=[meeting.pk]) in answer.text
    assert room(client, cast.olga, meeting).status_code == 200


def test_the_instruction_stands_in_full_and_is_acknowledged_there(client, cast, meeting, item, internet):
    order = make.instruction(internet, "Accept a study.", by=cast.kim, kind="do_not_oppose")
    page = plain(room(client, cast.chen))
    assert "Live Internet government Do not oppose Accept a study. Issued 09:10 by Kim" in page
    assert "Acknowledged by nobody yet ; missing you, Dina Acknowledge" in page
    back = room(client, cast.chen).context["here"]
    answer = client.post(reverse("instruction-acknowledge", args=[order.pk]), {"back": back})
    assert answer.url == f"{reverse('room-meeting', args=[meeting.pk])}?item={item.pk}"
    assert "Acknowledged by you 09:10 ; missing Dina" in plain(room(client, cast.chen))


def test_what_was_superseded_or_withdrawn_is_dead(client, cast, meeting, internet):
    first = make.instruction(internet, "Object.", by=cast.kim)
    Instruction.objects.filter(pk=first.pk).update(ended_at=clock.now(), ending="superseded")
    page = plain(room(client, cast.chen))
    assert "No instruction Ask capital Superseded 29 Oct 09:10. Do not use. 29 Oct 09:10 Object." in page
    make.instruction(internet, "Accept.", by=cast.kim, predecessor=first)
    page = plain(room(client, cast.chen))
    assert page.index("Accept.") < page.index("Superseded 29 Oct 09:10. Do not use.")
    assert "No instruction" not in page


def test_only_orders_on_the_texts_of_the_item_stand_above(client, cast, meeting, item, internet):
    other = make.text("Res 101", issues=[internet])
    make.instruction(internet, "On another text.", text=other, by=cast.kim)
    page = plain(room(client, cast.chen))
    assert ("No instruction" in page, "Also in force on this issue: 1 Res 101" in page) == (True, True)
    make.instruction(internet, "On this one.", text=item.texts.get(), by=cast.kim)
    assert "Live Res 102 government Support On this one." in plain(room(client, cast.chen))


def test_without_an_instruction_who_can_ask_is_sent_to_capital(client, cast, meeting, item, internet):
    text = item.texts.get()
    asks = f"{reverse('guidance-new')}?issue={internet.pk}&amp;meeting={meeting.pk}&amp;text={text.pk}&amp;back="
    answer = room(client, cast.chen, meeting, item)
    assert answer.text.count(asks) == 2
    asks += quote_plus(answer.context["here"])
    asked = client.get(asks.replace("&amp;", "&"))
    form = asked.context["form"]
    assert {form["text"].value(), form["meeting"].value()} == {str(text.pk), str(meeting.pk)}
    assert asked.context["back"] == answer.context["here"]
    assert "No instruction Can ask capital: Chen, Dina" in plain(room(client, cast.sam))
    make.guidance_request(internet, "May we?", by=cast.chen)
    assert "No instruction with capital May we? needed by 29 Oct 13:10" in plain(room(client, cast.chen))


def test_what_is_overdue_says_what_we_do_without_an_answer(client, cast, meeting, internet):
    make.guidance_request(internet, by=cast.chen, hours=-1)
    assert "Unless an answer comes, we do not object." in plain(room(client, cast.chen))


def test_what_was_done_with_an_instruction_is_said_from_there(client, cast, meeting, internet):
    order = make.instruction(internet, by=cast.kim)
    answer = room(client, cast.chen)
    here = answer.context["here"].replace("?", "%3F").replace("=", "%3D")
    delivers = f"{reverse('instruction-deliver', args=[order.pk])}?meeting={meeting.pk}&amp;back={here}"
    assert answer.text.count(delivers) == 1
    assert client.get(delivers.replace("&amp;", "&")).context["back"] == answer.context["here"]
    assert "Delivered" not in plain(room(client, cast.olga, meeting))


def test_words_are_said_in_order_and_the_red_line_is_for_few(client, cast, meeting, internet):
    use = TalkingPoint.Use
    for place, (kind, words) in enumerate(
        ((use.CORRIDOR, "Third."), (use.IF_ASKED, "Second."), (use.FLOOR, "First.")), start=1
    ):
        make.talking_point(internet, words, use=kind, place=place)
    make.reserve(internet, "A report.")
    make.reserve(internet, "No standards.", kind=Reserve.Kind.RED_LINE)
    make.reserve(internet, "They fear a draft.", kind=Reserve.Kind.THINKING)
    page = plain(room(client, cast.chen))
    assert "Floor First. Only if asked Second. Corridor Third." in page
    assert "Red line core No standards. Fallback core A report." in page
    assert "They fear" not in page
    for name in ("sam", "sol", "olga"):
        page = room(client, getattr(cast, name), meeting)
        assert ("First." in page.text, "No standards." in page.text, "core" in page.context["markings"]) == (
            True,
            False,
            False,
        )


def test_what_one_says_of_his_duty_leaves_him_at_the_item(client, cast, meeting, item):
    here = room(client, cast.chen, meeting, item).context["here"]
    duty = meeting.duties.get(delegate=cast.chen)
    said = {"seen": duty.version, "back": here}
    assert client.post(reverse("duty-finish", args=[duty.pk]), said).url == here


def test_who_is_there_and_who_speaks(client, cast, meeting, item):
    make.speaker(item, cast.chen)
    make.speaker(item, cast.dina, place=2, voice="group", spoken_at=ago(minutes=1))
    page = plain(room(client, cast.chen))
    assert "Who of us speaks Chen for us Has spoken Dina for the group, spoke 09:09" in page
    assert "in room Chen Lead accepted Sam Notes My part is done Give back" in page
    assert page.count("Give back") == 2  # beside who is here, and within reach
    assert "Give back" not in plain(room(client, cast.olga, meeting))


def test_the_band_says_what_became_of_it_last(client, cast, meeting, internet):
    order = make.instruction(internet, "Accept.", by=cast.kim, issued_at=ago(days=2))
    assert "Spoken" not in plain(room(client, cast.chen, meeting))
    first = make.delivery(order, "First.", by=cast.dina, at=ago(days=1))
    page = plain(room(client, cast.chen, meeting))
    assert "Spoken 28 Oct 09:10 by Dina" in page
    assert ("First." in page, "the last of" in page) == (False, False)
    last = make.delivery(order, "Second.", by=cast.chen, kind="missed", at=ago(minutes=3))
    answer = room(client, cast.chen, meeting)
    assert "Missed 09:07 by Chen (the last of 2)" in plain(answer)
    assert (last.get_absolute_url() in answer.text, first.get_absolute_url() in answer.text) == (True, False)
    assert re.search(r'id="words" data-live="[^"]*\bdelivery\b', answer.text)


def test_a_delivery_that_one_may_not_see_is_not_told(client, cast, meeting, internet):
    order = make.instruction(internet, "Accept.", by=cast.kim, marking="delegation", issued_at=ago(days=2))
    make.delivery(order, "Open.", by=cast.dina, at=ago(minutes=5))
    hidden = make.delivery(order, "Hidden.", by=cast.dina, kind="tabled", marking="government")
    assert "Tabled 09:10 by Dina (the last of 2)" in plain(room(client, cast.chen, meeting))
    answer = room(client, cast.pavel, meeting)
    assert "Spoken 09:05 by Dina" in plain(answer)
    assert [one for one in ("Tabled", "last of", str(hidden.pk), "Government") if one in answer.text] == []


def test_several_issues_of_one_item_stand_below_each_other(client, cast, meeting, item, internet):
    other = make.issue("Cybersecurity", lead=cast.chen, place=101)
    item.issues.add(other)
    make.instruction(internet, "Accept.", by=cast.kim)
    make.reserve(other, "No treaty.", kind=Reserve.Kind.RED_LINE)
    page = plain(room(client, cast.chen))
    assert re.findall(r"Internet Live|Cybersecurity No instruction|Red line Cybersecurity", page) == [
        *("Internet Live", "Cybersecurity No instruction", "Red line Cybersecurity")
    ]
    assert "Ask capital Internet Cybersecurity Delivered Give back" in page


def test_what_is_hidden_is_as_if_it_were_not_there(client, cast, meeting, internet):
    hidden = make.agenda_item(meeting, "Hidden", number="5", place=5, marking="government", taken_at=clock.now())
    make.instruction(internet, "Object.", by=cast.kim)
    make.meeting(make.committee("AH"), starts_at=ago(minutes=5), marking="government")
    answer = room(client, cast.pavel, meeting)
    assert ("Hidden" in answer.text, "Object." in answer.text, answer.context["many"]) == (False, False, 4)
    assert room(client, cast.pavel, meeting, hidden).context["line"].item.number == "3"
    assert plain(room(client, cast.pavel)).count("AH") == 0


def test_a_meeting_that_one_may_not_see_is_not_there(client, cast, meeting):
    type(meeting).objects.filter(pk=meeting.pk).update(marking="government")
    assert room(client, cast.pavel, meeting).status_code == 404


def test_a_meeting_without_an_agenda_says_so(client, cast):
    meeting = make.meeting(make.committee())
    assert "No agenda yet." in plain(room(client, cast.chen, meeting))


@pytest.mark.parametrize("part", ["item", "words", "frames", "people", "notes", "reach"])
def test_each_part_is_answered_alone(client, cast, meeting, part):
    client.force_login(cast.chen)
    answer = client.get(reverse("room"), headers={"HX-Request": "true", "HX-Target": part})
    assert (answer.text.count(f'id="{part}"'), "<html" in answer.text) == (1, False)


@pytest.mark.parametrize(("member", "queries"), [("chen", 28), ("sol", 27), ("pavel", 24)])
def test_the_number_of_queries_does_not_grow(client, cast, meeting, item, member, queries, django_assert_num_queries):
    def grow(*names):
        for name in names:
            issue = make.issue(name, lead=cast.chen)
            item.issues.add(issue)
            item.texts.add(make.text(name, issues=[issue]))
            make.agenda_item(meeting, name, issues=[issue], place=9)
            dead = {"ended_at": clock.now(), "ending": "superseded"}
            first = make.instruction(issue, "Object.", by=cast.kim, issued_at=ago(hours=1), **dead)
            live = make.instruction(issue, "Support.", by=cast.kim, predecessor=first)
            make.delivery(live, name, by=cast.chen)
            make.talking_point(issue)
            make.reserve(issue)
            make.guidance_request(issue, by=cast.chen)
            person = make.delegate(f"delegate {name}")
            make.duty(meeting, person)
            make.speaker(item, person)
            make.note(meeting, name, by=person, item=item, issue=issue, marking="delegation")

    grow("One")
    room(client, getattr(cast, member), meeting)
    with django_assert_num_queries(queries):
        client.get(reverse("room-meeting", args=[meeting.pk]))
    grow("Two", "Three")
    client.get(reverse("room-meeting", args=[meeting.pk]))  # notes what was read
    with django_assert_num_queries(queries):
        client.get(reverse("room-meeting", args=[meeting.pk]))
