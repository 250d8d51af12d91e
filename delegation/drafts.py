"""Words that wait on a member's own device until they are saved: the key that locks them, and what may wait there."""

import base64
from collections.abc import Iterable
from typing import Any
from uuid import UUID

from django.apps import apps
from django.utils.crypto import salted_hmac

from delegation import live
from delegation.access import Marked, Marking
from delegation.versions import read_key

# Words that fewer may know stay on the server.
KEPT = (Marking.DELEGATION, Marking.GOVERNMENT)
MOST = 200  # topics that are asked about at once
SALT = "delegation.drafts"


def key_of(member: Any) -> str:
    """64 bytes that no page but a signed-in one gets: half locks what is kept, half makes the names it is kept under.

    Another one after a change of password, clearance or function: what was locked before stays locked.
    """
    access = (str(member.pk), member.get_session_auth_hash(), member.clearance, member.function)
    return base64.b64encode(salted_hmac(SALT, "\0".join(access), algorithm="sha512").digest()).decode()


def name_of(record: Any, words: str) -> str:
    """The name under which unsaved words of a record wait; "" where they must not. words: which of it, as a field."""
    marking = getattr(record, "marking", Marking.DELEGATION)
    return f"{live.topic(record)} {words}" if marking in KEPT else ""


def may_wait(topics: Iterable[str], member: Any) -> list[str]:
    """Of these topics, those of which `member` may have unsaved words on a device: records that he may still change.

    What is hidden, absent, or marked for fewer is left out alike. A query for each kind of record.
    """
    keys: dict[type[Marked], list[UUID]] = {}
    models = {model._meta.model_name: model for model in apps.get_models() if issubclass(model, Marked)}
    for topic in list(topics)[:MOST]:
        kind, _, key = topic.partition(":")
        if (model := models.get(kind)) and (read := read_key(key)):
            keys.setdefault(model, []).append(read)
    return [
        live.topic(record)
        for model, those in keys.items()
        for record in model.objects.changeable_by(member).filter(pk__in=those, marking__in=KEPT)
    ]
