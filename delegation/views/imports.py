"""Files of people, documents and meetings: looked at first, confirmed, and what was kept out handed back."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext_lazy
from django.views.decorators.http import require_http_methods

from delegation import access, refusals
from delegation.access import Marked
from delegation.forms.imports import FileForm, PreviewForm
from delegation.imports import sheets
from delegation.imports.people import PEOPLE
from delegation.imports.rows import Row, State
from delegation.imports.sheets import Column, Sheet
from delegation.imports.tables import NotATable
from delegation.imports.time_plan import TIME_PLAN
from delegation.pages import markings_shown, page

COUNTED = {
    State.NEW: ngettext_lazy("%d new row", "%d new rows"),
    State.CHANGED: ngettext_lazy("%d changed row", "%d changed rows"),
    State.SAME: ngettext_lazy("%d row that stays the same", "%d rows that stay the same"),
    State.ERROR: ngettext_lazy("%d row with an error", "%d rows with errors"),
}


@require_http_methods(["GET", "POST"])
def people(request: HttpRequest) -> HttpResponse:
    return answer(request, PEOPLE, _("Import people"), back=reverse("team"))


@require_http_methods(["GET", "POST"])
def time_plan(request: HttpRequest) -> HttpResponse:
    return answer(request, TIME_PLAN, _("Import a time plan"), back=reverse("time-plan"))


def answer(request: HttpRequest, sheet: Sheet, title: str, *, back: str) -> HttpResponse:
    """Ask for a file; show what would come of it; write it, or hand out the rows that were kept out.

    For whoever keeps such things: what one may type one may import. back: where they are listed.
    """
    refusals.require(access.may_keep, request.user)
    frame = {"sheet": sheet, "title": title, "back": back}
    if "rows_signed" in request.POST:
        return _answer_preview(request, sheet, frame)
    form = FileForm(request.POST or None, request.FILES or None, sheet=sheet)
    if not form.is_valid():
        return _page(request, frame, status=422 if form.is_bound else 200, form=form)
    rows = sheets.examine(sheet, form.rows, by=request.user)
    try:
        shown = _shown(request, sheet, [(row, row.state) for row in rows])
    except NotATable as too_much:
        form.add_error("file", str(too_much))
        return _page(request, frame, status=422, form=form)
    return _page(request, frame, **shown)


def _answer_preview(request: HttpRequest, sheet: Sheet, frame: dict[str, Any]) -> HttpResponse:
    form = PreviewForm(request.POST, sheet=sheet, by=request.user)
    if not form.is_valid():
        refused = FileForm(sheet=sheet)
        return _page(request, frame, status=422, form=refused, refusals=form.errors["rows_signed"])
    if "kept_out" in request.POST:
        response = HttpResponse(sheets.kept_out(sheet, form.rows), content_type="text/csv; charset=utf-8")
        response["Content-Disposition"] = f'attachment; filename="{sheet.name}-kept-out.csv"'
        return response
    done = sheets.confirm(sheet, form.rows, by=request.user)
    return _page(request, frame, is_done=True, **_shown(request, sheet, done))


def _shown(request: HttpRequest, sheet: Sheet, rows: list[tuple[Row, State]]) -> dict[str, Any]:
    filled = [column for column in sheet.columns if any(row.cells.get(column.name) for row, _state in rows)]
    counts = {state: sum(found == state for _row, found in rows) for state in State}
    named = [one for row, _state in rows for one in (row.existing or row.record, *row.named)]
    return {
        "markings": markings_shown([one for one in named if isinstance(one, Marked)]),
        "rows": [{"row": row, "state": state, "cells": _cells(filled, row)} for row, state in rows],
        "columns": filled,
        "counts": [COUNTED[state] % count for state, count in counts.items() if count],
        "to_write": counts[State.NEW] + counts[State.CHANGED],
        "kept_out": counts[State.ERROR],
        "rows_signed": sheets.signed(sheet, [row for row, _state in rows], by=request.user),
    }


def _cells(columns: list[Column], row: Row) -> list[tuple[Column, str]]:
    return [(column, row.cells.get(column.name, "")) for column in columns]


def _page(request: HttpRequest, frame: dict[str, Any], *, status: int = 200, **context: Any) -> HttpResponse:
    return page(request, "delegation/import_file.html", frame | context, status=status)
