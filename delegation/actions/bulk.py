"""One act on many rows: only those that stand as they were seen."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from delegation import history
from delegation.actions.records import locked


@dataclass
class InBulk:
    """What was done, and what was left as it is, each with the reason."""

    done: list[Any] = field(default_factory=list)
    left: list[tuple[Any, str]] = field(default_factory=list)


def each_unchanged(rows: Iterable[Any], act: Callable[..., Any], *, seen: Mapping[str, int], by: Any) -> InBulk:
    """Call act(row, by=by) for every row whose version is the one seen, by key; list the others.

    Each row is a transaction of its own: one that is refused holds up no other.
    """
    outcome = InBulk()
    for row in rows:
        try:
            with transaction.atomic():
                now = locked(row)
                if now.version != seen.get(str(row.pk)):
                    outcome.left.append((now, _who_changed(now, by)))
                    continue
                act(now, by=by)
                outcome.done.append(now)
        except ValidationError as refused:
            outcome.left.append((row, " ".join(refused.messages)))
        except PermissionDenied:
            outcome.left.append((row, _("you may not change it")))
    return outcome


def _who_changed(row: Any, reader: Any) -> str:
    stamp = history.Stamps([row], reader).of(row)
    return _("changed meanwhile by %(name)s") % {"name": (stamp and stamp.by) or "Placard"}
