"""Where nobody of us is, and who is to be in two places: each rule on real rows."""

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from delegation import clock
from delegation.actions import duties, markings, meetings, people
from delegation.models import Notice
from positions.actions.cover import tell_of_tomorrow
from positions.models import cover
from tests import factories as make

BUSAN = ZoneInfo("Asia/Seoul")


def at(hour, minute=0, day=29, month=10):
    return datetime(2014, month, day, hour, minute, tzinfo=BUSAN)


@pytest.fixture
def day(cast):
    start, end = clock.conference().day(date(2014, 10, 29))
    return cover.Span(start, end)


def names(found):
    return [str(one) for one in found]


@pytest.fixture
def com5(cast):
    committee = make.committee("COM5", kind="committee")
    make.membership(cast.chen, committee)
    return committee


FOLLOWED = {
    "nobody was asked": ([], True),
    "a lead was asked and has not answered": ([("chen", "a_lead", False)], True),
    "a lead has accepted": ([("chen", "a_lead", True)], False),
    "only a note-taker has accepted": ([("sam", "c_notes", True)], True),
    "the lead gave it back": ([("chen", "a_lead", "back")], True),
}


def ask(meeting, person, role, answer, by):
    duty = duties.assign(meeting, delegate=person, role=role, by=by)
    if answer:
        duties.accept(duty, seen=duty.version, by=person)
    if answer == "back":
        duties.hand_over(duty, seen=duty.version, note="Ill.", by=person)


@pytest.mark.parametrize(("asked", "is_gap"), FOLLOWED.values(), ids=FOLLOWED.keys())
def test_a_committee_that_we_follow_needs_a_lead_who_has_accepted(cast, com5, day, asked, is_gap):
    meeting = make.meeting(com5, starts_at=at(14, 30))
    for name, role, answer in asked:
        ask(meeting, getattr(cast, name), role, answer, cast.sol)
    assert names(cover.uncovered(cast.ben, day)) == ["Com 5"] * is_gap


def test_whom_nobody_follows_needs_nobody(cast, day):
    make.meeting(make.committee("COM6", kind="committee"), starts_at=at(14, 30))
    assert names(cover.uncovered(cast.ben, day)) == []


MEMBERSHIPS = {
    "holds that day": ({}, True),
    "begins later": ({"starts_on": date(2014, 10, 30)}, False),
    "begins that day": ({"starts_on": date(2014, 10, 29)}, True),
    "ended before": ({"ends_on": date(2014, 10, 28)}, False),
    "ends that day": ({"ends_on": date(2014, 10, 29)}, True),
}


@pytest.mark.parametrize(("values", "is_gap"), MEMBERSHIPS.values(), ids=MEMBERSHIPS.keys())
def test_a_committee_is_followed_while_a_membership_holds(cast, day, values, is_gap):
    com5 = make.committee("COM5", kind="committee")
    make.membership(cast.chen, com5, **values)
    make.meeting(com5, starts_at=at(14, 30))
    assert names(cover.uncovered(cast.ben, day)) == ["Com 5"] * is_gap


def test_a_committee_in_which_an_issue_of_ours_is_handled_is_followed(cast, internet, day):
    wg = make.committee("WG-PL")
    internet.committees.add(wg)
    make.meeting(wg, starts_at=at(14, 30))
    assert names(cover.uncovered(cast.ben, day)) == ["WG-PL"]


WORKS_ON = {
    "our text": ("Res 101", True),
    "as it was typed": ("res 101", True),
    "one of several": ("Res 64, Res 101;Res 133", True),
    "another": ("Res 1010", False),
    "not said": ("", False),
}


@pytest.mark.parametrize(("works_on", "is_gap"), WORKS_ON.values(), ids=WORKS_ON.keys())
def test_a_group_on_a_text_of_an_issue_of_ours_is_followed(cast, internet, day, works_on, is_gap):
    make.text("Res 101", issues=[internet])
    group = make.committee("AH-101", kind="ad_hoc", name="Ad hoc group", works_on=works_on)
    make.meeting(group, starts_at=at(14, 30))
    assert names(cover.uncovered(cast.ben, day)) == ["Ad hoc group"] * is_gap
    markings.set_marking(internet, seen=internet.version, marking="government", by=cast.amara)
    assert names(cover.uncovered(cast.pavel, day)) == []


@pytest.mark.parametrize("kind", ["issue", "document", "text", "proposal"])
@pytest.mark.parametrize("is_attended", [True, False])
def test_an_agenda_with_something_of_ours_needs_somebody(cast, internet, day, kind, is_attended):
    meeting = make.meeting(make.committee("COM6", kind="committee"), starts_at=at(14, 30))
    item = make.agenda_item(meeting, "Item 3", issues=[internet] if kind == "issue" else [])
    if kind == "document":
        item.documents.add(paper := make.document("31"))
        make.proposal("VLD/31/4", is_ours=True, document=paper)
    if kind == "text":
        item.texts.add(text := make.text("Res 101", canonical="RES 101"))
        make.proposal("VLD/31/4", is_ours=True, text=text)
    if kind == "proposal":
        item.proposals.add(make.proposal("VLD/31/4", is_ours=True))
    if is_attended:
        ask(meeting, cast.sam, "c_notes", True, cast.sol)
    [found] = cover.uncovered(cast.ben, day) if not is_attended else [None]
    assert found is None or (found.takes_ours, found.follows_it) == (True, False)
    assert names(cover.uncovered(cast.ben, day)) == ["Com 6"] * (not is_attended)


def test_what_is_cancelled_over_or_on_another_day_is_no_gap(cast, com5, day):
    cancelled = make.meeting(com5, number="1", starts_at=at(14, 30))
    meetings.cancel(cancelled, seen=cancelled.version, why="No room.", by=cast.sol)
    make.meeting(com5, number="2", starts_at=at(5), minutes=60)
    make.meeting(com5, number="3", starts_at=at(0, 0, day=30))
    make.meeting(com5, number="4", starts_at=at(23, 59))
    assert names(cover.uncovered(cast.ben, day)) == ["Com 5, meeting 4"]


def test_a_gap_is_known_to_who_knows_the_meeting(cast, com5, day):
    make.meeting(com5, starts_at=at(14, 30), marking="government")
    assert (names(cover.uncovered(cast.ben, day)), names(cover.uncovered(cast.pavel, day))) == (["Com 5"], [])


def test_an_issue_that_is_hidden_makes_no_gap(cast, day):
    secret = make.issue("Secret", marking="government")
    meeting = make.meeting(make.committee("COM6", kind="committee"), starts_at=at(14, 30))
    make.agenda_item(meeting, "Item 3", issues=[secret])
    assert (names(cover.uncovered(cast.ben, day)), names(cover.uncovered(cast.pavel, day))) == (["Com 6"], [])


CLASHES = {
    "at the same time": (at(14, 30), True),
    "overlapping": (at(16), True),
    "back to back": (at(17, 30), False),
}


@pytest.mark.parametrize(("starts_at", "is_clash"), CLASHES.values(), ids=CLASHES.keys())
def test_a_member_in_two_rooms(cast, com5, day, starts_at, is_clash):
    one = make.meeting(com5, starts_at=at(14, 30))
    other = make.meeting(make.committee("COM6", kind="committee"), starts_at=starts_at)
    for meeting in (one, other):
        make.duty(meeting, cast.chen)
    assert sorted(str(duty.meeting) for duty in cover.clashing(cast.ben, day)) == ["Com 5", "Com 6"] * is_clash
    assert names(cover.clashing(cast.ben, cover.Span(day.end, day.end + timedelta(days=1)))) == []


def test_both_stand_where_somebody_said_so(cast, com5, day):
    for code in ("COM6", "COM7"):
        make.duty(make.meeting(make.committee(code, kind="committee"), starts_at=at(14, 30)), cast.chen)
    duty = cover.clashing(cast.ben, day).first()
    duties.override(duty, seen=duty.version, why="Next door.", by=cast.sol)
    assert names(cover.clashing(cast.ben, day)) == []


def test_a_meeting_that_its_chair_has_closed_needs_nobody(cast, com5, day):
    meeting = make.meeting(com5, starts_at=at(14, 30))
    assert names(cover.uncovered(cast.ben, day)) == ["Com 5"]
    type(meeting).objects.filter(pk=meeting.pk).update(ended_at=at(14, 40))
    assert names(cover.uncovered(cast.ben, day)) == []


AWAY = {
    "arrives later": ({"arrives_on": date(2014, 10, 30)}, True),
    "arrives that day": ({"arrives_on": date(2014, 10, 29)}, False),
    "left before": ({"leaves_on": date(2014, 10, 28)}, True),
    "leaves that day": ({"leaves_on": date(2014, 10, 29)}, False),
    "stays": ({}, False),
}


@pytest.mark.parametrize(("values", "is_away"), AWAY.values(), ids=AWAY.keys())
def test_a_member_who_is_not_there(cast, com5, day, values, is_away):
    type(cast.chen).objects.filter(pk=cast.chen.pk).update(**values)
    make.duty(make.meeting(com5, starts_at=at(8, 30)), cast.chen)
    make.duty(make.meeting(com5, starts_at=at(0, 10), number="2"), cast.dina)
    assert [duty.delegate.name for duty in cover.away(cast.ben, day)] == ["Chen"] * is_away


def test_who_has_no_access_any_more_covers_nothing(cast, com5, day):
    meeting = make.meeting(com5, starts_at=at(14, 30))
    make.membership(cast.dina, com5)
    make.duty(meeting, cast.chen, accepted=True)
    assert (names(cover.uncovered(cast.ben, day)), names(cover.away(cast.ben, day))) == ([], [])
    people.end_access(cast.chen, why="Ill.", by=cast.amara)
    assert names(cover.uncovered(cast.ben, day)) == ["Com 5"]
    assert [duty.delegate.name for duty in cover.away(cast.ben, day)] == ["Chen"]


# Who could go


def evening(hour, minute=0):
    """Move the conference to that time of 28 October."""
    conference = clock.conference()
    conference.rehearsal_offset = at(hour, minute, day=28) - datetime.now(UTC)
    conference.save()


def said(person):
    return list(Notice.objects.visible_to(person).values_list("words", flat=True))


def test_deputies_and_leads_are_told_of_tomorrow_once(cast, internet, com5):
    gap = make.meeting(com5, number="8", starts_at=at(14, 30))
    make.agenda_item(gap, "Item 3", issues=[internet])
    covered = make.meeting(com5, number="9", starts_at=at(9, 30))
    make.duty(covered, cast.chen, accepted=True)
    evening(20, 59)
    assert (tell_of_tomorrow(), said(cast.ben)) == (0, [])
    evening(21)
    for _time in range(2):
        tell_of_tomorrow()
    words = ["Tomorrow 14:30, Com 5, meeting 8: ours is on the agenda, nobody has accepted"]
    assert [said(one) for one in (cast.ben, cast.chen, cast.dina, cast.amara, cast.pavel)] == [words, words, [], [], []]
    evening(23)
    tell_of_tomorrow()
    assert said(cast.ben) == words


def test_a_gap_is_told_to_no_lead_who_may_not_know_the_meeting(cast, com5):
    issue = make.issue("Council", lead=cast.olga)
    hidden = make.meeting(com5, number="8", starts_at=at(14, 30), marking="elections")
    make.agenda_item(hidden, "Item 3", issues=[issue], marking="elections")
    evening(21)
    tell_of_tomorrow()
    assert (len(said(cast.ben)), said(cast.olga)) == (1, [])


def test_a_lead_is_told_of_what_he_may_know(cast, internet, com5):
    gap = make.meeting(com5, number="8", starts_at=at(14, 30))
    make.agenda_item(gap, "Item 3", issues=[internet], marking="elections")  # which Chen does not see
    make.agenda_item(gap, "Item 4", issues=[make.issue("Council", lead=cast.olga)])
    evening(21)
    tell_of_tomorrow()
    words = ["Tomorrow 14:30, Com 5, meeting 8: ours is on the agenda, nobody has accepted"]
    assert [said(one) for one in (cast.ben, cast.chen, cast.olga)] == [words, [], words]
