"""Changing the marking of a record."""

from typing import Any
from uuid import UUID

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from delegation import access, history
from delegation.access import Marking
from delegation.actions import grants, records, sight
from delegation.versions import Outcome, Saved, Stale


def set_marking(record: Any, *, seen: int, marking: str, by: Any, operation: UUID | None = None) -> Outcome:
    """Hide a record from somebody at once, with all that hangs on it; or propose to show it to more people.

    What would add a reader is a grant: Saved.proposed then names it, and nothing else is changed.
    Raises PermissionDenied, ValidationError (archived, refused by its kind, below what it hangs on, or beyond one's own
    sight).
    """
    with transaction.atomic(), history.recorded(by, operation=operation):
        now = records.locked(record)
        records.require(now, by)
        if now.archived_at:
            raise ValidationError(_("This has been archived: restore it first."))
        if now.marking == marking:
            return Saved(now)
        if now.field_versions.get("marking", 1) > seen:
            return Stale(now, seen, ("marking",))
        if refusal := now.refusal_of_marking(marking):
            raise ValidationError({"marking": refusal})
        if access.adds_readers(now.marking, marking):
            return Saved(now, proposed=(grants.propose_marking(now, Marking(marking), by=by),))
        sight.mark(now, marking)
        if by is not None and not now.is_visible_to(by):
            raise ValidationError(
                _("Marked %(marking)s, you could not see this any more yourself: ask somebody who could.")
                % {"marking": Marking(marking).label}
            )
    return Saved(now, ("marking",))
