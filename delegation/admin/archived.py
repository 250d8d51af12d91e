"""The filter of every list in the administration by what is archived."""

from typing import Any

from django.contrib import admin
from django.db import models
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _


class Archived(admin.SimpleListFilter):
    """In use, archived, or both; in use unless asked."""

    title = _("state")
    parameter_name = "state"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        return [("archived", _("Archived")), ("all", _("All"))]

    def queryset(self, request: HttpRequest, queryset: models.QuerySet) -> models.QuerySet:
        match self.value():
            case "archived":
                return queryset.filter(archived_at__isnull=False)
            case "all":
                return queryset
        return queryset.filter(archived_at=None)

    def choices(self, changelist: Any) -> Any:
        first, *others = super().choices(changelist)
        return [first | {"display": _("In use")}, *others]
