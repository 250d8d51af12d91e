"""What staff keep of the papers; what is marked otherwise is listed, and kept on its own pages."""

from typing import Any

from django.contrib import admin

from delegation.admin.action_admin import ActionAdmin, ListedAdmin
from delegation.admin.archived import Archived
from delegation.admin.site import site
from delegation.versions import Outcome as Answer
from positions.actions import documents, outcomes, proposals, texts
from positions.models import (
    AgendaItem,
    Alternative,
    Basis,
    Clearance,
    ConflictingAnswer,
    Delivery,
    Document,
    GuidanceRequest,
    Instruction,
    Note,
    Outcome,
    Position,
    Proposal,
    Reserve,
    Stance,
    TalkingPoint,
    Text,
)


@admin.register(Document, site=site)
class DocumentAdmin(ActionAdmin):
    fields = ("symbol", "title", "sources", "received_on", "committees", "is_sample", "source", "confidence")
    autocomplete_fields = ("committees",)
    list_display = ("symbol", "doubt", "series", "title", "sources", "received_on")
    list_filter = ("series", "committees", Archived)
    search_fields = ("symbol", "title", "sources")

    def add_record(self, *, by: Any, operation: Any = None, **values: Any) -> Document:
        return documents.add(by=by, operation=operation, **values)

    def change_record(self, record: Document, *, seen: int, by: Any, operation: Any = None, **values: Any) -> Answer:
        return documents.change(record, seen=seen, by=by, operation=operation, **values)


@admin.register(Text, site=site)
class TextAdmin(ActionAdmin):
    fields = (
        *("name", "kind", "title", "committee", "issues", "cluster", "version_before", "symbol_in_progress"),
        *("final_number", "is_sample", "source", "confidence"),
    )
    autocomplete_fields = ("committee", "issues")
    list_display = ("name", "doubt", "kind", "title", "committee", "final_number")
    list_filter = ("kind", "committee", Archived)
    list_select_related = ("committee",)
    search_fields = ("name", "title", "symbol_in_progress", "final_number")

    def add_record(self, *, by: Any, operation: Any = None, **values: Any) -> Text:
        return texts.add(by=by, operation=operation, **values)

    def change_record(self, record: Text, *, seen: int, by: Any, operation: Any = None, **values: Any) -> Answer:
        return texts.change(record, seen=seen, by=by, operation=operation, **values)


@admin.register(Proposal, site=site)
class ProposalAdmin(ActionAdmin):
    fields = (
        *("number", "number_is_sample", "sponsors", "action", "text", "document", "title", "ask", "committee"),
        *("issue", "stage", "is_ours", "note", "source", "confidence"),
    )
    autocomplete_fields = ("text", "document", "committee", "issue")
    list_display = ("number", "doubt", "action", "title", "committee", "stage")
    list_filter = ("action", "stage", "committee", "is_ours", Archived)
    list_select_related = ("committee",)
    search_fields = ("number", "title", "sponsors")

    def add_record(self, *, by: Any, operation: Any = None, **values: Any) -> Proposal:
        # An empty document means: the one of the number.
        given = {name: value for name, value in values.items() if (name, value) != ("document", None)}
        return proposals.add(by=by, operation=operation, **given)

    def change_record(self, record: Proposal, *, seen: int, by: Any, operation: Any = None, **values: Any) -> Answer:
        return proposals.change(record, seen=seen, by=by, operation=operation, **values)

    def archive_record(self, record: Proposal, *, by: Any) -> Proposal:
        return proposals.archive(record, by=by)

    def restore_record(self, record: Proposal, *, by: Any) -> Proposal:
        return proposals.restore(record, by=by)


@admin.register(Outcome, site=site)
class OutcomeAdmin(ActionAdmin):
    fields = (
        *("proposal", "text", "issue", "result", "summary", "document", "meeting", "decided_on"),
        *("source", "confidence"),
    )
    autocomplete_fields = ("proposal", "text", "issue", "document", "meeting")
    list_display = ("result", "summary", "doubt", "decided_on")
    list_display_links = ("result", "summary")
    list_filter = ("result", Archived)
    ordering = ("-decided_on",)
    search_fields = ("summary",)

    def add_record(self, *, by: Any, operation: Any = None, **values: Any) -> Outcome:
        return outcomes.add(by=by, operation=operation, **values)

    def change_record(self, record: Outcome, *, seen: int, by: Any, operation: Any = None, **values: Any) -> Answer:
        return outcomes.change(record, seen=seen, by=by, operation=operation, **values)


@admin.register(AgendaItem, site=site)
class AgendaItemAdmin(ActionAdmin):
    fields = ("meeting", "place", "number", "title", "documents", "texts", "issues", "is_sample")
    autocomplete_fields = ("meeting", "documents", "texts", "issues")
    list_display = ("number", "title", "doubt", "place")
    list_display_links = ("number", "title")
    search_fields = ("title", "number")


@admin.register(
    *(Position, Alternative, Basis, TalkingPoint, Reserve, GuidanceRequest, ConflictingAnswer, Instruction),
    *(Clearance, Delivery, Note),
    Stance,
    site=site,
)
class PositionsAdmin(ListedAdmin):
    list_display = ("page", "marking")
    list_filter = ("marking", Archived)
    list_select_related = ("issue",)
