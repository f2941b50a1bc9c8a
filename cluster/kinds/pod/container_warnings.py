"""Warnings about containers: old annotations, odd amounts, variables and ports that repeat; wordings of 1.35."""

from __future__ import annotations

from collections.abc import Iterator

from cluster.kinds.rules.errors import quoted
from cluster.kinds.rules.reading import number, optional, struct, structs, text
from cluster.objects.quantities import QuantityError, read

_SECCOMP, _APPARMOR = "seccomp.security.alpha.kubernetes.io/pod", "container.apparmor.security.beta.kubernetes.io/"
_SECCOMP_OF = "container.seccomp.security.alpha.kubernetes.io/"
_NO_SECCOMP = 'non-functional in v1.27+; use the "seccompProfile" field instead'
_NO_APPARMOR = 'deprecated since v1.30; use the "appArmorProfile" field instead'


def container_warnings(spec: dict, annotations: dict[str, str], prefix: str) -> Iterator[str]:
    at, pod = f"{prefix}metadata.annotations", struct(spec, "securityContext")
    if _SECCOMP in annotations and optional(pod, "seccompProfile") is None:
        yield f"{at}[{_SECCOMP}]: {_NO_SECCOMP}"
    for container, path in _containers(spec, f"{prefix}spec"):
        name, security = text(container, "name"), struct(container, "securityContext")
        if _SECCOMP_OF + name in annotations and optional(security, "seccompProfile") is None:
            yield f"{at}[{_SECCOMP_OF}{name}]: {_NO_SECCOMP}"
        if _APPARMOR + name in annotations and not (security.get("appArmorProfile") or pod.get("appArmorProfile")):
            yield f"{at}[{_APPARMOR}{name}]: {_NO_APPARMOR}"
        resources = struct(container, "resources")
        for name in ("memory", "ephemeral-storage"):
            for field in ("limits", "requests"):
                yield from fractions(struct(resources, field), f"{path}.resources.{field}", (name,))
        yield from _variables(container, path)


def port_warnings(spec: dict, at: str) -> Iterator[str]:
    seen: dict[tuple, list[tuple]] = {}
    for container, path in _containers(spec, at):
        for index, port in enumerate(structs(container, "ports")):
            place, ip, host = f"{path}.ports[{index}]", text(port, "hostIP"), number(port, "hostPort") or 0
            container_port, protocol = number(port, "containerPort") or 0, text(port, "protocol")
            if ip and not host:
                shown = f"Name:{text(port, 'name')} HostPort:0 ContainerPort:{container_port} Protocol:{protocol}"
                yield f"{place}: hostIP set without hostPort: {{{shown} HostIP:{ip}}}"
            others = seen.setdefault((container_port, protocol), [])
            for other, other_ip, other_host in others:
                if (ip, host) == (other_ip, other_host):
                    yield f"{place}: duplicate port definition with {other}"
                elif not host or not other_host:
                    yield f"{place}: overlapping port definition with {other}"
                elif host == other_host and (not ip or not other_ip):
                    yield f"{place}: dangerously ambiguous port definition with {other}"
            others.append((place, ip, host))


def port_name_warnings(spec: dict, at: str) -> Iterator[str]:
    """The server gives up at the first init container that is no sidecar."""
    seen: dict[str, str] = {}
    for container, path in _containers(spec, at):
        first = "initContainers[" in path
        if "ephemeralContainers[" in path or (first and text(container, "restartPolicy") != "Always"):
            return
        for index, port in enumerate(structs(container, "ports")):
            name, place = text(port, "name"), f"{path}.ports[{index}]"
            if not name:
                continue
            other = seen.setdefault(name, place)
            if other != place:
                chosen = f"services and probes that select ports by name will use {other}"
                yield f"{place}: duplicate port name {quoted(name)} with {other}, {chosen}"


def _variables(container: dict, path: str) -> Iterator[str]:
    """A variable that is set again without a mention of what it was."""
    seen = set()
    for index, variable in enumerate(structs(container, "env")):
        name, value = text(variable, "name"), text(variable, "value")
        before = f"$({name})"
        hides = optional(variable, "valueFrom") is not None or value == before or before not in value
        if name in seen and hides:
            hidden = f"hides previous definition of {quoted(name)}"
            yield f"{path}.env[{index}]: {hidden}, which may be dropped when using apply"
        seen.add(name)


def fractions(resources: dict, path: str, kinds: tuple[str, ...] = ("memory", "ephemeral-storage")) -> Iterator[str]:
    """Amounts of bytes such as 100m, which somebody took for 100M."""
    for name in kinds:
        if resources.get(name) is None:
            continue
        try:
            amount = read(resources[name])
        except QuantityError:
            continue
        if amount.milli % 1000:
            yield f"{path}[{name}]: fractional byte value {quoted(str(amount))} is invalid, must be an integer"


def _containers(spec: dict, at: str) -> Iterator[tuple[dict, str]]:
    for field in ("initContainers", "containers", "ephemeralContainers"):
        for index, container in enumerate(structs(spec, field)):
            yield container, f"{at}.{field}[{index}]"
