"""A kind without a describer of its own: every field, with its name in words."""

from __future__ import annotations

import re

from cluster.kubectl.command import Call
from cluster.kubectl.describe.page import Page, events_of
from cluster.kubectl.describe.registry import describer
from cluster.kubectl.printers import govalues

_SHOWN_ABOVE = frozenset(
    {".metadata.managedFields", ".metadata.name", ".metadata.namespace", ".metadata.labels", ".metadata.annotations"}
)
_ACRONYMS = frozenset({"API", "URL", "UID", "OSB", "GUID"})
_PARTS = re.compile(r"[A-Z]+(?=[A-Z][a-z])|[A-Z]?[a-z]+|[A-Z]+|-")


@describer("*")
def generic(call: Call, obj: dict, page: Page) -> None:
    page.head(obj)
    _fields(page, 0, obj, "")
    page.events(events_of(call, obj))


def _fields(page: Page, level: int, content: dict, path: str) -> None:
    for name in sorted(content):
        inner, value = f"{path}.{name}", content[name]
        if inner in _SHOWN_ABOVE:
            continue
        if isinstance(value, dict):
            page.line(level, f"{title(name)}:")
            _fields(page, level + 1, value, inner)
        elif isinstance(value, list):
            page.line(level, f"{title(name)}:")
            for item in value:
                if isinstance(item, dict):
                    _fields(page, level + 1, item, inner)
                else:
                    page.line(level + 1, govalues.plain(item))
        else:
            page.field(level, title(name), govalues.plain(value))


def title(name: str) -> str:
    """`creationTimestamp` → `Creation Timestamp`, `uid` → `UID`; names with other characters stay.

    >>> title("apiVersion")
    'API Version'
    """
    if not re.fullmatch(r"[^\W\d_]+(?:-[^\W\d_]+)*-?|-", name):
        return name
    words = (part.upper() if part.upper() in _ACRONYMS else part.capitalize() for part in _PARTS.findall(name))
    return " ".join(words)
