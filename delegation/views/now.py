"""The strip on top of every page, fetched again each minute."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe


@require_safe
def now(request: HttpRequest) -> HttpResponse:
    return render(request, "parts/now.html")
