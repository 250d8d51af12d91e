"""Today: what one member is to know and to do."""

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from delegation.actions.looks import look
from delegation.copies import kept_on_devices
from delegation.editing import done_and_back, refused
from delegation.forms.looks import LookForm
from delegation.pages import page
from positions.pages.today import composed
from positions.views.readings import note_shown

PARTS = ("instructions", "known", "meetings", "moves", "since", "documents")


@require_safe
@kept_on_devices
def today(request: HttpRequest) -> HttpResponse:
    context = composed(request.user, request.conference)  # type: ignore[attr-defined]
    note_shown(request, context["unread"], part="instructions")
    return page(request, "positions/today.html", context, parts=PARTS)


@require_POST
def mark_as_read(request: HttpRequest) -> HttpResponse:
    form = LookForm(request.POST)
    if not form.is_valid():
        return refused(request, form, reverse("today"))
    look(until=form.cleaned_data["until"], by=request.user)
    return done_and_back(request, _("Marked as read."), f"{reverse('today')}#since")
