"""Writing what a file holds: many new records of one kind at once, as facts that are known."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from pathlib import Path
from typing import Any

from allauth.account.models import EmailAddress
from django.contrib.auth.hashers import UNUSABLE_PASSWORD_PREFIX, make_password
from django.db import DatabaseError, connection, models, transaction
from django.utils.translation import gettext as _

from delegation import history
from delegation.live import announce
from delegation.models import Delegate

__all__ = ["add_many", "announce", "give_password", "link", "refusal", "settle_references"]


def add_many(records: Sequence[Any], *, by: Any, at: datetime | None) -> dict[int, str]:
    """Write new records of one kind, in one statement; `by` and `at` are whom and what the history names.

    Where the database refuses some, none is written, and the answer says, by their place, which and why.
    """
    manager = type(records[0])._base_manager
    with history.recorded(by, at=at):
        try:
            with transaction.atomic():
                manager.bulk_create(records)
        except DatabaseError:
            return _refused_one_by_one(records)
    return {}


def _refused_one_by_one(records: Sequence[Any]) -> dict[int, str]:
    refused = {}
    for place, record in enumerate(records):
        record._state.adding = True
        try:
            with transaction.atomic():
                record.save(force_insert=True)
        except DatabaseError as error:
            refused[place] = refusal(error)
    return refused


def link(model: type[models.Model], name: str, pairs: Iterable[tuple[Any, Any]]) -> None:
    """Write many-to-many rows of new records: (key of the record, key of the other)."""
    field: Any = model._meta.get_field(name)
    through = field.remote_field.through
    mine, other = f"{field.m2m_field_name()}_id", f"{field.m2m_reverse_field_name()}_id"
    through._base_manager.bulk_create(through(**{mine: key, other: key_of_other}) for key, key_of_other in pairs)


def settle_references() -> None:
    """Have the database check now what it would check at the end of the transaction."""
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")


def refusal(error: DatabaseError) -> str:
    """Why the database refused a row, in the sentence of the constraint that it names."""
    diagnosis = getattr(error.__cause__, "diag", None)
    name = getattr(diagnosis, "constraint_name", None) or ""
    table = getattr(diagnosis, "table_name", None) or ""
    for model in (found for found in _models() if not table or found._meta.db_table == table):
        for constraint in model._meta.constraints:
            if constraint.name == name and isinstance(constraint, models.BaseConstraint):
                return str(constraint.get_violation_error_message())
    message = str(getattr(diagnosis, "message_primary", None) or error)
    if message.startswith("duplicate key"):
        return _("Another record already has what may stand once only.")
    return _("The database refuses it: %(message)s.") % {"message": message.rstrip(".")}


def _models() -> Iterable[type[models.Model]]:
    return (model for model in Delegate._meta.apps.get_models())


def give_password(path: Path, *, by: Any = None) -> int:
    """Let every member without a password sign in with the one in the file; how many there were.

    For a sample conference alone, whose members are invented. Raises OSError, ValueError.
    """
    words = path.read_text().split()
    if len(words) != 1:
        raise ValueError(_("The file with the password of the sample holds one word."))
    without = Delegate.objects.filter(password="") | Delegate.objects.filter(
        password__startswith=UNUSABLE_PASSWORD_PREFIX
    )
    given = without.update(password=make_password(words[0]))
    known = EmailAddress.objects.values("user")
    EmailAddress.objects.bulk_create(
        EmailAddress(user=member, email=member.email, verified=True, primary=True)
        for member in Delegate.objects.exclude(pk__in=known)
    )
    return given
