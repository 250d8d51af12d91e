from .agenda_items import AgendaItem
from .briefings import Briefing
from .documents import Document
from .guidance_requests import GuidanceRequest
from .instructions import Acknowledgement, Instruction
from .issues import IssueWithInstructions
from .outcomes import Outcome
from .positions import Position
from .proposals import Proposal
from .reserves import Reserve
from .speakers import Speaker
from .stances import Stance
from .talking_points import TalkingPoint
from .texts import Text

__all__ = [
    "Acknowledgement",
    "AgendaItem",
    "Briefing",
    "Document",
    "GuidanceRequest",
    "Instruction",
    "IssueWithInstructions",
    "Outcome",
    "Position",
    "Proposal",
    "Reserve",
    "Speaker",
    "Stance",
    "TalkingPoint",
    "Text",
]
