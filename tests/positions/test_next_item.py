"""When an item is called, and whose is next where not everybody sees the whole agenda."""

from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError
from django.urls import reverse

from delegation import clock
from delegation.access import Marking
from delegation.models import Notice
from positions.actions import agenda_items
from tests import factories as make


@pytest.fixture
def meeting(cast):
    return make.meeting(make.committee(), number="6", room="Room A")


def test_each_is_told_of_the_item_that_is_next_for_him(client, cast, meeting):
    first, hidden, third, fourth = (
        make.agenda_item(meeting, f"Item {place}", place=place, marking=marking)
        for place, marking in enumerate(("delegation", "government", "delegation", "delegation"), start=1)
    )
    # Pavel and Olga do not see the second item; Ben and Dina do, and for them it stands before the third.
    for item, people in (
        (hidden, [cast.chen]),
        (third, [cast.pavel, cast.ben]),
        (fourth, [cast.olga, cast.dina, cast.chen]),
    ):
        for person in people:
            make.speaker(item, person, marking=item.marking)
    agenda_items.take_up(first, seen=1, by=cast.sol)
    told = sorted(Notice.objects.values_list("to__name", "words"))
    assert told == [
        ("Chen", "Your item is next: Item 2 (WG-PL, meeting 6, Room A)."),
        ("Pavel", "Your item is next: Item 3 (WG-PL, meeting 6, Room A)."),
    ]
    for person in (cast.chen, cast.pavel, cast.ben, cast.olga, cast.dina):
        client.force_login(person)
        is_told = person.name in [name for name, _words in told]
        assert ("your item is next" in client.get(meeting.get_absolute_url()).text) == is_told


def test_who_does_not_see_what_is_called_is_told_of_nothing(cast, meeting):
    hidden = make.agenda_item(meeting, "Talks", marking=Marking.GOVERNMENT)
    following = make.agenda_item(meeting, "Closing", place=2)
    for person in (cast.chen, cast.pavel):
        make.speaker(following, person)
    agenda_items.take_up(hidden, seen=1, by=cast.sol)
    assert list(Notice.objects.values_list("to__name", flat=True)) == ["Chen"]


CALLED = {
    "tomorrow": ({"starts_in": 24 * 60}, False),
    "in more than an hour": ({"starts_in": 61}, False),
    "in more than an hour, and begun": ({"starts_in": 61, "started_at": -1}, True),
    "within the hour": ({"starts_in": 60}, True),
    "runs": ({"starts_in": -60}, True),
    "beyond its time": ({"starts_in": -190}, True),
    "closed by the chair": ({"starts_in": -60, "ended_at": -1}, False),
    "long over": ({"starts_in": -24 * 60}, False),
}


@pytest.mark.parametrize(("times", "is_called"), CALLED.values(), ids=CALLED.keys())
def test_items_are_called_while_their_meeting_sits(client, cast, times, is_called):
    moments = {name: clock.now() + timedelta(minutes=minutes) for name, minutes in times.items()}
    meeting = make.meeting(make.committee(), starts_at=moments.pop("starts_in"), **moments)
    item = make.agenda_item(meeting, "Opening")
    client.force_login(cast.sol)
    assert ("Call it: Opening" in client.get(meeting.get_absolute_url()).text) == is_called
    client.post(reverse("item-now", args=[item.pk]), {"seen": "1"})
    item.refresh_from_db()
    assert item.state == ("now" if is_called else "to come")
    agenda_items.close(item, seen=item.version, by=cast.sol)  # what became of it may be said at any time


def test_it_is_said_why_an_item_is_not_called(cast):
    tomorrow = make.agenda_item(make.meeting(make.committee(), starts_at=make.START + timedelta(days=1)))
    with pytest.raises(ValidationError, match="This meeting is not sitting"):
        agenda_items.take_up(tomorrow, seen=1, by=cast.sol)
