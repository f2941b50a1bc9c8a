"""Whether a pod may be evicted: the disruption budgets that select it.

Source: https://kubernetes.io/docs/concepts/scheduling-eviction/api-eviction/, golden suite api, case "eviction".
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from cluster.api.errors import StatusError, mistake
from cluster.objects.selectors import from_label_selector
from cluster.objects.times import rfc3339

if TYPE_CHECKING:
    from cluster.api.server import ApiServer
    from cluster.store import Origin

BUDGETS = "poddisruptionbudgets.policy"
ALLOWED = "DisruptionAllowed"
_SOON = 10  # seconds


def check(server: ApiServer, pod: dict, dry_run: bool, origin: Origin) -> None:
    """Raises StatusError 429 where a budget forbids it; notes the eviction in the budget where it allows it."""
    if _is_free(pod):
        return
    labels = pod["metadata"].get("labels")
    budgets = [
        budget
        for budget in server.store.list(BUDGETS, pod["metadata"]["namespace"])
        if budget["spec"].get("selector") is not None
        and from_label_selector(budget["spec"]["selector"]).matches(labels)
    ]
    if len(budgets) > 1:
        raise mistake(
            "This pod has more than one PodDisruptionBudget, which the eviction subresource does not support.", 409
        )
    for budget in budgets:
        _charge(server, pod, budget, dry_run, origin)


def with_allowed(status: dict, now: int) -> dict:
    """`status` with the condition that its number of allowed disruptions calls for. `now` in µs since 1970."""
    if status["disruptionsAllowed"] > 0:
        return _with_condition(status, "True", "SufficientPods", "", now)
    return _with_condition(status, "False", "InsufficientPods", "", now)


def failed(status: dict, why: str, now: int) -> dict:
    """`status` with the condition that nobody could count the pods."""
    return _with_condition(status, "False", "SyncFailed", why, now)


def _with_condition(status: dict, word: str, why: str, message: str, now: int) -> dict:
    given = status.get("conditions") or ()
    since = next((c["lastTransitionTime"] for c in given if (c["type"], c["status"]) == (ALLOWED, word)), rfc3339(now))
    seen = status.get("observedGeneration", 0)
    condition = {
        "type": ALLOWED,
        "status": word,
        **({"observedGeneration": seen} if seen else {}),
        "lastTransitionTime": since,
        "reason": why,
        "message": message,
    }
    return {**status, "conditions": [*(c for c in given if c["type"] != ALLOWED), condition]}


def _charge(server: ApiServer, pod: dict, budget: dict, dry_run: bool, origin: Origin) -> None:
    status, name = budget.get("status") or {}, budget["metadata"]["name"]
    allowed = status.get("disruptionsAllowed", 0)
    if not _is_ready(pod):
        if budget["spec"].get("unhealthyPodEvictionPolicy") == "AlwaysAllow":
            return
        if status.get("currentHealthy", 0) >= status.get("desiredHealthy", 0) > 0:
            return
    if status.get("observedGeneration", 0) < budget["metadata"].get("generation", 1):
        raise _too_many(f"The disruption budget {name} is still being processed by the server.", _SOON)
    if allowed <= 0:
        raise _too_many(_why_none(name, status))
    if dry_run:
        return
    disrupted = {**(status.get("disruptedPods") or {}), pod["metadata"]["name"]: rfc3339(server.now)}
    left = with_allowed({**status, "disruptionsAllowed": allowed - 1, "disruptedPods": disrupted}, server.now)
    server.update(BUDGETS, {**budget, "status": left}, origin, subresource="status")


def _too_many(cause: str, seconds: int = 0) -> StatusError:
    """429; `seconds` after which asking again makes sense."""
    details: dict = {"causes": [{"reason": "DisruptionBudget", "message": cause}]}
    if seconds:
        details["retryAfterSeconds"] = seconds
    message = "Cannot evict pod as it would violate the pod's disruption budget."
    return StatusError(429, "TooManyRequests", message, details)


def _why_none(name: str, status: dict) -> str:
    for condition in status.get("conditions") or ():
        if condition["type"] == ALLOWED and condition.get("reason") == "SyncFailed":
            return (
                f"The disruption budget {name} does not allow evicting pods currently because it failed sync: "
                f"{condition.get('message', '')}"
            )
    needs, has = status.get("desiredHealthy", 0), status.get("currentHealthy", 0)
    return f"The disruption budget {name} needs {needs} healthy pods and has {has} currently"


def _is_free(pod: dict) -> bool:
    """Whether the pod serves nobody: it has not started, has ended, or goes already."""
    phase = pod.get("status", {}).get("phase", "Pending")
    return phase in ("Pending", "Succeeded", "Failed") or "deletionTimestamp" in pod["metadata"]


def _is_ready(pod: dict) -> bool:
    conditions = pod.get("status", {}).get("conditions") or ()
    return any(each["type"] == "Ready" and each["status"] == "True" for each in conditions)
