"""How any record is added, changed, archived and restored: right, transaction, change, history, announce."""

from collections.abc import Iterator
from typing import Any
from uuid import UUID

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import models, transaction
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from delegation import access, clock, history
from delegation.access import Marked
from delegation.live import announce, topic
from delegation.models import Wording
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


def change(record: Any, *, seen: int, by: Any, operation: UUID | None = None, **values: Any) -> Outcome:
    """Write `values`, if nobody has changed the same fields since version `seen`.

    Answers Saved, or Stale with nothing changed and the words sent kept as Wording. A field that already reads
    as sent is no conflict. Many-to-many values count as one change of the record.
    Raises PermissionDenied, ValidationError.
    """
    with transaction.atomic(), history.recorded(by, operation=operation):
        now = locked(record)
        require(now, by)
        if now.archived_at:
            raise ValidationError(
                _("Archived by %(name)s %(at)s: restore it first.")
                % {
                    "name": now.archived_by or "Placard",
                    "at": date_format(timezone.localtime(now.archived_at, clock.zone()), "j M H:i"),
                }
            )
        if seen > now.version:
            raise ValidationError(_("This form names a version that does not exist. Load the page again."))
        related = {name: values.pop(name) for name in list(values) if now._meta.get_field(name).many_to_many}
        fresh = {name: value for name, value in values.items() if getattr(now, name) != value}
        _require_no_new_sight(now, fresh, by)
        stale = tuple(name for name in fresh if now.field_versions.get(history.column(now, name), 1) > seen)
        if stale:
            keep_wordings(now, fields=stale, values=fresh, seen=seen, by=by, operation=operation)
            return Stale(now, seen, stale)
        moved = {name: chosen for name, chosen in related.items() if set(getattr(now, name).all()) != set(chosen)}
        if not fresh and not moved:
            return Saved(now)
        _require_not_below_new_parents(now, fresh)
        write(now, **fresh)
        for name, chosen in moved.items():
            getattr(now, name).set(chosen)
        announce(now)
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


def _hold_parents(record: Any) -> None:
    """Put the rows as they stand in the place of the parents that were read earlier, and hold them: whoever hides one
    meanwhile waits, and then finds this record among its children.

    From the top down, as whoever hides a record with its children goes.
    """
    for name in sorted(record.parents, key=lambda name: _depth(record._meta.get_field(name).related_model)):
        if parent := getattr(record, name):
            setattr(record, name, locked(parent))


def _depth(model: Any) -> int:
    """How many kinds of record lie above this one."""
    return max((1 + _depth(model._meta.get_field(name).related_model) for name in model.parents), default=0)


def require_not_below_parents(record: Any, marking: str) -> None:
    """Raises ValidationError where `marking` would show `record` to somebody who may not see what it hangs on."""
    for parent in parents(record):
        if access.adds_readers(parent.marking, marking):
            raise ValidationError(_below(parent))


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


def keep_wordings(record: Any, *, fields: Any, values: dict, seen: int, by: Any, operation: UUID | None) -> None:
    """Keep what was sent and not taken, marked as the record is."""
    Wording.objects.bulk_create(
        Wording(
            record=topic(record),
            field=name,
            base_version=seen,
            text=str(values[name] if values[name] is not None else ""),
            marking=getattr(record, "marking", access.Marking.DELEGATION),
            issue_id=getattr(record, "issue_key", None),
            by=by,
            operation=operation,
            outcome="stale",
            at=timezone.now(),
        )
        for name in fields
        if by
    )


def _require_no_new_sight(record: Any, values: dict[str, Any], by: Any) -> None:
    """What gives new sight has actions of its own (`people`, `grants`, `markings`): it takes two."""
    shows = "marking" in values and access.adds_readers(record.marking, values["marking"])
    if by is not None and (shows or set(values) & set(record.taking_two)):
        raise PermissionDenied


def _require_not_below_new_parents(record: Any, values: dict[str, Any]) -> None:
    """What is hung on something else is hidden first: whoever may not see that must not come to read of it."""
    for name in set(values) & set(getattr(record, "parents", ())):
        # Held, so that whoever hides it meanwhile waits, and then finds this record among its children.
        parent = locked(values[name]) if values[name] else None
        if parent and access.adds_readers(parent.marking, record.marking):
            raise ValidationError({name: _below(parent)})


def _below(parent: Any) -> str:
    return _("“%(parent)s”, on which this hangs, is marked %(marking)s: change that first.") % {
        "parent": str(parent)[:120],
        "marking": access.Marking(parent.marking).label,
    }


def computed(record: models.Model) -> set[str]:
    """Columns that the database fills; no check of a model knows their values."""
    return {field.name for field in record._meta.fields if getattr(field, "generated", False)} | {"period"}
