"""Handing over a member: what he holds on one page, each of it handed on, and his access ended or lowered."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from delegation import access, editing, pages, refusals
from delegation.actions import people
from delegation.forms.records import SeenReasonForm
from delegation.models import Assignment, Delegate, Duty, Membership
from positions.actions import handing_over as actions
from positions.forms.handing_over import ClearanceForm, DraftToForm, DutyToForm, HeldToForm
from positions.models import Instruction
from positions.pages import handing_over


@require_safe
def hand_over(request: HttpRequest, pk: UUID) -> HttpResponse:
    context = handing_over.composed(_member(request, pk), request.user)
    return pages.page(request, "positions/handing_over.html", context, parts=("held",))


@require_http_methods(["GET", "HEAD", "POST"])
def duty(request: HttpRequest, pk: UUID) -> HttpResponse:
    _require(request)
    record = get_object_or_404(Duty.objects.visible_to(request.user).with_meeting().select_related("delegate"), pk=pk)
    return _hand_on(request, record, actions.hand_on_duty, DutyToForm)


@require_http_methods(["GET", "HEAD", "POST"])
def issue(request: HttpRequest, pk: UUID) -> HttpResponse:
    _require(request)
    held = Assignment.objects.visible_to(request.user).select_related("issue", "delegate")
    return _hand_on(request, get_object_or_404(held, pk=pk), actions.hand_on_issue, HeldToForm)


@require_http_methods(["GET", "HEAD", "POST"])
def part(request: HttpRequest, pk: UUID) -> HttpResponse:
    _require(request)
    record = get_object_or_404(Membership.objects.select_related("committee", "delegate"), pk=pk)
    return _hand_on(request, record, actions.hand_on_part, HeldToForm)


@require_http_methods(["GET", "HEAD", "POST"])
def draft(request: HttpRequest, pk: UUID) -> HttpResponse:
    _require(request)
    drafts = Instruction.objects.visible_to(request.user).with_names()
    record = get_object_or_404(drafts, pk=pk)
    refusals.require_change(record, request.user)
    return _hand_on(request, record, actions.hand_on_draft, DraftToForm)


@require_http_methods(["GET", "HEAD", "POST"])
def let_go(request: HttpRequest, pk: UUID) -> HttpResponse:
    person = _member(request, pk)
    return editing.act_page(
        request,
        "positions/form.html",
        person,
        actions.let_go,
        form=SeenReasonForm(editing.sent(request), initial={"seen": person.version}),
        done=lambda _outcome: reverse("team"),
        said=_("%s has no access any more.") % person,
        context={"title": _("End the access of %s") % person, "act": _("End access"), "back": _address(person.pk)},
    )


@require_POST
def lower(request: HttpRequest, pk: UUID) -> HttpResponse:
    person = _member(request, pk)
    said = _("%s reads what is marked Delegation from now on, and nothing else.") % person
    return editing.act(
        request, person, people.change, back=_address(person.pk), form=ClearanceForm(request.POST), said=said
    )


def _hand_on(
    request: HttpRequest, record: Any, action: Callable[..., Any], form_class: Callable[..., Any]
) -> HttpResponse:
    title, back = handing_over.title_of(record), _address(handing_over.holder_of(record))
    return editing.act_page(
        request,
        "positions/form.html",
        record,
        action,
        form=form_class(editing.sent(request), initial={"seen": record.version}),
        done=lambda _outcome: back,
        said=_("Handed on: %s.") % title,
        context={
            "title": _("Hand on: %s") % title,
            "act": _("Hand on"),
            "back": back,
            "members": Delegate.objects.suggested(),
            "markings": pages.markings_shown(getattr(record, "marking", "")),
        },
    )


def _address(key: Any) -> str:
    return reverse("team-hand-over", args=[key])


def _member(request: HttpRequest, pk: UUID) -> Delegate:
    _require(request)
    return get_object_or_404(Delegate, pk=pk)


def _require(request: HttpRequest) -> None:
    refusals.require(access.may_run, request.user)
