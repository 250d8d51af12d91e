"""Acts that take two: the page on which heads and deputies confirm or refuse them."""

from typing import Any

from django.conf import settings
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from delegation import access, editing, pages, refusals
from delegation.actions import grants, invitations
from delegation.forms.accounts import ConfirmingForm
from delegation.forms.records import OperationForm
from delegation.forms.saves import add_errors, once
from delegation.mail import invitation_sent
from delegation.models import Grant


@require_safe
def confirmations(request: HttpRequest) -> HttpResponse:
    return _shown(request)


@require_POST
def confirm(request: HttpRequest, pk: Any) -> HttpResponse:
    return _answered(request, pk, grants.confirm, _("Confirmed: %s."), ConfirmingForm(request.POST))


@require_POST
def refuse(request: HttpRequest, pk: Any) -> HttpResponse:
    return _answered(request, pk, grants.refuse, _("Refused: %s."), OperationForm(request.POST))


def _answered(request: HttpRequest, pk: Any, answer: Any, said: str, form: OperationForm) -> HttpResponse:
    grant = get_object_or_404(Grant.objects.visible_to(request.user), pk=pk)
    if form.is_valid():
        try:
            outcome = once(request, form, answer, grant)
        except ValidationError as refused:
            add_errors(form, refused)
        else:
            token = getattr(outcome, "token", "")
            if token:
                return _handed_over(request, grant, token)
            return editing.done_and_back(request, said % grant, reverse("grants"))
    return _shown(request, form=form, refused=grant, status=422)


def _handed_over(request: HttpRequest, grant: Grant, token: str) -> HttpResponse:
    """Who confirmed is the second of two, and hands the new invitation over: shown once, or sent by mail."""
    link = request.build_absolute_uri(reverse("invitation", args=[token]))
    if grant.delegate and invitation_sent(grant.delegate, link):
        return redirect("grants")
    context = {"grant": grant, "link": link, "days": invitations.DAYS, "mail": settings.MAIL_IS_SET_UP}
    return pages.page(request, "delegation/invitation_link.html", context)


def _shown(request: HttpRequest, *, status: int = 200, **more: Any) -> HttpResponse:
    refusals.require(access.may_keep, request.user)
    known = Grant.objects.visible_to(request.user).with_people()
    waiting, answered = list(known.waiting()), list(known.answered()[:20])
    context = {
        "waiting": waiting,
        "answered": answered,
        "confirms": access.may_confirm(request.user),
        "mail": settings.MAIL_IS_SET_UP,
        "markings": pages.markings_shown(waiting, answered),
    }
    return pages.page(request, "delegation/grants.html", context | more, status=status)
