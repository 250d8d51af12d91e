"""Words that met: what was sent and not taken is kept, and where both can stand they are put together."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

import pghistory
from django.db import models
from django.utils import timezone

from delegation import history
from delegation.access import Marked, Marking
from delegation.live import topic
from delegation.merging import merge
from delegation.models import Operation, Wording


@dataclass(frozen=True)
class Met:
    """What becomes of the fields that others changed too.

    values: what can stand of them. unlike: those that then do not read as sent, `joined` those of them in which words
    of both stand. clashing: those where only one of two can. since: the version since which each may hold words of
    others that the editor has not before him.
    """

    values: dict[str, Any]
    unlike: tuple[str, ...] = ()
    joined: tuple[str, ...] = ()
    clashing: tuple[str, ...] = ()
    since: Mapping[str, int] = field(default_factory=dict)


def meet(now: Any, values: dict[str, Any], *, seen: int, sent: UUID | None, by: Any, puts_together: bool = True) -> Met:
    """Put together, word by word, what `by` wrote since version `seen` and what others did. `now`: a locked row.

    sent: the save whose words the editor goes on from, where it has saved before; else it began with version `seen`.
    Where two texts cannot be put together, nobody meets himself: his later words stand. No query where nobody wrote
    meanwhile and nothing was `sent`; else up to five, and one for each field that cannot be put together.
    """
    went_on = _words_of(sent, now, by, seen=seen) if sent else {}
    crossed = [name for name in values if _version_of(now, name) > seen or _is_left_behind(now, name, went_on)]
    if not crossed or not puts_together:
        return Met({}, clashing=tuple(crossed))
    past = _past(now, seen, by)
    begun = {name: went_on.get(name, Start(past.get(name), seen)) for name in crossed}
    stands: dict[str, Any] = {}
    clashing = []
    for name, start in begun.items():
        merged = merge(start.words, getattr(now, name), values[name]) if is_prose(now, name) else None
        if (name in past or name in went_on) and kept(values[name]) == start.words:
            stands[name] = getattr(now, name)  # left alone here
        elif merged is not None and merged.is_clean:
            stands[name] = merged.text
        elif _wrote_all(by, now, name, since=start.version):
            stands[name] = values[name]
        else:
            clashing.append(name)
    unlike = tuple(name for name, said in stands.items() if is_prose(now, name) and said != values[name])
    joined = tuple(name for name in unlike if stands[name] != getattr(now, name))
    return Met(stands, unlike, joined, tuple(clashing), {name: start.version for name, start in begun.items()})


def starts(record: Any, *, seen: int, sent: UUID | None, by: Any) -> dict[str, Any]:
    """What the fields said that an editor goes on from, as in `meet`; none where `by` may not see that version."""
    went_on = _words_of(sent, record, by, seen=seen) if sent else {}
    return _past(record, seen, by) | {name: start.words for name, start in went_on.items()}


def note_whose(now: Any, names: Iterable[str]) -> None:
    """Say in the history whose words these fields hold so far, before others are put to them. One query.

    Nobody is named whose words fewer could read when he wrote them. With no names, what is written next is no merge.
    """
    versions = {name: _version_of(now, name) for name in names}
    writers = (
        {
            row.version: (row.pgh_context or {}).get("by")
            for row in now.history.filter(version__in=versions.values())
            if not (isinstance(now, Marked) and history.hid_more(row, now))
        }
        if versions
        else {}
    )
    pghistory.context(merged={name: writers.get(version) for name, version in versions.items()})


def keep(
    record: Any,
    *,
    fields: Iterable[str],
    values: dict[str, Any],
    seen: int,
    by: Any,
    operation: UUID | None,
    outcome: str,
    since: Mapping[str, int] | None = None,
) -> None:
    """Keep words as they were sent, marked as the record is; not what stands in its history, nor the same save twice.

    outcome: stale, merged or archived. since: as `meet` says it, of fields where that is not `seen`.
    """
    words = {name: str(values[name] if values[name] is not None else "") for name in fields if by}
    if outcome != "merged":  # those are looked up by their operation
        sent = {"record": topic(record), "by": by, "operation": operation}
        words = {name: said for name, said in words.items() if not _is_kept(record, name, values[name], said, sent)}
    Wording.objects.bulk_create(
        Wording(
            record=topic(record),
            field=name,
            base_version=(since or {}).get(name, seen),
            text=said,
            marking=getattr(record, "marking", Marking.DELEGATION),
            issue_id=getattr(record, "issue_key", None),
            by=by,
            operation=operation,
            outcome=outcome,
            at=timezone.now(),
        )
        for name, said in words.items()
    )


def _is_kept(record: Any, name: str, value: Any, said: str, sent: dict[str, Any]) -> bool:
    """What is brought back from a version that fewer could read must not come to lie beside the others' words."""
    if record.history.filter(**{record._meta.get_field(name).attname: kept(value)}).exists():
        return True
    return Wording.objects.filter(field=name, text=said, **sent).exists()


@dataclass(frozen=True)
class Start:
    """The words that an editor goes on from, and the version since which others may have changed them."""

    words: Any
    version: int


def _past(record: Any, version: int, by: Any) -> dict[str, Any]:
    return (history.past_values(record, version, by) or {}) if by else {}


def _words_of(sent: UUID, now: Any, by: Any, *, seen: int) -> dict[str, Start]:
    """What the fields said in an earlier save by the same person; nothing where that was not one.

    What is no prose shows in an editor as it was, where others changed it before that save. Four queries.
    """
    operation = Operation.objects.filter(by=by, id_of_sender=sent, record=topic(now)).first()
    if operation is None or operation.version is None:
        return {}
    others = _changed_by_others(by, now, since=seen, until=operation.version)
    saved = {
        name: Start(words, operation.version)
        for name, words in _past(now, operation.version, by).items()
        if is_prose(now, name) or history.column(now, name) not in others
    }
    merged = Wording.objects.filter(by=by, operation=sent, record=topic(now), outcome="merged")
    return saved | {one.field: Start(one.text, one.base_version) for one in merged}


def _is_left_behind(now: Any, name: str, went_on: dict[str, Start]) -> bool:
    return name in went_on and went_on[name].words != getattr(now, now._meta.get_field(name).attname)


def _version_of(now: Any, name: str) -> int:
    return now.field_versions.get(history.column(now, name), 1)


def kept(value: Any) -> Any:
    """As the history keeps it: of another record, its key."""
    return value.pk if isinstance(value, models.Model) else value


def is_prose(record: Any, name: str) -> bool:
    """Whether a field holds sentences, whose words can be put together."""
    return isinstance(record._meta.get_field(name), models.TextField)


def _wrote_all(by: Any, now: Any, name: str, *, since: int) -> bool:
    """Whether nobody else changed the field since that version. One query."""
    return by is not None and history.column(now, name) not in _changed_by_others(by, now, since=since)


def _changed_by_others(by: Any, now: Any, *, since: int, until: int | None = None) -> set[str]:
    """The columns that others changed after one version, up to another. One query."""
    rows = now.history.filter(version__gt=since, version__lte=until or now.version)
    found = rows.values_list("version", "field_versions", "pgh_context__by")
    return {
        name
        for version, versions, writer in found
        for name, changed in versions.items()
        if changed == version and writer != str(by.pk)
    }
