"""What may change of a running pod by a subresource of its own: its ephemeral containers, its resources.

Sources: https://kubernetes.io/docs/concepts/workloads/pods/ephemeral-containers/,
https://kubernetes.io/docs/tasks/configure-pod-container/resize-container-resources/ (stable since 1.35), words as the
server writes them (k8s.io/kubernetes, pkg/apis/core/validation).
"""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

from cluster.kinds.base import FieldError
from cluster.kinds.pod import changes
from cluster.kinds.pod.quality import quality_of_service
from cluster.kinds.pod.restarting import is_sidecar
from cluster.kinds.rules.errors import forbidden, invalid
from cluster.kinds.rules.reading import struct, structs, text
from cluster.objects.paths import without

_MIRROR = "kubernetes.io/config.mirror"
_LISTS = ("containers", "initContainers")
_RESIZABLE = ("cpu", "memory")


# -- ephemeral containers ----------------------------------------------------------------------------------------------


def with_ephemeral(pod: dict, old: dict) -> dict:
    spec = without(old["spec"], "ephemeralContainers")
    given = struct(pod, "spec").get("ephemeralContainers")
    return _as_before(pod, old, {**spec, **({"ephemeralContainers": given} if given else {})})


def validate_ephemeral(pod: dict, old: dict) -> list[FieldError]:
    if _is_mirror(old):
        return [forbidden("", "static pods do not support ephemeral containers")]
    path, errors = "spec.ephemeralContainers", []
    new = {text(container, "name"): container for container in structs(struct(pod, "spec"), "ephemeralContainers")}
    for container in structs(old["spec"], "ephemeralContainers"):
        name = text(container, "name")
        if name not in new:
            errors.append(forbidden(path, f'existing ephemeral containers "{name}" may not be removed\n'))
        elif new[name] != container:
            diff = changes.report(container, new[name], "core.EphemeralContainer")
            errors.append(forbidden(path, f'existing ephemeral containers "{name}" may not be changed\n{diff}'))
    return errors


# -- resources ---------------------------------------------------------------------------------------------------------


def with_resources(pod: dict, old: dict) -> dict:
    """Containers that were added, removed or renamed are left for the validation to find."""
    spec, before = struct(pod, "spec"), old["spec"]
    if any(_names(spec, field) != _names(before, field) for field in _LISTS):
        return pod
    changed = dict(before)
    for field in _LISTS:
        if structs(before, field):
            pairs = zip(structs(spec, field), structs(before, field), strict=True)
            changed[field] = [_resized(container, was) for container, was in pairs]
    return _as_before(pod, old, changed)


def _resized(container: dict, was: dict) -> dict:
    given = {key: container[key] for key in ("resources", "resizePolicy") if key in container}
    return {**without(was, "resizePolicy"), **given}


def validate_resize(pod: dict, old: dict) -> list[FieldError]:
    spec, before = struct(pod, "spec"), old["spec"]
    for told, words in (
        (_has_own_resources(before) or _has_own_resources(spec), "pods with pod-level resources cannot be resized"),
        (_is_mirror(old), "static pods cannot be resized"),
        (text(struct(before, "os"), "name") == "windows", "windows pods cannot be resized"),
    ):
        if told:
            return [forbidden("", words)]
    if any(_names(spec, field) != _names(before, field) for field in _LISTS):
        return [forbidden("spec", "only cpu and memory resources are mutable")]
    errors = []
    was = text(struct(old, "status"), "qosClass")
    if quality_of_service(spec) != was:
        errors.append(invalid("spec", was, "Pod QOS Class may not change as a result of resizing"))
    for field in reversed(_LISTS):
        for index, container in enumerate(structs(spec, field)):
            if field == "containers" or is_sidecar(container):
                errors += _removed(container, before[field][index], f"spec.{field}[{index}].resources")
    return errors + _others(spec, before)


def _removed(container: dict, was: dict, path: str) -> list[FieldError]:
    new, old = struct(container, "resources"), struct(was, "resources")
    return [
        forbidden(f"{path}.{side}", f"resource {side} cannot be removed")
        for side in ("requests", "limits")
        if any(name not in struct(new, side) for name in struct(old, side))
    ]


def _others(spec: dict, before: dict) -> list[FieldError]:
    """Changes of anything but CPU and memory."""
    errors = []
    for field in _LISTS:
        for container, was in zip(structs(spec, field), structs(before, field), strict=True):
            if field == "initContainers" and not is_sidecar(container):
                if container != was:
                    errors.append(forbidden("spec", "resources for non-sidecar init containers are immutable"))
            elif _fixed(container) != _fixed(was):
                who = " for sidecar containers" if field == "initContainers" else ""
                errors.append(forbidden("spec", f"only cpu and memory resources{who} are mutable"))
    return errors


def _fixed(container: dict) -> dict:
    """The container without what may be resized."""
    resources = struct(container, "resources")
    sides = {side: without(struct(resources, side), *_RESIZABLE) for side in ("limits", "requests")}
    kept = {side: amounts for side, amounts in sides.items() if amounts}
    return {**container, "resources": {**without(resources, "limits", "requests"), **kept}}


# -- both --------------------------------------------------------------------------------------------------------------


def _as_before(pod: dict, old: dict, spec: dict) -> dict:
    kept = {"status": old["status"]} if "status" in old else {}
    return {**without(pod, "status"), "spec": spec, **kept}


def _names(spec: dict, field: str) -> list[str]:
    return [text(container, "name") for container in structs(spec, field)]


def _is_mirror(pod: dict) -> bool:
    return _MIRROR in struct(pod["metadata"], "annotations")


def _has_own_resources(spec: dict) -> bool:
    resources = struct(spec, "resources")
    return bool(struct(resources, "requests") or struct(resources, "limits"))


class Part(NamedTuple):
    """How a subresource's write is prepared, and what is wrong with it; both get the new pod and the old one."""

    prepare: Callable[[dict, dict], dict]
    validate: Callable[[dict, dict], list[FieldError]]


PARTS = {
    "ephemeralcontainers": Part(with_ephemeral, validate_ephemeral),
    "resize": Part(with_resources, validate_resize),
}
