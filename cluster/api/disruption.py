"""Whether a pod may be evicted: the disruption budgets that select it.

Source: https://kubernetes.io/docs/concepts/scheduling-eviction/api-eviction/, golden suite api, case "eviction".
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from cluster.api.errors import StatusError, internal
from cluster.objects.selectors import from_label_selector
from cluster.objects.times import rfc3339

if TYPE_CHECKING:
    from cluster.api.server import ApiServer
    from cluster.store import Origin

BUDGETS = "poddisruptionbudgets.policy"


def check(server: ApiServer, pod: dict, dry_run: bool, origin: Origin) -> None:
    """Raises StatusError 429 where a budget forbids it; notes the eviction in the budget where it allows it."""
    if not pod["spec"].get("nodeName") or pod.get("status", {}).get("phase") in ("Pending", "Succeeded", "Failed"):
        return
    labels = pod["metadata"].get("labels")
    budgets = [
        budget
        for budget in server.store.list(BUDGETS, pod["metadata"]["namespace"])
        if from_label_selector(budget["spec"].get("selector")).matches(labels)
    ]
    if len(budgets) > 1:
        raise internal(
            "This pod has more than one PodDisruptionBudget, which the eviction subresource does not support."
        )
    for budget in budgets:
        _charge(server, pod, budget, dry_run, origin)


def _charge(server: ApiServer, pod: dict, budget: dict, dry_run: bool, origin: Origin) -> None:
    status = budget.get("status") or {}
    name = budget["metadata"]["name"]
    if not _is_ready(pod) and status.get("currentHealthy", 0) >= status.get("desiredHealthy", 0) > 0:
        return
    if status.get("disruptionsAllowed", 0) <= 0:
        needs, has = status.get("desiredHealthy", 0), status.get("currentHealthy", 0)
        message = f"The disruption budget {name} needs {needs} healthy pods and has {has} currently"
        raise StatusError(
            429,
            "TooManyRequests",
            "Cannot evict pod as it would violate the pod's disruption budget.",
            {"causes": [{"reason": "DisruptionBudget", "message": message}]},
        )
    if dry_run:
        return
    disrupted = {**(status.get("disruptedPods") or {}), pod["metadata"]["name"]: rfc3339(server.now)}
    left = {**status, "disruptionsAllowed": status["disruptionsAllowed"] - 1, "disruptedPods": disrupted}
    server.update(BUDGETS, {**budget, "status": left}, origin, subresource="status")


def _is_ready(pod: dict) -> bool:
    conditions = pod.get("status", {}).get("conditions") or ()
    return any(each["type"] == "Ready" and each["status"] == "True" for each in conditions)
