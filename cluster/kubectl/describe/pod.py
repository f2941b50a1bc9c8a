"""kubectl describe pod."""

from __future__ import annotations

from cluster.kubectl.command import Call
from cluster.kubectl.describe import containers, placing, volumes
from cluster.kubectl.describe.page import Page, events_of
from cluster.kubectl.describe.registry import describer
from cluster.kubectl.printers import ages

_MIRROR = "kubernetes.io/config.mirror"


@describer("pod")
def pod(call: Call, obj: dict, page: Page) -> None:
    metadata, spec, status = obj["metadata"], obj["spec"], obj.get("status") or {}
    page.fields(0, ("Name", metadata["name"]), ("Namespace", metadata["namespace"]))
    if spec.get("priority") is not None:
        page.field(0, "Priority", spec["priority"])
    for name, field in (
        ("Priority Class Name", "priorityClassName"),
        ("Runtime Class Name", "runtimeClassName"),
        ("Service Account", "serviceAccountName"),
    ):
        if spec.get(field):
            page.field(0, name, spec[field])
    page.field(0, "Node", f"{spec['nodeName']}/{status.get('hostIP', '')}" if spec.get("nodeName") else "<none>")
    if status.get("startTime"):
        page.field(0, "Start Time", ages.rfc1123z(status["startTime"]))
    page.labels("Labels", metadata.get("labels"))
    page.annotations("Annotations", metadata.get("annotations"))
    _phase(page, metadata, status)
    _addresses(page, spec, status)
    page.controller(obj)
    if status.get("nominatedNodeName"):
        page.field(0, "NominatedNodeName", status["nominatedNodeName"])
    _containers(page, obj, spec, status)
    _conditions(page, spec, status)
    volumes.volumes(page, spec.get("volumes") or [])
    page.field(0, "QoS Class", status.get("qosClass", "BestEffort"))
    page.labels("Node-Selectors", spec.get("nodeSelector"))
    placing.tolerations(page, spec.get("tolerations"))
    placing.spread(page, spec.get("topologySpreadConstraints"))
    mirrored = (metadata.get("annotations") or {}).get(_MIRROR)
    page.events(events_of(call, obj, kind=False, uid=mirrored))


def _phase(page: Page, metadata: dict, status: dict) -> None:
    phase = status.get("phase", "")
    if metadata.get("deletionTimestamp") and phase not in ("Failed", "Succeeded"):
        page.field(0, "Status", f"Terminating (lasts {ages.since(metadata['deletionTimestamp'], page.now)})")
        page.field(0, "Termination Grace Period", f"{metadata.get('deletionGracePeriodSeconds', 0)}s")
    else:
        page.field(0, "Status", phase)
    for name, field in (("Reason", "reason"), ("Message", "message")):
        if status.get(field):
            page.field(0, name, status[field])


def _addresses(page: Page, spec: dict, status: dict) -> None:
    profile = (spec.get("securityContext") or {}).get("seccompProfile")
    if profile:
        page.field(0, "SeccompProfile", profile.get("type", ""))
        if profile.get("type") == "Localhost":
            page.field(0, "LocalhostProfile", profile.get("localhostProfile", ""))
    page.field(0, "IP", status.get("podIP", ""))
    if not status.get("podIPs"):
        page.field(0, "IPs", "<none>")
        return
    page.line(0, "IPs:")
    for address in status["podIPs"]:
        page.field(1, "IP", address.get("ip", ""))


def _containers(page: Page, obj: dict, spec: dict, status: dict) -> None:
    if spec.get("resources"):
        page.line(0, "Resources:")
        containers.resources(page, spec["resources"], 1)
    if spec.get("initContainers"):
        containers.containers(
            page, "Init Containers", spec["initContainers"], status.get("initContainerStatuses") or [], obj
        )
    containers.containers(page, "Containers", spec["containers"], status.get("containerStatuses") or [], obj)
    if spec.get("ephemeralContainers"):
        found = status.get("ephemeralContainerStatuses") or []
        containers.containers(page, "Ephemeral Containers", spec["ephemeralContainers"], found, obj)


def _conditions(page: Page, spec: dict, status: dict) -> None:
    conditions = status.get("conditions") or []
    if spec.get("readinessGates"):
        page.put("Readiness Gates:\n  Type\tStatus\n")
        known = {condition["type"]: condition["status"] for condition in conditions}
        for gate in spec["readinessGates"]:
            page.line(1, f"{gate['conditionType']} \t{known.get(gate['conditionType'], '<none>')} ")
    if conditions:
        page.put("Conditions:\n  Type\tStatus\n")
        for condition in conditions:
            page.line(1, f"{condition['type']} \t{condition['status']} ")
