"""The patch that `kubectl apply` sends: what the file changed since it was last applied, and what it wants different
from what is there. A pure function that the terminal's kubectl uses.

Source: https://kubernetes.io/docs/tasks/manage-kubernetes-objects/declarative-config/ (how apply calculates
differences and merges changes)
"""

from __future__ import annotations

from typing import Any

from cluster.api.patches.strategic import DELETE_FROM, DIRECTIVE, ORDER, RETAIN, field_schema, merges
from cluster.objects.schema import Schema


def three_way_strategic(original: dict, modified: dict, current: dict, schema: Schema) -> dict:
    """A strategic merge patch of `current`: fields that `modified` has differently, and the removal of those that
    `original` (the last applied) had and `modified` has not. {} when nothing is to be done."""
    changes = _diff(current, modified, schema, deletions=False, changes=True)
    deletions = _diff(original, modified, schema, deletions=True, changes=False)
    return _combine(deletions, changes, schema)


def three_way_merge(original: dict, modified: dict, current: dict) -> dict:
    """The same as a JSON merge patch, for kinds without merge keys (custom resources)."""
    return _overlay(_merge_deletions(original, modified), _merge_changes(current, modified))


def _diff(old: dict, new: dict, schema: Schema, deletions: bool, changes: bool) -> dict:
    patch: dict[str, Any] = {}
    for name, value in old.items():
        field = field_schema(schema, name)
        if name not in new:
            if deletions:
                patch[name] = None
            continue
        wanted = new[name]
        if isinstance(value, dict) and isinstance(wanted, dict) and "replace" not in field.strategies:
            _diff_maps(patch, name, value, wanted, field, deletions, changes)
        elif isinstance(value, list) and isinstance(wanted, list) and merges(field):
            _diff_lists(patch, name, value, wanted, field, deletions, changes)
        elif changes and not _same(value, wanted):
            patch[name] = wanted
    if changes:
        patch.update((name, value) for name, value in new.items() if name not in old)
    return patch


def _diff_maps(patch: dict, name: str, old: dict, new: dict, schema: Schema, deletions: bool, changes: bool) -> None:
    found = _diff(old, new, schema, deletions, changes)
    if "retainKeys" in schema.strategies and (found or (changes and set(old) - set(new))):
        found[RETAIN] = sorted(new)
    if found:
        patch[name] = found


def _diff_lists(patch: dict, name: str, old: list, new: list, schema: Schema, deletions: bool, changes: bool) -> None:
    key = schema.merge_key
    if key and all(isinstance(item, dict) and key in item for item in (*old, *new)):
        found = _diff_items(old, new, key, schema.items, deletions, changes)
        order: list = [{key: item[key]} for item in new]
        moved = _common_order(old, new, key) != _common_order(new, old, key)
    else:
        gone = [item for item in old if item not in new]
        found = [item for item in new if item not in old] if changes else []
        if deletions and gone:
            patch[DELETE_FROM + name] = gone
        order, moved = list(new), [i for i in old if i in new] != [i for i in new if i in old]
    if found:
        patch[name] = found
    if found or (deletions and DELETE_FROM + name in patch) or (changes and moved):
        patch[ORDER + name] = order


def _diff_items(old: list, new: list, key: str, schema: Schema, deletions: bool, changes: bool) -> list:
    before, after = {_word(i[key]): i for i in old}, {_word(i[key]): i for i in new}
    found = []
    for identity, item in after.items():
        if identity in before:
            inner = _diff(before[identity], item, schema, deletions, changes)
            if inner:
                found.append({**inner, key: item[key]})
        elif changes:
            found.append(item)
    if deletions:
        found += [{DIRECTIVE: "delete", key: item[key]} for identity, item in before.items() if identity not in after]
    return found


def _combine(deletions: dict, changes: dict, schema: Schema) -> dict:
    """Both patches in one; where both speak, what is wanted now wins."""
    combined = dict(deletions)
    for name, value in changes.items():
        other = combined.get(name)
        field = field_schema(schema, name)
        if isinstance(other, dict) and isinstance(value, dict):
            combined[name] = _combine(other, value, field)
        elif isinstance(other, list) and isinstance(value, list) and not name.startswith("$") and field.merge_key:
            combined[name] = _combine_items(other, value, field.merge_key, field.items)
        else:
            combined[name] = value
    return combined


def _combine_items(deletions: list, changes: list, key: str, schema: Schema) -> list:
    found = []
    rest = list(deletions)
    for item in changes:
        same = [other for other in rest if other.get(key) == item.get(key)]
        rest = [other for other in rest if other.get(key) != item.get(key)]
        found.append(_combine(same[0], item, schema) if same else item)
    return found + rest


def _common_order(items: list, others: list, key: str) -> list:
    named = [item[key] for item in others]
    return [item[key] for item in items if item[key] in named]


def _word(value: Any) -> str:
    return f"{type(value).__name__}:{value}"


def _same(left: Any, right: Any) -> bool:
    return left == right and isinstance(left, bool) == isinstance(right, bool)


def _merge_deletions(original: Any, modified: Any) -> dict:
    """null for what `original` had and `modified` has not."""
    found: dict[str, Any] = {}
    for name, value in original.items():
        if name not in modified:
            found[name] = None
        elif isinstance(value, dict) and isinstance(modified[name], dict):
            inner = _merge_deletions(value, modified[name])
            if inner:
                found[name] = inner
    return found


def _merge_changes(current: dict, modified: dict) -> dict:
    """What `modified` has differently from `current`."""
    found: dict[str, Any] = {}
    for name, value in modified.items():
        if isinstance(value, dict) and isinstance(current.get(name), dict):
            inner = _merge_changes(current[name], value)
            if inner:
                found[name] = inner
        elif name not in current or not _same(current[name], value):
            found[name] = value
    return found


def _overlay(below: dict, above: dict) -> dict:
    merged = dict(below)
    for name, value in above.items():
        both = isinstance(value, dict) and isinstance(merged.get(name), dict)
        merged[name] = _overlay(merged[name], value) if both else value
    return merged
