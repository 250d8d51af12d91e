"""Asking capital, and what comes back: taken, asked back, answered, withdrawn, closed."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext as _

from delegation import access, clock, history
from delegation.access import Function, Marking
from delegation.actions import notices
from delegation.actions.issues import require_holder, require_open
from delegation.actions.records import add, archive, change, locked, write
from delegation.live import announce
from delegation.models import Issue, Meeting
from delegation.versions import Outcome, Saved, Stale
from positions.actions import instructions
from positions.actions.needed_by import require_to_come, require_whole
from positions.models import GuidanceRequest, Proposal, Text
from positions.models.guidance_requests import SENTENCES

DESK = Q(function=Function.CAPITAL)


def draft(
    *,
    issue: Issue,
    question: str,
    options: str = "",
    recommendation: str = "",
    by_default: str = "",
    needed_by: datetime | None = None,
    text: Text | None = None,
    proposal: Proposal | None = None,
    meeting: Meeting | None = None,
    marking: str = Marking.GOVERNMENT,
    by: Any,
    operation: UUID | None = None,
) -> GuidanceRequest:
    """Write a question to capital that is not yet sent, marked at least as what it is about.

    Raises PermissionDenied for who neither leads nor is alternate of the issue, ValidationError.
    """
    require_holder(issue, by=by)
    require_open(issue)
    about = [one for one in (issue, text, proposal, meeting) if one]
    marking = access.strictest(marking, *(one.marking for one in about))
    if marking not in GuidanceRequest.MARKINGS:
        raise ValidationError(
            _("Fewer people know this than must know what is asked of capital, and the instruction that comes of it.")
        )
    request = GuidanceRequest(
        issue=issue,
        text=text,
        proposal=proposal,
        meeting=meeting,
        question=question.strip(),
        options=options.strip(),
        recommendation=recommendation.strip(),
        by_default=by_default.strip(),
        needed_by=needed_by,
        marking=marking,
        drafted_at=clock.now(),
        asked_by=by,
    )
    return add(request, by=by, operation=operation)


def ask(*, keeps: str = "", by: Any, operation: UUID | None = None, **values: Any) -> GuidanceRequest:
    """Write a question and send it; or keep it as a draft, where `keeps` says so. As `draft` and `send` do."""
    with transaction.atomic():
        request = draft(by=by, operation=operation, **values)
        return request if keeps else send(request, seen=request.version, by=by, operation=operation).record


def revise(request: GuidanceRequest, *, seen: int, by: Any, operation: UUID | None = None, **values: Any) -> Outcome:
    """Reword a draft. What was sent is withdrawn and asked anew, never reworded. Raises as `draft` does."""
    with transaction.atomic():
        now = locked(request)
        require_holder(now, by=by)
        _require_state(now, "draft")
        return change(now, seen=seen, by=by, operation=operation, **values)


def drop(request: GuidanceRequest, *, seen: int, by: Any, operation: UUID | None = None) -> Outcome:
    """Put away a draft that was never sent. Twice is once. Answers Stale where it was changed since `seen`."""
    with transaction.atomic():
        now = locked(request)
        require_holder(now, by=by)
        if now.archived_at:
            return Saved(now)
        _require_state(now, "draft")
        if now.version != seen:
            return Stale(now, seen, tuple(now.changed_since(seen)))
        return Saved(archive(now, by=by, operation=operation), ("archived_at",))


def send(request: GuidanceRequest, *, seen: int, by: Any, operation: UUID | None = None) -> Outcome:
    """Send a draft to capital; capital and the head are told.

    seen: the version that was read, as for every act below: where it was changed since, Stale, and nothing changes.
    Raises PermissionDenied, ValidationError (not all of it filled, needed by a moment that has passed).
    """
    with transaction.atomic(), history.recorded(by, operation=operation):
        issue = locked(request.issue)  # whoever closes it waits here, or is waited for
        now, done = _unless_changed_since(request, "draft", becomes="sent", seen=seen, by=by, asks=True)
        if done:
            return done
        require_open(issue)
        require_whole(now)
        write(now, sent_at=clock.now())
        announce(now)
        words = _("%(name)s asks on %(subject)s, needed by %(when)s: %(question)s")
        told = {"name": by or _("Placard"), "when": now.needed_in_both_zones, "question": now.question}
        _tell(now, DESK | Q(function=Function.HEAD), words, "sent", by=by, **told)
    return Saved(now, ("sent_at",))


def take(request: GuidanceRequest, *, seen: int, by: Any, operation: UUID | None = None) -> Outcome:
    """Say, in capital, that one will answer; who asked is told the name. As `send` does."""
    with transaction.atomic(), history.recorded(by, operation=operation):
        now, done = _unless_changed_since(
            request, "sent", becomes="acknowledged", seen=seen, by=by, made={"taken_by": by}
        )
        if done:
            return done
        write(now, taken_at=clock.now(), taken_by=by)
        announce(now)
        _tell(now, now.asking, _("%(name)s in capital has taken your question on %(subject)s."), "taken", by=by)
    return Saved(now, ("taken_at",))


def ask_back(
    request: GuidanceRequest, *, seen: int, asked_back: str, by: Any, operation: UUID | None = None
) -> Outcome:
    """Ask, in capital, what must be known before one can answer. As `send` does."""
    with transaction.atomic(), history.recorded(by, operation=operation):
        said = asked_back.strip()
        now, done = _unless_changed_since(
            request, "acknowledged", becomes="sent back", seen=seen, by=by, made={"asked_back": said}
        )
        if done:
            return done
        if not said:
            raise ValidationError({"asked_back": _("Write what capital must know.")})
        write(now, asked_back=said, asked_back_at=clock.now(), asked_back_by=by, reply="", replied_at=None)
        announce(now)
        words = _("%(name)s in capital asks back on %(subject)s: %(said)s")
        _tell(now, now.asking, words, "back", by=by, said=said)
    return Saved(now, ("asked_back",))


def resend(
    request: GuidanceRequest,
    *,
    seen: int,
    reply: str,
    needed_by: datetime | None = None,
    by: Any,
    operation: UUID | None = None,
) -> Outcome:
    """Answer what capital asked back; somebody there takes it anew. As `send` does.

    needed_by: where the answer is needed by another moment now; it climbs anew when that has passed.
    """
    with transaction.atomic(), history.recorded(by, operation=operation):
        made = {"reply": reply.strip()} | ({"needed_by": needed_by} if needed_by else {})
        now, done = _unless_changed_since(request, "sent back", becomes="sent", seen=seen, by=by, asks=True, made=made)
        if done:
            return done
        require_to_come(now, needed_by)
        if not made["reply"]:
            raise ValidationError({"reply": _("Write the reply to what capital asks.")})
        write(now, **made, replied_at=clock.now(), taken_at=None, taken_by=None)
        announce(now)
        words = _("%(name)s replied on %(subject)s, needed by %(when)s: %(said)s")
        _tell(now, DESK, words, "again", by=by, when=now.needed_in_both_zones, said=now.reply)
    return Saved(now, ("reply",))


def answer(
    request: GuidanceRequest,
    *,
    seen: int,
    kind: str,
    answer: str,
    text: Text | None = None,
    by: Any,
    operation: UUID | None = None,
) -> Outcome:
    """Answer, in capital; the answer opens the draft of an instruction in its words, marked alike.

    kind: the order that the instruction gives. text: what it is on, where the whole issue was asked about and
    instructions stand per text. As `send` does; raises ValidationError also on a closed issue.
    """
    with transaction.atomic(), history.recorded(by, operation=operation):
        on = request.text or text
        for above in (request.issue, on):  # held before the request is, as by whoever hides them
            if above:
                locked(above)
        said = answer.strip()
        made = {"answer": said, "answered_by": by, "order": (kind, on)}
        now, done = _unless_changed_since(
            request, "sent", "acknowledged", becomes="answered", seen=seen, by=by, made=made
        )
        if done:
            return done
        if not said:
            raise ValidationError({"answer": _("Write the answer.")})
        opened = instructions.draft(
            issue=now.issue, text=on, kind=kind, mandate=said, marking=now.marking, by=by, operation=operation
        )
        write(now, answer=said, answered_at=clock.now(), answered_by=by, instruction=opened)
        announce(now)
        people = now.asking | Q(function__in=access.HEADS)
        words = _("%(name)s in capital answered on %(subject)s. It is a draft until it is issued: %(said)s")
        _tell(now, people, words, "answered", by=by, said=said)
    return Saved(now, ("answer",))


def withdraw(request: GuidanceRequest, *, seen: int, why: str, by: Any, operation: UUID | None = None) -> Outcome:
    """Say, with a reason, that no answer is needed any more. As `send` does."""
    with transaction.atomic(), history.recorded(by, operation=operation):
        made = {"withdrawn_why": why.strip()}
        now, done = _unless_changed_since(
            request, "sent", "acknowledged", "sent back", becomes="withdrawn", seen=seen, by=by, asks=True, made=made
        )
        if done:
            return done
        if not made["withdrawn_why"]:
            raise ValidationError({"why": _("Say why it is withdrawn.")})
        write(now, **made, withdrawn_at=clock.now(), withdrawn_by=by)
        announce(now)
        words = _("%(name)s withdrew the question on %(subject)s: %(said)s")
        _tell(now, DESK, words, "withdrawn", by=by, said=now.withdrawn_why)
    return Saved(now, ("withdrawn_at",))


def close(request: GuidanceRequest, *, seen: int, by: Any, operation: UUID | None = None) -> Outcome:
    """Say that an answer needs no instruction; who answered is told. Issuing one closes by itself. As `send` does."""
    with transaction.atomic(), history.recorded(by, operation=operation):
        now, done = _unless_changed_since(request, "answered", becomes="closed", seen=seen, by=by, asks=True)
        if done:
            return done
        closing = now.Closing.ISSUED if now.is_instructed else now.Closing.NOT_NEEDED
        write(now, closed_at=clock.now(), closed_by=by, closing=closing)
        announce(now)
        words = _("%(name)s closed the question on %(subject)s: %(said)s.")
        _tell(now, Q(pk=now.answered_by_id), words, "closed", by=by, said=now.get_closing_display())
    return Saved(now, ("closed_at",))


def _unless_changed_since(
    request: GuidanceRequest,
    *states: str,
    becomes: str,
    seen: int,
    by: Any,
    asks: bool = False,
    made: Mapping[str, Any] | None = None,
) -> tuple[GuidanceRequest, Outcome | None]:
    """The row, held, in one of `states` and as it was seen; and the outcome, where nothing is to be done.

    asks: whether it is an act of who holds the issue; else of capital. made: what comes of this act beside the state
    that it becomes: where both stand already, twice is once.
    """
    now = locked(request)
    require_holder(now, by=by) if asks else _require_answerer(now, by)
    is_made = all(getattr(now, name) == value for name, value in (made or {}).items())
    if now.state == becomes and is_made and not now.archived_at:
        return now, Saved(now)
    _require_state(now, *states)
    if now.version != seen:
        return now, Stale(now, seen, tuple(sorted(now.changed_since(seen))))
    return now, None


def _require_answerer(request: GuidanceRequest, by: Any) -> None:
    if by is not None and not (access.may_answer(by) and request.is_visible_to(by)):
        raise PermissionDenied


def _require_state(request: GuidanceRequest, *states: str) -> None:
    if request.archived_at:
        raise ValidationError(_("This draft was dropped."))
    if request.state in states:
        return
    if request.state == "acknowledged":
        raise ValidationError(_("%(name)s has taken this already.") % {"name": request.taken_by})
    raise ValidationError(str(SENTENCES[request.state]))


def _tell(request: GuidanceRequest, whom: Q, words: str, event: str, *, by: Any, **said: Any) -> None:
    told = words % ({"name": by or _("Placard"), "subject": request.subject} | said)
    notices.tell_others(whom, told, about=request, key=f"request {request.pk} {event} {request.version}", by=by)
