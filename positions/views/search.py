"""Search: a page of what was found, and the answers of the command bar."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from delegation.pages import markings_shown, page
from positions.pages import found


@require_safe
def search(request: HttpRequest) -> HttpResponse:
    typed = request.GET.get("q", "")
    if request.GET.get("bar"):
        context = {"typed": typed.strip()[:300], "hits": found.in_the_bar(typed, request.user)}
        return render(request, "positions/found.html", context)
    kinds = found.by_kind(typed, request.user)
    markings = markings_shown([marking for kind in kinds for marking in found.markings(kind.hits)])
    context = {"typed": typed[:300], "kinds": kinds, "markings": markings}
    return page(request, "positions/search.html", context)
