"""YAML as a tree of nodes with their places, and what go-yaml says of a text that is none."""

from __future__ import annotations

import re
from typing import Any

import yaml as pyyaml

MAX_DEPTH = 200
_LOADER = getattr(pyyaml, "CSafeLoader", pyyaml.SafeLoader)


class Node:
    """A node of the text: `kind` is scalar, list, map or alias."""

    __slots__ = ("children", "column", "implicit", "kind", "line", "tag", "text")

    def __init__(self, kind: str, event: Any, text: str = "", implicit: bool = True):
        self.kind, self.text, self.implicit = kind, text, implicit
        self.tag: str = getattr(event, "tag", None) or ""
        self.line, self.column = event.start_mark.line, event.start_mark.column
        self.children: list[Node] = []


class Refused(Exception):
    """`line` and `column` count from 0 and 1."""

    def __init__(self, message: str, line: int | None = None, column: int | None = None):
        super().__init__(message)
        self.line, self.column = line, column


def compose(text: str) -> Node | None:
    """The first document's nodes. An alias is a node with the aliased one as its child."""
    loader = _LOADER(text.encode("utf-8", "replace"))
    try:
        return _compose_events(loader)
    except pyyaml.reader.ReaderError as error:
        raise Refused(f"yaml: {error.reason}") from None
    except pyyaml.MarkedYAMLError as error:
        raise _go_yaml_error(error) from None
    finally:
        loader.dispose()


def _compose_events(loader: Any) -> Node | None:
    anchors: dict[str, Node] = {}
    open_nodes: list[Node] = []
    while True:
        event = loader.get_event()
        name = type(event).__name__
        if name in ("StreamStartEvent", "DocumentStartEvent"):
            continue
        if name in ("StreamEndEvent", "DocumentEndEvent"):
            return None
        if name in ("MappingEndEvent", "SequenceEndEvent"):
            node = open_nodes.pop()
            if not open_nodes:
                return node
            continue
        node = _node(name, event, anchors)
        if open_nodes:
            open_nodes[-1].children.append(node)
        elif node.kind in ("scalar", "alias"):
            return node
        if node.kind in ("map", "list"):
            open_nodes.append(node)
            if len(open_nodes) > MAX_DEPTH:
                raise Refused(f"yaml: line {node.line + 1}: exceeded max depth of {MAX_DEPTH}", node.line)


def _node(name: str, event: Any, anchors: dict[str, Node]) -> Node:
    if name == "AliasEvent":
        node = Node("alias", event, event.anchor)
        if event.anchor not in anchors:
            raise Refused(f"yaml: unknown anchor '{event.anchor}' referenced", node.line, node.column + 1)
        node.children.append(anchors[event.anchor])
        return node
    if name == "ScalarEvent":
        node = Node("scalar", event, event.value, event.implicit[0])
    else:
        node = Node("map" if name == "MappingStartEvent" else "list", event)
    if event.anchor:
        anchors[event.anchor] = node
    return node


def _go_yaml_error(error: pyyaml.MarkedYAMLError) -> Refused:
    """go-yaml counts lines of scanner errors from 1, of parser errors from 0, and leaves out line 0."""
    scanner = isinstance(error, pyyaml.scanner.ScannerError)
    mark = error.problem_mark if error.problem_mark and error.problem_mark.line else error.context_mark
    problem = re.sub(r"character '.*?' that", "character that", error.problem or "unknown problem parsing YAML content")
    line = 0
    if error.problem_mark and error.problem_mark.line:
        line = error.problem_mark.line + (1 if scanner else 0)
    elif error.context_mark and error.context_mark.line:
        line = error.context_mark.line
    place = error.problem_mark or mark
    where = f"line {line}: " if line else ""
    return Refused(f"yaml: {where}{problem}", place.line if place else None, place.column + 1 if place else None)
