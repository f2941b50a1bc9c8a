"""kubectl describe statefulset."""

from __future__ import annotations

from cluster.kubectl.command import Call
from cluster.kubectl.describe.page import Page, events_of
from cluster.kubectl.describe.placing import label_selector
from cluster.kubectl.describe.pod_template import pod_template
from cluster.kubectl.describe.registry import describer
from cluster.kubectl.describe.workloads import pods_by_phase
from cluster.kubectl.printers import ages
from cluster.objects import selectors
from cluster.objects.storage import class_of


@describer("statefulset.apps")
def stateful_set(call: Call, obj: dict, page: Page) -> None:
    metadata, spec, status = obj["metadata"], obj["spec"], obj.get("status") or {}
    page.fields(
        0,
        ("Name", metadata["name"]),
        ("Namespace", metadata["namespace"]),
        ("CreationTimestamp", ages.rfc1123z(metadata.get("creationTimestamp"))),
        ("Selector", label_selector(spec["selector"])),
    )
    page.labels("Labels", metadata.get("labels"))
    page.annotations("Annotations", metadata.get("annotations"))
    page.field(0, "Replicas", f"{spec.get('replicas', 0)} desired | {status.get('replicas', 0)} total")
    strategy = spec.get("updateStrategy") or {}
    page.field(0, "Update Strategy", strategy.get("type", ""))
    rolling = strategy.get("rollingUpdate") or {}
    if rolling.get("partition") is not None:
        page.field(1, "Partition", rolling["partition"])
        if rolling.get("maxUnavailable") is not None:
            page.field(1, "MaxUnavailable", rolling["maxUnavailable"])
    page.field(0, "Pods Status", pods_by_phase(call, obj, selectors.from_label_selector(spec["selector"])))
    pod_template(page, spec["template"])
    _claims(page, spec.get("volumeClaimTemplates") or [])
    page.events(events_of(call, obj))


def _claims(page: Page, templates: list[dict]) -> None:
    page.put("Volume Claims:\n" if templates else "Volume Claims:\t<none>\n")
    for claim in templates:
        metadata, spec = claim["metadata"], claim["spec"]
        page.fields(1, ("Name", metadata["name"]), ("StorageClass", class_of(claim)))
        page.labels("Labels", metadata.get("labels"), "  ")
        page.labels("Annotations", metadata.get("annotations"), "  ")
        size = ((spec.get("resources") or {}).get("requests") or {}).get("storage", "<default>")
        page.fields(1, ("Capacity", size), ("Access Modes", f"[{' '.join(spec.get('accessModes') or ())}]"))
