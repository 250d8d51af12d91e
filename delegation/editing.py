"""Edit a part of a page in place, add one, and do what a button says: once, however often it is sent.

Answers 200 shown or saved (a redirect without htmx), 403 may not, 409 changed by somebody else, 422 not valid.
"""

from collections.abc import Callable
from copy import copy
from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.db.models import Model
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext_lazy

from delegation import refusals
from delegation.forms.conflicts import Archived, archived_sentence, conflict, settle
from delegation.forms.records import OperationForm
from delegation.forms.saves import add_errors, add_once, once
from delegation.pages import Editor, aimed_at, markings_shown, page
from delegation.versions import Stale

CHANGED_MEANWHILE = gettext_lazy("Somebody changed it meanwhile. Look at it again, then decide.")


def edit_inline(
    request: HttpRequest,
    record: Any,
    *,
    form_class: Callable[..., Any],
    save: Callable[..., Any],
    shown: Callable[[Any], dict],
    back: str,
    template: str = "parts/field.html",
    saves_itself: bool = False,
    puts_together: bool = True,
    restore: Callable[..., Any] | None = None,
    copy_anew: Callable[..., Any] | None = None,
) -> HttpResponse:
    """Show a form in place of a part; on POST save it and show the part again, or the form with the header Saving.

    form_class: a VersionedForm. save: an action, called save(record, seen=…, by=…, operation=…, **values), that
    answers Saved or Stale. shown: the context of `template` for a record as it stands. back: where a browser
    without htmx goes after a save. saves_itself: whether it is saved while one writes. puts_together:
    whether `save` takes `puts_together` and `sent`, as records.change does. restore, copy_anew: actions
    as `save`, for words that meet a record archived meanwhile.
    Answers 200 shown or saved (a redirect without htmx), 403 may not change it, 422 not valid, 409 others changed the
    same words, or archived it, meanwhile.
    """
    refusals.require_change(record, request.user)

    def show(now: Any, status: int = 200, **more: Any) -> HttpResponse:
        context = {"markings": markings_shown(getattr(now, "marking", ""))} | shown(now) | more
        if more.get("form"):
            context["editor"] = Editor(record, more["form"], saves_itself)
        return show_part(request, template, context, back=back, status=status)

    answer = request.POST.get("answer", "")
    if "shown" in request.GET or (answer == "theirs" and not request.POST.get("began")):
        return show(record)
    # A copy, because validating a model form writes the posted values onto its instance.
    form = form_class(sent(request), instance=copy(record))
    if request.method != "POST":
        return show(record, form=form)
    if form.is_valid():
        given: dict[str, Any] = {}
        if puts_together:
            settle(form, record, answer, request.user)
            if answer == "merge":
                return show(record, form=form)
            given = {"puts_together": True, "sent": form.cleaned_data["sent"]}
        try:
            outcome = once(request, form, {"restore": restore, "copy": copy_anew}.get(answer) or save, record, **given)
        except ValidationError as refused:
            add_errors(form, refused)
        else:
            if isinstance(outcome, Stale) and outcome.is_archived:
                can = {"can_restore": restore is not None, "can_copy": copy_anew is not None}
                archived = Archived(archived_sentence(outcome.record), **can)
                return show(outcome.record, 409, form=form, archived=archived)
            if isinstance(outcome, Stale):
                met = conflict(outcome, form, request.user)
                form.carry(seen=outcome.record.version, began=outcome.seen)
                return show(outcome.record, 409, form=form, conflict=met)
            now = outcome if isinstance(outcome, Model) else outcome.record
            if "Saving" in request.headers:
                return show(now, form=form_class(None, instance=copy(now)))
            return show(now)
    return show(record, 422, form=form)


def add_inline(
    request: HttpRequest,
    *,
    form: OperationForm,
    add: Callable[..., Any],
    absent: dict,
    made: Callable[[str], dict],
    back: str,
    template: str = "parts/field.html",
    **given: Any,
) -> HttpResponse:
    """Show the form of what is not there yet; on POST add it, and show it in the same place.

    form: made with `sent(request)`. add: an action, called add(by=…, operation=…, **values, **given), that
    answers the record and refuses who may not. absent: the context of `template` while nothing is there; made: its
    context for the key of what was added. Answers as edit_inline does.
    """
    if "shown" in request.GET:
        return show_part(request, template, absent, back=back)
    if request.method != "POST":
        return show_part(request, template, absent | {"form": form}, back=back)
    if form.is_valid():
        try:
            return show_part(request, template, made(add_once(request, form, add, **given)), back=back)
        except ValidationError as refused:
            add_errors(form, refused)
    return show_part(request, template, absent | {"form": form}, back=back, status=422)


def add_page(
    request: HttpRequest,
    template: str,
    *,
    form: OperationForm,
    add: Callable[..., Any],
    made: Callable[[str], str],
    said: Any = "",
    context: dict | None = None,
    **given: Any,
) -> HttpResponse:
    """A page with the form of a new record; on POST add it, and go where `made` says for its key.

    said: the sentence that the page there says; or what makes one of its key.
    """
    status = 200
    if request.method == "POST":
        status = 422
        if form.is_valid():
            try:
                key = add_once(request, form, add, **given)
                return done_and_back(request, said(key) if callable(said) else said, made(key))
            except ValidationError as refused:
                add_errors(form, refused)
    return page(request, template, (context or {}) | {"form": form}, status=status)


def show_part(request: HttpRequest, template: str, context: dict, *, back: str, status: int = 200) -> HttpResponse:
    """One part for htmx. For a visit: a page around it while it is edited, else back to the page it stands on."""
    context = {"form": None, "conflict": None, "archived": None, "editor": None, "markings": []} | context
    if context["form"] and "field" in context:
        context["form"].auto_id = f"{context['field'].id}-%s"  # two editors may be open on one page
    if aimed_at(request):
        return page(request, template, context, status=status)
    if not context["form"]:
        return redirect(back)
    return page(request, "delegation/editing.html", context | {"part": template, "back": back}, status=status)


def act(
    request: HttpRequest,
    record: Any,
    action: Callable[..., Any],
    *,
    back: str,
    form: OperationForm | None = None,
    said: Any = "",
    **given: Any,
) -> HttpResponse:
    """Do once what a button says, and go `back`; where it is refused, 409 or 422 and a page with the reason.

    action: called action(record, by=…, operation=…, **given), with `seen` where `form` has it. said: the sentence that
    the page says once it is done.
    """
    form, status = form or OperationForm(request.POST), 422
    if form.is_valid():
        try:
            outcome = once(request, form, action, record, **given)
        except ValidationError as reasons:
            add_errors(form, reasons)
        else:
            if not isinstance(outcome, Stale):
                return done_and_back(request, said, back)
            form.add_error(None, archived_sentence(outcome.record) if outcome.is_archived else CHANGED_MEANWHILE)
            status = 409
    return refused(request, form, back, status=status)


def refused(request: HttpRequest, form: Any, back: str, *, status: int = 422) -> HttpResponse:
    """The page that says why what was asked for was not done, with the way back."""
    return page(request, "delegation/refused.html", {"form": form, "back": back}, status=status)


def act_page(
    request: HttpRequest,
    template: str,
    record: Any,
    action: Callable[..., Any],
    *,
    form: OperationForm,
    done: Callable[[Any], str],
    said: Any = "",
    context: dict | None = None,
) -> HttpResponse:
    """A page with the form of an act on `record`; on POST do it once, and go where `done` says for its outcome.

    said: the sentence that the page there says.
    """
    status = 422 if form.is_bound else 200
    if form.is_bound and form.is_valid():
        try:
            outcome = once(request, form, action, record)
        except ValidationError as refused:
            add_errors(form, refused)
        else:
            if not isinstance(outcome, Stale):
                return done_and_back(request, said, done(outcome))
            form.add_error(None, CHANGED_MEANWHILE)
            status = 409
    return page(request, template, (context or {}) | {"form": form}, status=status)


def answer_plainly(form: OperationForm, do: Callable[[], Any]) -> HttpResponse:
    """To a script that shows by itself what was done: nothing, where `do` did it; 422 with the reason as plain words
    where it did not."""
    if form.is_valid():
        try:
            do()
            return HttpResponse(status=204)
        except ValidationError as refused:
            add_errors(form, refused)
    reasons = [error for errors in form.errors.values() for error in errors]
    return HttpResponse(" ".join(map(str, reasons)), status=422, content_type="text/plain; charset=utf-8")


def done_and_back(request: HttpRequest, said: Any, back: str) -> HttpResponse:
    """Go `back`, to a page that says what was done."""
    if said:
        messages.success(request, said)
    return redirect(back)


def way_back(given: str, otherwise: str) -> str:
    """Where one came from, if that is a page of ours; else `otherwise`."""
    is_ours = given.startswith("/") and url_has_allowed_host_and_scheme(given, allowed_hosts=None)
    return given if is_ours else otherwise


def sent(request: HttpRequest) -> Any:
    """What a form is to be bound to: what was posted, or nothing."""
    return request.POST if request.method == "POST" else None
