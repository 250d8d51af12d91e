"""docs/conference-data.md describes the files as they are read."""

import re
from pathlib import Path

from delegation.imports import cells, nouns

DOCUMENT = (Path(__file__).parent.parent.parent / "docs" / "conference-data.md").read_text()
SECTIONS = re.findall(r"^## (\w+)\.csv\n(.*?)(?=^#)", DOCUMENT, flags=re.DOTALL | re.MULTILINE)


def rows(section):
    lines = [line.strip()[1:-1].split("|") for line in section.splitlines() if line.startswith("|")]
    return {name.strip(): [part.strip() for part in others] for name, *others in lines[2:]}


def test_every_file_is_described_in_the_order_in_which_it_is_read():
    assert [name for name, _section in SECTIONS] == list(nouns.every())


def test_every_column_is_described_and_no_other():
    described = {name: set(rows(section)) for name, section in SECTIONS}
    shared = set(nouns.RECORDED)
    assert described == {name: {"key", *noun.fields} - shared for name, noun in nouns.every().items()}


def test_required_columns_are_called_so():
    for name, section in SECTIONS:
        required = {column for column, (_kind, is_required, _words) in rows(section).items() if is_required == "yes"}
        assert required == {"key", *nouns.every()[name].required}, name


def test_every_word_is_listed():
    for name, section in SECTIONS:
        described = rows(section)
        for column, field in nouns.every()[name].fields.items():
            if field.choices and column != "marking":
                listed = re.findall(r"`([^`]+)`", "".join(described[column][2:]))
                assert set(cells.words(field)) <= set(listed), (name, column)
