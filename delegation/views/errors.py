"""Answers to requests that cannot be served."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render


def forged(request: HttpRequest, reason: str = "") -> HttpResponse:
    """A form without a valid token: most often a page left open across a sign-out."""
    return render(request, "403_csrf.html", status=403)
