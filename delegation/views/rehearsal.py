"""The jump of a sample conference to another moment."""

from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from delegation import access, clock, editing, refusals
from delegation.actions import conference
from delegation.forms.conference import JumpForm


@require_http_methods(["GET", "HEAD", "POST"])
def rehearsal(request: HttpRequest) -> HttpResponse:
    now = request.conference  # type: ignore[attr-defined]
    if not now.is_sample:
        raise Http404
    refusals.require(access.may_rehearse, request.user)
    return editing.act_page(
        request,
        "delegation/rehearsal.html",
        now,
        conference.jump,
        form=JumpForm(editing.sent(request), initial={"to": timezone.localtime(clock.now())}),
        done=lambda _outcome: reverse("today"),
    )
