"""Two answers of capital to one question: who may say so, who is told to hold, and what is decided."""

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import IntegrityError, transaction
from django.urls import reverse

from delegation.actions import markings
from delegation.models import Event, Notice
from delegation.versions import Saved, Stale
from positions.actions import conflicting_answers as actions
from positions.actions import deliveries, instructions
from positions.models import ConflictingAnswer, Instruction
from tests import factories as make
from tests.positions.test_instructions_at_once import at_once, people, pool  # noqa: F401

OTHER = {"kind": "oppose", "answer": "Do not accept it."}
WHY = {"decided_for": "first", "why": "Agreed by telephone."}
SECOND = WHY | {"decided_for": "second"}


def fresh(record):
    return type(record).objects.get(pk=record.pk)


def told(person, words):
    return Notice.objects.filter(to=person, words__startswith=words).count()


@pytest.fixture
def desks(cast):
    """Kim speaks for Economy, Max for Justice, both in capital."""
    cast.kim.agency = make.agency("Economy")
    cast.kim.save()
    cast.max = make.delegate("max", function="capital", agency=make.agency("Justice"))
    return cast


@pytest.fixture
def answered(desks, internet):
    """Kim's answer, and its instruction, which is live."""
    live = make.instruction(internet, "Accept it.", by=desks.amara)
    given = {"answered_at": make.START, "answered_by": desks.kim, "answer": "Accept it.", "instruction": live}
    return make.guidance_request(
        internet, by=desks.chen, **given, closed_at=make.START, closed_by=desks.amara, closing="issued"
    )


@pytest.fixture
def conflict(answered, desks):
    return actions.answer_otherwise(answered, seen=1, **OTHER, by=desks.max).record


def test_all_who_act_on_it_are_told_to_hold(conflict, desks):
    words = "Hold on Internet: two answers from capital. Max (Justice) answers otherwise: Do not accept it."
    named = {name for name, one in vars(desks).items() if told(one, words)}
    assert named == {"amara", "ben", "chen", "dina", "kim"}
    assert (conflict.agency.name, conflict.against.name) == ("Justice", "Economy")
    assert (conflict.marking, conflict.state) == ("government", "undecided")


def test_twice_is_once(conflict, answered, desks):
    again = actions.answer_otherwise(answered, seen=1, **OTHER, by=desks.max)
    assert (type(again), ConflictingAnswer.objects.count(), told(desks.chen, "Hold")) == (Saved, 1, 1)


def test_only_capital_answers_and_only_of_another_agency(answered, desks):
    for name, one in vars(desks).items():
        if name not in ("kim", "max"):
            with pytest.raises(PermissionDenied):
                actions.answer_otherwise(answered, seen=1, **OTHER, by=one)
    with pytest.raises(ValidationError, match="Kim answered for your own agency, Economy"):
        actions.answer_otherwise(answered, seen=1, **OTHER, by=desks.kim)
    nobody = make.delegate("ann", function="capital")
    with pytest.raises(ValidationError, match="Your account names no agency"):
        actions.answer_otherwise(answered, seen=1, **OTHER, by=nobody)
    assert not ConflictingAnswer.objects.exists()


@pytest.mark.parametrize(
    "facts,sentence",
    [
        ({"answered_at": None, "answer": "", "answered_by": None, "instruction": None}, "Nobody has answered"),
        ({"sent_at": None, "answered_at": None, "answer": "", "answered_by": None, "instruction": None}, "Nobody has"),
        ({"closing": "not_needed", "closed_at": make.START}, "This is closed"),
    ],
)
def test_only_what_was_answered_is_answered_otherwise(facts, sentence, answered, desks):
    type(answered).objects.filter(pk=answered.pk).update(
        **{"closed_at": None, "closing": "", "closed_by": None} | facts
    )
    with pytest.raises(ValidationError, match=sentence):
        actions.answer_otherwise(answered, seen=fresh(answered).version, **OTHER, by=desks.max)


def test_a_third_waits_until_it_is_decided(conflict, answered, desks):
    third = make.delegate("lea", function="capital", agency=make.agency("Defence"))
    with pytest.raises(ValidationError, match=r"Max .Justice. has answered otherwise already"):
        actions.answer_otherwise(answered, seen=1, **OTHER, by=third)


def test_from_an_old_state_nothing_is_said_or_decided(answered, desks):
    markings.set_marking(answered, seen=1, marking="government", by=desks.amara)
    type(answered).objects.update(recommendation="Another.")
    assert type(actions.answer_otherwise(answered, seen=1, **OTHER, by=desks.max)) is Stale
    said = actions.answer_otherwise(answered, seen=fresh(answered).version, **OTHER, by=desks.max).record
    ConflictingAnswer.objects.update(answer="Never.")
    assert type(actions.decide(said, seen=1, **WHY, by=desks.ben)) is Stale


def test_while_it_holds_nothing_is_delivered(conflict, answered, desks):
    live = answered.instruction
    for kind in ("spoken", "tabled", "corridor"):
        with pytest.raises(ValidationError, match="Hold: two answers from capital on Internet"):
            deliveries.deliver(live, kind=kind, words="We accept.", by=desks.chen)
    deliveries.deliver(live, kind="missed", words="Two answers.", by=desks.chen)
    actions.decide(conflict, seen=1, **WHY, by=desks.amara)
    deliveries.deliver(live, kind="spoken", words="We accept.", by=desks.chen)


def test_of_a_hold_that_is_hidden_from_him_nobody_is_told_by_a_refusal(conflict, answered, desks):
    """It is what the room shows him, too: the order as it stands."""
    live = answered.instruction
    Instruction.objects.filter(pk=live.pk).update(marking="delegation")
    meeting = make.meeting(make.committee("AH", kind="ad_hoc"))
    make.agenda_item(meeting, issues=[live.issue])
    make.duty(meeting, desks.pavel)
    assert not ConflictingAnswer.objects.visible_to(desks.pavel).exists()
    assert deliveries.deliver(live, kind="spoken", words="We accept.", by=desks.pavel).by == desks.pavel
    with pytest.raises(ValidationError, match="Hold: two answers from capital on Internet"):
        deliveries.deliver(live, kind="spoken", words="We accept.", by=desks.chen)


def test_decided_for_the_first_the_hold_goes(conflict, desks):
    actions.decide(conflict, seen=1, **WHY, by=desks.ben)
    words = "Ben decided on Internet for Economy: the hold is over. Agreed by telephone."
    assert {name for name, one in vars(desks).items() if told(one, words)} == {"amara", "chen", "dina", "kim", "max"}
    assert not ConflictingAnswer.objects.holding().exists()
    assert Instruction.objects.count() == 1


def test_decided_for_the_second_its_words_are_drafted_and_one_holds_until_they_are_issued(conflict, answered, desks):
    actions.decide(conflict, seen=1, **SECOND, by=desks.amara)
    draft = fresh(conflict).instruction
    assert (draft.mandate, draft.kind, draft.issued_at, draft.issue_id) == (
        *(OTHER["answer"], OTHER["kind"]),
        *(None, answered.issue_id),
    )
    assert told(desks.chen, "Amara decided on Internet for Justice: hold until its instruction is issued.") == 1
    assert ConflictingAnswer.objects.holding().exists()
    given = {"seen": draft.version, "predecessor": answered.instruction_id, "by": desks.amara}
    instructions.issue_instruction(draft, **given)
    assert not ConflictingAnswer.objects.holding().exists()
    assert (fresh(draft).predecessor_id, fresh(answered.instruction).ending) == (answered.instruction_id, "superseded")


def test_a_draft_of_the_first_is_not_issued_meanwhile_and_dropped_for_the_second(desks, internet):
    draft = make.instruction(internet, "Accept it.", by=desks.kim, live=False)
    given = {"answered_at": make.START, "answered_by": desks.kim, "answer": "Accept it.", "instruction": draft}
    asked = make.guidance_request(internet, by=desks.chen, **given)
    conflict = actions.answer_otherwise(asked, seen=1, **OTHER, by=desks.max).record
    with pytest.raises(ValidationError, match="Two answers from capital"):
        instructions.issue_instruction(draft, seen=draft.version, predecessor=None, by=desks.amara)
    actions.decide(conflict, seen=1, **SECOND, by=desks.amara)
    opened = fresh(conflict).instruction
    assert (fresh(draft).ending, fresh(asked).instruction) == ("withdrawn", opened)
    instructions.issue_instruction(opened, seen=opened.version, predecessor=None, by=desks.amara)
    assert fresh(asked).state == "closed"


def test_only_head_and_deputy_decide_and_with_a_reason(conflict, desks):
    for name, one in vars(desks).items():
        if name not in ("amara", "ben"):
            with pytest.raises(PermissionDenied):
                actions.decide(conflict, seen=1, **WHY, by=one)
    with pytest.raises(ValidationError, match="Say why"):
        actions.decide(conflict, seen=1, decided_for="first", why=" ", by=desks.ben)


def test_who_decides_second_is_told_who_decided_what(conflict, desks):
    actions.decide(conflict, seen=1, **WHY, by=desks.amara)
    words = r"Amara decided 29 Oct 09:10 .01:10 in capital. for Economy: Agreed by telephone."
    with pytest.raises(ValidationError, match=words):
        actions.decide(conflict, seen=1, **SECOND, by=desks.ben)
    assert type(actions.decide(conflict, seen=1, **WHY, by=desks.amara)) is Saved
    assert told(desks.chen, "Amara decided") == 1


@pytest.mark.django_db(transaction=True)
def test_of_two_heads_at_once_one_decides(people, pool):  # noqa: F811
    kim = make.delegate("kim", function="capital", agency=make.agency("Economy"))
    max_ = make.delegate("max", function="capital", agency=make.agency("Justice"))
    for number in range(10):
        given = {"answered_at": make.START, "answered_by": kim, "answer": "Yes."}
        asked = make.guidance_request(people["issue"], f"May we, {number}?", by=people["chen"], **given)
        said = actions.answer_otherwise(asked, seen=1, **OTHER, by=max_).record
        acts = [
            (actions.decide, {"conflict": said, "seen": 1, **given, "by": people[who]})
            for who, given in (("amara", WHY), ("ben", SECOND))
        ]
        came = at_once(pool, *acts)
        assert sorted(type(one).__name__ for one in came) == ["Saved", "ValidationError"], came
        assert Instruction.objects.filter(conflicting_answer=said).count() == (fresh(said).decided_for == "second")


IMPOSSIBLE = {
    "conflict_in_words": {"answer": ""},
    "conflict_marking": {"marking": "core"},
    "conflict_decided_with_a_reason": {"decided_at": make.START, "decided_for": "first"},
}


@pytest.mark.parametrize("name", IMPOSSIBLE)
def test_the_database_refuses_what_cannot_be(name, conflict):
    with pytest.raises(IntegrityError, match=name), transaction.atomic():
        ConflictingAnswer.objects.update(**IMPOSSIBLE[name])


def test_pages_say_hold_to_those_who_may_know_it(conflict, answered, desks, client):
    words = "Hold: two answers from capital"
    for name, is_told in {"chen": True, "amara": True, "kim": True, "pavel": False}.items():
        client.force_login(getattr(desks, name))
        shown = client.get(answered.issue.get_absolute_url()).text
        assert (words in shown) == is_told, name
    for address in (reverse("today"), answered.get_absolute_url(), reverse("instruction-list")):
        client.force_login(desks.chen)
        assert words in client.get(address, follow=True).text, address
    type(answered.instruction).objects.update(marking="delegation")
    client.force_login(desks.pavel)
    shown = client.get(answered.issue.get_absolute_url()).text
    assert ("Accept it." in shown, words in shown, "data-on-hold" in shown) == (True, False, False)


def test_an_adviser_is_told_of_no_change(answered, desks):
    Instruction.objects.update(marking="delegation")
    Event.objects.all().delete()
    actions.answer_otherwise(answered, seen=1, **OTHER, by=desks.max)
    assert Event.objects.exclude(marking="government").count() == 0


@pytest.mark.parametrize("who,status", [("max", 200), ("kim", 200), ("amara", 403), ("chen", 403), ("pavel", 404)])
def test_who_sees_the_form_to_answer_otherwise(who, status, answered, desks, client):
    client.force_login(getattr(desks, who))
    assert client.get(reverse("guidance-otherwise", args=[answered.pk])).status_code == status
    page = client.get(answered.get_absolute_url())
    assert (page.status_code == 200 and "We answer otherwise" in page.text) == (who == "max")


def test_it_is_said_and_decided_on_pages(answered, desks, client):
    client.force_login(desks.max)
    said = client.post(reverse("guidance-otherwise", args=[answered.pk]), OTHER | {"seen": 1}, follow=True)
    assert ("Max, Justice" in said.text, "Kim, Economy" in said.text, "Decide</a>" in said.text) == (True, True, False)
    conflict = ConflictingAnswer.objects.get()
    at = reverse("conflict-decide", args=[conflict.pk])
    client.force_login(desks.ben)
    assert "Decide</a>" in client.get(answered.get_absolute_url()).text
    assert "01:10 in capital" in client.get(at).text
    refused = client.post(at, {"seen": 1, "decided_for": "first", "why": ""})
    assert (refused.status_code, fresh(conflict).state) == (422, "undecided")
    done = client.post(at, {"seen": 1, **WHY}, follow=True)
    assert "for the first answer: Agreed by telephone." in done.text
    assert "Hold" not in done.text.partition("<main")[2]


@pytest.mark.parametrize("decision,struck", [(WHY, False), (SECOND, True)])
def test_an_answer_that_does_not_hold_is_struck_out(decision, struck, conflict, answered, desks, client):
    client.force_login(desks.chen)
    address = answered.get_absolute_url()
    dead = (f"<s>{answered.answer}</s>", "Decided for the other answer. Do not use.")
    assert [words in client.get(address).text for words in dead] == [False, False]
    actions.decide(conflict, seen=1, **decision, by=desks.amara)
    assert [words in client.get(address).text for words in dead] == [struck, struck]


@pytest.fixture
def moves(client, desks):
    def moves(name, address, *arguments):
        client.force_login(getattr(desks, name))
        page = client.get(reverse(address, args=arguments))
        found = page.context["waiting"].to_do if address == "inbox" else page.context["moves"]
        return [(move.who, move.does) for move in found if "between two answers" in move.does]

    return moves


def test_it_is_said_on_whom_one_waits(conflict, answered, desks, moves):
    yours = [("You", "to decide between two answers from capital on Internet")]
    for name, expected in (("amara", yours), ("ben", yours), ("chen", []), ("kim", []), ("pavel", [])):
        assert (moves(name, "today"), moves(name, "inbox")) == (expected, expected), name
    shown = {name: moves(name, "issue-detail", answered.issue_id) for name in ("amara", "chen", "pavel")}
    assert shown == {
        "amara": [("You", "decide between two answers from capital on Internet")],
        "chen": [("Head or deputy", "decides between two answers from capital on Internet")],
        "pavel": [],
    }
    actions.decide(conflict, seen=1, **SECOND, by=desks.amara)
    assert [moves("amara", *where) for where in (["today"], ["inbox"], ["issue-detail", answered.issue_id])] == [[]] * 3
