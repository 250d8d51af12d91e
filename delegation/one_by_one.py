"""What the worker does to many records: one that fails keeps none of the others waiting."""

import logging
from collections.abc import Callable, Iterable
from typing import Any

log = logging.getLogger(__name__)


def each(records: Iterable[Any], act: Callable[[Any], bool]) -> int:
    """Act on each in a transaction of its own, in the order in which they come. Answers on how many something was done.

    Where one fails, that is logged, and it is tried again when one looks next.
    """
    done = 0
    for record in records:
        try:
            done += act(record)
        except Exception:
            log.exception("%s %s could not be done; it is tried again.", type(record).__name__, record.pk)
    return done
