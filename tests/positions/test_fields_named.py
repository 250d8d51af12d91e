"""Each field names record and column alike while it is read and while it is edited: by these others are told of it."""

import re
from datetime import timedelta

import pytest

from positions.models import Position
from tests import factories as make

SHOWN = re.compile(
    r'id="([\w-]+)"[^>]*? data-field data-record="([\w:-]+)" data-name="(\w+)"(?:(?!data-field).)*?'
    r'href="([^"]+)"[^>]*? data-edit',
    re.DOTALL,
)
EDITED = re.compile(r'<form[^>]*? data-editor[^>]*? data-record="([\w:-]+)" data-name="(\w+)"', re.DOTALL)


@pytest.fixture
def pages(cast, internet):
    """An issue, a proposal, a draft and a meeting, with everything on them that is edited in place."""
    text = make.text("Res 102", issues=[internet], canonical="RES 102", place=102)
    make.position(internet)
    make.talking_point(internet)
    make.reserve(internet)
    make.stance(internet, group=make.group())
    proposal = make.proposal("RCC/73A1/1", text=text, issue=internet)
    make.outcome(proposal=proposal, text=text)
    draft = make.instruction(internet, live=False)
    meeting = make.meeting(make.committee("WG-PL"), starts_at=make.START + timedelta(hours=1))
    return [
        internet.get_absolute_url(),
        proposal.get_absolute_url(),
        f"/instructions/{draft.pk}/",
        meeting.get_absolute_url(),
    ]


def test_a_field_is_named_alike_while_it_is_edited(client, cast, pages):
    client.force_login(cast.amara)
    named = {}
    for page in pages:
        for part, record, name, address in SHOWN.findall(client.get(page).content.decode()):
            form = client.get(address, headers={"HX-Request": "true", "HX-Target": part}).content.decode()
            assert EDITED.findall(form) == [(record, name)], part
            named.setdefault(record.partition(":")[0], []).append(name)
    assert named == {
        "issue": ["name", "summary", "committees", "agencies"],
        "position": list(Position.FIELDS),
        "talkingpoint": ["text"],
        "reserve": ["text"],
        "stance": ["value"],
        "proposal": "title ask stage committee text number sponsors document issue note source".split(),
        "outcome": ["result"],
        "instruction": ["text", "kind", "mandate"],
        "meeting": ["starts_at"],
    }
