"""The Pod Security Standards `baseline` and `restricted`, check by check, in the order and words of the real ones.

Source: https://kubernetes.io/docs/concepts/security/pod-security-standards/
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any, NamedTuple

from cluster.kinds.rules.errors import quoted

BASELINE, RESTRICTED = "baseline", "restricted"
_CAPABILITIES = (
    "AUDIT_WRITE", "CHOWN", "DAC_OVERRIDE", "FOWNER", "FSETID", "KILL", "MKNOD", "NET_BIND_SERVICE", "SETFCAP",
    "SETGID", "SETPCAP", "SETUID", "SYS_CHROOT",
)  # fmt: skip
_SYSCTLS = (
    "kernel.shm_rmid_forced", "net.ipv4.ip_local_port_range", "net.ipv4.ip_local_reserved_ports",
    "net.ipv4.ip_unprivileged_port_start", "net.ipv4.ping_group_range", "net.ipv4.tcp_fin_timeout",
    "net.ipv4.tcp_keepalive_intvl", "net.ipv4.tcp_keepalive_probes", "net.ipv4.tcp_keepalive_time",
    "net.ipv4.tcp_rmem", "net.ipv4.tcp_syncookies", "net.ipv4.tcp_wmem",
)  # fmt: skip
_SELINUX = ("", "container_t", "container_init_t", "container_kvm_t", "container_engine_t")
_VOLUMES = (
    "configMap", "csi", "downwardAPI", "emptyDir", "ephemeral", "persistentVolumeClaim", "projected", "secret",
)  # fmt: skip
_PROFILES = ("RuntimeDefault", "Localhost")


class Violation(NamedTuple):
    reason: str
    detail: str = ""


Check = Callable[[dict], Violation | None]


def violations(pod: dict, level: str) -> list[Violation]:
    """What keeps a pod (or a template) from fulfilling the level; nothing for `privileged`."""
    checks: tuple[Check, ...] = {BASELINE: _BASELINE, RESTRICTED: _RESTRICTED}.get(level, ())
    spec = pod.get("spec") or {}
    return [found for check in checks if (found := check(spec))]


def _containers(spec: dict) -> Iterable[dict]:
    for field in ("initContainers", "containers", "ephemeralContainers"):
        yield from spec.get(field) or ()


def _context(holder: dict) -> dict:
    return holder.get("securityContext") or {}


def _named(containers: list[dict], one: str = "container") -> str:
    """`container "a"`, `containers "a", "b"`"""
    names = [each.get("name", "") for each in containers]
    return f"{one}{'s' if len(names) > 1 else ''} {_quoted(names)}"


def _quoted(values: Iterable[str]) -> str:
    return ", ".join(quoted(value) for value in values)


def _where(spec: dict, bad: Callable[[dict], bool]) -> list[dict]:
    return [each for each in _containers(spec) if bad(each)]


def _added(container: dict) -> list[str]:
    return (_context(container).get("capabilities") or {}).get("add") or []


def _profile(holder: dict, field: str) -> str | None:
    found = _context(holder).get(field)
    return found.get("type") if isinstance(found, dict) else None


# -- baseline ----------------------------------------------------------------------------------------------------------


def app_armor(spec: dict) -> Violation | None:
    holders = ["pod"] if _profile(spec, "appArmorProfile") == "Unconfined" else []
    bad = _where(spec, lambda each: _profile(each, "appArmorProfile") == "Unconfined")
    holders += [_named(bad)] if bad else []
    if not holders:
        return None
    plural = "s" if len(bad) + len(holders) > 2 else ""
    detail = f'{" and ".join(holders)} must not set AppArmor profile type to "Unconfined"'
    return Violation(f"forbidden AppArmor profile{plural}", detail)


def capabilities_baseline(spec: dict) -> Violation | None:
    bad = _where(spec, lambda each: any(name not in _CAPABILITIES for name in _added(each)))
    if not bad:
        return None
    names = sorted({name for each in bad for name in _added(each) if name not in _CAPABILITIES})
    detail = f"{_named(bad)} must not include {_quoted(names)} in securityContext.capabilities.add"
    return Violation("non-default capabilities", detail)


def host_namespaces(spec: dict) -> Violation | None:
    found = [f"{name}=true" for name in ("hostNetwork", "hostPID", "hostIPC") if spec.get(name)]
    return Violation("host namespaces", ", ".join(found)) if found else None


def host_paths(spec: dict) -> Violation | None:
    bad = [volume for volume in spec.get("volumes") or () if volume.get("hostPath") is not None]
    return Violation("hostPath volumes", _named(bad, "volume")) if bad else None


def host_ports(spec: dict) -> Violation | None:
    def ports(container: dict) -> list[int]:
        return [port["hostPort"] for port in container.get("ports") or () if port.get("hostPort")]

    bad = _where(spec, lambda each: bool(ports(each)))
    if not bad:
        return None
    found = sorted({str(port) for each in bad for port in ports(each)})
    uses, plural = ("use" if len(bad) > 1 else "uses"), ("s" if len(found) > 1 else "")
    return Violation("hostPort", f"{_named(bad)} {uses} hostPort{plural} {', '.join(found)}")


def host_probes(spec: dict) -> Violation | None:
    """Since 1.34: probes and hooks ask the pod itself."""

    def hosts(container: dict) -> list[str]:
        hooks = container.get("lifecycle") or {}
        handlers = [container.get(name) for name in ("livenessProbe", "readinessProbe", "startupProbe")]
        handlers += [hooks.get(name) for name in ("postStart", "preStop")]
        asked = [(each or {}).get(way) or {} for each in handlers for way in ("httpGet", "tcpSocket")]
        return [each["host"] for each in asked if each.get("host")]

    bad = _where(spec, lambda each: bool(hosts(each)))
    if not bad:
        return None
    found = sorted({host for each in bad for host in hosts(each)})
    uses, plural = ("use" if len(bad) > 1 else "uses"), ("s" if len(found) > 1 else "")
    return Violation(
        "probe or lifecycle host", f"{_named(bad)} {uses} probe or lifecycle host{plural} {_quoted(found)}"
    )


def privileged(spec: dict) -> Violation | None:
    bad = _where(spec, lambda each: _context(each).get("privileged") is True)
    return Violation("privileged", f"{_named(bad)} must not set securityContext.privileged=true") if bad else None


def proc_mount(spec: dict) -> Violation | None:
    bad = _where(spec, lambda each: _context(each).get("procMount") not in (None, "Default"))
    if not bad:
        return None
    kinds = sorted({_context(each)["procMount"] for each in bad})
    return Violation("procMount", f"{_named(bad)} must not set securityContext.procMount to {_quoted(kinds)}")


def se_linux(spec: dict) -> Violation | None:
    def options(holder: dict) -> dict:
        return _context(holder).get("seLinuxOptions") or {}

    def is_bad(holder: dict) -> bool:
        found = options(holder)
        return bool(found.get("type", "") not in _SELINUX or found.get("user") or found.get("role"))

    bad = _where(spec, is_bad)
    holders = (["pod"] if is_bad(spec) else []) + ([_named(bad)] if bad else [])
    if not holders:
        return None
    every = [options(each) for each in (spec, *bad)]
    kinds = sorted({each.get("type", "") for each in every} - set(_SELINUX))
    told = [f"type{'s' if len(kinds) > 1 else ''} {_quoted(kinds)}"] if kinds else []
    told += [f"{field} may not be set" for field in ("user", "role") if any(each.get(field) for each in every)]
    detail = f"{' and '.join(holders)} set forbidden securityContext.seLinuxOptions: {'; '.join(told)}"
    return Violation("seLinuxOptions", detail)


def seccomp_baseline(spec: dict) -> Violation | None:
    told = []
    if _profile(spec, "seccompProfile") == "Unconfined":
        told.append('pod must not set securityContext.seccompProfile.type to "Unconfined"')
    bad = _where(spec, lambda each: _profile(each, "seccompProfile") == "Unconfined")
    if bad:
        told.append(f'{_named(bad)} must not set securityContext.seccompProfile.type to "Unconfined"')
    return Violation("seccompProfile", "; ".join(told)) if told else None


def sysctls(spec: dict) -> Violation | None:
    bad = [each["name"] for each in _context(spec).get("sysctls") or () if each["name"] not in _SYSCTLS]
    return Violation("forbidden sysctls", ", ".join(bad)) if bad else None


def windows(spec: dict) -> Violation | None:
    def is_bad(holder: dict) -> bool:
        return (_context(holder).get("windowsOptions") or {}).get("hostProcess") is True

    bad = _where(spec, is_bad)
    holders = (["pod"] if is_bad(spec) else []) + ([_named(bad)] if bad else [])
    if not holders:
        return None
    detail = f"{' and '.join(holders)} must not set securityContext.windowsOptions.hostProcess=true"
    return Violation("hostProcess", detail)


# -- restricted --------------------------------------------------------------------------------------------------------


def escalation(spec: dict) -> Violation | None:
    if _is_windows(spec):
        return None
    bad = _where(spec, lambda each: _context(each).get("allowPrivilegeEscalation") is not False)
    if not bad:
        return None
    detail = f"{_named(bad)} must set securityContext.allowPrivilegeEscalation=false"
    return Violation("allowPrivilegeEscalation != false", detail)


def capabilities_restricted(spec: dict) -> Violation | None:
    if _is_windows(spec):
        return None

    def drops(container: dict) -> list[str]:
        return (_context(container).get("capabilities") or {}).get("drop") or []

    keeping = _where(spec, lambda each: "ALL" not in drops(each))
    adding = _where(spec, lambda each: any(name != "NET_BIND_SERVICE" for name in _added(each)))
    told = []
    if keeping:
        told.append(f'{_named(keeping)} must set securityContext.capabilities.drop=["ALL"]')
    if adding:
        names = sorted({name for each in adding for name in _added(each) if name != "NET_BIND_SERVICE"})
        told.append(f"{_named(adding)} must not include {_quoted(names)} in securityContext.capabilities.add")
    return Violation("unrestricted capabilities", "; ".join(told)) if told else None


def volumes(spec: dict) -> Violation | None:
    def kind(volume: dict) -> str:
        return next((name for name, value in volume.items() if name != "name" and value is not None), "")

    bad = [each for each in spec.get("volumes") or () if kind(each) not in (*_VOLUMES, "")]
    if not bad:
        return None
    kinds = sorted({kind(each) for each in bad})
    uses, plural = ("use" if len(bad) > 1 else "uses"), ("s" if len(kinds) > 1 else "")
    detail = f"{_named(bad, 'volume')} {uses} restricted volume type{plural} {_quoted(kinds)}"
    return Violation("restricted volume types", detail)


def non_root(spec: dict) -> Violation | None:
    if spec.get("hostUsers") is False:
        return None
    own = _context(spec).get("runAsNonRoot")
    told = ["pod must not set securityContext.runAsNonRoot=false"] if own is False else []
    explicit = _where(spec, lambda each: _context(each).get("runAsNonRoot") is False)
    if explicit:
        told.append(f"{_named(explicit)} must not set securityContext.runAsNonRoot=false")
    if not told:
        bad = [] if own else _where(spec, lambda each: _context(each).get("runAsNonRoot") is None)
        if bad:
            told.append(f"pod or {_named(bad)} must set securityContext.runAsNonRoot=true")
    return Violation("runAsNonRoot != true", "; ".join(told)) if told else None


def run_as_user(spec: dict) -> Violation | None:
    if spec.get("hostUsers") is False:
        return None
    bad = _where(spec, lambda each: _context(each).get("runAsUser") == 0)
    told = ["pod must not set runAsUser=0"] if _context(spec).get("runAsUser") == 0 else []
    told += [f"{_named(bad)} must not set runAsUser=0"] if bad else []
    return Violation("runAsUser=0", "; ".join(told)) if told else None


def seccomp_restricted(spec: dict) -> Violation | None:
    if _is_windows(spec):
        return None
    own = _profile(spec, "seccompProfile")
    told = []
    if own is not None and own not in _PROFILES:
        told.append(f"pod must not set securityContext.seccompProfile.type to {quoted(own)}")
    explicit = _where(spec, lambda each: _profile(each, "seccompProfile") not in (None, *_PROFILES))
    if explicit:
        kinds = sorted({str(_profile(each, "seccompProfile")) for each in explicit})
        told.append(f"{_named(explicit)} must not set securityContext.seccompProfile.type to {_quoted(kinds)}")
    bad: list[Any] = [] if own else _where(spec, lambda each: _profile(each, "seccompProfile") is None)
    if bad and own is None:
        wanted = 'must set securityContext.seccompProfile.type to "RuntimeDefault" or "Localhost"'
        told.append(f"pod or {_named(bad)} {wanted}")
    return Violation("seccompProfile", "; ".join(told)) if told else None


def _is_windows(spec: dict) -> bool:
    return (spec.get("os") or {}).get("name") == "windows"


_SHARED: tuple[Check, ...] = (host_namespaces, host_paths, host_ports, host_probes, privileged, proc_mount, se_linux)
_BASELINE: tuple[Check, ...] = (app_armor, capabilities_baseline, *_SHARED, seccomp_baseline, sysctls, windows)
_RESTRICTED: tuple[Check, ...] = (
    app_armor, *_SHARED, sysctls, windows, escalation, capabilities_restricted, volumes, non_root, run_as_user,
    seccomp_restricted,
)  # fmt: skip
