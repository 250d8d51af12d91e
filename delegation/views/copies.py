"""What the worker of a browser asks, which keeps copies of pages for when there is no network."""

import json

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.safestring import mark_safe
from django.views.decorators.http import require_safe

from delegation import assets, copies
from delegation.middleware import FOR_GOOD


@login_not_required
@require_safe
def kept(request: HttpRequest) -> JsonResponse:
    """What the device is to keep; 401 where nobody is signed in: then it keeps nothing."""
    if not request.user.is_authenticated:
        return JsonResponse({"member": None}, status=401)
    return JsonResponse(copies.told_to(request.user) | {"version": assets.version()})


@login_not_required
@require_safe
def elsewhere(request: HttpRequest) -> HttpResponse:
    """Shown without network in the place of a page that is not kept; the same for everybody."""
    return render(request, "delegation/elsewhere.html")


@login_not_required
@require_safe
def worker(request: HttpRequest) -> HttpResponse:
    """The script of the worker: at the root, because a worker serves what lies below its own address. It is asked for
    with the version of all files, so an answer holds for good."""
    given = {
        "version": assets.version(),
        "files": assets.of_copies(),
        "folder": settings.STATIC_URL,
        "elsewhere": reverse("elsewhere"),
    }
    context = {"given": mark_safe(json.dumps(given))}
    response = render(request, "delegation/worker.js", context, content_type="text/javascript; charset=utf-8")
    response["Cache-Control"] = FOR_GOOD
    return response
