"""What may be said of lists and maps: x-kubernetes-list-type, -list-map-keys, -map-type.

Source: https://kubernetes.io/docs/reference/using-api/server-side-apply/#merge-strategy; words:
https://pkg.go.dev/k8s.io/apiextensions-apiserver/pkg/apis/apiextensions/validation
"""

from __future__ import annotations

from cluster.kinds.base import FieldError
from cluster.kinds.rules.errors import forbidden, invalid, required, unsupported

LIST, KEYS, MAP = "x-kubernetes-list-type", "x-kubernetes-list-map-keys", "x-kubernetes-map-type"


def check(schema: dict, path: str) -> list[FieldError]:
    if MAP not in schema and LIST not in schema and KEYS not in schema:
        return []
    errors: list[FieldError] = []
    kind, list_type, map_type = schema.get("type") or "", schema.get(LIST), schema.get(MAP)
    if map_type is not None:
        errors += _typed(kind, "object", f"{path}.type", MAP)
        if map_type not in ("atomic", "granular"):
            errors.append(unsupported(f"{path}.{MAP}", map_type, ("atomic", "granular")))
    items = schema.get("items") if isinstance(schema.get("items"), dict) else None
    if list_type is not None and kind != "array":
        errors += _typed(kind, "array", f"{path}.type", LIST)
    elif list_type == "set" and items is not None:
        errors += _atomic(items, path)
    if list_type is not None and list_type not in ("atomic", "set", "map"):
        errors.append(unsupported(f"{path}.{LIST}", list_type, ("atomic", "set", "map")))
    errors += _keys(schema.get(KEYS) or [], list_type, path)
    if list_type == "map":
        errors += _map(schema, items, path)
    if items is not None and list_type in ("set", "map"):
        errors += _whole(schema, items, list_type, path)
    return errors


def _typed(kind: str, wanted: str, path: str, extension: str) -> list[FieldError]:
    detail = f"must be {wanted} if {extension} is specified"
    if kind == wanted:
        return []
    return [invalid(path, kind, detail) if kind else required(path, detail)]


def _atomic(items: dict, path: str) -> list[FieldError]:
    """Items of sets are compared as a whole."""
    detail, kind = "must be atomic as item of a list with x-kubernetes-list-type=set", items.get("type")
    if kind == "array" and items.get(LIST) not in (None, "atomic"):
        return [invalid(f"{path}.items.{LIST}", items.get(LIST), detail)]
    if kind == "object" and items.get(MAP) != "atomic":
        return [invalid(f"{path}.items.{MAP}", items.get(LIST), detail)]
    return []


def _keys(keys: list[str], list_type: str | None, path: str) -> list[FieldError]:
    if not keys or list_type == "map":
        return []
    detail = f"must be map if {KEYS} is non-empty"
    place = f"{path}.{LIST}"
    return [required(place, detail) if list_type is None else invalid(place, list_type, detail)]


def _map(schema: dict, items: dict | None, path: str) -> list[FieldError]:
    errors, keys = [], schema.get(KEYS) or []
    if not keys:
        errors.append(required(f"{path}.{KEYS}", f"must not be empty if {LIST} is map"))
    if schema.get("items") is None:
        errors.append(required(f"{path}.items", f"must have a schema if {LIST} is map"))
    if items is None:
        return errors
    if items.get("type") != "object":
        detail = f"must be object if parent array's {LIST} is map"
        return [*errors, invalid(f"{path}.items.type", items.get("type") or "", detail)]
    seen: list[str] = []
    for key in keys:
        field = (items.get("properties") or {}).get(key)
        if field is None:
            errors.append(invalid(f"{path}.{KEYS}", keys, "entries must all be names of item properties"))
        elif field.get("type") in ("array", "object"):
            detail = f"must be a scalar type if parent array's {LIST} is map"
            errors.append(invalid(f"{path}.items.properties[{key}].type", items["type"], detail))
        if key in seen:
            errors.append(invalid(f"{path}.{KEYS}", keys, "must not contain duplicate entries"))
        seen.append(key)
    return errors


def _whole(schema: dict, items: dict, list_type: str, path: str) -> list[FieldError]:
    errors = []
    if items.get("nullable"):
        detail = f"cannot be nullable when {LIST} is {list_type}"
        errors.append(forbidden(f"{path}.items.nullable", detail))
    if list_type == "set":
        return errors
    for key in schema.get(KEYS) or ():
        field = (items.get("properties") or {}).get(key)
        if field is None:
            continue
        place = f"{path}.items.properties[{key}]"
        if key not in (items.get("required") or ()) and field.get("default") is None:
            detail = f"this property is in {KEYS}, so it must have a default or be a required property"
            errors.append(required(f"{place}.default", detail))
        if field.get("nullable"):
            detail = f"this property is in {KEYS}, so it cannot be nullable"
            errors.append(forbidden(f"{place}.nullable", detail))
    return errors
