"""The position on an issue: begun, edited field by field, and what each edition undergoes."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST

from delegation import access, drafts, refusals
from delegation.editing import act, act_page, add_page, edit_inline, sent
from delegation.forms.records import OperationForm, SeenForm, SeenReasonForm, form_of
from delegation.history import Stamps
from delegation.pages import markings_shown
from positions.actions import positions as actions
from positions.forms.positions import PositionForm
from positions.models import Position
from positions.pages import fields
from positions.views.issues import issue_url, visible_issue

HOLDER = gettext_lazy("Only who leads the issue, or is its alternate, can.")


@require_http_methods(["GET", "HEAD", "POST"])
def position_add(request: HttpRequest, pk: UUID) -> HttpResponse:
    issue = visible_issue(request, pk)
    refusals.require_that(issue.is_held_by(request.user), HOLDER)
    return add_page(
        request,
        "positions/position_form.html",
        form=PositionForm(sent(request)),
        add=actions.add,
        made=lambda _key: f"{issue_url(pk)}#position",
        context={
            "issue": issue,
            "markings": markings_shown(issue),
            "draft": drafts.name_of_new(issue, "position"),
        },
        issue=issue,
    )


@require_http_methods(["GET", "HEAD", "POST"])
def position_field(request: HttpRequest, pk: UUID, name: str) -> HttpResponse:
    if name not in Position.FIELDS:
        raise Http404
    position = get_object_or_404(Position.objects.visible_to(request.user), pk=pk)

    def shown(now: Position) -> dict[str, Any]:
        return {"field": fields.position_field(now, name, Stamps([now], request.user), can_edit=now.is_draft)}

    back = f"{issue_url(position.issue_id)}#position"
    return edit_inline(
        request,
        position,
        form_class=form_of(Position, name),
        save=actions.change,
        shown=shown,
        back=back,
        saves_itself=True,
    )


@require_POST
def position_submit(request: HttpRequest, pk: UUID) -> HttpResponse:
    return _act(
        request,
        _held(request, pk),
        actions.submit,
        _("Submitted: agencies that clear the issue, if any, are asked first."),
    )


@require_POST
def position_activate(request: HttpRequest, pk: UUID) -> HttpResponse:
    return _act(request, _decided(request, pk), actions.activate, _("It is the delegation’s position now."))


@require_POST
def position_confirm(request: HttpRequest, pk: UUID) -> HttpResponse:
    return _act(request, _held(request, pk), actions.confirm, _("Confirmed: it is live as it stands."))


@require_POST
def position_revise(request: HttpRequest, pk: UUID) -> HttpResponse:
    said = _("A new edition is open. The one in force stays until the new one is live.")
    return _act(request, _held(request, pk), actions.revise, said, form=OperationForm(request.POST))


@require_POST
def position_resume(request: HttpRequest, pk: UUID) -> HttpResponse:
    return _act(request, _decided(request, pk), actions.resume, _("In force again: who holds the issue is told."))


@require_POST
def position_close(request: HttpRequest, pk: UUID) -> HttpResponse:
    return _act(request, _decided(request, pk), actions.close, _("Closed."))


@require_http_methods(["GET", "HEAD", "POST"])
def position_withdraw(request: HttpRequest, pk: UUID) -> HttpResponse:
    words = _("Withdraw the position"), _("It is a draft again.")
    return _with_reason(request, _held(request, pk), actions.withdraw, *words)


@require_http_methods(["GET", "HEAD", "POST"])
def position_suspend(request: HttpRequest, pk: UUID) -> HttpResponse:
    words = _("Suspend the position"), _("Suspended: who holds the issue is told.")
    return _with_reason(request, _decided(request, pk), actions.suspend, *words)


def _act(
    request: HttpRequest, position: Position, action: Callable[..., Any], said: str, *, form: Any = None
) -> HttpResponse:
    form = form or SeenForm(request.POST)
    return act(request, position, action, back=position.get_absolute_url(), form=form, said=said)


def _with_reason(
    request: HttpRequest, position: Position, action: Callable[..., Any], title: str, said: str
) -> HttpResponse:
    back = position.get_absolute_url()
    return act_page(
        request,
        "positions/form.html",
        position,
        action,
        form=SeenReasonForm(sent(request), initial={"seen": position.version}),
        done=lambda _outcome: back,
        said=said,
        context={
            "title": f"{title}: {position.issue}",
            "act": title,
            "back": back,
            "markings": markings_shown(position),
        },
    )


def _visible(request: HttpRequest, pk: UUID) -> Position:
    return get_object_or_404(Position.objects.visible_to(request.user).select_related("issue"), pk=pk)


def _held(request: HttpRequest, pk: UUID) -> Position:
    """For who leads its issue, or is its alternate."""
    position = _visible(request, pk)
    refusals.require_that(position.issue.is_held_by(request.user), HOLDER)
    return position


def _decided(request: HttpRequest, pk: UUID) -> Position:
    """For head and deputies."""
    position = _visible(request, pk)
    refusals.require_that(access.may_decide(request.user), refusals.DECIDE)
    return position
