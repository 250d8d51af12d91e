"""What a member may do beside seeing and changing rows: by what he is in the delegation, never by what he is in the
administration alone."""

import uuid
from typing import Any

from delegation.access.functions import CORE_READERS, EDITORS, ELECTIONS_READERS, HEADS, ISSUERS, Function
from delegation.access.rows import held_issues


def adds_powers(before: str, after: str) -> bool:
    """Whether a change of function lets somebody see, change, issue or confirm more: such a change takes two."""
    kinds = (CORE_READERS, ELECTIONS_READERS, EDITORS, ISSUERS, HEADS)
    return any(after in functions and before not in functions for functions in kinds)


def is_oneself(delegate: Any, key: uuid.UUID | None) -> bool:
    """Answer a duty, change an account, take a proposal back: whoever it is of, and nobody for somebody else."""
    return delegate.is_active and delegate.pk == key


def may_issue(delegate: Any) -> bool:
    """Draft, issue, supersede and withdraw instructions."""
    return delegate.is_active and delegate.function in ISSUERS


def may_confirm(delegate: Any) -> bool:
    """Confirm an act that takes two (never one's own)."""
    return delegate.is_active and delegate.function in HEADS


def may_answer(delegate: Any) -> bool:
    """Take, ask back and answer what is asked of capital."""
    return delegate.is_active and delegate.function == Function.CAPITAL


def may_clear(delegate: Any, agency: uuid.UUID) -> bool:
    """Answer for an agency that is asked to agree to a text: each member who comes from there, and sees the text."""
    return delegate.is_active and delegate.agency_id == agency


def may_overrule(delegate: Any) -> bool:
    """Issue an instruction before every agency has agreed to it: the head."""
    return delegate.is_active and delegate.function == Function.HEAD


def may_run(delegate: Any) -> bool:
    """Plan meetings, duties and briefings: head, deputy, secretary."""
    return delegate.is_active and delegate.function in EDITORS


may_decide = may_confirm  # make a position the delegation's
may_look_back = may_run  # see on one page what everybody changed in the last hour


def may_minute(delegate: Any) -> bool:
    """Say what happened in any room: the secretary."""
    return delegate.is_active and delegate.function == Function.SECRETARY


def may_keep(delegate: Any) -> bool:
    """Keep what carries no marking: people, agencies, committees, States, settings."""
    return delegate.is_active and (delegate.is_staff or delegate.function in EDITORS)


def may_file(delegate: Any) -> bool:
    """File proposals: whoever keeps the papers any, who holds issues those that belong to them. One query at most."""
    return may_keep(delegate) or (delegate.is_active and held_issues(delegate).exists())


def may_rehearse(delegate: Any) -> bool:
    """Move a sample conference to another moment."""
    return delegate.is_active and (delegate.is_staff or delegate.function in HEADS)
