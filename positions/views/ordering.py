"""The speaking order: one place up or down by a button, anywhere by a script."""

from uuid import UUID

from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from delegation.editing import act
from delegation.forms.saves import add_errors, once
from positions.actions import ordering as actions
from positions.forms.ordering import PlacingForm
from positions.views.issues import issue_url
from positions.views.talking_points import beginning, visible_point


@require_POST
def point_move(request: HttpRequest, pk: UUID, up: bool) -> HttpResponse:
    point = visible_point(request, pk)
    said = (_("Moved up: %s") if up else _("Moved down: %s")) % beginning(point)
    return act(request, point, actions.move, back=f"{issue_url(point.issue_id)}#point-{pk}", said=said, up=up)


@require_POST
def point_place(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Answers nothing, where it is done; 422 with the reason as plain words where it is not."""
    point, form = visible_point(request, pk), PlacingForm(request.POST)
    if form.is_valid():
        try:
            once(request, form, actions.put, point)
            return HttpResponse(status=204)
        except ValidationError as refused:
            add_errors(form, refused)
    reasons = [error for errors in form.errors.values() for error in errors]
    return HttpResponse(" ".join(map(str, reasons)), status=422, content_type="text/plain; charset=utf-8")
