"""What is asked of capital, and on whom it waits."""

from collections.abc import Iterable
from typing import Any

from django.utils.timezone import localtime
from django.utils.translation import gettext as _

from delegation import access
from delegation.models import Issue
from delegation.prepared import prepared
from positions.models import GuidanceRequest
from positions.models.guidance_requests import open_on
from positions.pages.moves import Move

# How each state looks; overdue has a look of its own.
STATES = {"sent": "waiting", "acknowledged": "assigned", "sent back": "waiting", "answered": "done"}
STATES |= {"closed": "done", "withdrawn": "withdrawn", "draft": "moving"}


def waiting_on(reader: Any) -> list[GuidanceRequest]:
    """What `reader` is to go on with, the most pressing first. One query."""
    return list(_waiting(reader))


@prepared
def _waiting(reader: Any) -> Any:
    found = GuidanceRequest.objects.visible_to(reader).waiting_on(reader)
    return found.select_related("issue", "text").defer("search").most_pressing_first()


def on(issue: Issue, reader: Any) -> list[GuidanceRequest]:
    """What is asked on the issue and not ended. One query."""
    found = list(open_on(reader, issue=issue.pk))
    for one in found:
        one.issue = issue
    return dressed(found)


def dressed(requests: list[GuidanceRequest]) -> list[GuidanceRequest]:
    """With how each stands at a glance, as `shown_as`."""
    for one in requests:
        one.shown_as = STATES[one.state]
    return requests


def to_do(requests: Iterable[GuidanceRequest]) -> list[Move]:
    """What waits on the reader; no query."""
    return [_move(one, _("You"), _own(one)) for one in requests]


def _own(one: GuidanceRequest) -> str:
    words = {
        "draft": _("to send or drop the question on %(subject)s"),
        "sent": _("to take or answer the question on %(subject)s: %(question)s (%(there)s in capital)"),
        "acknowledged": _("to answer the question on %(subject)s: %(question)s (%(there)s in capital)"),
        "sent back": _("to reply to capital on %(subject)s: %(asked_back)s"),
        "answered": _(
            "to read what capital answered on %(subject)s, and close the question or wait for the instruction"
        ),
    }[one.state]
    told = {"subject": one.subject, "question": one.question, "asked_back": one.asked_back, "there": one.needed_there}
    return words % told


def moves_on(requests: Iterable[GuidanceRequest], issue: Issue, reader: Any) -> list[Move]:
    """Who moves next on these of one issue. No query."""
    holders = [holder.delegate for holder in issue.holders]
    found = []
    for one in requests:
        if one.state == "sent":
            who = _("You") if access.may_answer(reader) else _("Capital")
            does = _("take or answer: %s") if access.may_answer(reader) else _("takes or answers: %s")
        elif one.state == "acknowledged":
            is_mine = one.taken_by_id == reader.pk
            who = _("You") if is_mine else str(one.taken_by)
            does = _("answer: %s") if is_mine else _("answers: %s")
        elif one.state == "sent back":
            is_mine = reader in holders
            who = _("You") if is_mine else ", ".join(str(person) for person in holders)
            does = _("reply to capital: %s") if is_mine else _("replies to capital: %s")
        else:
            continue
        found.append(_move(one, who, does % one.question))
    return found


def _move(one: GuidanceRequest, who: str, does: str) -> Move:
    if not one.is_awaited or one.needed_by is None:
        return Move(who, does, one.get_absolute_url(), "moving", localtime(one.answered_at or one.drafted_at))
    state = "overdue" if one.is_overdue else "waiting"
    return Move(who, does, one.get_absolute_url(), state, localtime(one.needed_by), is_due=True)
