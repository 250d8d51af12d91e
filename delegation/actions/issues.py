"""Opening, changing, closing and archiving issues."""

from typing import Any
from uuid import UUID, uuid4

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils.text import slugify
from django.utils.translation import gettext as _

from delegation import access, clock, history
from delegation.access import Marking
from delegation.actions import records
from delegation.live import announce
from delegation.models import Issue
from delegation.versions import Outcome


def add(
    *, name: str, marking: str = Marking.DELEGATION, by: Any, operation: UUID | None = None, **values: Any
) -> Issue:
    """Open an issue; `values` are its other columns and its committees. Raises PermissionDenied, ValidationError."""
    if by is not None and not access.may_run(by):
        raise PermissionDenied
    key = uuid4()
    committees = values.pop("committees", ())
    # The key in the short name: that another issue has the same name must not show in it.
    slug = f"{slugify(name)[:31]}-{key.hex[:8]}".lstrip("-")
    return records.add(
        Issue(id=key, name=name, slug=slug, marking=marking, **values),
        by=by,
        operation=operation,
        committees=committees,
    )


def change(issue: Issue, *, seen: int, by: Any, operation: UUID | None = None, **values: Any) -> Outcome:
    """Change name, sentence, place or committees. Raises PermissionDenied, ValidationError."""
    return records.change(issue, seen=seen, by=by, operation=operation, **values)


def mark_closed(issue: Issue, *, by: Any, operation: UUID | None = None) -> Issue:
    """The mark alone, of an issue on which nothing is live any more: `positions.actions.issues.close` ends that first.

    Closing twice is once. Raises PermissionDenied, ValidationError.
    """
    return _mark(issue, is_closed=True, by=by, operation=operation)


def open_again(issue: Issue, *, by: Any, operation: UUID | None = None) -> Issue:
    """What ended when it was closed stays ended. Raises PermissionDenied."""
    return _mark(issue, is_closed=False, by=by, operation=operation)


def archive(issue: Issue, *, by: Any, operation: UUID | None = None) -> Issue:
    """Take a closed issue out of the lists. Raises PermissionDenied, ValidationError where it is not closed."""
    with transaction.atomic():
        now = records.locked(issue)
        _require_editor(now, by)
        if not now.closed_at and not now.archived_at:
            raise ValidationError(_("Close the issue before it is archived: its instructions end with that."))
        return records.archive(now, by=by, operation=operation)


def restore(issue: Issue, *, by: Any, operation: UUID | None = None) -> Issue:
    """Raises PermissionDenied, ValidationError where another issue has its name by now."""
    _require_editor(issue, by)
    return records.restore(issue, by=by, operation=operation)


def require_open(issue: Issue) -> None:
    """Raises ValidationError where it is closed or archived."""
    if not issue.is_open:
        raise ValidationError(_("This issue is closed."))


def require_holder(record: Any, *, by: Any) -> None:
    """Raises PermissionDenied unless `by` sees a record, and leads its issue or is its alternate. record: an issue, or
    what hangs on one."""
    if by is not None and not (Issue(pk=record.issue_key).is_held_by(by) and record.is_visible_to(by)):
        raise PermissionDenied


def _mark(issue: Issue, *, is_closed: bool, by: Any, operation: UUID | None) -> Issue:
    with transaction.atomic(), history.recorded(by, operation=operation):
        now = records.locked(issue)
        _require_editor(now, by)
        if now.archived_at:
            raise ValidationError(_("This issue is archived: restore it first."))
        if bool(now.closed_at) != is_closed:
            records.write(now, closed_at=clock.now() if is_closed else None, closed_by=by if is_closed else None)
            announce(now)
    return now


def _require_editor(issue: Issue, by: Any) -> None:
    """Head, deputies and secretary, of what they see; not its lead."""
    if by is not None and not (access.may_run(by) and issue.is_visible_to(by)):
        raise PermissionDenied
