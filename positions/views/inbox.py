"""The inbox of the member."""

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from delegation.actions import notices
from delegation.editing import done_and_back, refused
from delegation.forms.looks import ReadForm
from delegation.pages import page
from positions.pages.inbox import composed


@require_safe
def inbox(request: HttpRequest) -> HttpResponse:
    context = composed(request.user, request.conference, cursor=request.GET.get("cursor", ""))  # type: ignore[attr-defined]
    return page(request, "positions/inbox.html", context, parts=("waiting", "told"))


@require_POST
def mark_read(request: HttpRequest) -> HttpResponse:
    """Everything that stood on the page."""
    form = ReadForm(request.POST)
    if not form.is_valid():
        return refused(request, form, reverse("inbox"))
    notices.mark_read(**form.cleaned_data, by=request.user)
    return done_and_back(request, _("Marked as read."), reverse("inbox"))
