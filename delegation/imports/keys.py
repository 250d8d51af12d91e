"""Keys in the files of a folder, and the rows that they name."""

import difflib
from typing import Any
from uuid import UUID, uuid5

from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext as _

from delegation.imports import nouns
from delegation.imports.nouns import Noun
from delegation.imports.rows import Row
from delegation.models import Conference, Delegate


class Keys:
    """Which row each key names: one of the folder, or one that was loaded before."""

    def __init__(self, namespace: UUID, named: dict[str, set[str]]) -> None:
        self.namespace = namespace
        self.named = named
        self._rows: dict[tuple[type[models.Model], Any], Row] = {}
        self._stored: dict[tuple[type[models.Model], Any], Any] = {}

    def pk(self, noun: Noun, key: str) -> Any:
        if noun.model is Conference:
            return 1
        return key if noun.key else uuid5(self.namespace, f"{noun.name}:{key}")

    def keep(self, row: Row) -> None:
        self._rows[type(row.record), row.record.pk] = row

    def find(self, model: type[models.Model], key: str) -> Any:
        """The primary key of the row that `key` names. Raises ValidationError."""
        noun = nouns.of(model)
        pk = self.pk(noun, key)
        if key in self.named.get(noun.name, set()) or self._is_stored(model, pk):
            return pk
        if model is Delegate and "@" in key:
            if member := Delegate.objects.filter(email__iexact=key).first():
                return member.pk
            raise ValidationError(_("No member has this e-mail address."))
        near = difflib.get_close_matches(key, self.named.get(noun.name, set()), 1, 0.5)
        perhaps = _(" Perhaps “%(near)s”?") % {"near": near[0]} if near else ""
        raise ValidationError(_("%(file)s has no row with this key.") % {"file": noun.file} + perhaps)

    def record(self, model: type[models.Model], pk: Any) -> Any:
        """The record as the folder has it, or as it is stored; None while it is not yet read, or is wrong."""
        if row := self._rows.get((model, pk)):
            return row.record
        return self._stored.get((model, pk)) if self._is_stored(model, pk) else None

    def expect(self, model: type[models.Model], pks: list[Any]) -> dict[Any, Any]:
        """The stored rows with these keys, read at once. One query."""
        found = model._base_manager.in_bulk(pks)
        self._stored.update({(model, pk): found.get(pk) for pk in pks})
        return found

    def _is_stored(self, model: type[models.Model], pk: Any) -> bool:
        if (model, pk) not in self._stored:
            self._stored[model, pk] = model._base_manager.filter(pk=pk).first()
        return self._stored[model, pk] is not None
