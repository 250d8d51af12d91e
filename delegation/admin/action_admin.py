"""The base of every page of the administration: what is kept there goes through the actions, like everything else."""

from typing import Any

from django.contrib import admin, messages
from django.contrib.admin.helpers import ACTION_CHECKBOX_NAME
from django.contrib.admin.widgets import RelatedFieldWidgetWrapper
from django.core.exceptions import PermissionDenied
from django.db import models
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from delegation import history
from delegation.access import Marked
from delegation.actions import records
from delegation.actions.bulk import each_unchanged
from delegation.admin.archived import Archived
from delegation.admin.chosen import Chosen, ChosenMany, is_key
from delegation.confidence import Sourced
from delegation.forms.administration import ActionForm
from delegation.forms.moments import DayInput, MomentField, MomentInput
from delegation.forms.saves import add_once, once
from delegation.versions import Outcome, Saved, read_version

# How the filters of a list and the bar of its days ask, in the last word of a lookup.
LOOKUPS = ("", "exact", "isnull", "year", "month", "day")


class ActionAdmin(admin.ModelAdmin):
    """Shows through `visible_to`, changes through actions, carries versions, deletes nothing, logs nothing of its own.

    A subclass names `fields`; it overrides add_record, change_record, archive_record and restore_record where its
    noun has actions of its own.
    """

    form = ActionForm
    # The browser's own pickers: Django's offer the "today" of the machine, not that of the conference.
    formfield_overrides = {
        models.DateField: {"widget": DayInput},
        models.DateTimeField: {
            "form_class": MomentField,
            "widget": MomentInput,
        },
    }
    actions: tuple[str, ...] = ("archive_chosen", "restore_chosen")
    list_filter: tuple[Any, ...] = (Archived,)
    list_per_page = 50
    list_max_show_all = 50
    show_full_result_count = False
    view_on_site = False

    # What the noun's actions are called with

    def add_record(self, *, by: Any, operation: Any = None, **values: Any) -> Any:
        many = {field.name for field in self.opts.many_to_many}
        related = {name: values.pop(name) for name in many & set(values)}
        return records.add(self.model(**values), by=by, operation=operation, **related)

    def change_record(self, record: Any, *, seen: int, by: Any, operation: Any = None, **values: Any) -> Outcome:
        return records.change(record, seen=seen, by=by, operation=operation, **values)

    def archive_record(self, record: Any, *, by: Any) -> Any:
        return records.archive(record, by=by)

    def restore_record(self, record: Any, *, by: Any) -> Any:
        return records.restore(record, by=by)

    def made(self, key: str) -> Saved:
        """What came of add_record, by the key of its answer."""
        return Saved(self.model._base_manager.get(pk=key))

    # Who may do what: staff is not clearance, and a marked row has its own rule

    def has_module_permission(self, request: HttpRequest) -> bool:
        return self.admin_site.has_permission(request)

    def has_view_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return self.admin_site.has_permission(request)

    def has_add_permission(self, request: HttpRequest) -> bool:
        return self.admin_site.has_permission(request)

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        if not self.admin_site.has_permission(request) or getattr(obj, "archived_at", None):
            return False
        return obj is None or not isinstance(obj, Marked) or obj.is_changeable_by(request.user)

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    # What is shown

    def get_queryset(self, request: HttpRequest) -> models.QuerySet:
        return seen_by(request, self.model).order_by(*self.get_ordering(request) or self.opts.ordering)

    def lookup_allowed(self, lookup: str, value: str, request: HttpRequest | None = None) -> bool:
        """Only what the filters offer: a lookup in the address must not sound out what is not shown."""
        offered = {getattr(named, "parameter_name", named) for named in self.list_filter} | {self.date_hierarchy}
        name, _apart, how = lookup.partition("__")
        is_offered = name in offered and how.rpartition("__")[2] in LOOKUPS
        return is_offered and not (value.isdigit() and len(value) > 9)  # no year, no key

    def get_changeform_initial_data(self, request: HttpRequest) -> dict[str, Any]:
        """Nothing from the address: a new record is what is typed."""
        return {}

    def formfield_for_dbfield(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        field = super().formfield_for_dbfield(db_field, request, **kwargs)
        if field and isinstance(field.widget, RelatedFieldWidgetWrapper):
            field.widget = field.widget.widget  # no windows that pop up to add something else on the way
        return field

    def formfield_for_foreignkey(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        kwargs["queryset"] = seen_by(request, db_field.remote_field.model)
        if db_field.name in self.get_autocomplete_fields(request):
            kwargs["widget"] = Chosen(db_field, self.admin_site)
        return super().formfield_for_foreignkey(db_field, request, **kwargs)

    def formfield_for_manytomany(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        kwargs["queryset"] = seen_by(request, db_field.remote_field.model)
        if db_field.name in self.get_autocomplete_fields(request):
            kwargs["widget"] = ChosenMany(db_field, self.admin_site)
        return super().formfield_for_manytomany(db_field, request, **kwargs)

    def get_fieldsets(self, request: HttpRequest, obj: Any = None) -> Any:
        fieldsets = list(super().get_fieldsets(request, obj))
        if self.has_change_permission(request, obj) if obj else self.has_add_permission(request):
            carried = tuple(name for name in ActionForm.CARRIED if obj or name != "seen")
            fieldsets.append((None, {"fields": carried}))
        return fieldsets

    def _get_obj_does_not_exist_redirect(self, request: HttpRequest, opts: Any, object_id: str) -> HttpResponse:
        raise Http404  # hidden equals absent

    # What is done

    def get_form(self, request: HttpRequest, obj: Any = None, change: bool = False, **kwargs: Any) -> Any:
        form: Any = super().get_form(request, obj, change=change, **kwargs)
        form.reader = request.user
        form.act = staticmethod(lambda sent: self._act(request, sent, obj))
        return form

    def _act(self, request: HttpRequest, form: ActionForm, record: Any) -> Outcome:
        with history.through("administration"):
            if record is not None:
                return once(request, form, self.change_record, record)
            outcome = self.made(add_once(request, form, self.add_record))
        if isinstance(outcome.record, Marked) and not outcome.record.is_visible_to(request.user):
            raise Http404  # the same form again, and what it once made has been hidden since
        return outcome

    def save_form(self, request: HttpRequest, form: Any, change: bool) -> Any:
        return form.outcome.record

    def save_model(self, request: HttpRequest, obj: Any, form: Any, change: bool) -> None:
        """The action has saved it."""

    def save_related(self, request: HttpRequest, form: Any, formsets: Any, change: bool) -> None:
        for grant in form.outcome.proposed:
            text = _("Waits until a head or deputy confirms it: %(act)s.") % {"act": grant}
            self.message_user(request, text, messages.WARNING)

    def construct_change_message(self, request: HttpRequest, form: Any, formsets: Any, add: bool = False) -> list:
        return []

    def log_addition(self, request: HttpRequest, obj: Any, message: Any) -> Any:
        """The history is written by the database, and read within the reader's rights."""

    def log_change(self, request: HttpRequest, obj: Any, message: Any) -> Any:
        """As above."""

    def render_change_form(self, request: HttpRequest, context: dict, *args: Any, **kwargs: Any) -> HttpResponse:
        response = super().render_change_form(request, context, *args, **kwargs)
        form = context["adminform"].form
        if form.is_bound and form.errors:
            response.status_code = 409 if form.is_stale else 422
        return response

    def history_view(self, request: HttpRequest, object_id: str, extra_context: Any = None) -> HttpResponse:
        record = self.get_object(request, object_id)
        if record is None:
            raise Http404
        if not self.has_view_permission(request, record):
            raise PermissionDenied
        context = self.admin_site.each_context(request) | {
            "title": _("History of %(record)s") % {"record": record},
            "opts": self.opts,
            "original": record,
            "entries": history.entries(record, request.user, limit=100),
        }
        return render(request, "admin/object_history.html", context)

    @admin.display(description=_("doubt"), empty_value="")
    def doubt(self, record: Any) -> str:
        """What stands beside its name wherever it is shown."""
        return record.doubt

    # Many rows at once

    def response_action(self, request: HttpRequest, queryset: models.QuerySet, *args: Any, **kwargs: Any) -> Any:
        if not all(is_key(self.opts.pk, chosen) for chosen in request.POST.getlist(ACTION_CHECKBOX_NAME)):
            raise Http404
        return super().response_action(request, queryset, *args, **kwargs)

    @admin.display(description=mark_safe('<input type="checkbox" id="action-toggle">'))
    def action_checkbox(self, obj: Any) -> SafeString:
        box = super().action_checkbox(obj)
        return format_html('{}<input type="hidden" name="seen-{}" value="{}">', box, obj.pk, obj.version)

    @admin.action(description=_("Archive: take out of use"), permissions=["change"])
    def archive_chosen(self, request: HttpRequest, queryset: models.QuerySet) -> None:
        self.act_on_chosen(request, queryset, self.archive_record)

    @admin.action(description=_("Restore: bring back into use"), permissions=["change"])
    def restore_chosen(self, request: HttpRequest, queryset: models.QuerySet) -> None:
        self.act_on_chosen(request, queryset, self.restore_record)

    def act_on_chosen(self, request: HttpRequest, queryset: models.QuerySet, act: Any) -> None:
        """Only on rows that stand as the list showed them; says which others were left, and why."""
        numbers = {name[5:]: read_version(value) for name, value in request.POST.items() if name.startswith("seen-")}
        seen = {key: number for key, number in numbers.items() if number}
        with history.through("administration"):
            outcome = each_unchanged(queryset, act, seen=seen, by=request.user)
        if outcome.done:
            text = ngettext("Done: %(count)d row.", "Done: %(count)d rows.", len(outcome.done))
            self.message_user(request, text % {"count": len(outcome.done)}, messages.SUCCESS)
        if outcome.left:
            rows = "; ".join(f"{row} ({why})" for row, why in outcome.left)
            text = _("Left as they are: %(rows)s. Look at them again, then decide.") % {"rows": rows}
            self.message_user(request, text, messages.WARNING)


class ListedAdmin(ActionAdmin):
    """Marked records that are kept on their own pages: listed here as far as the reader sees them, and no more."""

    actions = ()
    list_display_links = None

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def change_view(self, request: HttpRequest, object_id: str, *args: Any, **kwargs: Any) -> HttpResponse:
        record = self.get_object(request, object_id)
        if record is None:
            raise Http404
        return redirect(record.get_absolute_url())

    @admin.display(description=_("page"))
    def page(self, record: Any) -> str:
        name = record.named if isinstance(record, Sourced) else str(record)
        return format_html('<a href="{}">{}</a>', record.get_absolute_url(), name[:120])


def seen_by(request: HttpRequest, model: type[models.Model]) -> models.QuerySet:
    """The rows of any model that the reader may see."""
    if issubclass(model, Marked):
        return model.objects.visible_to(request.user)
    return model._default_manager.get_queryset()
