"""What staff keep of the delegation and the conference."""

from typing import Any

from django.contrib import admin
from django.db import models, transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from delegation import access, clock, history
from delegation.action_admin import ActionAdmin, Archived, ListedAdmin
from delegation.actions import conference, grants, meetings, people, records
from delegation.administration import site
from delegation.member_admin import DelegateAdmin
from delegation.models import (
    Agency,
    Assignment,
    Committee,
    Conference,
    Delegate,
    Grant,
    Issue,
    Meeting,
    Membership,
    MemberState,
    RegionalGroup,
)
from delegation.versions import Outcome, Saved

PLACE = ("starts_at", "ends_at", "room")

site.register(Delegate, DelegateAdmin)


@admin.register(Agency, site=site)
class AgencyAdmin(ActionAdmin):
    fields = ("name", "abbreviation")
    list_display = ("name", "abbreviation")
    search_fields = ("name", "abbreviation")


@admin.register(Committee, site=site)
class CommitteeAdmin(ActionAdmin):
    fields = ("code", "name", "kind", "parent", "place", "chair", "remit", "source", "confidence")
    list_display = ("code", "name", "kind", "parent", "chair")
    list_filter = ("kind", Archived)
    list_select_related = ("parent",)
    search_fields = ("code", "name")

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> tuple[str, ...]:
        return ("code",) if obj else ()


@admin.register(Membership, site=site)
class MembershipAdmin(ActionAdmin):
    fields = ("delegate", "committee", "role", "starts_on", "ends_on")
    autocomplete_fields = ("delegate", "committee")
    list_display = ("delegate", "committee", "role", "starts_on", "ends_on")
    list_filter = ("role", Archived)
    list_select_related = ("delegate", "committee")
    search_fields = ("delegate__name", "committee__code", "committee__name")


@admin.register(MemberState, site=site)
class MemberStateAdmin(ActionAdmin):
    fields = ("symbol", "name", "name_then", "iso2", "region", "is_sample", "source", "confidence")
    list_display = ("symbol", "name", "name_then", "region")
    list_filter = ("region", "is_sample", Archived)
    search_fields = ("symbol", "name", "name_then")

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> tuple[str, ...]:
        return ("symbol",) if obj else ()


@admin.register(RegionalGroup, site=site)
class RegionalGroupAdmin(ActionAdmin):
    fields = ("code", "abbreviation", "name", "seat", "members", "source", "confidence")
    autocomplete_fields = ("members",)
    list_display = ("code", "abbreviation", "name")
    search_fields = ("code", "abbreviation", "name")

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> tuple[str, ...]:
        return ("code",) if obj else ()


@admin.register(Conference, site=site)
class ConferenceAdmin(ActionAdmin):
    """One row, made by loading a conference."""

    fields = ("name", "short_name", "city", "starts_on", "ends_on", "zone", "capital_zone", "state")
    autocomplete_fields = ("state",)
    list_display = ("name", "city", "zone", "capital_zone")
    list_filter = ()
    actions = ()
    change_form_template = "admin/conference.html"

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def change_record(self, record: Conference, *, seen: int, by: Any, operation: Any = None, **values: Any) -> Outcome:
        return conference.change(record, seen=seen, by=by, operation=operation, **values)


@admin.register(Meeting, site=site)
class MeetingAdmin(ActionAdmin):
    fields = (
        *("committee", "number", "title", ("starts_at", "ends_at"), "times_are_estimated", "room", "agenda_symbol"),
        *("is_webcast", "is_public", "is_sample", "source", "confidence"),
    )
    autocomplete_fields = ("committee",)
    date_hierarchy = "starts_at"
    list_display = ("__str__", "starts_at", "ends_at", "room", "agenda_symbol")
    list_filter = ("committee", Archived)
    list_select_related = ("committee",)
    ordering = ("starts_at",)
    search_fields = ("committee__code", "committee__name", "number", "title", "room", "agenda_symbol")

    def add_record(self, *, by: Any, operation: Any = None, **values: Any) -> Meeting:
        return meetings.plan(by=by, operation=operation, **values)

    def change_record(self, record: Meeting, *, seen: int, by: Any, operation: Any = None, **values: Any) -> Outcome:
        """Another time or room of a meeting to come is a move: those on duty are told and asked anew."""
        given = {"seen": seen, "by": by, "operation": operation}
        with transaction.atomic():
            now = records.locked(record)
            is_stale = now.changed_since(seen) & {history.column(now, name) for name in values}
            if is_stale or now.starts_at <= clock.now() or not values.keys() & set(PLACE):
                return meetings.revise(now, **values, **given)
            place = {name: values.pop(name, getattr(now, name)) for name in PLACE}
            moved = meetings.move(now, **place, **given)
            rest = meetings.revise(now, **values, **given)
        return Saved(rest.record, (*getattr(moved, "changed", ()), *getattr(rest, "changed", ())))


@admin.register(Assignment, site=site)
class AssignmentAdmin(ActionAdmin):
    """To give an issue to somebody is proposed here, and waits; to take it away is at once."""

    fields = ("issue", "delegate", "role", "starts_on", "ends_on")
    autocomplete_fields = ("issue", "delegate")
    actions = ("end_chosen",)
    list_display = ("issue", "delegate", "role", "starts_on", "ends_on", "marking")
    list_display_links = None
    list_filter = ("role", Archived)
    list_select_related = ("issue", "delegate")
    search_fields = ("delegate__name", "issue__name")

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return obj is None and access.may_keep(request.user)

    def add_record(self, *, by: Any, operation: Any = None, **values: Any) -> Grant:
        person, issue = values.pop("delegate"), values.pop("issue")
        return grants.propose_assignment(issue, person, by=by, **values)

    def made(self, key: str) -> Saved:
        grant = Grant.objects.get(pk=key)
        return Saved(grant, proposed=(grant,))

    def response_add(self, request: HttpRequest, obj: Any, post_url_continue: Any = None) -> HttpResponse:
        return redirect("admin:delegation_assignment_changelist")

    @admin.action(description=_("End: take the issue away"), permissions=["change"])
    def end_chosen(self, request: HttpRequest, queryset: models.QuerySet) -> None:
        self.act_on_chosen(request, queryset, people.end_assignment)


@admin.register(Issue, site=site)
class IssueAdmin(ListedAdmin):
    list_display = ("page", "marking", "place")
    list_filter = ("marking", Archived)
    search_fields = ("name", "slug")


@admin.register(Grant, site=site)
class GrantAdmin(ListedAdmin):
    """Answered by heads and deputies on their own page."""

    list_display = ("in_words", "kind", "proposed_by", "proposed_at", "answer")
    list_filter = ("kind",)
    list_select_related = ("proposed_by", "confirmed_by", "refused_by")
    ordering = ("-proposed_at",)

    @admin.display(description=_("answer"))
    def answer(self, grant: Grant) -> str:
        if grant.confirmed_by:
            return gettext("confirmed by %(name)s") % {"name": grant.confirmed_by}
        return gettext("refused by %(name)s") % {"name": grant.refused_by} if grant.refused_by else gettext("waits")

    def history_view(self, request: HttpRequest, object_id: str, extra_context: Any = None) -> HttpResponse:
        return self.change_view(request, object_id)
