"""What became of an instruction in the room: by whom it may be said, of what, and how it is corrected."""

from datetime import timedelta
from uuid import uuid4

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import IntegrityError, transaction
from django.utils import timezone

from delegation import clock
from delegation.actions import markings
from delegation.models import Event, Notice
from delegation.versions import Saved, Stale
from positions.actions import deliveries, instructions
from positions.models import Delivery
from tests import factories as make

SAID = {"kind": "spoken", "words": "Chair, we support the group text."}


@pytest.fixture
def live(cast, internet):
    return make.instruction(internet, by=cast.amara)


def superseded(live, cast, words="Oppose the group text."):
    draft = make.instruction(live.issue, words, by=cast.kim, live=False, text=live.text)
    instructions.issue_instruction(draft, seen=draft.version, predecessor=live.pk, by=cast.amara)
    live.refresh_from_db()
    draft.refresh_from_db()
    return draft


def wrong(act, *args, **given):
    with pytest.raises(ValidationError) as refused:
        act(*args, **given)
    return refused.value.messages


def test_it_is_noted_with_all_that_it_says(cast, live):
    meeting = make.meeting(make.committee(), starts_at=make.START - timedelta(minutes=30))
    before = clock.now()
    made = deliveries.deliver(live, **SAID, meeting=meeting, by=cast.chen)
    assert (made.kind, made.words, made.meeting, made.by) == ("spoken", SAID["words"], meeting, cast.chen)
    assert (made.marking, made.issue_id, made.at >= before) == (live.marking, live.issue_id, True)
    assert Event.objects.filter(topic=f"delivery:{made.pk}").count() == 1


@pytest.mark.parametrize("kind", Delivery.Kind.values)
def test_every_kind_needs_words(cast, live, kind):
    [sentence] = wrong(deliveries.deliver, live, kind=kind, words="  \n", by=cast.chen)
    assert sentence.startswith(("Write", "Say why"))
    assert Delivery.objects.count() == 0


def test_any_number_of_times(cast, live):
    for words in ("Once.", "Twice.", "Twice."):
        deliveries.deliver(live, kind="corridor", words=words, by=cast.chen)
    assert Delivery.objects.of(live).count() == 3


@pytest.mark.parametrize("role", ["a_lead", "b_second", "c_notes"])
def test_who_is_on_duty_where_it_is_treated_may(cast, live, role):
    meeting = make.meeting(make.committee("AH", kind="ad_hoc"))
    make.agenda_item(meeting, issues=[live.issue])
    with pytest.raises(PermissionDenied):
        deliveries.deliver(live, **SAID, by=cast.olga)
    duty = make.duty(meeting, cast.olga, role=role)
    deliveries.deliver(live, **SAID, by=cast.olga)
    duty.handed_over_at = clock.now()
    duty.save()
    with pytest.raises(PermissionDenied):
        deliveries.deliver(live, **SAID, by=cast.olga)


def test_a_text_on_the_agenda_is_enough(cast, internet):
    text = make.text("Res 102", issues=[internet])
    live = make.instruction(internet, text=text, by=cast.amara)
    meeting = make.meeting(make.committee())
    make.agenda_item(meeting, texts=[text])
    make.duty(meeting, cast.olga)
    assert deliveries.deliver(live, **SAID, by=cast.olga).by == cast.olga


def test_who_may_not_read_it_may_not(cast, live):
    """Also with a duty at a meeting that treats it."""
    meeting = make.meeting(make.committee())
    make.agenda_item(meeting, issues=[live.issue])
    make.duty(meeting, cast.pavel)
    with pytest.raises(PermissionDenied):
        deliveries.deliver(live, **SAID, by=cast.pavel)


def test_a_dead_one_is_never_delivered(cast, live):
    successor = superseded(live, cast)
    [sentence] = wrong(deliveries.deliver, live, **SAID, by=cast.chen)
    at = timezone.localtime(live.ended_at).strftime("%-d %b %H:%M")
    assert sentence == (f"This instruction is no longer live: superseded {at}. Do not use it. Live now: {successor}.")
    with pytest.raises(IntegrityError), transaction.atomic():
        make.delivery(live, by=cast.chen, at=clock.now() + timedelta(seconds=1))
    assert Delivery.objects.count() == 0


def test_a_draft_is_never_delivered(cast, internet):
    draft = make.instruction(internet, by=cast.kim, live=False)
    assert wrong(deliveries.deliver, draft, **SAID, by=cast.chen) == [
        "This is a draft: nothing is to be said before it is issued."
    ]
    with pytest.raises(IntegrityError), transaction.atomic():
        make.delivery(draft, by=cast.chen)


def test_what_was_delivered_stays_when_the_instruction_is_superseded(cast, live):
    made = deliveries.deliver(live, **SAID, by=cast.chen)
    superseded(live, cast)
    made.refresh_from_db()
    assert (made.instruction, made.instruction.state, made.version) == (live, "superseded", 1)
    assert isinstance(deliveries.correct(made, seen=1, words="We opposed.", wrong="The verb.", by=cast.chen), Saved)


def test_a_moment_must_lie_while_it_was_live(cast, live):
    later, earlier = clock.now() + timedelta(minutes=5), clock.now() - timedelta(days=1)
    assert wrong(deliveries.deliver, live, **SAID, at=later, by=cast.chen) == ["This moment is still to come."]
    [sentence] = wrong(deliveries.deliver, live, **SAID, at=earlier, by=cast.chen)
    assert sentence.endswith("nothing was delivered before.")


def test_at_a_hidden_meeting_it_is_hidden_as_well(cast, internet):
    live = make.instruction(internet, by=cast.amara, marking="delegation")
    meeting = make.meeting(make.committee(), marking="government")
    made = deliveries.deliver(live, **SAID, meeting=meeting, by=cast.chen)
    assert (made.marking, made.is_visible_to(cast.pavel), live.is_visible_to(cast.pavel)) == (
        "government",
        False,
        True,
    )


def test_it_follows_its_instruction_into_hiding(cast, internet):
    live = make.instruction(internet, by=cast.amara, marking="delegation")
    made = deliveries.deliver(live, **SAID, by=cast.chen)
    markings.set_marking(live, seen=live.version, marking="government", by=cast.amara)
    made.refresh_from_db()
    assert made.marking == "government"


def test_what_was_missed_is_told_the_head(cast, live):
    deliveries.deliver(live, kind="missed", words="The Chair did not see us.", by=cast.chen)
    [told] = Notice.objects.all()
    assert (told.to, told.words) == (
        cast.amara,
        "Chen: the instruction on Internet was missed: The Chair did not see us.",
    )


def test_a_correction_keeps_the_first_words_and_tells_the_head_once(cast, live):
    made = deliveries.deliver(live, **SAID, by=cast.chen)
    given = {"words": "We do not object.", "wrong": "We did not support."}
    for _ in range(2):
        outcome = deliveries.correct(made, seen=1, **given, by=cast.dina)
    made = outcome.record
    assert (made.words, made.first_words, made.wrong) == (given["words"], SAID["words"], given["wrong"])
    assert (made.corrected_by, made.version, Notice.objects.count()) == (cast.dina, 2, 1)
    again = deliveries.correct(made, seen=2, words="Nothing.", wrong="Nobody spoke.", by=cast.chen).record
    assert (again.first_words, again.words, Notice.objects.count()) == (SAID["words"], "Nothing.", 2)


def test_a_correction_of_what_was_corrected_meanwhile_changes_nothing(cast, live):
    made = deliveries.deliver(live, **SAID, by=cast.chen)
    deliveries.correct(made, seen=1, words="We do not object.", wrong="The verb.", by=cast.chen)
    outcome = deliveries.correct(made, seen=1, words="We oppose.", wrong="The verb.", by=cast.dina)
    assert (type(outcome), outcome.record.words) == (Stale, "We do not object.")


def test_a_correction_says_what_was_wrong_in_other_words(cast, live):
    made = deliveries.deliver(live, **SAID, by=cast.chen)
    assert wrong(deliveries.correct, made, seen=1, words="", wrong="", by=cast.chen) == [
        "Write the words that were said.",
        "Say what was wrong.",
    ]
    assert wrong(deliveries.correct, made, seen=1, words=SAID["words"], wrong="Nothing.", by=cast.chen) == [
        "These are the words that stand. Write them as they were."
    ]


def test_one_operation_is_one_delivery(cast, live, client):
    client.force_login(cast.chen)
    sent = SAID | {"operation": str(uuid4())}
    answers = [client.post(f"/instructions/{live.pk}/delivery/?back=/inbox/", sent) for _ in range(2)]
    assert [(one.status_code, one.url) for one in answers] == [(302, "/inbox/")] * 2
    assert Delivery.objects.count() == 1
