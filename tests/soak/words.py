"""Texts in which every edit leaves a word that no other does, so that a text alone tells what is lost or doubled."""

import re
from random import Random

MARK = re.compile(r"\be\d+n\d+\b")
PIECES = re.compile(r"\S+\s*")
MANY = 100  # marks; from there on a text does not grow
PLAIN = (
    "the delegation supports the study and asks that its results reach the council before the next conference while "
    "those who doubt it may say so in the room and are answered with what stands in the report of the group"
).split()


def marks(text: str) -> list[str]:
    """The words that edits left, in reading order."""
    return MARK.findall(text)


def beginning(chance: Random) -> str:
    """Six paragraphs before anybody edits them."""
    paragraphs = (" ".join(chance.choices(PLAIN, k=chance.randint(8, 16))).capitalize() + "." for _ in range(6))
    return "\n\n".join(paragraphs)


def edited(text: str, mark: str, chance: Random) -> str:
    """One edit: a word put in, at the end more often than anywhere else, or in the place of one or several others."""
    pieces = PIECES.findall(text)
    marked = [place for place, piece in enumerate(pieces) if MARK.search(piece)]
    kind = chance.random()
    if len(marked) > MANY:
        for place in sorted(chance.sample(marked, 3), reverse=True):
            _take_out(pieces, place)
        _put_in(pieces, mark, chance.randrange(len(pieces)))
    elif kind < 0.15 and marked:
        place = chance.choice(marked)
        pieces[place] = pieces[place].replace(MARK.search(pieces[place])[0], mark)
    elif kind < 0.25 and marked:
        _take_out(pieces, chance.choice(marked))
        _put_in(pieces, mark, chance.randrange(len(pieces)))
    elif kind < 0.45 or not pieces:
        pieces.append(f" {mark}")
    else:
        _put_in(pieces, mark, chance.randrange(len(pieces)))
    return "".join(pieces).strip()


def _take_out(pieces: list[str], place: int) -> None:
    """Never what ends a paragraph: its line ends stay."""
    piece = MARK.sub("", pieces[place])
    pieces[place] = piece if piece.strip() or "\n" in piece else ""


def _put_in(pieces: list[str], mark: str, place: int) -> None:
    pieces.insert(place, f"{mark} ")
