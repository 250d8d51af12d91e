"""Changing a marking: what hides is done at once, what shows more takes two."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from delegation.access import Marked, choosable_markings
from delegation.actions.markings import set_marking
from delegation.forms.markings import MarkingForm
from delegation.models import Issue, Meeting
from delegation.pages import act_page, markings_shown, sent
from delegation.versions import Saved
from positions.models import Outcome, Position, TalkingPoint

# A reserve is always core, and what bears a number of the Union is always known to the whole delegation.
KINDS: dict[str, type[Marked]] = {
    model._meta.model_name or "": model for model in (Issue, Meeting, Position, TalkingPoint, Outcome)
}


@require_http_methods(["GET", "HEAD", "POST"])
def marking(request: HttpRequest, kind: str, pk: UUID) -> HttpResponse:
    record = _visible(request, kind, pk)
    if not record.is_changeable_by(request.user):
        raise PermissionDenied

    def done(outcome: Saved) -> str:
        for grant in outcome.proposed:
            messages.info(request, _("Waits until a head or deputy confirms it: %(act)s.") % {"act": grant})
        return record.get_absolute_url()

    form = MarkingForm(
        sent(request),
        markings=choosable_markings(request.user, record.issue_key),
        initial={"seen": record.version, "marking": record.marking},
    )
    context = {"record": record, "back": record.get_absolute_url(), "markings": markings_shown(record)}
    return act_page(request, "positions/marking.html", record, set_marking, form=form, done=done, context=context)


def _visible(request: HttpRequest, kind: str, pk: UUID) -> Any:
    if kind not in KINDS:
        raise Http404
    return get_object_or_404(KINDS[kind].objects.visible_to(request.user), pk=pk)
