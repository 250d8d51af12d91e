"""Answer a request with a whole page, or with one part of it; edit a part in place."""

from collections.abc import Callable
from copy import copy
from dataclasses import dataclass
from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import formats, timezone
from django.utils.cache import patch_vary_headers
from django.utils.translation import gettext as _

from delegation import history
from delegation.access import Marking
from delegation.actions import operations
from delegation.forms.records import OperationForm
from delegation.live import topic
from delegation.versions import Saved, Stale, marked_words


def page(
    request: HttpRequest, template: str, context: dict, *, parts: tuple[str, ...] = (), status: int = 200
) -> HttpResponse:
    """Render `template` whole for a visit, or alone the part that an htmx swap aims at.

    parts: partials of `template` that may be asked for alone. A partial is named after the id of the
    element it fills, so the HX-Target header names it; any other target gets the whole page.
    """
    target = aimed_at(request)
    alone = target in parts
    response = render(request, f"{template}#{target}" if alone else template, context, status=status)
    patch_vary_headers(response, ["HX-Request", "HX-Target"])
    return response


def aimed_at(request: HttpRequest) -> str:
    """The id of the element that an htmx request will fill; "" for a visit."""
    htmx = request.htmx  # type: ignore[attr-defined]
    if not htmx or htmx.history_restore_request:
        return ""
    return (htmx.target or "").rpartition("#")[2]


@dataclass(frozen=True)
class Field:
    """One field that is edited in place, as templates/parts/field.html wants it."""

    id: str
    label: str
    edit_url: str
    can_edit: bool = False
    text: str = ""
    html: str = ""
    saved: str = ""
    empty: str = ""
    marking: str = ""
    level: str = ""

    @property
    def page_url(self) -> str:
        return f"{self.edit_url}?shown"


def saved_sentence(stamp: history.Stamp | None) -> str:
    """ "Saved 28 Oct 09:12 by Idris Penn", in conference time."""
    if stamp is None:
        return ""
    at = formats.date_format(timezone.localtime(stamp.at), "j M H:i")
    if stamp.by is None:
        return _("Saved %(at)s") % {"at": at}
    return _("Saved %(at)s by %(name)s") % {"at": at, "name": stamp.by}


def edit_inline(
    request: HttpRequest,
    record: Any,
    *,
    form_class: type,
    save: Callable[..., Any],
    shown: Callable[[Any], dict],
    back: str,
    template: str = "parts/field.html",
) -> HttpResponse:
    """Show a form in place of a part; on POST save it and show the part again.

    form_class: a VersionedForm. save: an action, called save(record, seen=…, by=…, operation=…, **values), that
    answers Saved or Stale. shown: the context of `template` for a record as it stands. back: where a browser
    without htmx goes after a save.
    Answers 200 shown or saved (a redirect without htmx), 403 may not change it, 422 not valid, 409 changed by
    somebody else meanwhile.
    """
    if not record.is_changeable_by(request.user):
        raise PermissionDenied

    def show(now: Any, status: int = 200, **more: Any) -> HttpResponse:
        context = shown(now) | {"form": None, "conflict": None, "markings": [getattr(now, "marking", "")]} | more
        if request.htmx:  # type: ignore[attr-defined]
            return page(request, template, context, status=status)
        if "form" not in more:
            return redirect(back)
        return render(request, "delegation/editing.html", context | {"part": template, "back": back}, status=status)

    if "shown" in request.GET or request.POST.get("answer") == "theirs":
        return show(record)
    # A copy, because validating a model form writes the posted values onto its instance.
    form = form_class(request.POST or None, instance=copy(record))
    if request.method != "POST":
        return show(record, form=form)
    if not form.is_valid():
        return show(record, 422, form=form)
    try:
        outcome = once(request, form, save, record)
    except ValidationError as refused:
        form.add_error(None, refused)
        return show(record, 422, form=form)
    except PermissionDenied:
        # Whoever lost sight meanwhile is told what somebody is told who never had it.
        raise Http404 if not record.is_visible_to(request.user) else PermissionDenied from None
    if isinstance(outcome, Stale):
        form.accept_version(outcome.record.version)
        return show(outcome.record, 409, form=form, conflict=conflict(outcome, form.values, request.user))
    return show(outcome.record)


def once(request: HttpRequest, form: OperationForm, save: Callable[..., Any], record: Any) -> Saved | Stale:
    """Save what a valid form says, counting the same operation once. Raises what the action raises."""
    values = form.values | ({"seen": form.cleaned_data["seen"]} if "seen" in form.cleaned_data else {})
    sent_id = form.cleaned_data.get("operation")
    if sent_id is None:
        return save(record, by=request.user, **values)
    with transaction.atomic():
        operation, is_first = operations.claim(
            by=request.user,
            sent_id=sent_id,
            action=f"{save.__module__}.{save.__qualname__}",
            record=topic(record),
            field=",".join(form.values),
            digest=form.content_digest,
        )
        if not is_first:
            return Saved(type(record)._base_manager.get(pk=record.pk))
        outcome = save(record, by=request.user, operation=sent_id, **values)
        if isinstance(outcome, Stale):
            operations.release(operation)
        else:
            operations.settle(operation, outcome=topic(record), version=outcome.record.version)
    return outcome


def add_once(request: HttpRequest, form: OperationForm, add: Callable[..., Any], **extra: Any) -> str:
    """Make what a valid form says, counting the same operation once; the key of what was made, also on a repeat.

    add: an action, called add(by=…, operation=…, **values) that answers the new record.
    """
    sent_id = form.cleaned_data.get("operation")
    if sent_id is None:
        return str(add(by=request.user, **form.values, **extra).pk)
    with transaction.atomic():
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
        made = add(by=request.user, operation=sent_id, **form.values, **extra)
        operations.settle(operation, outcome=topic(made), version=made.version)
    return str(made.pk)


@dataclass(frozen=True)
class Conflict:
    """Two texts that met, marked against the one both began with, where that may be known."""

    by: Any
    at: Any
    theirs: list[tuple[str, str]]
    mine: list[tuple[str, str]]
    base: str


def conflict(stale: Stale, mine: dict[str, Any], reader: Any) -> Conflict:
    """What somebody else wrote and what oneself sent. Four queries."""
    stamp = history.Stamps([stale.record], reader).of(stale.record, stale.fields[0])
    past = history.past_values(stale.record, stale.seen, reader)

    def words(values: dict[str, Any]) -> str:
        texts = [str(values[name] if values[name] is not None else "") for name in stale.fields]
        return "\n\n".join(texts)

    theirs = words({name: getattr(stale.record, name) for name in stale.fields})
    base = words(past) if past and all(name in past for name in stale.fields) else ""
    start = base or theirs
    return Conflict(
        by=stamp.by if stamp else None,
        at=timezone.localtime(stamp.at) if stamp else None,
        theirs=marked_words(start, theirs),
        mine=marked_words(start, words(mine)),
        base=base,
    )


def markings_shown(*shown: Any) -> list[str]:
    """Every marking among what a page shows (records, lists of records, markings), each once, in order."""
    found = set()
    for thing in shown:
        things = thing if isinstance(thing, list | tuple) else [thing]
        found |= {one if isinstance(one, str) else one.marking for one in things if one}
    return [marking for marking in Marking.values if marking in found]
