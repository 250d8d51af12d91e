"""Changing a marking on its page, and naming who leads an issue."""

import pytest
from django.core.exceptions import ValidationError
from django.urls import reverse

from delegation.actions import grants
from delegation.models import Assignment, Grant
from positions.actions import instructions
from positions.models import Instruction
from tests import factories as make


def marking_of(record):
    return reverse("marking", args=[record._meta.model_name, record.pk])


def test_what_hides_is_done_at_once_with_all_that_hangs_on_it(client, cast, internet):
    point = make.talking_point(internet)
    client.force_login(cast.chen)
    answer = client.post(marking_of(internet), {"marking": "government", "seen": 1})
    internet.refresh_from_db()
    point.refresh_from_db()
    assert (answer.status_code, answer.url) == (302, internet.get_absolute_url())
    assert (internet.marking, point.marking, Grant.objects.count()) == ("government", "government", 0)


def test_what_shows_more_waits_for_a_second_person(client, cast, internet):
    point = make.talking_point(internet, marking="government")
    client.force_login(cast.chen)
    told = client.post(marking_of(point), {"marking": "delegation", "seen": 1}, follow=True)
    point.refresh_from_db()
    [grant] = Grant.objects.waiting()
    assert (point.marking, grant.proposed_by, grant.value) == (
        "government",
        cast.chen,
        {"before": "government", "after": "delegation"},
    )
    assert "Waits until a head or deputy confirms it" in told.text
    client.force_login(cast.ben)
    client.post(reverse("grant-confirm", args=[grant.pk]))
    point.refresh_from_db()
    assert point.marking == "delegation"


def test_only_what_one_reads_oneself_may_be_chosen(client, cast, internet):
    position = make.position(internet)
    client.force_login(cast.sol)
    page = client.get(marking_of(position))
    assert [value for value, _label in page.context["form"].fields["marking"].choices] == ["delegation", "government"]
    assert client.post(marking_of(position), {"marking": "core", "seen": 1}).status_code == 422


def test_who_decided_on_what_has_changed_decides_again(client, cast, internet):
    client.force_login(cast.ben)
    client.post(marking_of(internet), {"marking": "government", "seen": 1})
    late = client.post(marking_of(internet), {"marking": "core", "seen": 1})
    internet.refresh_from_db()
    assert (late.status_code, internet.marking) == (409, "government")
    assert "Somebody changed it meanwhile" in late.text


@pytest.mark.parametrize("person, status", [("pavel", 404), ("olga", 403), ("gone", 302), ("chen", 200)])
def test_who_reaches_the_page(client, cast, internet, person, status):
    client.force_login(getattr(cast, person))
    assert client.get(marking_of(make.position(internet))).status_code == status


def test_who_holds_what_is_shown_to_more_people_is_shown_with_it(client, cast):
    issue = make.issue("Security", marking="government", lead=cast.chen)
    meeting = make.meeting(make.committee(), marking="government")
    make.duty(meeting, cast.dina, marking="government")
    client.force_login(cast.amara)
    for record in (issue, meeting):
        client.post(marking_of(record), {"marking": "delegation", "seen": 1})
        grants.confirm(Grant.objects.waiting().get(), by=cast.ben)
    client.force_login(cast.pavel)
    assert [
        "Chen" in client.get(issue.get_absolute_url()).text,
        "Dina" in client.get(meeting.get_absolute_url()).text,
    ] == [
        True,
        True,
    ]


def test_reserves_and_proposals_have_no_such_page(client, cast, internet):
    client.force_login(cast.amara)
    for record in (make.reserve(internet), make.proposal()):
        assert client.get(marking_of(record)).status_code == 404


@pytest.fixture
def stance(internet):
    return make.stance(internet, group=make.group("EUR"), marking="delegation")


@pytest.mark.parametrize("person, status", [("pavel", 403), ("olga", 403), ("kim", 403), ("sol", 200), ("chen", 200)])
def test_who_changes_the_marking_of_a_stance(client, cast, stance, person, status):
    client.force_login(getattr(cast, person))
    assert client.get(marking_of(stance)).status_code == status
    link = f'href="{marking_of(stance)}"'
    assert (link in client.get(stance.issue.get_absolute_url()).text) is (status == 200)
    sent = {"marking": "government", "seen": 1}
    assert client.post(marking_of(stance), sent).status_code == {200: 302}.get(status, status)
    stance.refresh_from_db()
    assert stance.marking == ("government" if status == 200 else "delegation")
    client.force_login(cast.pavel)
    assert client.get(marking_of(stance)).status_code == (404 if status == 200 else 403)


def test_a_stance_is_shown_to_more_people_by_two(client, cast, internet):
    stance = make.stance(internet, group=make.group("EUR"), marking="government")
    client.force_login(cast.chen)
    told = client.post(marking_of(stance), {"marking": "delegation", "seen": 1}, follow=True)
    assert (told.redirect_chain[0][0], "Waits until a head" in told.text) == (f"/issues/{internet.pk}/#stances", True)
    grants.confirm(Grant.objects.get(), by=cast.amara)
    stance.refresh_from_db()
    assert stance.marking == "delegation"
    assert '<b class="marking" data-marking="delegation">' in client.get(reverse("stance-matrix")).text


def test_a_stance_does_not_take_the_place_of_another(client, cast, internet, stance):
    make.stance(internet, group=stance.group, marking="government")
    client.force_login(cast.chen)
    refused = client.post(marking_of(stance), {"marking": "government", "seen": 1})
    assert (refused.status_code, "is marked so already: change that one" in refused.text) == (422, True)
    hidden = client.post(marking_of(internet), {"marking": "government", "seen": 1})
    assert (hidden.status_code, "(stance) cannot be marked Government." in hidden.text) == (422, True)


@pytest.mark.parametrize("sent", [{}, {"marking": "government"}, {"marking": "x", "seen": 1}, {"seen": "x"}])
def test_a_form_that_does_not_say_what_it_wants_changes_nothing(client, cast, internet, stance, sent):
    draft = make.instruction(internet, live=False, marking="delegation", by=cast.amara)
    client.force_login(cast.amara)
    for record in (stance, draft):
        assert client.post(marking_of(record), sent).status_code == 422
        record.refresh_from_db()
        assert record.marking == "delegation"


@pytest.mark.parametrize("is_live", [False, True])
@pytest.mark.parametrize("person, status", [("kim", 200), ("ben", 200), ("chen", 403), ("sol", 403), ("pavel", 404)])
def test_who_changes_the_marking_of_an_instruction(client, cast, internet, person, status, is_live):
    instruction = make.instruction(internet, live=is_live, by=cast.amara)
    client.force_login(getattr(cast, person))
    page, detail = client.get(marking_of(instruction)), reverse("instruction-detail", args=[instruction.pk])
    assert page.status_code == status
    assert (f'href="{marking_of(instruction)}"' in client.get(detail).text) is (status == 200)
    if status == 200:
        choices = [value for value, _label in page.context["form"].fields["marking"].choices]
        assert choices == ["delegation", "government"]
        assert client.post(marking_of(instruction), {"marking": "core", "seen": 1}).status_code == 422
    sent = client.post(marking_of(instruction), {"marking": "delegation", "seen": 1})
    assert sent.status_code == {200: 302}.get(status, status)
    assert Grant.objects.waiting().count() == (status == 200)


def test_a_live_instruction_is_hidden_by_one_and_shown_by_two(client, cast, internet):
    live = make.instruction(internet, marking="delegation", by=cast.amara)
    instructions.acknowledge(live, by=cast.chen)
    detail = reverse("instruction-detail", args=[live.pk])
    client.force_login(cast.kim)
    assert client.post(marking_of(live), {"marking": "government", "seen": 1}).url == detail
    client.force_login(cast.pavel)
    assert client.get(detail).status_code == 404
    client.force_login(cast.kim)
    client.post(marking_of(live), {"marking": "delegation", "seen": 2})
    grants.confirm(Grant.objects.get(), by=cast.ben)
    client.force_login(cast.pavel)
    page = " ".join(client.get(detail).text.split())
    assert ("1 of 2</b>: Chen" in page, "missing <b>Dina</b>" in page) == (True, True)


def test_who_could_read_an_instruction_can_read_its_successor(client, cast, internet):
    old = make.instruction(internet, "Old", marking="government", by=cast.amara)
    draft = instructions.draft(issue=internet, text=None, kind="oppose", mandate="New", by=cast.amara)
    new = instructions.issue_instruction(draft, seen=1, predecessor=old.pk, by=cast.amara).record
    client.force_login(cast.amara)
    early = client.post(marking_of(old), {"marking": "delegation", "seen": 2})
    assert (early.status_code, "show that one to them first" in early.text) == (422, True)
    for record, seen in ((new, 2), (old, 2)):
        client.post(marking_of(record), {"marking": "delegation", "seen": seen})
        grants.confirm(Grant.objects.waiting().get(), by=cast.ben)
    late = client.post(marking_of(new), {"marking": "government", "seen": 3})
    assert (late.status_code, "must go on reading this one" in late.text) == (422, True)
    client.post(marking_of(internet), {"marking": "government", "seen": 1})
    assert {one.marking for one in Instruction.objects.all()} == {"government"}


def test_a_proposal_to_show_an_instruction_no_longer_fits_once_it_is_superseded(client, cast, internet):
    live = make.instruction(internet, "Old", marking="government", by=cast.amara)
    client.force_login(cast.kim)
    client.post(marking_of(live), {"marking": "delegation", "seen": 1})
    draft = instructions.draft(issue=internet, text=None, kind="oppose", mandate="New", by=cast.amara)
    instructions.issue_instruction(draft, seen=1, predecessor=live.pk, by=cast.amara)
    with pytest.raises(ValidationError, match="show that one to them first"):
        grants.confirm(Grant.objects.get(), by=cast.ben)


def test_a_lead_is_named_by_two(client, cast):
    issue = make.issue("Numbering")
    client.force_login(cast.sol)
    assert "Name a lead or alternate" in client.get(issue.get_absolute_url()).text
    address = reverse("holder-add", args=[issue.pk])
    sent = {"person": cast.olga.name, "role": "a_lead", "starts_on": "2014-10-29"}
    told = client.post(address, sent, follow=True)
    assert "This waits until a head or deputy confirms it." in told.text
    assert (Assignment.objects.count(), Grant.objects.waiting().get().delegate) == (0, cast.olga)
    client.force_login(cast.amara)
    client.post(reverse("grant-confirm", args=[Grant.objects.get().pk]))
    [assignment] = Assignment.objects.in_force()
    assert (assignment.issue, assignment.delegate) == (issue, cast.olga)
    assert client.post(reverse("holder-end", args=[assignment.pk])).url == f"{issue.get_absolute_url()}#people"
    assert Assignment.objects.in_force().count() == 0


def test_who_cannot_hold_an_issue_is_refused_with_the_reason(client, cast, internet):
    client.force_login(cast.amara)
    address = reverse("holder-add", args=[internet.pk])
    refused = client.post(address, {"person": cast.pavel.name, "role": "a_lead", "starts_on": "2014-10-29"})
    assert refused.status_code == 422
    assert "is not cleared Government" in refused.text
    unknown = client.post(address, {"person": "Nobody", "role": "a_lead", "starts_on": "2014-10-29"})
    assert "No member of this name." in unknown.text
    client.force_login(cast.chen)
    assert client.get(address).status_code == 403
    held = cast.dina.assignments.get()
    assert client.post(reverse("holder-end", args=[held.pk])).status_code == 403
