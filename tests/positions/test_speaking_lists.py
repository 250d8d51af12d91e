"""Who keeps the speaking list of an item, and what who is put on it is told."""

import pytest
from django.core.exceptions import PermissionDenied
from django.urls import reverse

from delegation.access import Marking
from delegation.actions import records
from delegation.models import Notice
from positions.actions import agenda_items, speakers
from positions.models import Speaker
from positions.pages import agenda, course
from tests import factories as make


@pytest.fixture
def meeting(cast):
    return make.meeting(make.committee(), number="7", room="Room A")


@pytest.fixture
def item(meeting, internet):
    youth = make.issue("Youth")
    return make.agenda_item(meeting, "Res 64", number="3", issues=[internet, youth])


def keeps(cast, item, *, may_time=False):
    """Who does, asked in all ways that pages and actions ask."""
    found = {"asked": set(), "shown": set(), "done": set()}
    for name, person in vars(cast).items():
        if course.may_list(item, person):
            found["asked"].add(name)
        timed = item.meeting.is_timed_by(person)
        for line in course.lines(item.meeting, agenda.items(item.meeting, person), person, may_time=timed):
            found["shown"] |= {name} if line.item == item and line.may_list else set()
        try:
            records.archive(speakers.add(item, delegate=cast.amara, by=person), by=person)
        except PermissionDenied:
            continue
        found["done"].add(name)
    assert found["asked"] == found["shown"] == found["done"]
    return found["asked"]


RUN = {"amara", "ben", "sol"}


def test_who_holds_one_of_its_issues_keeps_the_list(cast, item):
    assert keeps(cast, item) == RUN | {"chen", "dina"}


def test_who_is_on_duty_or_takes_the_notes_keeps_the_list(cast, meeting):
    item = make.agenda_item(meeting, "Res 64")
    assert keeps(cast, item) == RUN
    make.duty(meeting, cast.olga, accepted=True)
    make.membership(cast.pavel, meeting.committee, role="note_taker")
    make.duty(make.meeting(meeting.committee, number="8"), cast.sam, accepted=True)
    assert keeps(cast, item) == RUN | {"olga", "pavel"}


def test_nobody_keeps_the_list_of_what_he_may_not_see(client, cast, meeting):
    hidden = make.agenda_item(meeting, "Talks", marking=Marking.GOVERNMENT)
    make.membership(cast.pavel, meeting.committee, role="note_taker")
    assert keeps(cast, hidden) == RUN
    client.force_login(cast.pavel)
    assert client.get(reverse("speaker-add", args=[hidden.pk])).status_code == 404
    speaker = make.speaker(hidden, cast.chen, marking=Marking.GOVERNMENT)
    assert client.post(reverse("speaker-strike", args=[speaker.pk])).status_code == 404


def told(person):
    return list(Notice.objects.visible_to(person).order_by("at", "pk").values_list("words", flat=True))


ON = "You are to speak to 3 Res 64 (WG-PL, meeting 7, Room A), for us."
OFF = "You are no longer to speak to 3 Res 64 (WG-PL, meeting 7, Room A), for us."


def test_who_is_put_on_a_list_or_taken_off_is_told_once(client, cast, item):
    speaker = speakers.add(item, delegate=cast.olga, by=cast.chen)
    assert told(cast.olga) == [ON]
    assert Notice.objects.get().url == item.get_absolute_url()
    speakers.strike(speaker, by=cast.chen)
    speakers.strike(speaker, by=cast.chen)
    assert sorted(told(cast.olga)) == sorted([ON, OFF])
    assert Notice.objects.count() == 2


def test_who_put_himself_on_a_list_or_was_never_told_is_not(cast, item):
    speakers.strike(speakers.add(item, delegate=cast.chen, by=cast.chen), by=cast.sol)
    speakers.strike(speakers.add(item, delegate=cast.dina, by=cast.chen), by=cast.dina)
    assert (told(cast.chen), told(cast.dina)) == ([], [ON])


def test_who_has_spoken_is_not_told_that_he_need_not(cast, item):
    speaker = speakers.add(item, delegate=cast.olga, by=cast.chen)
    speakers.has_spoken(speaker, seen=speaker.version, by=cast.chen)
    speakers.strike(speaker, by=cast.chen)
    assert told(cast.olga) == [ON]


def test_of_a_meeting_that_is_over_nobody_is_told(cast, item):
    records.write(item.meeting, ended_at=make.START)
    speakers.add(item, delegate=cast.olga, by=cast.chen)
    assert (told(cast.olga), Speaker.objects.count()) == ([], 1)


def test_what_was_told_hides_with_its_item(cast, meeting):
    item = make.agenda_item(meeting, "Talks")
    speakers.add(item, delegate=cast.pavel, by=cast.sol)
    assert len(told(cast.pavel)) == 1
    speaker = speakers.add(make.agenda_item(meeting, "Other", place=2), delegate=cast.pavel, by=cast.sol)
    agenda_items.AgendaItem.objects.filter(pk=speaker.item_id).update(marking=Marking.GOVERNMENT)
    speakers.strike(speaker, by=cast.sol)
    assert [words for words in told(cast.pavel) if "no longer" in words] == []
