"""An instruction in each of its states, and each act upon it, for whoever compares them with the file."""

from datetime import timedelta

from positions.actions import clearances, instructions, issues
from positions.models import Instruction
from tests import factories as make
from tests.positions.clearing import place

ISSUED = {"live": True}
ENDED = ISSUED | {"ended_at": make.START + timedelta(hours=1)}
STANDS = {
    "draft": {"live": False, "cleared_at": None},
    "cleared": {"live": False},
    "live": ISSUED,
    "superseded": ENDED | {"ending": "superseded"},
    "withdrawn": ENDED | {"ending": "withdrawn"},
    "closed": ENDED | {"ending": "closed"},
}


def seen(world, by):
    return {"seen": world.record.version, "by": by}


class Instructions:
    """What is looked at is the first instruction on the issue. Olga's agency clears it."""

    states = STANDS
    # Whoever may issue the successor, and whoever may close an issue.
    follows = {"supersede": {"amara", "ben", "kim"}, "close": {"amara", "ben", "sol"}}

    @staticmethod
    def prepare(world, state, event):
        agency = make.agency()
        place(world.cast.olga, agency)
        world.issue.agencies.add(agency)
        if state != "*":
            record = make.instruction(world.issue, by=world.cast.kim, **STANDS[state])
            answer = {} if state == "draft" else {"settled": "agreed", "at": make.START, "by": world.cast.olga}
            world.clearance = make.clearance(record, agency, asked_at=make.START, **answer)

    @staticmethod
    def state(world):
        world.record = Instruction.objects.order_by("drafted_at").first()
        return world.record.state if world.record else "none"

    @staticmethod
    def supersede(world, by):
        live = world.record.pk if world.record.is_live else None
        successor = make.instruction(world.issue, "Something else.", by=by, live=False)
        instructions.issue_instruction(successor, seen=successor.version, predecessor=live, by=by)

    acts = {
        "draft": lambda world, by: instructions.draft(
            issue=world.issue, text=None, kind="support", mandate="Support it.", by=by
        ),
        "clear": lambda world, by: clearances.answer(
            world.clearance, seen=world.clearance.version, settled="agreed", by=by
        ),
        "drop": lambda world, by: instructions.drop(world.record, why="Settled.", **seen(world, by)),
        "issue": lambda world, by: instructions.issue_instruction(
            world.record, predecessor=None, why="The vote is now.", **seen(world, by)
        ),
        "supersede": supersede,
        "withdraw": lambda world, by: instructions.withdraw(world.record, why="Settled.", **seen(world, by)),
        "close": lambda world, by: issues.close(world.issue, by=by),
    }
