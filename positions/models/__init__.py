from .acknowledgements import Acknowledgement, Reading
from .agenda_items import AgendaItem
from .alternatives import Alternative
from .bases import Basis
from .briefings import Briefing
from .clearances import Clearance
from .climbs import Climb
from .conflicting_answers import ConflictingAnswer
from .deliveries import Delivery
from .documents import Document
from .guidance_requests import GuidanceRequest
from .instructions import Instruction
from .issues import IssueWithInstructions
from .notes import Note
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
    "Alternative",
    "Basis",
    "Briefing",
    "Clearance",
    "Climb",
    "ConflictingAnswer",
    "Delivery",
    "Document",
    "GuidanceRequest",
    "Instruction",
    "IssueWithInstructions",
    "Note",
    "Outcome",
    "Position",
    "Proposal",
    "Reading",
    "Reserve",
    "Speaker",
    "Stance",
    "TalkingPoint",
    "Text",
]
