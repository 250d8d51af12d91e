"""Issues: the list, one of them, opening, closing and archiving."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from delegation import access, history, refusals
from delegation.actions import issues as actions
from delegation.editing import act, add_page, edit_inline, sent
from delegation.forms.issues import IssueForm
from delegation.forms.records import form_of
from delegation.models import Issue
from delegation.pages import page
from delegation.versions import read_key
from positions.actions.issues import close
from positions.pages import issue_list as listing
from positions.pages import issue_page
from positions.views.readings import note_shown


@require_safe
def issue_list(request: HttpRequest) -> HttpResponse:
    return page(request, "positions/issue_list.html", listing.composed(request.GET, request.user))


@require_safe
def issue_detail(request: HttpRequest, pk: UUID) -> HttpResponse:
    issue = issue_page.found(pk, request.user)
    context = issue_page.composed(issue, request.user, request.conference)  # type: ignore[attr-defined]
    note_shown(request, context["bands"], part="instruction")
    return page(request, "positions/issue_detail.html", context, parts=issue_page.PARTS)


@require_http_methods(["GET", "HEAD", "POST"])
def issue_add(request: HttpRequest) -> HttpResponse:
    refusals.require(access.may_run, request.user)
    form = IssueForm(sent(request), markings=access.choosable_markings(request.user, None))
    return add_page(request, "positions/issue_form.html", form=form, add=actions.add, made=issue_url)


@require_http_methods(["GET", "HEAD", "POST"])
def issue_field(request: HttpRequest, pk: UUID, name: str) -> HttpResponse:
    if name not in issue_page.ABOUT:
        raise Http404
    issue = issue_page.found(pk, request.user)

    def shown(now: Issue) -> dict[str, Any]:
        current = issue_page.found(now.pk, request.user)
        stamps = history.Stamps([current], request.user)
        return {"field": issue_page.about_field(current, name, stamps, can_edit=True)}

    return edit_inline(
        request, issue, form_class=form_of(Issue, name), save=actions.change, shown=shown, back=f"{issue_url(pk)}#about"
    )


@require_http_methods(["GET", "HEAD", "POST"])
def issue_close(request: HttpRequest, pk: UUID) -> HttpResponse:
    """What ends with it, before one closes it."""
    issue = issue_page.found(pk, request.user)
    refusals.require(access.may_run, request.user)
    if request.method == "POST":
        shown = [key for sent in request.POST.getlist("ends") if (key := read_key(sent))]
        return act(request, issue, close, back=issue_url(pk), said=_("Closed: %s.") % issue.name, ends=shown)
    return page(request, "positions/issue_closing.html", issue_page.ending(issue, request.user))


@require_POST
def issue_open(request: HttpRequest, pk: UUID) -> HttpResponse:
    return _turned(request, pk, actions.open_again, _("Open again: %s."))


@require_POST
def issue_archive(request: HttpRequest, pk: UUID) -> HttpResponse:
    return _turned(request, pk, actions.archive, _("Archived: %s."))


@require_POST
def issue_restore(request: HttpRequest, pk: UUID) -> HttpResponse:
    return _turned(request, pk, actions.restore, _("Restored: %s."))


def _turned(request: HttpRequest, pk: UUID, action: Callable[..., Any], said: str) -> HttpResponse:
    issue = visible_issue(request, pk)
    return act(request, issue, action, back=back_to(request, issue_url(pk)), said=said % issue.name)


def visible_issue(request: HttpRequest, pk: UUID) -> Issue:
    """404 alike for an issue that is not there and one this member may not see."""
    return get_object_or_404(Issue.objects.visible_to(request.user), pk=pk)


def changeable_issue(request: HttpRequest, pk: UUID) -> Issue:
    """404 where it is not seen, 403 where nothing may be added to it."""
    issue = visible_issue(request, pk)
    refusals.require_change(issue, request.user)
    return issue


def back_to(request: HttpRequest, page: str) -> str:
    """Where what was done is undone: back to the last hour, where one came from there."""
    return reverse("last-hour") if request.POST.get("back") == "last-hour" else page


def issue_url(pk: Any) -> str:
    return reverse("issue-detail", args=[pk])
