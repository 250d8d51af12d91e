"""Notes from the room: written with one tap, listed, mended, archived."""

from http import HTTPStatus
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from delegation import editing, refusals
from delegation.forms.saves import add_once
from delegation.models import Issue, Meeting
from delegation.pages import markings_shown, page
from delegation.versions import read_key
from positions.actions import notes as actions
from positions.forms.notes import ChangedNoteForm, NoteForm
from positions.models import AgendaItem, Note
from positions.pages import notes as listing


@require_http_methods(["GET", "HEAD", "POST"])
def note(request: HttpRequest) -> HttpResponse:
    """The notes; on POST one more. A script is answered 204, or 422 with the reason as plain words."""
    if request.method != "POST":
        return page(request, "positions/note_list.html", listing.listed(request.GET, request.user))
    about = _about(request)
    refusals.require_that(actions.may_take(about["meeting"], about["item"], request.user), refusals.LIST)
    form = NoteForm(request.POST)
    if "text/html" not in request.headers.get("Accept", ""):
        return editing.answer_plainly(form, lambda: add_once(request, form, actions.take, **about))
    return editing.add_page(
        request,
        "positions/note_form.html",
        form=form,
        add=actions.take,
        made=lambda key: _taken(request, key).get_absolute_url(),
        said=lambda key: _said(_taken(request, key)),
        context=about | listing.holders() | {"markings": markings_shown(*(one for one in about.values() if one))},
        **about,
    )


@require_http_methods(["GET", "HEAD", "POST"])
def note_edit(request: HttpRequest, pk: UUID) -> HttpResponse:
    taken = _changeable(request, pk)
    return editing.act_page(
        request,
        "positions/form.html",
        taken,
        actions.change,
        form=ChangedNoteForm(editing.sent(request), instance=taken),
        done=lambda _outcome: taken.get_absolute_url(),
        said=_("Saved."),
        context={"title": _("Note: %s") % taken, "back": taken.get_absolute_url(), "markings": markings_shown(taken)},
    )


@require_POST
def note_archive(request: HttpRequest, pk: UUID) -> HttpResponse:
    taken = _changeable(request, pk)
    answer = editing.act(request, taken, actions.archive, back=taken.get_absolute_url())
    if answer.status_code == HTTPStatus.FOUND:
        said = _("Archived: %s") % taken
        if taken.stance_id:
            said = _then(said, _("The stance stays as it is: change it on the issue."))
        messages.success(request, said, extra_tags=reverse("note-restore", args=[pk]))
    return answer


@require_POST
def note_restore(request: HttpRequest, pk: UUID) -> HttpResponse:
    taken = _changeable(request, pk)
    return editing.act(request, taken, actions.restore, back=taken.get_absolute_url(), said=_("Restored: %s") % taken)


def _said(taken: Note) -> str:
    said = _("Noted: %s") % taken
    if taken.leaves_stance:
        said = _then(said, _("The stance stays as it is: what stands there is newer, or surer."))
    return said


def _then(said: str, more: str) -> str:
    """One sentence behind the other, whether the words of a note end with a full stop or not."""
    return f"{said.removesuffix('.')}. {more}"


def _taken(request: HttpRequest, key: str) -> Note:
    return get_object_or_404(Note.objects.visible_to(request.user), pk=key)


def _about(request: HttpRequest) -> dict[str, Any]:
    """404 alike for what is not there and what this reader may not see."""
    meetings = Meeting.objects.visible_to(request.user).current().select_related("committee")
    meeting = get_object_or_404(meetings, pk=read_key(request.POST.get("meeting")))
    items = AgendaItem.objects.visible_to(request.user).current()
    issues = Issue.objects.visible_to(request.user).current()
    return {
        "meeting": meeting,
        "item": get_object_or_404(items, pk=read_key(request.POST["item"])) if request.POST.get("item") else None,
        "issue": get_object_or_404(issues, pk=read_key(request.POST["issue"])) if request.POST.get("issue") else None,
    }


def _changeable(request: HttpRequest, pk: UUID) -> Note:
    taken = get_object_or_404(Note.objects.visible_to(request.user).with_names(), pk=pk)
    refusals.require_change(taken, request.user)
    return taken
