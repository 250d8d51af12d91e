"""A duty in each of its states, and each act upon it, for whoever compares them with the file."""

from delegation import clock
from delegation.actions import duties
from delegation.models import Duty
from tests import factories as make
from tests.transitions.meetings import FACTS

ANSWERS = {
    "assigned": (),
    "accepted": ("accepted_at",),
    "in room": ("accepted_at", "in_room_at"),
    "done": ("accepted_at", "in_room_at", "done_at"),
    "missed": ("accepted_at", "missed_at"),
    "open": ("refused_at",),
}


class Duties:
    """What is looked at is the last duty of Olga at the meeting; "open" where nobody stands asked."""

    states = ANSWERS

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
