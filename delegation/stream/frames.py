"""What travels on a stream: frames of Server-Sent Events, each a topic, its id the second at which it changed."""

from datetime import UTC, datetime
from uuid import UUID

from delegation.live import ID, written

# What this member may see has changed: fetch everything anew, at once.
SIGHT = b"event: sight\ndata:\n\n"
RETRY = 1500  # milliseconds until a browser comes back by itself
BEAT = b"event: beat\ndata:\n\n"
# More was missed than is worth telling one by one: fetch whatever is on the screen.
LOST = b"event: lost\ndata:\n\n"


def changed(topic: str, issue: UUID | None, at: datetime) -> bytes:
    """With the issue that the record hangs on, which whoever sees the record knows."""
    topics = f"{topic} issue:{issue}" if issue and topic != f"issue:{issue}" else topic
    return f"id: {written(at)}\nevent: change\ndata: {topics}\n\n".encode()


def presence(topic: str) -> bytes:
    """Somebody came to a record, left it, or began or ceased to write: ask who is there. Without an id: it is no news
    that anybody is told of later."""
    return f"event: presence\ndata: {topic}\n\n".encode()


def hello(at: datetime, *, spread: int = 0) -> bytes:
    """From here on everything is told as it happens; what came before it was missed.

    spread: milliseconds over which so many browsers share out their questions after a change.
    """
    return f"retry: {RETRY}\nid: {written(at)}\nevent: hello\ndata: {spread}\n\n".encode()


def read(id_of_frame: str) -> datetime | None:
    """The moment that an id names; None for what is no id."""
    try:
        return datetime.strptime(id_of_frame, ID).replace(tzinfo=UTC)
    except ValueError:
        return None
