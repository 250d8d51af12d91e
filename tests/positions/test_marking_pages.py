"""Changing a marking on its page, and naming who leads an issue."""

import pytest
from django.urls import reverse

from delegation.models import Assignment, Grant
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


def test_reserves_and_proposals_have_no_such_page(client, cast, internet):
    client.force_login(cast.amara)
    for record in (make.reserve(internet), make.proposal(), make.instruction(internet, by=cast.amara)):
        assert client.get(marking_of(record)).status_code == 404


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
