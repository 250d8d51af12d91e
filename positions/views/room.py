"""The room: what a speaker holds in his hand while the meeting runs."""

from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.views.decorators.http import require_safe

from delegation.copies import going_along, kept_on_devices
from delegation.models import Meeting
from delegation.pages import page
from delegation.versions import read_key
from positions.pages import room as finding
from positions.pages import room_page
from positions.views.readings import note_shown


@require_safe
@kept_on_devices
def room(request: HttpRequest) -> HttpResponse:
    """Of the meeting that the reader is in; where he is in none, a choice of them."""
    found = finding.current(request.user)
    if found is None:
        return page(request, "positions/room_choice.html", finding.elsewhere(request.user))
    return room_of(request, found.pk)


@require_safe
@kept_on_devices
def room_of(request: HttpRequest, pk: UUID) -> HttpResponse:
    meetings = Meeting.objects.visible_to(request.user).current().with_duties(request.user)
    meeting = get_object_or_404(meetings, pk=pk)
    chosen = read_key(request.GET.get("item"))
    context = room_page.composed(meeting, request.user, chosen)
    note_shown(request, [band for subject in context["subjects"] for band in subject.bands], part="words")
    shown = page(request, "positions/room.html", context, parts=room_page.PARTS)
    under = {context["here"], "" if chosen else context["address"]}
    return going_along(request, shown, under=sorted(under), others=context["near"])
