"""jq's functions of arrays."""

from __future__ import annotations

from typing import Any

from cluster.texttools.jq import paths
from cluster.texttools.jq.functions import Special, known, wrong
from cluster.texttools.jq.nodes import Node, Scope, Values
from cluster.texttools.jq.values import key


def array(value: Any, told: str) -> list:
    if not isinstance(value, list):
        raise wrong(value, told)
    return value


def _by(scope: Scope, value: Any, node: Node, told: str) -> list[tuple[Any, Any]]:
    """(what it is ordered by, item), in order."""
    pairs = [(key(list(node.run(scope, item))), item) for item in array(value, told)]
    return sorted(pairs, key=lambda pair: pair[0])


@known("sort", 0)
def _sort(value: Any) -> list:
    return sorted(array(value, "cannot be sorted, as it is not an array"), key=key)


@known("sort_by", 1, Special)
def _sort_by(scope: Scope, value: Any, node: Node) -> Values:
    yield [item for _, item in _by(scope, value, node, "cannot be sorted, as it is not an array")]


def _groups(scope: Scope, value: Any, node: Node) -> list[list]:
    found: list[tuple[Any, list]] = []
    for own, item in _by(scope, value, node, "cannot be grouped, as it is not an array"):
        if found and found[-1][0] == own:
            found[-1][1].append(item)
        else:
            found.append((own, [item]))
    return [group for _, group in found]


@known("group_by", 1, Special)
def _group_by(scope: Scope, value: Any, node: Node) -> Values:
    yield _groups(scope, value, node)


@known("unique_by", 1, Special)
def _unique_by(scope: Scope, value: Any, node: Node) -> Values:
    yield [group[0] for group in _groups(scope, value, node)]


@known("min_by", 1, Special)
def _min_by(scope: Scope, value: Any, node: Node) -> Values:
    yield next((item for _, item in _by(scope, value, node, "cannot be iterated over")), None)


@known("max_by", 1, Special)
def _max_by(scope: Scope, value: Any, node: Node) -> Values:
    yield (_by(scope, value, node, "cannot be iterated over") or [(None, None)])[-1][1]


@known("flatten", 1)
def _flatten(value: Any, depth: Any) -> list:
    found: list = []
    for _, item in paths.items(value):
        found += _flatten(item, depth - 1) if isinstance(item, list) and depth > 0 else [item]
    return found


@known("reverse", 0)
def _reverse(value: Any) -> Any:
    return [] if value is None else value[::-1]


@known("transpose", 0)
def _transpose(value: Any) -> list:
    return [[row[at] if at < len(row) else None for row in value] for at in range(max(map(len, value), default=0))]


@known("indices", 1)
def _indices(value: Any, wanted: Any) -> Any:
    if value is None:
        return None
    if isinstance(value, str):
        return [at for at in range(len(value)) if wanted and value.startswith(wanted, at)]
    return (
        paths.indexed(value, wanted) or []
        if isinstance(wanted, list)
        else [at for at, item in enumerate(value) if item == wanted]
    )
