"""kubectl describe priorityclass."""

from __future__ import annotations

from cluster.kubectl.command import Call
from cluster.kubectl.describe.page import Page, events_of
from cluster.kubectl.describe.registry import describer
from cluster.kubectl.printers.table import format_labels


@describer("priorityclass.scheduling.k8s.io")
def priority_class(call: Call, obj: dict, page: Page) -> None:
    page.fields(
        0,
        ("Name", obj["metadata"]["name"]),
        ("Value", obj["value"]),
        ("GlobalDefault", str(obj.get("globalDefault", False)).lower()),
        ("PreemptionPolicy", obj["preemptionPolicy"]),
        ("Description", obj.get("description", "")),
        ("Annotations", format_labels(obj["metadata"].get("annotations"))),
    )
    page.events(events_of(call, obj))
