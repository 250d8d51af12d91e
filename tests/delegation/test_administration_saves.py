"""A form of the administration that meets somebody else's save, or changes nearly everything at once."""

from datetime import timedelta

import pytest

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
