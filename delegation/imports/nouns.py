"""What each file of a conference's folder holds; every app describes its own nouns in its module `nouns`."""

from collections.abc import Callable
from dataclasses import dataclass, field
from functools import cache, cached_property
from typing import Any

from django.db import models
from django.utils.module_loading import autodiscover_modules

from delegation.actions import records
from delegation.imports import cells
from delegation.models import Delegate

# In any file: when at the conference, and by whom, a row was written.
RECORDED: dict[str, Any] = {
    "recorded_at": models.DateTimeField(),
    "recorded_by": models.ForeignKey(Delegate, models.PROTECT, null=True),
}


def complete_nothing(record: Any, given: dict[str, Any]) -> None:
    """A noun of which no column follows from another."""


def _change(record: Any, **values: Any) -> Any:
    return records.change(record, **values)


@dataclass(frozen=True)
class Noun:
    """One file: rows of `model`, whose `columns` are fields of it.

    key: the field that the key of a row fills; "" where the model has random keys. once: columns that are read when
    the row is new only. optional: columns that `complete` fills where they are empty. copied: fields that follow from
    a parent. complete: called with the record and its given values, before it is compared with what is there;
    raises ValidationError. change: the action, called as `records.change` is. beside: columns that are no fields.
    """

    name: str
    model: type[models.Model]
    columns: tuple[str, ...]
    key: str = ""
    once: tuple[str, ...] = ()
    optional: tuple[str, ...] = ()
    copied: tuple[str, ...] = ()
    sample_only: bool = False
    complete: Callable[[Any, dict[str, Any]], None] = complete_nothing
    change: Callable[..., Any] = _change
    beside: dict[str, Any] = field(default_factory=lambda: dict(RECORDED))

    @property
    def file(self) -> str:
        return f"{self.name}.csv"

    @cached_property
    def fields(self) -> dict[str, Any]:
        """The field behind each column but the key."""
        return {name: self.model._meta.get_field(name) for name in self.columns} | self.beside

    @cached_property
    def required(self) -> tuple[str, ...]:
        return tuple(
            name
            for name, found in self.fields.items()
            if name not in self.optional and name not in self.beside and cells.is_required(found)
        )

    @property
    def parents(self) -> tuple[str, ...]:
        """Columns that name the records below whose marking a row is never marked."""
        return getattr(self.model, "parents", ())

    @property
    def is_marked(self) -> bool:
        return "marking" in (*self.columns, *self.copied)


_nouns: dict[str, Noun] = {}


def register(*nouns: Noun) -> None:
    _nouns.update({noun.name: noun for noun in nouns})


def every() -> dict[str, Noun]:
    """All nouns by their name, in the order in which they are read."""
    _gather()
    return _nouns


@cache
def _gather() -> None:
    """Once: for every app without such a module Python would look through its folders again, at each cell of a file."""
    autodiscover_modules("nouns")


def of(model: type[models.Model]) -> Noun:
    return next(noun for noun in every().values() if noun.model is model)
