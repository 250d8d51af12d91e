"""Rows of one file checked: each cell, each reference, each marking."""

from collections.abc import Iterable
from typing import Any

from django.core.exceptions import NON_FIELD_ERRORS, ValidationError
from django.utils.translation import gettext as _

from delegation import access
from delegation.imports import cells
from delegation.imports.keys import Keys
from delegation.imports.nouns import Noun
from delegation.imports.rows import Row


class Check:
    """Makes of each row of one file the record that it describes, or says why not."""

    def __init__(self, noun: Noun, headings: Iterable[str], keys: Keys) -> None:
        self.noun = noun
        self.keys = keys
        self.fields = {name: found for name, found in noun.fields.items() if name in headings}

    def fill(self, row: Row, record: Any) -> None:
        """Set row.record where every cell of the row can be read; else the row says what is wrong."""
        if not row.key:
            return
        given: dict[str, Any] = {"key": row.key}
        record.pk = self.keys.pk(self.noun, row.key)
        stored = self.keys.record(type(record), record.pk)
        record._state.adding = stored is None
        for name, found in self.fields.items():
            try:
                self._fill_cell(row, record, name, found, given)
            except ValidationError as error:
                row.refuse(name, " ".join(error.messages))
        if row.problems or not self._has_parents(record, given):
            return
        try:
            if self.noun.key:
                record.clean_fields(exclude={found.name for found in record._meta.fields if not found.primary_key})
            self.noun.complete(record, given)
        except ValidationError as error:
            refuse(row, error, key=self.noun.key)
        self._mark(row, record, given)
        row.at = given.get("recorded_at")
        row.record = record
        if not row.problems:
            self.keys.keep(row)

    def _fill_cell(self, row: Row, record: Any, name: str, found: Any, given: dict[str, Any]) -> None:
        cell = row.cells.get(name, "")
        if not cell and name in self.noun.required:
            raise ValidationError(_("This may not be empty."))
        if found.many_to_many:
            keys = [part.strip() for part in cell.split(";") if part.strip()]
            row.links[name] = list(dict.fromkeys(self.keys.find(found.related_model, key) for key in keys))
        elif found.is_relation:
            pk = self.keys.find(found.related_model, cell) if cell else None
            given[name] = self.keys.record(found.related_model, pk) if pk else None
            if name == "recorded_by":
                row.by = pk
            else:
                setattr(record, found.attname, pk)
        else:
            given[name] = cells.read(found, cell) if cell else None
            if name not in self.noun.beside:
                value = given[name] if cell else cells.empty(found)
                setattr(record, name, found.clean(value, record) if cell else value)

    def _has_parents(self, record: Any, given: dict[str, Any]) -> bool:
        """Whether the rows on which this one hangs could be read; what is wrong with them is said there."""
        return all(given.get(name) is not None or not getattr(record, f"{name}_id") for name in self.noun.parents)

    def _mark(self, row: Row, record: Any, given: dict[str, Any]) -> None:
        parents = {name: given[name] for name in self.noun.parents if given.get(name)}
        markings = [parent.marking for parent in parents.values()]
        if "marking" in self.noun.copied:
            record.marking = access.strictest(*markings)
        elif parents and not given.get("marking"):
            record.marking = access.strictest(record.marking, *markings)
        for name, parent in parents.items():
            if record.is_read_beyond(parent):
                reason = _("People who may not read its %(parent)s, marked %(marking)s, could read this.")
                row.refuse("marking", reason % {"parent": name, "marking": parent.marking})


def refuse(row: Row, error: ValidationError, *, key: str = "") -> None:
    """Say at each column what the model says is wrong with it."""
    by_column = error.message_dict if hasattr(error, "error_dict") else {NON_FIELD_ERRORS: error.messages}
    for name, messages in by_column.items():
        column = "key" if name == key else "" if name == NON_FIELD_ERRORS else name
        row.refuse(column, " ".join(messages))
