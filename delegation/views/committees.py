"""Ad hoc and drafting groups: formed in the room, ended with what came out of them."""

from functools import cache, partial
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from delegation import access, editing, refusals, rooms
from delegation.actions import committees
from delegation.forms.committees import EndForm, GroupForm
from delegation.models import Committee


@require_http_methods(["GET", "POST"])
def group_new(request: HttpRequest) -> HttpResponse:
    """under: the code of the committee that sets it up."""
    refusals.require(access.may_keep, request.user)
    goes_on = cache(partial(_goes_on, request.user))
    return editing.add_page(
        request,
        "positions/form.html",
        form=GroupForm(editing.sent(request), initial={"parent": request.GET.get("under")}),
        add=committees.form,
        made=lambda code: goes_on(code)[0],
        said=lambda code: goes_on(code)[1],
        context={"title": _("Form a group"), "back": reverse("time-plan"), "act": _("Form it")},
    )


@require_http_methods(["GET", "POST"])
def group_end(request: HttpRequest, code: str) -> HttpResponse:
    group = current_committee(code)
    refusals.require(access.may_keep, request.user)
    back = group.get_absolute_url()
    return editing.act_page(
        request,
        "positions/form.html",
        group,
        committees.end,
        form=EndForm(editing.sent(request)),
        done=lambda _outcome: back,
        said=_("%s has ended.") % group,
        context={"title": _("%s ends") % group, "back": back, "act": _("It ends")},
    )


def current_committee(code: str) -> Committee:
    """One that is not archived, or 404. The code is compared here: what the database cannot keep is no code."""
    committees = Committee.objects.current().select_related("parent")
    found = next((one for one in committees if one.code == code), None)
    if found is None:
        raise Http404
    return found


def _goes_on(reader: Any, code: str) -> tuple[str, str]:
    """Where who has formed a group goes on, and what is said there."""
    group = Committee.objects.get(pk=code)
    if meeting := group.meetings.visible_to(reader).current().in_order().first():
        said = _("Formed: %s, with its first meeting. Next: ask somebody to it.") % group
        return meeting.get_absolute_url(), rooms.then_told(said, meeting, reader)
    said = _("Formed: %s. Next: plan its first meeting, once the time is known.") % group
    return group.get_absolute_url(), said
