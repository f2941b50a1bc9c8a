"""kubectl describe daemonset."""

from __future__ import annotations

from cluster.kubectl.command import Call
from cluster.kubectl.describe.page import Page, events_of
from cluster.kubectl.describe.placing import label_selector
from cluster.kubectl.describe.pod_template import pod_template
from cluster.kubectl.describe.registry import describer
from cluster.kubectl.describe.workloads import pods_by_phase
from cluster.kubectl.printers.table import format_labels
from cluster.objects import selectors

_COUNTS = (
    ("Desired Number of Nodes Scheduled", "desiredNumberScheduled"),
    ("Current Number of Nodes Scheduled", "currentNumberScheduled"),
    ("Number of Nodes Scheduled with Up-to-date Pods", "updatedNumberScheduled"),
    ("Number of Nodes Scheduled with Available Pods", "numberAvailable"),
    ("Number of Nodes Misscheduled", "numberMisscheduled"),
)


@describer("daemonset.apps")
def daemon_set(call: Call, obj: dict, page: Page) -> None:
    spec, status = obj["spec"], obj.get("status") or {}
    chosen = spec["template"]["spec"].get("nodeSelector")
    page.head(obj, ("Selector", label_selector(spec["selector"])), ("Node-Selector", format_labels(chosen)))
    for title, field in _COUNTS:
        page.line(0, f"{title}: {status.get(field, 0)}")
    page.field(0, "Pods Status", pods_by_phase(call, obj, selectors.from_label_selector(spec["selector"])))
    pod_template(page, spec["template"])
    page.events(events_of(call, obj))
