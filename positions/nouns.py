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
    Alternative,
    Basis,
    Briefing,
    Clearance,
    ConflictingAnswer,
    Delivery,
    Document,
    GuidanceRequest,
    Instruction,
    Note,
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


def complete_instruction(instruction: Instruction, given: dict[str, Any]) -> None:
    """Where its file knows nothing of clearances, nothing was outstanding."""
    if "cleared_at" not in given and not instruction.issued_without:
        instruction.cleared_at = instruction.drafted_at


def complete_position(position: Position, given: dict[str, Any]) -> None:
    """What is in force was submitted and cleared, at the latest then; what is closed was in force."""
    position.activated_at = position.activated_at or position.closed_at
    position.cleared_at = position.cleared_at or position.activated_at
    position.submitted_at = position.submitted_at or position.cleared_at
    if position.closed_at and not position.closing:
        position.closing = Position.Closing.OUTCOME


def hang_on_position(record: Basis | Alternative, given: dict[str, Any]) -> None:
    """It hangs on the issue of its position."""
    position = given.get("position")
    record.issue_id = position.issue_id if position else None


def complete_clearance(clearance: Clearance, given: dict[str, Any]) -> None:
    """It hangs on the issue of its text."""
    text = given.get("position") or given.get("instruction")
    clearance.issue_id = text.issue_id if text else None


def complete_acknowledgement(acknowledgement: Acknowledgement, given: dict[str, Any]) -> None:
    acknowledgement.issue_id = given["instruction"].issue_id


def complete_delivery(delivery: Delivery, given: dict[str, Any]) -> None:
    delivery.issue_id = given["instruction"].issue_id


def complete_conflicting_answer(conflict: ConflictingAnswer, given: dict[str, Any]) -> None:
    conflict.issue_id = given["request"].issue_id


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
        (
            *("issue", "marking", *Position.FIELDS, "predecessor", "submitted_at", "submitted_by", "cleared_at"),
            *("returned_at", "returned_by", "returned_why", "activated_at", "activated_by", "check_at"),
            *("confirmed_at", "confirmed_by", "suspended_at", "suspended_by", "suspended_why"),
            *("closed_at", "closed_by", "closing"),
        ),
        complete=complete_position,
    ),
    Noun("talking_points", TalkingPoint, ("issue", "use", "place", "text", "marking")),
    Noun(
        "instructions",
        Instruction,
        (
            *("issue", "text", "kind", "mandate", "marking", "drafted_at", "drafted_by", "cleared_at", "issued_at"),
            *("issued_by", "issued_without", "issued_why"),
            *("predecessor", "ended_at", "ended_by", "ending", "ended_why"),
        ),
        complete=complete_instruction,
    ),
    Noun(
        "alternatives",
        Alternative,
        ("position", "place", "text"),
        copied=("marking", "issue"),
        complete=hang_on_position,
    ),
    Noun(
        "bases",
        Basis,
        ("position", "instruction", "text", "noted_at", "noted_by", "stood", "changed_at", "change"),
        copied=("marking", "issue"),
        complete=hang_on_position,
    ),
    Noun(
        "clearances",
        Clearance,
        ("position", "instruction", "agency", "asked_at", "asked_by", "settled", "at", "by", "reason"),
        copied=("marking", "issue"),
        complete=complete_clearance,
    ),
    Noun(
        "acknowledgements",
        Acknowledgement,
        ("instruction", "delegate", "at"),
        copied=("marking", "issue"),
        complete=complete_acknowledgement,
    ),
    Noun(
        "deliveries",
        Delivery,
        ("instruction", "meeting", "kind", "words", "at", "by", "first_words", "wrong", "corrected_at", "corrected_by"),
        copied=("marking", "issue"),
        complete=complete_delivery,
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
    Noun(
        "conflicting_answers",
        ConflictingAnswer,
        (
            *("request", "kind", "answer", "at", "by", "agency", "against", "decided_at", "decided_by", "decided_for"),
            *("decided_why", "instruction"),
        ),
        copied=("marking", "issue"),
        complete=complete_conflicting_answer,
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
    Noun(
        "notes",
        Note,
        ("meeting", "item", "issue", "kind", "group", "state", "text", "at", "by", "marking", "is_sample"),
    ),
    Noun("briefings", Briefing, ("day", "lead", "marking")),
)
