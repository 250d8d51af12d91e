"""Members in the administration: invited, changed, and their access ended. Nobody sets a password here."""

from typing import Any
from uuid import uuid5

from django.conf import settings
from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import models
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import URLPattern, path, reverse
from django.utils.translation import gettext_lazy as _

from delegation import history
from delegation.actions import grants, invitations, people
from delegation.admin.action_admin import ActionAdmin
from delegation.admin.site import site
from delegation.forms.records import OperationForm, ReasonForm
from delegation.forms.saves import add_errors, id_of_save, once
from delegation.mail import invitation_sent
from delegation.models import Delegate
from delegation.versions import Outcome, Saved


class Access(admin.SimpleListFilter):
    title = _("access")
    parameter_name = "access"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        return [("invited", _("Has not signed in yet")), ("ended", _("Ended")), ("all", _("All"))]

    def queryset(self, request: HttpRequest, queryset: models.QuerySet) -> models.QuerySet:
        match self.value():
            case "invited":
                return queryset.filter(is_active=True, last_login=None)
            case "ended":
                return queryset.filter(is_active=False)
            case "all":
                return queryset
        return queryset.filter(is_active=True)

    def choices(self, changelist: Any) -> Any:
        first, *others = super().choices(changelist)
        return [first | {"display": _("With access")}, *others]


@admin.register(Delegate, site=site)
class DelegateAdmin(ActionAdmin):
    fields = (
        *("name", "honorific", "email", "function", "covers", "agency", "affiliation", "clearance"),
        *(("arrives_on", "leaves_on"), "is_staff"),
    )
    actions = ()
    autocomplete_fields = ("agency",)
    change_form_template = "admin/member.html"
    list_display = ("name", "function", "agency", "clearance", "email", "last_login", "staff")
    list_filter = (Access, "function", "clearance", "affiliation", "is_staff")
    list_select_related = ("agency",)
    ordering = ("name",)
    search_fields = ("name", "email", "covers", "agency__name")

    @admin.display(description=_("staff"), ordering="is_staff", empty_value="")
    def staff(self, person: Delegate) -> Any:
        return _("yes") if person.is_staff else ""

    def add_record(self, *, by: Any, operation: Any = None, **values: Any) -> Delegate:
        return people.invite(by=by, operation=operation, **values)

    def made(self, key: str) -> Saved:
        person = Delegate.objects.get(pk=key)
        return Saved(person, proposed=tuple(person.grants.waiting()))

    def change_record(self, record: Delegate, *, seen: int, by: Any, operation: Any = None, **values: Any) -> Outcome:
        return people.change(record, seen=seen, by=by, operation=operation, **values)

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return super().has_change_permission(request, obj) and (obj is None or obj.is_active)

    def response_add(self, request: HttpRequest, obj: Delegate, post_url_continue: Any = None) -> HttpResponse:
        return self._invited(request, obj)

    def get_urls(self) -> list[URLPattern]:
        acts = {"invitation": self.invite, "end-access": self.end_access, "give-access-again": self.give_access_again}
        return [
            path(f"<uuid:key>/{name}/", self.admin_site.admin_view(view), name=f"delegation_delegate_{name}")
            for name, view in acts.items()
        ] + super().get_urls()

    def render_change_form(self, request: HttpRequest, context: dict, *args: Any, **kwargs: Any) -> HttpResponse:
        if person := context["original"]:
            context["held"] = people.held_by(person, request.user)
            context["waiting"] = person.grants.visible_to(request.user).waiting().select_related("proposed_by")
        return super().render_change_form(request, context, *args, **kwargs)

    def invite(self, request: HttpRequest, key: Any) -> HttpResponse:
        """A new link; for who is cleared above Delegation, the proposal of one."""
        person = self._member(request, key)
        if request.method != "POST":
            return self._back(person)
        try:
            if not person.is_cleared:
                return self._invited(request, person)
            grant = grants.propose_sign_in(person, by=request.user)
        except ValidationError as refused:
            self.message_user(request, " ".join(refused.messages), messages.ERROR)
        else:
            text = _("Waits until a head or deputy confirms it: %(act)s.") % {"act": grant}
            self.message_user(request, text, messages.WARNING)
        return self._back(person)

    def end_access(self, request: HttpRequest, key: Any) -> HttpResponse:
        person = self._member(request, key)
        form = ReasonForm(request.POST if request.method == "POST" else None)
        if form.is_valid():
            try:
                with history.through("administration"):
                    once(request, form, people.end_access, person)
            except ValidationError as refused:
                add_errors(form, refused)
            else:
                self.message_user(request, _("%(name)s has no access any more.") % {"name": person}, messages.SUCCESS)
                return self._back(person)
        context = {
            "title": _("End the access of %(name)s") % {"name": person},
            "opts": self.opts,
            "original": person,
            "form": form,
            "held": people.held_by(person, request.user),
        }
        status = 422 if form.is_bound else 200
        return render(request, "admin/end_access.html", self.admin_site.each_context(request) | context, status=status)

    def give_access_again(self, request: HttpRequest, key: Any) -> HttpResponse:
        person = self._member(request, key)
        if request.method == "POST":
            try:
                with history.through("administration"):
                    people.give_access_again(person, by=request.user)
            except PermissionDenied:
                self.message_user(request, _("Only a head or deputy gives access again."), messages.ERROR)
        return self._back(person)

    def _member(self, request: HttpRequest, key: Any) -> Delegate:
        person = self.get_object(request, str(key))
        if person is None:
            raise Http404
        return person

    def _invited(self, request: HttpRequest, person: Delegate) -> HttpResponse:
        """Sent by mail; where no mail is set up, shown, to be handed over."""
        try:
            token, is_new = self._invitation(request, person)
        except ValidationError as refused:
            self.message_user(request, " ".join(refused.messages), messages.ERROR)
            return self._back(person)
        link = request.build_absolute_uri(reverse("invitation", args=[token]))
        if is_new and invitation_sent(person, link):
            text = _("An invitation has been sent to %(email)s.") % {"email": person.email}
            self.message_user(request, text, messages.SUCCESS)
            return self._back(person)
        if settings.MAIL_IS_SET_UP and not is_new:
            told = _("This invitation has already been made. If it does not arrive, make another.")
            self.message_user(request, told, messages.WARNING)
            return self._back(person)
        context = {"title": _("Invitation for %(name)s") % {"name": person}, "opts": self.opts, "original": person}
        context |= {"link": link, "days": invitations.DAYS}
        return render(request, "admin/invitation.html", self.admin_site.each_context(request) | context)

    def _invitation(self, request: HttpRequest, person: Delegate) -> tuple[str, bool]:
        """Its token, and whether it was made just now: once for each time that a form was sent."""
        form = OperationForm(request.POST)
        form.is_valid()
        if sent_id := id_of_save(request, form):
            mine = uuid5(sent_id, f"invitation {person.pk}")  # the same form may have added the member
            return invitations.make_once(person, by=request.user, operation=mine)
        return invitations.make(person, by=request.user), True

    def _back(self, person: Delegate) -> HttpResponse:
        return redirect("admin:delegation_delegate_change", person.pk)
