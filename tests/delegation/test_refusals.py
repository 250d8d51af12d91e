"""What is said to who may not: whoever is named there can, and nobody who can is left out."""

from datetime import timedelta

import pytest
from django.urls import reverse

from delegation import clock
from tests import factories as make


@pytest.fixture
def asked(client, cast):
    """What a member is answered at an address."""
    com5 = make.committee("COM5", kind="committee")
    make.membership(cast.sam, com5, role="note_taker")
    internet = make.issue("Internet", lead=cast.dina)
    internet.committees.add(com5)
    meeting = make.meeting(com5, starts_at=clock.now() + timedelta(hours=1))
    keys = {
        "meeting": meeting.pk,
        "hidden": make.meeting(com5, number="9", marking="government").pk,
        "duty": make.duty(meeting, cast.chen).pk,
        "item": make.agenda_item(meeting, issue=internet).pk,
        "issue": internet.pk,
        "question": make.guidance_request(internet, by=cast.dina).pk,
    }

    def asked(person, name, of, *, posted):
        client.force_login(person)
        url = reverse(name, args=[keys[of]] if of else [])
        return client.post(url, {}) if posted else client.get(url)

    return asked


RUN = "The head, a deputy or the secretary can."
KEEP = "The head, a deputy, the secretary or an administrator can."


ANSWER = "Only the member who is asked to the meeting can."
TIME = "Who is on duty at the meeting, its note-taker or the secretary can."
ACCOUNT = "Its note-taker, who holds an issue of the meeting, or the secretary can."
HOLD = "Who holds its issue, the head, a deputy or the secretary can."
HOLD_OR_KEEP = "Who holds its issue, the head, a deputy, the secretary or an administrator can."
ASK = "Only who leads the issue, or is its alternate, can ask capital."
ANSWERS = "Only capital can."
LIST = (
    "Who holds an issue of the item, who is on duty at the meeting, its note-taker, the head, a deputy or the "
    "secretary can."
)
ISSUE = "The head, a deputy or capital can."
FILE = "Who holds an issue, the head, a deputy, the secretary or an administrator can."
REHEARSE = "The head, a deputy or an administrator can."
NAMED = {
    LIST: ["amara", "ben", "chen", "dina", "sam", "sol"],
    HOLD: ["amara", "ben", "dina", "sol"],
    HOLD_OR_KEEP: ["amara", "ben", "dina", "rosa", "sol"],
    RUN: ["amara", "ben", "sol"],
    KEEP: ["amara", "ben", "rosa", "sol"],
    ANSWER: ["chen"],
    TIME: ["chen", "sam", "sol"],
    ACCOUNT: ["dina", "sam", "sol"],
    ASK: ["dina"],
    ANSWERS: ["kim"],
    ISSUE: ["amara", "ben", "kim"],
    FILE: ["amara", "ben", "dina", "rosa", "sol"],
    REHEARSE: ["amara", "ben", "rosa"],
}


@pytest.mark.parametrize(
    ("name", "of", "posted", "said"),
    [
        ("meeting-new", "", False, KEEP),
        ("meeting-cancel", "meeting", False, RUN),
        ("meeting-confirm", "meeting", True, RUN),
        ("meeting-move", "meeting", False, KEEP),
        ("meeting-move", "hidden", False, RUN),
        ("meeting-start", "meeting", True, TIME),
        ("item-edit", "item", False, HOLD_OR_KEEP),
        ("speaker-add", "item", False, LIST),
        ("point-add", "issue", False, HOLD),
        ("issue-close", "issue", False, RUN),
        ("agenda-paste", "meeting", False, KEEP),
        ("duty-suggestions", "meeting", False, RUN),
        ("duty-assign", "meeting", False, RUN),
        ("duty-accept", "duty", True, ANSWER),
        ("duty-refuse", "duty", False, ANSWER),
        ("duty-take-back", "duty", True, RUN),
        ("duty-hand-on", "duty", False, RUN),
        ("duty-miss", "duty", True, ACCOUNT),
        ("guidance-new", "", False, ASK),
        ("guidance-resend", "question", False, ASK),
        ("guidance-send", "question", True, ASK),
        ("guidance-answer", "question", False, ANSWERS),
        ("guidance-take", "question", True, ANSWERS),
        ("group-new", "", False, KEEP),
        ("import-time-plan", "", False, KEEP),
        ("instruction-new", "", False, ISSUE),
        ("last-hour", "", False, RUN),
        ("proposal-new", "", False, FILE),
        ("rehearsal", "", False, REHEARSE),
        ("grants", "", False, KEEP),
    ],
)
def test_a_refusal_says_who_can(client, cast, asked, name, of, posted, said):
    """Nothing is posted with the acts, so that what is allowed is not done either."""
    answers = {who: asked(person, name, of, posted=posted) for who, person in vars(cast).items() if person.is_active}
    assert [who for who, answer in sorted(answers.items()) if answer.status_code not in (403, 404)] == NAMED[said]
    assert {answer.context["exception"] for answer in answers.values() if answer.status_code == 403} == {said}
