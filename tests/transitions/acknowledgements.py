"""An acknowledgement in each of its states, and the act upon it, for whoever compares them with the file."""

from positions.actions import instructions
from positions.models import Acknowledgement
from tests import factories as make
from tests.transitions.deliveries import HOLDING


class Acknowledgements:
    """What is looked at is the acknowledgement of the live instruction, at whose meeting Olga is to speak."""

    states = ("acknowledged",)
    keepers = {"acknowledge": HOLDING}

    @staticmethod
    def prepare(world, state, event):
        meeting = make.meeting(world.committee, number="8")
        make.agenda_item(meeting, issues=[world.issue])
        make.duty(meeting, world.cast.olga, accepted=True)
        world.instruction = make.instruction(world.issue, by=world.cast.amara)

    @staticmethod
    def state(world):
        world.record = Acknowledgement.objects.first()
        return "acknowledged" if world.record else "none"

    acts = {
        "acknowledge": lambda world, by: instructions.acknowledge(world.instruction, by=by),
    }
