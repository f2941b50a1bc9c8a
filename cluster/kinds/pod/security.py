"""Validation of security contexts, of pods and of containers.

Source: https://kubernetes.io/docs/reference/kubernetes-api/workload-resources/pod-v1/#security-context, golden
validation.
"""

from __future__ import annotations

import re

from cluster.kinds.base import FieldError
from cluster.kinds.pod.paths import relative_path
from cluster.kinds.rules import names
from cluster.kinds.rules.errors import (
    Struct,
    duplicate,
    each_invalid,
    invalid,
    required,
    too_long,
    unsupported,
)
from cluster.kinds.rules.reading import flag, number, optional, struct, structs, text, texts

_PROFILES = ("Localhost", "RuntimeDefault", "Unconfined")
_CHOICES = {
    "fsGroupChangePolicy": ("Always", "OnRootMismatch"),
    "supplementalGroupsPolicy": ("Merge", "Strict"),
    "seLinuxChangePolicy": ("MountOption", "Recursive"),
}
_SYSCTL_SEGMENT = "[a-z0-9]([-_a-z0-9]*[a-z0-9])?"
_SYSCTL = rf"({_SYSCTL_SEGMENT}[\./])*{_SYSCTL_SEGMENT}"
_SYSCTL_LENGTH = 253
_PROFILE_LENGTH = 4095


def validate_pod_security(spec: dict, path: str) -> list[FieldError]:
    context, at = struct(spec, "securityContext"), f"{path}.securityContext"
    errors = []
    for field in ("fsGroup", "runAsUser", "runAsGroup"):
        errors += _id(number(context, field), f"{at}.{field}")
    groups = context.get("supplementalGroups")
    for index, group in enumerate(groups if isinstance(groups, list) else ()):
        errors += _id(group if isinstance(group, int) else None, f"{at}.supplementalGroups[{index}]")
    if flag(spec, "shareProcessNamespace") and flag(spec, "hostPID"):
        detail = "ShareProcessNamespace and HostPID cannot both be enabled"
        errors.append(invalid(f"{at}.shareProcessNamespace", True, detail))
    errors += _sysctls(structs(context, "sysctls"), spec, f"{at}.sysctls")
    errors += _choice(context, "fsGroupChangePolicy", at)
    errors += _seccomp(optional(context, "seccompProfile"), f"{at}.seccompProfile")
    errors += _apparmor(optional(context, "appArmorProfile"), f"{at}.appArmorProfile")
    return errors + _choice(context, "supplementalGroupsPolicy", at) + _choice(context, "seLinuxChangePolicy", at)


def validate_container_security(container: dict, spec: dict, path: str) -> list[FieldError]:
    context = optional(container, "securityContext")
    if context is None:
        return []
    errors = []
    for field in ("runAsUser", "runAsGroup"):
        errors += _id(number(context, field), f"{path}.{field}")
    errors += _proc_mount(context, spec, f"{path}.procMount")
    errors += _seccomp(optional(context, "seccompProfile"), f"{path}.seccompProfile")
    if context.get("allowPrivilegeEscalation") is False:
        if flag(context, "privileged"):
            detail = "cannot set `allowPrivilegeEscalation` to false and `privileged` to true"
            errors.append(invalid(path, _shown(context), detail))
        if "CAP_SYS_ADMIN" in texts(struct(context, "capabilities"), "add"):
            detail = "cannot set `allowPrivilegeEscalation` to false and `capabilities.Add` CAP_SYS_ADMIN"
            errors.append(invalid(path, _shown(context), detail))
    return errors + _apparmor(optional(context, "appArmorProfile"), f"{path}.appArmorProfile")


def _id(value: int | None, path: str) -> list[FieldError]:
    return [] if value is None else each_invalid(path, value, names.id_number(value))


def _choice(context: dict, field: str, path: str) -> list[FieldError]:
    if context.get(field) is None or text(context, field) in _CHOICES[field]:
        return []
    return [unsupported(f"{path}.{field}", text(context, field), _CHOICES[field])]


def _sysctls(settings: list[dict], spec: dict, path: str) -> list[FieldError]:
    errors, seen = [], set()
    for index, setting in enumerate(settings):
        name, at = text(setting, "name"), f"{path}[{index}].name"
        if not name:
            errors.append(required(at))
        elif names.length(name) > _SYSCTL_LENGTH or not re.fullmatch(_SYSCTL, name):
            detail = f"must have at most {_SYSCTL_LENGTH} characters and match regex ^{_SYSCTL}$"
            errors.append(invalid(at, name, detail))
        elif name in seen:
            errors.append(duplicate(at, name))
        seen.add(name)
        dotted = name.replace("/", ".")
        if flag(spec, "hostNetwork") and dotted.startswith("net."):
            errors.append(invalid(at, name, "may not be specified when 'hostNetwork' is true"))
        elif flag(spec, "hostIPC") and dotted.startswith(("kernel.shm", "kernel.msg", "kernel.sem", "fs.mqueue.")):
            errors.append(invalid(at, name, "may not be specified when 'hostIPC' is true"))
    return errors


def _seccomp(profile: dict | None, path: str) -> list[FieldError]:
    if profile is None:
        return []
    kind, local = text(profile, "type"), profile.get("localhostProfile")
    errors = []
    if not kind:
        errors.append(required(f"{path}.type", "type is required when seccompProfile is set"))
    elif kind not in _PROFILES:
        errors.append(unsupported(f"{path}.type", kind, _PROFILES))
    if kind == "Localhost" and local is None:
        errors.append(required(f"{path}.localhostProfile", "must be set when seccomp type is Localhost"))
    elif kind == "Localhost":
        errors += relative_path(text(profile, "localhostProfile"), f"{path}.localhostProfile")
    elif local is not None:
        shown = Struct(Type=kind, LocalhostProfile=local)
        errors.append(invalid(f"{path}.localhostProfile", shown, "can only be set when seccomp type is Localhost"))
    return errors


def _apparmor(profile: dict | None, path: str) -> list[FieldError]:
    if profile is None:
        return []
    kind, local, at = text(profile, "type"), profile.get("localhostProfile"), f"{path}.localhostProfile"
    if not kind:
        return [required(f"{path}.type", "type is required when appArmorProfile is set")]
    if kind not in _PROFILES:
        return [unsupported(f"{path}.type", kind, _PROFILES)]
    if kind != "Localhost":
        return [] if local is None else [invalid(at, local, "can only be set when AppArmor type is Localhost")]
    name = text(profile, "localhostProfile")
    errors = []
    if name != name.strip():
        errors.append(invalid(at, name, "must not be padded with whitespace"))
    elif not name:
        errors.append(required(at, "must be set when AppArmor type is Localhost"))
    if names.length(name) > _PROFILE_LENGTH:
        errors.append(too_long(at, _PROFILE_LENGTH))
    return errors


def _proc_mount(context: dict, spec: dict, path: str) -> list[FieldError]:
    if context.get("procMount") is None:
        return []
    mount = text(context, "procMount")
    if mount not in ("Default", "Unmasked"):
        return [unsupported(path, mount, ("Default", "Unmasked"))]
    if mount == "Unmasked" and spec.get("hostUsers") is not False:
        return [invalid(path, mount, "`hostUsers` must be false to use `Unmasked`")]
    return []


def _shown(context: dict) -> Struct:
    """A container's security context as Go shows its internal type."""
    given = optional(context, "capabilities")
    capabilities = None if given is None else Struct(Add=given.get("add"), Drop=given.get("drop"))
    shown = Struct(Capabilities=capabilities)
    for field in (
        "privileged", "seLinuxOptions", "windowsOptions", "runAsUser", "runAsGroup", "runAsNonRoot",
        "readOnlyRootFilesystem", "allowPrivilegeEscalation", "procMount", "seccompProfile", "appArmorProfile",
    ):  # fmt: skip
        name = field.replace("seLinux", "SELinux")
        shown[name[0].upper() + name[1:]] = context.get(field)
    return shown
