"""Asking agencies to agree to a text, and what they say: to a position, or to the draft of an instruction."""

from collections.abc import Collection, Iterable
from typing import Any
from uuid import UUID

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.db.models import Exists, OuterRef, Q
from django.utils.formats import date_format
from django.utils.text import Truncator
from django.utils.timezone import localtime
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from delegation import access, clock, history
from delegation.actions import notices
from delegation.actions.issues import require_open
from delegation.actions.records import locked, require, write
from delegation.live import announce
from delegation.models import Agency
from delegation.one_by_one import each
from delegation.versions import Outcome, Saved, Stale
from positions.models import Clearance, Instruction, Position
from positions.models.clearances import WAITING, silent_before, waits

Text = Position | Instruction
ASKS = gettext_lazy("%(name)s asks %(agency)s to agree to the %(kind)s on %(subject)s: %(until)s.")


def ask(text: Text, *, agencies: Collection[Agency], by: Any, operation: UUID | None = None) -> Outcome:
    """Ask more agencies to agree to a text; those that were asked already are not asked again.

    Raises PermissionDenied for who may not change the text, ValidationError: it waits for no agency, or nobody from
    there may read it.
    """
    with transaction.atomic(), history.recorded(by, operation=operation):
        now = _held(text)
        require(now, by)
        _require_waiting(now, also_cleared=isinstance(now, Instruction))
        if unread := without_readers(now, agencies):
            raise ValidationError(
                {
                    "agencies": _("None of their members may read this, so nobody there could answer: %(agencies)s.")
                    % {"agencies": ", ".join(map(str, unread))}
                }
            )
        _ask(now, agencies, by=by)
    return Saved(now)


def ask_listed(text: Text, *, by: Any) -> None:
    """Ask the agencies that clear its issue, of which somebody may read it; in the transaction that puts it before
    them. Where there are none, it is cleared."""
    listed = list(text.issue.agencies.filter(archived_at=None))
    unread = without_readers(text, listed)
    _ask(text, [agency for agency in listed if agency not in unread], by=by)
    settle(text, by=by)


def ask_anew(text: Text, *, by: Any) -> None:
    """Its words were changed: whatever was answered was said of others; in the transaction that changes them."""
    for one in _asked(text):
        was_answered = bool(one.settled) or one.is_silent
        _put_again(one, by=by)
        if was_answered:
            _tell_asked(one, _("%(name)s changed the %(kind)s on %(subject)s: %(agency)s is asked anew."), by=by)
    if text.cleared_at and Clearance.objects.of(text).exists():
        write(text, cleared_at=None)
        announce(text)


def ask_again(text: Text, *, by: Any) -> None:
    """It was taken back, and is put before the same agencies once more; in the transaction that does so."""
    for one in _asked(text):
        _put_again(one, by=by)
        _tell_asked(one, ASKS, by=by)


def answer(
    clearance: Clearance, *, seen: int, settled: str, reason: str = "", by: Any, operation: UUID | None = None
) -> Outcome:
    """Say for one's agency that it agrees, has no objection, or objects, with a reason; of a text as it was read.

    An objection makes a position a draft again; the last agreement clears the text. Saying the same twice is once.
    Answers Stale where the text was changed since. Raises PermissionDenied for who is not of the agency or may not
    see the text, ValidationError where it waits for no agency any more, or an objection has no reason.
    """
    with transaction.atomic(), history.recorded(by, operation=operation):
        text = _held(clearance.text)
        now = locked(clearance)
        if by is not None and not (access.may_clear(by, now.agency_id) and now.is_visible_to(by)):
            raise PermissionDenied
        said = reason.strip()
        if (now.settled, now.reason, now.by) == (settled, said, by):
            return Saved(now)
        _require_waiting(text)
        if now.version != seen:
            return Stale(now, seen, ("settled",))
        if settled == Clearance.Settled.OBJECTED and not said:
            raise ValidationError({"reason": _("Say what it objects to.")})
        # A rehearsal may have gone back to before it was asked.
        write(now, settled=settled, reason=said, at=max(clock.now(), now.asked_at), by=by)
        announce(now)
        if settled == Clearance.Settled.OBJECTED:
            _object(text, now, by=by)
        else:
            settle(text, by=by)
    return Saved(now, ("settled",))


def settle(text: Text, *, by: Any) -> bool:
    """Note that no agency is outstanding any more, where that is so; of a text that is held. Answers whether it is."""
    if not text.cleared_at and not outstanding(text).exists():
        write(text, cleared_at=clock.now())
        announce(text)
        if Clearance.objects.of(text).exists() or isinstance(text, Position):
            _tell_cleared(text, by=by)
    return bool(text.cleared_at)


def settle_by_silence() -> None:
    """Clear the texts of which every agency has agreed or been silent past the limit. Twice is once."""
    for model, waiting in WAITING.items():
        missing = Clearance.objects.filter(**{model._meta.model_name: OuterRef("pk")}).outstanding(silent_before())
        each(model.objects.filter(**waiting).exclude(Exists(missing)), _settle_by_silence)


def _settle_by_silence(found: Text) -> bool:
    with transaction.atomic(), history.recorded(None):
        text = _held(found)
        is_settled = waits(text)
        if is_settled:
            settle(text, by=None)
    return is_settled


def outstanding(text: Text) -> Any:
    """Agencies that object, or have not answered and may still."""
    return Clearance.objects.of(text).outstanding(silent_before())


def without_readers(text: Text, agencies: Collection[Agency]) -> list[Agency]:
    """Those of which nobody may read the text, and so nobody could answer."""
    reading = set(text.readers().filter(agency__in=agencies).order_by().values_list("agency", flat=True))
    return [agency for agency in agencies if agency.pk not in reading]


def tell_missing(instruction: Instruction, missing: Iterable[Clearance], *, by: Any) -> None:
    """An instruction was issued without waiting for these."""
    words = _("%(name)s issued the %(kind)s on %(subject)s without waiting for %(agency)s: %(why)s")
    for one in missing:
        _tell_asked(one, words, by=by, event="issued", why=instruction.issued_why)


def _held(text: Text) -> Any:
    """The text as it stands, held after its issue, as by whoever issues, closes or hides."""
    locked(text.issue)
    return locked(text)


def _require_waiting(text: Any, *, also_cleared: bool = False) -> None:
    """Raises ValidationError where no answer matters any more."""
    require_open(text.issue)
    is_cleared = also_cleared and text.state == "cleared" and not text.archived_at
    if not (waits(text) or is_cleared):
        raise ValidationError(_("This text does not wait for an agency any more: look at it again."))


def _asked(text: Any) -> list[Clearance]:
    return list(Clearance.objects.of(text).order_by("pk").select_for_update(of=("self",), no_key=True))


def _put_again(clearance: Clearance, *, by: Any) -> None:
    # A rehearsal may have gone back to before it was asked.
    at = max(clock.now(), clearance.asked_at)
    write(clearance, asked_at=at, asked_by=by, settled="", at=None, by=None, reason="")
    announce(clearance)


def _ask(text: Any, agencies: Iterable[Agency], *, by: Any) -> None:
    known = set(Clearance.objects.of(text).values_list("agency", flat=True))
    asked = [agency for agency in agencies if agency.pk not in known]
    for agency in asked:
        one = Clearance(agency=agency, asked_at=clock.now(), asked_by=by, marking=text.marking, issue=text.issue)
        setattr(one, text._meta.model_name, text)
        one.full_clean()
        one.save(force_insert=True)
        one.refresh_from_db(fields=["version", "field_versions"])
        announce(one)
        _tell_asked(one, ASKS, by=by)
    if asked and text.cleared_at:
        write(text, cleared_at=None)
    if asked:
        announce(text)


def _object(text: Text, clearance: Clearance, *, by: Any) -> None:
    """Of a position: it is a draft again. Whoever wrote the text is told."""
    if isinstance(text, Position):
        why = Truncator(f"{clearance.agency}: {clearance.reason}").chars(300)
        at = max(clock.now(), text.submitted_at)  # type: ignore[type-var]
        write(text, submitted_at=None, submitted_by=None, returned_at=at, returned_by=by, returned_why=why)
        announce(text)
    words = _("%(agency)s objects to the %(kind)s on %(subject)s: %(why)s") % _words(
        clearance, by=by, why=clearance.reason
    )
    key = f"clearance {clearance.pk} objected {clearance.version}"
    notices.tell_others(_writers(text, clearance), words, about=text, key=key, by=by)


def _tell_cleared(text: Any, *, by: Any) -> None:
    """Who goes on with it: who decides on a position, who drafted an instruction; and who wrote it."""
    deciding = Q(function__in=access.HEADS) | text.holding if isinstance(text, Position) else Q(pk=text.drafted_by_id)
    sentence = _("Cleared: the %(kind)s on %(subject)s. The head or a deputy can make it the delegation’s.")
    if isinstance(text, Instruction):
        sentence = _("Cleared: the %(kind)s on %(subject)s. It can be issued.")
    words = sentence % {"kind": text.noun, "subject": text.subject}
    key = f"{text._meta.model_name} {text.pk} cleared {text.version}"
    notices.tell_others(deciding, words, about=text, key=key, by=by)


def _tell_asked(clearance: Clearance, words: Any, *, by: Any, event: str = "asked", **said: str) -> None:
    """Each member of the agency who may answer for it."""
    told = str(words) % _words(clearance, by=by, **said)
    key = f"clearance {clearance.pk} {event} {clearance.version}"
    notices.tell_others(Q(agency=clearance.agency_id), told, about=clearance, key=key, by=by)


def _words(clearance: Clearance, *, by: Any, **said: str) -> dict[str, Any]:
    until = date_format(localtime(clearance.silent_at, clock.zone()), "j M H:i")
    return {
        "name": by or _("Placard"),
        "agency": clearance.agency,
        "kind": clearance.text.noun,
        "subject": clearance.subject,
        "until": _("silence counts as agreement from %(at)s") % {"at": until},
    } | said


def _writers(text: Any, clearance: Clearance) -> Q:
    asking = Q(pk=clearance.asked_by_id)
    return asking | (text.holding if isinstance(text, Position) else Q(pk=text.drafted_by_id))
