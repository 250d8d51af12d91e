"""Each save counts once, however often it is sent."""

from typing import Any
from uuid import UUID

from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext as _

from delegation.models import Operation

LONGEST = 80  # of what an operation names; two saves that begin alike differ in their digest


def claim(*, by: Any, sent_id: UUID, action: str, record: str, field: str, digest: str) -> tuple[Operation, bool]:
    """The operation with this id, and whether this is the first time it arrives.

    To be called inside the transaction of the save: a second sender waits here until the first is through.
    Raises ValidationError where the id has already been used for something else.
    """
    record, field = record[:LONGEST], field[:LONGEST]
    mine = Operation(
        by=by, id_of_sender=sent_id, action=action, record=record, field=field, digest=digest, at=timezone.now()
    )
    Operation.objects.bulk_create([mine], ignore_conflicts=True)
    standing = Operation.objects.get(by=by, id_of_sender=sent_id)
    if standing.pk != mine.pk and (standing.action, standing.record, standing.field, standing.digest) != (
        action,
        record,
        field,
        digest,
    ):
        raise ValidationError(_("This form was already sent with other words. Load the page again, then save."))
    return standing, standing.pk == mine.pk


def settle(operation: Operation, *, outcome: str, version: int | None) -> None:
    Operation.objects.filter(pk=operation.pk).update(outcome=outcome, version=version)


def release(operation: Operation) -> None:
    """A save that was refused does not use its id up."""
    Operation.objects.filter(pk=operation.pk).delete()
