"""Objects inside of objects: where x-kubernetes-embedded-resource is set, apiVersion, kind and metadata are checked.

Source: https://kubernetes.io/docs/tasks/extend-kubernetes/custom-resources/custom-resource-definitions/#rawextension
"""

from __future__ import annotations

from typing import Any

from cluster.kinds.base import FieldError
from cluster.kinds.customresource.structural import Structural
from cluster.kinds.rules import names
from cluster.kinds.rules.errors import invalid, required
from cluster.kinds.rules.metadata import validate_metadata


def check(value: Any, schema: Structural | None, path: str = "") -> list[FieldError]:
    if schema is None or not schema.has_embedded:
        return []
    errors = []
    if isinstance(value, dict):
        if schema.embedded:
            errors += _object(value, path)
        for name, item in value.items():
            if name in schema.properties:
                errors += check(item, schema.properties[name], f"{path}.{name}" if path else name)
            elif schema.values is not None:
                errors += check(item, schema.values, f"{path}[{name}]")
    elif isinstance(value, list):
        for index, item in enumerate(value):
            errors += check(item, schema.items, f"{path}[{index}]")
    return errors


def _object(value: dict, path: str) -> list[FieldError]:
    errors = [required(f"{path}.{field}") for field in ("apiVersion", "kind") if field not in value]
    for field in sorted({"apiVersion", "kind", "metadata"} & value.keys()):
        text, place = value[field], f"{path}.{field}"
        if field == "metadata":
            errors += _metadata(text, place)
        elif not isinstance(text, str):
            errors.append(invalid(place, text, "must be a string"))
        elif not text:
            errors.append(invalid(place, text, "must not be empty"))
        elif field == "kind" and (wrong := names.dns_1035_label(text.lower())):
            detail = f"may have mixed case, but should otherwise match: {','.join(wrong)}"
            errors.append(invalid(place, text, detail))
        elif field == "apiVersion" and text.count("/") > 1:
            errors.append(invalid(place, text, f"unexpected GroupVersion string: {text}"))
    return errors


def _metadata(metadata: Any, path: str) -> list[FieldError]:
    if not isinstance(metadata, dict):
        return [] if metadata is None else [invalid(path, metadata, "must be an object")]
    found = {**metadata, "name": metadata.get("name") or "fakename"}
    return validate_metadata({"metadata": found}, bool(found.get("namespace")), _segment, path, standard=False)


def _segment(name: str) -> list[str]:
    wrong = [f"may not be '{name}'"] if name in (".", "..") else []
    return wrong + [f"may not contain '{mark}'" for mark in ("/", "%") if mark in name]
