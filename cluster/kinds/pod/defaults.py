"""What the server fills in of a pod and of pod templates.

Source: https://kubernetes.io/docs/reference/kubernetes-api/workload-resources/pod-v1/ ("Defaults to ..."), golden
defaults.
"""

from __future__ import annotations

from cluster.kinds.pod.sources import canonical_amount, default_field_sources, pull_policy
from cluster.kinds.pod.volume_defaults import default_volume
from cluster.kinds.rules.reading import flag, optional, struct, structs, text

_CONTAINER_LISTS = ("initContainers", "containers", "ephemeralContainers")
_PROBES = ("livenessProbe", "readinessProbe", "startupProbe")
_HOOKS = ("postStart", "preStop")


def default_pod_spec(spec: dict) -> dict:
    """Of a real pod: more is decided than in a template."""
    spec = default_template_spec(spec)
    spec.setdefault("enableServiceLinks", True)
    host_network = flag(spec, "hostNetwork")
    for name in ("containers", "initContainers"):
        if isinstance(spec.get(name), list):
            spec[name] = [_for_pod(container, host_network) for container in structs(spec, name)]
    return spec


def default_template_spec(spec: dict) -> dict:
    """A new spec with what pods and pod templates have in common."""
    spec = dict(spec)
    spec["dnsPolicy"] = text(spec, "dnsPolicy") or "ClusterFirst"
    spec["restartPolicy"] = text(spec, "restartPolicy") or "Always"
    spec["schedulerName"] = text(spec, "schedulerName") or "default-scheduler"
    if spec.get("securityContext") is None:
        spec["securityContext"] = {}
    if spec.get("terminationGracePeriodSeconds") is None:
        spec["terminationGracePeriodSeconds"] = 30
    account = text(spec, "serviceAccountName") or text(spec, "serviceAccount")
    if account:
        spec["serviceAccountName"] = spec["serviceAccount"] = account
    for name in _CONTAINER_LISTS:
        if isinstance(spec.get(name), list):
            spec[name] = [default_container(container) for container in structs(spec, name)]
    if isinstance(spec.get("volumes"), list):
        spec["volumes"] = [default_volume(volume) for volume in structs(spec, "volumes")]
    for name in ("resources", "overhead"):
        if name in spec:
            spec[name] = _amounts(spec[name]) if name == "overhead" else default_resources(struct(spec, name))
    return spec


def default_container(container: dict) -> dict:
    container = dict(container)
    if not text(container, "imagePullPolicy"):
        container["imagePullPolicy"] = pull_policy(text(container, "image"))
    container["terminationMessagePath"] = text(container, "terminationMessagePath") or "/dev/termination-log"
    container["terminationMessagePolicy"] = text(container, "terminationMessagePolicy") or "File"
    container["resources"] = default_resources(struct(container, "resources"))
    if isinstance(container.get("ports"), list):
        container["ports"] = [
            {**port, "protocol": text(port, "protocol") or "TCP"} for port in structs(container, "ports")
        ]
    if isinstance(container.get("env"), list):
        container["env"] = [_variable(variable) for variable in structs(container, "env")]
    for name in _PROBES:
        probe = optional(container, name)
        if probe is not None:
            container[name] = default_probe(probe)
    lifecycle = optional(container, "lifecycle")
    if lifecycle is not None:
        hooks = {name: _handler(struct(lifecycle, name)) for name in _HOOKS if optional(lifecycle, name) is not None}
        container["lifecycle"] = {**lifecycle, **hooks}
    return container


def default_probe(probe: dict) -> dict:
    probe = _handler(probe)
    for name, value in (("timeoutSeconds", 1), ("periodSeconds", 10), ("successThreshold", 1), ("failureThreshold", 3)):
        probe[name] = probe.get(name) or value
    grpc = optional(probe, "grpc")
    if grpc is not None:
        probe["grpc"] = {**grpc, "service": grpc.get("service") or ""}
    return probe


def default_resources(resources: dict) -> dict:
    """Amounts in canonical form, nothing finer than a thousandth."""
    return {**resources, **{name: _amounts(resources[name]) for name in ("limits", "requests") if name in resources}}


def _amounts(amounts: object) -> object:
    if not isinstance(amounts, dict):
        return amounts
    return {name: canonical_amount(value) for name, value in amounts.items()}


def _handler(handler: dict) -> dict:
    handler = dict(handler)
    get = optional(handler, "httpGet")
    if get is not None:
        handler["httpGet"] = {**get, "path": text(get, "path") or "/", "scheme": text(get, "scheme") or "HTTP"}
    return handler


def _variable(variable: dict) -> dict:
    source = optional(variable, "valueFrom")
    if source is None:
        return variable
    return {**variable, "valueFrom": default_field_sources(source)}


def _for_pod(container: dict, host_network: bool) -> dict:
    """A limit without a request is the request too; on the host's network a port is a port of the host."""
    resources = struct(container, "resources")
    limits = struct(resources, "limits")
    if limits:
        requests = {**limits, **struct(resources, "requests")}
        container = {**container, "resources": {**resources, "requests": requests}}
    if host_network and isinstance(container.get("ports"), list):
        container = {**container, "ports": [_host_port(port) for port in structs(container, "ports")]}
    return container


def _host_port(port: dict) -> dict:
    return (
        port if port.get("hostPort") or not port.get("containerPort") else {**port, "hostPort": port["containerPort"]}
    )
