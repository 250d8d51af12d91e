"""What a member leaves unfinished: drafts go to somebody else, the rest is listed with who goes on with it."""

from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.urls import reverse

from delegation import clock
from delegation.actions import grants, people, records
from delegation.models import Notice
from delegation.versions import Stale
from positions.actions import handing_over, instructions, positions, proposals, talking_points
from tests import factories as make


def left(client, reader, person):
    client.force_login(reader)
    context = client.get(reverse("team-hand-over", args=[person.pk])).context
    return [(one.words, one.then) for one in context["unfinished"]]


@pytest.fixture
def draft(cast, internet):
    return instructions.draft(issue=internet, text=None, kind="support", mandate="Hold.", by=cast.ben)


def test_a_draft_instruction_goes_to_somebody_who_issues(client, cast, draft):
    with pytest.raises(PermissionDenied):
        handing_over.hand_on_draft(draft, seen=1, to=cast.kim, by=cast.sol)
    with pytest.raises(ValidationError, match="Chen does not issue instructions"):
        handing_over.hand_on_draft(draft, seen=1, to=cast.chen, by=cast.amara)
    with pytest.raises(ValidationError, match="Ben holds it already"):
        handing_over.hand_on_draft(draft, seen=1, to=cast.ben, by=cast.amara)
    handing_over.hand_on_draft(draft, seen=1, to=cast.kim, by=cast.amara)
    draft.refresh_from_db()
    assert (draft.drafted_by, draft.mandate) == (cast.kim, "Hold.")
    assert [told.words for told in Notice.objects.visible_to(cast.kim)] == ["You go on with the draft: Internet."]
    assert isinstance(handing_over.hand_on_draft(draft, seen=1, to=cast.amara, by=cast.amara), Stale)
    instructions.drop(draft, seen=draft.version, why="Not needed.", by=cast.kim)
    with pytest.raises(ValidationError, match="already been issued or dropped"):
        handing_over.hand_on_draft(draft, seen=3, to=cast.amara, by=cast.amara)


def test_the_deed_stands_on_the_page_for_who_has_it(client, cast, draft):
    address = reverse("draft-hand-on", args=[draft.pk])
    page = reverse("team-hand-over", args=[cast.ben.pk])
    client.force_login(cast.sol)
    assert ("Draft instruction on Internet" in client.get(page).text, address in client.get(page).text) == (True, False)
    assert client.post(address, {"to": "Kim", "seen": "1"}).status_code == 403
    client.force_login(cast.amara)
    assert address in client.get(page).text
    answer = client.post(address, {"to": "Kim", "seen": "1"})
    assert (answer.status_code, answer.url) == (302, page)
    assert address not in client.get(page).text
    client.force_login(cast.pavel)
    assert client.get(address).status_code in (403, 404)


def test_what_he_began_goes_with_its_issue_or_waits_for_a_holder(client, cast, internet):
    alone = make.issue("Youth", lead=cast.chen)
    for issue in (internet, alone):
        positions.add(issue=issue, by=cast.chen)
    talking_points.add(issue=alone, text="One.", by=cast.chen)
    talking_points.add(issue=alone, text="Two.", by=cast.chen)
    talking_points.add(issue=alone, text="Three.", by=cast.sol)
    make.member_state("VLD")
    filed = {"action": "MOD", "title": "Youth", "is_ours": True}
    proposals.add(number="VLD/31/1", issue=alone, by=cast.chen, **filed)
    loose = proposals.add(number="VLD/31/2", by=cast.sol, **filed)
    proposals.add(number="VLD/31/3", issue=internet, stage="agreed", by=cast.chen, **filed)
    goes_on, nobody = "goes on with it: Dina, Alternate", "nobody else holds its issue: name somebody"
    assert left(client, cast.amara, cast.chen) == [
        ("Draft position on Internet", goes_on),
        ("Draft position on Youth", nobody),
        ("Our proposal VLD/31/1", nobody),
        ("2 talking points on Youth", nobody),
    ]
    assert left(client, cast.amara, cast.sol) == [
        ("Our proposal VLD/31/2", "belongs to no issue: name one, so that its lead goes on with it"),
        ("1 talking point on Youth", "goes on with it: Chen, Lead"),
    ]
    assert loose.issue is None
    people.end_access(cast.dina, why="Left.", by=cast.amara)
    assert left(client, cast.amara, cast.chen)[0] == ("Draft position on Internet", nobody)


def test_the_page_says_how_all_of_it_is_marked(client, cast):
    make.member_state("VLD")
    youth = make.issue("Youth", lead=cast.chen)
    talking_points.add(issue=youth, text="One.", by=cast.chen)
    points = talking_points.add(issue=youth, text="Two.", marking="government", by=cast.chen)
    client.force_login(cast.amara)
    page = reverse("team-hand-over", args=[cast.chen.pk])
    assert "government" in client.get(page).context["markings"]
    hidden = make.issue("Hidden", marking="core")
    filed = {"action": "MOD", "title": "Hidden", "is_ours": True}
    proposals.add(number="VLD/31/1", issue=hidden, by=cast.amara, **filed)
    records.archive(points, by=cast.chen)
    page = reverse("team-hand-over", args=[cast.amara.pk])
    assert client.get(page).context["markings"] == ["delegation", "core"]


def test_what_the_reader_may_not_know_is_not_told(client, cast, internet):
    secret = make.issue("Secret", marking="core", lead=cast.chen)
    positions.add(issue=secret, by=cast.chen)
    item = make.agenda_item(make.meeting(make.committee()), "Hidden", issues=[secret], marking="core", issue=secret)
    make.speaker(item, cast.chen, marking="core", issue=secret)
    assert left(client, cast.sol, cast.chen) == []
    assert [words for words, _then in left(client, cast.amara, cast.chen)] == [
        "Draft position on Secret",
        f"Speaks to {item}, {item.meeting}",
    ]


def test_he_stands_on_speaking_lists_and_something_waits_for_him(client, cast, internet):
    meeting = make.meeting(make.committee("COM5", kind="committee"), number="8")
    item = make.agenda_item(meeting, "Youth", number="3")
    speaker = make.speaker(item, cast.chen)
    over = make.meeting(meeting.committee, number="7", starts_at=clock.now() - timedelta(hours=9))
    make.speaker(make.agenda_item(over, "Old"), cast.chen)
    grants.propose_assignment(make.issue("Youth"), cast.chen, role="a_lead", starts_on=clock.today(), by=cast.sol)
    assert left(client, cast.sol, cast.chen) == [
        ("Speaks to 3 Youth, Com 5, meeting 8", "take the member off the list, and put somebody else on it")
    ]
    [waits] = client.get(reverse("team-hand-over", args=[cast.chen.pk])).context["proposed"]
    assert waits.delegate == cast.chen
    speaker.spoken_at = clock.now()
    speaker.save()
    assert left(client, cast.sol, cast.chen) == []
