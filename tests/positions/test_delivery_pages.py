"""The page on which one says what became of an instruction, and those that show it."""

from datetime import timedelta

import pytest
from django.urls import reverse

from delegation import clock, history
from delegation.actions import records
from delegation.models import Agency
from positions.actions import deliveries, instructions
from positions.models import Acknowledgement, Clearance, ConflictingAnswer, Delivery, GuidanceRequest, Instruction
from tests import factories as make
from tests.plain import plain

HOUR = timedelta(hours=1)
SAID = {"kind": "spoken", "words": "Chair, we support the group text."}


@pytest.fixture
def live(cast, internet):
    return make.instruction(internet, by=cast.amara)


@pytest.fixture
def floor(client, cast):
    client.force_login(cast.chen)
    return client


def form_of(one, query=""):
    return reverse("instruction-deliver", args=[one.pk]) + query


def treated(live, **values):
    body = make.committee(f"AH-{values.get('number')}", kind="ad_hoc")
    meeting = make.meeting(body, **{"starts_at": make.START - timedelta(minutes=30)} | values)
    make.agenda_item(meeting, issues=[live.issue])
    return meeting


def test_it_is_filled_with_the_meeting_in_which_one_is(floor, cast, live):
    here = treated(live, number="6")
    other = make.meeting(make.committee("COM5"), starts_at=make.START - timedelta(minutes=20), number="2")
    assert floor.get(form_of(live)).context["form"]["meeting"].value() == here.pk
    make.duty(other, cast.chen, in_room_at=make.START)
    form = floor.get(form_of(live)).context["form"]
    assert (form["meeting"].value(), form["words"].value(), form["kind"].value()) == (other.pk, None, None)


def test_a_meeting_that_is_named_is_chosen(floor, cast, live):
    old = make.meeting(make.committee("COM6"), starts_at=make.START - timedelta(days=3))
    page = floor.get(form_of(live, f"?meeting={old.pk}&back=/inbox/"))
    assert f'<option value="{old.pk}" selected>' in page.text
    hidden = make.meeting(make.committee("COM4"), marking="core")
    assert str(hidden.pk) not in floor.get(form_of(live, f"?meeting={hidden.pk}")).text


def offered_in_the_room(client, person, meeting, live):
    """Whether it is offered there, and whether one may."""
    client.force_login(person)
    offered = form_of(live) in client.get(reverse("room-meeting", args=[meeting.pk])).text
    return offered, client.get(form_of(live)).status_code == 200


def test_who_takes_the_notes_of_the_committee_is_offered_it_in_the_room(client, cast, live):
    meeting = treated(live, number="6")
    assert offered_in_the_room(client, cast.olga, meeting, live) == (False, False)
    make.membership(cast.olga, meeting.committee, role="note_taker")
    assert offered_in_the_room(client, cast.olga, meeting, live) == (True, True)


def test_in_a_meeting_among_us_only_who_must_know_it_is_offered_it(client, cast, live):
    ours = make.meeting(make.committee("DEL", kind="other"), starts_at=make.START - timedelta(minutes=30))
    make.agenda_item(ours, issues=[live.issue])
    make.duty(ours, cast.olga, accepted=True)
    assert offered_in_the_room(client, cast.olga, ours, live) == (False, False)
    assert offered_in_the_room(client, cast.chen, ours, live) == (True, True)


def test_it_is_said_and_stands_on_the_issue_and_the_instruction(floor, cast, live):
    meeting = treated(live, number="6")
    answer = floor.post(form_of(live), SAID | {"meeting": meeting.pk}, follow=True)
    assert (answer.redirect_chain[0][0], Delivery.objects.get().meeting) == (
        f"/issues/{live.issue_id}/#deliveries",
        meeting,
    )
    for address in (
        f"/issues/{live.issue_id}/",
        f"/instructions/{live.pk}/",
        Delivery.objects.get().get_absolute_url(),
    ):
        words = plain(floor.get(address))
        assert all(word in words for word in ("Spoken", SAID["words"], "Chen", "AH-6, meeting 6")), address


@pytest.mark.parametrize("many,is_said", [(10, False), (11, True)])
def test_the_issue_says_where_older_ones_stand(floor, cast, live, many, is_said):
    for number in range(many):
        make.delivery(live, f"Words {number}.", by=cast.chen)
    page = floor.get(f"/issues/{live.issue_id}/")
    assert [one.words for one in page.context["deliveries"]] == [f"Words {number}." for number in range(many)][:-11:-1]
    assert ("Older ones stand with their instructions." in plain(page)) == is_said


def test_the_band_of_the_issue_says_what_became_of_it_last(floor, cast, internet):
    """However much was delivered since on another text of the issue."""
    orders = [
        make.instruction(internet, f"On {name}.", text=make.text(name), by=cast.amara, issued_at=make.START - HOUR)
        for name in ("Res 101", "Res 102")
    ]
    make.delivery(orders[0], "First.", by=cast.chen, at=make.START - timedelta(minutes=20))
    make.delivery(orders[0], "Second.", by=cast.dina, at=make.START - timedelta(minutes=10))
    for number in range(12):
        make.delivery(orders[1], f"Words {number}.", by=cast.chen)
    page = floor.get(f"/issues/{internet.pk}/")
    words = plain(page)
    assert "Spoken 09:00 by Dina (the last of 2)" in words
    assert "Spoken 09:10 by Chen (the last of 12)" in words
    assert (len(page.context["deliveries"]), "Second." in words) == (10, False)
    Delivery.objects.filter(words="Second.").update(marking="core")
    floor.force_login(cast.sol)
    assert "Spoken 08:50 by Chen" in plain(floor.get(f"/issues/{internet.pk}/"))


def test_what_was_typed_stays_where_it_is_refused(floor, live):
    answer = floor.post(form_of(live), {"kind": "missed", "words": "  "})
    assert (answer.status_code, 'value="missed"' in answer.text, Delivery.objects.count()) == (422, True, 0)


def test_a_dead_one_shows_what_is_live_and_takes_nothing(floor, cast, live):
    draft = make.instruction(live.issue, "Oppose it.", by=cast.kim, live=False)
    instructions.issue_instruction(draft, seen=1, predecessor=live.pk, by=cast.amara)
    page = floor.get(form_of(live))
    assert ("Do not use." in plain(page), "<textarea" in page.text) == (True, False)
    answer = floor.post(form_of(live), SAID)
    assert (answer.status_code, Delivery.objects.count()) == (422, 0)
    assert "This instruction is no longer live: superseded" in plain(answer)
    assert (f'href="/instructions/{draft.pk}/"' in answer.text, SAID["words"] in answer.text) == (True, True)


def test_on_hold_it_says_so_before_anything_is_written(floor, cast, internet, live):
    assert "Hold: two answers from capital" not in plain(floor.get(form_of(live)))
    asked = make.guidance_request(internet, by=cast.chen)
    make.conflict(asked, by=cast.kim, agency=make.agency("Economy"))
    assert "Hold: two answers from capital Both answers" in plain(floor.get(form_of(live)))


@pytest.mark.parametrize("who", ["amara", "sol", "kim", "olga"])
def test_who_may_not_is_told_who_can(client, cast, live, who):
    client.force_login(getattr(cast, who))
    answer = client.get(form_of(live))
    assert (answer.status_code, "Who holds the issue" in answer.text) == (403, True)


def test_a_way_back_to_elsewhere_is_not_taken(floor, live):
    answer = floor.post(form_of(live, "?back=https://elsewhere.example/"), SAID)
    assert answer.url == f"/issues/{live.issue_id}/#deliveries"


def test_corrected_words_stay_struck_out(floor, cast, live):
    made = deliveries.deliver(live, **SAID, by=cast.chen)
    address = reverse("delivery-correct", args=[made.pk])
    answer = floor.post(address, {"seen": "1", "words": "We do not object.", "wrong": "The verb."}, follow=True)
    assert f'<s dir="auto">{SAID["words"]}</s>' in answer.text
    assert ("The verb." in plain(answer), "the head is told" in plain(answer)) == (True, True)


def test_an_old_delivery_shows_its_instruction_struck_out(floor, cast, live):
    made = deliveries.deliver(live, **SAID, by=cast.chen)
    draft = make.instruction(live.issue, "Oppose it.", by=cast.kim, live=False)
    instructions.issue_instruction(draft, seen=1, predecessor=live.pk, by=cast.amara)
    page = floor.get(made.get_absolute_url())
    assert (f"<s>{live.mandate}</s>" in page.text, "Do not use." in plain(page)) == (True, True)
    assert "which has ended since" in plain(floor.get(f"/issues/{live.issue_id}/"))


def whole_way(cast, internet):
    """Asked, answered, agreed, issued over another, acknowledged, delivered; and our position, changed since."""
    ministry = Agency.objects.create(name="Ministry of Justice", abbreviation="MoJ")
    ago = {name: clock.now() - timedelta(hours=hours) for name, hours in (("first", 9), ("then", 8), ("answer", 4))}
    with history.recorded(cast.chen, at=ago["first"]):
        position = make.position(internet, objective="Keep it.", activated_at=ago["first"], activated_by=cast.amara)
    records.change(position, seen=1, objective="Drop it.", by=cast.chen)
    dead = {"issued_at": ago["first"], "ended_at": ago["answer"], "ending": "superseded"}
    oldest = make.instruction(internet, "Oldest words.", by=cast.amara, **dead | {"ended_at": ago["then"]})
    older = make.instruction(
        internet, "Older words.", by=cast.amara, predecessor=oldest, **dead | {"issued_at": ago["then"]}
    )
    order = make.instruction(internet, by=cast.kim, issued_at=ago["answer"], predecessor=older)
    Clearance.objects.create(
        instruction=order,
        agency=ministry,
        asked_at=ago["then"],
        settled="agreed",
        at=ago["answer"],
        by=cast.kim,
        issue=internet,
    )
    given = {"sent_at": ago["then"], "answered_at": ago["answer"], "answered_by": cast.kim, "answer": "You may."}
    back = {"asked_back": "Which study?", "asked_back_at": ago["then"], "reply": "This.", "replied_at": ago["answer"]}
    make.guidance_request(internet, by=cast.chen, instruction=order, **given | back)
    Acknowledgement.objects.create(instruction=order, delegate=cast.chen, at=ago["answer"], issue=internet)
    return make.delivery(order, by=cast.chen, at=clock.now() - timedelta(hours=1))


def test_it_leads_back_to_where_it_comes_from(floor, cast, internet):
    made = whole_way(cast, internet)
    page = floor.get(made.get_absolute_url())
    words = plain(page)
    steps = (
        *("Chair, we support the group text.", "Support the group text.", "Acknowledged by Chen", "Older words."),
        *("Oldest words.", "Ministry of Justice", "agreed", "You may.", "Which study?", "This.", "May we accept"),
        "Keep it.",
    )
    places = [words.find(step) for step in steps]
    assert (-1 in places, places) == (False, sorted(places))
    assert ("Drop it." in words, "Wed 29 Oct 05:10 (Tue 21:10 in capital)" in words) == (False, True)
    assert page.text.count('<s dir="auto">Old') == 2


def test_what_is_hidden_leaves_no_trace_of_it(client, cast, internet):
    """Of a delivery that everybody may read, whatever stands behind it for the government alone."""
    made = whole_way(cast, internet)
    Instruction.objects.filter(pk=made.instruction_id).update(marking="delegation")
    Delivery.objects.update(marking="delegation")
    client.force_login(cast.pavel)
    words = plain(client.get(made.get_absolute_url()))
    assert "Support the group text." in words
    assert [one for one in ("Old", "Ministry", "You may", "May we", "Keep it", "superseded") if one in words] == []


def test_it_leads_back_through_two_answers(floor, cast, internet):
    """The instruction was opened by what was decided; the question leads to the one before."""
    made = whole_way(cast, internet)
    question = GuidanceRequest.objects.get()
    second = make.instruction(internet, "Do not.", by=cast.amara, live=False)
    justice, economy = Agency.objects.get(), make.agency("Economy")
    decided = {"decided_at": clock.now(), "decided_by": cast.amara, "decided_for": "second", "decided_why": "By phone."}
    ConflictingAnswer.objects.create(
        issue=internet,
        request=question,
        kind="oppose",
        answer="You may not.",
        at=clock.now(),
        **{"agency": justice, "against": economy, "by": cast.kim, "instruction": second, **decided},
    )
    instructions.issue_instruction(second, seen=1, predecessor=made.instruction_id, by=cast.amara)
    then = deliveries.deliver(second, **SAID, by=cast.chen)
    words = plain(floor.get(then.get_absolute_url()))
    steps = (
        *("Do not.", "Support the group text.", "Asked and answered", "For the answer of Ministry of Justice:"),
        *("By phone.", "Answer of Ministry of Justice", "You may not.", "First answer", "You may.", "May we accept"),
    )
    places = [words.find(step) for step in steps]
    assert (-1 in places, places) == (False, sorted(places))
    assert "<s>You may.</s>" in floor.get(then.get_absolute_url()).text
    ConflictingAnswer.objects.update(marking="government")
    Instruction.objects.update(marking="delegation")
    Delivery.objects.update(marking="delegation")
    floor.force_login(cast.pavel)
    words = plain(floor.get(then.get_absolute_url()))
    assert [one for one in ("You may", "Justice", "By phone", "May we") if one in words] == []


@pytest.mark.parametrize("name", ["instruction-deliver", "delivery-detail", "delivery-correct"])
@pytest.mark.parametrize("many", [1, 3])
def test_pages_ask_as_much_whatever_there_is(floor, cast, live, name, many, django_assert_num_queries):
    for number in range(many):
        made = deliveries.deliver(live, kind="spoken", words=f"We support {number}.", by=cast.chen)
        treated(live, number=str(number))
        began, ended = (make.START - timedelta(hours=number + more) for more in (2, 1))
        over = {"closed_at": ended, "closing": "replaced"}
        make.position(live.issue, id=make.key(f"edition {number}"), activated_at=began, **over)
    address = reverse(name, args=[live.pk if name == "instruction-deliver" else made.pk])
    floor.get(address)
    asked = {"instruction-deliver": 13, "delivery-detail": 13, "delivery-correct": 7}[name]
    with django_assert_num_queries(asked):
        floor.get(address)
