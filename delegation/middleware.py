"""What every request passes: its body is whole and its session likely, it happens at conference time, and no answer is
kept by a cache."""

from collections.abc import Callable

from django.conf import settings
from django.core.exceptions import RequestDataTooBig
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.cache import add_never_cache_headers
from django.utils.translation import gettext as _

from delegation import clock
from delegation.accounts import is_session_key

Answer = Callable[[HttpRequest], HttpResponse]
# Said by what is the same for everybody, at an address that changes with it.
FOR_GOOD = "max-age=31536000, public, immutable"


def whole_bodies(answer: Answer) -> Answer:
    """400 for a body cut off by a lost connection: the server below reports it as complete."""

    def middleware(request: HttpRequest) -> HttpResponse:
        if request.method in ("POST", "PUT", "PATCH", "DELETE"):
            length = request.META.get("CONTENT_LENGTH") or ""
            if request.META.get("HTTP_TRANSFER_ENCODING") or (length and not (length.isascii() and length.isdigit())):
                return HttpResponse(_("Send the length of the body with it."), status=411, content_type="text/plain")
            if request.content_params.get("charset", "utf-8").lower() not in ("utf-8", "utf8"):  # type: ignore[union-attr]
                return HttpResponse(_("Send what you write as UTF-8."), status=415, content_type="text/plain")
            try:
                arrived = len(request.body)
            except RequestDataTooBig:
                return HttpResponse(
                    _("This is more than can be sent at once: at most 5 MB. Nothing was changed."),
                    status=413,
                    content_type="text/plain",
                )
            if arrived < int(length or 0):
                return HttpResponse(
                    _("The connection was lost before everything arrived. Nothing was changed."),
                    status=400,
                    content_type="text/plain",
                )
        return answer(request)

    return middleware


def likely_sessions(answer: Answer) -> Answer:
    """Leave out the key of a session that cannot be one."""

    def middleware(request: HttpRequest) -> HttpResponse:
        if not is_session_key(request.COOKIES.get(settings.SESSION_COOKIE_NAME, "")):
            request.COOKIES.pop(settings.SESSION_COOKIE_NAME, None)
        return answer(request)

    return middleware


def left_without_traces(answer: Answer) -> Answer:
    """Whoever signs out leaves nothing on the device."""

    def middleware(request: HttpRequest) -> HttpResponse:
        was_signed_in = request.user.is_authenticated
        response = answer(request)
        if was_signed_in and not request.user.is_authenticated:
            response["Clear-Site-Data"] = '"storage", "cache"'
        return response

    return middleware


def conference_time(answer: Answer) -> Answer:
    """Answer in the conference's time zone, with the conference read once; no answer is kept by browser or proxy."""

    def middleware(request: HttpRequest) -> HttpResponse:
        with clock.kept() as conference:
            request.conference = conference  # type: ignore[attr-defined]
            if conference is None and request.user.is_authenticated and not _works_without(request.path):
                response = render(request, "delegation/no_conference.html", status=503)
            else:
                response = answer(request)
        if response.get("Cache-Control") != FOR_GOOD:
            add_never_cache_headers(response)
            response["Cache-Control"] = "no-store, private"
        return response

    return middleware


def _works_without(path: str) -> bool:
    return path.startswith(("/admin/", "/accounts/", "/healthz"))
