"""What was written before: the history of an issue, of one field, and bringing an earlier text back."""

from typing import Any
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST, require_safe

from delegation.editing import act
from delegation.pages import page
from delegation.versions import read_moment, read_version
from positions.forms.histories import BringingBackForm
from positions.pages import histories
from positions.views.issues import back_to, visible_issue

# To mark words for more readers takes two; this would do it alone.
FOR_FEWER = gettext_lazy("These words stood here for fewer readers. Write anew what all who read this now may know.")


@require_safe
def issue_history(request: HttpRequest, pk: UUID) -> HttpResponse:
    issue = visible_issue(request, pk)
    context = histories.of_issue(issue, request.user, before=read_moment(request.GET.get("before")))
    return page(request, "positions/issue_history.html", context)


@require_safe
def field_history(request: HttpRequest, kind: str, pk: UUID, name: str) -> HttpResponse:
    record, asked = visible(request, kind, pk, name), request.GET
    which = {"below": read_version(asked.get("before")), "opened": read_version(asked.get("saves"))}
    context = histories.of_field(kind, record, name, request.user, **which, shows_all="sent" in asked)
    return page(request, "positions/field_history.html", context)


@require_POST
def bring_back(request: HttpRequest, kind: str, pk: UUID, name: str) -> HttpResponse:
    """An earlier text as a new version."""
    record = visible(request, kind, pk, name)
    form, given = BringingBackForm(request.POST), {}
    if form.is_valid():
        earlier = histories.earlier(record, name, request.user, **form.which)
        if earlier is None:
            raise Http404
        if earlier.was_for_fewer:
            form.add_error(None, FOR_FEWER)
        given = {name: earlier.text}
    back, said = (
        back_to(request, record.get_absolute_url()),
        _("Brought back: %s.") % record._meta.get_field(name).verbose_name,
    )
    return act(request, record, histories.KINDS[kind].change, form=form, back=back, said=said, **given)


def visible(request: HttpRequest, kind: str, pk: UUID, name: str) -> Any:
    if kind not in histories.KINDS or name not in histories.KINDS[kind].names:
        raise Http404
    return get_object_or_404(histories.KINDS[kind].model.objects.visible_to(request.user), pk=pk)
