"""Objects out of files: documents of YAML or JSON, and what kubectl checks before it sends them.

Source: words of kubectl 1.35.2 (golden suite validation, cases yaml-*, kind-missing, label-value-number and others).
"""

from __future__ import annotations

from collections.abc import Iterator

from cluster.kubectl.errors import KubectlError
from cluster.kubectl.printers import json
from cluster.objects import yaml

_ADVICE = "if you choose to ignore these errors, turn validation off with --validate=false"

# Go types of metadata's fields, as far as a document can get them wrong.
_TEXTS = ("name", "generateName", "namespace", "selfLink", "uid", "resourceVersion")
_NUMBERS = ("generation", "deletionGracePeriodSeconds")
_OWNER_TEXTS = ("apiVersion", "kind", "name", "uid")


def documents(text: str, source: str, validate: bool) -> Iterator[dict | KubectlError]:
    """The objects of a file in order; a mistake stands at its place (what came before it is still good)."""
    try:
        found = yaml.load_all(text)
    except yaml.YAMLError as wrong:
        # kubectl reads document by document: those before the mistake are used
        yield from _before(text, source, validate)
        yield KubectlError(f"error parsing {source}: {wrong}")
        return
    for document in found:
        yield _checked(document.value, source, validate)


def _before(text: str, source: str, validate: bool) -> Iterator[dict | KubectlError]:
    lines = text.split("\n")
    for number, line in enumerate(lines):
        if number and line.startswith("---"):
            try:
                found = yaml.load_all("\n".join(lines[:number]))
            except yaml.YAMLError:
                return
            later = "\n".join(lines[number + 1 :]).split("\n---")[0]
            try:
                yaml.load_all(later)
            except yaml.YAMLError:
                yield from (_checked(document.value, source, validate) for document in found)
                return


def _checked(value: object, source: str, validate: bool) -> dict | KubectlError:
    if validate and (complaints := _complaints(value)):
        text = complaints[0] if len(complaints) == 1 else f"[{', '.join(complaints)}]"
        return KubectlError(f'error validating "{source}": error validating data: {text}; {_ADVICE}')
    if (wrong := decode_error(value)) is not None:
        return KubectlError(f'unable to decode "{source}": {wrong}')
    assert isinstance(value, dict)
    return value


def _complaints(value: object) -> list[str]:
    if not isinstance(value, dict):
        return ["invalid object to validate"]
    found = []
    for name in ("apiVersion", "kind"):
        if value.get(name) is None:
            found.append(f"{name} not set")
        elif not isinstance(value[name], str):
            found.append(f"{name} isn't string type")
    return found


def decode_error(value: object) -> str | None:
    """What Go's decoder says of a value that is no object of the API, None if it is one."""
    if not isinstance(value, dict):
        return f"json: cannot unmarshal {word_of(value)} into Go value of type unstructured.detector"
    for name in ("apiVersion", "kind"):
        if name in value and value[name] is not None and not isinstance(value[name], str):
            return f"json: cannot unmarshal {word_of(value[name])} into Go struct field detector.{name} of type string"
    if not value.get("kind"):
        return f"Object 'Kind' is missing in '{json.compact(value)}'"
    return _metadata_error(value.get("metadata"))


def _metadata_error(metadata: object) -> str | None:
    if metadata is None:
        return None
    if not isinstance(metadata, dict):
        return _mismatch(metadata, "metadataOnlyObject.metadata", "v1.ObjectMeta")
    for name in sorted(metadata):
        value = metadata[name]
        if value is None:
            continue
        if (wrong := _field_error(name, value)) is not None:
            return wrong
    return None


def _field_error(name: str, value: object) -> str | None:
    path = f"ObjectMeta.metadata.{name}"
    if name in _TEXTS:
        kind = "types.UID" if name == "uid" else "string"
        return None if isinstance(value, str) else _mismatch(value, path, kind)
    if name in _NUMBERS:
        return None if isinstance(value, int) and not isinstance(value, bool) else _mismatch(value, path, "int64")
    if name in ("labels", "annotations"):
        if not isinstance(value, dict):
            return _mismatch(value, path, "map[string]string")
        return next(
            (
                _mismatch(item, path, "string")
                for item in value.values()
                if item is not None and not isinstance(item, str)
            ),
            None,
        )
    if name == "finalizers":
        if not isinstance(value, list):
            return _mismatch(value, path, "[]string")
        return next((_mismatch(item, path, "string") for item in value if not isinstance(item, str)), None)
    if name in ("ownerReferences", "managedFields") and not isinstance(value, list):
        return _mismatch(value, path, "[]v1.OwnerReference" if name == "ownerReferences" else "[]v1.ManagedFieldsEntry")
    return None


def _mismatch(value: object, path: str, kind: str) -> str:
    return f"json: cannot unmarshal {word_of(value)} into Go struct field {path} of type {kind}"


def word_of(value: object) -> str:
    """Which type of JSON a value has, in Go's words."""
    if isinstance(value, bool):
        return "bool"
    words = {str: "string", int: "number", float: "number", dict: "object", list: "array"}
    return words.get(type(value), "null")
