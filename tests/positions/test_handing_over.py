"""Handing over a member: what is held goes to others, and then access ends or is lowered."""

from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.urls import reverse

from delegation import clock
from delegation.actions import duties as duties_alone
from delegation.actions import grants, people
from delegation.models import Assignment, Duty, Grant, Membership, Notice
from delegation.versions import Stale
from positions.actions import handing_over, positions
from positions.models import Instruction
from positions.models.acknowledgements import known
from tests import factories as make
from tests.positions.test_cover import at


@pytest.fixture
def com5(cast):
    return make.committee("COM5", kind="committee")


@pytest.fixture
def meeting(com5):
    return make.meeting(com5, number="8", starts_at=at(14, 30))


def page(client, person, about):
    client.force_login(person)
    return client.get(reverse("team-hand-over", args=[about.pk]))


def test_one_page_holds_all_that_the_reader_may_know(client, cast, internet, com5, meeting):
    make.duty(meeting, cast.chen)
    make.duty(make.meeting(com5, number="7", starts_at=at(5), minutes=60), cast.chen)  # over
    make.membership(cast.chen, com5)
    order = make.instruction(internet, "Hold.", by=cast.amara)
    grants.propose_clearance(make.delegate("wanda", cleared=False), by=cast.sol)
    shown = page(client, cast.ben, cast.chen).context
    assert [duty.meeting for duty in shown["duties"]] == [meeting]
    assert [(one.assignment.issue, one.live) for one in shown["issues"]] == [(internet, [order])]
    assert [part.committee for part in shown["parts"]] == [com5]
    assert (shown["is_free"], shown["markings"]) == (False, ["delegation", "government"])
    of_sol = page(client, cast.ben, cast.sol).context
    assert [grant.in_words for grant in of_sol["proposed"]] == ["Wanda (Government) is cleared Government"]
    for person in (cast.chen, cast.pavel, cast.rosa, cast.kim):
        assert page(client, person, cast.chen).status_code == 403


def test_what_the_reader_may_not_know_is_neither_shown_nor_in_the_way(client, cast):
    secret = make.issue("Secret", marking="core", lead=cast.chen)
    assert page(client, cast.sol, cast.chen).context["is_free"] is True
    assert page(client, cast.amara, cast.chen).context["is_free"] is False
    for name in ("issue-hand-on",):
        client.force_login(cast.sol)
        assert client.get(reverse(name, args=[secret.assignments.get().pk])).status_code == 404
    handing_over.let_go(cast.chen, seen=1, why="Ill.", by=cast.sol)
    cast.chen.refresh_from_db()
    assert cast.chen.is_active is False


def test_a_duty_goes_to_somebody_else_with_a_note_or_stays(cast, meeting, internet):
    duty = make.duty(meeting, cast.chen, accepted=True)
    make.agenda_item(meeting, "Item 3", issues=[internet])
    make.instruction(internet, "Hold.", by=cast.amara)
    with pytest.raises(ValidationError, match="Pavel may not read the live instruction"):
        handing_over.hand_on_duty(duty, seen=1, to=cast.pavel, by=cast.sol)
    duty.refresh_from_db()
    assert duty.archived_at is None
    asked = handing_over.hand_on_duty(duty, seen=1, to=cast.sam, note="Chen is ill.", by=cast.sol).record
    assert (asked.delegate, asked.role, asked.note, asked.state) == (cast.sam, duty.role, "Chen is ill.", "assigned")
    [told] = Notice.objects.visible_to(cast.sam)
    assert told.words == "You are asked to Com 5, meeting 8, 29 Oct 14:30: Lead. Chen is ill."
    with pytest.raises(ValidationError, match="no longer asked"):
        handing_over.hand_on_duty(duty, seen=1, to=cast.dina, by=cast.sol)
    assert list(Duty.objects.standing().values_list("delegate__name", flat=True)) == ["Sam"]


def test_a_duty_that_was_answered_meanwhile_is_looked_at_again(cast, meeting):
    duty = make.duty(meeting, cast.chen)
    duties_alone.accept(duty, seen=1, by=cast.chen)
    assert isinstance(handing_over.hand_on_duty(duty, seen=1, to=cast.sam, by=cast.sol), Stale)
    with pytest.raises(PermissionDenied):
        handing_over.hand_on_duty(duty, seen=2, to=cast.sam, by=cast.chen)


def test_an_issue_goes_at_once_and_is_given_by_two(cast, internet):
    held = internet.assignments.get(delegate=cast.chen)
    order = make.instruction(internet, "Hold.", by=cast.amara)
    with pytest.raises(PermissionDenied):
        handing_over.hand_on_issue(held, seen=1, to=cast.olga, by=cast.chen)
    handing_over.hand_on_issue(held, seen=1, to=cast.olga, by=cast.sol)
    assert [one.delegate for one in Assignment.objects.in_force().filter(issue=internet)] == [cast.dina]
    grants.confirm(Grant.objects.waiting().get(), by=cast.amara)
    assert [told.words for told in Notice.objects.visible_to(cast.olga)] == ["You are now lead of Internet."]
    with clock.kept():
        [shown] = known(Instruction.objects.visible_to(cast.olga).live().filter(pk=order.pk), cast.olga)
    assert {str(one) for one in shown.missing} == {"Olga", "Dina"}


def test_nobody_is_needed_where_others_go_on(cast, internet):
    lead, alternate = (internet.assignments.get(delegate=one) for one in (cast.chen, cast.dina))
    handing_over.hand_on_issue(alternate, seen=1, to=None, by=cast.sol)
    with pytest.raises(ValidationError, match="Nobody else holds it"):
        handing_over.hand_on_issue(lead, seen=1, to=None, by=cast.sol)
    assert handing_over.hand_on_issue(alternate, seen=1, to=None, by=cast.sol).changed == ()


def test_a_part_in_a_committee_is_handed_on(cast, com5):
    part = make.membership(cast.chen, com5)
    handing_over.hand_on_part(part, seen=1, to=cast.sam, by=cast.sol)
    [now] = Membership.objects.in_force().filter(committee=com5)
    assert (now.delegate, now.role) == (cast.sam, "spokesperson")


def test_access_ends_when_nothing_is_held(client, cast, meeting):
    duty = make.duty(meeting, cast.olga)
    client.force_login(cast.sol)
    address = reverse("team-let-go", args=[cast.olga.pk])
    refused = client.post(address, {"why": "Ill.", "seen": "1"})
    assert (refused.status_code, "Olga still holds something" in refused.text) == (422, True)
    answer = client.post(reverse("duty-hand-on", args=[duty.pk]), {"to": "Sam", "seen": "1", "note": "In Room B."})
    assert answer.url == reverse("team-hand-over", args=[cast.olga.pk])
    assert client.post(address, {"why": "Ill.", "seen": "1"}).status_code == 302
    cast.olga.refresh_from_db()
    assert (cast.olga.is_active, cast.olga.access_ended_why) == (False, "Ill.")


def test_who_is_given_other_tasks_stays_and_reads_less(client, cast):
    client.force_login(cast.ben)
    assert "reads what is marked Delegation only" in page(client, cast.ben, cast.olga).text
    client.post(reverse("team-lower", args=[cast.olga.pk]), {"seen": "1"})
    cast.olga.refresh_from_db()
    assert (cast.olga.is_active, cast.olga.clearance) == (True, "delegation")


def held_of(cast, what, meeting, internet):
    """What Chen holds, and how it is handed on."""
    match what:
        case "duty":
            return make.duty(meeting, cast.chen), handing_over.hand_on_duty
        case "issue":
            return internet.assignments.get(delegate=cast.chen), handing_over.hand_on_issue
    return make.membership(cast.chen, meeting.committee), handing_over.hand_on_part


@pytest.mark.parametrize("what", ["duty", "issue", "part"])
def test_it_goes_to_somebody_else_and_to_one(cast, meeting, internet, what):
    held, hand_on = held_of(cast, what, meeting, internet)
    with pytest.raises(ValidationError, match="Chen holds it already"):
        hand_on(held, seen=1, to=cast.chen, by=cast.sol)
    hand_on(held, seen=1, to=cast.olga, by=cast.sol)
    with pytest.raises(ValidationError, match=r"handed on already|no longer asked"):
        hand_on(held, seen=1, to=cast.sam, by=cast.ben)


def test_who_has_no_access_does_not_go_on_with_an_issue(client, cast, internet):
    people.end_access(cast.dina, why="Left.", by=cast.amara)
    assert [one.others for one in page(client, cast.sol, cast.chen).context["issues"]] == [[]]
    lead = internet.assignments.get(delegate=cast.chen)
    with pytest.raises(ValidationError, match="Nobody else holds it"):
        handing_over.hand_on_issue(lead, seen=1, to=None, by=cast.sol)


@pytest.mark.parametrize("many", [1, 3])
def test_the_page_costs_the_same_however_much_is_held(client, cast, com5, many, django_assert_num_queries):
    for number in range(many):
        make.duty(make.meeting(com5, number=str(number), starts_at=at(9) + timedelta(days=1 + number)), cast.chen)
        issue = make.issue(f"Issue {number}", lead=cast.chen)
        make.instruction(issue, f"Hold {number}.", by=cast.amara)
        positions.add(issue=issue, by=cast.chen)
    page(client, cast.ben, cast.chen)
    with django_assert_num_queries(19):
        client.get(reverse("team-hand-over", args=[cast.chen.pk]))


def test_who_is_to_be_elsewhere_may_be_asked_with_a_reason_on_the_same_page(client, cast, com5, meeting):
    duty = make.duty(meeting, cast.chen)
    make.duty(make.meeting(com5, number="9", starts_at=at(15)), cast.sam, accepted=True)
    client.force_login(cast.sol)
    address, sent = reverse("duty-hand-on", args=[duty.pk]), {"to": "Sam", "seen": "1", "note": "Item 3 is open."}
    assert "What should the next one know?" in client.get(address).text
    refused = client.post(address, sent)
    assert (refused.status_code, "say why in two rooms" in refused.text) == (422, True)
    assert list(refused.context["form"].errors) == ["override_reason"]
    assert client.post(address, sent | {"override_reason": "Rooms are next door."}).status_code == 302
    asked = Duty.objects.standing().get(meeting=meeting)
    assert (asked.delegate, asked.override_reason) == (cast.sam, "Rooms are next door.")


def test_what_the_next_one_should_know_is_asked_on_the_page_of_the_member(client, cast, meeting):
    make.duty(meeting, cast.chen)
    shown = page(client, cast.sol, cast.chen).text
    assert ("What should the next one know?" in shown, "What to know" in shown) == (True, False)
