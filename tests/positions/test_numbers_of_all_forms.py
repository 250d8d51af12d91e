"""What holds for every number, however written, and for every text that is none."""

import sys
from dataclasses import replace

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from positions.numbers import parse, search_terms, symbols

# Numbers made from their parts, and the ways in which people vary them.

unhurried = settings(deadline=None)

count = st.integers(1, 99).map(str)
source = st.sampled_from(sorted(symbols.SOURCES | symbols.GROUP_ALIASES.keys()))
revision = st.one_of(st.just(""), count.map("R{}".format))
addendum = st.builds("{}A{}{}".format, st.sampled_from(["", "-"]), count, revision)
paper = st.builds("{}{}{}".format, count, revision, st.lists(addendum, max_size=2).map("".join))
index = st.builds("{}{}{}".format, count, st.sampled_from(["", "A", "Z"]), st.sampled_from(["", "-100"]))
proposal = st.builds(
    "{}/{}/{}{}".format,
    st.lists(source, min_size=1, max_size=4, unique_by=lambda name: symbols.GROUP_ALIASES.get(name, name)).map(
        "/".join
    ),
    paper,
    index,
    st.sampled_from(["", " Corr.2"]),
)
document = st.builds("{}/{}".format, st.sampled_from(symbols.SERIES), paper)
symbol = st.one_of(count, st.sampled_from(["WG-PL/4", "COM6/4", "[IAP-3]", "[B/CAN-2]"]))
version = st.sampled_from(["", " (Busan, 2014)", " (Rev. Buenos Aires, 2017)", " (Rev. Genève, 1992)"])
text = st.builds(
    "{} {}{}".format, st.sampled_from(["Res", "Decision", "Draft new Resolution", "Rec."]), symbol, version
)
provision = st.builds("{} {}{}".format, st.sampled_from(symbols.INSTRUMENTS), count, st.sampled_from(["", "A", "BC"]))
action = st.builds("{} {}".format, st.sampled_from(symbols.ACTIONS), st.one_of(proposal, text, provision))
regional = st.builds("{}{}{}".format, st.sampled_from(["IAP", "ATU", "PACP", "ECP"]), st.sampled_from(" -"), count)
number = st.one_of(proposal, document, text, provision, action, regional)


@unhurried
@given(number)
def test_print_and_parse_agree(written):
    reference = parse(written)
    again = parse(str(reference))
    assert again == reference
    assert str(again) == str(reference)
    assert parse(reference.canonical).canonical == reference.canonical


@unhurried
@given(number, st.sampled_from("-‐‑–—−－"), st.sampled_from([" ", "\u00a0", "\u202f", " \t", "\u3000"]), st.booleans())
def test_case_spaces_dashes_and_width_do_not_count(written, dash, space, wide):
    varied = written.lower().replace("/", f"{space}/{space}").replace("-", dash).replace(" ", space)
    if wide:
        varied = "".join(chr(ord(letter) + 0xFEE0) if "!" <= letter <= "~" else letter for letter in varied)
    assert parse(f"{space}{varied}{space}").canonical == parse(written).canonical


@unhurried
@given(proposal)
def test_hyphens_before_an_addendum_do_not_count(written):
    assert parse(written.replace("-A", "A")).canonical == parse(written).canonical


@unhurried
@given(proposal)
def test_search_finds_a_proposal_without_its_source(written):
    reference = replace(parse(written), range_end=0)
    without_source = f"{reference.number}" + reference.canonical.partition(f"/{reference.number}")[2]
    piece = search_terms(without_source)
    assert piece[0] == "/"
    assert piece in reference.canonical


@settings(deadline=None, max_examples=400)
@given(st.one_of(st.text(), st.text(alphabet="ABCERUSP0126٣²/()[]-*_., ‑toOcCrRaA", max_size=40)))
@example("\ud800")
@example("Res 5 (\x00, 2014)")
@example("ﬁ/ß/1")
def test_nothing_but_a_value_error_comes_out(anything):
    search_terms(anything)
    try:
        reference = parse(anything)
    except ValueError:
        return
    assert parse(str(reference)) == reference
    assert parse(reference.canonical).canonical == reference.canonical


def test_a_text_longer_than_any_number_is_refused_at_once():
    for text in ("A1" * 50_000, " " * 100_000, "Res 102" + " " * 400):
        with pytest.raises(ValueError, match="is too long"):
            parse(text)


@pytest.mark.parametrize("piece", ["A1", "B/", "(Rev.1)", "Add 1 to ", "1-", "Res ", "( ", "MOD ", "ACP 1 "])
def test_the_steps_grow_no_faster_than_the_length(piece):
    def steps(text):
        count = 0

        def step(*_):
            nonlocal count
            count += 1

        sys.setprofile(step)
        try:
            parse(text)
        except ValueError:
            pass
        finally:
            sys.setprofile(None)
        return count

    for start in ("", "12", "EUR/80"):
        assert steps((start + piece * 400)[:400]) <= 2.5 * steps((start + piece * 400)[:200])
