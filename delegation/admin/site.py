"""The administration as a whole: who gets in, in which order it lists, and what of Django's is left out."""

from functools import wraps
from typing import Any

from allauth.account.decorators import secure_admin_login
from django.contrib import admin
from django.http import Http404, HttpRequest
from django.shortcuts import redirect
from django.urls import URLPattern, URLResolver, reverse
from django.utils.translation import gettext_lazy as _

from delegation.models import Grant

GROUPS = {
    _("People"): ("Delegate", "Membership", "Assignment", "Agency", "Grant"),
    _("Conference"): ("Conference", "Committee", "Meeting", "AgendaItem", "MemberState", "RegionalGroup"),
    _("Papers"): ("Document", "Text", "Proposal", "Outcome"),
    _("Kept on their own pages"): (
        *("Issue", "Position", "Alternative", "Basis", "TalkingPoint", "Reserve", "GuidanceRequest"),
        *("Instruction", "Clearance", "Delivery", "Note", "Stance"),
    ),
}


class Administration(admin.AdminSite):
    """For staff, with what they keep. Those of other packages are not part of it: nobody sets a password here."""

    site_header = site_title = _("Administration")
    index_title = _("Administration")
    enable_nav_sidebar = False
    final_catch_all_view = False  # other pages live below the same address

    def get_app_list(self, request: HttpRequest, app_label: str | None = None) -> list[dict[str, Any]]:
        found = {
            model["object_name"]: model for app in super().get_app_list(request, app_label) for model in app["models"]
        }
        index = reverse("admin:index", current_app=self.name)
        groups = [
            {"name": name, "app_label": "placard", "app_url": index, "models": [found[n] for n in names if n in found]}
            for name, names in GROUPS.items()
        ]
        return [group for group in groups if group["models"]]

    def index(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> Any:
        waiting = Grant.objects.visible_to(request.user).waiting().select_related("proposed_by")
        return super().index(request, {"waiting": waiting} | (extra_context or {}))

    def get_urls(self) -> list[URLPattern | URLResolver]:
        """Without the way from a key to a page, which would tell whether a hidden record exists."""
        return [url for url in super().get_urls() if getattr(url, "name", "") != "view_on_site"]

    def admin_view(self, view: Any, cacheable: bool = False) -> Any:
        inner = super().admin_view(view, cacheable)

        @wraps(inner)
        def checked(request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
            """What the database cannot keep is no key, and nothing to filter by."""
            chosen = request.POST.getlist("_selected_action")
            asked = [word for _name, words in request.GET.lists() for word in words]
            if any("\0" in word for word in (request.path, *asked, *chosen)):
                raise Http404
            return inner(request, *args, **kwargs)

        return checked

    def password_change(self, request: HttpRequest, extra_context: Any = None) -> Any:
        return redirect("account_change_password")

    def password_change_done(self, request: HttpRequest, extra_context: Any = None) -> Any:
        return redirect("my-account")


site = Administration(name="admin")
site.login = secure_admin_login(site.login)  # type: ignore[method-assign]
