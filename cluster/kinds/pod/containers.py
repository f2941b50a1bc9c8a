"""Validation of a pod's containers: regular, init (and sidecars among them) and ephemeral ones.

Source: https://kubernetes.io/docs/reference/kubernetes-api/workload-resources/pod-v1/#Container, golden validation.
"""

from __future__ import annotations

from cluster.kinds.base import FieldError
from cluster.kinds.pod.environment import validate_environment
from cluster.kinds.pod.mounts import validate_mounts
from cluster.kinds.pod.probes import validate_lifecycle, validate_probes
from cluster.kinds.pod.restarting import is_sidecar, validate_restarting
from cluster.kinds.pod.security import validate_container_security
from cluster.kinds.rules import names
from cluster.kinds.rules.errors import (
    duplicate,
    each_invalid,
    forbidden,
    invalid,
    not_found,
    required,
    unsupported,
)
from cluster.kinds.rules.reading import number, struct, structs, text
from cluster.kinds.rules.resources import validate_container_name, validate_requirements

PROTOCOLS = ("SCTP", "TCP", "UDP")
_PULL_POLICIES = ("Always", "IfNotPresent", "Never")
_MESSAGE_POLICIES = ("File", "FallbackToLogsOnError")
_RESIZABLE, _RESIZE_POLICIES = ("cpu", "memory"), ("NotRequired", "RestartContainer")
_NOT_FOR_INIT = ("lifecycle", "livenessProbe", "readinessProbe", "startupProbe")
_NOT_FOR_EPHEMERAL = ("ports", "resources", "resizePolicy", "restartPolicy", *_NOT_FOR_INIT[1:], "lifecycle")


def validate_containers(spec: dict, volumes: dict, path: str) -> list[FieldError]:
    containers = structs(spec, "containers")
    if not containers:
        return [required(path)]
    errors, seen = [], set()
    for index, container in enumerate(containers):
        at, name = f"{path}[{index}]", text(container, "name")
        errors += _common(container, volumes, spec, at)
        if name in seen:
            errors.append(duplicate(f"{at}.name", name))
        seen.add(name)
        errors += validate_lifecycle(container, spec, at)
        errors += validate_probes(container, spec, at)
        errors += validate_restarting(container, at)
    return errors + _host_ports(containers, path)


def validate_init_containers(spec: dict, volumes: dict, path: str) -> list[FieldError]:
    errors = []
    seen = {text(container, "name") for container in structs(spec, "containers")}
    for index, container in enumerate(structs(spec, "initContainers")):
        at, name = f"{path}[{index}]", text(container, "name")
        errors += _common(container, volumes, spec, at)
        errors += validate_restarting(container, at)
        if name in seen:
            errors.append(duplicate(f"{at}.name", name))
        if name:
            seen.add(name)
        errors += _host_ports([container], path)
        if is_sidecar(container):
            errors += validate_lifecycle(container, spec, at)
            errors += validate_probes(container, spec, at)
        else:
            detail = "may not be set for init containers without restartPolicy=Always"
            errors += [
                forbidden(f"{at}.{field}", detail) for field in _NOT_FOR_INIT if container.get(field) is not None
            ]
    return errors


def validate_ephemeral_containers(spec: dict, volumes: dict, path: str) -> list[FieldError]:
    errors = []
    others = {
        text(container, "name") for field in ("containers", "initContainers") for container in structs(spec, field)
    }
    seen = set(others)
    for index, container in enumerate(structs(spec, "ephemeralContainers")):
        at, name, target = f"{path}[{index}]", text(container, "name"), text(container, "targetContainerName")
        errors += _common(container, volumes, spec, at)
        errors += validate_image_spaces(container, at)
        if name in seen:
            errors.append(duplicate(f"{at}.name", name))
        seen.add(name)
        if target and target not in others:
            errors.append(not_found(f"{at}.targetContainerName", target))
        detail = "cannot be set for an Ephemeral Container"
        errors += [forbidden(f"{at}.{field}", detail) for field in _NOT_FOR_EPHEMERAL if container.get(field)]
        for place, mount in enumerate(structs(container, "volumeMounts")):
            for field in ("subPath", "subPathExpr"):
                if text(mount, field):
                    errors.append(forbidden(f"{at}.volumeMounts[{place}].{field}", detail))
    return errors


def validate_image_spaces(container: dict, path: str) -> list[FieldError]:
    """Only of pods: templates have always been allowed to hold anything."""
    image = text(container, "image")
    if image == image.strip():
        return []
    return [invalid(f"{path}.image", image, "must not have leading or trailing whitespace")]


def _common(container: dict, volumes: dict, spec: dict, path: str) -> list[FieldError]:
    name = text(container, "name")
    errors = each_invalid(f"{path}.name", name, names.dns_label(name)) if name else [required(f"{path}.name")]
    if not text(container, "image"):
        errors.append(required(f"{path}.image"))
    errors += _one_of(container, "terminationMessagePolicy", _MESSAGE_POLICIES, path)
    errors += _ports(structs(container, "ports"), f"{path}.ports")
    errors += validate_environment(container, path)
    errors += validate_mounts(container, volumes, path)
    errors += _one_of(container, "imagePullPolicy", _PULL_POLICIES, path)
    errors += validate_requirements(struct(container, "resources"), validate_container_name, f"{path}.resources")
    errors += _claims(container, spec, f"{path}.resources.claims")
    errors += _resize(container, spec, f"{path}.resizePolicy")
    return errors + validate_container_security(container, spec, f"{path}.securityContext")


def _one_of(container: dict, field: str, allowed: tuple[str, ...], path: str) -> list[FieldError]:
    value = text(container, field)
    if value in allowed:
        return []
    return [unsupported(f"{path}.{field}", value, allowed) if value else required(f"{path}.{field}")]


def _ports(ports: list[dict], path: str) -> list[FieldError]:
    errors, seen = [], set()
    for index, port in enumerate(ports):
        at, name = f"{path}[{index}]", text(port, "name")
        own, host, protocol = number(port, "containerPort") or 0, number(port, "hostPort") or 0, text(port, "protocol")
        if name:
            messages = names.port_name(name)
            errors += each_invalid(f"{at}.name", name, messages)
            if not messages and name in seen:
                errors.append(duplicate(f"{at}.name", name))
            elif not messages:
                seen.add(name)
        if own:
            errors += each_invalid(f"{at}.containerPort", own, names.port_number(own))
        else:
            errors.append(required(f"{at}.containerPort"))
        if host:
            errors += each_invalid(f"{at}.hostPort", host, names.port_number(host))
        if not protocol:
            errors.append(required(f"{at}.protocol"))
        elif protocol not in PROTOCOLS:
            errors.append(unsupported(f"{at}.protocol", protocol, PROTOCOLS))
    return errors


def _host_ports(containers: list[dict], path: str) -> list[FieldError]:
    errors, seen = [], set()
    for index, container in enumerate(containers):
        for place, port in enumerate(structs(container, "ports")):
            if not number(port, "hostPort"):
                continue
            claim = f"{text(port, 'protocol')}/{text(port, 'hostIP')}/{port['hostPort']}"
            if claim in seen:
                errors.append(duplicate(f"{path}[{index}].ports[{place}].hostPort", claim))
            seen.add(claim)
    return errors


def _claims(container: dict, spec: dict, path: str) -> list[FieldError]:
    """Claims that a container uses must be claims of its pod."""
    errors, seen = [], set()
    known = sorted({text(claim, "name") for claim in structs(spec, "resourceClaims")} - {""})
    for index, claim in enumerate(structs(struct(container, "resources"), "claims")):
        at, name = f"{path}[{index}]", text(claim, "name")
        if not name:
            errors.append(required(at))
            continue
        if name in seen:
            errors.append(duplicate(at, name))
        seen.add(name)
        if name not in known:
            listed = f": {', '.join(known)}" if known else " which is empty"
            errors.append(not_found(at, name, f"must be one of the names in pod.spec.resourceClaims{listed}"))
    return errors


def _resize(container: dict, spec: dict, path: str) -> list[FieldError]:
    errors, seen = [], set()
    for index, policy in enumerate(structs(container, "resizePolicy")):
        resource, restart = text(policy, "resourceName"), text(policy, "restartPolicy")
        if resource in seen:
            errors.append(duplicate(f"{path}[{index}]", resource))
        seen.add(resource)
        for value, allowed in ((resource, _RESIZABLE), (restart, _RESIZE_POLICIES)):
            if not value:
                errors.append(required(path))
            elif value not in allowed:
                errors.append(unsupported(path, value, allowed))
        if text(spec, "restartPolicy") == "Never" and restart != "NotRequired":
            errors.append(invalid(path, restart, "must be 'NotRequired' when `restartPolicy` is 'Never'"))
    return errors
