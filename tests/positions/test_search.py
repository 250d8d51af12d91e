"""Search: what is found, in which order, and by whom."""

from collections import Counter
from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from delegation import clock
from delegation.access import Marking
from delegation.models import Meeting
from positions.models import Delivery, GuidanceRequest, Instruction, Note
from positions.pages import found
from positions.search import plain, runs, search, without_marks
from positions.search.hits import START, STOP, sentence
from tests import factories as make


@pytest.fixture
def world(cast, internet):
    """One of each kind, all with the word "harbour"; what is marked Government holds it too."""
    wgpl = make.committee("WG-PL", name="Harbour group")
    text = make.text("Res 102", canonical="RES 102", title="Harbour policy", symbol_in_progress="WG-PL/4")
    make.proposal("ARB/79A1/3", title="Harbour standards", ask="Build a harbour for all.", text=text)
    make.proposal("ARB/79A1/30", title="Something else", sort_key="z")
    make.document("79(Add.1)", number=79, addendum="1", title="Harbour proposals")
    make.issue("Harbours", marking=Marking.DELEGATION)
    hidden = make.issue("Harbour secrets", marking=Marking.GOVERNMENT)
    make.talking_point(internet, "Chair, the harbour is open.")
    make.talking_point(hidden, "A hidden harbour.", marking=Marking.DELEGATION)
    make.position(internet, objective="Keep the harbour as it is.")
    make.reserve(internet, "The harbour is our fallback.")
    make.instruction(internet, "Support the harbour.", by=cast.kim)
    make.delegate("harriet harbour")
    meeting = make.meeting(wgpl, title="Harbour meeting")
    _what_was_asked_and_said(cast, internet, hidden, meeting)
    return internet


def _what_was_asked_and_said(cast, internet, hidden, meeting):
    """A question, a delivery and a note that all may read; and of each one or two that they may not."""
    given = {"answered_at": make.START, "answered_by": cast.kim, "answer": "Leave the harbour open."}
    shown = {"marking": Marking.DELEGATION}
    make.guidance_request(internet, "May we close it?", by=cast.chen, **given, **shown)
    make.guidance_request(internet, "Whose is the harbour?", by=cast.chen)
    make.guidance_request(hidden, "Is that harbour hidden?", by=cast.chen, **shown)
    open_one = make.instruction(make.issue("Docks", marking=Marking.DELEGATION), "Speak.", by=cast.kim, **shown)
    hidden_one = make.instruction(hidden, "Be silent.", by=cast.kim, **shown)
    make.delivery(open_one, "Chair, no harbour is closed.", by=cast.chen)
    make.delivery(open_one, "In the corridor: that harbour.", by=cast.chen, marking=Marking.GOVERNMENT)
    make.delivery(hidden_one, "Nobody heard of a harbour.", by=cast.chen)
    secret = make.meeting(meeting.committee, marking=Marking.GOVERNMENT, number="9", id=make.key("hidden meeting"))
    make.note(meeting, "They want a harbour.", by=cast.chen, **shown)
    make.note(meeting, "They fear a harbour.", by=cast.chen)
    make.note(meeting, "A harbour on what is hidden.", by=cast.chen, issue=hidden, **shown)
    make.note(secret, "A harbour in a hidden room.", by=cast.chen, **shown)


def kinds(typed, person):
    return sorted((hit.kind, hit.name) for hit in search(typed, person))


def test_every_kind_is_found_by_who_may_see_it(cast, world):
    assert kinds("harbour", cast.pavel) == [
        ("Committee", "WG-PL"),
        ("Delegate", "Harriet Harbour"),
        ("Delivery", "Docks"),
        ("Document", "79(Add.1)"),
        ("GuidanceRequest", "Internet"),
        ("Issue", "Harbours"),
        ("Meeting", "Harbour group"),
        ("Note", "Harbour group"),
        ("Proposal", "ARB/79A1/3"),
        ("TalkingPoint", "Internet"),
        ("Text", "Res 102"),
    ]
    assert Counter(kinds("harbour", cast.chen)) - Counter(kinds("harbour", cast.pavel)) == {
        ("Delivery", "Docks"): 1,
        ("Delivery", "Harbour secrets"): 1,
        ("GuidanceRequest", "Harbour secrets"): 1,
        ("GuidanceRequest", "Internet"): 1,
        ("Instruction", "Internet"): 1,
        ("Issue", "Harbour secrets"): 1,
        ("Meeting", "Harbour group"): 1,
        ("Note", "Harbour group"): 3,
        ("Position", "Internet"): 1,
        ("TalkingPoint", "Harbour secrets"): 1,
    }
    assert kinds("harbour", cast.gone) == [
        ("Committee", "WG-PL"),
        ("Delegate", "Harriet Harbour"),
    ]


@pytest.mark.parametrize(
    "typed, first",
    [
        ("arb / 79 A1 / 3", ("Proposal", "ARB/79A1/3")),
        ("79A1/30", ("Proposal", "ARB/79A1/30")),
        ("resolution 102 (Rev. Busan, 2014)", ("Text", "Res 102")),
        ("WG-PL/4", ("Text", "Res 102")),
        ("Addendum 1 to Document 79", ("Document", "79(Add.1)")),
        ("WGPL", ("Committee", "WG-PL")),
        ("Harriet Harbor", ("Delegate", "Harriet Harbour")),
        ("amarra", ("Delegate", "Amara")),
        ("standard", ("Proposal", "ARB/79A1/3")),
        ("Harbur standards", ("Proposal", "ARB/79A1/3")),
    ],
)
def test_numbers_and_names_come_first(cast, world, typed, first):
    hit = search(typed, cast.pavel)[0]
    assert (hit.kind, hit.name) == first


def test_exact_endings_stand_before_longer_numbers(cast, world):
    assert [hit.name for hit in search("79A1/3", cast.pavel) if hit.kind == "Proposal"] == ["ARB/79A1/3", "ARB/79A1/30"]


def test_an_excerpt_marks_what_was_sought_and_nothing_else(cast, world):
    make.proposal("RCC/1/1", title="<script>alert(1)</script>", ask="A \ue000harbour\ue001 < 5 & more", sort_key="y")
    hits = {hit.name: hit for hit in search("harbour", cast.chen)}
    assert hits["ARB/79A1/3"].excerpt == [(False, "Build a "), (True, "harbour"), (False, " for all.")]
    assert "".join(words for _, words in hits["RCC/1/1"].excerpt) == "A harbour < 5 & more"


def test_runs_are_words_whatever_stands_in_them():
    assert runs("a \ue000b\ue001 c \ue001\ue000d") == [(False, "a "), (True, "b"), (False, " c "), (True, "d")]
    assert runs("") == []


@pytest.mark.parametrize(
    "typed",
    [
        "",
        "   ",
        "\0",
        "x" * 10_000,
        "' & | ! ( ) : *",
        '"',
        "-harbour",
        "国际电信联盟",
        "%_\\",
        "a or",
        "<->",
        "\u200b",
    ],
)
def test_anything_may_be_typed(cast, world, typed):
    assert isinstance(search(typed, cast.pavel), list)
    assert isinstance(found.in_the_bar(typed, cast.chen), list)


def test_chinese_is_found(cast, internet):
    make.proposal("CHN/1/1", title="关于国际电信联盟作用的决议")
    assert kinds("国际电信", cast.pavel) == [("Proposal", "CHN/1/1")]


def test_one_query_whatever_there_is(cast, world, django_assert_num_queries):
    with clock.kept(), django_assert_num_queries(1):
        search("harbour", cast.chen)


def test_hidden_rows_move_nothing(cast, world):
    live, meeting = Instruction.objects.get(mandate="Speak."), Meeting.objects.get(title="Harbour meeting")
    before = [(hit.name, hit.rank) for hit in search("harbour", cast.pavel)]
    for index in range(12):
        make.issue(f"Harbour {index}", marking=Marking.GOVERNMENT)
        make.talking_point(world, f"Harbour, harbour {index}", marking=Marking.GOVERNMENT)
        make.guidance_request(world, f"A harbour {index}, or a harbour?", by=cast.chen)
        make.delivery(live, f"Harbour, harbour {index}", by=cast.chen, marking=Marking.GOVERNMENT)
        make.note(meeting, f"Harbour, harbour {index}", by=cast.chen)
    assert [(hit.name, hit.rank) for hit in search("harbour", cast.pavel)] == before


def test_a_dead_instruction_is_shown_dead(cast, world):
    dead = make.instruction(world, "Oppose the harbour.", by=cast.kim, live=False)
    type(dead).objects.filter(pk=dead.pk).update(ended_at=make.START, ending="withdrawn")
    [shown] = [one.hits for one in found.by_kind("harbour", cast.chen) if one.label == found.KINDS["Instruction"]]
    assert sorted((one.state, one.state_words) for one in shown) == [("live", "live"), ("superseded", "withdrawn")]


def test_an_excerpt_begins_with_its_sentence(cast, internet):
    live = make.instruction(internet, "Speak once. Do not object to a study.\n\nThank the Chair.", by=cast.kim)
    [hit] = search("study", cast.chen)
    assert hit.excerpt == [(False, "… Do not object to a "), (True, "study"), (False, ".\n\nThank the Chair.")]
    assert sentence(live.mandate) == live.mandate
    long = sentence(f"First. {START}Second{STOP} {'word ' * 100}")
    assert (long[:11], long[-6:], len(long) < 250) == (f"… {START}Second{STOP} ", "word …", True)


def test_plain_words():
    assert plain("  a\0 b\n c ") == "a b c"
    assert len(plain("x" * 10_000)) == 300


def test_an_excerpt_of_a_position_is_in_plain_words(cast, internet):
    make.position(internet, background="- [Res 102](/search/?q=Res+102) asks **nothing** of `us`.")
    [hit] = [hit for hit in search("nothing", cast.chen) if hit.kind == "Position"]
    assert [words for is_sought, words in hit.excerpt if is_sought] == ["nothing"]
    assert "".join(words for _is_sought, words in hit.excerpt).startswith("Res 102 asks nothing of us. ")
    assert without_marks("> *instructs* the Director\n\n2. Keep `it` _so_; snake_case stays.") == (
        "instructs the Director Keep it so; snake_case stays."
    )
    assert without_marks("## Heads\n\n| a | b |\n|---|---|\n| c | d |") == "Heads a b c d"


def said(kind, typed, person):
    """Name, state and title of what is found of a kind, and the words beside it."""
    with timezone.override("Asia/Seoul"):
        shown = [one for one in found.in_the_bar(typed, person) if one.hit.kind == kind]
    return [(one.name, one.state, one.state_words, one.title, "".join(w for _, w in one.hit.excerpt)) for one in shown]


def test_a_question_is_found_by_its_answer_and_says_how_it_stands(cast, internet):
    text = make.text("Res 102", issues=[internet], is_sample=True)
    asked = make.guidance_request(internet, "May we accept a mooring?", by=cast.chen, text=text)
    title = "May we accept a mooring? (Res 102 (sample) Wed 29 Oct 09:10)"
    assert said("GuidanceRequest", "mooring", cast.chen) == [("Internet", "waiting", "with capital", title, "")]
    stored = GuidanceRequest.objects.filter(pk=asked.pk)
    stored.update(taken_at=make.START, taken_by=cast.kim)
    assert said("GuidanceRequest", "mooring", cast.chen) == [("Internet", "assigned", "taken by Kim", title, "")]
    answer = "Accept one quay."
    stored.update(answered_at=make.START, answered_by=cast.kim, answer=answer)
    assert said("GuidanceRequest", "quay", cast.chen) == [("Internet", "done", "answered", title, answer)]
    assert [hit.url for hit in search("quay", cast.chen)] == [reverse("guidance-detail", args=[asked.pk])]
    first, other = make.agency("Economy"), make.agency("Justice")
    live = make.instruction(internet, "One quay.", by=cast.kim, text=text)
    make.conflict(asked, "None.", by=cast.kim, agency=other, against=first)
    hold = ("hold", "Hold: two answers from capital")
    assert said("GuidanceRequest", "quay", cast.chen) == [("Internet", *hold, title, answer)]
    assert said("Instruction", live.mandate, cast.chen) == [
        ("Internet", *hold, "Res 102 (sample) Wed 29 Oct 09:10", live.mandate)
    ]
    stored.update(archived_at=make.START)
    assert said("GuidanceRequest", "quay", cast.chen) == []


def test_a_second_answer_is_found_like_the_first_by_who_may_know_of_it(cast, internet):
    given = {"answered_at": make.START, "answered_by": cast.kim, "answer": "Accept one quay."}
    asked = make.guidance_request(internet, "May we moor?", by=cast.chen, **given)
    justice = make.agency("Justice")
    said_second = make.conflict(asked, "Accept no pier.", by=cast.kim, agency=justice)
    title = "May we moor? (Justice, Wed 29 Oct 09:10)"
    hold = ("hold", "Hold: two answers from capital", title, "Accept no pier.")
    assert said("ConflictingAnswer", "pier", cast.chen) == [("Internet", *hold)]
    assert [hit.url for hit in search("pier", cast.chen)] == [
        reverse("guidance-detail", args=[asked.pk]) + "#two-answers"
    ]
    assert search("pier", cast.pavel) == []
    stored = type(said_second).objects.filter(pk=said_second.pk)
    done = {"decided_at": make.START, "decided_by": cast.amara, "decided_why": "It came first."}
    stored.update(**done, decided_for="first")
    against = ("superseded", "decided for the other answer: do not use")
    assert said("ConflictingAnswer", "pier", cast.chen) == [("Internet", *against, title, "Accept no pier.")]
    assert said("GuidanceRequest", "quay", cast.chen)[0][1:3] == ("done", "answered")
    stored.update(archived_at=make.START)
    assert search("pier", cast.chen) == []


def test_an_answer_that_was_decided_against_is_found_struck(cast, internet, client):
    given = {"answered_at": make.START, "answered_by": cast.kim, "answer": "Accept one quay."}
    asked = make.guidance_request(internet, "May we moor?", by=cast.chen, **given, marking=Marking.DELEGATION)
    done = {"decided_at": make.START, "decided_by": cast.amara, "decided_why": "Law.", "decided_for": "second"}
    issued = make.instruction(internet, "No pier.", by=cast.kim)
    second = make.conflict(asked, "No pier.", by=cast.kim, agency=make.agency(), instruction=issued, **done)
    assert said("ConflictingAnswer", "pier", cast.chen)[0][1:3] == ("done", "decided for this answer")
    against = ("superseded", "decided for the other answer: do not use")
    assert said("GuidanceRequest", "quay", cast.chen)[0][1:3] == against
    client.force_login(cast.chen)
    assert "<s>Accept one <mark>quay</mark>.</s>" in client.get(reverse("search"), {"q": "quay"}).text
    type(second).objects.filter(pk=second.pk).update(marking=Marking.GOVERNMENT)
    assert said("GuidanceRequest", "quay", cast.pavel)[0][1:3] == ("done", "answered")


def test_a_delivery_is_found_by_the_words_that_hold(cast, internet):
    live = make.instruction(internet, "Speak.", by=cast.kim)
    made = make.delivery(live, "We moor at no quay.", by=cast.chen)
    [hit] = search("quay", cast.chen)
    assert (hit.kind, hit.url, hit.marking) == ("Delivery", reverse("delivery-detail", args=[made.pk]), "government")
    corrected = {"words": "We moor at every pier.", "first_words": "We moor at no quay.", "wrong": "Misheard."}
    Delivery.objects.filter(pk=made.pk).update(corrected_at=clock.now() + timedelta(minutes=1), **corrected)
    assert search("quay", cast.chen) == []
    title = "Wed 29 Oct 09:10, corrected"
    assert said("Delivery", "pier", cast.chen) == [("Internet", "done", "Spoken", title, "We moor at every pier.")]


def test_a_note_is_found_by_what_was_heard(cast, internet):
    meeting = make.meeting(make.committee("WG-PL"), number="6", times_are_estimated=True)
    group = make.group("ARB", "LAS")
    taken = make.note(meeting, "No quay.", by=cast.chen, kind="against", group=group, issue=internet, is_sample=True)
    title = "ARB Wed 29 Oct 09:10 (sample)"
    name = str(meeting)
    assert said("Note", "quay", cast.chen) == [(name, "oppose", "against", title, "No quay.")]
    assert [hit.url for hit in search("quay", cast.chen)] == [
        f"{reverse('room-note')}?meeting={meeting.pk}#note-{taken.pk}"
    ]
    Note.objects.filter(pk=taken.pk).update(archived_at=make.START)
    assert search("quay", cast.chen) == []
