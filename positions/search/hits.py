"""What was found: where it is, and the words around what was looked for."""

import json
import re
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlencode

from django.urls import reverse

# They mark what was found until the words are shown; neither stands in what people write.
START, STOP = "\ue000", "\ue001"
SHOWN = 240
SENTENCE_END = re.compile(r"(?<=[.!?])\s+|\n+")


@dataclass(frozen=True)
class Hit:
    """One thing found. excerpt: runs of (whether it is what was looked for, words)."""

    kind: str
    name: str
    title: str
    url: str
    marking: str
    rank: float
    excerpt: list[tuple[bool, str]] = field(default_factory=list)
    facts: dict[str, Any] = field(default_factory=dict)


def hit(kind: str, link: str, name: str, title: str, marking: str, rank: float, excerpt: str, facts: str) -> Hit:
    told = json.loads(facts)
    return Hit(
        kind=kind,
        name=name,
        title=title,
        url=_address(kind, link, name, told),
        marking=marking,
        rank=rank,
        excerpt=runs(without_marks(sentence(excerpt)) if kind == "Position" else sentence(excerpt)),
        facts=told,
    )


def sentence(excerpt: str) -> str:
    """From the beginning of the sentence in which it was found: the end of an order may say its opposite."""
    found = excerpt.find(START)
    begins = max((end.end() for end in SENTENCE_END.finditer(excerpt, 0, max(found, 0))), default=0)
    said = excerpt[begins:]
    if len(said) > SHOWN:
        said = f"{said[:SHOWN].rsplit(maxsplit=1)[0]} …"
    return f"… {said}" if begins else said


def without_marks(excerpt: str) -> str:
    """Words as they are read where they are written in Markdown: no list, quotation, heading, table or emphasis."""
    lines = re.sub(r"(?m)^[ \t]*(?:(?:[-+*>]|#{1,6}|\d{1,3}[.)])[ \t]+)+", "", excerpt)
    plain = re.sub(r"(?m)^[ |:-]+$|[|*`\\]+|~~|(?<!\w)_+|_+(?!\w)", " ", lines)
    return re.sub(rf" +(?=[,.;:!?){STOP}])", "", " ".join(plain.split()))


def runs(excerpt: str) -> list[tuple[bool, str]]:
    """An excerpt as the database marked it, as runs; whatever stands in the words is words."""
    found, is_sought = [], False
    for piece in re.split(f"([{START}{STOP}])", excerpt):
        if piece in (START, STOP):
            is_sought = piece == START
        elif piece:
            found.append((is_sought, piece))
    return found


def _address(kind: str, link: str, name: str, facts: dict[str, Any]) -> str:
    match kind:
        case "Proposal":
            return reverse("proposal-detail", args=[link])
        case "Text":
            return f"{reverse('proposal-list')}?{urlencode({'text': name})}"
        case "Document":
            return f"{reverse('proposal-list')}?{urlencode({'q': f'Document {name}' if name[0].isdigit() else name})}"
        case "Delegate":
            return reverse("team-member", args=[link])
        case "Committee":
            return reverse("committee-detail", args=[link])
        case "Meeting":
            return reverse("meeting-detail", args=[link])
        case "GuidanceRequest":
            return reverse("guidance-detail", args=[link])
        case "ConflictingAnswer":
            return reverse("guidance-detail", args=[link]) + "#two-answers"
        case "Delivery":
            return reverse("delivery-detail", args=[link])
        case "Note":
            return f"{reverse('room-note')}?{urlencode({'meeting': facts['meeting']})}#note-{link}"
    anchors = {"Position": "#position", "TalkingPoint": "#points", "Instruction": "#instruction"}
    return reverse("issue-detail", args=[link]) + anchors.get(kind, "")
