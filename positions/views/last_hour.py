"""The last hour, for those who answer for all of it."""

from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from delegation import access, refusals
from delegation.pages import page
from delegation.versions import read_moment
from positions.pages import last_hour as composing


@require_safe
def last_hour(request: HttpRequest) -> HttpResponse:
    refusals.require(access.may_look_back, request.user)
    context = composing.composed(request.GET, request.user, before=read_moment(request.GET.get("before")))
    return page(request, "positions/last_hour.html", context, parts=("entries",))
