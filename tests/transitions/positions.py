"""A position in each of its states, and each act upon it, for whoever compares them with the file."""

from positions.actions import clearances, instructions, positions
from positions.models import Position
from tests import factories as make
from tests.positions.clearing import place

SUBMITTED = {"submitted_at": make.START}
CLEARED = SUBMITTED | {"cleared_at": make.START}
LIVE = CLEARED | {"activated_at": make.START}
STANDS = {
    "draft": {},
    "under review": SUBMITTED,
    "cleared": CLEARED,
    "live": LIVE,
    "check": LIVE | {"check_at": make.START},
    "suspended": LIVE | {"suspended_at": make.START, "suspended_why": "Talks go on."},
    "closed": LIVE | {"closed_at": make.START, "closing": "outcome"},
}


def seen(world, by):
    return {"seen": world.record.version, "by": by}


class Positions:
    """What is looked at is the edition that is in the works, else the one in force. Olga's agency clears it, and it
    rests on an instruction."""

    states = STANDS
    actions = positions
    beside = {"change"}  # rewords a draft
    elsewhere = {"object", "clear", "check"}
    # Whoever answers last for the agencies, and whoever may withdraw what it rests on.
    follows = {"clear": {"olga"}, "check": {"amara", "ben", "kim"}}

    @staticmethod
    def prepare(world, state, event):
        agency = make.agency()
        place(world.cast.olga, agency)
        world.issue.agencies.add(agency)
        world.instruction = make.instruction(world.issue, by=world.cast.kim)
        make.outcome(issue=world.issue)
        if state != "*":
            record = make.position(world.issue, argument="Study first.", **STANDS[state])
            make.basis(record, world.instruction)
            is_answered = state not in ("draft", "under review")
            answer = {"settled": "agreed", "at": make.START, "by": world.cast.olga} if is_answered else {}
            world.clearance = make.clearance(record, agency, asked_at=make.START, **answer)

    @staticmethod
    def state(world):
        found = Position.objects
        world.record = found.in_the_works().first() or found.in_force().first() or found.first()
        return world.record.state if world.record else "none"

    @staticmethod
    def answer(world, by, **said):
        return clearances.answer(world.clearance, seen=world.clearance.version, by=by, **said)

    acts = {
        "draft": lambda world, by: positions.add(issue=world.issue, objective="Keep it.", by=by),
        "submit": lambda world, by: positions.submit(world.record, **seen(world, by)),
        "object": lambda world, by: Positions.answer(world, by, settled="objected", reason="It costs too much."),
        "clear": lambda world, by: Positions.answer(world, by, settled="agreed"),
        "withdraw": lambda world, by: positions.withdraw(world.record, why="A better argument.", **seen(world, by)),
        "activate": lambda world, by: positions.activate(world.record, **seen(world, by)),
        "revise": lambda world, by: positions.revise(world.record, by=by),
        "check": lambda world, by: instructions.withdraw(
            world.instruction, seen=world.instruction.version, why="Overtaken.", by=by
        ),
        "confirm": lambda world, by: positions.confirm(world.record, **seen(world, by)),
        "suspend": lambda world, by: positions.suspend(world.record, why="Talks go on.", **seen(world, by)),
        "resume": lambda world, by: positions.resume(world.record, **seen(world, by)),
        "close": lambda world, by: positions.close(world.record, **seen(world, by)),
    }
