"""What stood before a reader's eyes is noted, where it is an instruction that he must know."""

from collections.abc import Iterable

from django.http import HttpRequest

from delegation.pages import aimed_at
from positions.actions.acknowledgements import note_read
from positions.pages.bands import Band


def note_shown(request: HttpRequest, bands: Iterable[Band], *, part: str) -> None:
    """Note these as read, where the page or this part of it was asked for by somebody who looks at it.

    A page that nobody sees says so by the header Hidden, and what is only kept for later by Copy. Twice is once;
    nothing is written, nor asked, where all of it was read.
    """
    alone = (aimed_at(request) or request.headers.get("Parts", "")).split()
    is_unseen = "Hidden" in request.headers or "Copy" in request.headers
    if request.method != "GET" or is_unseen or (alone and part not in alone):
        return
    if unread := [band.instruction for band in bands if band.is_unread]:
        note_read(unread, by=request.user)
