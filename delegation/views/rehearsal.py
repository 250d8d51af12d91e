"""The jump of a sample conference to another moment."""

from django.core.exceptions import PermissionDenied, ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from delegation import access, clock, pages
from delegation.actions import conference
from delegation.forms.accounts import JumpForm
from delegation.forms.saves import add_errors, once


@require_http_methods(["GET", "HEAD", "POST"])
def rehearsal(request: HttpRequest) -> HttpResponse:
    now = request.conference  # type: ignore[attr-defined]
    if not now.is_sample:
        raise Http404
    if not access.may_rehearse(request.user):
        raise PermissionDenied
    form = JumpForm(pages.sent(request), initial={"to": timezone.localtime(clock.now())})
    if form.is_bound and form.is_valid():
        try:
            once(request, form, conference.jump, now)
        except ValidationError as refused:
            add_errors(form, refused)
        else:
            return redirect("today")
    return pages.page(request, "delegation/rehearsal.html", {"form": form}, status=422 if form.is_bound else 200)
