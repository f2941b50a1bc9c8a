"""What the server warns of though it accepts it: pods and pod templates that probably do not do what was meant.

Source: https://kubernetes.io/blog/2020/09/03/warnings/, golden validation; wordings of 1.35.
"""

from __future__ import annotations

from collections.abc import Iterator

from cluster.kinds.rules import names
from cluster.kinds.rules.addresses import ip_warnings
from cluster.kinds.rules.errors import quoted
from cluster.kinds.rules.reading import labels, number, optional, struct, structs, text, texts
from cluster.objects.quantities import QuantityError, read

_REQUIRED = "requiredDuringSchedulingIgnoredDuringExecution"
_PREFERRED = "preferredDuringSchedulingIgnoredDuringExecution"
_NULL_SELECTOR = "a null labelSelector results in matching no pod"
_SHORT_NAME = "which can result in surprising behavior; a DNS label is recommended"

# Labels of nodes that have got other names.
_OLD_LABELS = {
    "beta.kubernetes.io/arch": 'deprecated since v1.14; use "kubernetes.io/arch" instead',
    "beta.kubernetes.io/os": 'deprecated since v1.14; use "kubernetes.io/os" instead',
    "failure-domain.beta.kubernetes.io/region": 'deprecated since v1.17; use "topology.kubernetes.io/region" instead',
    "failure-domain.beta.kubernetes.io/zone": 'deprecated since v1.17; use "topology.kubernetes.io/zone" instead',
    "beta.kubernetes.io/instance-type": 'deprecated since v1.17; use "node.kubernetes.io/instance-type" instead',
    "app.kubernetes.io/created-by": "deprecated since v1.9",
    "scheduler.alpha.kubernetes.io/preferAvoidPods": "deprecated since v1.22; use Taints and Tolerations instead",
    "node-role.kubernetes.io/master": 'use "node-role.kubernetes.io/control-plane" instead',
}
_OLD_ANNOTATIONS = {
    "scheduler.alpha.kubernetes.io/critical-pod": 'non-functional in v1.16+; use the "priorityClassName" field instead',
    "security.alpha.kubernetes.io/sysctls": 'non-functional in v1.11+; use the "sysctls" field instead',
    "security.alpha.kubernetes.io/unsafe-sysctls": 'non-functional in v1.11+; use the "sysctls" field instead',
}
_OLD_VOLUMES = {
    "photonPersistentDisk": "deprecated in v1.11, non-functional in v1.16+",
    "gitRepo": "deprecated in v1.11",
    "scaleIO": "deprecated in v1.16, non-functional in v1.22+",
    "flocker": "deprecated in v1.22, non-functional in v1.25+",
    "storageos": "deprecated in v1.22, non-functional in v1.25+",
    "quobyte": "deprecated in v1.22, non-functional in v1.25+",
    "glusterfs": "deprecated in v1.25, non-functional in v1.26+",
    "cephfs": "deprecated in v1.28, non-functional in v1.31+",
    "rbd": "deprecated in v1.28, non-functional in v1.31+",
}
_SECCOMP, _APPARMOR = "seccomp.security.alpha.kubernetes.io/pod", "container.apparmor.security.beta.kubernetes.io/"
_SECCOMP_OF = "container.seccomp.security.alpha.kubernetes.io/"
_NO_SECCOMP = 'non-functional in v1.27+; use the "seccompProfile" field instead'
_NO_APPARMOR = 'deprecated since v1.30; use the "appArmorProfile" field instead'


def name_warnings(name: str, used_in: str) -> list[str]:
    """Names that are longer or have more dots than a host's name may have."""
    found = names.dns_label(name)
    return [f"metadata.name: this is used in {used_in}, {_SHORT_NAME}: [{' '.join(found)}]"] if found else []


def workload_warnings(obj: dict, old: dict | None) -> list[str]:
    """Of an object that makes pods: of every new one, of a changed one when its spec has changed."""
    template = struct(struct(obj, "spec"), "template")
    if old is None:
        found = name_warnings(text(struct(obj, "metadata"), "name"), "Pod names and hostnames")
        return found + pod_warnings(template, "spec.template.")
    changed = struct(obj, "metadata").get("generation") != struct(old, "metadata").get("generation")
    return pod_warnings(template, "spec.template.") if changed else []


def pod_warnings(pod: dict, prefix: str = "") -> list[str]:
    """Of a pod or a template that has been validated; `prefix` stands before its fields."""
    spec = struct(pod, "spec")
    annotations, at = labels(struct(pod, "metadata"), "annotations"), f"{prefix}spec"
    return [
        *_node_labels(spec, at),
        *_spreading(spec, at),
        *(f"{prefix}metadata.annotations[{key}]: {why}" for key, why in _OLD_ANNOTATIONS.items() if key in annotations),
        *_volumes(spec, at),
        *_overlapping_paths(spec),
        *_repeated(spec, at),
        *_fractions(struct(spec, "overhead"), f"{at}.overhead"),
        *_of_containers(spec, annotations, prefix),
        *_ports(spec, at),
        *_port_names(spec, at),
        *_grace_period(spec, at),
        *_pod_affinity(spec, at),
        *_addresses(spec, at),
    ]


def _containers(spec: dict, at: str) -> Iterator[tuple[dict, str]]:
    for field in ("initContainers", "containers", "ephemeralContainers"):
        for index, container in enumerate(structs(spec, field)):
            yield container, f"{at}.{field}[{index}]"


def _node_labels(spec: dict, at: str) -> Iterator[str]:
    for key in sorted(labels(spec, "nodeSelector")):
        if key in _OLD_LABELS:
            yield f"{at}.nodeSelector[{key}]: {_OLD_LABELS[key]}"
    affinity = struct(struct(spec, "affinity"), "nodeAffinity")
    path = f"{at}.affinity.nodeAffinity"
    for index, term in enumerate(structs(struct(affinity, _REQUIRED), "nodeSelectorTerms")):
        yield from _node_term(term, False, f"{path}.{_REQUIRED}.nodeSelectorTerms[{index}]")
    for index, choice in enumerate(structs(affinity, _PREFERRED)):
        yield from _node_term(struct(choice, "preference"), True, f"{path}.{_PREFERRED}[{index}].preference")


def _node_term(term: dict, with_values: bool, path: str) -> Iterator[str]:
    for index, expression in enumerate(structs(term, "matchExpressions")):
        at, key = f"{path}.matchExpressions[{index}]", text(expression, "key")
        if key in _OLD_LABELS:
            yield f"{at}.key: {key} is {_OLD_LABELS[key]}"
        for place, value in enumerate(texts(expression, "values") if with_values else ()):
            for message in names.label_value(value):
                yield f"{at}.values[{place}]: {value} is invalid, {message}"


def _spreading(spec: dict, at: str) -> Iterator[str]:
    for index, constraint in enumerate(structs(spec, "topologySpreadConstraints")):
        path, key = f"{at}.topologySpreadConstraints[{index}]", text(constraint, "topologyKey")
        if key in _OLD_LABELS:
            yield f"{path}.topologyKey: {key} is {_OLD_LABELS[key]}"
        if optional(constraint, "labelSelector") is None:
            yield f"{path}.labelSelector: {_NULL_SELECTOR}"


def _volumes(spec: dict, at: str) -> Iterator[str]:
    for index, volume in enumerate(structs(spec, "volumes")):
        path = f"{at}.volumes[{index}]"
        for field, why in _OLD_VOLUMES.items():
            if optional(volume, field) is not None:
                yield f"{path}.{'storageOS' if field == 'storageos' else field}: {why}"
        claim = struct(struct(struct(volume, "ephemeral"), "volumeClaimTemplate"), "spec")
        requests, where = struct(struct(claim, "resources"), "requests"), "ephemeral.volumeClaimTemplate.spec"
        yield from _fractions(requests, f"{path}.{where}.resources.requests", ("storage",))


def _overlapping_paths(spec: dict) -> Iterator[str]:
    """Files of one volume that hide each other."""
    for volume in structs(spec, "volumes"):
        called = f"volume {quoted(text(volume, 'name'))}"
        config, secret, downward = (struct(volume, field) for field in ("configMap", "secret", "downwardAPI"))
        for items, what in (
            (config, f"ConfigMap {quoted(text(config, 'name'))}"),
            (secret, f"Secret {quoted(text(secret, 'secretName'))}"),
            (downward, "DownwardAPI"),
        ):
            paths = [(text(item, "path"), "") for item in structs(items, "items")]
            yield from (f"{called} ({what}): overlapping paths: {pair}" for pair in _overlaps(paths))
        paths = []
        for source in structs(struct(volume, "projected"), "sources"):
            if not source:
                yield f"{called} (Projected) has no sources provided"
            paths += _projected_paths(source)
        yield from (f"{called} (Projected): overlapping paths: {pair}" for pair in _overlaps(paths))


def _projected_paths(source: dict) -> list[tuple[str, str]]:
    """(path, from where) of each file of a source."""
    config, secret, bundle = (struct(source, field) for field in ("configMap", "secret", "clusterTrustBundle"))
    certificate, token = struct(source, "podCertificate"), struct(source, "serviceAccountToken")
    for items, what in (
        (config, f"ConfigMap {quoted(text(config, 'name'))}"),
        (secret, f"Secret {quoted(text(secret, 'name'))}"),
        (struct(source, "downwardAPI"), "DownwardAPI"),
    ):
        if items.get("items"):
            return [(text(item, "path"), what) for item in structs(items, "items")]
    if token:
        return [(text(token, "path"), "ServiceAccountToken")]
    if bundle:
        name = text(bundle, "name") or text(bundle, "signerName")
        return [(text(bundle, "path"), f"ClusterTrustBundle {quoted(name)}")]
    parts = (("certificateChainPath", "chain"), ("keyPath", "key"), ("credentialBundlePath", "credential bundle"))
    return [(text(certificate, field), f"PodCertificate {what}") for field, what in parts if text(certificate, field)]


def _overlaps(paths: list[tuple[str, str]]) -> Iterator[str]:
    before: list[tuple[str, str]] = []
    for path, source in ((path.rstrip("/"), source) for path, source in paths):
        for other in before:
            if path and other[0] and (f"{path}/".startswith(f"{other[0]}/") or f"{other[0]}/".startswith(f"{path}/")):
                yield f"{_sourced(path, source)} with {_sourced(*other)}"
        before.append((path, source))


def _sourced(path: str, source: str) -> str:
    return f"{quoted(path)} ({source})" if source else quoted(path)


def _repeated(spec: dict, at: str) -> Iterator[str]:
    secrets = structs(spec, "imagePullSecrets")
    for field, key, what, items in (
        ("hostAliases", "ip", "ip", structs(spec, "hostAliases")),
        ("imagePullSecrets", "name", "name", secrets),
    ):
        seen = set()
        for index, item in enumerate(items):
            value = text(item, key)
            if value in seen:
                yield f"{at}.{field}[{index}].{key}: duplicate {what} {quoted(value)}"
            seen.add(value)
    for index, item in enumerate(secrets):
        if not text(item, "name"):
            yield f'{at}.imagePullSecrets[{index}].name: invalid empty name ""'


def _fractions(resources: dict, path: str, kinds: tuple[str, ...] = ("memory", "ephemeral-storage")) -> Iterator[str]:
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


def _of_containers(spec: dict, annotations: dict[str, str], prefix: str) -> Iterator[str]:
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
                yield from _fractions(struct(resources, field), f"{path}.resources.{field}", (name,))
        yield from _variables(container, path)


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


def _ports(spec: dict, at: str) -> Iterator[str]:
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


def _port_names(spec: dict, at: str) -> Iterator[str]:
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


def _grace_period(spec: dict, at: str) -> Iterator[str]:
    if (number(spec, "terminationGracePeriodSeconds") or 0) < 0:
        why = "must be >= 0; negative values are invalid and will be treated as 1"
        yield f"{at}.terminationGracePeriodSeconds: {why}"


def _pod_affinity(spec: dict, at: str) -> Iterator[str]:
    for field in ("podAffinity", "podAntiAffinity"):
        affinity, path = struct(struct(spec, "affinity"), field), f"{at}.affinity.{field}"
        for index, term in enumerate(structs(affinity, _REQUIRED)):
            if optional(term, "labelSelector") is None:
                yield f"{path}.{_REQUIRED}[{index}].labelSelector: {_NULL_SELECTOR}"
        for index, weighted in enumerate(structs(affinity, _PREFERRED)):
            if optional(struct(weighted, "podAffinityTerm"), "labelSelector") is None:
                yield f"{path}.{_PREFERRED}[{index}].podAffinityTerm.labelSelector: {_NULL_SELECTOR}"


def _addresses(spec: dict, at: str) -> Iterator[str]:
    for index, server in enumerate(texts(struct(spec, "dnsConfig"), "nameservers")):
        yield from ip_warnings(server, f"{at}.dnsConfig.nameservers[{index}]")
    for index, alias in enumerate(structs(spec, "hostAliases")):
        yield from ip_warnings(text(alias, "ip"), f"{at}.hostAliases[{index}].ip")
