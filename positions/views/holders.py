"""Who leads an issue and who is alternate of it: proposed on its page, and ended there."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from delegation import access, clock, refusals
from delegation.actions import grants, people
from delegation.editing import act, add_page, sent
from delegation.forms.issues import HolderForm
from delegation.models import Assignment, Delegate
from delegation.pages import markings_shown
from positions.views.issues import issue_url, visible_issue


@require_http_methods(["GET", "HEAD", "POST"])
def holder_add(request: HttpRequest, pk: UUID) -> HttpResponse:
    issue = visible_issue(request, pk)
    refusals.require(access.may_keep, request.user)
    back = f"{issue_url(pk)}#people"

    def proposed(_key: str) -> str:
        messages.info(request, _("This waits until a head or deputy confirms it."))
        return back

    context: dict[str, Any] = {"title": _("Name a lead or alternate: %(issue)s") % {"issue": issue}, "back": back}
    context |= {"members": Delegate.objects.suggested(), "markings": markings_shown(issue)}
    form = HolderForm(sent(request), initial={"starts_on": clock.today()})
    return add_page(
        request,
        "positions/form.html",
        form=form,
        add=grants.propose_assignment,
        made=proposed,
        context=context,
        issue=issue,
    )


@require_POST
def holder_end(request: HttpRequest, pk: UUID) -> HttpResponse:
    assignment = get_object_or_404(Assignment.objects.visible_to(request.user).select_related("delegate"), pk=pk)
    back, said = f"{issue_url(assignment.issue_id)}#people", _("%s does not hold it any more.") % assignment.delegate
    return act(request, assignment, people.end_assignment, back=back, said=said)
