"""What a text box suggests while one types: names that the reader may see."""

from typing import Any

from django.db.models import Q

from delegation.confidence import with_doubt
from delegation.models import MemberState, RegionalGroup
from positions import numbers, reading
from positions.models import Document, Text

SHOWN = 12


def of(kind: str, typed: str, reader: Any) -> list[tuple[str, str]]:
    """Values and labels for `kind` ("text", "document" or "source"); none for anything else."""
    typed = typed[:100].replace("\0", "").strip()
    match kind:
        case "text":
            return texts(typed, reader)
        case "document":
            return documents(typed, reader)
        case "source":
            return sources(typed)
    return []


def texts(typed: str, reader: Any) -> list[tuple[str, str]]:
    piece = numbers.search_terms(typed, reading.sources())
    found = Text.objects.visible_to(reader).current()
    named = found.called(piece) if piece else found.none()
    by_words = found.filter(Q(name__icontains=typed) | Q(title__icontains=typed))
    return [(text.name, _label(text)) for text in (named | by_words).in_order()[:SHOWN]]


def documents(typed: str, reader: Any) -> list[tuple[str, str]]:
    found = Document.objects.visible_to(reader).current()
    words = Q(symbol__icontains=typed) | Q(title__icontains=typed)
    return [(document.symbol, _label(document)) for document in found.filter(words).in_order()[:SHOWN]]


def _label(record: Text | Document) -> str:
    return with_doubt(record.title, is_sample=record.is_sample, confidence=record.confidence)


def sources(typed: str) -> list[tuple[str, str]]:
    groups = RegionalGroup.objects.filter(Q(code__istartswith=typed) | Q(abbreviation__istartswith=typed))
    states = MemberState.objects.filter(Q(symbol__istartswith=typed) | Q(name__icontains=typed)).order_by("symbol")
    found = [*groups.values_list("code", "abbreviation")[:SHOWN], *states.values_list("symbol", "name")[:SHOWN]]
    return found[:SHOWN]
