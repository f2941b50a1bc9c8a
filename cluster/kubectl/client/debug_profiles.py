"""What `kubectl debug --profile` gives a container, and its pod.

Source: https://kubernetes.io/docs/tasks/debug/debug-application/debug-running-pod/#debugging-profiles and objects that
kubectl 1.35.2 sends.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, NamedTuple

EPHEMERAL, COPY, NODE = "ephemeral", "copy", "node"
Keeps = dict[str, bool]
_KEPT = {"labels": "labels", "annotations": "annotations"}
_PROBES = {"liveness": "livenessProbe", "readiness": "readinessProbe", "startup": "startupProbe"}
_HOST = "host-root"


class Profile(NamedTuple):
    """`container`: what a debugging container gets in each style; `clears`: its security context goes first;
    `on_node`: the namespaces and the disk of the machine."""

    container: Callable[[dict, str], dict]
    clears: bool = False
    on_node: tuple[str, ...] = ()


def _with_context(container: dict, **fields: Any) -> dict:
    return {**container, "securityContext": {**container.get("securityContext", {}), **fields}}


def _capable(container: dict, *names: str) -> dict:
    capabilities = container.get("securityContext", {}).get("capabilities", {})
    added = [*capabilities.get("add", []), *names]
    return _with_context(container, capabilities={**capabilities, "add": added})


def _restricted(container: dict, style: str) -> dict:
    return _with_context(
        container,
        capabilities={"drop": ["ALL"]},
        runAsNonRoot=True,
        allowPrivilegeEscalation=False,
        seccompProfile={"type": "RuntimeDefault"},
    )


def _cleared(container: dict) -> dict:
    return {name: value for name, value in container.items() if name != "securityContext"}


PROFILES: dict[str, Profile] = {
    "legacy": Profile(lambda container, style: container, on_node=("disk", "namespaces")),
    "general": Profile(
        lambda container, style: _cleared(container) if style == NODE else _capable(container, "SYS_PTRACE"),
        on_node=("disk", "namespaces"),
    ),
    "baseline": Profile(lambda container, style: container, clears=True),
    "netadmin": Profile(lambda container, style: _capable(container, "NET_ADMIN", "NET_RAW"), on_node=("namespaces",)),
    "restricted": Profile(_restricted, clears=True),
    "sysadmin": Profile(
        lambda container, style: _with_context(container, privileged=True), on_node=("disk", "namespaces")
    ),
}


def container_of(profile: str, container: dict, style: str) -> dict:
    """The container as the profile wants it."""
    found = PROFILES[profile]
    return found.container(_cleared(container) if found.clears else container, style)


def on_node(profile: str, spec: dict) -> dict:
    """The spec of a pod that looks at its machine; its first container is the debugger."""
    wanted = PROFILES[profile].on_node
    if "disk" in wanted:
        first, *others = spec["containers"]
        mounts = [*first.get("volumeMounts", []), {"mountPath": "/host", "name": _HOST}]
        volumes = [*spec.get("volumes", []), {"name": _HOST, "hostPath": {"path": "/"}}]
        spec = {**spec, "containers": [{**first, "volumeMounts": mounts}, *others], "volumes": volumes}
    if "namespaces" in wanted:
        spec = {**spec, "hostNetwork": True, "hostPID": True, "hostIPC": True}
    return spec


def copied(profile: str, pod: dict, keeps: Keeps) -> dict:
    """The copy of a pod without what its copy is not to have."""
    metadata, spec = pod["metadata"], pod["spec"]
    dropped = {"labels"} if profile == "legacy" else {name for name in _KEPT if not keeps[name]}
    metadata = {name: value for name, value in metadata.items() if name not in dropped}
    if profile != "legacy":
        probes = {field for name, field in _PROBES.items() if not keeps[name]}
        plain = [{name: each[name] for name in each if name not in probes} for each in spec["containers"]]
        spec = {"shareProcessNamespace": True, **spec, "containers": plain}
        if not keeps["init-containers"]:
            spec = {name: value for name, value in spec.items() if name != "initContainers"}
    return {**pod, "metadata": metadata, "spec": spec}
