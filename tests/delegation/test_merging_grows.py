"""How the cost of merging grows with the texts, counted in lines that run."""

import random
import sys

import pytest

from delegation import merging
from delegation.merging import merge


def steps(act, *texts):
    """How many lines of the module run, in its loops as well."""
    count = 0

    def line(frame, event, _):
        nonlocal count
        count += event == "line"
        return line

    before = sys.gettrace()
    sys.settrace(lambda frame, event, _: line if frame.f_code.co_filename == merging.__file__ else None)
    try:
        act(*texts)
    finally:
        sys.settrace(before)
    return count


def three_of(kind, size):
    """Three texts of about `size` words."""
    random.seed(7)
    if kind == "the same word":
        return "the " * size, "the " * (size + 100), "a " + "the " * (size - 100)
    if kind == "two words in turn":
        return "a b " * (size // 2), "b a c " * (size // 3), "a a b " * (size // 3)
    if kind == "a cycle of words":
        return tuple("".join(f"{n * step % 90} " for n in range(size)) for step in (1, 7, 11))
    if kind == "nothing in common":
        return tuple("".join(f"{side}{n % 900} " for n in range(size)) for side in "btm")
    if kind == "one word to cut at a time":
        there = [f"{n} {n - 1} " for n in range(size // 2)]
        return "".join(there), "".join(there[::-1]), "x " + "".join(there[:-50])
    if kind == "signs":
        there = [chr(0x4E00 + random.randrange(500)) for _ in range(size)]
    else:
        there = random.choices([f"w{n} " for n in range(2000)], [1 / (n + 1) for n in range(2000)], k=size)
    return tuple("".join(words) for words in (there, rewritten(there), rewritten(there)))


def rewritten(words):
    """One word in forty is another."""
    return [random.choice(words) if random.random() < 1 / 40 else word for word in words]


KINDS = [
    "the same word",
    "two words in turn",
    "a cycle of words",
    "nothing in common",
    "one word to cut at a time",
    "signs",
    "prose",
]


@pytest.mark.parametrize("kind", KINDS)
def test_twice_the_text_costs_at_most_two_and_a_half_times(kind):
    once, twice = steps(merge, *three_of(kind, 1500)), steps(merge, *three_of(kind, 3000))
    assert twice <= 2.5 * once, (once, twice)
    assert twice <= 3000 * 1000
