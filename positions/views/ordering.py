"""The speaking order: one place up or down by a button, anywhere by a script."""

from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from delegation.editing import act, answer_plainly
from delegation.forms.saves import once
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
    return placed(request, visible_point(request, pk))


def placed(request: HttpRequest, point: actions.Point) -> HttpResponse:
    form = PlacingForm(request.POST)
    return answer_plainly(form, lambda: once(request, form, actions.put, point))
