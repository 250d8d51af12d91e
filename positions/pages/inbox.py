"""What waits on one member, and what he was told."""

from typing import Any

from django.db.models import Count, Window

from delegation import clock
from delegation.models import Conference, Notice
from delegation.pages import markings_shown
from delegation.paging import page_of
from positions.pages import today

UNREAD = 100
SHOWN = ("at", "pk", "words", "url", "marking", "read_at")


def composed(reader: Any, conference: Conference, *, cursor: str = "") -> dict[str, Any]:
    """The context of the inbox: what `reader` is to do, the newest of what he has not read, what he has. The number of
    queries does not depend on what there is."""
    told = Notice.objects.visible_to(reader)
    unread = list(told.unread().newest_first().values(*SHOWN, many=Window(Count("*")))[:UNREAD])
    part = page_of(told.exclude(read_at=None).values(*SHOWN), ("at", "pk"), cursor=cursor, descending=True)
    waiting = today.waiting(reader, conference)
    return {
        "waiting": waiting,
        "unread": unread,
        "many_unread": unread[0]["many"] if unread else 0,
        "part": part,
        "day": clock.today(),
        "markings": markings_shown(waiting.markings, [row["marking"] for row in (*unread, *part.rows)]),
    }
