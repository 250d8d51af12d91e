"""Search: what is found, in which order, and by whom."""

import pytest

from delegation import clock
from delegation.access import Marking
from positions.pages import found
from positions.search import plain, runs, search, without_marks
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
    make.meeting(wgpl, title="Harbour meeting")
    return internet


def kinds(typed, person):
    return sorted((hit.kind, hit.name) for hit in search(typed, person))


def test_every_kind_is_found_by_who_may_see_it(cast, world):
    assert kinds("harbour", cast.pavel) == [
        ("Committee", "WG-PL"),
        ("Delegate", "Harriet Harbour"),
        ("Document", "79(Add.1)"),
        ("Issue", "Harbours"),
        ("Meeting", "Harbour group"),
        ("Proposal", "ARB/79A1/3"),
        ("TalkingPoint", "Internet"),
        ("Text", "Res 102"),
    ]
    assert set(kinds("harbour", cast.chen)) - set(kinds("harbour", cast.pavel)) == {
        ("Instruction", "Internet"),
        ("Issue", "Harbour secrets"),
        ("Position", "Internet"),
        ("TalkingPoint", "Harbour secrets"),
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
    before = [(hit.name, hit.rank) for hit in search("harbour", cast.pavel)]
    for index in range(12):
        make.issue(f"Harbour {index}", marking=Marking.GOVERNMENT)
        make.talking_point(world, f"Harbour, harbour {index}", marking=Marking.GOVERNMENT)
    assert [(hit.name, hit.rank) for hit in search("harbour", cast.pavel)] == before


def test_a_dead_instruction_is_shown_dead(cast, world):
    dead = make.instruction(world, "Oppose the harbour.", by=cast.kim, live=False)
    type(dead).objects.filter(pk=dead.pk).update(ended_at=make.START, ending="withdrawn")
    shown = [one for one in found.in_the_bar("harbour", cast.chen) if one.hit.kind == "Instruction"]
    assert sorted((one.state, one.state_words) for one in shown) == [("live", "live"), ("superseded", "withdrawn")]


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
