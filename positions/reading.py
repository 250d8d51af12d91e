"""Numbers as typed at this conference: our own State files too, and a refusal is a sentence for a form."""

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from delegation import clock
from positions import numbers
from positions.numbers import Reference, Unreadable
from positions.numbers.symbols import SOURCES


def sources() -> frozenset[str]:
    """Symbols of all who may file here: the ITU's States and groups, and our own State, which a sample invents."""
    conference = clock.conference()
    return SOURCES | {conference.state_id} if conference else SOURCES


def in_words(unreadable: Unreadable) -> str:
    """What is wrong with a number, in the reader's language."""
    return _(unreadable.sentence) % unreadable.parts


def read(text: str) -> Reference:
    """Read one number or symbol. Raises ValidationError with the sentence that helps."""
    try:
        return numbers.parse(text, sources())
    except Unreadable as unreadable:
        raise ValidationError(in_words(unreadable)) from unreadable


def read_proposal(text: str) -> Reference:
    """Read the number of a proposal. Raises ValidationError."""
    reference = read(text)
    if reference.kind != "proposal":
        raise ValidationError(
            _("“%(read)s” is not the number of a proposal; write for example RCC/73A1/12.") % {"read": str(reference)}
        )
    _require_this_conference(reference)
    return reference


def read_document(text: str) -> Reference:
    """Read the symbol of a document; here a bare number is one of the main series. Raises ValidationError."""
    reference = read(f"Document {text.strip()}" if text.strip().isdigit() else text)
    if reference.kind != "document":
        raise ValidationError(
            _("“%(read)s” is not the symbol of a document; write for example 67, 84(Rev.2) or DT/24.")
            % {"read": str(reference)}
        )
    _require_this_conference(reference)
    return reference


def read_text(name: str) -> Reference | None:
    """Read the name of a text or provision; None where it has no number yet, as "new Res IoT"."""
    try:
        reference = numbers.parse(name, sources())
    except Unreadable:
        return None
    return reference if reference.kind in ("text", "provision") else None


def _require_this_conference(reference: Reference) -> None:
    conference = clock.conference()
    if reference.conference and conference and reference.conference != conference.short_name:
        raise ValidationError(
            _("“%(read)s” is a paper of %(other)s, not of %(ours)s.")
            % {"read": str(reference), "other": reference.conference, "ours": conference.short_name}
        )
