"""JSON patch (RFC 6902) and JSON merge patch (RFC 7386), with the messages of the library that the server uses.

Source: golden suite api, case "deployment patches"; https://pkg.go.dev/gopkg.in/evanphx/json-patch.v4 for the words.
Nothing is changed in place.
"""

from __future__ import annotations

from typing import Any

MAX_OPERATIONS = 10_000


class JSONPatchError(ValueError):
    """An operation that cannot be done; the text is the library's."""


def merge(target: Any, patch: Any) -> Any:
    """RFC 7386: None removes, objects merge, everything else replaces."""
    if not isinstance(patch, dict):
        return patch
    merged = dict(target) if isinstance(target, dict) else {}
    for name, value in patch.items():
        if value is None:
            merged.pop(name, None)
        elif isinstance(value, dict):
            merged[name] = merge(merged.get(name), value)
        else:
            merged[name] = value
    return merged


def apply(document: Any, operations: list) -> Any:
    """The document after all operations. Raises JSONPatchError at the first that fails."""
    for operation in operations:
        if not isinstance(operation, dict):
            raise JSONPatchError("Invalid JSON Patch")
        name = operation.get("op")
        if not isinstance(name, str) or name not in _OPERATIONS:
            raise JSONPatchError(f"Unexpected kind: {name if isinstance(name, str) else 'unknown'}")
        document = _OPERATIONS[name](document, operation)
    return document


def _add(document: Any, operation: dict) -> Any:
    return _put(document, _path(operation), operation.get("value"), insert=True, operation="add")


def _remove(document: Any, operation: dict) -> Any:
    return _take(document, _path(operation), "remove")[1]


def _replace(document: Any, operation: dict) -> Any:
    path = _path(operation)
    _get(document, path, "replace")
    return _put(document, path, operation.get("value"), insert=False, operation="replace")


def _move(document: Any, operation: dict) -> Any:
    value, rest = _take(document, _path(operation, "from"), "move")
    return _put(rest, _path(operation), value, insert=True, operation="move")


def _copy(document: Any, operation: dict) -> Any:
    value = _get(document, _path(operation, "from"), "copy")
    return _put(document, _path(operation), value, insert=True, operation="copy")


def _test(document: Any, operation: dict) -> Any:
    path = _path(operation)
    try:
        found = _get(document, path, "test")
    except JSONPatchError:
        found = None
    if not _equal(found, operation.get("value")):
        raise JSONPatchError(f"testing value {operation['path']} failed: test failed")
    return document


_OPERATIONS = {"add": _add, "remove": _remove, "replace": _replace, "move": _move, "copy": _copy, "test": _test}


def _path(operation: dict, name: str = "path") -> list[str]:
    text = operation.get(name)
    if not isinstance(text, str) or (text and not text.startswith("/")):
        op = operation["op"]
        raise JSONPatchError(f'{op} operation does not apply: doc is missing {name}: "{text}": missing value')
    return [part.replace("~1", "/").replace("~0", "~") for part in text.split("/")[1:]]


def _get(document: Any, path: list[str], operation: str) -> Any:
    for step in path:
        document = _child(document, step, path, operation)
    return document


def _child(container: Any, step: str, path: list[str], operation: str) -> Any:
    if isinstance(container, dict) and step in container:
        return container[step]
    if isinstance(container, list):
        return container[_index(step, len(container), operation)]
    raise _missing(path, operation)


def _missing(path: list[str], operation: str) -> JSONPatchError:
    pointer = "/" + "/".join(path)
    if operation in ("replace", "move", "copy"):
        return JSONPatchError(f"{operation} operation does not apply: doc is missing key: {pointer}: missing value")
    why = f"unable to remove nonexistent key: {path[-1]}: missing value"
    return JSONPatchError(f"error in {operation} for path: '{pointer}': {why}")


def _index(step: str, length: int, operation: str, insert: bool = False) -> int:
    if insert and step == "-":
        return length
    try:
        index = int(step)
    except ValueError:
        raise JSONPatchError(f'strconv.Atoi: parsing "{step}": invalid syntax') from None
    limit = length if insert else length - 1
    if not -length <= index <= limit or step[:1] in "+ " or step[:2] == "-0":
        why = f"Unable to access invalid index: {step}: invalid index referenced"
        raise JSONPatchError(f"{operation} operation does not apply: doc is missing key: /{step}: {why}")
    return index + length if index < 0 else index


def _put(document: Any, path: list[str], value: Any, insert: bool, operation: str) -> Any:
    if not path:
        return value
    step, rest = path[0], path[1:]
    if isinstance(document, dict):
        if rest and step not in document:
            raise _no_path(path, operation)
        return {**document, step: _put(document[step], rest, value, insert, operation) if rest else value}
    if isinstance(document, list):
        index = _index(step, len(document), operation, insert and not rest)
        if rest:
            return [*document[:index], _put(document[index], rest, value, insert, operation), *document[index + 1 :]]
        return [*document[:index], value, *document[index + (0 if insert else 1) :]]
    raise _no_path(path, operation)


def _no_path(path: list[str], operation: str) -> JSONPatchError:
    pointer = "/" + "/".join(path)
    return JSONPatchError(f'{operation} operation does not apply: doc is missing path: "{pointer}": missing value')


def _take(document: Any, path: list[str], operation: str) -> tuple[Any, Any]:
    """(what stood at the path, the document without it)."""
    if not path:
        raise JSONPatchError("unable to remove the whole document")
    step, rest = path[0], path[1:]
    below = _child(document, step, path, operation)
    value, changed = _take(below, rest, operation) if rest else (below, None)
    if isinstance(document, dict):
        if rest:
            return value, {**document, step: changed}
        return value, {name: item for name, item in document.items() if name != step}
    index = _index(step, len(document), operation)
    return value, [*document[:index], *([changed] if rest else []), *document[index + 1 :]]


def _equal(left: Any, right: Any) -> bool:
    """JSON equality: true is not 1."""
    if isinstance(left, dict) and isinstance(right, dict):
        return left.keys() == right.keys() and all(_equal(left[name], right[name]) for name in left)
    if isinstance(left, list) and isinstance(right, list):
        return len(left) == len(right) and all(map(_equal, left, right))
    return isinstance(left, bool) == isinstance(right, bool) and left == right
