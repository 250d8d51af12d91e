"""What is sent counts once; what crosses somebody else's save is shown beside it."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any
from uuid import NAMESPACE_URL, UUID, uuid5

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import IntegrityError, OperationalError, models, transaction
from django.http import Http404, HttpRequest
from django.utils.translation import gettext as _
from psycopg.errors import DeadlockDetected

from delegation.access import Marked
from delegation.actions import operations
from delegation.forms.records import OperationForm
from delegation.live import topic
from delegation.versions import Saved, Stale


def once(request: HttpRequest, form: OperationForm, save: Callable[..., Any], record: Any, **given: Any) -> Any:
    """Do what a valid form says to `record`, counting the same operation once. Answers the outcome, on a repeat Saved.

    save: an action, called save(record, by=…, operation=…, **values, **given), with `seen` where the form has it.
    Raises ValidationError and PermissionDenied as the action does; Http404 where sight of the record was lost.
    """
    values = form.values | given | ({"seen": form.cleaned_data["seen"]} if "seen" in form.cleaned_data else {})
    sent_id = id_of_save(request, form)
    try:
        with _told_when_crossed(), transaction.atomic():
            if sent_id is None:
                return save(record, by=request.user, **values)
            operation, is_first = operations.claim(
                by=request.user,
                sent_id=sent_id,
                action=f"{save.__module__}.{save.__qualname__}",
                record=topic(record),
                field=",".join(form.values),
                digest=form.content_digest,
            )
            if not is_first:
                return Saved(_as_it_stands(type(record), operation.outcome.partition(":")[2], request.user))
            outcome = save(record, by=request.user, operation=sent_id, **values)
            if isinstance(outcome, Stale):
                operations.release(operation)
            else:
                now: Any = outcome if isinstance(outcome, models.Model) else outcome.record
                operations.settle(operation, outcome=topic(now), version=now.version)
            return outcome
    except PermissionDenied:
        # Whoever lost sight meanwhile is told what somebody is told who never had it.
        if isinstance(record, Marked) and not record.is_visible_to(request.user):
            raise Http404 from None
        raise


def _as_it_stands(model: Any, key: str, reader: Any) -> Any:
    """What a save made, which may be another record than it was sent to. Http404 where sight of it was lost."""
    rows = model.objects.visible_to(reader) if issubclass(model, Marked) else model._base_manager
    if (found := rows.filter(pk=key).first()) is None:
        raise Http404
    return found


def add_once(request: HttpRequest, form: OperationForm, add: Callable[..., Any], **given: Any) -> str:
    """Make what a valid form says, counting the same operation once; the key of what was made, also on a repeat.

    add: an action, called add(by=…, operation=…, **values, **given), that answers the new record.
    Raises what the action raises.
    """
    sent_id = id_of_save(request, form)
    with _told_when_crossed(), transaction.atomic():
        if sent_id is None:
            return str(add(by=request.user, **form.values, **given).pk)
        operation, is_first = operations.claim(
            by=request.user,
            sent_id=sent_id,
            action=f"{add.__module__}.{add.__qualname__}",
            record=request.path,
            field="",
            digest=form.content_digest,
        )
        if not is_first:
            return operation.outcome.partition(":")[2]
        made = add(by=request.user, operation=sent_id, **form.values, **given)
        operations.settle(operation, outcome=topic(made), version=made.version)
        return str(made.pk)


def add_errors(form: OperationForm, refused: ValidationError) -> None:
    """Show what an action refused at the fields it names, and above the form what the form has no field for."""
    if not hasattr(refused, "error_dict"):
        form.add_error(None, refused)
        return
    for name, errors in refused.error_dict.items():
        form.add_error(name if name in form.fields else None, errors)


def id_of_save(request: HttpRequest, form: OperationForm) -> UUID | None:
    """As the browser made it; without script, from the token of the page that was sent and from what it says."""
    sent_id = form.cleaned_data.get("operation")
    token = request.POST.get("csrfmiddlewaretoken")
    if sent_id or not token:
        return sent_id
    return uuid5(NAMESPACE_URL, f"{token} {request.path} {form.content_digest}")


@contextmanager
def _told_when_crossed() -> Iterator[None]:
    """What the database refuses because of somebody else's save at the same moment, as a sentence."""
    try:
        yield
    except (IntegrityError, OperationalError) as refused:
        if isinstance(refused, OperationalError) and not isinstance(refused.__cause__, DeadlockDetected):
            raise
        sentence = _("Somebody else saved at the same moment, and both cannot stand. Load the page again.")
        raise ValidationError(sentence) from refused
