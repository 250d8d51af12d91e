"""Every transition of each object here is made by its actors, from its states, and by nobody else and from no other.

The rows of transitions.csv are copied from the state machines of the domain study, which hold: where an action differs
from a row, the action is mended. An object has a class of its own, in a file beside this one, with

- `prepare(world, state, event)`: puts a record into a state ("*" for none yet); `state(world)`: the state it is in;
- `acts`: what each event of the rows does; `states`: all that it may be in;
- `keepers`: who may do it beside the actors of the rows; `also`: from which states beside those of the rows, and why;
- `follows`: where the actor of a row is the record itself, who does what it follows from;
- `actions`: the module of its actions, where every act must be one of the rows or among `beside`; `elsewhere`: events
  that are acts of other modules.
"""

import csv
from contextlib import contextmanager, suppress
from inspect import isfunction
from pathlib import Path
from types import SimpleNamespace

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction

from tests import factories as make
from tests.transitions.acknowledgements import Acknowledgements
from tests.transitions.deliveries import Deliveries
from tests.transitions.duties import Duties
from tests.transitions.instructions import Instructions
from tests.transitions.meetings import Meetings
from tests.transitions.members import Members
from tests.transitions.positions import Positions
from tests.transitions.requests import Requests

ROWS = list(csv.DictReader((Path(__file__).parent / "transitions.csv").read_text().splitlines()))
KINDS = {
    "Acknowledgement": Acknowledgements,
    "Delivery": Deliveries,
    "Duty": Duties,
    "GuidanceRequest": Requests,
    "Instruction": Instructions,
    "Meeting": Meetings,
    "Membership": Members,
    "Position": Positions,
}
# Olga holds the duty, and comes from the agency that is asked to clear a text; Sam takes the notes of the committee;
# Chen and Dina hold an issue that it treats.
ACTORS = {
    "head": "amara",
    "deputy": "ben",
    "secretary": "sol",
    "note_taker": "sam",
    "lead": "chen",
    "alternate": "dina",
    "holder": "olga",
    "member": "olga",
    "capital": "kim",
    "clearer": "olga",
}


@pytest.fixture
def world(cast, internet):
    committee = make.committee("COM5", kind="committee")
    internet.committees.add(committee)
    make.membership(cast.sam, committee, role="note_taker")
    return SimpleNamespace(cast=cast, committee=committee, issue=internet, record=None, token="")


def rows_of(name):
    return [row for row in ROWS if row["object"] == name]


@pytest.mark.parametrize("name", KINDS)
def test_the_acts_are_those_of_the_file(name):
    assert set(KINDS[name].acts) == {row["event"] for row in rows_of(name)}


def test_no_row_is_left_untried():
    assert {row["object"] for row in ROWS} == set(KINDS)


@pytest.mark.parametrize("name", [name for name, kind in KINDS.items() if hasattr(kind, "actions")])
def test_it_undergoes_nothing_else(name):
    kind = KINDS[name]
    made = {word for word, one in vars(kind.actions).items() if is_act(one, kind.actions)}
    named = {word for act in kind.acts.values() for word in act.__code__.co_names}
    assert made - kind.beside == named & made
    assert len(named & made) == len(kind.acts) - len(getattr(kind, "elsewhere", ()))


def is_act(one, module):
    return isfunction(one) and one.__module__ == module.__name__ and not one.__name__.startswith("_")


@contextmanager
def undone():
    with transaction.atomic():
        yield
        transaction.set_rollback(True)


def attempt(world, row, by):
    """What became of it, seen from outside: the state after, or "refused" where nothing changed."""
    kind = KINDS[row["object"]]
    with undone():
        kind.prepare(world, row["from"], row["event"])
        before = kind.state(world)
        version = world.record.version if world.record else None
        try:
            with transaction.atomic():
                kind.acts[row["event"]](world, by)
        except PermissionDenied:
            after = kind.state(world)
            unchanged = (after, world.record.version if world.record else None) == (before, version)
            return "refused" if unchanged else f"refused, but {after}"
        return kind.state(world)


def actors(row):
    if row["actors"] == "record":
        return KINDS[row["object"]].follows[row["event"]]
    return {ACTORS[actor] for actor in row["actors"].split("; ")}


@pytest.mark.parametrize("row", ROWS, ids=lambda row: f"{row['object']} {row['from']} {row['event']}")
def test_a_transition_is_made_by_its_actors_alone(row, world):
    named = actors(row) | getattr(KINDS[row["object"]], "keepers", {}).get(row["event"], set())
    answers = {name: attempt(world, row, by) for name, by in vars(world.cast).items()}
    assert answers == {name: row["to"] if name in named else "refused" for name in answers}


FROM = {(row["object"], row["event"], row["from"]) for row in ROWS}
ELSE = [
    (row, state)
    for row in {(row["object"], row["event"]): row for row in ROWS}.values()
    for state in KINDS[row["object"]].states
    if not FROM & {(row["object"], row["event"], state), (row["object"], row["event"], "*")}
]


@pytest.mark.parametrize("row,state", ELSE, ids=lambda one: one if isinstance(one, str) else one["event"])
def test_a_transition_is_made_from_its_states_alone(row, state, world):
    kind, by = KINDS[row["object"]], getattr(world.cast, min(actors(row)))
    kind.prepare(world, state, row["event"])
    before = kind.state(world), world.record.version
    with suppress(PermissionDenied, ValidationError), transaction.atomic():
        kind.acts[row["event"]](world, by)
    is_made = (kind.state(world), world.record.version) != before
    assert is_made == ((row["event"], state) in set().union(*getattr(kind, "also", {}).values()))
