"""Adding and changing proposals: the number is read, and what follows from it computed."""

import re
from functools import partial
from typing import Any
from uuid import UUID

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from delegation import access, clock
from delegation.access import Marking
from delegation.actions import records
from delegation.models import Issue
from delegation.versions import Outcome
from positions import reading
from positions.actions import typed
from positions.models import Document, Proposal
from positions.numbers.references import Reference

LONGEST = {"number": 60, "canonical": 60, "sort_key": 120, "sources": 40}


def add(*, number: str, by: Any, operation: UUID | None = None, **values: Any) -> Proposal:
    """File a proposal; `values` are columns of Proposal, with `id` where the key is given.

    Where they do not say otherwise, it is ours if our State signs it, and stands in the document of its number.
    Raises PermissionDenied, ValidationError (a number that cannot be read, or is already there).
    """
    if by is not None and not access.may_keep(by) and not values.get("issue"):
        raise ValidationError({"issue": _("Choose the issue of yours to which it belongs.")})
    reference = reading.read_proposal(number)
    conference = clock.conference()
    values.setdefault("is_ours", conference is not None and conference.state_id in reference.sources)
    values.setdefault("document", Document.objects.current().of(reference).first())
    return _once(records.add, Proposal(**_read(reference), **values), by=by, operation=operation)


def change(proposal: Proposal, *, seen: int, by: Any, operation: UUID | None = None, **values: Any) -> Outcome:
    """Change columns of a proposal; `number` as typed. Raises PermissionDenied, ValidationError."""
    if "issue" in values:
        _require_nothing_hidden_moves(proposal, values["issue"])
    changed = partial(typed.change, typed="number", columns_of=columns_of)
    return _once(changed, proposal, seen=seen, by=by, operation=operation, **values)


def _require_nothing_hidden_moves(proposal: Proposal, issue: Issue | None) -> None:
    """Everybody sees a proposal, and so that it was changed: what only some may know of must not be all that was."""
    hidden = [one for one in (issue, None if issue else proposal.issue) if one and one.marking != Marking.DELEGATION]
    if hidden and issue != proposal.issue:
        sentence = _(
            "“%(issue)s” is marked %(marking)s, and every member would see that this proposal was changed. "
            "Name the proposal’s text on the issue instead."
        )
        words = {"issue": hidden[0], "marking": Marking(hidden[0].marking).label}
        raise ValidationError({"issue": sentence % words})


def archive(proposal: Proposal, *, by: Any, operation: UUID | None = None) -> Proposal:
    return records.archive(proposal, by=by, operation=operation)


def restore(proposal: Proposal, *, by: Any, operation: UUID | None = None) -> Proposal:
    """Raises ValidationError where another proposal has taken the number."""
    return _once(records.restore, proposal, by=by, operation=operation)


def sort_key(canonical: str) -> str:
    """The canonical number with its figures padded, so that /2 stands before /10."""
    return re.sub(r"\d+", lambda figures: figures[0].zfill(4), canonical)


def columns_of(number: str) -> dict[str, str]:
    """The columns that follow from a number as typed. Raises ValidationError."""
    return _read(reading.read_proposal(number))


def _read(reference: Reference) -> dict[str, str]:
    """The columns that follow from the number."""
    columns = {
        "number": str(reference).removeprefix(f"{reference.conference}/"),
        "canonical": reference.canonical,
        "sort_key": sort_key(reference.canonical),
        "sources": "/".join(reference.sources),
    }
    if any(len(columns[name]) > longest for name, longest in LONGEST.items()):
        raise ValidationError(_("This number names more States than fit: shorten it to the first ones."))
    return columns


def _once(act: Any, record: Proposal, **values: Any) -> Any:
    """Two people who file the same number at the same moment: the database lets one through, the other is told."""
    try:
        with transaction.atomic():
            return act(record, **values)
    except IntegrityError as error:
        if "one_proposal_per_number" not in str(error):
            raise
        raise ValidationError(_("A proposal with this number is already there.")) from error
