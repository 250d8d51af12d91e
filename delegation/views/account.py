"""One's own account."""

from collections.abc import Callable
from copy import copy
from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from delegation import access, pages, team
from delegation.actions import people
from delegation.forms.accounts import EmailForm, PreferencesForm
from delegation.forms.records import OperationForm
from delegation.forms.saves import add_errors, once
from delegation.models import Feed, Grant
from delegation.versions import Outcome, Stale


@require_safe
def my_account(request: HttpRequest) -> HttpResponse:
    return _shown(request)


@require_POST
def preferences(request: HttpRequest) -> HttpResponse:
    return _saved(request, people.prefer, preferences=PreferencesForm(request.POST, instance=copy(request.user)))


@require_POST
def email(request: HttpRequest) -> HttpResponse:
    return _saved(request, people.change_email, email=EmailForm(request.POST))


def _saved(request: HttpRequest, save: Callable[..., Outcome], **sent: OperationForm) -> HttpResponse:
    """The account as it is once the form that was sent has been saved; or with that form, and what is wrong with it."""
    [form] = sent.values()
    if form.is_valid():
        try:
            outcome = once(request, form, save, team.member(request.user.pk, request.user))
        except ValidationError as refused:
            add_errors(form, refused)
        else:
            if isinstance(outcome, Stale):
                return _shown(request, status=409, **{name: _told(form, outcome) for name in sent})
            for grant in outcome.proposed:
                messages.info(request, _("Waits until a head or deputy confirms it: %(act)s.") % {"act": grant})
            if not outcome.proposed:
                messages.success(request, _("Saved."))
            return redirect("my-account")
    return _shown(request, status=422, **sent)


def _told(form: Any, stale: Stale) -> Any:
    """The form as it was sent, with what stands by now: to save again is to decide for one's own."""
    for name in stale.fields:
        sentence = _("Changed meanwhile to “%(now)s”. Save again to put yours in its place.")
        form.add_error(name, sentence % {"now": getattr(stale.record, name)})
    form.carry(seen=stale.record.version)
    return form


def _shown(request: HttpRequest, *, status: int = 200, **forms: object) -> HttpResponse:
    """With a form as it was sent, where it was refused."""
    person = team.member(request.user.pk, request.user)
    waiting = Grant.objects.visible_to(request.user).waiting()
    context = {
        "person": person,
        "sight": team.sight_in_words(request.user),  # type: ignore[arg-type]
        "preferences": PreferencesForm(instance=request.user),
        "email": EmailForm(initial={"email": request.user.email}),  # type: ignore[union-attr]
        "has_feed": Feed.objects.standing(request.user).exists(),
        "confirms": access.may_confirm(request.user),
        "waiting": waiting.count() if access.may_confirm(request.user) else 0,
        "rehearses": access.may_rehearse(request.user) and request.conference.is_sample,  # type: ignore[attr-defined]
        "markings": pages.markings_shown(getattr(person, "holds", [])),
    }
    return pages.page(request, "delegation/my_account.html", context | forms, status=status)
