"""The conference with its committees, meetings, States and groups; and our issues, as far as one sees them."""

from typing import Any

from django.contrib import admin
from django.http import HttpRequest

from delegation.actions import conference, meetings
from delegation.admin.action_admin import ActionAdmin, ListedAdmin
from delegation.admin.archived import Archived
from delegation.admin.site import site
from delegation.models import Committee, Conference, Issue, Meeting, MemberState, RegionalGroup
from delegation.versions import Outcome


@admin.register(Conference, site=site)
class ConferenceAdmin(ActionAdmin):
    """One row, made by loading a conference."""

    fields = (
        *("name", "short_name", "city", "starts_on", "ends_on", "zone", "capital_zone", "state"),
        *("lead_told_after", "deputy_told_after", "head_told_after"),
        *("deputy_told_unacknowledged_after", "head_told_unacknowledged_after"),
        *("capital_has_at_least", "clearing_hours"),
    )
    autocomplete_fields = ("state",)
    list_display = ("name", "city", "zone", "capital_zone")
    list_filter = ()
    actions = ()
    change_form_template = "admin/conference.html"

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def change_record(self, record: Conference, *, seen: int, by: Any, operation: Any = None, **values: Any) -> Outcome:
        return conference.change(record, seen=seen, by=by, operation=operation, **values)


@admin.register(Committee, site=site)
class CommitteeAdmin(ActionAdmin):
    fields = ("code", "name", "kind", "parent", "place", "chair", "remit", "source", "confidence")
    list_display = ("code", "name", "doubt", "kind", "parent", "chair")
    list_filter = ("kind", Archived)
    list_select_related = ("parent",)
    search_fields = ("code", "name")

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> tuple[str, ...]:
        return ("code",) if obj else ()


@admin.register(Meeting, site=site)
class MeetingAdmin(ActionAdmin):
    fields = (
        *("committee", "number", "title", ("starts_at", "ends_at"), "times_are_estimated", "room", "agenda_symbol"),
        *("is_webcast", "is_public", "is_sample", "source", "confidence"),
    )
    autocomplete_fields = ("committee",)
    date_hierarchy = "starts_at"
    list_display = ("__str__", "doubt", "starts_at", "ends_at", "room", "agenda_symbol")
    list_filter = ("committee", Archived)
    list_select_related = ("committee",)
    ordering = ("starts_at",)
    search_fields = ("committee__code", "committee__name", "number", "title", "room", "agenda_symbol")

    def add_record(self, *, by: Any, operation: Any = None, **values: Any) -> Meeting:
        return meetings.plan(by=by, operation=operation, **values)

    def change_record(self, record: Meeting, *, seen: int, by: Any, operation: Any = None, **values: Any) -> Outcome:
        return meetings.revise(record, seen=seen, by=by, operation=operation, **values)

    def archive_record(self, record: Meeting, *, by: Any) -> Meeting:
        return meetings.archive(record, by=by)

    def restore_record(self, record: Meeting, *, by: Any) -> Meeting:
        return meetings.restore(record, by=by)


@admin.register(MemberState, site=site)
class MemberStateAdmin(ActionAdmin):
    fields = ("symbol", "name", "name_then", "iso2", "region", "is_sample", "source", "confidence")
    list_display = ("symbol", "name", "name_then", "doubt", "region")
    list_filter = ("region", "is_sample", Archived)
    search_fields = ("symbol", "name", "name_then")

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> tuple[str, ...]:
        return ("symbol",) if obj else ()


@admin.register(RegionalGroup, site=site)
class RegionalGroupAdmin(ActionAdmin):
    fields = ("code", "abbreviation", "name", "seat", "members", "source", "confidence")
    autocomplete_fields = ("members",)
    list_display = ("code", "abbreviation", "name", "doubt")
    search_fields = ("code", "abbreviation", "name")

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> tuple[str, ...]:
        return ("code",) if obj else ()


@admin.register(Issue, site=site)
class IssueAdmin(ListedAdmin):
    list_display = ("page", "marking", "place")
    list_filter = ("marking", Archived)
    search_fields = ("name", "slug")
