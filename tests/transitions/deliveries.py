"""A delivery in each of its states, and each act upon it, for whoever compares them with the file."""

from positions.actions import deliveries
from positions.models import Delivery
from tests import factories as make

# Who leads the issue or is its alternate holds its instructions, as who is on duty where it is treated.
HOLDING = {"chen", "dina"}


class Deliveries:
    """What is looked at is the one delivery of the live instruction, at whose meeting Olga is on duty."""

    states = ("delivered",)
    actions, beside = deliveries, set()
    keepers = {"deliver": HOLDING, "correct": HOLDING}

    @staticmethod
    def prepare(world, state, event):
        meeting = make.meeting(world.committee, number="8")
        make.agenda_item(meeting, issues=[world.issue])
        make.duty(meeting, world.cast.olga, accepted=True)
        world.instruction = make.instruction(world.issue, by=world.cast.amara)
        if state != "*":
            make.delivery(world.instruction, by=world.cast.chen)

    @staticmethod
    def state(world):
        world.record = Delivery.objects.first()
        return "delivered" if world.record else "none"

    acts = {
        "deliver": lambda world, by: deliveries.deliver(world.instruction, kind="spoken", words="We do.", by=by),
        "correct": lambda world, by: deliveries.correct(
            world.record, seen=world.record.version, words="We did.", wrong="The tense.", by=by
        ),
    }
