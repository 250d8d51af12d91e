"""What an answer of the server holds: a form to be sent again, the answers that a conflict offers, and what it says."""

from dataclasses import dataclass, field
from html.parser import HTMLParser

VOID = {"input", "br", "hr", "img", "link", "meta", "source", "wbr"}


@dataclass
class Form:
    """The first form of an answer that holds a textarea; of a page to sign in, the first at all."""

    hidden: dict[str, str] = field(default_factory=dict)
    texts: dict[str, str] = field(default_factory=dict)
    chosen: dict[str, str] = field(default_factory=dict)  # of each select
    answers: dict[str, str] = field(default_factory=dict)  # of a conflict: the value, and the merge that it offers
    is_merged: bool = False
    errors: str = ""

    @property
    def is_editor(self) -> bool:
        return "seen" in self.hidden and bool(self.texts)


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.form = Form()
        self.textarea = self.select = ""
        self.depth = self.error_depth = 0

    def handle_starttag(self, tag, attrs) -> None:
        known = {name: value or "" for name, value in attrs}
        name = known.get("name", "")
        if tag not in VOID:
            self.depth += 1
        if "data-merged" in known:
            self.form.is_merged = True
        if "errorlist" in known.get("class", "").split() and not self.error_depth:
            self.error_depth = self.depth
        if tag == "input" and known.get("type") == "hidden" and name:
            self.form.hidden.setdefault(name, known.get("value", ""))
        elif tag == "textarea":
            self.textarea = name
            self.form.texts[name] = ""
        elif tag == "select":
            self.select = name
        elif tag == "option" and self.select and ("selected" in known or self.select not in self.form.chosen):
            self.form.chosen[self.select] = known.get("value", "")
        elif tag == "button" and name == "answer":
            self.form.answers[known.get("value", "")] = known.get("data-merge", "")

    def handle_endtag(self, tag) -> None:
        if tag == "textarea":
            # As a browser reads it: one line end after the tag is not of the text.
            self.form.texts[self.textarea] = self.form.texts[self.textarea].replace("\r\n", "\n").removeprefix("\n")
            self.textarea = ""
        elif tag == "select":
            self.select = ""
        if tag not in VOID:
            if self.depth == self.error_depth:
                self.error_depth = 0
            self.depth -= 1

    def handle_data(self, data) -> None:
        if self.textarea:
            self.form.texts[self.textarea] += data
        elif self.error_depth:
            self.form.errors += data.strip()


def form_of(html: str) -> Form:
    reader = _Reader()
    reader.feed(html)
    return reader.form
