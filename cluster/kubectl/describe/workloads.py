"""kubectl describe replicationcontroller, replicaset, deployment."""

from __future__ import annotations

from cluster.kubectl.client import history
from cluster.kubectl.command import Call
from cluster.kubectl.describe.page import Page, events_of
from cluster.kubectl.describe.placing import label_selector
from cluster.kubectl.describe.pod_template import pod_template
from cluster.kubectl.describe.registry import describer
from cluster.kubectl.printers import ages
from cluster.kubectl.printers.table import format_labels
from cluster.objects import owners, selectors


@describer("replicationcontroller")
def replication_controller(call: Call, obj: dict, page: Page) -> None:
    spec = obj["spec"]
    page.head(obj, ("Selector", format_labels(spec.get("selector"))))
    _replicas(page, obj)
    page.field(0, "Pods Status", pods_by_phase(call, obj, selectors.from_labels(spec.get("selector"))))
    pod_template(page, spec.get("template"))
    page.conditions((obj.get("status") or {}).get("conditions"))
    page.events(events_of(call, obj))


@describer("replicaset.apps")
def replica_set(call: Call, obj: dict, page: Page) -> None:
    spec = obj["spec"]
    page.head(obj, ("Selector", label_selector(spec["selector"])))
    page.controller(obj)
    _replicas(page, obj)
    page.field(0, "Pods Status", pods_by_phase(call, obj, selectors.from_label_selector(spec["selector"])))
    pod_template(page, spec.get("template"))
    page.conditions((obj.get("status") or {}).get("conditions"))
    page.events(events_of(call, obj))


def _replicas(page: Page, obj: dict) -> None:
    current = (obj.get("status") or {}).get("replicas", 0)
    page.field(0, "Replicas", f"{current} current / {obj['spec'].get('replicas', 0)} desired")


def pods_by_phase(call: Call, obj: dict, selector: selectors.Selector) -> str:
    """How many of its pods are in which phase."""
    counts = dict.fromkeys(("Running", "Pending", "Succeeded", "Failed"), 0)
    for pod in call.api.get(f"/api/v1/namespaces/{obj['metadata']['namespace']}/pods").get("items") or ():
        if owners.controller_uid(pod) == obj["metadata"]["uid"] and selector.matches(pod["metadata"].get("labels")):
            phase = (pod.get("status") or {}).get("phase")
            if phase in counts:
                counts[phase] += 1
    words = {"Pending": "Waiting"}
    return " / ".join(f"{count} {words.get(phase, phase)}" for phase, count in counts.items())


@describer("deployment.apps")
def deployment(call: Call, obj: dict, page: Page) -> None:
    metadata, spec, status = obj["metadata"], obj["spec"], obj.get("status") or {}
    page.head(obj, ("CreationTimestamp", ages.rfc1123z(metadata.get("creationTimestamp"))))
    page.field(0, "Selector", _selector(spec["selector"]))
    counts = (f"{status.get(field, 0)} {word}" for word, field in _COUNTS)
    page.field(0, "Replicas", f"{spec.get('replicas', 0)} desired | " + " | ".join(counts))
    strategy = spec.get("strategy") or {}
    page.field(0, "StrategyType", strategy.get("type", ""))
    page.field(0, "MinReadySeconds", spec.get("minReadySeconds", 0))
    if rolling := strategy.get("rollingUpdate"):
        page.field(
            0,
            "RollingUpdateStrategy",
            f"{rolling.get('maxUnavailable')} max unavailable, {rolling.get('maxSurge')} max surge",
        )
    pod_template(page, spec.get("template"))
    page.conditions(status.get("conditions"))
    _replica_sets(call, obj, page)
    page.events(events_of(call, obj))


_COUNTS = (
    ("updated", "updatedReplicas"),
    ("total", "replicas"),
    ("available", "availableReplicas"),
    ("unavailable", "unavailableReplicas"),
)


def _selector(selector: dict) -> str:
    shown = label_selector(selector)
    return "" if shown == "<none>" else shown


def _replica_sets(call: Call, obj: dict, page: Page) -> None:
    found = sorted(
        history.replica_sets(call, obj),
        key=lambda item: (item["metadata"]["creationTimestamp"], item["metadata"]["name"]),
    )
    wanted = history.without_hash(obj["spec"]["template"])
    new = next((item for item in found if history.without_hash(item["spec"]["template"]) == wanted), None)
    old = [item for item in found if item is not new]
    if found:
        page.field(0, "OldReplicaSets", ", ".join(map(_created, old)) or "<none>")
        page.field(0, "NewReplicaSet", _created(new) if new else "<none>")


def _created(item: dict) -> str:
    current = (item.get("status") or {}).get("replicas", 0)
    return f"{item['metadata']['name']} ({current}/{item['spec'].get('replicas', 0)} replicas created)"
