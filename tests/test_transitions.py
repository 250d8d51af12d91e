"""Every transition of a meeting, a duty, a membership and a guidance request is made by its actors, and by nobody else.

The rows of transitions.csv are copied from the state machines of the domain study, which hold: where an action differs
from a row, the action is mended.
"""

import csv
from contextlib import contextmanager, suppress
from datetime import date, timedelta
from inspect import isfunction
from pathlib import Path
from types import SimpleNamespace

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction

from delegation import clock
from delegation.actions import duties, invitations, meetings, people
from delegation.models import Delegate, Duty, Meeting
from positions.actions import guidance_requests, handing_over
from tests import factories as make
from tests.positions.asking import ASKED, Requests

ROWS = list(csv.DictReader((Path(__file__).parent / "transitions.csv").read_text().splitlines()))

# Beside those of the rows: staff keep papers and accounts marked Delegation, and may close an account; and who ends an
# access suspends or lets go by the same act.
KEEPERS = {
    ("Meeting", "plan"): {"rosa"},
    ("Meeting", "move"): {"rosa"},
    ("Membership", "invite"): {"rosa"},
    ("Membership", "announce"): {"rosa"},
    ("Membership", "suspend"): {"rosa", "sol"},
}
# Olga holds the duty; Sam takes the notes of the committee; Chen and Dina hold an issue that it treats.
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
}
SOON = make.START + timedelta(minutes=30)
FACTS = {
    "planned": {"starts_at": SOON},
    "confirmed": {"starts_at": SOON, "confirmed_at": make.START},
    "running": {"starts_at": make.START - timedelta(minutes=5), "started_at": make.START},
    "ended": {"starts_at": make.START - timedelta(hours=4), "ended_at": make.START},
    "cancelled": {"starts_at": SOON, "cancelled_at": make.START},
}
ANSWERS = {
    "assigned": (),
    "accepted": ("accepted_at",),
    "in room": ("accepted_at", "in_room_at"),
    "done": ("accepted_at", "in_room_at", "done_at"),
    "missed": ("accepted_at", "missed_at"),
    "open": ("refused_at",),
}


@pytest.fixture
def world(cast, internet):
    committee = make.committee("COM5", kind="committee")
    internet.committees.add(committee)
    make.membership(cast.sam, committee, role="note_taker")
    return SimpleNamespace(cast=cast, committee=committee, issue=internet, record=None, token="")


class Meetings:
    """What is looked at is the meeting itself."""

    @staticmethod
    def prepare(world, state, event):
        world.record = None
        if state != "*":
            world.record = make.meeting(world.committee, number="8", **FACTS[state])
            make.duty(world.record, world.cast.olga, accepted=True)

    @staticmethod
    def state(world):
        world.record = Meeting.objects.filter(number="8").first()
        return world.record.state if world.record else "none"

    acts = {
        "plan": lambda world, by: meetings.plan(
            committee=world.committee, number="8", starts_at=SOON, ends_at=SOON + timedelta(hours=1), by=by
        ),
        "confirm": lambda world, by: meetings.confirm(world.record, seen=world.record.version, by=by),
        "cancel": lambda world, by: meetings.cancel(world.record, seen=world.record.version, why="No room.", by=by),
        "start": lambda world, by: meetings.start(world.record, seen=world.record.version, by=by),
        "end": lambda world, by: meetings.end(world.record, seen=world.record.version, by=by),
        "move": lambda world, by: meetings.move(
            world.record,
            seen=world.record.version,
            starts_at=SOON + timedelta(hours=1),
            ends_at=SOON + timedelta(hours=2),
            room="Room C",
            by=by,
        ),
    }


class Duties:
    """What is looked at is the last duty of Olga at the meeting; "open" where nobody stands asked."""

    @staticmethod
    def prepare(world, state, event):
        meeting = FACTS["ended" if "miss" in (event, state) else "planned"]
        world.meeting = make.meeting(world.committee, number="8", **meeting)
        if state != "*":
            said = dict.fromkeys(ANSWERS[state], clock.now())
            Duty.objects.create(meeting=world.meeting, delegate=world.cast.olga, **said)

    @staticmethod
    def state(world):
        world.record = (
            Duty.objects.filter(meeting=world.meeting).order_by("-refused_at").first()
        )  # one that stands comes first
        if world.record is None:
            return "none"
        state = world.record.state
        return "open" if state in ("refused", "handed over") else state

    acts = {
        "assign": lambda world, by: duties.assign(world.meeting, delegate=world.cast.olga, role=Duty.Role.LEAD, by=by),
        "accept": lambda world, by: duties.accept(world.record, seen=world.record.version, by=by),
        "refuse": lambda world, by: duties.refuse(world.record, seen=world.record.version, why="Ill.", by=by),
        "arrive": lambda world, by: duties.arrive(world.record, seen=world.record.version, by=by),
        "hand over": lambda world, by: duties.hand_over(
            world.record, seen=world.record.version, note="Called away.", by=by
        ),
        "finish": lambda world, by: duties.finish(world.record, seen=world.record.version, by=by),
        "miss": lambda world, by: duties.miss(world.record, seen=world.record.version, by=by),
    }


class Members:
    """Membership of the delegation: what is looked at is Olga's account, or one newly made."""

    @staticmethod
    def prepare(world, state, event):
        olga, head = world.cast.olga, world.cast.amara
        if state == "invited":
            Delegate.objects.filter(pk=olga.pk).update(clearance="delegation")
            world.token = invitations.make(olga, by=head)
        if state == "leaving":
            people.change(olga, seen=1, leaves_on=date(2014, 10, 29), by=head)
        if state == "left":
            Delegate.objects.filter(pk=olga.pk).update(leaves_on=date(2014, 10, 28))
        if state in ("suspended", "left"):
            people.end_access(olga, why="To be looked into.", by=head)

    @staticmethod
    def state(world):
        world.record = Delegate.objects.filter(email="new@valdria.example").first()
        if world.record:
            return "invited"
        world.record = Delegate.objects.get(pk=world.cast.olga.pk)
        if not world.record.is_active:
            return "left" if world.record.leaves_on else "suspended"
        if world.record.leaves_on:
            return "leaving"
        return "invited" if world.record.invited_at and not world.record.has_usable_password() else "active"

    @staticmethod
    def activate(world, by):
        """The link is the member's alone."""
        try:
            invitations.accept(world.token if by == world.cast.olga else "no token", password=make.PASSWORD)
        except ValidationError:
            raise PermissionDenied from None

    acts = {
        "invite": lambda world, by: people.invite(name="New", email="new@valdria.example", by=by),
        "activate": activate,
        "announce": lambda world, by: people.change(
            world.record, seen=world.record.version, leaves_on=date(2014, 10, 30), by=by
        ),
        "hand over": lambda world, by: handing_over.let_go(world.record, seen=world.record.version, why="Left.", by=by),
        "suspend": lambda world, by: people.end_access(world.record, why="To be looked into.", by=by),
        "restore": lambda world, by: people.give_access_again(world.record, by=by),
    }


KINDS = {"Meeting": Meetings, "Duty": Duties, "Membership": Members, "GuidanceRequest": Requests}


@pytest.mark.parametrize("name", KINDS)
def test_the_acts_are_those_of_the_file(name):
    assert set(KINDS[name].acts) == {row["event"] for row in ROWS if row["object"] == name}


def test_a_request_undergoes_nothing_else():
    """Beside the transitions: to ask is to draft and send, to revise rewords a draft, to drop puts it away."""
    made = {name for name, one in vars(guidance_requests).items() if is_act(one)}
    named = {word for act in Requests.acts.values() for word in act.__code__.co_names}
    assert made - {"ask", "revise", "drop"} == named & made
    assert len(named & made) == len(Requests.acts)


def is_act(one):
    return isfunction(one) and one.__module__ == guidance_requests.__name__ and not one.__name__.startswith("_")


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


@pytest.mark.parametrize("row", ROWS, ids=lambda row: f"{row['object']} {row['from']} {row['event']}")
def test_a_transition_is_made_by_its_actors_alone(row, world):
    named = {ACTORS[actor] for actor in row["actors"].split("; ")}
    named |= KEEPERS.get((row["object"], row["event"]), set())
    answers = {name: attempt(world, row, by) for name, by in vars(world.cast).items()}
    assert answers == {name: row["to"] if name in named else "refused" for name in answers}


STATES = {
    "Meeting": FACTS,
    "Duty": ANSWERS,
    "Membership": ("invited", "active", "leaving", "suspended", "left"),
    "GuidanceRequest": ASKED,
}
# Beside those of the rows, and why.
ALSO = {
    "a day of leaving is noted, or mended, of any account": {
        ("announce", s) for s in ("invited", "leaving", "suspended", "left")
    },
    "whoever must lose his access loses it at once": {("suspend", "invited"), ("suspend", "leaving")},
    "who falls ill hands over without a day of leaving": {("hand over", "active"), ("hand over", "invited")},
    "who comes back is let in again, and leaves on his day": {("restore", "left")},
}
FROM = {(row["object"], row["event"], row["from"]) for row in ROWS}
ELSE = [
    (row, state)
    for row in {(row["object"], row["event"]): row for row in ROWS if row["object"] in STATES}.values()
    for state in STATES[row["object"]]
    if not FROM & {(row["object"], row["event"], state), (row["object"], row["event"], "*")}
]


@pytest.mark.parametrize("row,state", ELSE, ids=lambda one: one if isinstance(one, str) else one["event"])
def test_a_transition_is_made_from_its_states_alone(row, state, world):
    kind, by = KINDS[row["object"]], getattr(world.cast, ACTORS[row["actors"].split("; ")[0]])
    kind.prepare(world, state, row["event"])
    before = kind.state(world), world.record.version
    with suppress(PermissionDenied, ValidationError), transaction.atomic():
        kind.acts[row["event"]](world, by)
    is_made = (kind.state(world), world.record.version) != before
    assert is_made == (row["object"] == "Membership" and (row["event"], state) in set().union(*ALSO.values()))
