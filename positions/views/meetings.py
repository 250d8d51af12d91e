"""One meeting: its agenda by issue, who of us is there, and its place in the plan."""

from collections.abc import Callable
from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from delegation import access, editing, pages
from delegation.actions import meetings
from delegation.forms.records import ReasonForm
from delegation.models import Meeting
from positions.forms.meetings import MeetingForm, MoveForm
from positions.pages import meeting_page


@require_safe
def meeting_detail(request: HttpRequest, pk: Any) -> HttpResponse:
    context = meeting_page.composed(_meeting(request, pk), request.user)
    return pages.page(request, "positions/meeting.html", context, parts=("cover", "agenda"))


@require_http_methods(["GET", "POST"])
def meeting_new(request: HttpRequest) -> HttpResponse:
    if not access.may_run(request.user):
        raise PermissionDenied
    return editing.add_page(
        request,
        "positions/form.html",
        form=MeetingForm(editing.sent(request)),
        add=meetings.plan,
        made=lambda key: reverse("meeting-detail", args=[key]),
        context={"title": _("Plan a meeting"), "back": reverse("time-plan")},
    )


@require_http_methods(["GET", "POST"])
def move(request: HttpRequest, pk: Any) -> HttpResponse:
    return _in_place(request, _meeting(request, pk), MoveForm, meetings.move, meeting_page.time_field)


@require_http_methods(["GET", "POST"])
def cancel(request: HttpRequest, pk: Any) -> HttpResponse:
    return _in_place(
        request,
        _meeting(request, pk),
        lambda data, instance: ReasonForm(data),
        meetings.cancel,
        meeting_page.cancelling_field,
    )


@require_POST
def confirm(request: HttpRequest, pk: Any) -> HttpResponse:
    meeting = _meeting(request, pk)
    back = f"{meeting.get_absolute_url()}#meeting-state"
    return editing.act(request, meeting, meetings.confirm, back=back, said=_("Confirmed: %s.") % meeting)


@require_POST
def start(request: HttpRequest, pk: Any) -> HttpResponse:
    meeting = _meeting(request, pk)
    back = f"{meeting.get_absolute_url()}#meeting-state"
    return editing.act(request, meeting, meetings.start, back=back, said=_("It has begun: %s.") % meeting)


@require_POST
def end(request: HttpRequest, pk: Any) -> HttpResponse:
    meeting = _meeting(request, pk)
    said = _("It is over: %s. Note what came of it, proposal by proposal.") % meeting
    return editing.act(request, meeting, meetings.end, back=f"{meeting.get_absolute_url()}#meeting-state", said=said)


def _in_place(
    request: HttpRequest,
    meeting: Meeting,
    form_class: Callable[..., Any],
    save: Callable[..., Any],
    field: Callable[[Meeting], pages.Field],
) -> HttpResponse:
    """Edit one field; with it the cover is shown anew, because what had been accepted may have been taken back."""

    def shown(now: Meeting) -> dict[str, Any]:
        now = _meeting(request, now.pk)
        return meeting_page.composed(now, request.user) | {"field": field(now)}

    return editing.edit_inline(
        request,
        meeting,
        form_class=form_class,
        save=save,
        shown=shown,
        back=meeting.get_absolute_url(),
        template="positions/meeting_kept.html",
        puts_together=False,
    )


def _meeting(request: HttpRequest, pk: Any) -> Meeting:
    """With its cover; 404 alike for one that is not there and one that the reader may not see."""
    return get_object_or_404(Meeting.objects.visible_to(request.user).current().with_duties(request.user), pk=pk)
