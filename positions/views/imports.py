"""Documents uploaded as a list."""

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from delegation.views.imports import answer
from positions.imports import DOCUMENTS


@require_http_methods(["GET", "POST"])
def documents(request: HttpRequest) -> HttpResponse:
    return answer(request, DOCUMENTS, _("Import documents"), back=reverse("proposal-list"))
