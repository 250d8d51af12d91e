"""Ad hoc and drafting groups: formed under their committee, with a first meeting where it is known, and ended."""

from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.html import format_html
from django.utils.text import slugify
from django.utils.translation import gettext as _

from delegation import clock, history
from delegation.actions import meetings, records
from delegation.live import announce
from delegation.models import Committee
from delegation.versions import Saved

FIRST_MEETING = timedelta(hours=1)
PREFIXES = {Committee.Kind.AD_HOC: "AH", Committee.Kind.DRAFTING: "DG", Committee.Kind.INFORMAL: "IG"}


def form(
    *,
    parent: Committee,
    kind: str,
    name: str,
    by: Any,
    chair: str = "",
    remit: str = "",
    works_on: str = "",
    starts_at: datetime | None = None,
    ends_at: datetime | None = None,
    room: str = "",
    operation: UUID | None = None,
) -> Committee:
    """Form a group under `parent`; with `starts_at`, its first meeting too, of an hour unless told.

    chair: who convenes it. remit: its mandate. works_on: the text in its hands. Raises PermissionDenied, and
    ValidationError, also where `parent` has a group of that name that works.
    """
    with transaction.atomic(), history.recorded(by, operation=operation):
        records.require(parent, by)
        parent = records.locked(parent)  # who forms the same one at this moment waits here
        if parent.archived_at or parent.ended_at:
            raise ValidationError({"parent": _("%(name)s has ended.") % {"name": parent}})
        _require_new(parent, name)
        group = Committee(
            code=_code(kind, works_on or name),
            name=" ".join(name.split()),
            kind=kind,
            parent=parent,
            place=parent.place,
            chair=chair,
            remit=remit,
            works_on=works_on,
        )
        records.add(group, by=by, operation=operation)
        if starts_at:
            until = ends_at or starts_at + FIRST_MEETING
            meetings.plan(committee=group, starts_at=starts_at, ends_at=until, room=room, by=by, operation=operation)
    return group


def end(group: Committee, *, output: str, by: Any, operation: UUID | None = None) -> Saved:
    """Say that a group is done, and what came out of it: DT/24, or no agreement. Twice is once.

    Raises PermissionDenied, ValidationError.
    """
    with transaction.atomic(), history.recorded(by, operation=operation):
        now = records.locked(group)
        records.require(now, by)
        if now.ended_at:
            return Saved(now)
        if not now.is_group:
            raise ValidationError(_("Only an ad hoc, drafting or informal group ends."))
        if not output.strip():
            raise ValidationError({"output": _("Say what came out of it: a document, or that nothing was agreed.")})
        records.write(now, ended_at=clock.now(), output=output.strip())
        announce(now)
    return Saved(now, ("ended_at", "output"))


def _require_new(parent: Committee, name: str) -> None:
    """Case and spacing make no other group."""
    called = " ".join(name.split()).casefold()
    working = Committee.objects.working().filter(parent=parent)
    standing = next((one for one in working if " ".join(one.name.split()).casefold() == called), None)
    if standing:
        words = _(
            '{parent} has formed it already: <a href="{url}">{group}</a>. Go on there, or call this one something else.'
        )
        said = format_html(words, parent=parent, url=standing.get_absolute_url(), group=standing)
        raise ValidationError({"name": said})


def _code(kind: str, words: str) -> str:
    """Such as AH-RES-101; with a number behind it where that is taken."""
    base = f"{PREFIXES[Committee.Kind(kind)]}-{slugify(words).upper()}"[:16].rstrip("-")
    taken = set(Committee.objects.filter(code__startswith=base).values_list("code", flat=True))
    codes = [base, *(f"{base}-{number}" for number in range(2, 100))]
    return next((code for code in codes if code not in taken), base)
