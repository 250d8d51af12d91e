"""Who may see and change what: every member of the cast, every marking, own issue or another."""

import itertools
from datetime import UTC, date, datetime, timedelta

import pytest
from django.db import IntegrityError, transaction

from delegation import access, happenings, history
from delegation.access import Marking
from delegation.actions import records
from delegation.models import Assignment, Delegate, Event, Issue, Meeting
from positions.models import Outcome, TalkingPoint
from tests import factories as make

ALL = {"amara", "ben", "chen", "dina", "sam", "sol", "kim", "eli", "pavel", "rosa", "olga"}
CLEARED = ALL - {"pavel", "rosa"}
SEES = {
    (Marking.DELEGATION, "internet"): ALL,
    (Marking.DELEGATION, "finance"): ALL,
    (Marking.GOVERNMENT, "internet"): CLEARED,
    (Marking.GOVERNMENT, "finance"): CLEARED,
    (Marking.CORE, "internet"): {"amara", "ben", "kim", "chen", "dina"},
    (Marking.CORE, "finance"): {"amara", "ben", "kim", "olga"},
    (Marking.ELECTIONS, "internet"): {"amara", "ben", "eli"},
    (Marking.ELECTIONS, "finance"): {"amara", "ben", "eli"},
}
LEADS = {"internet": {"chen", "dina"}, "finance": {"olga"}}


@pytest.fixture
def issues(cast, internet):
    return {"internet": internet, "finance": make.issue("Finance", lead=cast.olga)}


def named(people):
    return {person.name.lower() for person in people}


@pytest.mark.parametrize("marking,which", SEES)
def test_four_readings_of_the_rule_agree(cast, issues, marking, which):
    point = make.talking_point(issues[which], marking=marking)
    event = Event.objects.create(
        topic="x", marking=marking, issue=issues[which], at=make.START, batch=make.key("batch")
    )
    people = vars(cast).values()
    assert named(p for p in people if point in TalkingPoint.objects.visible_to(p)) == SEES[marking, which]
    assert named(p for p in people if point.is_visible_to(p)) == SEES[marking, which]
    assert named(point.readers()) == SEES[marking, which]
    assert named(p for p in people if event in Event.objects.visible_to(p)) == SEES[marking, which]


@pytest.mark.parametrize("marking,which", SEES)
def test_editors_change_what_they_see_and_leads_what_hangs_on_their_issue(cast, issues, marking, which):
    point = make.talking_point(issues[which], marking=marking)
    expected = SEES[marking, which] & ({"amara", "ben", "sol"} | LEADS[which])
    people = vars(cast).values()
    assert named(p for p in people if point.is_changeable_by(p)) == expected
    assert named(p for p in people if point in TalkingPoint.objects.changeable_by(p)) == expected


@pytest.mark.parametrize("marking,which", SEES)
def test_an_issue_is_its_own_issue(cast, issues, marking, which):
    Issue.objects.filter(pk=issues[which].pk).update(marking=marking)
    issues[which].refresh_from_db()
    people = vars(cast).values()
    assert named(p for p in people if issues[which] in Issue.objects.visible_to(p)) == SEES[marking, which]
    assert named(issues[which].readers()) == SEES[marking, which]


def test_staff_keep_what_every_member_may_see_and_nothing_else(cast, internet):
    committee = make.committee()
    open_one = make.meeting(committee)
    closed_one = make.meeting(committee, number="2", marking=Marking.GOVERNMENT)
    assert open_one.is_changeable_by(cast.rosa)
    assert not closed_one.is_visible_to(cast.rosa)
    assert list(Meeting.objects.changeable_by(cast.rosa)) == [open_one]
    assert not make.talking_point(internet).is_changeable_by(cast.rosa)


def test_superusers_see_no_more(cast, internet):
    cast.pavel.is_superuser = True
    assert not make.talking_point(internet, marking=Marking.GOVERNMENT).is_visible_to(cast.pavel)


def test_an_assignment_opens_core_while_it_holds(cast, internet):
    reserve = make.reserve(internet)
    assignment = cast.chen.assignments.get()
    for starts_on, ends_on, sees in (
        (date(2014, 10, 1), date(2014, 10, 29), True),
        (date(2014, 10, 1), date(2014, 10, 28), False),
        (date(2014, 10, 30), None, False),
    ):
        type(assignment).objects.filter(pk=assignment.pk).update(starts_on=starts_on, ends_on=ends_on)
        assert reserve.is_visible_to(cast.chen) is sees
        assert (cast.chen in reserve.readers()) is sees


def test_the_past_of_a_lowered_record_stays_closed(cast, internet):
    point = make.talking_point(internet, "The red line is standards.", marking=Marking.CORE)
    records.change(point, seen=1, by=None, text="We welcome a study.", marking=Marking.DELEGATION)
    point.refresh_from_db()
    assert [entry.version for entry in history.entries(point, cast.amara)] == [2, 1]
    shown = history.entries(point, cast.pavel)
    assert [entry.version for entry in shown] == [2]
    assert all(change.before is None for change in shown[0].changes)
    assert history.past_values(point, 1, cast.pavel) is None
    assert history.past_values(point, 1, cast.amara)["text"] == "The red line is standards."


def test_happenings_are_seen_as_their_records_are(cast, internet):
    hidden = make.talking_point(internet, "Hidden", marking=Marking.GOVERNMENT)
    shown = make.talking_point(internet, "Shown", place=2)
    with history.recorded(cast.chen):
        TalkingPoint.objects.filter(pk__in=[hidden.pk, shown.pk]).update(use="corridor")
    found = {
        person: {h.key for h in happenings.happenings(getattr(cast, person), [TalkingPoint], since=make.START)}
        for person in ("pavel", "chen")
    }
    assert found == {"pavel": {shown.pk}, "chen": {hidden.pk, shown.pk}}


def test_the_database_refuses_an_uncleared_lead(cast, internet):
    for person in (cast.pavel, cast.rosa):
        with pytest.raises(IntegrityError, match="not cleared"), transaction.atomic():
            make.assignment(internet, person)
    with pytest.raises(IntegrityError, match="hand it on"), transaction.atomic():
        Delegate.objects.filter(pk=cast.chen.pk).update(clearance="delegation")
    with pytest.raises(IntegrityError, match="functions_that_are_cleared"), transaction.atomic():
        Delegate.objects.filter(pk=cast.pavel.pk).update(function="head")


@pytest.mark.parametrize(
    "zone,at,today",
    [
        ("Asia/Seoul", datetime(2014, 10, 29, 23, 30, tzinfo=UTC), date(2014, 10, 30)),
        ("America/New_York", datetime(2014, 10, 30, 1, 30, tzinfo=UTC), date(2014, 10, 29)),
        ("Pacific/Kiritimati", datetime(2014, 10, 29, 11, 0, tzinfo=UTC), date(2014, 10, 30)),
    ],
)
def test_the_database_counts_the_days_of_a_holder_as_the_conference_does(db, zone, at, today):
    make.conference(at=at, zone=zone)
    yesterdays, todays = make.delegate("chen"), make.delegate("dina")
    issue = make.issue()
    make.assignment(issue, yesterdays, ends_on=today - timedelta(days=1))
    make.assignment(issue, todays, ends_on=today)
    assert [one.delegate for one in Assignment.objects.in_force()] == [todays]
    Delegate.objects.filter(pk=yesterdays.pk).update(clearance="delegation")
    with pytest.raises(IntegrityError, match="hand it on"), transaction.atomic():
        Delegate.objects.filter(pk=todays.pk).update(clearance="delegation")


def test_only_oneself_while_one_has_access_answers_and_signs_in_as_oneself(cast):
    assert [access.is_oneself(one, cast.chen.pk) for one in (cast.chen, cast.amara, cast.gone)] == [True, False, False]
    assert [access.is_oneself(cast.gone, cast.gone.pk), access.is_oneself(cast.chen, None)] == [False, False]


@pytest.mark.parametrize("before,after", list(itertools.product(Marking.values, Marking.values)))
def test_a_change_of_marking_adds_readers_where_somebody_new_would_see(cast, issues, before, after):
    """Over both issues: what adds a reader in any case must take two."""
    seen = [(set(access.readers(before, i.pk)), set(access.readers(after, i.pk))) for i in issues.values()]
    adds = any(new - old for old, new in seen)
    assert access.adds_readers(before, after) is adds


@pytest.mark.parametrize("above", Marking.values)
def test_what_hangs_on_a_record_of_another_issue_is_read_by_nobody_else(cast, issues, above):
    """Every two markings, on the same issue, on another and on none."""
    keys = [None, *(issue.pk for issue in issues.values())]
    for on, below, hangs_on in itertools.product(keys, Marking.values, keys):
        record = Meeting(marking=above, issue_id=on)
        hanging = Outcome(marking=below, issue_id=hangs_on)
        adds = bool(set(hanging.readers()) - set(record.readers()))
        assert (hanging.is_read_beyond(record), above, below, on, hangs_on) == (adds, above, below, on, hangs_on)
