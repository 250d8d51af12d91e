"""Answer a request with a whole page, or with one part of it; edit a part in place."""

from collections.abc import Callable
from copy import copy
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from secrets import token_hex
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import HttpRequest, HttpResponse
from django.middleware.csrf import get_token
from django.shortcuts import redirect, render
from django.utils import formats, timezone
from django.utils.cache import patch_vary_headers
from django.utils.safestring import SafeString
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _

from delegation import history
from delegation.access import Marking
from delegation.forms.records import OperationForm
from delegation.forms.saves import add_errors, add_once, conflict, once
from delegation.fragments import fragment
from delegation.versions import Stale

# Stands for the session's token in what is rendered once for all; drawn anew in each process, so nobody can write it.
TOKEN = token_hex(32).encode()
CHANGED_MEANWHILE = gettext_lazy("Somebody changed it meanwhile. Look at it again, then decide.")


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
    if TOKEN in response.content:
        response.content = response.content.replace(TOKEN, get_token(request).encode())
    patch_vary_headers(response, ["HX-Request", "HX-Target"])
    return response


def aimed_at(request: HttpRequest) -> str:
    """The id of the element that an htmx request will fill; "" for a visit."""
    htmx = request.htmx  # type: ignore[attr-defined]
    if not htmx or htmx.history_restore_request:
        return ""
    return (htmx.target or "").rpartition("#")[2]


@dataclass(frozen=True)
class Act:
    """A button beside a field: posts to `url`. `label` says the whole to who does not see where it stands."""

    url: str
    word: str
    label: str


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
    act: str = ""  # what the button of the editor says, where it is not "Save"
    history_url: str = ""
    marking_url: str = ""
    acts: tuple[Act, ...] = ()
    template: str = "parts/field.html"

    @property
    def page_url(self) -> str:
        return f"{self.edit_url}?shown"

    @property
    def shown(self) -> SafeString:
        """As it stands: rendered once, until something in it changes. Shown by `page`, which puts in the token."""
        return fragment(self.template, field=self, form=None, conflict=None, csrf_token=TOKEN.decode())


def saved_sentence(stamp: history.Stamp | None) -> str:
    """ "Saved 28 Oct 09:12 by Idris Penn", in conference time."""
    if stamp is None:
        return ""
    at = timezone.localtime(stamp.at).replace(tzinfo=None)  # moments that differ by their zone alone are equal
    return _saved_sentence(at, stamp.by.name if stamp.by else "", get_language())


@lru_cache(maxsize=5000)
def _saved_sentence(at: datetime, name: str, language: str | None) -> str:
    told = {"at": formats.date_format(at, "j M H:i"), "name": name}
    return (_("Saved %(at)s by %(name)s") if name else _("Saved %(at)s")) % told


def edit_inline(
    request: HttpRequest,
    record: Any,
    *,
    form_class: Callable[..., Any],
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
        context = {"markings": markings_shown(getattr(now, "marking", ""))} | shown(now) | more
        return show_part(request, template, context, back=back, status=status)

    if "shown" in request.GET or request.POST.get("answer") == "theirs":
        return show(record)
    # A copy, because validating a model form writes the posted values onto its instance.
    form = form_class(sent(request), instance=copy(record))
    if request.method != "POST":
        return show(record, form=form)
    if form.is_valid():
        try:
            outcome = once(request, form, save, record)
        except ValidationError as refused:
            add_errors(form, refused)
        else:
            if not isinstance(outcome, Stale):
                return show(outcome.record)
            form.accept_version(outcome.record.version)
            return show(outcome.record, 409, form=form, conflict=conflict(outcome, form.values, request.user))
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

    form: made with `pages.sent(request)`. add: an action, called add(by=…, operation=…, **values, **given), that
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
    context: dict | None = None,
    **given: Any,
) -> HttpResponse:
    """A page with the form of a new record; on POST add it, and go where `made` says for its key."""
    status = 200
    if request.method == "POST":
        status = 422
        if form.is_valid():
            try:
                return redirect(made(add_once(request, form, add, **given)))
            except ValidationError as refused:
                add_errors(form, refused)
    return page(request, template, (context or {}) | {"form": form}, status=status)


def show_part(request: HttpRequest, template: str, context: dict, *, back: str, status: int = 200) -> HttpResponse:
    """One part for htmx. For a visit: a page around it while it is edited, else back to the page it stands on."""
    context = {"form": None, "conflict": None, "markings": []} | context
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
        except ValidationError as refused:
            add_errors(form, refused)
        else:
            if not isinstance(outcome, Stale):
                return done_and_back(request, said, back)
            form.add_error(None, CHANGED_MEANWHILE)
            status = 409
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


def done_and_back(request: HttpRequest, said: Any, back: str) -> HttpResponse:
    """Go `back`, to a page that says what was done."""
    if said:
        messages.success(request, said)
    return redirect(back)


def sent(request: HttpRequest) -> Any:
    """What a form is to be bound to: what was posted, or nothing."""
    return request.POST if request.method == "POST" else None


def markings_shown(*shown: Any) -> list[str]:
    """Every marking among what a page shows (records, lists of records, markings), each once, in order."""
    found = set()
    for thing in shown:
        things = thing if isinstance(thing, list | tuple) else [thing]
        found |= {one if isinstance(one, str) else one.marking for one in things if one}
    return [marking for marking in Marking.values if marking in found]
