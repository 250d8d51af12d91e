"""A meeting in each of its states, and each act upon it, for whoever compares them with the file."""

from datetime import timedelta

from delegation.actions import meetings
from delegation.models import Meeting
from tests import factories as make

SOON = make.START + timedelta(minutes=30)
FACTS = {
    "planned": {"starts_at": SOON},
    "confirmed": {"starts_at": SOON, "confirmed_at": make.START},
    "running": {"starts_at": make.START - timedelta(minutes=5), "started_at": make.START},
    "ended": {"starts_at": make.START - timedelta(hours=4), "ended_at": make.START},
    "cancelled": {"starts_at": SOON, "cancelled_at": make.START},
}


class Meetings:
    """What is looked at is the meeting itself."""

    states = FACTS
    keepers = {"plan": {"rosa"}, "move": {"rosa"}}  # staff keep papers marked Delegation

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
