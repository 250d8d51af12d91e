"""What the sweep sends to each address: a value for every field there is, and to some what they ask for."""

from datetime import timedelta

from tests import factories as make

EVERYTHING = {
    "seen": "1",
    "text": "New words",
    "argument": "New words",
    "objective": "New words",
    "mandate": "New words",
    "ask": "New words",
    "title": "New words",
    "name": "Hidden zqxissuekanari",
    "slug": "hidden",
    "summary": "New words",
    "lead": "New words",
    "kind": "support",
    "use": "floor",
    "value": "oppose",
    "source": "A statement",
    "marking": "delegation",
    "why": "A reason",
    "reason": "A reason",
    "note": "A note",
    "stage": "noted",
    "number": "RCC/73A1/9",
    "action": "MOD",
    "result": "noted",
    "starts_at": "2014-10-29T11:00",
    "ends_at": "2014-10-29T12:00",
    "room": "Room B",
    "role": "b_second",
    "version": "1",
    "agenda": "1 Opening\n2 Res. 101, 102 and 103, RCC/73A1/3, 73A1/3-5\n3 34/3, Document 73",
    "written": "Res 102, RCC/73A1/3",
    "voice": "us",
    "parent": "WG-PL",
    "output": "DT/24",
    "answer": "mine",
    "question": "New words?",
    "options": "New words",
    "recommendation": "New words",
    "by_default": "New words",
    "needed_by": "2014-10-29T12:00",
    "asked_back": "New words?",
    "reply": "New words",
    "words": "New words",
    "wrong": "New words",
    "settled": "agreed",
}
# Of what words may wait on a device: what is seen, what is hidden, what is in neither world.
WAITING = ("issue Internet", "point internet We welcome a study.", "position internet", "reserve internet a_fallback")
MEETING = make.key(f"meeting WG-PL 6 {make.START + timedelta(minutes=20)}")
SAID_THERE = (("kind", "against"), ("recent", "ARB"), ("text", "New words"))
POSTED: dict[str, list] = {
    "inbox-read": [(), (("since", "2014-10-20T09:00:00+09:00"), ("until", "2014-10-29T23:00:00+09:00"))],
    # Against what stands there, hidden or not; of an issue that is hidden; of a meeting that is.
    "room-note": [
        (),
        *(
            (("meeting", f"{meeting}"), ("item", f"{make.key('item')}"), ("issue", f"{issue}"), *SAID_THERE)
            for meeting in (MEETING, make.key("hidden meeting"))
            for issue in (make.key("issue Internet"), make.key("issue Cybersecurity"))
        ),
    ],
    "drafts": [
        tuple(
            ("topic", f"{kind}:{make.key(name)}") for name in WAITING for kind in ("issue", "talkingpoint", "position")
        ),
    ],
}


def posted(name):
    """What is sent to an address: nothing, and a form with a value for every field there is."""
    return POSTED.get(name, [(), tuple(EVERYTHING.items())])
