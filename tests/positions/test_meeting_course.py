"""What those in the room say of a meeting: that it began, that it is over, who was not there."""

import re
from datetime import timedelta

from delegation import clock
from tests import factories as make


def said(client, person, url, **data):
    client.force_login(person)
    return client.post(url, data, follow=True)


def test_who_is_on_duty_says_that_it_begins_and_that_it_is_over(client, cast):
    meeting = make.meeting(make.committee())
    make.duty(meeting, cast.chen, accepted=True)
    address = meeting.get_absolute_url()
    client.force_login(cast.olga)
    assert "It begins" not in client.get(address).text
    client.force_login(cast.chen)
    assert "It begins" in client.get(address).text
    assert "It has begun: WG-PL." in said(client, cast.chen, f"{address}beginning/", seen=1).text
    meeting.refresh_from_db()
    assert (meeting.state, meeting.started_at <= clock.now()) == ("running", True)
    assert "It is over: WG-PL. Note what came of it" in said(client, cast.chen, f"{address}end/", seen=2).text
    meeting.refresh_from_db()
    assert meeting.state == "ended"


def test_who_was_missing_is_said_once_it_is_over(client, cast):
    meeting = make.meeting(make.committee(), starts_at=make.START - timedelta(hours=4))
    duty = make.duty(meeting, cast.chen, accepted=True)
    client.force_login(cast.amara)
    assert "Was not there" not in client.get(meeting.get_absolute_url()).text
    client.force_login(cast.sol)
    assert "Was not there" in client.get(meeting.get_absolute_url()).text
    assert "Chen was not at WG-PL." in said(client, cast.sol, f"/duties/{duty.pk}/absence/", seen=1).text
    duty.refresh_from_db()
    assert duty.state == "missed"


def test_buttons_say_deeds_and_items_their_state(client, cast):
    meeting = make.meeting(make.committee())
    for place, facts in enumerate(({}, {"taken_at": clock.now()}, {"postponed_at": clock.now()}), start=1):
        make.agenda_item(meeting, f"Item {place}", place=place, **facts)
    client.force_login(cast.sol)
    page = client.get(meeting.get_absolute_url()).text
    shown = re.findall(r'<button[^>]* aria-label="([^"]*: Item \d)">([^<]*)<', page)
    assert shown == [
        ("Call it: Item 1", "Call it"),
        ("Postpone: Item 1", "Postpone"),
        ("Done: Item 2", "Done"),
        ("Postpone: Item 2", "Postpone"),
        ("Call it: Item 3", "Call it"),
        ("Put back: Item 3", "Put back"),
    ]
    assert ">postponed</span>" in page
