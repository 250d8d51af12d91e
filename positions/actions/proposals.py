"""Adding and changing proposals: the number is read, and what follows from it computed."""

import re
from typing import Any
from uuid import UUID

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from delegation import access, clock, history
from delegation.access import Marking
from delegation.actions import records
from delegation.versions import Outcome, Saved, Stale
from positions import reading
from positions.models import Document, Proposal
from positions.models import Outcome as Result
from positions.references import Reference

LONGEST = {"number": 60, "canonical": 60, "sort_key": 120, "sources": 40}


def add(*, number: str, by: Any, operation: UUID | None = None, **values: Any) -> Proposal:
    """File a proposal; `values` are columns of Proposal, with `id` where the key is given.

    Where they do not say otherwise, it is ours if our State signs it, and stands in the document of its number.
    Raises PermissionDenied, ValidationError (a number that cannot be read, or is already there).
    """
    reference = reading.read_proposal(number)
    conference = clock.conference()
    values.setdefault("is_ours", conference is not None and conference.state_id in reference.sources)
    values.setdefault("document", _document_of(reference, by))
    values["marking"] = _marking(values.pop("marking", Marking.DELEGATION), values)
    return _once(records.add, Proposal(**_read(reference), **values), by=by, operation=operation)


def change(proposal: Proposal, *, seen: int, by: Any, operation: UUID | None = None, **values: Any) -> Outcome:
    """Change columns of a proposal; `number` as typed. Raises PermissionDenied, ValidationError."""
    sent = set(values)
    if "number" in values:
        values |= _read(reading.read_proposal(values["number"]))
    before = proposal.marking
    after = _marking(values.get("marking", before), values)
    if after != before:
        if access.adds_readers(before, after):
            raise ValidationError(_("This would show the proposal to more people: that takes two."))
        values["marking"] = after
    with transaction.atomic():
        outcome = _once(records.change, proposal, seen=seen, by=by, operation=operation, **values)
        if isinstance(outcome, Stale):
            return Stale(outcome.record, outcome.seen, tuple(name for name in outcome.fields if name in sent))
        if isinstance(outcome, Saved) and "marking" in outcome.changed:
            _raise_outcomes(outcome.record, by, operation)
    return outcome


def archive(proposal: Proposal, *, by: Any, operation: UUID | None = None) -> Proposal:
    return records.archive(proposal, by=by, operation=operation)


def restore(proposal: Proposal, *, by: Any, operation: UUID | None = None) -> Proposal:
    """Raises ValidationError where another proposal has taken the number."""
    return _once(records.restore, proposal, by=by, operation=operation)


def sort_key(canonical: str) -> str:
    """The canonical number with its figures padded, so that /2 stands before /10."""
    return re.sub(r"\d+", lambda figures: figures[0].zfill(4), canonical)


def _read(reference: Reference) -> dict[str, str]:
    """The columns that follow from the number."""
    columns = {
        "number": str(reference),
        "canonical": reference.canonical,
        "sort_key": sort_key(reference.canonical),
        "sources": "/".join(reference.sources),
    }
    if any(len(columns[name]) > longest for name, longest in LONGEST.items()):
        raise ValidationError(_("This number names more States than fit: shorten it to the first ones."))
    return columns


def _document_of(reference: Reference, by: Any) -> Document | None:
    documents = Document.objects.visible_to(by) if by else Document.objects.all()
    return (
        documents.current()
        .filter(
            series="C",
            number=reference.number,
            revision=reference.revision,
            addendum=reference.addendum,
            corrigendum=0,
        )
        .first()
    )


def _marking(own: str, values: dict[str, Any]) -> str:
    """The strictest of its own and those of the text and document it hangs on."""
    parents = [values[name].marking for name in ("text", "document") if values.get(name)]
    return access.strictest(own, *parents)


def _raise_outcomes(proposal: Proposal, by: Any, operation: UUID | None) -> None:
    """What hangs on a proposal is hidden with it, whoever may change it."""
    with history.recorded(by, operation=operation):
        for result in Result.objects.filter(proposal=proposal).select_for_update():
            strictest = access.strictest(result.marking, proposal.marking)
            if strictest != result.marking:
                records.write(result, marking=strictest)


def _once(act: Any, record: Proposal, **values: Any) -> Any:
    """Two people who file the same number at the same moment: the database lets one through, the other is told."""
    try:
        with transaction.atomic():
            return act(record, **values)
    except IntegrityError as error:
        if "one_proposal_per_number" not in str(error):
            raise
        raise ValidationError(_("A proposal with this number is already there.")) from error
