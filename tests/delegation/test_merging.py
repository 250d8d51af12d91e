"""Texts compared word by word."""

import time

import hypothesis.strategies as st
import pytest
from hypothesis import given

from delegation.merging import marked_words


@given(st.text(), st.text())
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


@pytest.mark.parametrize(
    "before, after",
    [
        ("a b " * 5000, "b a c " * 3333),
        (" ".join(f"w{n} x{n}" for n in range(2500)), " ".join(f"w{n} y{n}" for n in range(2500))),
        (" ".join(f"w{n} x{n}" for n in range(5000)), " ".join(f"w{n} y{n}" for n in range(5000))),
        (" ".join(f"{n % 90}" for n in range(7000)), " ".join(f"{n * 7 % 90}" for n in range(7000))),
    ],
)
def test_no_two_texts_take_long_to_compare(before, after):
    start = time.process_time()
    runs = marked_words(before, after)
    assert time.process_time() - start < 5
    assert "".join(words for kind, words in runs if kind != "ins") == before
    assert "".join(words for kind, words in runs if kind != "del") == after
