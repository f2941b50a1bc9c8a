"""Validation of a pod's spec, in the server's order; each part has its own module.

Source: https://kubernetes.io/docs/reference/kubernetes-api/workload-resources/pod-v1/, golden validation.
"""

from __future__ import annotations

from cluster.kinds.base import FieldError
from cluster.kinds.pod.containers import validate_containers, validate_ephemeral_containers, validate_init_containers
from cluster.kinds.pod.dns import validate_dns
from cluster.kinds.pod.pod_resources import validate_pod_resources
from cluster.kinds.pod.scheduling import validate_affinity, validate_spreading, validate_tolerations
from cluster.kinds.pod.security import validate_pod_security
from cluster.kinds.pod.volumes import validate_volumes
from cluster.kinds.rules import addresses, names
from cluster.kinds.rules.errors import (
    Struct,
    duplicate,
    each_invalid,
    forbidden,
    invalid,
    required,
    too_long,
    unsupported,
)
from cluster.kinds.rules.metadata import validate_labels
from cluster.kinds.rules.reading import flag, labels, number, optional, struct, structs, text, texts
from cluster.kinds.rules.resources import validate_container_name, validate_requirements

RESTART_POLICIES = ("Always", "OnFailure", "Never")
DNS_POLICIES = ("ClusterFirstWithHostNet", "ClusterFirst", "Default", "None")
_PREEMPTION_POLICIES = ("PreemptLowerPriority", "Never")


def validate_pod_spec(spec: dict, path: str, pod_name: str | None = None) -> list[FieldError]:
    """`pod_name` is given for a real pod; a pod template has none."""
    real = pod_name is not None
    errors = []
    if spec.get("terminationGracePeriodSeconds") is None:
        errors.append(required(f"{path}.terminationGracePeriodSeconds"))
    volumes, found = validate_volumes(spec, f"{path}.volumes", pod_name)
    errors += found
    errors += _claims(structs(spec, "resourceClaims"), f"{path}.resourceClaims")
    errors += validate_containers(spec, volumes, f"{path}.containers")
    errors += validate_init_containers(spec, volumes, f"{path}.initContainers")
    errors += validate_ephemeral_containers(spec, volumes, f"{path}.ephemeralContainers")
    errors += validate_pod_resources(spec, f"{path}.resources")
    errors += _host_ports(spec, path, real)
    errors += _one_of(text(spec, "restartPolicy"), RESTART_POLICIES, f"{path}.restartPolicy")
    errors += _one_of(text(spec, "dnsPolicy"), DNS_POLICIES, f"{path}.dnsPolicy")
    errors += validate_labels(labels(spec, "nodeSelector"), f"{path}.nodeSelector")
    errors += validate_pod_security(spec, path)
    errors += _pull_secrets(spec, f"{path}.imagePullSecrets")
    errors += validate_affinity(struct(spec, "affinity"), f"{path}.affinity")
    errors += validate_dns(optional(spec, "dnsConfig"), text(spec, "dnsPolicy"), f"{path}.dnsConfig")
    errors += _gates(spec, path)
    errors += validate_spreading(structs(spec, "topologySpreadConstraints"), f"{path}.topologySpreadConstraints")
    errors += _host_users(spec, path)
    errors += _name(spec, "serviceAccountName", names.dns_subdomain, path)
    errors += _name(spec, "nodeName", names.dns_subdomain, path)
    errors += _deadline(spec, f"{path}.activeDeadlineSeconds")
    errors += _name(spec, "hostname", names.dns_label, path)
    errors += _name(spec, "subdomain", names.dns_label, path)
    errors += _hostname_override(spec, path)
    errors += validate_tolerations(structs(spec, "tolerations"), f"{path}.tolerations")
    errors += _host_aliases(structs(spec, "hostAliases"), f"{path}.hostAliases")
    errors += _name(spec, "priorityClassName", names.dns_subdomain, path)
    errors += _name(spec, "runtimeClassName", names.dns_subdomain, path)
    if spec.get("preemptionPolicy") is not None:
        errors += _one_of(text(spec, "preemptionPolicy"), _PREEMPTION_POLICIES, f"{path}.preemptionPolicy")
    if isinstance(spec.get("overhead"), dict):
        errors += validate_requirements({"limits": spec["overhead"]}, validate_container_name, f"{path}.overhead")
    return errors + _operating_system(optional(spec, "os"), f"{path}.os")


def _one_of(value: str, allowed: tuple[str, ...], path: str) -> list[FieldError]:
    if value in allowed:
        return []
    return [unsupported(path, value, allowed) if value else required(path)]


def _name(spec: dict, field: str, check: names.Check, path: str) -> list[FieldError]:
    value = text(spec, field)
    return each_invalid(f"{path}.{field}", value, check(value)) if value else []


def _claims(claims: list[dict], path: str) -> list[FieldError]:
    errors, seen = [], set()
    for index, claim in enumerate(claims):
        at, name = f"{path}[{index}]", text(claim, "name")
        if not name:
            errors.append(required(f"{at}.name"))
        elif name in seen:
            errors.append(duplicate(f"{at}.name", name))
        else:
            errors += each_invalid(f"{at}.name", name, names.dns_label(name))
            seen.add(name)
        fields = [field for field in ("resourceClaimName", "resourceClaimTemplateName") if claim.get(field) is not None]
        shown = Struct(
            Name=name,
            ResourceClaimName=claim.get("resourceClaimName"),
            ResourceClaimTemplateName=claim.get("resourceClaimTemplateName"),
        )
        if len(fields) > 1:
            detail = "at most one of `resourceClaimName` or `resourceClaimTemplateName` may be specified"
            errors.append(invalid(at, shown, detail))
        if not fields:
            errors.append(invalid(at, shown, "must specify one of: `resourceClaimName`, `resourceClaimTemplateName`"))
        for field in fields:
            errors += each_invalid(f"{at}.{field}", text(claim, field), names.dns_subdomain(text(claim, field)))
    return errors


def _host_ports(spec: dict, path: str, real: bool) -> list[FieldError]:
    """On the host's network a container's port is the host's port."""
    if not flag(spec, "hostNetwork"):
        return []
    errors = []
    for index, container in enumerate(structs(spec, "containers")):
        for place, port in enumerate(structs(container, "ports")):
            host, own = number(port, "hostPort") or 0, number(port, "containerPort") or 0
            if host != own and (real or host):
                at = f"{path}.containers[{index}].ports[{place}].hostPort"
                errors.append(invalid(at, host, "must match `containerPort` when `hostNetwork` is true"))
    return errors


def _pull_secrets(spec: dict, path: str) -> list[FieldError]:
    """Only names can be written: everything else has already been refused as unknown."""
    return [] if isinstance(spec.get("imagePullSecrets", []), list) else [required(path)]


def _gates(spec: dict, path: str) -> list[FieldError]:
    errors = []
    for index, gate in enumerate(structs(spec, "readinessGates")):
        condition = text(gate, "conditionType")
        at = f"{path}.readinessGates[{index}].conditionType"
        errors += each_invalid(at, condition, names.qualified_name(condition))
    seen = set()
    for index, gate in enumerate(structs(spec, "schedulingGates")):
        name, at = text(gate, "name"), f"{path}.schedulingGates[{index}]"
        errors += each_invalid(at, name, names.qualified_name(name))
        if name in seen:
            errors.append(duplicate(at, name))
        seen.add(name)
    return errors


def _host_users(spec: dict, path: str) -> list[FieldError]:
    if spec.get("hostUsers") is not False:
        return []
    fields = (("hostNetwork", "hostNetwork"), ("hostPID", "HostPID"), ("hostIPC", "HostIPC"))
    detail = "when `pod.Spec.HostUsers` is false"
    return [forbidden(f"{path}.{shown}", detail) for field, shown in fields if flag(spec, field)]


def _deadline(spec: dict, path: str) -> list[FieldError]:
    value = number(spec, "activeDeadlineSeconds")
    if value is None or 1 <= value <= 2**31 - 1:
        return []
    return [invalid(path, value, names.between(1, 2**31 - 1))]


def _hostname_override(spec: dict, path: str) -> list[FieldError]:
    name = text(spec, "hostnameOverride")
    if not name:
        return []
    errors = each_invalid(f"{path}.hostnameOverride", name, names.dns_subdomain(name))
    if names.length(name) > 64:
        errors.append(too_long(f"{path}.hostnameOverride", 64))
    if flag(spec, "setHostnameAsFQDN"):
        errors.append(
            forbidden(f"{path}.hostnameOverride", "setHostnameAsFQDN and hostnameOverride are mutually exclusive")
        )
    return errors


def _host_aliases(aliases: list[dict], path: str) -> list[FieldError]:
    errors = []
    for index, alias in enumerate(aliases):
        errors += addresses.validate_ip(text(alias, "ip"), f"{path}[{index}].ip")
        for place, hostname in enumerate(texts(alias, "hostnames")):
            errors += each_invalid(f"{path}[{index}].hostnames[{place}]", hostname, names.dns_subdomain(hostname))
    return errors


def _operating_system(system: dict | None, path: str) -> list[FieldError]:
    if system is None:
        return []
    name = text(system, "name")
    if not name:
        return [required(f"{path}.name", "cannot be empty")]
    return [] if name in ("linux", "windows") else [unsupported(path, name, ("linux", "windows"))]
