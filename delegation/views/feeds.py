"""The calendar that a phone fetches by its secret address, and the making and ending of that address."""

from allauth.core.internal import ratelimit
from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from delegation import clock, feeds, pages
from delegation.actions import feeds as actions


@login_not_required
@require_safe
def feed(request: HttpRequest, secret: str) -> HttpResponse:
    """404 alike for an address that never was, and one that has ended."""
    if _is_too_often(request, "feed"):
        return HttpResponse(status=429, headers={"Retry-After": "60"})
    owner, conference = feeds.owner_of(secret), clock.conference()
    if owner is None or conference is None:
        raise Http404
    if _is_too_often(request, "feed_read", key=actions.digest_of(secret)):  # nothing is kept of addresses made up
        return HttpResponse(status=429, headers={"Retry-After": "60"})
    answer = HttpResponse(feeds.calendar(owner, conference), content_type="text/calendar; charset=utf-8")
    answer["Content-Disposition"] = 'inline; filename="placard.ics"'
    return answer


def _is_too_often(request: HttpRequest, action: str, **key: str) -> bool:
    return not ratelimit.consume(request, app="allauth.account", action=action, limit_get=True, **key)


@require_POST
def feed_new(request: HttpRequest) -> HttpResponse:
    """Answers the page with the address, which is shown nowhere else."""
    secret = actions.make(by=request.user)
    address = request.build_absolute_uri(reverse("feed", args=[secret]))
    return pages.page(request, "delegation/feed.html", {"address": address, "markings": []})


@require_POST
def feed_end(request: HttpRequest) -> HttpResponse:
    actions.revoke(request.user)
    messages.success(request, _("The address of your calendar has ended."))
    return redirect("my-account")
