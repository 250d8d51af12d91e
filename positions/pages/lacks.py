"""What meetings and duties lack, in words."""

from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from django.utils.translation import gettext_lazy as _

from positions.models import cover


@dataclass(frozen=True)
class Lack:
    """What a meeting or a member lacks. state: gap (red) or clash, waiting (amber), as the words say."""

    name: str
    state: str
    words: Any = field(compare=False)  # to compare them would be to translate them each time


NOBODY = Lack("nobody", "gap", _("nobody leads"))
UNATTENDED = Lack("unattended", "gap", _("ours is on the agenda, nobody has accepted"))
UNANSWERED = Lack("unanswered", "waiting", _("lead not accepted"))
CLASH = Lack("clash", "clash", _("in two rooms"))
AWAY = Lack("away", "clash", _("not on site"))


@dataclass(frozen=True)
class Lacks:
    """By the keys of meetings, and of duties."""

    of_meetings: dict[UUID, tuple[Lack, ...]]
    of_duties: dict[UUID, tuple[Lack, ...]]


NONE = Lacks({}, {})


def found(reader: Any, span: cover.Span) -> Lacks:
    """What is lacking then, as far as `reader` may know. Three queries, and none of what is over."""
    if span.end <= span.now:
        return NONE
    wrong: dict[UUID, tuple[Lack, ...]] = {}
    for question, lack in ((cover.clashing, CLASH), (cover.away, AWAY)):
        for duty in cover.listed(question, reader, span):
            wrong[duty.pk] = (*wrong.get(duty.pk, ()), lack)
    return Lacks(of_meetings(reader, span), wrong)


def of_meetings(reader: Any, span: cover.Span) -> dict[UUID, tuple[Lack, ...]]:
    """What meetings lack then, by their keys, as far as `reader` may know. One query, and none of what is over."""
    if span.end <= span.now:
        return {}
    meetings = cover.listed(cover.coming, reader, span)
    return {one.pk: lacks for one in meetings if (lacks := tuple(_of(one)))}


def gravest(lacks: tuple[Lack, ...]) -> tuple[Lack, ...]:
    """One, where there is little room."""
    return tuple(lack for lack in lacks if lack.state == worst(lacks))[:1]


def worst(lacks: tuple[Lack, ...]) -> str:
    """The state of the gravest; "" where nothing lacks."""
    return min((lack.state for lack in lacks), key=("gap", "clash", "waiting").index, default="")


def _of(meeting: Any) -> list[Lack]:
    """meeting: as `cover.coming` answers it."""
    lacks = []
    if meeting.follows_it and not meeting.lead_accepted:
        lacks.append(UNANSWERED if meeting.lead_is_asked else NOBODY)
    if meeting.takes_ours and not meeting.is_attended:
        lacks.append(UNATTENDED)
    return lacks
