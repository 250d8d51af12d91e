"""A meeting that is archived is out of everything, as one that is cancelled; restored, it asks anew."""

from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.urls import reverse
from icalendar import Calendar

from delegation import clock
from delegation.actions import duties, feeds, meetings, telling
from delegation.models import Duty, Meeting, Notice
from delegation.team import member
from positions.models import cover
from tests import factories as make
from tests.positions.test_cover import at


@pytest.fixture
def com5(cast):
    committee = make.committee("COM5", kind="committee")
    make.membership(cast.dina, committee)
    return committee


@pytest.fixture
def meeting(com5):
    return make.meeting(com5, number="8", starts_at=at(14, 30))


@pytest.fixture
def duty(cast, meeting):
    return make.duty(meeting, cast.chen, accepted=True)


def event(client, url):
    [event] = Calendar.from_ical(client.get(url).content).walk("VEVENT")
    return str(event["status"]), int(event["sequence"])


def told(person):
    return [notice.words for notice in Notice.objects.visible_to(person).newest_first()]


def test_it_is_out_of_everything_and_asks_anew(client, cast, meeting, duty, com5):
    beside = make.duty(make.meeting(com5, number="9", starts_at=at(15)), cast.chen)
    url = reverse("feed", args=[feeds.make(by=cast.chen)])
    Meeting.objects.filter(pk=beside.meeting_id).update(marking="government")  # one event in the calendar
    day = cover.Span(at(0), at(23))
    assert [one.pk for one in cover.clashing(cast.sol, day)] == [duty.pk, beside.pk]
    status, first = event(client, url)
    assert status == "TENTATIVE"

    meetings.archive(meeting, by=cast.rosa)
    duty.refresh_from_db()
    assert (duty.accepted_at, list(cover.clashing(cast.sol, day))) == (None, [])
    assert meeting not in cover.uncovered(cast.sol, day)
    client.force_login(cast.chen)
    pages = [client.get(reverse(page)).text for page in ("today", "time-plan")]
    assert [meeting.get_absolute_url() in page for page in pages] == [False, False]
    assert member(cast.chen.pk, cast.sol).on_duty == [beside]
    status, second = event(client, url)
    assert (status, second > first) == ("CANCELLED", True)
    for person in (cast.chen, cast.dina):
        assert told(person) == ["Com 5, meeting 8, 29 Oct 14:30, is no longer in the time plan."]
    assert client.get(Notice.objects.visible_to(cast.chen).get().url).status_code == 200
    duties.accept(beside, seen=beside.version, by=cast.chen)  # nothing stands in the way
    with pytest.raises(ValidationError, match="no longer in the time plan"):
        duties.accept(duty, seen=duty.version, by=cast.chen)

    meetings.restore(meeting, by=cast.rosa)
    assert Duty.objects.get(pk=duty.pk).state == "assigned"
    assert event(client, url) == ("TENTATIVE", second + 1)
    again = "Com 5, meeting 8, 29 Oct 14:30, is in the time plan again; who is to be there is asked anew"
    assert told(cast.chen)[0] == again  # what hides more is not named
    assert meeting in cover.uncovered(cast.sol, day)


def test_what_runs_is_not_archived_and_what_is_over_stays_as_it_was(cast, com5):
    running = make.meeting(com5, number="1", starts_at=clock.now() - timedelta(minutes=5))
    with pytest.raises(ValidationError, match="is running"):
        meetings.archive(running, by=cast.sol)
    over = make.meeting(com5, number="2", starts_at=clock.now() - timedelta(hours=9))
    done = make.duty(over, cast.chen, accepted=True)
    meetings.archive(over, by=cast.sol)
    done.refresh_from_db()
    assert (done.state, told(cast.chen)) == ("accepted", [])


def test_who_may_not_change_a_meeting_does_not_archive_it(cast, meeting):
    for person in (cast.chen, cast.pavel, cast.kim, cast.gone):
        with pytest.raises(PermissionDenied):
            meetings.archive(meeting, by=person)
    assert Meeting.objects.current().count() == 1


def test_the_administration_takes_this_way(client, cast, meeting, duty):
    client.force_login(cast.rosa)
    url = reverse("admin:delegation_meeting_changelist")
    chosen = {"action": "archive_chosen", "_selected_action": [str(meeting.pk)]}
    client.post(url, chosen | {f"seen-{meeting.pk}": "1"})
    duty.refresh_from_db()
    meeting.refresh_from_db()
    assert (meeting.archived_at is not None, duty.accepted_at) == (True, None)
    back = {"action": "restore_chosen", "_selected_action": [str(meeting.pk)], f"seen-{meeting.pk}": "2"}
    client.post(f"{url}?state=archived", back)
    assert len(told(cast.chen)) == 2


@pytest.mark.parametrize("many", [1, 3])
def test_telling_costs_the_same_however_many_are_told(cast, com5, meeting, many, django_assert_num_queries):
    for number, person in enumerate((cast.chen, cast.sam, cast.ben)[:many]):
        make.duty(meeting, person)
        make.duty(make.meeting(com5, number=str(number), starts_at=at(15)), person)
    with clock.kept(), django_assert_num_queries(10):
        telling.tell(meeting, "%(meeting)s, %(at)s", by=cast.sol)
