"""A guidance request in each of its states, and each act upon it, for whoever compares them with the file."""

from positions.actions import guidance_requests
from positions.models import GuidanceRequest
from tests import factories as make

SENT = {"sent_at": make.START}
TAKEN = SENT | {"taken_at": make.START}
BACK = TAKEN | {"asked_back": "Which study?", "asked_back_at": make.START}
ANSWERED = SENT | {"answered_at": make.START, "answer": "Yes."}
ASKED = {
    "draft": {"sent_at": None},
    "sent": SENT,
    "acknowledged": TAKEN,
    "sent back": BACK,
    "answered": ANSWERED,
    "withdrawn": SENT | {"withdrawn_at": make.START, "withdrawn_why": "Settled."},
    "closed": ANSWERED | {"closed_at": make.START, "closing": "not_needed"},
}


def seen(world, by):
    return {"seen": world.record.version, "by": by}


class Requests:
    """What is looked at is the one question on the issue that Chen leads."""

    states = ASKED
    actions = guidance_requests
    # Beside the transitions: to ask is to draft and send, to revise rewords a draft, to drop puts it away.
    beside = {"ask", "revise", "drop"}

    @staticmethod
    def prepare(world, state, event):
        if state != "*":
            facts = ASKED[state] | ({"taken_by": world.cast.kim} if "taken_at" in ASKED[state] else {})
            make.guidance_request(world.issue, by=world.cast.chen, **facts)

    @staticmethod
    def state(world):
        world.record = GuidanceRequest.objects.first()
        return world.record.state if world.record else "none"

    acts = {
        "create": lambda world, by: guidance_requests.draft(issue=world.issue, question="May we?", by=by),
        "send": lambda world, by: guidance_requests.send(world.record, **seen(world, by)),
        "acknowledge": lambda world, by: guidance_requests.take(world.record, **seen(world, by)),
        "ask back": lambda world, by: guidance_requests.ask_back(
            world.record, asked_back="Which one?", **seen(world, by)
        ),
        "resend": lambda world, by: guidance_requests.resend(world.record, reply="This one.", **seen(world, by)),
        "answer": lambda world, by: guidance_requests.answer(
            world.record, kind="support", answer="Yes, do.", **seen(world, by)
        ),
        "withdraw": lambda world, by: guidance_requests.withdraw(world.record, why="Settled.", **seen(world, by)),
        "close": lambda world, by: guidance_requests.close(world.record, **seen(world, by)),
    }
