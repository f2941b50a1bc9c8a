"""Strategic merge patch: a merge patch that knows from the schema which lists are keyed.

Directives: `$patch: replace|delete`, `$retainKeys`, `$setElementOrder/LIST`, `$deleteFromPrimitiveList/LIST`.
Source: https://github.com/kubernetes/community/blob/master/contributors/devel/sig-api-machinery/strategic-merge-patch.md
and golden suite api, case "deployment patches". Nothing is changed in place.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from cluster.objects.schema import ANY, Schema

DIRECTIVE, RETAIN = "$patch", "$retainKeys"
ORDER, DELETE_FROM = "$setElementOrder/", "$deleteFromPrimitiveList/"
NO_LISTS_OF_LISTS = "lists of lists are not supported"
BAD_RETAIN = "invalid patch format of retainKeys"
NOT_RETAINED = "patch content doesn't match retainKeys list"
BAD_ORDER = "invalid patch format of setElementOrder list"
BAD_PRIMITIVES = "invalid patch format of primitive list"


class PatchError(ValueError):
    """A patch that cannot be applied; `code` is the HTTP status that the server answers with."""

    def __init__(self, message: str, code: int = 400):
        super().__init__(message)
        self.code = code


class Mistaken(PatchError):
    """One for which the real server has no Status of its own (`errors.mistake`)."""


def apply(original: dict, patch: dict, schema: Schema) -> dict:
    """`original` with `patch` applied. Raises PatchError."""
    return _merge_map(original, patch, schema)


def field_schema(schema: Schema, name: str) -> Schema:
    """The schema of a field; one that allows anything where none is known."""
    return schema.properties.get(name) or schema.values or ANY


def merges(schema: Schema) -> bool:
    """Whether a list is merged item by item rather than replaced."""
    return "merge" in schema.strategies


def _merge_map(original: dict, patch: dict, schema: Schema) -> dict:
    if DIRECTIVE in patch:
        return _directive(patch)
    merged, patch = _retain(dict(original), patch)
    patch = _merge_ordered_lists(merged, patch, schema)
    for name, value in patch.items():
        if name.startswith(DELETE_FROM):
            _delete_from_list(merged, name.removeprefix(DELETE_FROM), value)
        elif value is None:
            merged.pop(name, None)
        else:
            _merge_field(merged, name, value, field_schema(schema, name))
    return merged


def _merge_field(merged: dict, name: str, value: Any, schema: Schema) -> None:
    old = merged.get(name)
    if isinstance(value, dict) and isinstance(old, dict):
        merged[name] = value if "replace" in schema.strategies else _merge_map(old, value, schema)
    elif isinstance(value, list) and isinstance(old, list):
        # in place of another list even a directive is content: an unknown field, as the decoder will say
        merged[name] = _merge_list(old, value, schema) if merges(schema) else value
    elif isinstance(value, dict) and DIRECTIVE in value:
        merged.pop(name, None)
    else:
        merged[name] = _plain(value)


def _directive(patch: dict) -> dict:
    rest = {name: value for name, value in patch.items() if name != DIRECTIVE}
    if patch[DIRECTIVE] == "replace":
        return rest
    if patch[DIRECTIVE] == "delete":
        return {}
    raise Mistaken(f"unknown patch type: {patch[DIRECTIVE]} in map: {go_value(patch)}")


def _retain(original: dict, patch: dict) -> tuple[dict, dict]:
    if RETAIN not in patch:
        return original, patch
    kept = patch[RETAIN]
    if not isinstance(kept, list) or not all(isinstance(name, str) for name in kept):
        raise PatchError(BAD_RETAIN)
    patch = {name: value for name, value in patch.items() if name != RETAIN}
    if any(value is not None and not name.startswith("$") and name not in kept for name, value in patch.items()):
        raise PatchError(NOT_RETAINED, 422)
    return {name: value for name, value in original.items() if name in kept}, patch


def _merge_ordered_lists(merged: dict, patch: dict, schema: Schema) -> dict:
    """Merge the lists that come with an order into `merged`; gives what of the patch is left."""
    rest = dict(patch)
    for directive, order in patch.items():
        if not directive.startswith(ORDER):
            continue
        del rest[directive]
        name = directive.removeprefix(ORDER)
        listed, old = rest.pop(name, None), merged.get(name)
        if not isinstance(order, list) or not isinstance(listed, (list, type(None))):
            raise PatchError(BAD_ORDER)
        if listed is None and not isinstance(old, list):
            continue
        found = field_schema(schema, name)
        _check_order(listed or [], order, found.merge_key)
        before = old if isinstance(old, list) else []
        new = _merge_items(before, listed, found) if before and listed else _plain(listed) if listed else before
        merged[name] = _arrange(new, order, before, found.merge_key)
    return rest


def _merge_list(old: list, patch: list, schema: Schema) -> list:
    new = _merge_items(old, patch, schema)
    if any(isinstance(item, dict) and item.get(DIRECTIVE) == "replace" for item in patch):
        return new
    return _arrange(new, patch, old, schema.merge_key)


def _merge_items(old: list, patch: list, schema: Schema) -> list:
    if any(isinstance(item, list) for item in (*old, *patch)):
        raise PatchError(NO_LISTS_OF_LISTS, 422)
    if len({dict if isinstance(item, dict) else type(item) for item in (*old, *patch)}) > 1:
        raise Mistaken(f"list element types are not identical: {go_value([old, patch])}")
    if not all(isinstance(item, dict) for item in (*old, *patch)):
        return _unique([*old, *patch])
    key = schema.merge_key
    if not key:
        raise Mistaken("cannot merge lists without merge key for map[string]interface {}")
    if any(item.get(DIRECTIVE) == "replace" for item in patch):
        return [_plain(item) for item in patch if DIRECTIVE not in item]
    merged = list(old)
    for item in patch:
        if key not in item:
            raise Mistaken(f"map: {go_value(item)} does not contain declared merge key: {key}")
        merged = _merge_item(merged, item, key, schema.items)
    return merged


def _merge_item(merged: list, item: dict, key: str, schema: Schema) -> list:
    if DIRECTIVE in item:
        if item[DIRECTIVE] == "merge":
            raise Mistaken("merging lists cannot yet be specified in the patch")
        if item[DIRECTIVE] != "delete":
            raise Mistaken(f"unknown patch type: {item[DIRECTIVE]} in map: {go_value(item)}")
        return [other for other in merged if other.get(key) != item[key]]
    for index, other in enumerate(merged):
        if other.get(key) == item[key]:
            return [*merged[:index], _merge_map(other, item, schema), *merged[index + 1 :]]
    return [*merged, _plain(item)]


def _delete_from_list(merged: dict, name: str, values: Any) -> None:
    if not isinstance(values, list):
        raise PatchError(BAD_PRIMITIVES)
    if isinstance(merged.get(name), list):
        merged[name] = [item for item in merged[name] if item not in values]


def _check_order(listed: list, order: list, key: str | None) -> None:
    """The items of the patch must come in the given order."""
    identity = _identity(key)
    places = [identity(item) for item in order]
    wanted = [identity(item) for item in listed if not (isinstance(item, dict) and DIRECTIVE in item)]
    position = 0
    for item in wanted:
        if item not in places[position:]:
            wrong = f"patch list:\n{go_value(listed)}\n doesn't match {ORDER[:-1]} list:\n{go_value(order)}\n"
            raise Mistaken(f"The order in {wrong}")
        position = places.index(item, position)


def _arrange(items: list, patch_order: list, server_order: list, key: str | None) -> list:
    """Items that the patch names in its order, the others where they stood before them."""
    identity = _identity(key)
    named = [identity(item) for item in patch_order]
    before = {_hashable(identity(item)): index for index, item in enumerate(server_order)}
    place = {_hashable(value): index for index, value in enumerate(named)}

    def at(order: dict, item: Any) -> int:
        return order.get(_hashable(identity(item)), -1)

    ours = sorted((item for item in items if at(place, item) >= 0), key=lambda item: at(place, item))
    theirs = sorted((item for item in items if at(place, item) < 0), key=lambda item: at(before, item))
    arranged: list = []
    while ours and theirs:
        left, right = at(before, theirs[0]), at(before, ours[0])
        arranged.append(theirs.pop(0) if right >= 0 and left < right else ours.pop(0))
    return arranged + theirs + ours


def _identity(key: str | None) -> Callable[[Any], Any]:
    return lambda item: item.get(key) if isinstance(item, dict) else item


def _hashable(value: Any) -> Any:
    return repr(value) if isinstance(value, (dict, list)) else value


def _unique(items: list) -> list:
    found: list = []
    for item in items:
        if item not in found:
            found.append(item)
    return found


def _plain(value: Any) -> Any:
    """A value of the patch as it stands in the result: without directives and nulls."""
    if isinstance(value, dict):
        return {
            name: _plain(item)
            for name, item in value.items()
            if item is not None
            and not name.startswith((ORDER, DELETE_FROM))
            and name not in (DIRECTIVE, RETAIN)
            and not (isinstance(item, dict) and DIRECTIVE in item)
        }
    if isinstance(value, list):
        return [_plain(item) for item in value if not (isinstance(item, dict) and DIRECTIVE in item)]
    return value


def go_value(value: Any) -> str:
    """As Go's %v prints JSON values: `map[a:1 b:[x y]]`."""
    if isinstance(value, dict):
        return f"map[{' '.join(f'{name}:{go_value(item)}' for name, item in sorted(value.items()))}]"
    if isinstance(value, list):
        return f"[{' '.join(map(go_value, value))}]"
    if isinstance(value, bool):
        return "true" if value else "false"
    return "<nil>" if value is None else str(value)
