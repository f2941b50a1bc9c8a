"""What the server warns of though it accepts it: pods and pod templates that probably do not do what was meant.

Source: https://kubernetes.io/blog/2020/09/03/warnings/, golden validation; wordings of 1.35.
"""

from __future__ import annotations

from collections.abc import Iterator

from cluster.kinds.pod.container_warnings import container_warnings, fractions, port_name_warnings, port_warnings
from cluster.kinds.pod.volume_warnings import path_warnings, volume_warnings
from cluster.kinds.rules import names
from cluster.kinds.rules.addresses import ip_warnings
from cluster.kinds.rules.errors import quoted
from cluster.kinds.rules.reading import labels, number, optional, struct, structs, text, texts

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
        *volume_warnings(spec, at),
        *path_warnings(spec),
        *_repeated(spec, at),
        *fractions(struct(spec, "overhead"), f"{at}.overhead"),
        *container_warnings(spec, annotations, prefix),
        *port_warnings(spec, at),
        *port_name_warnings(spec, at),
        *_grace_period(spec, at),
        *_pod_affinity(spec, at),
        *_addresses(spec, at),
    ]


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
