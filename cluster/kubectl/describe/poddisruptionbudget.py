"""kubectl describe poddisruptionbudget."""

from __future__ import annotations

from cluster.kubectl.command import Call
from cluster.kubectl.describe.page import Page, events_of
from cluster.kubectl.describe.placing import label_selector
from cluster.kubectl.describe.registry import describer

_COUNTS = (
    ("Allowed disruptions", "disruptionsAllowed"),
    ("Current", "currentHealthy"),
    ("Desired", "desiredHealthy"),
    ("Total", "expectedPods"),
)


@describer("poddisruptionbudget.policy")
def pod_disruption_budget(call: Call, obj: dict, page: Page) -> None:
    spec, status = obj.get("spec") or {}, obj.get("status") or {}
    page.fields(0, ("Name", obj["metadata"]["name"]), ("Namespace", obj["metadata"]["namespace"]))
    if spec.get("minAvailable") is not None:
        page.field(0, "Min available", spec["minAvailable"])
    elif spec.get("maxUnavailable") is not None:
        page.field(0, "Max unavailable", spec["maxUnavailable"])
    selector = spec.get("selector")
    page.field(0, "Selector", "<unset>" if selector is None else label_selector(selector))
    page.line(0, "Status:")
    for title, field in _COUNTS:
        page.field(2, title, status.get(field, 0))
    page.events(events_of(call, obj))
