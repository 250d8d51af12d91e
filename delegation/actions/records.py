"""How any record is added, changed, archived and restored: right, transaction, change, history, announce."""

from collections.abc import Iterable, Iterator
from typing import Any
from uuid import UUID

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import models, transaction
from django.utils.translation import gettext as _

from delegation import access, clock, history
from delegation.access import Marked
from delegation.actions import notices, wordings
from delegation.live import announce
from delegation.versions import Outcome, Saved, Stale


def require(record: Any, by: Any) -> None:
    """Raises PermissionDenied unless `by` may change `record`. `by` is None in the installation's own commands."""
    if by is None:
        return
    allowed = record.is_changeable_by(by) if isinstance(record, Marked) else access.may_keep(by)
    if not allowed:
        raise PermissionDenied


def add(record: Any, *, by: Any, operation: UUID | None = None, **related: Any) -> Any:
    """Write a new record, marked at least as what it hangs on, with its many-to-many values in `related`.

    Raises ValidationError, or PermissionDenied where `by` might not change it once it is there.
    """
    with transaction.atomic(), history.recorded(by, operation=operation):
        if isinstance(record, Marked):
            _hold_parents(record)
            record.marking = access.strictest(record.marking, *(parent.marking for parent in parents(record)))
            require_not_below_parents(record, record.marking)
        record.full_clean(exclude=computed(record))
        record.save(force_insert=True)
        for name, values in related.items():
            getattr(record, name).set(values)
        require(record, by)  # asked of the row itself: the one rule, with nothing spelled twice
        record.refresh_from_db(fields=["version", "field_versions"])
        announce(record)
    return record


def change(
    record: Any,
    *,
    seen: int,
    by: Any,
    operation: UUID | None = None,
    puts_together: bool = False,
    sent: UUID | None = None,
    **values: Any,
) -> Outcome:
    """Write `values`, if nobody has changed the same fields since version `seen`.

    puts_together: whether words that others changed since are put together with those sent, as `wordings.meet` does.
    sent: an earlier save of the same editor, whose words it goes on from. Many-to-many values count as one change of
    the record. A field that already reads as sent is no conflict.
    Answers Saved; or, with nothing changed and the words kept as Wording, Stale where others changed the same field
    or archived the record. Raises PermissionDenied, ValidationError.
    """
    with transaction.atomic(), history.recorded(by, operation=operation):
        now = locked(record)
        require(now, by)
        if seen > now.version:
            raise ValidationError(_("This form names a version that does not exist. Load the page again."))
        related = {name: values.pop(name) for name in list(values) if now._meta.get_field(name).many_to_many}
        fresh = {name: value for name, value in values.items() if getattr(now, name) != value}
        _require_no_new_sight(now, fresh, by)
        kept: dict[str, Any] = {"values": fresh, "seen": seen, "by": by, "operation": operation}
        if now.archived_at:
            wordings.keep(now, fields=fresh, outcome="archived", **kept)
            return Stale(now, seen, tuple(fresh))
        met = wordings.meet(now, fresh, seen=seen, sent=sent, by=by, puts_together=puts_together)
        if met.clashing:
            wordings.keep(now, fields=met.clashing, outcome="stale", **kept)
            return Stale(now, seen, met.clashing)
        if met.joined:
            wordings.note_whose(now, met.joined)
        wordings.keep(now, fields=met.unlike, outcome="merged", since=met.since, **kept)
        fresh = {name: value for name, value in (fresh | met.values).items() if getattr(now, name) != value}
        moved = {
            name: difference
            for name, chosen in related.items()
            if (difference := set(getattr(now, name).all()) ^ set(chosen))
        }
        if not fresh and not moved:
            return Saved(now)
        formerly = (now.marking, now.issue_key) if isinstance(now, Marked) and "issue" in fresh else None
        _require_not_below_new_parents(now, fresh)
        write(now, **fresh)
        wordings.note_whose(now, ())
        for name in moved:
            getattr(now, name).set(related[name])
        if fresh:
            announce(now, formerly=formerly)
        else:
            _announce_links(now, set().union(*moved.values()))
        if formerly:
            notices.follow(now)
            _take_children_along(now, formerly)
    return Saved(now, (*fresh, *moved))


def archive(record: Any, *, by: Any, operation: UUID | None = None) -> Any:
    """Take `record` out of use. Nothing is deleted: `restore` brings it back. Archiving twice is once."""
    with transaction.atomic(), history.recorded(by, operation=operation):
        now = locked(record)
        require(now, by)
        if not now.archived_at:
            write(now, archived_at=clock.now(), archived_by=by)
            announce(now)
    return now


def restore(record: Any, *, by: Any, operation: UUID | None = None) -> Any:
    """Bring an archived record back. Raises ValidationError where another has taken its place."""
    with transaction.atomic(), history.recorded(by, operation=operation):
        now = locked(record)
        require(now, by)
        _require_no_new_sight(now, dict.fromkeys(now.taking_two), by)
        if now.archived_at:
            now.archived_at = None
            now.validate_constraints(exclude=computed(now))
            write(now, archived_at=None, archived_by=None)
            announce(now)
    return now


def parents(record: Any) -> Iterator[Any]:
    """What `record` hangs on, and is never marked below."""
    for name in record.parents:
        if parent := getattr(record, name):
            yield parent


def children(record: Any) -> Iterator[Any]:
    """What names `record` among its parents, locked."""
    for relation in record._meta.get_fields(include_hidden=True):
        if not (relation.auto_created and (relation.one_to_many or relation.one_to_one)):
            continue
        kind, field = relation.related_model, relation.field.name
        if issubclass(kind, Marked) and field in kind.parents:
            rows = kind._base_manager.filter(**{field: record}).order_by("pk")
            yield from rows.select_for_update(of=("self",), no_key=True)


def _hold_parents(record: Any) -> None:
    """Put the rows as they stand in the place of the parents that were read earlier, and hold them: whoever hides one
    meanwhile waits, and then finds this record among its children.

    From the top down, as whoever hides a record with its children goes.
    """
    for name in _from_the_top(record, record.parents):
        if parent := getattr(record, name):
            setattr(record, name, locked(parent))


def _from_the_top(record: Any, names: Iterable[str]) -> list[str]:
    return sorted(names, key=lambda name: (_depth(record._meta.get_field(name).related_model), name))


def _depth(model: Any) -> int:
    """How many kinds of record lie above this one."""
    return max((1 + _depth(model._meta.get_field(name).related_model) for name in model.parents), default=0)


def require_not_below_parents(record: Any, marking: str) -> None:
    """Raises ValidationError where `marking` would show `record` to somebody who may not see what it hangs on."""
    for parent in parents(record):
        if record.is_read_beyond(parent, marking):
            raise ValidationError(_below(parent, marking))


def require_children_not_below(record: Any, children: Iterable[Any]) -> None:
    """Raises ValidationError where somebody who may not see `record` would go on seeing what hangs on it.

    The sentence does not name what that is: not everybody who hides a record sees all that hangs on it.
    """
    if any(child.is_read_beyond(record) for child in children):
        raise ValidationError(
            _(
                "Something hangs on “%(record)s” that people would go on reading who may not see it any more: "
                "take it off first."
            )
            % {"record": str(record)[:120]}
        )


def locked(record: Any) -> Any:
    """The row as it stands, held until the transaction ends; rows that point at it may still be added meanwhile."""
    return type(record)._base_manager.select_for_update(of=("self",), no_key=True).get(pk=record.pk)


def write(record: Any, **values: Any) -> None:
    """Set and save these columns of a locked row, after the model's own checks. For actions only."""
    for name, value in values.items():
        setattr(record, name, value)
    record.full_clean(exclude=computed(record) | {f.name for f in record._meta.fields if f.name not in values})
    record.save(update_fields=list(values))
    record.refresh_from_db(fields=["version", "field_versions"])


def _announce_links(record: Any, others: set[Any]) -> None:
    """others: what alone was put to the record or taken from it. Only who may know of both is told."""
    for other in others:
        hides_more = isinstance(other, Marked) and access.strictest(record.marking, other.marking) != record.marking
        announce(record, under=other if hides_more else None)


def _require_no_new_sight(record: Any, values: dict[str, Any], by: Any) -> None:
    """What gives new sight has actions of its own (`people`, `grants`, `markings`): it takes two."""
    if by is not None and (_shows_more(record, values) or set(values) & set(record.taking_two)):
        raise PermissionDenied


def _shows_more(record: Any, values: dict[str, Any]) -> bool:
    """Whether somebody would see it with another marking, or on another issue, who does not see it now."""
    if not {"marking", "issue"} & set(values):
        return False
    issue = values["issue"].pk if values.get("issue") else None if "issue" in values else record.issue_key
    return access.adds_readers(record.marking, values.get("marking", record.marking), record.issue_key, issue)


def _require_not_below_new_parents(record: Any, values: dict[str, Any]) -> None:
    """What is hung on something else is hidden first: whoever may not see that must not come to read of it."""
    names = set(getattr(record, "parents", ()))
    if "issue" not in values:
        names &= set(values)
    elif isinstance(record, Marked):
        record.issue = values["issue"]  # who reads core is another question on another issue, of every parent
    for name in _from_the_top(record, names):
        # Held, so that whoever hides it meanwhile waits, and then finds this record among its children.
        parent = values[name] if name in values else getattr(record, name)
        parent = locked(parent) if parent else None
        if parent and record.is_read_beyond(parent):
            raise ValidationError({name: _below(parent, record.marking)})


def _take_children_along(record: Any, formerly: tuple[str, UUID | None]) -> None:
    """To another issue: rows that say who knows or holds the record go with it, others must not be read by more."""
    hanging = list(children(record))
    require_children_not_below(record, [child for child in hanging if not child.marked_alike])
    for child in hanging:
        if child.marked_alike:
            write(child, issue=record.issue)
            notices.follow(child)
            announce(child, formerly=formerly)


def _below(parent: Any, marking: str) -> str:
    words = {"parent": str(parent)[:120], "marking": access.Marking(parent.marking).label}
    if parent.marking == marking:
        sentence = _("“%(parent)s”, on which this hangs, is marked %(marking)s and hangs on another issue.")
    else:
        sentence = _("“%(parent)s”, on which this hangs, is marked %(marking)s: change that first.")
    return sentence % words


def computed(record: models.Model) -> set[str]:
    """Columns that the database fills; no check of a model knows their values."""
    return {field.name for field in record._meta.fields if getattr(field, "generated", False)} | {"period"}
