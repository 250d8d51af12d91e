"""What one looks up."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from delegation import access
from delegation.pages import page
from positions import glossary
from positions.models import Proposal
from positions.pages.reference import MEANINGS, groups, tree


@require_safe
def reference(request: HttpRequest) -> HttpResponse:
    actions = [(action.value, MEANINGS[action]) for action in Proposal.Action]
    context: dict[str, Any] = {"terms": glossary.terms(), "actions": actions, "branches": tree(), "groups": groups()}
    context["may_keep"] = access.may_keep(request.user)
    return page(request, "positions/reference.html", context)
