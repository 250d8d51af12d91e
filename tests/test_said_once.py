"""What is said once stays said: an act that compares no versions changes nothing when it comes a second time."""

from contextlib import suppress
from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError

from delegation import clock
from delegation.actions import committees, duties, grants, issues, meetings, people, records
from delegation.models import Grant
from positions.actions import alternatives, bases, notes, proposals, reserves, speakers, talking_points
from positions.actions import issues as issues_with_instructions
from tests import factories as make
from tests.test_write_paths import ONCE, REASONS


def archived(record, cast):
    records.archive(record, by=cast.amara)
    return record


def duty(cast, **values):
    return make.duty(make.meeting(make.committee()), cast.chen, **values)


def two_duties(cast):
    meeting = make.meeting(make.committee("COM5", kind="committee"))
    make.duty(meeting, cast.chen)
    return make.duty(make.meeting(make.committee(), starts_at=meeting.starts_at), cast.chen)


def in_the_room(cast):
    return duty(cast, accepted=True, in_room_at=clock.now())


def closed(issue, cast):
    issues.mark_closed(issue, by=cast.amara)
    return issue


def gone(cast):
    people.end_access(cast.olga, why="Went home.", by=cast.amara)
    return cast.olga


def proposed(cast):
    return grants.propose_function(cast.olga, "secretary", by=cast.rosa)


def meeting(cast):
    return make.meeting(make.committee(), starts_at=make.START + timedelta(minutes=30))


def running(cast):
    return make.meeting(make.committee(), starts_at=make.START - timedelta(hours=1))


def speaker(cast):
    return make.speaker(make.agenda_item(make.meeting(make.committee())), cast.chen)


def basis(cast, issue):
    return make.basis(make.position(issue), make.instruction(issue, by=cast.kim))


def missing(cast):
    ended = make.meeting(make.committee(), starts_at=make.START - timedelta(hours=4))
    return make.duty(ended, cast.chen, accepted=True)


WHY = {"why": "A reason."}
# For each act: the record, who says it, and with what.
SAID = {
    committees.end: (lambda cast, issue: make.committee(kind="ad_hoc"), "sol", {"output": "DT/24"}),
    duties.accept: (lambda cast, issue: duty(cast), "chen", {}),
    duties.refuse: (lambda cast, issue: duty(cast), "chen", WHY),
    duties.arrive: (lambda cast, issue: duty(cast, accepted=True), "chen", {}),
    duties.finish: (lambda cast, issue: in_the_room(cast), "chen", {}),
    duties.miss: (lambda cast, issue: missing(cast), "sol", {}),
    duties.hand_over: (lambda cast, issue: duty(cast, accepted=True), "chen", {"note": "Item 3 is open."}),
    duties.override: (lambda cast, issue: two_duties(cast), "sol", WHY),
    duties.take_back: (lambda cast, issue: duty(cast), "sol", {}),
    grants.confirm: (lambda cast, issue: proposed(cast), "amara", {}),
    grants.refuse: (lambda cast, issue: proposed(cast), "amara", {}),
    issues.archive: (lambda cast, issue: closed(issue, cast), "amara", {}),
    issues.mark_closed: (lambda cast, issue: issue, "amara", {}),
    issues.open_again: (lambda cast, issue: closed(issue, cast), "amara", {}),
    issues.restore: (lambda cast, issue: archived(issue, cast), "amara", {}),
    issues_with_instructions.close: (lambda cast, issue: issue, "amara", {}),
    meetings.archive: (lambda cast, issue: meeting(cast), "rosa", {}),
    meetings.restore: (lambda cast, issue: archived(meeting(cast), cast), "rosa", {}),
    meetings.cancel: (lambda cast, issue: meeting(cast), "sol", WHY),
    meetings.confirm: (lambda cast, issue: meeting(cast), "sol", {}),
    meetings.end: (lambda cast, issue: running(cast), "sol", {}),
    meetings.start: (lambda cast, issue: meeting(cast), "sol", {}),
    people.end_access: (lambda cast, issue: cast.olga, "amara", WHY),
    people.end_assignment: (lambda cast, issue: issue.assignments.first(), "amara", {}),
    people.give_access_again: (lambda cast, issue: gone(cast), "amara", {}),
    notes.archive: (lambda cast, issue: make.note(meeting(cast), "Said."), "amara", {}),
    notes.restore: (lambda cast, issue: archived(make.note(meeting(cast), "Said."), cast), "amara", {}),
    proposals.archive: (lambda cast, issue: make.proposal(), "amara", {}),
    proposals.restore: (lambda cast, issue: archived(make.proposal(), cast), "amara", {}),
    records.archive: (lambda cast, issue: make.position(issue), "amara", {}),
    records.restore: (lambda cast, issue: archived(make.position(issue), cast), "amara", {}),
    reserves.archive: (lambda cast, issue: make.reserve(issue), "amara", {}),
    reserves.restore: (lambda cast, issue: archived(make.reserve(issue), cast), "amara", {}),
    alternatives.archive: (lambda cast, issue: make.alternative(make.position(issue)), "amara", {}),
    bases.take_off: (lambda cast, issue: basis(cast, issue), "amara", {}),
    speakers.strike: (lambda cast, issue: speaker(cast), "sol", {}),
    talking_points.archive: (lambda cast, issue: make.talking_point(issue), "amara", {}),
    talking_points.restore: (lambda cast, issue: archived(make.talking_point(issue), cast), "amara", {}),
}


def name_of(act):
    return f"{act.__module__}:{act.__name__}"


# Facts of duties and meetings are stated once too, and compare besides.
COMPARING = {name_of(act) for act in SAID if act.__module__.endswith((".duties", ".meetings"))} - set(REASONS)


def test_every_such_act_is_said_twice_here():
    said = {name_of(act) for act in SAID}
    assert said - COMPARING == {name for name, reason in REASONS.items() if reason == ONCE}


@pytest.mark.parametrize("act", SAID, ids=lambda act: f"{act.__module__.rpartition('.')[2]}.{act.__name__}")
def test_said_twice_is_once(act, cast, internet):
    make_record, who, given = SAID[act]
    record, by = make_record(cast, internet), getattr(cast, who)
    before = state(record)
    given = given | ({"seen": record.version} if name_of(act) in COMPARING else {})
    act(record, by=by, **given)
    record.refresh_from_db()
    first = state(record)
    assert first != before
    with suppress(ValidationError):
        act(record, by=by, **given | ({"why": "Another reason."} if "why" in given else {}))
    record.refresh_from_db()
    assert state(record) == first


def state(record):
    values = {field.attname: getattr(record, field.attname) for field in record._meta.concrete_fields}
    return values, Grant.objects.count() if isinstance(record, Grant) else record.history.count()
