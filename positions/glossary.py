"""The words of the conference and of the delegation, each with its meaning."""

import csv
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from django.utils.text import slugify

FILE = Path(__file__).with_suffix(".csv")


@dataclass(frozen=True)
class Term:
    term: str
    meaning: str

    @property
    def anchor(self) -> str:
        return f"term-{slugify(self.term)}"


@cache
def terms() -> tuple[Term, ...]:
    """In alphabetical order. Read once."""
    with FILE.open(encoding="utf-8", newline="") as file:
        return tuple(sorted((Term(**row) for row in csv.DictReader(file)), key=lambda term: term.term.casefold()))


def found(typed: str) -> list[tuple[float, Term]]:
    """Terms that what was typed begins, stands in, or explains, each with its rank."""
    sought, ranked = typed.casefold(), []
    for term in terms():
        name = term.term.casefold()
        if sought in name:
            ranked.append((2.5 if name.startswith(sought) else 1.5, term))
        elif len(sought) > 2 and sought in term.meaning.casefold():
            ranked.append((0.3, term))
    return sorted(ranked, key=lambda pair: (-pair[0], pair[1].term))


def in_markdown() -> str:
    """The whole glossary as docs/glossary.md has it."""
    lines = [f"- **{term.term}**: {term.meaning.rstrip('.')}." for term in terms()]
    return "# Glossary\n\nThe words that Placard uses, in its pages as in its code.\n\n" + "\n".join(lines) + "\n"
