"""Texts compared word by word, and three of them merged."""

import subprocess

import hypothesis.strategies as st
import pytest
from hypothesis import example, given, settings

from delegation.merging import ANSWERS, Clash, Merge, marked_words, merge, words_of

steady = settings(derandomize=True, deadline=None, database=None)
steadily_few = settings(steady, max_examples=60)

# What is read as one sign though it is made of several characters, or must stand between its neighbours.
WHOLE = [
    "👩‍👩‍👧",
    "🇦🇹",
    "👍🏽",
    "é",
    "ا\u064e",
    "न्द्र",
    "ば\u3099",
    "葛\U000e0100",
    "ﾊﾞ",
    "1️⃣",
    "🏴\U000e0067\U000e007f",
    "한",
]
word = st.sampled_from(["the ", "a ", "State ", "first", "First. ", "القرار ", "国", "际", "\n", "\n\n", " ", *WHOLE])
texts = st.one_of(st.lists(word, max_size=12).map("".join), st.text(max_size=12))


@st.composite
def edited(draw, base, new):
    """A list changed in a few places; `new` says what may come in."""
    words = list(base)
    for _ in range(draw(st.integers(0, 3))):
        place, kind = draw(st.integers(0, len(words))), draw(st.sampled_from(["insert", "replace", "delete"]))
        words[place : place + (kind != "insert")] = [] if kind == "delete" else [draw(new)]
    return words


@st.composite
def threes(draw, new=word):
    """A text and two that were made of it."""
    words = draw(st.lists(word, max_size=12))
    return tuple("".join(words) for words in (words, draw(edited(words, new)), draw(edited(words, new))))


def plain(text):
    return text.replace("\r\n", "\n").replace("\r", "\n")


# Comparing two


@steady
@given(texts, texts)
def test_marked_words_hold_both_texts(before, after):
    runs = marked_words(before, after)
    assert "".join(words for kind, words in runs if kind != "ins") == before
    assert "".join(words for kind, words in runs if kind != "del") == after


def test_marked_words_go_word_by_word_and_sign_by_sign():
    assert marked_words("study must come first", "open study must come") == [
        ("ins", "open "),
        ("same", "study must "),
        ("del", "come first"),
        ("ins", "come"),
    ]
    assert marked_words("first of all", "first of all\n\nthen more") == [
        ("same", "first of all"),
        ("ins", "\n\nthen more"),
    ]
    assert marked_words("国际电信", "国家电信") == [("same", "国"), ("del", "际"), ("ins", "家"), ("same", "电信")]


def test_a_long_text_in_two_places_changed_is_marked_in_these_alone():
    words = [f"{n % 90} " for n in range(6000)]
    changed = [*words[:10], "here ", *words[11:5000], "there ", *words[5000:]]
    assert [run for run in marked_words("".join(words), "".join(changed)) if run[0] != "same"] == [
        ("del", "10 "),
        ("ins", "here "),
        ("ins", "there "),
    ]


@steady
@given(st.lists(st.sampled_from([*WHOLE, "word ", "国", " ", "\n"]), max_size=8))
@example([" ", "\u0301", "国", "\u0301", "\u200d", "国"])
def test_what_is_read_as_one_sign_stays_whole(parts):
    words, ends, at = words_of("".join(parts)), {0}, 0
    assert "".join(words) == "".join(parts)
    for part in parts:
        at += len(part)
        ends.add(at)
    at = 0
    for one in words:
        assert at in ends
        at += len(one)


# Merging three


@steady
@given(texts, texts)
def test_an_unchanged_side_yields_the_other(base, changed):
    assert merge(base, base, changed).text == merge(base, changed, base).text == plain(changed)
    assert merge(base, changed, changed).text == plain(changed)


@steady
@given(threes())
def test_only_the_sides_of_a_clash_tell_who_is_who(three):
    base, theirs, mine = three
    turned = tuple(
        Clash(piece.base, piece.mine, piece.theirs) if isinstance(piece, Clash) else piece
        for piece in merge(base, theirs, mine).pieces
    )
    assert merge(base, mine, theirs).pieces == turned


@steady
@given(threes())
def test_nothing_that_only_one_side_inserted_disappears(three):
    """What a side put in stands in the merge, or in that side of a clash."""
    base, theirs, mine = three
    merged = merge(base, theirs, mine)
    for side, text in (("theirs", theirs), ("mine", mine)):
        for kind, words in marked_words(base, text):
            assert kind != "ins" or words in merged.resolved(side)


@steady
@given(threes(new=st.sampled_from(["new ", "نص ", "新", *WHOLE])))
def test_whole_signs_stay_whole_in_what_stands_and_in_clashes(three):
    base, theirs, mine = three
    known = {sign for text in three for sign in words_of(text)}
    for piece in merge(base, theirs, mine).pieces:
        for part in (piece.theirs, piece.mine) if isinstance(piece, Clash) else (piece,):
            for one in words_of(part):
                assert one.isspace() or any(one.rstrip() == other.rstrip() for other in known)


@pytest.mark.parametrize("base", ["", "Study first.", "学习\n", None])
@pytest.mark.parametrize("answer", ANSWERS)
def test_both_sides_of_a_clash_never_stick_together(base, answer):
    merged = merge(base, f"{base or ''}Theirs", f"{base or ''}Mine")
    assert "TheirsMine" not in merged.resolved(answer)
    assert "MineTheirs" not in merged.resolved(answer)


def test_two_changes_apart_are_taken_both():
    assert merge(
        "Study must come first.\r\n\r\nRules.", "Study has to come first.\n\nRules.", "Study must come first."
    ) == (Merge(("Study has to come first.",)))


def test_changes_without_a_word_between_clash():
    assert merge("one two three four", "one 2 three four", "one two 3 four") == Merge(
        ("one ", Clash("two three ", "2 three ", "two 3 "), "four")
    )
    assert merge("one two three four", "one three four", "one two three 4").is_clean
    assert not merge("one two three four", "one three four", "one two 3 four").is_clean


def test_two_insertions_at_one_place_clash_unless_they_are_the_same():
    merged = merge("We come first.", "We come first. We thank X.", "We come first. We ask Y.")
    assert merged == Merge(("We come first.", Clash("", " We thank X.", " We ask Y.")))
    assert {answer: merged.resolved(answer) for answer in ANSWERS} == {
        "theirs": "We come first. We thank X.",
        "mine": "We come first. We ask Y.",
        "theirs-mine": "We come first. We thank X. We ask Y.",
        "mine-theirs": "We come first. We ask Y. We thank X.",
    }
    assert merge("We come first.", "We come first. So.", "We come first. So.").text == "We come first. So."


def test_what_did_not_clash_stands_whatever_the_answer():
    merged = merge("a b c d e f g", "a B c d X f g", "a b c d Y f G")
    assert [merged.resolved(answer) for answer in ANSWERS] == [
        f"a B c d {words} f G" for words in ("X", "Y", "X Y", "Y X")
    ]
    with pytest.raises(ValueError, match="clashes"):
        _ = merged.text


def test_without_a_base_the_whole_text_is_one_clash():
    assert merge(None, "same\r\n", "same\n") == Merge(("same\n",))
    assert merge(None, "one two", "one three") == Merge((Clash(None, "one two", "one three"),))
    assert merge(None, "", "mine").resolved("theirs-mine") == "mine"


# Against git


def ways(old, new):
    """In how many shortest ways one list is made of the other."""
    row = [(0, 1)] * (len(new) + 1)
    for one in reversed(old):
        below, row = row, [(0, 1)]
        for place in range(len(new) - 1, -1, -1):
            kinds = [(below[place], 1), (row[0], 1), (below[place + 1], -1)]
            if one == new[place]:
                kinds.append(((below[place + 1][0] + 1, below[place + 1][1]), 1))
            longest = max(length for (length, _), _ in kinds)
            row.insert(0, (longest, sum(sign * count for (length, count), sign in kinds if length == longest)))
    return row[0][1]


@pytest.fixture(scope="module")
def by_git(tmp_path_factory):
    """What git makes of three lists of words, one on a line: the words, or None where it finds a conflict."""
    folder = tmp_path_factory.mktemp("merged")

    def merged(*three):
        for name, words in zip(("base", "theirs", "mine"), three, strict=True):
            (folder / name).write_text("".join(f"{word}\n" for word in words))
        answer = subprocess.run(
            ["git", "merge-file", "-p", "mine", "base", "theirs"],
            cwd=folder,
            capture_output=True,
            text=True,
            check=False,
        )
        return answer.stdout.split() if answer.returncode == 0 else None

    return merged


def by_us(*three):
    merged = merge(*("".join(f"{word} " for word in words) for words in three))
    return merged.text.split() if merged.is_clean else None


@steadily_few
@given(st.data())
def test_git_merges_the_same_where_no_word_comes_twice(by_git, data):
    base = [f"b{n}" for n in range(data.draw(st.integers(0, 15)))]
    three = [
        base,
        *(data.draw(edited(base, st.integers(0, 10**9).map(f"{side}{{}}".format))) for side in "tm"),
    ]
    assert by_us(*three) == by_git(*three)


@settings(steady, max_examples=150)
@given(st.data(), st.sampled_from([2, 4, 8, 20]))
def test_git_merges_the_same_where_a_side_is_made_of_the_base_in_one_way(by_git, data, count):
    """Elsewhere it may choose another of several shortest ways, and so does in five of a hundred small texts."""
    one = st.integers(1, count).map("w{}".format)
    base = data.draw(st.lists(one, max_size=15))
    three = [base, data.draw(edited(base, one)), data.draw(edited(base, one))]
    if ways(base, three[1]) == ways(base, three[2]) == 1:
        assert by_us(*three) == by_git(*three)
