"""A custom resource's schema as the server publishes it: in its OpenAPI documents of version 3, and of version 2, which
knows less.

Source: https://kubernetes.io/docs/tasks/extend-kubernetes/custom-resources/custom-resource-definitions/#publish-validation-schema-in-openapi
"""

from __future__ import annotations

from typing import Any

from cluster.kinds.customresource.kind import Custom
from cluster.objects.schema import OBJECT_META, definitions

LIST_META = "io.k8s.apimachinery.pkg.apis.meta.v1.ListMeta"
_CONVENTIONS = "https://git.k8s.io/community/contributors/devel/sig-architecture/api-conventions.md"
_METADATA = f"Standard object's metadata. More info: {_CONVENTIONS}#metadata"
_LIST_METADATA = f"Standard list metadata. More info: {_CONVENTIONS}#types-kinds"
_EMBEDDED = {
    "apiVersion": "apiVersion defines the versioned schema of this representation of an object. "
    f"More info: {_CONVENTIONS}#resources",
    "kind": "kind is a string value representing the type of this object. In CamelCase. "
    f"More info: {_CONVENTIONS}#types-kinds",
}
_INT_OR_STRING = [{"type": "integer"}, {"type": "string"}]
_JUNCTORS = ("allOf", "anyOf", "oneOf", "not")


def name_of(kind: Custom, suffix: str = "") -> str:
    """`com.example.stable.v1.CronTab`"""
    domain = ".".join(reversed(kind.group.split(".")))
    return f"{domain}.{kind.version}.{suffix or kind.kind}"


def schemas(kind: Custom, reference: str, old: bool) -> dict[str, dict]:
    """The definitions of a kind and of its list. `reference` is the prefix of references; `old`: version 2."""
    name = name_of(kind)
    selectable = [{"fieldPath": each["jsonPath"].removeprefix(".")} for each in kind.selectable]
    extra = {"x-kubernetes-selectable-fields": selectable} if selectable else {}
    items = {"type": "array", "description": f"List of {kind.plural}. More info: {_CONVENTIONS}",
             "items": _reference(reference + name, old)}  # fmt: skip
    listed = {
        "description": f"{kind.list_kind} is a list of {kind.kind}",
        "type": "object",
        "required": ["items"],
        "properties": {
            **_type_meta(),
            "items": items,
            "metadata": _reference(reference + LIST_META, old, _LIST_METADATA),
        },
        "x-kubernetes-group-version-kind": [_gvk(kind, kind.list_kind)],
        **extra,
    }
    own = {**_root(kind, reference, old), "x-kubernetes-group-version-kind": [_gvk(kind, kind.kind)], **extra}
    return {name: own, name_of(kind, kind.list_kind): listed}


def _gvk(kind: Custom, name: str) -> dict:
    return {"group": kind.group, "kind": name, "version": kind.version}


def _root(kind: Custom, reference: str, old: bool) -> dict:
    raw = kind.raw
    if not raw or (old and raw.get("x-kubernetes-preserve-unknown-fields")):
        return {"type": "object"}
    found = _node(raw, reference, old)
    metadata = _reference(reference + OBJECT_META, old, _METADATA)
    return {**found, "properties": {**found.get("properties", {}), **_type_meta(), "metadata": metadata}}


def _type_meta() -> dict:
    """apiVersion and kind as every kind describes them."""
    pod = definitions()["io.k8s.api.core.v1.Pod"]["properties"]
    return {name: {"description": pod[name]["description"], "type": "string"} for name in ("apiVersion", "kind")}


def _reference(target: str, old: bool, description: str = "") -> dict:
    if not description:
        return {"$ref": target}
    return (
        {"description": description, "$ref": target}
        if old
        else {"description": description, "allOf": [{"$ref": target}]}
    )


def _node(raw: dict, reference: str, old: bool) -> dict:
    found = {
        name: value for name, value in raw.items() if value is not None and name not in ("externalDocs", "example")
    }
    if found.get("x-kubernetes-int-or-string"):
        found = _unfolded(found)
    if old:
        found = _for_version_2(found)
    if "properties" in found:
        found["properties"] = {name: _node(field, reference, old) for name, field in found["properties"].items()}
    for name in ("items", "additionalProperties"):
        if isinstance(found.get(name), dict):
            found[name] = _node(found[name], reference, old)
    if found.get("x-kubernetes-embedded-resource") and not (old and raw.get("x-kubernetes-preserve-unknown-fields")):
        found = _embedded(found, reference, old)
    return found


def _unfolded(raw: dict) -> dict:
    """int-or-string in plain words."""
    first = (raw.get("allOf") or [{}])[0]
    if raw.get("anyOf") == _INT_OR_STRING or first.get("anyOf") == _INT_OR_STRING:
        return raw
    if not raw.get("anyOf"):
        return {**raw, "anyOf": _INT_OR_STRING}
    return {**raw, "allOf": [{"anyOf": _INT_OR_STRING}, *(raw.get("allOf") or ())]}


def _for_version_2(raw: dict) -> dict:
    found: dict[str, Any] = {name: value for name, value in raw.items() if name not in _JUNCTORS}
    if found.pop("nullable", False):
        for name in ("type", "items", "properties"):
            found.pop(name, None)
    if found.get("x-kubernetes-preserve-unknown-fields"):
        found.pop("items", None)
        found.pop("properties", None)
        if found.get("type") == "object":
            del found["type"]
    if found.get("type") == "array" and "items" not in found:
        del found["type"]
    nullable = {name for name, field in (found.get("properties") or {}).items() if field.get("nullable")}
    values = found.get("additionalProperties")
    if found.get("required"):
        kept = [name for name in found["required"] if name not in nullable]
        found["required"] = [] if isinstance(values, dict) and values.get("nullable") else kept
        if not found["required"]:
            del found["required"]
    return found


def _embedded(found: dict, reference: str, old: bool) -> dict:
    own = {name: {"description": text, "type": "string"} for name, text in _EMBEDDED.items()}
    metadata = _reference(reference + OBJECT_META, old, _METADATA)
    required = [*found.get("required", ())]
    required += [name for name in ("kind", "apiVersion") if name not in required]
    properties = {**found.get("properties", {}), **own, "metadata": metadata}
    return {**found, "properties": properties, "required": required}
