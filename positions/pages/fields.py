"""What hangs on an issue and is edited in place: position, talking points, reserves."""

from collections.abc import Iterable, Sequence
from datetime import timedelta
from functools import lru_cache
from typing import Any

from django.urls import reverse
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from delegation import clock, drafts
from delegation.history import Stamps
from delegation.live import topic
from delegation.models import Issue
from delegation.pages import Act, Field, Merged, merged_sentence, saved_sentence
from delegation.words import rendered
from positions.models import Alternative, Instruction, Position, Reserve, TalkingPoint

UNDONE_WITHIN = timedelta(hours=1)


def position_fields(position: Position, stamps: Stamps, *, can_edit: bool) -> list[Field]:
    """The fields in reading order; an empty one only for who may fill it."""
    names = [name for name in Position.FIELDS if can_edit or getattr(position, name)]
    return [position_field(position, name, stamps, can_edit=can_edit) for name in names]


def position_field(position: Position, name: str, stamps: Stamps, *, can_edit: bool) -> Field:
    return Field(
        id=f"position-{position.pk}-{name}",
        label=label_of(Position, name),
        edit_url=_address("position-field", position.pk, name),
        record=topic(position),
        name=name,
        can_edit=can_edit,
        html=rendered(getattr(position, name)),
        saved=saved_sentence(stamps.of(position, name)) if getattr(position, name) else "",
        merged=merged(position, name, stamps, can_edit=can_edit),
        history_url=history_url(position, name),
    )


def point_fields(points: Sequence[TalkingPoint], stamps: Stamps, *, can_edit: bool) -> list[Field]:
    """In speaking order."""
    return [point_field(one, stamps, can_edit=can_edit, beside=neighbours(points, one)) for one in points]


def neighbours(order: Sequence[Any], point: Any) -> tuple[bool, bool]:
    """Whether there is one before it, and one after it."""
    return point in order[1:], point in order[:-1]


def point_field(point: TalkingPoint, stamps: Stamps, *, can_edit: bool, beside: tuple[bool, bool]) -> Field:
    return Field(
        id=f"point-{point.pk}",
        label=str(point.get_use_display()),
        edit_url=_address("point-edit", point.pk),
        record=topic(point),
        name="text",
        can_edit=can_edit,
        text=point.text,
        saved=saved_sentence(stamps.of(point, "text")),
        merged=merged(point, "text", stamps, can_edit=can_edit),
        marking=point.marking,
        level="say",
        history_url=history_url(point, "text"),
        marking_url=marking_url(point) if can_edit else "",
        acts=_acts("point", point, beside) if can_edit else (),
    )


def _acts(kind: str, one: Any, beside: tuple[bool, bool]) -> tuple[Act, ...]:
    """What puts it elsewhere in its order, or away. beside: as `neighbours` says."""
    said = {"words": one.text[:60]}
    before, after = beside
    return (
        *[Act(_address(f"{kind}-place", one.pk), "⠿", _("Move: %(words)s") % said, "handle")] * (before or after),
        *[Act(_address(f"{kind}-up", one.pk), "↑", _("Move up: %(words)s") % said, "up")] * before,
        *[Act(_address(f"{kind}-down", one.pk), "↓", _("Move down: %(words)s") % said, "down")] * after,
        Act(_address(f"{kind}-archive", one.pk), _("Archive"), _("Archive: %(words)s") % said),
    )


def alternative_fields(order: Sequence[Alternative], stamps: Stamps, *, can_edit: bool) -> list[Field]:
    return [alternative_field(order, one, stamps, can_edit=can_edit) for one in order]


def alternative_field(order: Sequence[Alternative], one: Alternative, stamps: Stamps, *, can_edit: bool) -> Field:
    number = order.index(one) + 1 if one in order else 0
    return Field(
        id=f"alternative-{one.pk}",
        label=_("Alternative %d") % number,
        edit_url=_address("alternative-edit", one.pk),
        record=topic(one),
        name="text",
        can_edit=can_edit,
        html=rendered(one.text),
        saved=saved_sentence(stamps.of(one, "text")),
        acts=_acts("alternative", one, neighbours(order, one)) if can_edit else (),
    )


def new_alternative_field(position: Position) -> Field:
    return Field(
        id=f"alternative-new-{position.pk}",
        label=_("Add an alternative"),
        edit_url=_address("alternative-add", position.pk),
        can_edit=True,
        empty=_("What we could be content with instead, behind the others"),
        draft=drafts.name_of(position, "alternative new"),
    )


def new_point_field(issue: Issue) -> Field:
    return Field(
        id="point-new",
        label=_("Add words"),
        edit_url=_address("point-add", issue.pk),
        can_edit=True,
        empty=_("Words to say, at the end of the speaking order"),
        draft=drafts.name_of_new(issue, "talkingpoint"),
    )


def reserve_field(reserve: Reserve, stamps: Stamps, *, can_edit: bool) -> Field:
    return Field(
        id=_reserve_id(reserve.kind, reserve.pk if reserve.instruction_id else None),
        label=" ".join(filter(None, [str(reserve.get_kind_display()), str(reserve.instruction or "")])),
        edit_url=_address("reserve-edit", reserve.pk),
        record=topic(reserve),
        name="text",
        can_edit=can_edit,
        text=reserve.text,
        saved=saved_sentence(stamps.of(reserve, "text")),
        merged=merged(reserve, "text", stamps, can_edit=can_edit),
        marking=reserve.marking,
        level="red-line" if reserve.kind == Reserve.Kind.RED_LINE else "",
        history_url=history_url(reserve, "text"),
        template="positions/reserve.html",
    )


def new_reserve_field(issue: Issue, kind: str) -> Field:
    return Field(
        id=_reserve_id(kind),
        label=str(Reserve.Kind(kind).label),
        edit_url=_address("reserve-add", issue.pk, kind),
        can_edit=True,
        level="red-line" if kind == Reserve.Kind.RED_LINE else "",
        template="positions/reserve.html",
    )


def reserve_fields(issue: Issue, reserves: Iterable[Reserve], stamps: Stamps, *, can_edit: bool) -> list[Field]:
    """One frame for each kind: what stands, and for who may write it the place of what does not."""
    found: list[Field] = []
    for kind in Reserve.Kind.values:
        of_kind = [one for one in reserves if one.kind == kind]
        found += [reserve_field(one, stamps, can_edit=can_edit) for one in of_kind]
        if can_edit and all(one.instruction_id for one in of_kind):
            found.append(new_reserve_field(issue, kind))
    return found


def draft_field(draft: Instruction, name: str, stamps: Stamps, *, can_edit: bool) -> Field:
    """What may still be changed of an instruction that has not been issued."""
    question = draft.text.named if draft.text else _("The whole issue")
    return Field(
        id=f"draft-{name}",
        label=label_of(Instruction, name),
        edit_url=_address("instruction-field", draft.pk, name),
        record=topic(draft),
        name=name,
        can_edit=can_edit,
        text=draft.mandate if name == "mandate" else str(question if name == "text" else draft.get_kind_display()),
        saved=saved_sentence(stamps.of(draft, name)),
        merged=merged(draft, name, stamps, can_edit=can_edit),
        level="" if name == "mandate" else "plain",
        history_url="" if name == "text" else history_url(draft, name),
    )


def merged(record: Any, name: str, stamps: Stamps, *, can_edit: bool) -> Merged | None:
    """Of the last save of a field, for an hour; afterwards it stands in the history."""
    stamp = stamps.of(record, name)
    if stamp is None or name not in stamp.merged or clock.now() - stamp.at > UNDONE_WITHIN:
        return None
    sentence = merged_sentence(stamp, name)
    if not can_edit:
        return Merged(sentence)
    undo = _address("bring-back", record._meta.model_name, record.pk, name)
    return Merged(sentence, undo, record.version, stamp.version - 1)


def label_of(model: Any, name: str) -> str:
    return capfirst(str(model._meta.get_field(name).verbose_name))


def history_url(record: Any, name: str) -> str:
    return _address("field-history", record._meta.model_name, record.pk, name)


def marking_url(record: Any) -> str:
    return _address("marking", record._meta.model_name, record.pk)


def _reserve_id(kind: str, key: Any = None) -> str:
    return "-".join(["reserve", kind.partition("_")[2], *([str(key)] if key else [])])


@lru_cache(maxsize=10_000)
def _address(name: str, *of: Any) -> str:
    """Looked up once: a page of an issue names a hundred, and each is sought among all patterns."""
    return reverse(name, args=of)
