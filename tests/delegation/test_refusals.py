"""What is said to who may not: whoever is named there can, and nobody who can is left out."""

from datetime import timedelta

import pytest
from django.urls import reverse

from delegation import clock
from tests import factories as make


@pytest.fixture
def refused(client, cast, internet):
    """The sentence that a member is told at an address."""
    com5 = make.committee("COM5", kind="committee")
    meeting = make.meeting(com5, starts_at=clock.now() + timedelta(hours=1))
    duty = make.duty(meeting, cast.chen)
    keys = {"meeting": meeting.pk, "duty": duty.pk}

    def refused(person, name, of="", *, posted=False):
        client.force_login(person)
        url = reverse(name, args=[keys[of]] if of else [])
        answer = client.post(url, {}) if posted else client.get(url)
        assert answer.status_code == 403
        return answer.context["exception"]

    return refused


RUN = "The head, a deputy or the secretary can."
KEEP = "The head, a deputy, the secretary or an administrator can."


@pytest.mark.parametrize(
    ("name", "of", "posted", "said"),
    [
        ("meeting-new", "", False, RUN),
        ("meeting-cancel", "meeting", False, RUN),
        ("meeting-confirm", "meeting", True, RUN),
        ("meeting-move", "meeting", False, KEEP),
        ("meeting-start", "meeting", True, "Who is on duty at the meeting, its note-taker or the secretary can."),
        ("agenda-paste", "meeting", False, KEEP),
        ("duty-suggestions", "meeting", False, RUN),
        ("duty-assign", "meeting", False, RUN),
        ("duty-accept", "duty", True, "Only the member who is asked to the meeting can."),
        ("duty-refuse", "duty", False, "Only the member who is asked to the meeting can."),
        ("duty-take-back", "duty", True, RUN),
        ("duty-hand-on", "duty", False, RUN),
        (
            *("duty-miss", "duty", True),
            "Its note-taker, who holds an issue of the meeting, or the secretary can.",
        ),
        ("group-new", "", False, KEEP),
        ("import-time-plan", "", False, KEEP),
    ],
)
def test_a_refusal_says_who_can(refused, cast, name, of, posted, said):
    assert refused(cast.olga, name, of, posted=posted) == said
