"""Who is to be at which meeting: asked, answered, in the room, done."""

from typing import Any
from uuid import UUID

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import IntegrityError, transaction
from django.db.models import Q
from django.utils.formats import date_format
from django.utils.timezone import localtime
from django.utils.translation import gettext as _

from delegation import access, clock, history
from delegation.actions import notices
from delegation.actions.records import add, archive, locked, require, write
from delegation.live import announce
from delegation.models import Delegate, Duty, Meeting
from delegation.versions import Outcome, Saved, Stale

# What a member says of his duty.
ANSWERS = ("accepted_at", "refused_at", "in_room_at", "done_at", "handed_over_at")


def assign(
    meeting: Meeting,
    *,
    delegate: Delegate,
    role: str,
    note: str = "",
    override_reason: str = "",
    by: Any,
    operation: UUID | None = None,
) -> Duty:
    """Ask a member to be at a meeting.

    note: what he must know to go there, as from whom he takes over.
    override_reason: why the member may be asked although he is to be elsewhere at that time.
    Raises PermissionDenied, ValidationError (also for a member who may not see the meeting).
    """
    with transaction.atomic(), history.recorded(by, operation=operation):
        standing = locked(meeting)
        _require_held(standing)
        delegate = locked(delegate)  # whose access ends meanwhile is not asked, or is found to be asked
        if not delegate.is_active or not standing.is_visible_to(delegate):
            raise ValidationError({"delegate": _("%(name)s cannot be asked to this meeting.") % {"name": delegate}})
        duty = Duty(
            meeting=standing,
            delegate=delegate,
            role=role,
            note=note.strip(),
            issue_id=standing.issue_id,
            assigned_at=clock.now(),
            assigned_by=by,
        )
        elsewhere = _elsewhere(duty, by).first()
        if elsewhere and not override_reason.strip():
            sentence = _(
                "%(name)s is to be elsewhere at that time: %(other)s. To ask all the same, say why in two rooms."
            )
            raise ValidationError(
                {"override_reason": sentence % {"name": delegate, "other": _with_time(elsewhere.meeting)}}
            )
        if elsewhere:
            duty.override_reason, duty.overridden_by = override_reason.strip(), by
        asked = add(duty, by=by, operation=operation)
        words = _("You are asked to %(meeting)s: %(role)s. %(note)s")
        told = {"meeting": _with_time(standing), "role": asked.get_role_display(), "note": asked.note}
        if by != delegate:
            notices.tell({delegate: (words % told).strip()}, about=standing, key=f"duty {asked.pk} {standing.version}")
        return asked


def accept(duty: Duty, *, seen: int, by: Any, operation: UUID | None = None) -> Outcome:
    """Say that one will be there. Twice is once.

    seen: the version of the duty that was read. Answers Stale where the meeting was given another time since.
    Raises PermissionDenied for anybody else's duty, ValidationError where one has accepted another meeting then.
    """
    with transaction.atomic(), history.recorded(by, operation=operation):
        now = _own(duty, by)
        if now.accepted_at and now.state == "accepted":
            return Saved(now)
        _require_held(now.meeting)
        _require_state(now, "assigned")
        if stale := _changed_since(now, seen, "period"):
            return stale
        other = _elsewhere(now, by).filter(accepted_at__isnull=False, overridden_by=None).first()
        if other and not now.overridden_by_id:
            sentence = _("You have already accepted %(other)s. Refuse one of the two, or ask the secretary.")
            raise ValidationError(sentence % {"other": _with_time(other.meeting)})
        try:
            with transaction.atomic():
                write(now, accepted_at=clock.now())
        except IntegrityError:  # another was accepted between the question and the answer
            raise ValidationError(_("You have already accepted another meeting at that time.")) from None
        announce(now)
    return Saved(now, ("accepted_at",))


def refuse(duty: Duty, *, seen: int, why: str, by: Any, operation: UUID | None = None) -> Outcome:
    """Say, with a reason, that one will not be there: the place is open again. `seen` and Stale as for `accept`."""
    given = {"refused_at": clock.now(), "refused_why": why.strip()}
    return _answer(duty, "assigned", seen=seen, by=by, operation=operation, **given)


def hand_over(duty: Duty, *, seen: int, note: str, by: Any, operation: UUID | None = None) -> Outcome:
    """Give back, with a note for whoever comes instead, what one had accepted: the place is open again. `seen` and
    Stale as for `accept`."""
    states, given = ("accepted", "in room"), {"handed_over_at": clock.now(), "handed_over_note": note.strip()}
    return _answer(duty, *states, seen=seen, by=by, operation=operation, **given)


def arrive(duty: Duty, *, seen: int, by: Any, operation: UUID | None = None) -> Outcome:
    """Say that one is in the room. `seen` and Stale as for `accept`."""
    return _answer(duty, "accepted", seen=seen, by=by, operation=operation, in_room_at=clock.now())


def finish(duty: Duty, *, seen: int, by: Any, operation: UUID | None = None) -> Outcome:
    """Say that one's part is done. `seen` and Stale as for `accept`."""
    return _answer(duty, "in room", seen=seen, by=by, operation=operation, done_at=clock.now())


def miss(duty: Duty, *, seen: int, by: Any, operation: UUID | None = None) -> Outcome:
    """Say, once the meeting is over, that who had accepted was not there; the deputies are told. Twice is once.

    Answers Stale where he answered, or the meeting moved, since `seen`. Raises PermissionDenied, ValidationError.
    """
    with transaction.atomic(), history.recorded(by, operation=operation):
        now = locked(duty)
        if not Meeting.objects.accounted_for_by(by).filter(pk=now.meeting_id).exists():
            raise PermissionDenied
        if now.missed_at:
            return Saved(now)
        _require_held(now.meeting)
        _require_state(now, "accepted")
        if now.meeting.state != "ended":
            raise ValidationError(_("This meeting is not over yet."))
        if stale := _changed_since(now, seen, "period", *ANSWERS):
            return stale
        write(now, missed_at=clock.now())
        announce(now)
        words = _("%(name)s (%(role)s) was not at %(meeting)s.")
        said = {"name": now.delegate, "role": now.get_role_display(), "meeting": _with_time(now.meeting)}
        deputies = Q(function=access.Function.DEPUTY)
        notices.tell_others(deputies, words % said, about=now.meeting, key=f"duty {now.pk} missed", by=by)
    return Saved(now, ("missed_at",))


def override(duty: Duty, *, seen: int, why: str, by: Any, operation: UUID | None = None) -> Outcome:
    """Let a duty stand although the member is to be elsewhere then.

    Answers Stale where it was answered, or its meeting moved, since `seen`. Raises PermissionDenied, and
    ValidationError, also where somebody has let it stand already: his reason is not overwritten.
    """
    with transaction.atomic(), history.recorded(by, operation=operation):
        now = locked(duty)
        require(now, by)
        if not why.strip():
            raise ValidationError({"why": _("Say why.")})
        if now.overridden_by:
            told = {"name": now.overridden_by, "why": now.override_reason}
            raise ValidationError(_("%(name)s has let both stand already: “%(why)s”.") % told)
        if not _elsewhere(now, by).exists():
            raise ValidationError(_("There is no clash."))
        if stale := _changed_since(now, seen, "period", *ANSWERS):
            return stale
        write(now, override_reason=why.strip(), overridden_by=by)
        announce(now)
    return Saved(now, ("override_reason",))


def take_back(duty: Duty, *, seen: int, by: Any, operation: UUID | None = None) -> Outcome:
    """No longer ask this member to this meeting. Twice is once.

    Answers Stale where he answered, or the meeting moved, since `seen`. Raises PermissionDenied.
    """
    with transaction.atomic():
        now = locked(duty)
        require(now, by)
        if now.archived_at:
            return Saved(now)
        if stale := _changed_since(now, seen, "period", *ANSWERS):
            return stale
        return Saved(archive(now, by=by, operation=operation), ("archived_at",))


def _answer(
    duty: Duty,
    *states: str,
    seen: int,
    by: Any,
    operation: UUID | None,
    **values: Any,
) -> Any:
    """Write an answer to one's own duty, which must be in one of `states`. The same answer twice is once."""
    with transaction.atomic(), history.recorded(by, operation=operation):
        now = _own(duty, by)
        fact = next(iter(values))
        if getattr(now, fact):
            return Saved(now)
        _require_held(now.meeting)
        if not now.archived_at and (stale := _changed_since(now, seen, "period")):
            return stale
        _require_state(now, *states)
        if values.get("refused_why") == "":
            raise ValidationError({"why": _("Say why, so that somebody else can be found.")})
        if values.get("handed_over_note") == "":
            raise ValidationError({"note": _("Say what the next one should know, or that nothing is open.")})
        write(now, **values)
        announce(now)
        if now.refused_at or now.handed_over_at:
            _tell_who_finds_another(now, by=by)
    return Saved(now, (fact,))


def _tell_who_finds_another(duty: Duty, *, by: Any) -> None:
    """Whoever runs meetings, and whoever asked."""
    running = Q(function__in=(access.Function.DEPUTY, access.Function.SECRETARY)) | Q(pk=duty.assigned_by_id)
    refused = _("%(name)s refused %(meeting)s (%(role)s): %(said)s")
    words = refused if duty.refused_at else _("%(name)s gave back %(meeting)s (%(role)s). %(said)s")
    said = {"name": by, "meeting": _with_time(duty.meeting), "role": duty.get_role_display(), "said": duty.said_of_it}
    key = f"duty {duty.pk} back {duty.version}"
    notices.tell_others(running, words % said, about=duty.meeting, key=key, by=by)


def _own(duty: Duty, by: Any) -> Duty:
    locked(duty.meeting)  # whoever moves or cancels it waits here, or is waited for
    now = locked(duty)
    if not (access.is_oneself(by, now.delegate_id) and now.is_visible_to(by)):
        raise PermissionDenied
    return now


def _changed_since(duty: Duty, seen: int, *columns: str) -> Stale | None:
    changed = duty.changed_since(seen) & set(columns)
    return Stale(duty, seen, tuple(sorted(changed))) if changed else None


def _require_state(duty: Duty, *states: str) -> None:
    if duty.archived_at:
        raise ValidationError(_("You are no longer asked to this meeting."))
    if duty.state not in states:
        raise ValidationError(_("This duty is already: %(state)s.") % {"state": duty.state_in_words})


def _require_held(meeting: Meeting) -> None:
    if meeting.archived_at:
        raise ValidationError(_("This meeting is no longer in the time plan."))
    if meeting.cancelled_at:
        raise ValidationError(_("This meeting has been cancelled."))


def _elsewhere(duty: Duty, reader: Any) -> Any:
    """Other standing duties of the same member at that time, in meetings that are held, as far as `reader` may know.

    The member himself is stopped by the database where he has accepted one that `reader` knows nothing of.
    """
    known = Duty.objects.visible_to(reader) if reader else Duty.objects.all()
    standing = known.standing().filter(delegate=duty.delegate_id)
    return standing.at_the_time_of(duty.meeting).with_meeting()


def _with_time(meeting: Meeting) -> str:
    """Such as "Com 5, meeting 8, 29 Oct 14:30"."""
    return f"{meeting}, {date_format(localtime(meeting.starts_at, clock.zone()), 'j M H:i')}"
