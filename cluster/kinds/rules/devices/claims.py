"""What a claim asks for: requests, constraints between them, parameters for drivers; and what it was given."""

from __future__ import annotations

from collections.abc import Callable

from cluster.kinds.base import FieldError
from cluster.kinds.pod.scheduling import validate_node_selector
from cluster.kinds.pod.volumes import driver_name
from cluster.kinds.rules import names
from cluster.kinds.rules.devices import ALL, EXACT
from cluster.kinds.rules.devices.selectors import validate_selectors
from cluster.kinds.rules.errors import (
    duplicate,
    each_invalid,
    forbidden,
    invalid,
    invalid_without_value,
    required,
    too_many,
    unsupported,
)
from cluster.kinds.rules.reading import number, optional, struct, structs, text, texts

_MOST = 32  # requests, constraints, configurations, selectors, results
_MOST_SUBREQUESTS, _MOST_USERS, _MOST_PARAMETERS = 8, 256, 10 * 1024
_REFERENCE = "must be the name of a request in the claim or the name of a request and a subrequest separated by '/'"
Each = Callable[[dict, str], list[FieldError]]


def default_devices(spec: dict) -> dict:
    """The spec of a claim with what its requests leave open."""
    devices = optional(spec, "devices")
    if devices is None:
        return spec if "devices" in spec else {**spec, "devices": {}}
    requests = structs(devices, "requests")
    return {**spec, "devices": {**devices, "requests": [_complete(each) for each in requests]}} if requests else spec


def validate_devices(spec: dict, path: str) -> list[FieldError]:
    devices, path = struct(spec, "devices"), f"{path}.devices"
    known = request_names(devices)
    errors = _set(structs(devices, "requests"), f"{path}.requests", _request, "name")
    errors += _each(structs(devices, "constraints"), f"{path}.constraints", lambda one, at: _constraint(one, known, at))
    return errors + _each(structs(devices, "config"), f"{path}.config", lambda one, at: _config(one, known, at))


def validate_configurations(found: list[dict], path: str) -> list[FieldError]:
    """Those of a class, which name no request."""
    return _each(found, path, lambda one, at: _opaque(one, at))


def request_names(devices: dict) -> list[str]:
    """The names by which requests, and the choices within them, can be referred to."""
    found = []
    for request in structs(devices, "requests"):
        name = text(request, "name")
        found += [name, *(f"{name}/{text(each, 'name')}" for each in structs(request, "firstAvailable"))]
    return found


def validate_status(obj: dict, old: dict) -> list[FieldError]:
    status, before = struct(obj, "status"), struct(old, "status")
    users, allocation = structs(status, "reservedFor"), optional(status, "allocation")
    path = "status.reservedFor"
    errors = _set(users, path, _user, "uid", _MOST_USERS)
    if users and allocation is None:
        errors.append(forbidden(path, "may not be specified when `allocated` is not set"))
    elif "deletionTimestamp" in obj["metadata"] and any(user not in structs(before, "reservedFor") for user in users):
        why = "new entries may not be added while `deallocationRequested` or `deletionTimestamp` are set"
        errors.append(forbidden(path, why))
    if allocation is None:
        return errors
    if optional(before, "allocation") is not None:
        fixed = allocation == before["allocation"]
        return errors if fixed else [*errors, invalid("status.allocation", allocation, "field is immutable")]
    return errors + _allocation(allocation, request_names(struct(struct(obj, "spec"), "devices")))


def _complete(request: dict) -> dict:
    exactly = optional(request, "exactly")
    if exactly is not None:
        request = {**request, "exactly": _counted(exactly)}
    choices = structs(request, "firstAvailable")
    return {**request, "firstAvailable": [_counted(each) for each in choices]} if choices else request


def _counted(asked: dict) -> dict:
    mode = asked.get("allocationMode") or EXACT
    found = {**asked, "allocationMode": mode}
    return {**found, "count": 1} if mode == EXACT and not asked.get("count") else found


def _request(request: dict, path: str) -> list[FieldError]:
    errors = _label(text(request, "name"), f"{path}.name")
    exactly, choices = optional(request, "exactly"), structs(request, "firstAvailable")
    if exactly is None and not choices:
        return [*errors, required(path, "exactly one of `exactly` or `firstAvailable` is required")]
    if exactly is not None and choices:
        why = "exactly one of `exactly` or `firstAvailable` is required, but multiple fields are set"
        return [*errors, invalid_without_value(path, why)]
    if exactly is not None:
        return errors + _asked(exactly, f"{path}.exactly")

    def choice(each: dict, at: str) -> list[FieldError]:
        return _label(text(each, "name"), f"{at}.name") + _asked(each, at)

    return errors + _set(choices, f"{path}.firstAvailable", choice, "name", _MOST_SUBREQUESTS)


def _asked(asked: dict, path: str) -> list[FieldError]:
    class_name, mode, count = text(asked, "deviceClassName"), text(asked, "allocationMode"), number(asked, "count") or 0
    place = f"{path}.deviceClassName"
    errors = each_invalid(place, class_name, names.dns_subdomain(class_name)) if class_name else [required(place)]
    errors += validate_selectors(asked, path)
    if mode == ALL:
        if count:
            why = f"must not be specified when allocationMode is '{ALL}'"
            errors.append(invalid(f"{path}.count", count, why))
    elif mode == EXACT:
        errors += [] if count > 0 else [invalid(f"{path}.count", count, "must be greater than zero")]
    else:
        errors.append(unsupported(f"{path}.allocationMode", mode, (ALL, EXACT)))
    return errors


def _constraint(constraint: dict, known: list[str], path: str) -> list[FieldError]:
    errors = _references(constraint, known, path)
    name, place = text(constraint, "matchAttribute"), f"{path}.matchAttribute"
    if constraint.get("matchAttribute") is None:
        return [*errors, required(place)]
    return errors + full_name(name, place)


def full_name(name: str, path: str) -> list[FieldError]:
    """Of an attribute, with its domain."""
    if not name:
        return [required(path, "must include a domain")]
    if "/" not in name:
        return [invalid(path, name, "must include a domain"), *attribute_name(name, path)]
    return attribute_name(name, path)


def attribute_name(name: str, path: str) -> list[FieldError]:
    """`DOMAIN/IDENTIFIER`, or an identifier alone."""
    parts = name.split("/")
    if len(parts) > 2:
        return [invalid(path, name, "must not contain more than one slash")]
    errors = []
    if len(parts) == 2:
        errors += each_invalid(path, parts[0], names.dns_subdomain(parts[0])) if parts[0] else []
        errors += [] if parts[0] else [required(path, "the domain must not be empty")]
    if not parts[-1]:
        return [*errors, required(path, "the name must not be empty")]
    return errors + each_invalid(path, parts[-1], names.c_identifier(parts[-1]))


def _config(config: dict, known: list[str], path: str) -> list[FieldError]:
    return _references(config, known, path) + _opaque(config, path)


def _opaque(config: dict, path: str) -> list[FieldError]:
    opaque, path = optional(config, "opaque"), f"{path}.opaque"
    if opaque is None:
        return [required(path)]
    errors = driver_name(text(opaque, "driver"), f"{path}.driver")
    parameters = opaque.get("parameters")
    if not parameters:
        errors.append(required(f"{path}.parameters"))
    elif not isinstance(parameters, dict):
        errors.append(invalid(f"{path}.parameters", "<value omitted>", "must be a valid JSON object"))
    return errors


def _references(told: dict, known: list[str], path: str) -> list[FieldError]:
    errors: list[FieldError] = []
    seen: list[str] = []
    for index, name in enumerate(texts(told, "requests")):
        place = f"{path}.requests[{index}]"
        errors += _reference(name, known, place)
        errors += [duplicate(place, name)] if name in seen else []
        seen.append(name)
    return errors


def _reference(name: str, known: list[str], path: str) -> list[FieldError]:
    parts = name.split("/")
    if len(parts) > 2:
        return [invalid(path, name, _REFERENCE)]
    errors = [error for part in parts for error in _label(part, path)]
    return errors if name in known else [*errors, invalid(path, name, _REFERENCE)]


def _user(user: dict, path: str) -> list[FieldError]:
    return [required(f"{path}.{field}") for field in ("resource", "name", "uid") if not text(user, field)]


def _allocation(allocation: dict, known: list[str]) -> list[FieldError]:
    path = "status.allocation"
    devices = struct(allocation, "devices")

    def given(result: dict, at: str) -> list[FieldError]:
        errors = _reference(text(result, "request"), known, f"{at}.request")
        errors += driver_name(text(result, "driver"), f"{at}.driver") + pool_name(text(result, "pool"), f"{at}.pool")
        return errors + _label(text(result, "device"), f"{at}.device")

    errors = _each(structs(devices, "results"), f"{path}.devices.results", given)
    selector = optional(allocation, "nodeSelector")
    return errors if selector is None else errors + validate_node_selector(selector, f"{path}.nodeSelector")


def pool_name(name: str, path: str) -> list[FieldError]:
    if not name:
        return [required(path)]
    return [error for part in name.split("/") for error in each_invalid(path, part, names.dns_subdomain(part))]


def _label(name: str, path: str) -> list[FieldError]:
    return each_invalid(path, name, names.dns_label(name))


def _each(found: list[dict], path: str, check: Each, most: int = _MOST) -> list[FieldError]:
    errors = [too_many(path, len(found), most)] if len(found) > most else []
    return errors + [error for index, one in enumerate(found) for error in check(one, f"{path}[{index}]")]


def _set(found: list[dict], path: str, check: Each, key: str, most: int = _MOST) -> list[FieldError]:
    """The same, and no two with one key."""
    errors, seen = [too_many(path, len(found), most)] if len(found) > most else [], []
    for index, one in enumerate(found):
        place, name = f"{path}[{index}]", text(one, key)
        errors += check(one, place)
        errors += [duplicate(place, name)] if name in seen else []
        seen.append(name)
    return errors


each, set_of = _each, _set
