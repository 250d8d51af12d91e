"""What one may do with a record, as a button of its page."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Deed:
    """A button: one that does it, or one that opens the form of it."""

    url: str
    word: str
    look: str = ""
    posts: bool = False
