"""Decoding of custom resources: no Go type stands behind them, their schema says what is kept.

Source: https://kubernetes.io/docs/reference/using-api/api-concepts/#field-validation, and
https://kubernetes.io/docs/tasks/extend-kubernetes/custom-resources/custom-resource-definitions/#field-pruning
"""

from __future__ import annotations

from typing import Any

from cluster.api.decoding.fieldvalidation import MAX_STRICT_ERRORS, DecodeError, decode, repeated_fields
from cluster.api.errors import bad_request
from cluster.kinds.customresource.pruning import pruned, without_nulls
from cluster.kinds.customresource.structural import Structural
from cluster.objects.go.json import Pairs
from cluster.objects.go.jsontext import compact
from cluster.objects.schema import OBJECT_META, Schema, definition


def check_type(value: dict, api_version: str, kind: str, body: Any) -> None:
    """Raises StatusError 400 for an object that does not say what it is, or is of another version."""
    for field, word in (("kind", "Kind"), ("apiVersion", "apiVersion")):
        if not value.get(field):
            shown = _shown(body, value)
            told = f"Object '{word}' is missing in '{shown}'"
            raise bad_request(
                f"the object provided is unrecognized (must be of type {kind}): {told} ({_summary(shown)})"
            )
    if value["apiVersion"] != api_version:
        told = f"the API version in the data ({value['apiVersion']}) does not match the expected API version"
        raise bad_request(f"{told} ({api_version})")


def decoded(value: dict, schema: Schema, strict: bool) -> tuple[dict, list[str]]:
    """The object without what its schema does not know, and its strict errors. Raises DecodeError."""
    unknown: list[str] = []
    errors = repeated_fields(value) if strict else []
    structural: Structural = schema.custom
    value = _plain(value)
    if "metadata" in value:
        value = {**value, "metadata": _metadata(value["metadata"], "metadata", unknown)}
    found: list[str] = []
    value = without_nulls(pruned(value, structural, root=True, unknown=found), structural)
    unknown += sorted(found)
    if structural.has_embedded:
        value = _embedded(value, structural, "", unknown)
    if strict:
        errors += [f'unknown field "{path}"' for path in unknown]
    return value, errors[:MAX_STRICT_ERRORS]


def _metadata(metadata: Any, path: str, unknown: list[str]) -> dict:
    schema = definition(OBJECT_META)
    assert schema is not None
    found, errors = decode(metadata, schema)
    unknown += [f"{path}.{_path_of(error)}" for error in errors if error.startswith("unknown")]
    return found


def _path_of(error: str) -> str:
    return error.split('"', 1)[1].rsplit('"', 1)[0]


def _embedded(value: Any, schema: Structural | None, path: str, unknown: list[str]) -> Any:
    """Metadata inside of embedded resources is read as metadata, too."""
    if schema is None or not schema.has_embedded:
        return value
    if isinstance(value, list):
        return [_embedded(item, schema.items, f"{path}[{index}]", unknown) for index, item in enumerate(value)]
    if not isinstance(value, dict):
        return value
    found = {}
    for name, item in value.items():
        place = f"{path}.{name}" if path else name
        if schema.embedded and name == "metadata" and isinstance(item, dict):
            try:
                found[name] = _metadata(item, place, unknown)
            except DecodeError as error:
                raise DecodeError(f"{place}: Invalid value: {compact(item)}: {error}") from None
        else:
            found[name] = _embedded(item, schema.child(name), place, unknown)
    return found


def _plain(value: Any) -> Any:
    """Without the memory of names that occurred twice."""
    if isinstance(value, dict):
        return {name: _plain(item) for name, item in value.items()} if _has_pairs(value) else value
    return [_plain(item) for item in value] if isinstance(value, list) and _has_pairs(value) else value


def _has_pairs(value: Any) -> bool:
    if isinstance(value, Pairs):
        return True
    below = value.values() if isinstance(value, dict) else value if isinstance(value, list) else ()
    return any(_has_pairs(item) for item in below)


def _shown(body: Any, value: dict) -> str:
    if isinstance(body, bytes):
        return body.decode("utf-8", "replace")
    return body if isinstance(body, str) and body else compact(value)


def _summary(text: str, limit: int = 30) -> str:
    raw = text.encode("utf-8", "replace")
    return raw[:limit].decode("utf-8", "replace") + (" ..." if len(raw) > limit else "")
