"""Placard's addresses, and the bare view that its pages are measured against."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import path

from delegation.urls import urlpatterns as placard
from positions.models import Proposal


def bare(request: HttpRequest) -> HttpResponse:
    """Session, member, one indexed query of 50 rows, a plain template."""
    proposals = Proposal.objects.order_by("sort_key", "pk")[:50]
    return render(request, "bare.html", {"name": request.user.name, "proposals": proposals})


urlpatterns = [*placard, path("bare/", bare, name="bare")]
