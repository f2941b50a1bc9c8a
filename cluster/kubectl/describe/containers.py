"""Containers, their environment and probes, as pods and pod templates show them."""

from __future__ import annotations

from cluster.kubectl.describe.page import Page, or_none
from cluster.kubectl.printers import ages, govalues
from cluster.objects import quantities


def containers(
    page: Page, label: str, spec: list[dict], statuses: list[dict], pod: dict | None, space: str = ""
) -> None:
    """`label`: Containers or Init Containers; `pod`: whose fields variables refer to; `space`: indentation in a
    template."""
    by_name = {status["name"]: status for status in statuses}
    page.put(f"{space}{label}:{'' if spec else ' <none>'}\n")
    for container in spec:
        _container(page, container, by_name.get(container["name"]), pod, space)


def _container(page: Page, container: dict, status: dict | None, pod: dict | None, space: str) -> None:
    page.line(1, f"{' ' if space else ''}{container['name']}:")
    if status is not None:
        page.field(2, "Container ID", status.get("containerID", ""))
    page.field(2, "Image", container.get("image", ""))
    if status is not None:
        page.field(2, "Image ID", status.get("imageID", ""))
    _ports(page, "Port", [(port["containerPort"], port) for port in container.get("ports") or ()])
    _ports(page, "Host Port", [(port.get("hostPort", 0), port) for port in container.get("ports") or ()])
    _seccomp(page, container)
    for name, words in (("Command", container.get("command")), ("Args", container.get("args"))):
        if words:
            page.line(2, f"{name}:")
            for word in words:
                for line in word.split("\n"):
                    page.line(3, line)
    if status is not None:
        _status(page, status)
    resources(page, container.get("resources"), 2)
    for name, field in (("Liveness", "livenessProbe"), ("Readiness", "readinessProbe"), ("Startup", "startupProbe")):
        if container.get(field):
            page.field(2, name, probe(container[field]))
    _env_from(page, container.get("envFrom") or [])
    _env(page, container, pod)
    _mounts(page, container)


def _ports(page: Page, name: str, ports: list[tuple[int, dict]]) -> None:
    shown = ", ".join(
        f"{number}/{port.get('protocol', '')}" + (f" ({port['name']})" if port.get("name") else "")
        for number, port in ports
    )
    page.field(2, f"{name}s" if "," in shown else name, or_none(shown))


def _seccomp(page: Page, container: dict) -> None:
    profile = (container.get("securityContext") or {}).get("seccompProfile")
    if profile:
        page.field(2, "SeccompProfile", profile.get("type", ""))
        if profile.get("type") == "Localhost":
            page.field(3, "LocalhostProfile", profile.get("localhostProfile", ""))


def _status(page: Page, status: dict) -> None:
    _state(page, "State", status.get("state") or {})
    last = status.get("lastState") or {}
    if last.get("terminated"):
        _state(page, "Last State", last)
    page.field(2, "Ready", "True" if status.get("ready") else "False")
    page.field(2, "Restart Count", status.get("restartCount", 0))


def _state(page: Page, name: str, state: dict) -> None:
    if "running" in state:
        page.field(2, name, "Running")
        page.field(3, "Started", ages.rfc1123z(state["running"].get("startedAt")))
    elif "terminated" in state:
        ended = state["terminated"]
        page.field(2, name, "Terminated")
        for label, field in (("Reason", "reason"), ("Message", "message")):
            if ended.get(field):
                page.field(3, label, ended[field])
        page.field(3, "Exit Code", ended.get("exitCode", 0))
        if ended.get("signal"):
            page.field(3, "Signal", ended["signal"])
        page.field(3, "Started", ages.rfc1123z(ended.get("startedAt")))
        page.field(3, "Finished", ages.rfc1123z(ended.get("finishedAt")))
    else:
        page.field(2, name, "Waiting")
        if (state.get("waiting") or {}).get("reason"):
            page.field(3, "Reason", state["waiting"]["reason"])


def resources(page: Page, found: dict | None, level: int) -> None:
    for name, field in (("Limits", "limits"), ("Requests", "requests")):
        amounts = (found or {}).get(field) or {}
        if amounts:
            page.line(level, f"{name}:")
        for resource in sorted(amounts):
            page.field(level + 1, resource, quantities.canonical(amounts[resource]))


def probe(found: dict) -> str:
    """`http-get http://:80/ delay=0s timeout=1s period=10s #success=1 #failure=3`"""
    attributes = (
        f"delay={found.get('initialDelaySeconds', 0)}s timeout={found.get('timeoutSeconds', 0)}s "
        f"period={found.get('periodSeconds', 0)}s #success={found.get('successThreshold', 0)} "
        f"#failure={found.get('failureThreshold', 0)}"
    )
    if "exec" in found:
        return f"exec {govalues.plain(found['exec'].get('command') or [])} {attributes}"
    if "httpGet" in found:
        get = found["httpGet"]
        path = get.get("path", "")
        path = f"/{path}" if path and not path.startswith("/") else path
        return f"http-get {get.get('scheme', '').lower()}://{get.get('host', '')}:{get['port']}{path} {attributes}"
    if "tcpSocket" in found:
        return f"tcp-socket {found['tcpSocket'].get('host', '')}:{found['tcpSocket']['port']} {attributes}"
    if "grpc" in found:
        return f"grpc <pod>:{found['grpc']['port']} {found['grpc'].get('service', '')} {attributes}"
    return f"unknown {attributes}"


def _env_from(page: Page, sources: list[dict]) -> None:
    if not sources:
        return
    page.line(2, "Environment Variables from:")
    for source in sources:
        kind, found = (
            ("ConfigMap", source["configMapRef"])
            if "configMapRef" in source
            else ("Secret", source.get("secretRef") or {})
        )
        prefix = f" with prefix '{source['prefix']}'" if source.get("prefix") else ""
        page.line(
            3, f"{found.get('name', '')}\t{kind}{prefix}\tOptional: {govalues.plain(bool(found.get('optional')))}"
        )


def _env(page: Page, container: dict, pod: dict | None) -> None:
    variables = container.get("env") or []
    page.line(2, f"Environment:{'' if variables else chr(9) + '<none>'}")
    for variable in variables:
        source = variable.get("valueFrom")
        if not source:
            first, *others = variable.get("value", "").split("\n")
            page.field(3, variable["name"], first)
            for line in others:
                page.line(3, f"\t{line}")
        elif "fieldRef" in source:
            reference = source["fieldRef"]
            value = field_value(pod, reference["fieldPath"]) if pod else ""
            page.field(3, variable["name"], f"{value} ({reference.get('apiVersion', 'v1')}:{reference['fieldPath']})")
        elif "resourceFieldRef" in source:
            _resource_field(page, variable["name"], source["resourceFieldRef"], container)
        else:
            kind, words = (
                ("secretKeyRef", "in secret") if "secretKeyRef" in source else ("configMapKeyRef", "of config map")
            )
            reference = source.get(kind) or {}
            optional = govalues.plain(bool(reference.get("optional")))
            page.field(
                3,
                variable["name"],
                f"<set to the key '{reference.get('key')}' {words} '{reference.get('name')}'>\tOptional: {optional}",
            )


def _resource_field(page: Page, name: str, reference: dict, container: dict) -> None:
    part, _, resource = reference["resource"].partition(".")
    amount = ((container.get("resources") or {}).get(part) or {}).get(resource)
    measure = quantities.milli if resource == "cpu" else quantities.units
    divisor = measure(reference.get("divisor") or "0") or measure("1")
    value = "0" if amount is None else str(-(-measure(amount) // divisor))
    if value == "0" and reference["resource"] in ("limits.cpu", "limits.memory"):
        value = "node allocatable"
    page.field(3, name, f"{value} ({reference['resource']})")


def field_value(pod: dict, path: str) -> str:
    """What a variable with that fieldPath holds."""
    metadata, spec, status = pod["metadata"], pod["spec"], pod.get("status") or {}
    values = {
        "metadata.name": metadata.get("name"),
        "metadata.namespace": metadata.get("namespace"),
        "metadata.uid": metadata.get("uid"),
        "spec.nodeName": spec.get("nodeName"),
        "spec.serviceAccountName": spec.get("serviceAccountName"),
        "status.hostIP": status.get("hostIP"),
        "status.podIP": status.get("podIP"),
    }
    return values.get(path) or ""


def _mounts(page: Page, container: dict) -> None:
    mounts = sorted(container.get("volumeMounts") or (), key=lambda mount: mount["mountPath"])
    page.line(2, f"Mounts:{'' if mounts else chr(9) + '<none>'}")
    for mount in mounts:
        flags = ["ro" if mount.get("readOnly") else "rw"]
        if mount.get("subPath"):
            flags.append(f"path={govalues.quote(mount['subPath'])}")
        page.line(3, f"{mount['mountPath']} from {mount['name']} ({','.join(flags)})")
