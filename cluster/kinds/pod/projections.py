"""Validation of files made from keys, from the pod's own fields, and of several of these in one volume.

Source: https://kubernetes.io/docs/concepts/storage/projected-volumes/, golden validation.
"""

from __future__ import annotations

from cluster.kinds.base import FieldError
from cluster.kinds.pod.fields import FILE_FIELDS, validate_field, validate_resource_field
from cluster.kinds.pod.paths import unreserved_path
from cluster.kinds.rules.errors import forbidden, invalid, required
from cluster.kinds.rules.reading import number, optional, structs, text

_MODE_DETAIL = "must be a number between 0 and 0777 (octal), both inclusive"
_SHORTEST, _LONGEST = 10 * 60, 2**32


def file_mode(source: dict, field: str, path: str) -> list[FieldError]:
    mode = number(source, field)
    return [] if mode is None or 0 <= mode <= 0o777 else [invalid(f"{path}.{field}", mode, _MODE_DETAIL)]


def key_paths(keys: list[dict], path: str) -> list[FieldError]:
    """`items` of a Secret or ConfigMap: which key becomes which file."""
    errors = []
    for index, key in enumerate(keys):
        at = f"{path}[{index}]"
        errors += [required(f"{at}.{field}") for field in ("key", "path") if not text(key, field)]
        errors += unreserved_path(text(key, "path"), f"{at}.path")
        errors += file_mode(key, "mode", at)
    return errors


def validate_downward_files(files: list[dict], path: str) -> list[FieldError]:
    """Errors stand at the volume, without an index: so does the server."""
    errors = []
    for file in files:
        errors += _downward_file(file, path)
    return errors


def validate_projected(source: dict, path: str) -> list[FieldError]:
    errors = file_mode(source, "defaultMode", path)
    seen: set[str] = set()
    for index, projection in enumerate(structs(source, "sources")):
        at = f"{path}.sources[{index}]"
        given = [name for name in _PROJECTIONS if optional(projection, name) is not None]
        for name in given:
            errors += _PROJECTIONS[name](projection[name], f"{at}.{name}", path, seen)
        if len(given) > 1:
            errors.append(forbidden(at, "may not specify more than 1 volume type per source"))
    return errors


def _downward_file(file: dict, path: str) -> list[FieldError]:
    errors = [] if text(file, "path") else [required(f"{path}.path")]
    errors += unreserved_path(text(file, "path"), f"{path}.path")
    field, resource = optional(file, "fieldRef"), optional(file, "resourceFieldRef")
    if field is not None:
        errors += validate_field(field, FILE_FIELDS, f"{path}.fieldRef")
        if resource is not None:
            detail = "fieldRef and resourceFieldRef can not be specified simultaneously"
            errors.append(invalid(path, "resource", detail))
    elif resource is not None:
        errors += validate_resource_field(resource, f"{path}.resourceFieldRef", of_file=True)
    else:
        errors.append(required(path, "one of fieldRef and resourceFieldRef is required"))
    return errors + file_mode(file, "mode", path)


def _keys(source: dict, path: str, volume: str, seen: set[str]) -> list[FieldError]:
    errors = [] if text(source, "name") else [required(f"{path}.name")]
    errors += key_paths(structs(source, "items"), f"{path}.items")
    for key in structs(source, "items"):
        errors += _taken(text(key, "path"), text(source, "name"), volume, seen)
    return errors


def _downward(source: dict, path: str, volume: str, seen: set[str]) -> list[FieldError]:
    errors = []
    for file in structs(source, "items"):
        errors += _downward_file(file, path)
        errors += _taken(text(file, "path"), text(file, "path"), volume, seen)
    return errors


def _token(source: dict, path: str, volume: str, seen: set[str]) -> list[FieldError]:
    seconds = number(source, "expirationSeconds") or 0
    errors = []
    if seconds < _SHORTEST:
        detail = "may not specify a duration less than 10 minutes"
        errors.append(invalid(f"{path}.expirationSeconds", seconds, detail))
    if seconds > _LONGEST:
        detail = "may not specify a duration larger than 2^32 seconds"
        errors.append(invalid(f"{path}.expirationSeconds", seconds, detail))
    if not text(source, "path"):
        return [*errors, required(f"{volume}.path")]
    return errors + unreserved_path(text(source, "path"), f"{volume}.path")


def _trust_bundle(source: dict, path: str, volume: str, seen: set[str]) -> list[FieldError]:
    errors = []
    if source.get("name") is None and source.get("signerName") is None:
        errors.append(required(path, "either name or signerName must be specified"))
    if not text(source, "path"):
        errors.append(required(f"{path}.path"))
    errors += unreserved_path(text(source, "path"), f"{path}.path")
    return errors + _taken(text(source, "path"), text(source, "path"), volume, seen)


def _taken(path: str, shown: str, volume: str, seen: set[str]) -> list[FieldError]:
    if path and path in seen:
        return [invalid(volume, shown, "conflicting duplicate paths")]
    seen.add(path)
    return []


_PROJECTIONS = {
    "secret": _keys,
    "configMap": _keys,
    "downwardAPI": _downward,
    "serviceAccountToken": _token,
    "clusterTrustBundle": _trust_bundle,
}
