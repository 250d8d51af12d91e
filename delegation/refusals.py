"""What a page says to somebody who may not do something: who can, and never somebody who may not either."""

from collections.abc import Callable
from typing import Any

from django.core.exceptions import PermissionDenied
from django.utils.translation import gettext_lazy as _

from delegation import access
from delegation.access import Marked, Marking

RUN = _("The head, a deputy or the secretary can.")
ISSUE = _("The head, a deputy or capital can.")
WHO_CAN: dict[Callable[[Any], bool], Any] = {
    access.may_run: RUN,
    access.may_look_back: RUN,
    access.may_keep: _("The head, a deputy, the secretary or an administrator can."),
    access.may_file: _("Who holds an issue, the head, a deputy, the secretary or an administrator can."),
    access.may_rehearse: _("The head, a deputy or an administrator can."),
    access.may_issue: ISSUE,
}
HOLD = _("Who holds its issue, the head, a deputy or the secretary can.")
HOLD_OR_KEEP = _("Who holds its issue, the head, a deputy, the secretary or an administrator can.")
ANSWER = _("Only the member who is asked to the meeting can.")
TIME = _("Who is on duty at the meeting, its note-taker or the secretary can.")
ACCOUNT = _("Its note-taker, who holds an issue of the meeting, or the secretary can.")
DELIVER = _(
    "Who holds the issue, who is on duty at a meeting that treats it, or who takes the notes there can say what became "
    "of it."
)
ASK = _("Only who leads the issue, or is its alternate, can ask capital.")
CAPITAL = _("Only capital can.")
DECIDE = _("The head or a deputy can.")
LIST = _(
    "Who holds an issue of the item, who is on duty at the meeting, its note-taker, the head, a deputy or the "
    "secretary can."
)


def require(may: Callable[[Any], bool], delegate: Any) -> None:
    """may: a right of `access`. Raises PermissionDenied, with who has it."""
    require_that(may(delegate), WHO_CAN[may])


def require_change(record: Marked, delegate: Any) -> None:
    """Raises PermissionDenied, with who may change such a record. One query."""
    require_that(record.is_changeable_by(delegate), who_changes(record))


def require_that(is_allowed: bool, who_can: Any) -> None:
    """Raises PermissionDenied, with who can, unless it is allowed."""
    if not is_allowed:
        raise PermissionDenied(who_can)


def who_changes(record: Marked) -> Any:
    if record.changing_functions == access.ISSUERS:
        return ISSUE
    if record.kept_by_staff and record.marking == Marking.DELEGATION:
        return HOLD_OR_KEEP if record.changed_by_holders else WHO_CAN[access.may_keep]
    return HOLD if record.changed_by_holders else RUN
