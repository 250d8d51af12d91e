"""Agencies that are asked to agree to texts: on whom it waits, and since when."""

from collections.abc import Iterable
from typing import Any

from django.db.models import Q
from django.urls import reverse
from django.utils.html import linebreaks
from django.utils.safestring import SafeString
from django.utils.timezone import localtime
from django.utils.translation import gettext as _

from delegation import access
from delegation.models import Agency
from delegation.pages import markings_shown
from delegation.words import rendered
from positions.models import Clearance, Instruction, Position
from positions.models.clearances import asked_of, silent_before, waits
from positions.pages import fields
from positions.pages.moves import Move

LATEST = 200


def waiting_on(reader: Any) -> list[Clearance]:
    """What the agency of `reader` is to answer, the oldest first. One query, for who comes from an agency."""
    if reader.agency_id is None:
        return []
    return asked_of(reader, agency=reader.agency_id, silent_before=silent_before())


def to_do(clearances: Iterable[Clearance]) -> list[Move]:
    """What waits on the reader; no query."""
    does = _("to answer for %(agency)s: %(kind)s on %(subject)s")
    return [
        Move(
            _("You"),
            does % {"agency": one.agency, "kind": one.text.noun, "subject": one.subject},
            one.get_absolute_url(),
            "waiting",
            localtime(one.silent_at),
            is_due=True,
        )
        for one in clearances
    ]


def listed(reader: Any) -> dict[str, Any]:
    """The context of the list: what waits for the reader's agency, and whom the delegation waits for. Three queries at
    most."""
    own = waiting_on(reader)
    visible = Clearance.objects.visible_to(reader).on_open_texts().with_names().longest_first()
    others = visible.outstanding(silent_before())
    if reader.agency_id:
        others = others.exclude(Q(agency=reader.agency_id), settled="")
    found = list(others[: LATEST + 1])
    shown = found[:LATEST]
    return {
        "own": own,
        "others": shown,
        "has_more": len(found) > LATEST,
        "agency": reader.agency,
        "markings": markings_shown(own, shown),
    }


def of(text: Position | Instruction, reader: Any) -> list[Clearance]:
    """Who was asked about one text. One query."""
    found = list(Clearance.objects.visible_to(reader).of(text).select_related("agency", "by").longest_first())
    for one in found:
        setattr(one, str(text._meta.model_name), text)
    return found


def not_asked(text: Position | Instruction, clearances: Iterable[Clearance]) -> Any:
    """Agencies that have not been asked about it. One query."""
    return Agency.objects.filter(archived_at=None).exclude(pk__in=[one.agency_id for one in clearances])


def composed(clearance: Clearance, reader: Any) -> dict[str, Any]:
    """The context of one clearance, which was fetched with its names."""
    text, everybody = clearance.text, of(clearance.text, reader)
    is_open = waits(text) and text.issue.is_open
    return {
        "clearance": clearance,
        "text": text,
        "words": words_of(text),
        "everybody": everybody,
        "is_open": is_open,
        "may_answer": is_open and access.may_clear(reader, clearance.agency_id),
        "markings": markings_shown(clearance, text, everybody),
    }


def words_of(text: Position | Instruction) -> list[tuple[Any, SafeString]]:
    """What is to be agreed to, each part with its label, as it is read where it was written."""
    if isinstance(text, Instruction):
        return [(text.get_kind_display(), SafeString(linebreaks(text.mandate, autoescape=True)))]
    parts = [(fields.label_of(Position, name), getattr(text, name)) for name in Position.WORDS]
    return [(label, rendered(words)) for label, words in parts if words]


def page_of(text: Position | Instruction) -> str:
    """Where the text itself is read, for who may."""
    if isinstance(text, Instruction):
        return reverse("instruction-detail", args=[text.pk])
    return text.get_absolute_url()
