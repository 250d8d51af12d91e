"""Words as people write them, in Markdown, made safe to show."""

from functools import lru_cache
from typing import Any

import nh3
from django.utils.safestring import SafeString, mark_safe
from markdown_it import MarkdownIt
from markdown_it.token import Token

TAGS = {
    *("p", "br", "hr", "h4", "em", "strong", "s", "code", "pre", "blockquote", "ul", "ol", "li", "a"),
    *("table", "thead", "tbody", "tr", "th", "td"),
}
ATTRIBUTES = {"a": {"href", "title"}, "ol": {"start"}}
SCHEMES = {"http", "https", "mailto"}


@lru_cache(maxsize=2000)
def rendered(text: str) -> SafeString:
    """Markdown as HTML; tags that were typed are shown as typed. A line end stays one."""
    if not text:
        return SafeString("")
    clean = nh3.clean(
        _markdown.render(text), tags=TAGS, attributes=ATTRIBUTES, url_schemes=SCHEMES, link_rel="noopener noreferrer"
    )
    return mark_safe(clean)


def _heading(renderer: Any, tokens: list[Token], index: int, options: Any, env: Any) -> str:
    """Every heading is one level: the page has the others."""
    return "<h4>" if tokens[index].nesting == 1 else "</h4>\n"


_markdown = (
    MarkdownIt("commonmark", {"html": False, "breaks": True}).enable(["strikethrough", "table"]).disable("image")
)
_markdown.add_render_rule("heading_open", _heading)
_markdown.add_render_rule("heading_close", _heading)
