"""What may stand in the schema of a definition, node by node.

Source: https://kubernetes.io/docs/tasks/extend-kubernetes/custom-resources/custom-resource-definitions/#validation;
words: https://pkg.go.dev/k8s.io/apiextensions-apiserver/pkg/apis/apiextensions/validation
"""

from __future__ import annotations

from typing import Any, NamedTuple

from cluster.kinds.base import FieldError
from cluster.kinds.customresourcedefinition import listrules
from cluster.kinds.rules.errors import forbidden, invalid, unsupported

_TYPES = ("array", "boolean", "integer", "number", "object", "string")
_META = ("metadata", "kind", "apiVersion")
_PLAIN = {
    "type", "description", "format", "title", "nullable", "enum", "pattern", "minimum", "maximum", "minLength",
    "maxLength", "required", "default", "minItems", "maxItems", "example",
}  # fmt: skip
_BRANCHES = ("not", "allOf", "oneOf", "anyOf")


class Place(NamedTuple):
    """Where in the schema we are, as far as the rules depend on it."""

    defaults: str | None = ""  # None: allowed; else why not
    in_meta: bool = False
    times: float | None = 1  # how often this can stand in an object; None: there is no bound
    uncorrelated: str = ""  # the first list or map around that cannot be compared with its former self


def check(schema: Any, path: str, on_rules=None) -> list[FieldError]:
    """`on_rules(schema, path, place)` gives the errors of a node's x-kubernetes-validations, asked once all below it
    is known to be right."""
    errors: list[FieldError] = []
    rules: list[FieldError] = []
    _node(schema, path, Place(None), True, on_rules, errors, rules)
    return errors + rules


def _node(
    schema: Any, path: str, place: Place, root: bool, on_rules, errors: list[FieldError], rules: list[FieldError]
) -> None:  # fmt: skip
    if not isinstance(schema, dict):
        return
    before = len(errors)
    if not schema.keys() <= _PLAIN or schema.get("type") not in _TYPES or "default" in schema:
        _standard(schema, path, place, errors)
    if not schema.keys() <= _PLAIN:
        if schema.get("uniqueItems"):
            detail = "uniqueItems cannot be set to true since the runtime complexity becomes quadratic"
            errors.append(forbidden(f"{path}.uniqueItems", detail))
        _below(schema, path, place, root, on_rules, errors, rules)
        errors += listrules.check(schema, path)
        if on_rules is not None and schema.get("x-kubernetes-validations"):
            schema_errors, rule_errors = on_rules(schema, path, place, len(errors) == before)
            errors += schema_errors
            rules += rule_errors


def _standard(schema: dict, path: str, place: Place, errors: list[FieldError]) -> None:
    kind = schema.get("type") or ""
    if kind and kind not in _TYPES:
        errors.append(unsupported(f"{path}.type", kind, _TYPES))
    if schema.get("default") is not None and place.defaults is not None:
        errors.append(forbidden(f"{path}.default", f"must not be set {place.defaults}".strip()))
    if schema.get("id"):
        errors.append(forbidden(f"{path}.id", "id is not supported"))
    for field in ("additionalItems", "patternProperties", "definitions", "dependencies", "$ref"):
        found = schema.get(field)
        if found is not None and (found or field in ("additionalItems", "dependencies", "$ref")):
            errors.append(forbidden(f"{path}.{field}", f"{field} is not supported"))
    if kind == "null":
        errors.append(forbidden(f"{path}.type", "type cannot be set to null, use nullable as an alternative"))
    if isinstance(schema.get("items"), list) and schema["items"]:
        errors.append(forbidden(f"{path}.items", "items must be a schema object and not an array"))
    if place.in_meta and schema.get("x-kubernetes-embedded-resource"):
        detail = "must not be used inside of resource meta"
        errors.append(forbidden(f"{path}.x-kubernetes-embedded-resource", detail))


def _below(
    schema: dict, path: str, place: Place, root: bool, on_rules, errors: list[FieldError], rules: list[FieldError]
) -> None:  # fmt: skip
    values, properties = schema.get("additionalProperties"), schema.get("properties")
    if values is not None:
        if properties and values is not True:
            detail = "additionalProperties and properties are mutual exclusive"
            errors.append(forbidden(f"{path}.additionalProperties", detail))
        inside = place._replace(times=_times(place.times, schema.get("maxProperties")))
        if place.in_meta:
            inside = inside._replace(defaults="inside additionalProperties applying to object metadata")
        _node(values, f"{path}.additionalProperties", inside, False, on_rules, errors, rules)
    for name, below in (properties or {}).items():
        inside = place
        if (root or schema.get("x-kubernetes-embedded-resource")) and name in _META:
            inside = inside._replace(in_meta=True)
            if root:
                inside = inside._replace(defaults=f"in top-level {name}")
        _node(below, f"{path}.properties[{name}]", inside, False, on_rules, errors, rules)
    for name in _BRANCHES:
        found = schema.get(name)
        for index, each in enumerate([found] if name == "not" else found or ()):
            where = f"{path}.{name}" if name == "not" else f"{path}.{name}[{index}]"
            _node(each, where, place, False, None, errors, rules)
    items = schema.get("items")
    if items is not None:
        inside = place._replace(times=_times(place.times, schema.get("maxItems")))
        if schema.get("x-kubernetes-list-type") != "map" and not place.uncorrelated:
            inside = inside._replace(uncorrelated=path)
        if isinstance(items, list):
            for index, each in enumerate(items):
                _node(each, f"{path}.items[{index}]", inside, False, on_rules, errors, rules)
        else:
            _node(items, f"{path}.items", inside, False, on_rules, errors, rules)
    if schema.get("x-kubernetes-preserve-unknown-fields") is False:
        place_of = f"{path}.x-kubernetes-preserve-unknown-fields"
        errors.append(invalid(place_of, False, "must be true or undefined"))


def _times(around: float | None, most: int | None) -> float | None:
    return None if around is None or most is None else around * max(most, 0)
