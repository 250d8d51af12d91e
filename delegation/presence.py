"""Who else is at a record, and who writes where in it, in words for one reader."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.translation import gettext as _

from delegation.live import named
from delegation.models import Presence

MOST_NAMED = 12
WORDS = {Presence.State.HERE: "here", Presence.State.UNSAVED: "unsaved", Presence.State.WRITING: "writing"}


@dataclass(frozen=True)
class Person:
    """One member, however many pages he has open. left: seconds for which it may be said without asking again."""

    name: str
    state: str
    does: str
    left: int


@dataclass(frozen=True)
class Note:
    """What stands at a field that somebody else has open."""

    record: str
    field: str
    words: str
    left: int


def in_words(others: list[Presence], place: str) -> str:
    """The answer to a page that shows the record `place`; "" where nobody else is there."""
    if not others:
        return ""
    now = timezone.now()
    here: dict[Any, list[Presence]] = {}
    notes: dict[Any, Presence] = {}
    for one in sorted(others, key=_strength):  # the strongest comes last, and stays
        if place and place in (one.place, one.record):
            here.setdefault(one.member_id, []).append(one)
        if one.field:
            notes[one.record, one.field, one.member_id] = one
    people = sorted(here.values(), key=lambda pages: pages[-1].who)
    people.sort(key=lambda pages: _strength(pages[-1])[:2], reverse=True)
    return render_to_string(
        "parts/presence.html",
        {
            "people": [_person(pages, place, now) for pages in people[:MOST_NAMED]],
            "more": len(people) - MOST_NAMED,
            "notes": [_note(one, now) for one in sorted(notes.values(), key=lambda one: one.who)],
        },
    )


def _strength(one: Presence) -> tuple[bool, str, datetime, str]:
    """An editor that was left open says less than that somebody is there; words that wait unsaved say more."""
    return not one.is_idle or one.state == Presence.State.UNSAVED, one.state, one.until, one.record


def _person(pages: list[Presence], place: str, now: datetime) -> Person:
    one, label = pages[-1], _label(pages[-1], place)
    does = {
        Presence.State.HERE: "",
        Presence.State.WRITING: _("writing: %s") % label if label else _("writing"),
        Presence.State.UNSAVED: _("unsaved words: %s") % label if label else _("unsaved words"),
    }
    parts: Iterable[str] = (
        does[Presence.State(one.state)],
        _("in the background") if one.is_hidden else "",
        _("idle %s min") % _minutes(now - one.active_at) if all(page.is_idle for page in pages) else "",
    )
    return Person(one.who, WORDS[Presence.State(one.state)], ", ".join(filter(None, parts)), _left(one, now))


def _note(one: Presence, now: datetime) -> Note:
    who = {"name": one.who, "count": _minutes(now - one.active_at)}
    if one.state == Presence.State.WRITING:
        words = _("%(name)s has this open, idle %(count)s min") if one.is_idle else _("%(name)s is writing here")
    else:
        words = _("%(name)s has unsaved words here")
    return Note(one.record, one.field, words % who, _left(one, now))


def _label(one: Presence, place: str) -> str:
    """What is written, by its own name: of the record that the page is about the field alone."""
    model: Any = (named(one.record) or (Presence,))[0]
    field = next((field for field in model._meta.fields if field.name == one.field), None)
    names = [] if one.record == place else [str(model._meta.verbose_name)]
    if field and (one.field != "text" or not names):
        names.append(str(field.verbose_name))
    return ", ".join(dict.fromkeys(names))


def _minutes(time: timedelta) -> int:
    return int(time.total_seconds() // 60)


def _left(one: Presence, now: datetime) -> int:
    return max(0, int((one.until - now).total_seconds()))
