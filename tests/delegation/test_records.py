"""Adding, changing, archiving and restoring any record."""

import pytest
from django.core.exceptions import PermissionDenied, ValidationError

from delegation.access import Marking
from delegation.actions import markings, records
from delegation.history import Stamps, entries
from delegation.models import Event, Wording
from delegation.versions import Saved, Stale
from positions.models import AgendaItem, Outcome, Position
from tests import factories as make


def test_a_change_is_numbered_recorded_and_announced(cast, internet):
    position = make.position(internet)
    outcome = records.change(position, seen=1, by=cast.chen, argument="Study comes first.")
    assert isinstance(outcome, Saved)
    assert (outcome.record.version, outcome.record.field_versions) == (2, {"argument": 2})
    assert [event.topic for event in Event.objects.all()] == [f"position:{position.pk}"]
    newest = entries(outcome.record, cast.chen)[0]
    assert (newest.version, newest.by) == (2, cast.chen)
    assert [(change.name, change.before, change.after) for change in newest.changes] == [
        ("argument", "", "Study comes first.")
    ]
    assert Stamps([outcome.record], cast.chen).of(outcome.record, "argument").by == cast.chen


def test_different_fields_never_conflict_and_the_same_field_does(cast, internet):
    position = make.position(internet)
    records.change(position, seen=1, by=cast.chen, argument="One")
    assert isinstance(records.change(position, seen=1, by=cast.dina, objective="Two"), Saved)
    stale = records.change(position, seen=1, by=cast.dina, argument="Mine")
    assert isinstance(stale, Stale)
    assert (stale.fields, stale.record.argument) == (("argument",), "One")
    assert list(Wording.objects.values_list("text", "by", "marking")) == [("Mine", cast.dina.pk, "government")]
    assert records.change(position, seen=1, by=cast.dina, argument="One").changed == ()


def test_refusals_change_nothing(cast, internet):
    position = make.position(internet)
    for person in (cast.pavel, cast.olga, cast.rosa, cast.gone, cast.kim):
        with pytest.raises(PermissionDenied):
            records.change(position, seen=1, by=person, argument="x")
    with pytest.raises(ValidationError):
        records.change(position, seen=7, by=cast.chen, argument="x")
    records.archive(position, by=cast.ben)
    assert records.change(position, seen=2, by=cast.chen, argument="x").is_archived
    records.restore(position, by=cast.ben)
    position.refresh_from_db()
    assert (position.argument, position.version, Event.objects.count()) == ("", 3, 2)


def test_what_is_added_is_marked_at_least_as_what_it_hangs_on(cast):
    meeting = make.meeting(make.committee(), marking="government")
    item = records.add(AgendaItem(meeting=meeting, title="Internet"), by=cast.sol)
    assert item.marking == "government"
    with pytest.raises(ValidationError, match="is marked Elections: change that first"):
        records.add(Position(issue=make.issue("Council", marking="elections"), marking="core"), by=cast.ben)
    assert Position.objects.count() == 0


def test_nothing_is_hung_on_what_is_hidden_from_its_readers(cast, internet):
    outcome = make.outcome(issue=internet)
    hidden = make.meeting(make.committee(), marking="government")
    with pytest.raises(ValidationError, match="is marked Government: change that first") as refused:
        records.change(outcome, seen=1, by=cast.ben, meeting=hidden)
    outcome.refresh_from_db()
    assert (list(refused.value.error_dict), outcome.meeting, outcome.version) == (["meeting"], None, 1)


@pytest.fixture
def finance(cast):
    return make.issue("Finance", lead=cast.olga)


def test_core_is_hung_on_core_of_the_same_issue_only(cast, internet, finance):
    hidden = make.meeting(make.committee(), marking="core", issue=finance)
    with pytest.raises(ValidationError, match="is marked Core and hangs on another issue"):
        records.add(Outcome(issue=internet, meeting=hidden, result="noted", summary="Noted."), by=cast.ben)
    outcome = make.outcome(issue=internet, marking="core")
    with pytest.raises(ValidationError, match="hangs on another issue"):
        records.change(outcome, seen=1, by=cast.ben, meeting=hidden)
    made = records.add(Outcome(issue=finance, meeting=hidden, result="noted", summary="Noted."), by=cast.ben)
    assert (made.marking, made.is_visible_to(cast.olga), made.is_visible_to(cast.chen)) == ("core", True, False)


@pytest.mark.parametrize("on", ["internet", "finance", None])
def test_hiding_a_record_leaves_nothing_open_that_hangs_on_it(cast, internet, finance, on):
    issue = {"internet": internet, "finance": finance, None: None}[on]
    meeting = make.meeting(make.committee(), issue=issue)
    outcome = make.outcome(issue=internet, meeting=meeting)
    if on == "internet":
        markings.set_marking(meeting, seen=1, marking=Marking.CORE, by=cast.ben)
    else:
        with pytest.raises(ValidationError, match="would go on reading") as refused:
            markings.set_marking(meeting, seen=1, marking=Marking.CORE, by=cast.ben)
        assert outcome.summary not in str(refused.value)
    outcome.refresh_from_db()
    meeting.refresh_from_db()
    assert {outcome.marking, meeting.marking} == ({"core"} if on == "internet" else {"delegation"})


def test_another_issue_gives_nobody_sight_of_what_is_core(cast, internet, finance):
    meeting = make.meeting(make.committee(), marking="core", issue=internet)
    outcome = make.outcome(issue=internet, meeting=meeting, marking="core")
    with pytest.raises(PermissionDenied):
        records.change(outcome, seen=1, by=cast.ben, issue=finance)
    with pytest.raises(ValidationError, match="hangs on another issue"):
        records.change(outcome, seen=1, by=None, issue=finance)
    with pytest.raises(ValidationError, match="would go on reading"):
        records.change(meeting, seen=1, by=None, issue=finance)


def test_duties_go_with_their_meeting_to_another_issue(cast, internet, finance):
    meeting = make.meeting(make.committee(), marking="core", issue=internet)
    duty = make.duty(meeting, cast.amara, marking="core", issue=internet)
    records.change(meeting, seen=1, by=None, issue=finance)
    duty.refresh_from_db()
    assert (duty.is_visible_to(cast.olga), duty.is_visible_to(cast.chen)) == (True, False)
    told = Event.objects.filter(topic=f"duty:{duty.pk}")
    assert set(told.values_list("issue", flat=True)) == {internet.pk, finance.pk}
