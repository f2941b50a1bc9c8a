"""Validation of probes and lifecycle hooks.

Source: https://kubernetes.io/docs/reference/kubernetes-api/workload-resources/pod-v1/#Probe, golden validation.
"""

from __future__ import annotations

from cluster.kinds.base import FieldError
from cluster.kinds.rules import names
from cluster.kinds.rules.errors import each_invalid, forbidden, invalid, required, unsupported
from cluster.kinds.rules.reading import number, optional, structs, text, texts

_TIMES = ("initialDelaySeconds", "timeoutSeconds", "periodSeconds", "successThreshold", "failureThreshold")
_SCHEMES = ("HTTP", "HTTPS")


def validate_probes(container: dict, spec: dict, path: str) -> list[FieldError]:
    errors = []
    for name in ("livenessProbe", "readinessProbe", "startupProbe"):
        probe = optional(container, name)
        if probe is not None:
            errors += _probe(probe, name, spec, f"{path}.{name}")
    return errors


def validate_lifecycle(container: dict, spec: dict, path: str) -> list[FieldError]:
    lifecycle = optional(container, "lifecycle")
    if lifecycle is None:
        return []
    errors = []
    for name in ("postStart", "preStop"):
        hook = optional(lifecycle, name)
        if hook is not None:
            errors += _handler(hook, ("exec", "httpGet", "tcpSocket", "sleep"), spec, f"{path}.lifecycle.{name}")
    signal = text(lifecycle, "stopSignal")
    if signal and not optional(spec, "os"):
        detail = "may not be set for containers with empty `spec.os.name`"
        errors.append(forbidden(f"{path}.lifecycle.stopSignal", detail))
    return errors


def validate_port(port: object, path: str) -> list[FieldError]:
    """A number, or the name of a port."""
    if isinstance(port, str):
        return each_invalid(path, port, names.port_name(port))
    value = port if isinstance(port, int) and not isinstance(port, bool) else 0
    return each_invalid(path, value, names.port_number(value))


def _probe(probe: dict, name: str, spec: dict, path: str) -> list[FieldError]:
    errors = _handler(probe, ("exec", "httpGet", "tcpSocket", "grpc"), spec, path)
    for field in _TIMES:
        value = number(probe, field) or 0
        if value < 0:
            errors.append(invalid(f"{path}.{field}", value, "must be greater than or equal to 0"))
    grace = number(probe, "terminationGracePeriodSeconds")
    if grace is not None and grace <= 0:
        errors.append(invalid(f"{path}.terminationGracePeriodSeconds", grace, "must be greater than 0"))
    if name == "readinessProbe":
        if grace is not None:
            detail = "must not be set for readinessProbes"
            errors.append(invalid(f"{path}.terminationGracePeriodSeconds", grace, detail))
    elif (number(probe, "successThreshold") or 0) != 1:
        errors.append(invalid(f"{path}.successThreshold", number(probe, "successThreshold") or 0, "must be 1"))
    return errors


def _handler(handler: dict, kinds: tuple[str, ...], spec: dict, path: str) -> list[FieldError]:
    """Exactly one action; what stands second is forbidden."""
    given = [kind for kind in kinds if optional(handler, kind) is not None]
    if not given:
        return [required(path, "must specify a handler type")]
    errors = _ACTIONS[given[0]](handler[given[0]], spec, f"{path}.{given[0]}")
    return errors + [forbidden(f"{path}.{kind}", "may not specify more than 1 handler type") for kind in given[1:]]


def _execute(action: dict, spec: dict, path: str) -> list[FieldError]:
    return [] if texts(action, "command") else [required(f"{path}.command")]


def _http_get(action: dict, spec: dict, path: str) -> list[FieldError]:
    errors = [] if text(action, "path") else [required(f"{path}.path")]
    errors += validate_port(action.get("port"), f"{path}.port")
    if text(action, "scheme") not in _SCHEMES:
        errors.append(unsupported(f"{path}.scheme", text(action, "scheme"), _SCHEMES))
    for header in structs(action, "httpHeaders"):
        errors += each_invalid(f"{path}.httpHeaders", text(header, "name"), names.header_name(text(header, "name")))
    return errors


def _port_only(action: dict, spec: dict, path: str) -> list[FieldError]:
    return validate_port(action.get("port"), f"{path}.port")


def _sleep(action: dict, spec: dict, path: str) -> list[FieldError]:
    seconds, grace = number(action, "seconds") or 0, number(spec, "terminationGracePeriodSeconds")
    if grace is None or 0 <= seconds <= grace:
        return []
    detail = f"must be non-negative and less than terminationGracePeriodSeconds ({grace})"
    return [invalid(path, seconds, detail)]


_ACTIONS = {"exec": _execute, "httpGet": _http_get, "tcpSocket": _port_only, "grpc": _port_only, "sleep": _sleep}
