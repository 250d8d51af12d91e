"""Items of an agenda that its revision does not name any more: each asked about, and taken off where that was said."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.utils.translation import gettext as _

from delegation.models import Meeting
from delegation.versions import Stale
from positions.actions import agenda_items
from positions.agendas import Review, speakers_of
from positions.models import AgendaItem
from positions.models.agenda_items import ITEM_STATES


@dataclass(frozen=True)
class Struck:
    """value: what the form sends where it is taken off: which item, and how it stood. is_ticked: whether that is
    proposed. is_off: whether it was done; refused: why it was not."""

    item: AgendaItem
    state: Any = ""  # in words, where it is not still to come
    is_ticked: bool = False
    is_off: bool = False
    refused: str = ""

    @property
    def speakers(self) -> str:
        return speakers_of(self.item)

    @property
    def value(self) -> str:
        return f"{self.item.pk}.{self.item.version}.{len(self.item.speakers.all())}"


def found(review: Review) -> list[Struck]:
    """To be taken off, unless it is said otherwise: what nobody of us speaks to and the meeting has not come to. Where
    most of the agenda is missing, only part of it was pasted."""
    is_whole = len(review.gone) <= review.known
    return [
        Struck(
            item,
            _state(item, review.meeting),
            is_whole and item.may_change and item.state == "to come" and not item.speakers.all(),
        )
        for item in review.gone
    ]


def _state(item: AgendaItem, meeting: Meeting) -> Any:
    state = item.state_in(meeting)
    return "" if state == "to come" else ITEM_STATES[state]


def take_off(review: Review, sent: Iterable[str], *, by: Any) -> list[Struck]:
    """What came of those whose `value` was sent."""
    chosen = dict(value.partition(".")[::2] for value in sent)
    return [_taken_off(item, chosen[str(item.pk)], by) for item in review.gone if str(item.pk) in chosen]


def _taken_off(item: AgendaItem, stood: str, by: Any) -> Struck:
    changed = _("Changed by somebody since the review: it stays.")
    seen, _dot, speakers = stood.partition(".")
    if not (seen.isdecimal() and speakers.isdecimal()):
        return Struck(item, refused=changed)
    try:
        answer = agenda_items.take_off(item, seen=int(seen), speakers=int(speakers), by=by)
    except PermissionDenied:
        return Struck(item, refused=_("You may not change this."))
    except ValidationError as error:
        return Struck(item, refused=" ".join(error.messages))
    return Struck(item, refused=changed) if isinstance(answer, Stale) else Struck(item, is_off=True)
