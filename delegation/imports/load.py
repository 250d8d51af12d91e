"""A checked folder written: all of it, or nothing."""

from itertools import groupby
from pathlib import Path
from typing import Any

from django.core.exceptions import ValidationError
from django.db import DatabaseError, transaction

from delegation import clock, history, live
from delegation.actions import loading
from delegation.imports import folder, nouns
from delegation.imports.check import refuse
from delegation.imports.compare import refuse_changed, through
from delegation.imports.folder import Folder
from delegation.imports.nouns import Noun
from delegation.imports.rows import Row, State
from delegation.models import Delegate
from delegation.versions import Stale


def load(path: Path, *, check_only: bool = False) -> Folder:
    """Read, check and write a folder; what is wrong with it stands in the answer, and then nothing was written.

    With `check_only`, everything is tried and undone, so that the database has said its word too.
    """
    with transaction.atomic():
        read = folder.read(path)
        if read.conference and not read.all_problems():
            with clock.kept(read.conference), live.at_once():
                _write(read)
        if check_only or read.all_problems():
            transaction.set_rollback(True)
    return read


def _write(read: Folder) -> None:
    described = [(noun, read.rows.get(name, [])) for name, noun in nouns.every().items()]
    for noun, rows in described:
        _add(noun, [row for row in rows if row.state == State.NEW], read)
    if not read.all_problems():
        loading.settle_references()
        for noun, rows in described:
            for row in rows:
                if row.state == State.CHANGED:
                    _change(noun, row)


def _add(noun: Noun, rows: list[Row], read: Folder) -> None:
    """New rows go in by groups of those that one person wrote at one moment, as the history names it."""
    for (by, at), group in groupby(rows, key=lambda row: (row.by, row.at)):
        new = list(group)
        with history.through(through(noun)):
            refused = loading.add_many([row.record for row in new], by=_person(by, read), at=at)
        for place, reason in refused.items():
            new[place].refuse("", reason)
        if refused:
            continue
        for name in new[0].links:
            loading.link(noun.model, name, ((row.record.pk, pk) for row in new for pk in row.links[name]))
        if not read.is_first:  # at a first load nobody is looking yet
            loading.announce(*(row.record for row in new))


def _person(key: Any, read: Folder) -> Any:
    return read.keys.record(Delegate, key) if key and read.keys else None


def _change(noun: Noun, row: Row) -> None:
    """Through the action, as an edit of the version that was compared with."""
    try:
        with transaction.atomic(), history.through(through(noun)):
            outcome = noun.change(row.existing, seen=row.seen, by=None, **row.changes)
    except ValidationError as error:
        refuse(row, error, key=noun.key)
        return
    except DatabaseError as error:
        row.refuse("", loading.refusal(error))
        return
    if isinstance(outcome, Stale):
        for name in outcome.fields:
            refuse_changed(row, name, getattr(outcome.record, name))
