"""Words that wait on a member's own device until they are saved: the key that locks them, and what may wait there."""

import base64
from collections.abc import Iterable
from typing import Any
from uuid import UUID

from django.utils.crypto import salted_hmac

from delegation import live
from delegation.access import KEPT_ON_DEVICES, Marking
from delegation.models import Issue, Operation
from delegation.versions import read_key

MOST = 200  # topics that are asked about at once
SALT = "delegation.drafts"


def key_of(member: Any) -> str:
    """64 bytes that no page but a signed-in one gets: half locks what is kept, half makes the names it is kept under.

    Another one after a change of password, clearance or function: what was locked before stays locked.
    """
    return base64.b64encode(salted_hmac(SALT, access_of(member), algorithm="sha512").digest()).decode()


def access_of(member: Any) -> str:
    """Whose access it is and how far it goes: another after a change of password, clearance or function."""
    return "\0".join((str(member.pk), member.get_session_auth_hash(), member.clearance, member.function))


def name_of(record: Any, words: str) -> str:
    """The name under which unsaved words of a record wait; "" where they must not. words: which of it, as a field."""
    marking = getattr(record, "marking", Marking.DELEGATION)
    return f"{live.topic(record)} {words}" if marking in KEPT_ON_DEVICES else ""


def name_of_new(issue: Issue, kind: str, words: str = "new") -> str:
    """As `name_of`, of words that are to be a new record on an issue. kind: the name of its model."""
    return f"{live.topic(issue)}+{kind} {words}" if issue.marking in KEPT_ON_DEVICES else ""


def stored(operations: Iterable[str], member: Any) -> list[str]:
    """Of these saves, those that went through although the page that sent them may never have heard. One query."""
    keys = [key for sent in list(operations)[:MOST] if (key := read_key(sent))]
    done = Operation.objects.filter(by=member, id_of_sender__in=keys).exclude(outcome="")
    return [str(key) for key in done.values_list("id_of_sender", flat=True)]


def may_wait(topics: Iterable[str], member: Any) -> list[str]:
    """Of these topics, those of which `member` may have unsaved words on a device: what he may still change, or add.

    What is hidden, absent, or marked for fewer is left out alike. A query for each kind of record.
    """
    asked: dict[tuple[Any, str], list[UUID]] = {}
    kinds = live.marked_kinds()
    for topic in list(topics)[:MOST]:
        record, _, adds = topic.partition("+")
        found = live.named(record)
        if found and (not adds or (found[0] is Issue and _hangs_on_issues(kinds.get(adds)))):
            asked.setdefault((found[0], adds), []).append(found[1])
    return [
        f"{live.topic(record)}+{adds}" if adds else live.topic(record)
        for (model, adds), keys in asked.items()
        for record in _open_to(member, model, kinds.get(adds)).filter(pk__in=keys, marking__in=KEPT_ON_DEVICES)
    ]


def _open_to(member: Any, model: Any, adds: Any) -> Any:
    if adds is None:
        return model.objects.changeable_by(member)
    return model.objects.visible_to(member).with_right_to_add(member, adds, Marking.DELEGATION).filter(may_add=True)


def _hangs_on_issues(model: Any) -> bool:
    """First of all: who may add what hangs on a meeting or an instruction cannot be told from its issue."""
    return model is not None and model.parents[:1] == ("issue",)
