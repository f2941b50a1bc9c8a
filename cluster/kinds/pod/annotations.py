"""Validation of the annotations that mean something to the server when they stand on a pod.

Source: https://kubernetes.io/docs/reference/labels-annotations-taints/
"""

from __future__ import annotations

from cluster.kinds.base import FieldError
from cluster.kinds.pod.paths import relative_path
from cluster.kinds.rules.errors import forbidden, invalid
from cluster.kinds.rules.reading import labels, structs, text

MIRROR = "kubernetes.io/config.mirror"
DELETION_COST = "controller.kubernetes.io/pod-deletion-cost"
_SECCOMP_POD = "seccomp.security.alpha.kubernetes.io/pod"
_SECCOMP_CONTAINER = "container.seccomp.security.alpha.kubernetes.io/"
_APPARMOR = "container.apparmor.security.beta.kubernetes.io/"
_LISTS = ("initContainers", "containers", "ephemeralContainers")


def validate_pod_annotations(metadata: dict, spec: dict, path: str) -> list[FieldError]:
    annotations = labels(metadata, "annotations")
    errors = []
    if MIRROR in annotations and not text(spec, "nodeName"):
        detail = "must set spec.nodeName if mirror pod annotation is set"
        errors.append(invalid(f"{path}[{MIRROR}]", annotations[MIRROR], detail))
    if DELETION_COST in annotations and deletion_cost(annotations[DELETION_COST]) is None:
        detail = "must be a 32bit integer"
        errors.append(invalid(f"{path}[{DELETION_COST}]", annotations[DELETION_COST], detail))
    return errors + _profiles(annotations, spec, path)


def validate_pod_annotations_update(new: dict, old: dict, spec: dict, path: str) -> list[FieldError]:
    after, before = labels(new, "annotations"), labels(old, "annotations")
    errors = []
    for key, value in before.items():
        if after.get(key) != value and key.startswith(_APPARMOR):
            errors.append(forbidden(f"{path}[{key}]", "may not remove or update AppArmor annotations"))
        if after.get(key) != value and key == MIRROR:
            errors.append(forbidden(f"{path}[{key}]", "may not remove or update mirror pod annotation"))
    for key in after:
        if key not in before and key.startswith(_APPARMOR):
            errors.append(forbidden(f"{path}[{key}]", "may not add AppArmor annotations"))
        if key not in before and key == MIRROR:
            errors.append(forbidden(f"{path}[{key}]", "may not add mirror pod annotation"))
    return errors + validate_pod_annotations(new, spec, path)


def deletion_cost(value: str) -> int | None:
    """A 32-bit integer without a plus sign or leading zeros, or None."""
    digits = value.removeprefix("-")
    if not (digits.isascii() and digits.isdecimal()) or (digits[0] == "0" and value != "0") or len(digits) > 10:
        return None
    cost = int(value)
    return cost if -(2**31) <= cost < 2**31 else None


def _profiles(annotations: dict[str, str], spec: dict, path: str) -> list[FieldError]:
    errors = []
    containers = {text(container, "name") for field in _LISTS for container in structs(spec, field)}
    for key, profile in annotations.items():
        if key == _SECCOMP_POD or key.startswith(_SECCOMP_CONTAINER):
            errors += _seccomp(profile, f"{path}.{key}")
        if key.startswith(_APPARMOR):
            container = key.removeprefix(_APPARMOR)
            if container not in containers:
                errors.append(invalid(f"{path}[{key}]", container, "container not found"))
            if profile not in ("", "runtime/default", "unconfined") and not profile.startswith("localhost/"):
                errors.append(invalid(f"{path}[{key}]", profile, f'invalid AppArmor profile name: "{profile}"'))
    return errors


def _seccomp(profile: str, path: str) -> list[FieldError]:
    if profile in ("runtime/default", "docker/default", "unconfined"):
        return []
    if profile.startswith("localhost/"):
        return relative_path(profile.removeprefix("localhost/"), path)
    return [invalid(path, profile, "must be a valid seccomp profile")]
