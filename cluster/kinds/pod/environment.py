"""Validation of a container's env and envFrom.

Source: https://kubernetes.io/docs/reference/kubernetes-api/workload-resources/pod-v1/#environment-variables, golden
validation.
"""

from __future__ import annotations

from cluster.kinds.base import FieldError
from cluster.kinds.pod.fields import ENVIRONMENT_FIELDS, validate_field, validate_resource_field
from cluster.kinds.rules import names
from cluster.kinds.rules.errors import each_invalid, invalid, required
from cluster.kinds.rules.reading import optional, structs, text

_KEYS = ("configMapKeyRef", "secretKeyRef")
_SOURCES = ("fieldRef", "resourceFieldRef", *_KEYS, "fileKeyRef")
_BAGS = ("configMapRef", "secretRef")


def validate_environment(container: dict, path: str) -> list[FieldError]:
    errors = []
    for index, variable in enumerate(structs(container, "env")):
        at, name = f"{path}.env[{index}]", text(variable, "name")
        if name:
            errors += each_invalid(f"{at}.name", name, names.environment_variable(name))
        else:
            errors.append(required(f"{at}.name"))
        errors += _source(variable, f"{at}.valueFrom")
    return errors + _bags(structs(container, "envFrom"), f"{path}.envFrom")


def _source(variable: dict, path: str) -> list[FieldError]:
    source = optional(variable, "valueFrom")
    if source is None:
        return []
    errors = []
    field, resource = optional(source, "fieldRef"), optional(source, "resourceFieldRef")
    if field is not None:
        errors += validate_field(field, ENVIRONMENT_FIELDS, f"{path}.fieldRef")
    if resource is not None:
        errors += validate_resource_field(resource, f"{path}.resourceFieldRef")
    for name in _KEYS:
        key = optional(source, name)
        if key is not None:
            errors += _key(key, f"{path}.{name}")
    file = optional(source, "fileKeyRef")
    if file is not None:
        errors += [
            required(f"{path}.fileKeyRef.{part}") for part in ("key", "volumeName", "path") if not text(file, part)
        ]
    given = [name for name in _SOURCES if optional(source, name) is not None]
    if not given:
        listed = "`fieldRef`, `resourceFieldRef`, `configMapKeyRef` or `secretKeyRef`"
        errors.append(invalid(path, "", f"must specify one of: {listed}"))
    elif text(variable, "value"):
        errors.append(invalid(path, "", "may not be specified when `value` is not empty"))
    elif len(given) > 1:
        errors.append(invalid(path, "", "may not have more than one field specified at a time"))
    return errors


def _key(selector: dict, path: str) -> list[FieldError]:
    name, key = text(selector, "name"), text(selector, "key")
    errors = each_invalid(f"{path}.name", name, names.dns_subdomain(name))
    if not key:
        return [*errors, required(f"{path}.key")]
    return errors + each_invalid(f"{path}.key", key, names.config_key(key))


def _bags(bags: list[dict], path: str) -> list[FieldError]:
    """envFrom: whole ConfigMaps and Secrets. That none or two are given is reported at the list."""
    errors = []
    for index, bag in enumerate(bags):
        at, prefix = f"{path}[{index}]", text(bag, "prefix")
        if prefix:
            errors += each_invalid(f"{at}.prefix", prefix, names.environment_variable(prefix))
        given = [name for name in _BAGS if optional(bag, name) is not None]
        for field in given:
            name = text(bag[field], "name")
            messages = names.dns_subdomain(names.as_prefix(name))
            errors += each_invalid(f"{at}.{field}.name", name, messages) if name else [required(f"{at}.{field}.name")]
        if not given:
            errors.append(invalid(path, "", "must specify one of: `configMapRef` or `secretRef`"))
        elif len(given) > 1:
            errors.append(invalid(path, "", "may not have more than one field specified at a time"))
    return errors
