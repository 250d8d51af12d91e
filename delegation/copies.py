"""Pages that may be read without network: what of them a member's own device keeps, for whom, and for how long.

A copy is the page composed once more, for a reader who meets only what may lie on a device (`access.on_device`).
Nothing is taken out of it afterwards, so nothing tells that something was left out.
"""

from collections.abc import Callable, Iterable
from functools import wraps
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.urls import NoReverseMatch, reverse
from django.utils import timezone
from django.utils.cache import patch_vary_headers
from django.utils.crypto import salted_hmac
from django.utils.formats import date_format
from django.utils.translation import gettext_lazy as _

from delegation import access, clock
from delegation.drafts import access_of

# Names of addresses, and how a device names the page where another is not kept.
PAGES = {"today": _("Today"), "room": _("The room"), "briefing": _("Briefing")}
HEADER = "Copy"
SALT = "delegation.copies"

View = Callable[..., HttpResponse]


def kept_on_devices(view: View) -> View:
    """A page that answers a copy of itself where the header `Copy` asks for one."""

    @wraps(view)
    def shown(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if HEADER in request.headers:
            member: Any = request.user
            request.user = access.on_device(member)
            response = view(request, *args, **kwargs)
            response["Copy-Of"] = seal_of(member)
            response["Copy-At"] = date_format(timezone.localtime(clock.now()), "H:i")
        else:
            response = view(request, *args, **kwargs)
        patch_vary_headers(response, [HEADER])
        return response

    return shown


def going_along(
    request: HttpRequest, response: HttpResponse, *, under: Iterable[str], others: Iterable[str]
) -> HttpResponse:
    """Says of a copy under which other addresses it stands, and which other copies go along with it."""
    if is_copy(request):
        response["Copy-As"], response["Copy-With"] = " ".join(under), " ".join(others)
    return response


def is_copy(request: HttpRequest) -> bool:
    """Whether what is composed will lie on a device."""
    return getattr(getattr(request, "user", None), "reads_on_device", False)


def seal_of(member: Any) -> str:
    """By this a device knows whose copies it has, and that how far his access goes was changed meanwhile."""
    return salted_hmac(SALT, access_of(member), algorithm="sha256").hexdigest()


def told_to(member: Any) -> dict[str, Any]:
    """What the member's device is to keep: these pages, under this seal, so many hours."""
    pages = [{"address": at, "name": str(name)} for address, name in PAGES.items() if (at := _at(address))]
    return {"member": str(member.pk), "seal": seal_of(member), "pages": pages, "hours": settings.COPIES_KEPT_HOURS}


def _at(address: str) -> str:
    try:
        return reverse(address)
    except NoReverseMatch:
        return ""
