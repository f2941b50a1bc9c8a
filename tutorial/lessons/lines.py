"""Where in a YAML text a place like `goals[2].before.apart` stands."""

from __future__ import annotations

import re

import yaml

_PLACE = re.compile(r"(?:lesson\.yaml\.)?([\w-]+(?:\[\d+\]|\.[\w-]+)*)")
_PARTS = re.compile(r"\[(\d+)\]|([\w-]+)")


def located(text: str, problems: list[str]) -> list[str]:
    """The problems, each with the line that it speaks of in front: `line 12: goals[0].cel is missing`.

    A problem begins with its place; of a place that is not there the nearest thing around it counts."""
    try:
        root = yaml.compose(text, yaml.SafeLoader)
    except yaml.YAMLError:
        return list(problems)
    return [f"line {_line(root, problem)}: {problem}" for problem in problems]


def _line(node: yaml.Node | None, problem: str) -> int:
    found = _PLACE.match(problem)
    line = 1
    for index, name in _PARTS.findall(found[1]) if found else ():
        below = _item(node, int(index)) if index else _value(node, name)
        if below is None:
            break
        line, node = below
    return line


def _item(node: yaml.Node | None, index: int) -> tuple[int, yaml.Node] | None:
    if not isinstance(node, yaml.SequenceNode) or index >= len(node.value):
        return None
    return node.value[index].start_mark.line + 1, node.value[index]


def _value(node: yaml.Node | None, name: str) -> tuple[int, yaml.Node] | None:
    pairs = node.value if isinstance(node, yaml.MappingNode) else ()
    return next(((key.start_mark.line + 1, value) for key, value in pairs if key.value == name), None)
