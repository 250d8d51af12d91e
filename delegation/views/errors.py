"""Answers to requests that cannot be served."""

import sys

from django.db import InterfaceError, OperationalError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.template.loader import get_template

BACK_SOON = "5"  # seconds


def forged(request: HttpRequest, reason: str = "") -> HttpResponse:
    """A form without a valid token: most often a page left open across a sign-out."""
    return render(request, "403_csrf.html", status=403)


def broken(request: HttpRequest) -> HttpResponse:
    """503 while the database does not answer, 500 for what is wrong here. Neither page needs a database."""
    if isinstance(sys.exception(), OperationalError | InterfaceError):
        headers = {"Retry-After": BACK_SOON}
        return HttpResponse(get_template("503.html").render(), status=503, headers=headers)
    return HttpResponse(get_template("500.html").render(), status=500)
