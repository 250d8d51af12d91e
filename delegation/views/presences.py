"""What open pages say of themselves, and are told of others."""

from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_POST

from delegation.actions import presences
from delegation.forms.presences import PresenceForm
from delegation.presence import in_words


@require_POST
def presence(request: HttpRequest) -> HttpResponse:
    """200 with who else is there, 204 for a page that was closed, 400 for what no page says."""
    form = PresenceForm(request.POST)
    if not form.is_valid():
        return HttpResponse(status=400)
    if form.cleaned_data["left"]:
        presences.leave(form.cleaned_data["tab"], by=request.user)
        return HttpResponse(status=204)
    sheet = form.sheet
    return HttpResponse(in_words(presences.note(sheet, by=request.user), sheet.place))
