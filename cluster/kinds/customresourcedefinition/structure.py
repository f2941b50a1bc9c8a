"""The rules of structural schemas: every field is specified, and alternatives only restrict what is.

Source: https://kubernetes.io/docs/tasks/extend-kubernetes/custom-resources/custom-resource-definitions/#specifying-a-structural-schema;
words: https://pkg.go.dev/k8s.io/apiextensions-apiserver/pkg/apiserver/schema
"""

from __future__ import annotations

from typing import Any

from cluster.cel import regexps
from cluster.kinds.base import FieldError
from cluster.kinds.rules.errors import forbidden, invalid, required

ROOT, ITEM, FIELD = "at the root", "for specified array items", "for specified object fields"
_INT_OR_STRING = [{"type": "integer"}, {"type": "string"}]
_SCALAR = {"type", "description", "format", "enum"}
_JUNCTORS = ("anyOf", "allOf", "oneOf")
_EXTENSIONS = (
    ("x-kubernetes-preserve-unknown-fields", "must be false to be structural"),
    ("x-kubernetes-embedded-resource", "must be false to be structural"),
    ("x-kubernetes-int-or-string", "must be false to be structural"),
    ("x-kubernetes-list-map-keys", "must be empty to be structural"),
    ("x-kubernetes-list-type", "must be undefined to be structural"),
    ("x-kubernetes-map-type", "must be undefined to be structural"),
    ("x-kubernetes-validations", "must be empty to be structural"),
)
_UNSUPPORTED = (
    ("id", "id"), ("$schema", "schema"), ("$ref", "$ref"), ("patternProperties", "patternProperties"),
    ("dependencies", "dependencies"), ("additionalItems", "additionalItems"), ("definitions", "definitions"),
)  # fmt: skip


def unsupported(schema: Any) -> str:
    """Why this cannot even be read as a structural schema; "" if it can."""
    if not isinstance(schema, dict):
        return ""
    for field, word in _UNSUPPORTED:
        if schema.get(field) is not None and schema[field] not in ("", {}, []):
            return f"OpenAPIV3Schema '{word}' is not supported"
    if schema.get("x-kubernetes-preserve-unknown-fields") is False:
        return "internal error: 'x-kubernetes-preserve-unknown-fields' must be true or undefined"
    if isinstance(schema.get("items"), list):
        return "OpenAPIV3Schema 'items' must be a schema, but is an array"
    below = [schema.get("not"), schema.get("items"), schema.get("additionalProperties")]
    for name in _JUNCTORS:
        below += schema.get(name) or ()
    below += (schema.get("properties") or {}).values()
    return next((why for each in below if isinstance(each, dict) and (why := unsupported(each))), "")


def check(schema: dict, path: str) -> list[FieldError]:
    """All that makes a schema not structural, sorted by text as the server sorts it."""
    errors: list[FieldError] = []
    _node(schema, ROOT, path, errors)
    _complete(schema, schema, path, path, errors)
    return sorted(errors, key=lambda error: f"{error.field}: {error.message}")


def _node(schema: dict, level: str, path: str, errors: list[FieldError]) -> None:
    kind = schema.get("type") or ""
    if schema.keys() <= _SCALAR and kind not in ("", "array", "object"):  # most are
        return
    items = schema.get("items")
    if kind == "array" and items is None:
        errors.append(required(f"{path}.items", "must be specified"))
    if isinstance(items, dict):
        _node(items, ITEM, f"{path}.items", errors)
    properties = schema.get("properties") or {}
    for name, field in properties.items():
        _node(field, FIELD, f"{path}.properties[{name}]", errors)
    values = schema.get("additionalProperties")
    if values is not None:
        if level is ROOT:
            errors.append(forbidden(f"{path}.additionalProperties", "must not be used at the root"))
        if isinstance(values, dict):
            _node(values, FIELD, f"{path}.additionalProperties", errors)
    _extensions(schema, path, errors)
    _values(schema, _is_int_or_string(schema.get("anyOf")), _is_first(schema), level, path, errors)
    _types(schema, kind, level, path, errors)
    _meta(schema, properties, level, path, errors)


def _extensions(schema: dict, path: str, errors: list[FieldError]) -> None:
    if not schema.get("x-kubernetes-int-or-string"):
        return
    for field in ("x-kubernetes-preserve-unknown-fields", "x-kubernetes-embedded-resource"):
        if schema.get(field):
            errors.append(invalid(f"{path}.{field}", True, "must be false if x-kubernetes-int-or-string is true"))


def _types(schema: dict, kind: str, level: str, path: str, errors: list[FieldError]) -> None:
    embedded, preserve = (
        schema.get("x-kubernetes-embedded-resource"),
        schema.get("x-kubernetes-preserve-unknown-fields"),
    )
    if embedded and kind != "object":
        detail = "must be object if x-kubernetes-embedded-resource is true"
        errors.append(invalid(f"{path}.type", kind, detail) if kind else required(f"{path}.type", detail))
    elif not kind and not schema.get("x-kubernetes-int-or-string") and not preserve:
        errors.append(required(f"{path}.type", f"must not be empty {level}"))
    if embedded and schema.get("additionalProperties") is not None:
        detail = "must not be used if x-kubernetes-embedded-resource is set"
        errors.append(forbidden(f"{path}.additionalProperties", detail))
    if level is ROOT and kind and kind != "object":
        errors.append(invalid(f"{path}.type", kind, "must be object at the root"))
    if embedded and not preserve and not schema.get("properties"):
        detail = (
            "must not be empty if x-kubernetes-embedded-resource is true without x-kubernetes-preserve-unknown-fields"
        )
        errors.append(required(f"{path}.properties", detail))


def _meta(schema: dict, properties: dict, level: str, path: str, errors: list[FieldError]) -> None:
    if level is not ROOT and not schema.get("x-kubernetes-embedded-resource"):
        return
    for name, kind in (("kind", "string"), ("apiVersion", "string"), ("metadata", "object")):
        if name in properties and (properties[name].get("type") or "") != kind:
            place = f"{path}.properties[{name}].type"
            errors.append(invalid(place, properties[name].get("type") or "", f"must be {kind}"))
    metadata = properties.get("metadata")
    if level is ROOT and metadata is not None and not _says_names_only(metadata):
        detail = "must not specify anything other than name and generateName, but metadata is implicitly specified"
        errors.append(forbidden(f"{path}.properties[metadata]", detail))


def _says_names_only(metadata: dict) -> bool:
    rest = {
        name: value
        for name, value in metadata.items()
        if value not in (None, "", [], {}) and name not in ("type", "default", "externalDocs", "example")
    }
    if set(rest.get("properties") or ()) <= {"name", "generateName"}:
        rest.pop("properties", None)
    return not rest


def _is_int_or_string(found: Any) -> bool:
    return found == _INT_OR_STRING


def _is_first(schema: dict) -> bool:
    found = schema.get("allOf")
    return found is not None and bool(found) and _is_int_or_string(found[0].get("anyOf"))


def _values(
    schema: dict, skip_any: bool, skip_first: bool, level: str, path: str, errors: list[FieldError]
) -> None:  # fmt: skip
    """The alternatives of a node, and its pattern."""
    if not skip_any:
        for index, each in enumerate(schema.get("anyOf") or ()):
            _nested(each, False, level, f"{path}.anyOf[{index}]", errors)
    for index, each in enumerate(schema.get("allOf") or ()):
        _nested(each, skip_first and index == 0, level, f"{path}.allOf[{index}]", errors)
    for index, each in enumerate(schema.get("oneOf") or ()):
        _nested(each, False, level, f"{path}.oneOf[{index}]", errors)
    if isinstance(schema.get("not"), dict):
        _nested(schema["not"], False, level, f"{path}.not", errors)
    if pattern := schema.get("pattern"):
        try:
            regexps.compiled(pattern)
        except regexps.BadPattern as wrong:
            detail = f"must be a valid regular expression, but isn't: {wrong}"
            errors.append(invalid(f"{path}.pattern", pattern, detail))


def _nested(schema: dict, skip_any: bool, level: str, path: str, errors: list[FieldError]) -> None:
    _values(schema, skip_any, False, level, path, errors)
    if isinstance(schema.get("items"), dict):
        _nested(schema["items"], False, level, f"{path}.items", errors)
    for name, field in (schema.get("properties") or {}).items():
        _nested(field, False, FIELD, f"{path}.properties[{name}]", errors)
    if schema.get("type"):
        errors.append(forbidden(f"{path}.type", "must be empty to be structural"))
    if schema.get("additionalProperties") not in (None, False):
        errors.append(forbidden(f"{path}.additionalProperties", "must be undefined to be structural"))
    if schema.get("default") is not None:
        errors.append(forbidden(f"{path}.default", "must be undefined to be structural"))
    for field in ("title", "description"):
        if schema.get(field):
            errors.append(forbidden(f"{path}.{field}", "must be empty to be structural"))
    if schema.get("nullable"):
        errors.append(forbidden(f"{path}.nullable", "must be false to be structural"))
    for field, detail in _EXTENSIONS:
        if schema.get(field):
            errors.append(forbidden(f"{path}.{field}", detail))
    if "metadata" in (schema.get("properties") or {}):
        errors.append(forbidden(f"{path}.properties[metadata]", "must not be specified in a nested context"))


def _complete(schema: dict, spine: dict | None, at: str, path: str, errors: list[FieldError]) -> None:
    """What alternatives of the root speak of must be specified in the schema proper."""
    if isinstance(schema.get("not"), dict):
        _complete_nested(schema["not"], spine, at, f"{path}.not", errors)
    for name in ("allOf", "anyOf", "oneOf"):
        for index, each in enumerate(schema.get(name) or ()):
            _complete_nested(each, spine, at, f"{path}.{name}[{index}]", errors)


def _complete_nested(schema: dict, spine: dict | None, at: str, path: str, errors: list[FieldError]) -> None:
    if spine is None:
        errors.append(required(at, f"because it is defined in {path}"))
        return
    _complete(schema, spine, at, path, errors)
    if isinstance(schema.get("items"), dict):
        items = spine.get("items")
        below = items if isinstance(items, dict) else None
        _complete_nested(schema["items"], below, f"{at}.items", f"{path}.items", errors)
    known = spine.get("properties") or {}
    for name, field in (schema.get("properties") or {}).items():
        place = f"properties[{name}]"
        _complete_nested(field, known.get(name), f"{at}.{place}", f"{path}.{place}", errors)
