"""Answer a request with a whole page, or with parts of it; what a field that is edited in place shows."""

import re
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from hashlib import sha256
from secrets import token_hex
from typing import Any

from django.forms import Form
from django.http import HttpRequest, HttpResponse
from django.middleware.csrf import get_token
from django.shortcuts import render
from django.template.loader import render_to_string
from django.utils import formats, timezone
from django.utils.cache import patch_vary_headers
from django.utils.safestring import SafeString
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from delegation import copies, drafts, history
from delegation.access import Marking
from delegation.fragments import fragment
from delegation.live import topic

# Stands for the session's token in what is rendered once for all; drawn anew in each process, so nobody can write it.
TOKEN = token_hex(32).encode()
STRIPS = "parts/markings.html#both"  # what a page says of its markings must follow its parts
# What stands on a page that is one part, with the rail beside it.
MAIN = re.compile(rb'<main id="main".*</main>|<aside class="context".*</aside>|<div id="markings.*?</div>', re.DOTALL)
# Another in each answer, and nothing that a reader sees: the session's token, and when a page was composed.
UNSEEN = re.compile(rb'name="(csrfmiddlewaretoken|until)" value="[^"]*"')


def page(
    request: HttpRequest, template: str, context: dict, *, parts: tuple[str, ...] = (), status: int = 200
) -> HttpResponse:
    """Render `template` whole for a visit, or alone the parts that are asked for.

    parts: partials of `template` that may be asked for alone. A partial is named after the id of the element it
    fills: the header HX-Target names the one that an htmx swap aims at, the header Parts those that an open page
    makes true again, which are answered 304 where they are as its ETag says. Any other name gets the whole page.
    """
    if copies.is_copy(request):
        return HttpResponse(_copy(request, template, context), status=status)
    target, stale = aimed_at(request), request.headers.get("Parts", "").split()
    alone = [target] if target in parts else [name for name in stale if set(stale) <= set(parts)]
    if alone:
        names = [*dict.fromkeys(f"{template}#{name}" for name in alone), *([STRIPS] if stale else [])]
        rendered = [render_to_string(name, context, request) for name in names]
        response = HttpResponse("\n".join(rendered), status=status)
    else:
        response = render(request, template, context, status=status)
    patch_vary_headers(response, ["HX-Request", "HX-Target", "Parts"])
    if stale and (alone or stale == ["main"]):
        response["ETag"] = _seal(response.content if alone else b"".join(MAIN.findall(response.content)))
        if request.headers.get("If-None-Match") == response["ETag"]:
            response.status_code, response.content = 304, b""
    if TOKEN in response.content:
        response.content = response.content.replace(TOKEN, get_token(request).encode())
    return response


def _copy(request: HttpRequest, template: str, context: dict) -> str:
    """The whole page, with nothing of the session in it, nor what was to be said once."""
    token = TOKEN.decode()
    shown = render_to_string(template, context | {"csrf_token": token, "messages": []}, request)
    return shown.replace(f'<input type="hidden" name="csrfmiddlewaretoken" value="{token}">', "")


def _seal(content: bytes) -> str:
    """Of what a reader sees."""
    return f'"{sha256(UNSEEN.sub(b"", content)).hexdigest()}"'


def aimed_at(request: HttpRequest) -> str:
    """The id of the element that an htmx request will fill; "" for a visit."""
    htmx = request.htmx  # type: ignore[attr-defined]
    if not htmx or htmx.history_restore_request:
        return ""
    return (htmx.target or "").rpartition("#")[2]


def stands_alone(request: HttpRequest) -> bool:
    """Whether what htmx asks from is the page of an editor by itself, without the other parts of its record."""
    htmx = request.htmx  # type: ignore[attr-defined]
    return bool(htmx) and htmx.current_url_abs_path == request.path


@dataclass(frozen=True)
class Act:
    """A button beside a field: posts to `url`. `label` says the whole to who does not see where it stands.

    hook: "up", "down" or "handle", where a script puts rows in order by it. seen: the version of the record, where the
    act compares with it.
    """

    url: str
    word: str
    label: str
    hook: str = ""
    seen: int = 0


class Editor:
    """What the scripts are told of a form in place: which words of which record it holds.

    saves_itself: whether they are saved while one writes. draft: the name under which what is not saved yet is kept on
    the device; "" where it must not be.
    """

    def __init__(self, record: Any, form: Form, saves_itself: bool = False) -> None:
        self.record = topic(record)
        self.name = form.visible_fields()[0].name
        self.saves_itself = saves_itself
        self.draft = drafts.name_of(record, self.name)


@dataclass(frozen=True)
class Merged:
    """Whose words a save was put together with, in a sentence; and for who may undo it, what stood before."""

    sentence: str
    undo_url: str = ""
    seen: int = 0
    version: int = 0


@dataclass(frozen=True)
class Field:
    """One field that is edited in place, as templates/parts/field.html wants it."""

    id: str
    label: str
    edit_url: str
    record: str = ""  # the topic of the record and the first of the columns that are edited here: by these it is told
    name: str = ""  # who else has it open
    can_edit: bool = False
    text: str = ""
    html: str = ""
    saved: str = ""
    merged: Merged | None = None
    empty: str = ""
    marking: str = ""
    level: str = ""
    act: str = ""  # what the button of the editor says, where it is not "Save"
    history_url: str = ""
    marking_url: str = ""
    draft: str = ""
    acts: tuple[Act, ...] = ()
    template: str = "parts/field.html"

    @property
    def seal(self) -> str:
        """Tells its words from others, for who has it open while somebody changes them."""
        return sha256(f"{self.text}\0{self.html}".encode()).hexdigest()[:12]

    @property
    def page_url(self) -> str:
        return f"{self.edit_url}?shown"

    @property
    def shown(self) -> SafeString:
        """As it stands: rendered once, until something in it changes. Shown by `page`, which puts in the token."""
        return fragment(self.template, field=self, form=None, conflict=None, csrf_token=TOKEN.decode())


def merged_sentence(stamp: history.Stamp, name: str) -> str:
    """ "Put together with what Jon Asker had written." """
    writer = stamp.merged[name]
    if writer is None:
        return _("Put together with what stood there.")
    if writer == stamp.by:
        return _("Put together with what was written in another window.")
    return _("Put together with what %(name)s had written.") % {"name": writer.name}


def saved_sentence(stamp: history.Stamp | None) -> str:
    """ "Saved 28 Oct 09:12 by Idris Penn", in conference time."""
    if stamp is None:
        return ""
    at = timezone.localtime(stamp.at).replace(tzinfo=None)  # moments that differ by their zone alone are equal
    return _saved_sentence(at, stamp.by.name if stamp.by else "", get_language())


@lru_cache(maxsize=5000)
def _saved_sentence(at: datetime, name: str, language: str | None) -> str:
    told = {"at": formats.date_format(at, "j M H:i"), "name": name}
    return (_("Saved %(at)s by %(name)s") if name else _("Saved %(at)s")) % told


def markings_shown(*shown: Any) -> list[str]:
    """Every marking among what a page shows (records, lists of records, markings), each once, in order."""
    found = set()
    for thing in shown:
        things = thing if isinstance(thing, list | tuple) else [thing]
        found |= {one if isinstance(one, str) else one.marking for one in things if one}
    return [marking for marking in Marking.values if marking in found]
