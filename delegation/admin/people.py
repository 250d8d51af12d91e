"""Agencies, parts in committees, who holds which issue, and the acts that take two."""

from typing import Any

from django.contrib import admin
from django.db import models
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from delegation import access
from delegation.actions import grants, people
from delegation.admin.action_admin import ActionAdmin, ListedAdmin
from delegation.admin.archived import Archived
from delegation.admin.site import site
from delegation.models import Agency, Assignment, Grant, Membership
from delegation.versions import Saved


@admin.register(Agency, site=site)
class AgencyAdmin(ActionAdmin):
    fields = ("name", "abbreviation")
    list_display = ("name", "abbreviation")
    search_fields = ("name", "abbreviation")


@admin.register(Membership, site=site)
class MembershipAdmin(ActionAdmin):
    fields = ("delegate", "committee", "role", "starts_on", "ends_on")
    autocomplete_fields = ("delegate", "committee")
    list_display = ("delegate", "committee", "role", "starts_on", "ends_on")
    list_filter = ("role", Archived)
    list_select_related = ("delegate", "committee")
    search_fields = ("delegate__name", "committee__code", "committee__name")


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
        return grants.propose_assignment(issue, person, by=by, operation=operation, **values)

    def made(self, key: str) -> Saved:
        grant = Grant.objects.get(pk=key)
        return Saved(grant, proposed=(grant,))

    def response_add(self, request: HttpRequest, obj: Any, post_url_continue: Any = None) -> HttpResponse:
        return redirect("admin:delegation_assignment_changelist")

    @admin.action(description=_("End: take the issue away"), permissions=["change"])
    def end_chosen(self, request: HttpRequest, queryset: models.QuerySet) -> None:
        self.act_on_chosen(request, queryset, people.end_assignment)


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
