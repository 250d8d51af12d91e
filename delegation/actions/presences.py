"""What an opened page says of itself: which record it shows, and what is written in it. No change of any record.

Nothing here waits for a save: no version, no lock on a record, and no row of another table is touched. What is told to
others takes, as every change does, its turn in PostgreSQL's queue of notices when it is committed.
"""

from collections.abc import Collection, Iterable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.utils import timezone

from delegation.access import Marked
from delegation.live import named, tell_presence
from delegation.models import Presence
from delegation.models.presences import presences_around, records_seen
from delegation.prepared import together

State = Presence.State

# A page in front asks every ten seconds, and may be lost without a word. One in the background is let ask once a
# minute only, and may be frozen: what is said of the words in it holds longer.
HELD = timedelta(seconds=30)
HELD_HIDDEN = timedelta(minutes=5)
RENEWED_AFTER = timedelta(seconds=5)
MOST_TABS = 30


@dataclass(frozen=True)
class Writing:
    """An editor that is open: the topic of its record, and its field."""

    record: str
    field: str
    is_unsaved: bool = False


@dataclass(frozen=True)
class Sheet:
    """An opened page. place: the topic of the record that it is about. idle: how long nothing was typed or touched."""

    tab: UUID
    place: str = ""
    writes: tuple[Writing, ...] = ()
    is_hidden: bool = False
    idle: timedelta = timedelta()


@dataclass(frozen=True)
class Right:
    marking: str
    issue_id: UUID | None
    may_change: bool


def note(sheet: Sheet, *, by: Any) -> list[Presence]:
    """Note what `by` has before him; answer who else is there, as far as `by` may know. Two queries where all
    is as it was, up to four where something is noted, and one more where others are to be told.

    What cannot be seen is as what is not there: nothing is noted, and nothing answered.
    """
    now = timezone.now()
    topics = list(dict.fromkeys([sheet.place, *(one.record for one in sheet.writes)]))
    issue = named(sheet.place)
    found = presences_around(
        by,
        now=now,
        place=sheet.place or "-",
        topics=topics,
        issue=issue[1] if issue and sheet.place.startswith("issue:") else None,
    )
    others = [one for one in found if one.member_id != by.pk]
    rights = rights_to({*topics, *(one.record for one in others)}, by)
    if sheet.place and sheet.place not in rights:
        sheet, others = replace(sheet, place="", writes=()), []
    own = [one for one in found if one.member_id == by.pk]
    if any(one.tab == sheet.tab for one in own) or len({one.tab for one in own}) < MOST_TABS:
        _renew(sheet, [one for one in own if one.tab == sheet.tab], rights, now, by)
    return [one for one in others if one.record in rights]


def leave(tab: UUID, *, by: Any) -> None:
    """The page was closed. Three queries."""
    of_tab = Presence.objects.filter(member=by, tab=tab)
    left = list(of_tab.filter(until__gt=timezone.now()))
    of_tab.delete()
    tell_presence(left, by=by)


def rights_to(topics: Collection[str], reader: Any) -> dict[str, Right]:
    """What `reader` may do with the records that these topics name; what he may not see is missing. One query."""
    keys: dict[type[Marked], list[UUID]] = {}
    for found in filter(None, map(named, sorted(topics))):
        keys.setdefault(found[0], []).append(found[1])  # type: ignore[arg-type]
    rows = together(records_seen.part(reader, model, keys=of_kind) for model, of_kind in keys.items())
    return {f"{kind}:{key}": Right(marking, on, may) for kind, key, marking, on, may in rows}


def _renew(sheet: Sheet, before: list[Presence], rights: dict[str, Right], now: datetime, by: Any) -> None:
    """Put what holds now in the place of what the page said before, and tell others where it is another."""
    wanted = {(one.record, one.field): one for one in _presences(sheet, rights, now, by)}
    former = {(one.record, one.field): one for one in before}
    gone = [one for key, one in former.items() if key not in wanted]
    new = [one for key, one in wanted.items() if key not in former or former[key].told != one.told]
    # Whoever asks twice within seconds, because others came or went, need not be written down twice.
    if new or any(one.seen_at < now - RENEWED_AFTER for one in before):
        Presence.objects.bulk_create(
            wanted.values(),
            update_conflicts=True,
            unique_fields=["member", "tab", "record", "field"],
            update_fields=["place", "marking", "issue", "state", "is_hidden", "active_at", "seen_at", "until"],
        )
    if gone:
        Presence.objects.filter(pk__in=[one.pk for one in gone]).delete()
    tell_presence([*gone, *new], by=by)


def _presences(sheet: Sheet, rights: dict[str, Right], now: datetime, by: Any) -> Iterable[Presence]:
    """Who looks at another page looks at nothing here; words that are not saved yet are there all the same."""
    if sheet.place and not sheet.is_hidden:
        yield _presence(sheet, rights[sheet.place], now, by, record=sheet.place, state=State.HERE)
    for one in sheet.writes:
        right = rights.get(one.record)
        if right is None or not right.may_change or (sheet.is_hidden and not one.is_unsaved):
            continue
        is_left = one.is_unsaved and (sheet.is_hidden or sheet.idle >= Presence.IDLE_AFTER)
        state = State.UNSAVED if is_left else State.WRITING
        yield _presence(sheet, right, now, by, record=one.record, field=one.field, state=state)


def _presence(sheet: Sheet, right: Right, now: datetime, by: Any, **of: Any) -> Presence:
    return Presence(
        member=by,
        tab=sheet.tab,
        place=sheet.place,
        marking=right.marking,
        issue_id=right.issue_id,
        is_hidden=sheet.is_hidden,
        active_at=now - sheet.idle,
        seen_at=now,
        until=now + (HELD_HIDDEN if sheet.is_hidden else HELD),
        **of,
    )
