"""Committees, and ad hoc and drafting groups: formed in the room, ended with what came out of them."""

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from delegation import access, editing, pages, refusals
from delegation.actions import committees
from delegation.forms.committees import EndForm, GroupForm
from delegation.models import Committee


@require_safe
def committee_detail(request: HttpRequest, code: str) -> HttpResponse:
    """What it works on, when it meets and who of us is in it."""
    committee = _committee(code)
    meetings = list(_meetings(committee, request).with_duties(request.user))
    members = committee.memberships.in_force().of_members()
    context = {
        "committee": committee,
        "meetings": meetings,
        "members": members,
        "groups": committee.groups.current(),
        "may_run": access.may_run(request.user),
        "may_keep": access.may_keep(request.user),
        "markings": pages.markings_shown(meetings, *(meeting.cover for meeting in meetings)),
    }
    return pages.page(request, "delegation/committee.html", context)


@require_http_methods(["GET", "POST"])
def group_new(request: HttpRequest) -> HttpResponse:
    """under: the code of the committee that sets it up."""
    refusals.require(access.may_keep, request.user)
    return editing.add_page(
        request,
        "positions/form.html",
        form=GroupForm(editing.sent(request), initial={"parent": request.GET.get("under")}),
        add=committees.form,
        made=lambda code: _goes_on(request, code)[0],
        said=lambda code: _goes_on(request, code)[1],
        context={"title": _("Form a group"), "back": reverse("time-plan"), "act": _("Form it")},
    )


@require_http_methods(["GET", "POST"])
def group_end(request: HttpRequest, code: str) -> HttpResponse:
    group = _committee(code)
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


def _committee(code: str) -> Committee:
    """The code is compared here: what the database cannot keep is no code."""
    group = next((one for one in Committee.objects.current().select_related("parent") if one.code == code), None)
    if group is None:
        raise Http404
    return group


def _goes_on(request: HttpRequest, code: str) -> tuple[str, str]:
    """Where who has formed a group goes on, and what is said there."""
    group = Committee.objects.get(pk=code)
    if meeting := _meetings(group, request).first():
        return meeting.get_absolute_url(), _("Formed: %s, with its first meeting. Next: ask somebody to it.") % group
    said = _("Formed: %s. Next: plan its first meeting, once the time is known.") % group
    return group.get_absolute_url(), said


def _meetings(committee: Committee, request: HttpRequest) -> Any:
    return committee.meetings.visible_to(request.user).current().in_order()
