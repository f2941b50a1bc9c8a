"""`--sort-by`: the order of objects or table rows by what a path finds in them.

Source: `kubectl get --help`; how values compare and the words of errors from kubectl 1.35.2.
"""

from __future__ import annotations

import functools

from cluster.kubectl.errors import KubectlError
from cluster.kubectl.printers import govalues, jsonpath
from cluster.kubectl.printers.columns import relaxed
from cluster.objects import quantities


class Unreadable(KubectlError):
    """The field is no path."""


class Unsortable(KubectlError):
    """What the path finds has no order."""

    def told(self, path: str, what: str) -> str:
        """Go's words: which field of what."""
        return f"Field {path} in {what} is an unsortable type: interface, err: {self.text}"


def parse(field: str) -> jsonpath.Template:
    """`.metadata.name`, `metadata.name`, `{.metadata.name}`. KubectlError if it is no path."""
    try:
        return jsonpath.parse(relaxed(field))
    except jsonpath.JsonPathError as wrong:
        raise Unreadable(str(wrong)) from None
    except KubectlError as wrong:
        raise Unreadable(wrong.text) from None


def objects(found: list[dict], path: jsonpath.Template) -> list[dict]:
    """Objects in the order of `path`; those without it come first. KubectlError if none has it."""
    return _sorted(found, [_value(obj, path) for obj in found], path)


def rows(found: list[dict], path: jsonpath.Template) -> list[dict]:
    """A table's rows in the order of `path` in their objects; none where no object has it (as in kubectl 1.35.2)."""
    values = [_value(row.get("object") or {}, path) for row in found]
    return _sorted(found, values, path) if any(values) else []


def _value(obj: dict, path: jsonpath.Template) -> list:
    try:
        results = jsonpath.results(path, obj)
    except jsonpath.JsonPathError as wrong:
        raise KubectlError(str(wrong)) from None
    return results[0] if results else []


def _sorted(found: list[dict], values: list[list], path: jsonpath.Template) -> list[dict]:
    if found and not any(values):
        raise KubectlError(f"couldn't find any field with path {govalues.quote(path.source)} in the list of objects")

    order: list[int] = []
    for index, value in enumerate(values):  # to kubectl nothing is before nothing: the last without a value comes first
        if not value:
            order.insert(0, index)
    there = [index for index, value in enumerate(values) if value]

    def compare(a: int, b: int) -> int:
        return _compare(values[a], values[b])

    order += sorted(there, key=functools.cmp_to_key(compare))
    return [found[index] for index in order]


def _compare(left: list, right: list) -> int:
    a, b = left[0], right[0]
    if a is None or b is None:
        return (a is not None) - (b is not None)
    if isinstance(a, str) and isinstance(b, str):
        return _texts(a, b)
    if isinstance(a, dict | list) or isinstance(b, dict | list):
        raise Unsortable(f"unsortable type: {govalues.type_name(a)}")
    return (a > b) - (a < b) if isinstance(a, int | float) and isinstance(b, int | float) else 0


def _texts(a: str, b: str) -> int:
    """Quantities by what they are worth, all else character by character: `a10` before `a2`."""
    try:
        first, second = quantities.read(a).nano, quantities.read(b).nano
    except ValueError:
        return (a > b) - (a < b)
    return (first > second) - (first < second)
