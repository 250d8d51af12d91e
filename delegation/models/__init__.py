from .committees import Committee, Membership
from .conference import Conference
from .duties import Duty
from .events import Event
from .feeds import Feed
from .grants import Grant
from .issues import Assignment, Issue
from .mailings import Mailing
from .meetings import Meeting
from .notices import Notice
from .operations import Operation, Wording
from .people import Agency, Delegate
from .presences import Presence
from .states import MemberState, RegionalGroup

__all__ = [
    "Agency",
    "Assignment",
    "Committee",
    "Conference",
    "Delegate",
    "Duty",
    "Event",
    "Feed",
    "Grant",
    "Issue",
    "Mailing",
    "Meeting",
    "MemberState",
    "Membership",
    "Notice",
    "Operation",
    "Presence",
    "RegionalGroup",
    "Wording",
]
