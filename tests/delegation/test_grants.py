"""Whatever gives anybody new sight takes two."""

from datetime import date

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import IntegrityError, transaction

from delegation.actions import grants, markings, people, records
from delegation.models import Assignment, Event, Grant
from delegation.versions import Saved, Stale
from positions.models import Acknowledgement, Instruction, Position, TalkingPoint
from tests import factories as make


def test_a_clearance_is_proposed_by_one_and_confirmed_by_another(cast):
    grant = grants.propose_clearance(cast.pavel, by=cast.rosa)
    assert grants.propose_clearance(cast.pavel, by=cast.sol) == grant
    cast.pavel.refresh_from_db()
    assert cast.pavel.clearance == "delegation"
    confirmed = grants.confirm(grant, by=cast.ben).record
    cast.pavel.refresh_from_db()
    assert (cast.pavel.clearance, cast.pavel.cleared_by, cast.pavel.cleared_on) == (
        "government",
        cast.ben,
        date(2014, 10, 29),
    )
    assert (confirmed.proposed_by, confirmed.confirmed_by) == (cast.rosa, cast.ben)
    assert list(Grant.objects.waiting()) == []
    with pytest.raises(ValidationError, match="already been confirmed by Ben"):
        grants.confirm(grant, by=cast.amara)


def test_only_heads_confirm_and_never_what_they_proposed(cast):
    grant = grants.propose_clearance(cast.pavel, by=cast.ben)
    for person in (cast.ben, cast.rosa, cast.sol, cast.chen, cast.kim, cast.pavel, cast.gone):
        with pytest.raises(PermissionDenied):
            grants.confirm(grant, by=person)
    for person in (cast.chen, cast.kim, cast.pavel, cast.gone):
        with pytest.raises(PermissionDenied):
            grants.propose_clearance(cast.pavel, by=person)
    with pytest.raises(IntegrityError), transaction.atomic():
        Grant.objects.filter(pk=grant.pk).update(confirmed_by=cast.ben, confirmed_at=make.START)
    assert grants.confirm(grant, by=cast.amara).record.confirmed_by == cast.amara


def test_a_refused_or_withdrawn_proposal_changes_nothing(cast):
    grant = grants.propose_clearance(cast.pavel, by=cast.rosa)
    with pytest.raises(PermissionDenied):
        grants.refuse(grant, by=cast.sol)
    grants.refuse(grant, by=cast.ben)
    with pytest.raises(ValidationError, match="already been refused by Ben"):
        grants.confirm(grant, by=cast.amara)
    own = grants.propose_clearance(cast.pavel, by=cast.rosa)
    assert grants.refuse(own, by=cast.rosa).refused_by == cast.rosa
    cast.pavel.refresh_from_db()
    assert cast.pavel.clearance == "delegation"


def test_what_no_longer_fits_says_so_and_still_waits(cast):
    grant = grants.propose_clearance(cast.pavel, by=cast.rosa)
    people.end_access(cast.pavel, why="Left.", by=cast.sol)
    with pytest.raises(ValidationError, match="Pavel has no access any more"):
        grants.confirm(grant, by=cast.ben)
    again = grants.propose_function(cast.olga, "secretary", by=cast.rosa)
    people.change(cast.olga, seen=1, by=None, function="secretary")
    with pytest.raises(ValidationError, match="already so"):
        grants.confirm(again, by=cast.ben)
    assert list(Grant.objects.waiting()) == [grant, again]


def test_an_assignment_takes_two_and_a_clearance(cast, internet):
    with pytest.raises(ValidationError, match="Pavel is not cleared Government and could not read the live"):
        grants.propose_assignment(internet, cast.pavel, role="b_alternate", starts_on=date(2014, 10, 29), by=cast.sol)
    grant = grants.propose_assignment(
        internet, cast.olga, role="b_alternate", starts_on=date(2014, 10, 29), by=cast.rosa
    )
    assert (grant.marking, grant.issue_id) == (internet.marking, internet.pk)
    assert not Assignment.objects.filter(delegate=cast.olga).exists()
    grants.confirm(grant, by=cast.ben)
    given = Assignment.objects.get(delegate=cast.olga)
    assert (given.issue, given.role, given.marking) == (internet, "b_alternate", internet.marking)
    with pytest.raises(ValidationError, match="already holds"):
        grants.propose_assignment(internet, cast.olga, role="a_lead", starts_on=date(2014, 10, 29), by=cast.rosa)


def test_nobody_writes_past_the_grants(cast, internet):
    with pytest.raises(PermissionDenied):
        records.change(cast.pavel, seen=1, by=cast.amara, clearance="government")
    given = cast.chen.assignments.get()
    people.end_assignment(given, by=cast.rosa)
    with pytest.raises(PermissionDenied):
        records.restore(given, by=cast.amara)
    with pytest.raises(PermissionDenied):
        records.change(make.position(internet), seen=1, by=cast.amara, marking="delegation")


def test_a_grant_about_a_hidden_record_is_hidden(cast, internet):
    secret = make.issue("Seats", marking="core", lead=cast.chen)
    with pytest.raises(PermissionDenied):
        grants.propose_assignment(secret, cast.olga, role="b_alternate", starts_on=make.START.date(), by=cast.rosa)
    grant = grants.propose_assignment(secret, cast.olga, role="b_alternate", starts_on=make.START.date(), by=cast.amara)
    assert not Grant.objects.visible_to(cast.rosa).exists()
    assert not Event.objects.visible_to(cast.rosa).filter(topic=f"grant:{grant.pk}").exists()
    assert list(Grant.objects.visible_to(cast.ben)) == [grant]


def test_an_answered_grant_is_hidden_with_its_record(client, cast, internet):
    issue = make.issue("Numbering")
    told = {"role": "b_alternate", "starts_on": make.START.date(), "by": cast.amara}
    confirmed, refused = (grants.propose_assignment(issue, person, **told) for person in (cast.olga, cast.sam))
    grants.confirm(confirmed, by=cast.ben)
    grants.refuse(refused, by=cast.ben)
    markings.set_marking(issue, seen=1, marking="government", by=cast.amara)
    assert not Grant.objects.visible_to(cast.rosa).exists()
    client.force_login(cast.rosa)
    assert "Numbering" not in client.get("/account/confirmations/").text


def test_who_loses_sight_of_a_grant_with_its_record_is_told(cast, internet):
    grant = grants.propose_assignment(
        internet, cast.olga, role="b_alternate", starts_on=date(2014, 10, 20), by=cast.sol
    )
    Event.objects.all().delete()
    markings.set_marking(internet, seen=internet.version, marking="government", by=cast.amara)
    told = Event.objects.filter(topic=f"grant:{grant.pk}")
    assert set(told.values_list("marking", flat=True)) == {"delegation", "government"}


def test_less_sight_is_at_once_and_reaches_what_hangs_on_it(cast, internet):
    instruction = make.instruction(internet, marking="delegation")
    point = make.talking_point(internet)
    told = Acknowledgement.objects.create(
        instruction=instruction, delegate=cast.chen, at=make.START, issue=internet, marking="delegation"
    )
    reserve = make.reserve(internet)
    outcome = markings.set_marking(internet, seen=1, marking="government", by=cast.amara)
    assert (outcome.changed, outcome.record.marking) == (("marking",), "government")
    for record in (instruction, point, told, *internet.assignments.all()):
        record.refresh_from_db()
        assert record.marking == "government", record
    reserve.refresh_from_db()
    assert (reserve.marking, reserve.version) == ("core", 1)
    topics = {f"issue:{internet.pk}", f"talkingpoint:{point.pk}", f"acknowledgement:{told.pk}"}
    pavel_is_told = Event.objects.visible_to(cast.pavel).values_list("topic", flat=True)
    assert topics <= set(pavel_is_told)


def test_words_that_are_cut_say_so(cast, internet):
    point = make.talking_point(internet, text="Many words. " * 20, marking="government")
    [grant] = markings.set_marking(point, seen=1, marking="delegation", by=cast.amara).proposed
    said = f"“{('Many words. ' * 20)[:119]}…”"
    assert grant.in_words == f"Talking point {said}: marked Delegation instead of Government"


def test_what_cannot_be_marked_so_stops_the_whole(cast, internet):
    make.instruction(internet)
    point = make.talking_point(internet, marking="government")
    with pytest.raises(ValidationError, match=r"\(instruction\) cannot be marked Core"):
        markings.set_marking(internet, seen=1, marking="core", by=cast.amara)
    point.refresh_from_db()
    internet.refresh_from_db()
    assert (point.marking, internet.marking) == ("government", "delegation")


def test_more_readers_are_proposed_and_never_cascade(cast, internet):
    markings.set_marking(internet, seen=1, marking="government", by=cast.amara)
    position, point = make.position(internet), make.talking_point(internet, marking="government")
    with pytest.raises(ValidationError, match="“Internet”, on which this hangs, is marked Government"):
        markings.set_marking(point, seen=1, marking="delegation", by=cast.chen)
    internet.refresh_from_db()
    outcome = markings.set_marking(internet, seen=2, marking="delegation", by=cast.amara)
    assert isinstance(outcome, Saved)
    assert (outcome.record.marking, outcome.changed) == ("government", ())
    grants.confirm(outcome.proposed[0], by=cast.ben)
    internet.refresh_from_db()
    position.refresh_from_db()
    assert (internet.marking, position.marking) == ("delegation", "government")
    assert Position.objects.visible_to(cast.pavel).count() == 0


def test_a_marking_has_its_refusals(cast, internet):
    point = make.talking_point(internet)
    for person in (cast.pavel, cast.rosa, cast.olga, cast.kim):
        with pytest.raises(PermissionDenied):
            markings.set_marking(point, seen=1, marking="government", by=person)
    with pytest.raises(ValidationError, match="could not see this any more yourself"):
        markings.set_marking(point, seen=1, marking="core", by=cast.sol)
    markings.set_marking(point, seen=1, marking="government", by=cast.sol)
    stale = markings.set_marking(point, seen=1, marking="core", by=cast.chen)
    assert isinstance(stale, Stale)
    grant = markings.set_marking(point, seen=2, marking="delegation", by=cast.chen).proposed[0]
    markings.set_marking(point, seen=2, marking="core", by=cast.chen)
    with pytest.raises(ValidationError, match="changed to Core meanwhile"):
        grants.confirm(grant, by=cast.ben)
    grant.refresh_from_db()
    assert (grant.marking, TalkingPoint.objects.get().marking) == ("core", "core")
    records.archive(point, by=cast.chen)
    with pytest.raises(ValidationError, match="archived"):
        markings.set_marking(point, seen=4, marking="delegation", by=cast.chen)


def test_what_hangs_on_what_is_declared_for_every_parent():
    assert Instruction.parents == ("issue", "text")
    assert Position.parents == ("issue",)
