"""A form of the administration that meets somebody else's save, or changes nearly everything at once."""

from datetime import timedelta

import pytest

from delegation.actions import markings, records
from delegation.models import Meeting
from positions.actions import texts
from positions.models import Text
from tests import factories as make
from tests.delegation.test_administration import inputs, page_of, send

ONCE = "6f1e6a0c-2f43-4c0e-9a55-0d6a1d6a6f01"


@pytest.fixture
def staff(client, cast):
    client.force_login(cast.rosa)
    return client


def test_many_fields_are_changed_at_once(staff):
    meeting = make.meeting(make.committee("COM5", kind="committee"), starts_at=make.START + timedelta(hours=5))
    said = {"number": "9", "title": "Plenary matters", "room": "Room C", "agenda_symbol": "ADM/1", "source": "ADM/1"}
    ticked = dict.fromkeys(("times_are_estimated", "is_webcast", "is_public", "is_sample"), "on")
    answer = send(staff, page_of("delegation_meeting", meeting), operation=ONCE, confidence="high", **said, **ticked)
    meeting.refresh_from_db()
    assert (answer.status_code, meeting.room, meeting.is_webcast) == (302, "Room C", True)


def test_what_follows_from_a_name_meets_what_somebody_wrote(staff, cast):
    text = make.text("Res 102")
    url = page_of("positions_text", text)
    sent = inputs(staff.get(url)) | {"name": "Dec 5"}
    texts.change(text, seen=1, kind="other", by=cast.sol)
    refused = staff.post(url, sent)
    assert (refused.status_code, "Sol changed this to “Other”" in refused.text) == (409, True)
    assert Text.objects.get().name == "Res 102"
    again = staff.post(url, inputs(refused))
    assert (again.status_code, Text.objects.get().kind) == (302, "decision")


def test_a_stale_form_is_told_also_where_the_key_is_a_word(staff, cast):
    committee = make.committee("COM5", kind="committee")
    url = page_of("delegation_committee", committee)
    mine = inputs(staff.get(url)) | {"chair": "Mine"}
    records.change(committee, seen=1, by=cast.sol, chair="Theirs")
    refused = staff.post(url, mine)
    assert (refused.status_code, "Sol changed this to “Theirs”" in refused.text) == (409, True)


def test_many_at_once_leaves_what_was_changed_also_where_the_key_is_a_word(staff, cast):
    records.change(make.committee("COM5", kind="committee"), seen=1, by=cast.sol, chair="Theirs")
    chosen = {"seen-COM5": "1", "action": "archive_chosen", "_selected_action": "COM5"}
    answer = staff.post(page_of("delegation_committee", what="changelist"), chosen, follow=True)
    assert "changed meanwhile by Sol" in answer.text


@pytest.mark.parametrize("key", ["nonsense", "", "1", "before\0after"])
def test_what_is_no_key_is_not_chosen(staff, key):
    chosen = {"action": "archive_chosen", "_selected_action": [key]}
    assert staff.post(page_of("delegation_meeting", what="changelist"), chosen).status_code == 404


@pytest.mark.parametrize("asked", ["marking__regex=(", "marking__in=core,elections", "marking__startswith=c"])
def test_a_list_is_asked_only_what_its_filters_ask(staff, asked):
    assert staff.get(page_of("positions_instruction", what="changelist") + f"?{asked}").status_code == 400


def test_the_same_form_again_tells_nothing_of_what_was_hidden_since(staff, cast):
    make.committee("COM5", kind="committee")
    url = page_of("delegation_meeting", what="add")
    times = {"starts_at": "2014-10-30T10:00", "ends_at": "2014-10-30T11:00"}
    form = inputs(staff.get(url)) | {"committee": "COM5", "number": "8", "operation": ONCE} | times
    assert staff.post(url, form).status_code == 302
    meeting = Meeting.objects.get()
    markings.set_marking(meeting, seen=1, marking="government", by=cast.amara)
    records.change(meeting, seen=2, by=cast.amara, number="Secret")
    assert staff.post(url, form).status_code == 404
    assert "Secret" not in staff.get(page_of("delegation_meeting", what="changelist")).text


def test_two_who_choose_different_committees_both_keep_theirs(staff, cast):
    one, two, three = (make.committee(code, kind="committee") for code in ("COM5", "COM6", "COM4"))
    document = make.document("73")
    document.committees.set([one])
    url = page_of("positions_document", document)
    mine, theirs = inputs(staff.get(url)), inputs(staff.get(url)) | {"operation": ONCE}
    assert staff.post(url, theirs | {"committees": ["COM5", "COM6"]}).status_code == 302
    assert staff.post(url, mine | {"committees": ["COM4"]}).status_code == 302
    assert set(document.committees.all()) == {two, three}


def test_what_was_chosen_beside_a_mistake_is_not_lost(staff):
    make.committee("COM5", kind="committee")
    document = make.document("73")
    url = page_of("positions_document", document)
    refused = send(staff, url, committees="COM5", symbol="nonsense")
    assert refused.status_code == 422
    assert staff.post(url, inputs(refused) | {"symbol": "73"}).status_code == 302
    assert [committee.code for committee in document.committees.all()] == ["COM5"]
