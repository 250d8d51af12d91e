"""The briefing of a day, and its words edited in place."""

from datetime import date
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from delegation import access, clock, editing, pages, refusals
from delegation.copies import kept_on_devices
from positions.actions import briefings
from positions.forms.briefings import FirstLeadForm, LeadForm
from positions.models import Briefing
from positions.pages import briefing_page


@require_safe
def briefing(request: HttpRequest) -> HttpResponse:
    """That of today, or of the day of the conference nearest to it."""
    conference = request.conference  # type: ignore[attr-defined]
    return redirect("briefing-day", conference.nearest_day(clock.today()))


@require_safe
@kept_on_devices
def briefing_day(request: HttpRequest, day: date) -> HttpResponse:
    conference = request.conference  # type: ignore[attr-defined]
    if not conference.has_day(day):
        context = {"day": day, "conference": conference, "nearest": conference.nearest_day(day)}
        return pages.page(request, "positions/no_briefing.html", context)
    context = briefing_page.composed(request.user, conference, day)
    return pages.page(request, "positions/briefing.html", context)


@require_http_methods(["GET", "POST"])
def briefing_lead(request: HttpRequest, day: date) -> HttpResponse:
    """Edit the words of the day; write the first ones where nobody has."""
    standing = _standing(request, day)
    back = reverse("briefing-day", args=[day])

    def shown(now: Briefing | None) -> dict[str, Any]:
        return {"field": briefing_page.lead_field(now, day, request.user)}

    if standing:
        return editing.edit_inline(
            request, standing, form_class=LeadForm, save=briefings.revise, shown=shown, back=back
        )
    refusals.require(access.may_run, request.user)
    return editing.add_inline(
        request,
        form=FirstLeadForm(editing.sent(request)),
        add=briefings.draft,
        absent=shown(None),
        made=lambda key: shown(_standing(request, day)),
        back=back,
        day=day,
    )


def _standing(request: HttpRequest, day: date) -> Briefing | None:
    if not request.conference.has_day(day):  # type: ignore[attr-defined]
        raise Http404
    return Briefing.objects.visible_to(request.user).of(day).first()
