"""Markdown to HTML that cannot do harm, whoever wrote it."""

from __future__ import annotations

from functools import lru_cache

import nh3
from markdown_it import MarkdownIt

TAGS = {
    "a", "abbr", "b", "blockquote", "br", "code", "dd", "del", "details", "div", "dl", "dt", "em", "figcaption",
    "figure", "h3", "h4", "h5", "hr", "img", "kbd", "li", "mark", "ol", "p", "pre", "small", "span", "strong",
    "sub", "summary", "sup", "table", "tbody", "td", "th", "thead", "tr", "ul",
}  # fmt: skip
ATTRIBUTES = {
    "*": {"class", "lang", "title"},
    "a": {"href"},
    "code": {"data-file", "data-run"},
    "img": {"src", "alt", "width", "height"},
    "ol": {"start"},
    "th": {"align", "scope"},
    "td": {"align"},
}


def _lower_headings(state) -> None:
    """The page has the first two levels of headings; a lesson's begin at the third."""
    for token in state.tokens:
        if token.tag in ("h1", "h2"):
            token.tag = "h3"


_markdown = MarkdownIt("commonmark", {"html": True}).enable(["table", "strikethrough"])
_markdown.core.ruler.push("lower_headings", _lower_headings)


@lru_cache(maxsize=512)
def to_html(text: str) -> str:
    """Safe HTML of a Markdown text: no scripts, styles, events or addresses other than http, https and our own."""
    return nh3.clean(
        _markdown.render(text),
        tags=TAGS,
        attributes=ATTRIBUTES,
        url_schemes={"http", "https"},
        link_rel="noopener noreferrer",
    )
