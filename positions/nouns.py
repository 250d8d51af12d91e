"""The files of a conference's folder that fill this app."""

from typing import Any

from django.core.exceptions import ValidationError

from delegation import clock
from delegation.imports.nouns import Noun, register
from delegation.nouns import SOURCED
from positions.actions import documents, proposals, texts
from positions.models import (
    Acknowledgement,
    AgendaItem,
    Briefing,
    Document,
    GuidanceRequest,
    Instruction,
    Outcome,
    Position,
    Proposal,
    Reserve,
    Stance,
    TalkingPoint,
    Text,
)


def complete_document(document: Document, given: dict[str, Any]) -> None:
    fill(document, "symbol", documents.columns_of)


def complete_text(text: Text, given: dict[str, Any]) -> None:
    fill(text, "name", texts.columns_of, besides=("kind",) if given.get("kind") else ())


def complete_proposal(proposal: Proposal, given: dict[str, Any]) -> None:
    """It is also ours where our State signs it."""
    fill(proposal, "number", proposals.columns_of)
    conference = clock.conference()
    if conference and conference.state_id in proposal.sources.split("/"):
        proposal.is_ours = True


def complete_acknowledgement(acknowledgement: Acknowledgement, given: dict[str, Any]) -> None:
    acknowledgement.issue_id = given["instruction"].issue_id


def complete_outcome(outcome: Outcome, given: dict[str, Any]) -> None:
    """It hangs on the issue of its proposal."""
    proposal = given.get("proposal")
    outcome.issue_id = outcome.issue_id or (proposal.issue_id if proposal else None)


def fill(record: Any, column: str, columns_of: Any, besides: tuple[str, ...] = ()) -> None:
    """Set what follows from a number or symbol as it is written."""
    try:
        values = columns_of(getattr(record, column))
    except ValidationError as error:
        raise ValidationError({column: error}) from error
    for name, value in values.items():
        if name not in besides:
            setattr(record, name, value)


register(
    Noun(
        "documents",
        Document,
        ("symbol", "title", "sources", "received_on", "committees", "is_sample", *SOURCED),
        complete=complete_document,
        change=documents.change,
    ),
    Noun(
        "texts",
        Text,
        (
            *("name", "kind", "title", "version_before", "symbol_in_progress", "final_number", "committee", "issues"),
            *("cluster", "is_sample", *SOURCED),
        ),
        complete=complete_text,
        change=texts.change,
    ),
    Noun(
        "agenda_items",
        AgendaItem,
        ("meeting", "place", "number", "title", "documents", "texts", "issues", "marking", "is_sample"),
    ),
    Noun(
        "proposals",
        Proposal,
        (
            *("number", "number_is_sample", "sponsors", "document", "action", "text", "title", "ask", "committee"),
            *("stage", "is_ours", "issue", "note", *SOURCED),
        ),
        complete=complete_proposal,
        change=proposals.change,
    ),
    Noun(
        "positions",
        Position,
        ("issue", "marking", *Position.FIELDS, "activated_at", "activated_by", "closed_at"),
    ),
    Noun("talking_points", TalkingPoint, ("issue", "use", "place", "text", "marking")),
    Noun(
        "instructions",
        Instruction,
        (
            *("issue", "text", "kind", "mandate", "marking", "drafted_at", "drafted_by", "issued_at", "issued_by"),
            *("predecessor", "ended_at", "ended_by", "ending", "ended_why"),
        ),
    ),
    Noun(
        "acknowledgements",
        Acknowledgement,
        ("instruction", "delegate", "at"),
        copied=("marking", "issue"),
        complete=complete_acknowledgement,
    ),
    Noun(
        "guidance_requests",
        GuidanceRequest,
        (
            *("issue", "text", "proposal", "meeting", *GuidanceRequest.ASKED, "marking", "drafted_at", "asked_by"),
            *("sent_at", "taken_at", "taken_by", "asked_back", "asked_back_at", "asked_back_by", "reply", "replied_at"),
            *("answer", "answered_at", "answered_by", "instruction", "withdrawn_at", "withdrawn_by", "withdrawn_why"),
            *("closed_at", "closed_by", "closing"),
        ),
    ),
    Noun("reserves", Reserve, ("issue", "instruction", "kind", "text")),
    Noun(
        "stances",
        Stance,
        ("issue", "group", "state", "value", "ask", "source", "stated_on", "confidence", "marking"),
    ),
    Noun(
        "outcomes",
        Outcome,
        (
            *("proposal", "text", "issue", "result", "summary", "document", "meeting", "decided_on", "marking"),
            *SOURCED,
        ),
        complete=complete_outcome,
    ),
    Noun("briefings", Briefing, ("day", "lead", "marking")),
)
