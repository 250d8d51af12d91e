"""One committee, or a group under it."""

from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from delegation.pages import page
from delegation.views.committees import current_committee
from positions.pages import committee_page


@require_safe
def committee_detail(request: HttpRequest, code: str) -> HttpResponse:
    conference = request.conference  # type: ignore[attr-defined]
    context = committee_page.composed(current_committee(code), request.user, conference)
    return page(request, "positions/committee.html", context)
