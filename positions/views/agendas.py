"""A meeting's agenda: pasted and looked at, typed item by item, and followed while the meeting runs."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from delegation import editing, refusals
from delegation.actions import records
from delegation.forms.imports import PreviewForm
from delegation.forms.records import OperationForm, SeenForm
from delegation.imports import sheets
from delegation.models import Meeting
from delegation.pages import markings_shown, page
from positions import agendas, struck
from positions.actions import agenda_items
from positions.agendas import Review
from positions.forms.agendas import ChangedItemForm, ItemForm, PasteForm
from positions.models import AgendaItem
from positions.pages import agenda_review


@require_http_methods(["GET", "POST"])
def agenda_paste(request: HttpRequest, pk: Any) -> HttpResponse:
    """Ask for the text; show what would come of each line; write what of it is to be taken over."""
    meeting = _kept(request, pk)
    if "rows_signed" in request.POST:
        return _confirmed(request, meeting)
    review = Review(meeting)
    form = PasteForm(request.POST or None, sheet=review.sheet)
    if not form.is_valid():
        return _shown(request, meeting, status=422 if form.is_bound else 200, form=form)
    rows = sheets.examine(review.sheet, form.rows, by=request.user)
    try:
        review.require_sendable()
    except ValidationError as refused:
        form.add_error("agenda", refused)
        return _shown(request, meeting, status=422, form=form)
    signed = sheets.signed(review.sheet, rows, by=request.user)
    lines = agenda_review.lines(review, [(row, row.state) for row in rows])
    shown: dict[str, Any] = {"lines": lines, "struck": struck.found(review), "summed": agenda_review.summed(lines)}
    return _shown(request, meeting, rows_signed=signed, **shown)


def _confirmed(request: HttpRequest, meeting: Meeting) -> HttpResponse:
    review = Review(meeting, taken=frozenset(request.POST.getlist("take")))
    preview = PreviewForm(request.POST, sheet=review.sheet, by=request.user)
    if not preview.is_valid():
        form, refused = PasteForm(sheet=review.sheet), preview.errors["rows_signed"]
        return _shown(request, meeting, status=422, form=form, refusals=refused)
    lines = agenda_review.lines(review, sheets.confirm(review.sheet, preview.rows, by=request.user))
    off = struck.take_off(review, request.POST.getlist("strike"), by=request.user)
    agendas.put_in_order(review, preview.rows, by=request.user)
    said = agenda_review.told(lines, off)
    if any(line.row.problems or line.unknown for line in lines) or any(one.refused for one in off):
        return _shown(request, meeting, lines=lines, struck=off, said=said)
    messages.success(request, said)
    return redirect(f"{meeting.get_absolute_url()}#course")


def _shown(request: HttpRequest, meeting: Meeting, *, status: int = 200, **context: Any) -> HttpResponse:
    lines, gone = context.get("lines", []), [one.item for one in context.get("struck", [])]
    to_write = any(line.is_written for line in lines) or any(item.may_change for item in gone)
    shared = {"meeting": meeting, "to_write": to_write}
    shared["markings"] = markings_shown(meeting, agenda_review.named_in(lines), gone)
    return page(request, "positions/agenda_paste.html", shared | context, status=status)


@require_http_methods(["GET", "POST"])
def item_new(request: HttpRequest, pk: Any) -> HttpResponse:
    meeting = _kept(request, pk)
    back, form = f"{meeting.get_absolute_url()}#course", ItemForm(editing.sent(request))
    return editing.add_page(
        request,
        "positions/form.html",
        form=form,
        add=agenda_items.add,
        made=lambda _key: back,
        said=lambda _key: _("On the agenda: %s") % form.cleaned_data["title"],
        context={"title": _("An item for the agenda of %s") % meeting, "back": back},
        meeting=meeting,
    )


@require_http_methods(["GET", "POST"])
def item_edit(request: HttpRequest, pk: Any) -> HttpResponse:
    item = _changeable(request, pk)
    return editing.act_page(
        request,
        "positions/form.html",
        item,
        agenda_items.change,
        form=ChangedItemForm(editing.sent(request), initial=ChangedItemForm.initial_of(item)),
        done=lambda _outcome: item.get_absolute_url(),
        said=_("Saved: %s") % item,
        context={"title": _("Item %s") % item, "back": item.get_absolute_url()},
    )


@require_POST
def item_now(request: HttpRequest, pk: Any) -> HttpResponse:
    return _said(request, pk, agenda_items.take_up, _("Now: %s"))


@require_POST
def item_done(request: HttpRequest, pk: Any) -> HttpResponse:
    return _said(request, pk, agenda_items.close, _("Done: %s"))


@require_POST
def item_postpone(request: HttpRequest, pk: Any) -> HttpResponse:
    return _said(request, pk, agenda_items.postpone, _("Postponed: %s"))


@require_POST
def item_put_back(request: HttpRequest, pk: Any) -> HttpResponse:
    return _said(request, pk, agenda_items.put_back, _("Still to come: %s"))


@require_POST
def item_archive(request: HttpRequest, pk: Any) -> HttpResponse:
    item = _changeable(request, pk)
    back, said = f"{item.meeting.get_absolute_url()}#course", _("Taken off the agenda: %s") % item
    return editing.act(request, item, records.archive, back=back, form=OperationForm(request.POST), said=said)


def _said(request: HttpRequest, pk: Any, action: Callable[..., Any], said: str) -> HttpResponse:
    item = visible_item(request, pk)
    back, form = came_from(request, item), SeenForm(request.POST)
    return editing.act(request, item, action, back=back, form=form, said=said % item)


def came_from(request: HttpRequest, item: AgendaItem) -> str:
    """Where what was said of an item was said: in the room, or on the page of its meeting."""
    if request.POST.get("back") == "room":
        return f"{reverse('room-meeting', args=[item.meeting_id])}?item={item.pk}"
    return item.get_absolute_url()


def visible_item(request: HttpRequest, pk: Any) -> AgendaItem:
    items = AgendaItem.objects.visible_to(request.user).current().select_related("meeting__committee")
    return get_object_or_404(items, pk=pk)


def _changeable(request: HttpRequest, pk: Any) -> AgendaItem:
    item = visible_item(request, pk)
    refusals.require_change(item, request.user)
    return item


def _kept(request: HttpRequest, pk: Any) -> Meeting:
    meetings = Meeting.objects.visible_to(request.user).current().select_related("committee")
    meeting = get_object_or_404(meetings, pk=pk)
    refusals.require_change(meeting, request.user)
    return meeting
