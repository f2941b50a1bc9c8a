"""Validation of a container's volumeMounts and volumeDevices.

Source: https://kubernetes.io/docs/reference/kubernetes-api/workload-resources/pod-v1/#volumes-1, golden validation.
"""

from __future__ import annotations

from cluster.kinds.base import FieldError
from cluster.kinds.pod.paths import no_steps_back, relative_path
from cluster.kinds.rules.errors import forbidden, invalid, not_found, required, unsupported
from cluster.kinds.rules.reading import flag, struct, structs, text

_PROPAGATIONS = ("Bidirectional", "HostToContainer", "None")
_RECURSIVE = ("Disabled", "Enabled", "IfPossible")


def validate_mounts(container: dict, volumes: dict[str, dict], path: str) -> list[FieldError]:
    """`volumes`: the pod's valid volumes by name."""
    mounts, devices = structs(container, "volumeMounts"), structs(container, "volumeDevices")
    device_paths = {text(device, "name"): text(device, "devicePath") for device in devices}
    mount_paths = {text(mount, "name"): text(mount, "mountPath") for mount in mounts}
    errors: list[FieldError] = []
    seen: set[str] = set()
    for index, mount in enumerate(mounts):
        errors += _mount(mount, volumes, device_paths, seen, f"{path}.volumeMounts[{index}]")
        errors += _details(mount, container, f"{path}.volumeMounts")
        seen.add(text(mount, "mountPath"))
    return errors + _devices(devices, volumes, mount_paths, f"{path}.volumeDevices")


def _mount(mount: dict, volumes: dict, device_paths: dict, seen: set, path: str) -> list[FieldError]:
    name, place = text(mount, "name"), text(mount, "mountPath")
    errors = [] if name else [required(f"{path}.name")]
    if name not in volumes:
        errors.append(not_found(f"{path}.name", name))
    if not place:
        errors.append(required(f"{path}.mountPath"))
    if place in seen:
        errors.append(invalid(f"{path}.mountPath", place, "must be unique"))
    if name in device_paths:
        errors.append(invalid(f"{path}.name", name, "must not already exist in volumeDevices"))
    if place in device_paths.values():
        errors.append(invalid(f"{path}.mountPath", place, "must not already exist as a path in volumeDevices"))
    return errors


def _details(mount: dict, container: dict, path: str) -> list[FieldError]:
    """These are reported at the list, without an index: so does the server."""
    sub, expression = text(mount, "subPath"), text(mount, "subPathExpr")
    errors = relative_path(sub, f"{path}.subPath") if sub else []
    if expression:
        if sub:
            detail = "subPathExpr and subPath are mutually exclusive"
            errors.append(invalid(f"{path}.subPathExpr", expression, detail))
        errors += relative_path(expression, f"{path}.subPathExpr")
    if mount.get("mountPropagation") is not None:
        errors += _propagation(text(mount, "mountPropagation"), container, f"{path}.mountPropagation")
    if mount.get("recursiveReadOnly") is not None:
        errors += _recursive(mount, f"{path}.recursiveReadOnly")
    return errors


def _propagation(mode: str, container: dict, path: str) -> list[FieldError]:
    if mode not in _PROPAGATIONS:
        return [unsupported(path, mode, _PROPAGATIONS)]
    if mode == "Bidirectional" and not flag(struct(container, "securityContext"), "privileged"):
        return [forbidden(path, "Bidirectional mount propagation is available only to privileged containers")]
    return []


def _recursive(mount: dict, path: str) -> list[FieldError]:
    mode = text(mount, "recursiveReadOnly")
    if mode not in _RECURSIVE:
        return [unsupported(path, mode, _RECURSIVE)]
    errors = []
    if mode != "Disabled" and not flag(mount, "readOnly"):
        errors.append(forbidden(path, "may only be specified when readOnly is true"))
    if mode != "Disabled" and mount.get("mountPropagation") not in (None, "None"):
        errors.append(forbidden(path, "may only be specified when mountPropagation is None or not specified"))
    return errors


def _devices(devices: list[dict], volumes: dict, mount_paths: dict, path: str) -> list[FieldError]:
    errors, seen_names, seen_paths = [], set(), set()
    for index, device in enumerate(devices):
        at, name, place = f"{path}[{index}]", text(device, "name"), text(device, "devicePath")
        if not name:
            errors.append(required(f"{at}.name"))
        if name in seen_names:
            errors.append(invalid(f"{at}.name", name, "must be unique"))
        if name not in volumes:
            errors.append(not_found(f"{at}.name", name))
        elif not {"persistentVolumeClaim", "ephemeral"} & set(volumes[name]):
            detail = "can only use volume source type of PersistentVolumeClaim or Ephemeral for block mode"
            errors.append(invalid(f"{at}.name", name, detail))
        if not place:
            errors.append(required(f"{at}.devicePath"))
        if place in seen_paths:
            errors.append(invalid(f"{at}.devicePath", place, "must be unique"))
        if no_steps_back(place, at):
            errors.append(invalid(f"{at}.devicePath", place, "can not contain backsteps ('..')"))
        else:
            seen_paths.add(place)
        if name in mount_paths:
            errors.append(invalid(f"{at}.name", name, "must not already exist in volumeMounts"))
        if place in mount_paths.values():
            errors.append(invalid(f"{at}.devicePath", place, "must not already exist as a path in volumeMounts"))
        seen_names.add(name)
    return errors
