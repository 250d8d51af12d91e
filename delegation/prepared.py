"""Queries that are put into SQL once and then only asked: with Django, building one costs far more than running it.

A prepared query is a function that answers a queryset for a reader and for what is looked for. It never meets either:
it is called once for all readers of one standing on one day, with stand-ins for their keys and for the values that
come with each asking. So nothing of one reader can stay in the query for another, whatever the function does; and
rights are the conditions of delegation/access here as everywhere, built from the reader's standing.
"""

from collections.abc import Callable, Iterable, Sequence
from copy import copy
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from types import SimpleNamespace
from typing import Any, NamedTuple, Self

from django.core.exceptions import EmptyResultSet
from django.db import DEFAULT_DB_ALIAS, connection, connections
from django.db.models import Expression, QuerySet
from django.db.models.expressions import RawSQL

from delegation import clock


class Given(Expression):
    """Stands in a query for a value that comes with each asking; of a list, for each one in it.

    of_words: of a list, whether words are in it, whose type the database does not guess.
    """

    def __init__(self, name: str, *, is_list: bool = False, of_words: bool = False) -> None:
        super().__init__()
        self.name, self.is_list, self.of_words = name, is_list, of_words

    def as_sql(self, compiler: Any, connection: Any) -> tuple[str, Any]:
        each = "(SELECT UNNEST(%s::text[]))" if self.of_words else "(SELECT UNNEST(%s))"
        return (each if self.is_list else "%s"), (self,)


READER = Given("reader")


class Standing(NamedTuple):
    """All that rights are made of in a reader, but for his key; where access reads more, building a query fails."""

    is_active: bool
    clearance: str
    function: str
    is_staff: bool
    reads_on_device: bool = False

    @classmethod
    def of(cls, reader: Any) -> "Standing":
        """Of a member; a standing is its own. Without a reader it is that of nobody, who sees nothing marked."""
        if isinstance(reader, cls):
            return reader
        if reader is None:
            return NOBODY
        return cls(reader.is_active, reader.clearance, reader.function, reader.is_staff, reader.reads_on_device)

    @property
    def pk(self) -> Given:
        return READER


NOBODY = Standing(False, "", "", False)


@dataclass(frozen=True)
class Statement:
    """SQL, with stand-ins among its values."""

    sql: str
    values: tuple
    places: tuple[tuple[int, str], ...]  # of the stand-ins, with their names
    rows: Any
    compiler: Any

    @classmethod
    def of(cls, rows: Any) -> Self | None:
        """None where nothing can be found."""
        compiler = rows.query.get_compiler(DEFAULT_DB_ALIAS)
        try:
            sql, values = compiler.as_sql()
        except EmptyResultSet:
            return None
        if rows._prefetch_related_lookups:
            raise TypeError("What is fetched along is a query of its own: prepare it by itself.")
        compiler.connection = None  # it belongs to the thread that happened to build this
        places = tuple((place, value.name) for place, value in enumerate(values) if isinstance(value, Given))
        return cls(sql, tuple(values), places, rows, compiler)

    def filled(self, given: dict[str, Any]) -> list:
        filled = list(self.values)
        for place, name in self.places:
            filled[place] = given[name]
        return filled

    def asked(self, given: dict[str, Any]) -> list:
        """The rows as the queryset would have given them: records, tuples or values."""
        values = self.filled(given)
        compiler = copy(self.compiler)
        compiler.connection = connections[DEFAULT_DB_ALIAS]
        compiler.as_sql = lambda: (self.sql, values)
        # What Django's iterables read of a queryset.
        query = SimpleNamespace(get_compiler=lambda using: compiler, selected=self.rows.query.selected)
        rows = SimpleNamespace(query=query, db=DEFAULT_DB_ALIAS, _known_related_objects={}, _fields=None)
        return list(self.rows._iterable_class(rows))


class Prepared:
    """Asked as `found = points(reader, Model, issue=key)`: what is given by place makes another query, what is given
    by name is only filled in. Lists of keys are filled in as lists; among none, nothing is found and nothing asked.
    The reader is None where what is asked carries no marking."""

    def __init__(self, build: Callable[..., QuerySet]) -> None:
        self._build = build
        self._kept = lru_cache(maxsize=200)(self._statement)
        self.__doc__ = build.__doc__

    def __call__(self, reader: Any, *of: Any, **given: Any) -> list:
        statement = self._for(reader, of, given)
        return statement.asked(_values(reader, given)) if statement else []

    def part(self, reader: Any, *of: Any, **given: Any) -> tuple[str, list] | None:
        """Its SQL and the values in it, as a part of a larger one; None where nothing can be found."""
        statement = self._for(reader, of, given)
        return (statement.sql, statement.filled(_values(reader, given))) if statement else None

    def inside(self, reader: Any, *of: Any, **given: Any) -> RawSQL:
        """As the right side of a condition, also in another prepared query."""
        return RawSQL(*(self.part(reader, *of, **given) or ("NULL", ())))

    def _for(self, reader: Any, of: tuple, given: dict[str, Any]) -> Statement | None:
        lists, words = [], []
        for name, value in given.items():
            if isinstance(value, list):
                if not value:
                    return None
                lists.append(name)
                if isinstance(value[0], str):
                    words.append(name)
        return self._kept(Standing.of(reader), clock.today(), of, tuple(given), tuple(lists), tuple(words))

    def _statement(
        self,
        standing: Standing,
        today: date,
        of: tuple,
        names: tuple[str, ...],
        lists: tuple[str, ...],
        words: tuple[str, ...],
    ) -> Statement | None:
        given = {name: Given(name, is_list=name in lists, of_words=name in words) for name in names}
        return Statement.of(self._build(standing, *of, **given))


def _values(reader: Any, given: dict[str, Any]) -> dict[str, Any]:
    return given if reader is None else given | {"reader": reader.pk}


def prepared(build: Callable[..., QuerySet]) -> Prepared:
    """Prepare the query that a function answers for a reader; a day is part of it, a moment is to be given."""
    return Prepared(build)


def together(parts: Iterable[tuple[str, list] | None], *, end: str = "", values: Sequence = ()) -> list[tuple]:
    """The rows of several parts with the same columns, as the database gives them. One query, or none without parts.

    end: what follows the last one, such as an order; values: those in it.
    """
    asked = [part for part in parts if part]
    if not asked:
        return []
    with connection.cursor() as cursor:
        sql = " UNION ALL ".join(f"({sql})" for sql, _values in asked)
        cursor.execute(f"{sql} {end}", [*(value for _sql, given in asked for value in given), *values])
        return cursor.fetchall()


def along(records: Iterable[Any], name: str, found: Iterable[Any], by: str) -> None:
    """Put to each of `records`, as `name`, those of `found` in which `by` is its key."""
    of: dict[Any, list[Any]] = {}
    for one in found:
        of.setdefault(getattr(one, by), []).append(one)
    for record in records:
        setattr(record, name, of.get(record.pk, []))
