"""What the diagram draws of what owns pods, and of what scales or starts such owners."""

from __future__ import annotations

from collections.abc import Callable
from math import ceil, floor

from cluster.controllers.cronjob import timing
from cluster.kinds import KINDS
from tutorial.lessons.slim.view import View


def workload(view: View, obj: dict) -> dict:
    spec, status, metadata = obj.get("spec") or {}, obj.get("status") or {}, obj["metadata"]
    want = spec.get("replicas", 1)
    selector = spec.get("selector") or {}
    if selector and not selector.keys() & {"matchLabels", "matchExpressions"}:
        selector = {"matchLabels": selector}  # a ReplicationController's is a plain map
    number = (metadata.get("annotations") or {}).get("deployment.kubernetes.io/revision", "")
    return {
        "want": want,
        "have": status.get("replicas", 0),
        "ready": status.get("readyReplicas", 0),
        "available": status.get("availableReplicas", 0),
        "updated": status.get("updatedReplicas", 0),
        "selector": {
            "matchLabels": selector.get("matchLabels") or {},
            "matchExpressions": selector.get("matchExpressions") or [],
        },
        "images": [
            c.get("image", "") for c in ((spec.get("template") or {}).get("spec") or {}).get("containers") or ()
        ],
        "revisionNumber": int(number) if number.isdecimal() else None,
        "strategy": _strategy(spec.get("strategy"), want),
        "paused": bool(spec.get("paused")),
    }


def job(view: View, obj: dict) -> dict:
    """As many pods as are still to succeed, at most so many at a time; those that succeeded are there for good."""
    spec, status = obj.get("spec") or {}, obj.get("status") or {}
    succeeded, wanted = status.get("succeeded", 0), spec.get("completions")
    return {
        **workload(view, obj),
        "want": spec.get("parallelism", 1) if wanted is None else wanted,
        "have": status.get("active", 0) + succeeded,
        "ready": status.get("ready", 0) + succeeded,
        "available": succeeded,
        "updated": status.get("active", 0) + succeeded,
        "strategy": None,
        "paused": bool(spec.get("suspend")),
    }


def daemon_set(view: View, obj: dict) -> dict:
    """A pod on each node that fits: as many as there are such nodes."""
    status = obj.get("status") or {}
    want = status.get("desiredNumberScheduled", 0)
    strategy = (obj.get("spec") or {}).get("updateStrategy")
    return {
        **workload(view, obj),
        "want": want,
        "have": status.get("currentNumberScheduled", 0),
        "ready": status.get("numberReady", 0),
        "available": status.get("numberAvailable", 0),
        "updated": status.get("updatedNumberScheduled", 0),
        "strategy": _daemon_strategy(strategy, want),
    }


def stateful_set(view: View, obj: dict) -> dict:
    """One pod after the other: none is there beside another one of the same name."""
    spec = obj.get("spec") or {}
    strategy = _daemon_strategy(spec.get("updateStrategy"), spec.get("replicas", 1))
    return {**workload(view, obj), "strategy": strategy}


def cron_job(view: View, obj: dict) -> dict:
    """`next`: when it is due (null while it is suspended), as far as this change tells; `have`: Jobs that run."""
    spec, status = obj.get("spec") or {}, obj.get("status") or {}
    suspended, last = bool(spec.get("suspend")), view.time(status.get("lastScheduleTime"))
    return {
        "schedule": spec.get("schedule", ""),
        "suspended": suspended,
        "last": last,
        "next": None if suspended else _next(view, spec, max(view.simulation.now, last or 0)),
        "have": len(status.get("active") or ()),
    }


def _next(view: View, spec: dict, now: int) -> int | None:
    epoch = view.simulation.epoch
    moment = timing.schedule_of(spec).next(epoch + now)
    return None if moment is None else moment - epoch


def autoscaler(view: View, obj: dict) -> dict:
    """`metrics`: what is measured and what it should be, as `kubectl get hpa` writes it."""
    spec, status = obj.get("spec") or {}, obj.get("status") or {}
    target = spec.get("scaleTargetRef") or {}
    kind = KINDS.by_resource["horizontalpodautoscalers.autoscaling"]
    cells = dict(zip((c.name for c in kind.columns), kind.row(obj, view.simulation.now), strict=False))
    return {
        "target": {"kind": target.get("kind"), "name": target.get("name")},
        "min": spec.get("minReplicas", 1),
        "max": spec.get("maxReplicas"),
        "have": status.get("currentReplicas", 0),
        "want": status.get("desiredReplicas", 0),
        "metrics": str(cells.get("Targets", "")),
    }


def _strategy(strategy: dict | None, want: int) -> dict | None:
    if not strategy:
        return None
    rolling = strategy.get("rollingUpdate") or {}
    if strategy.get("type") != "RollingUpdate":
        return {"type": strategy.get("type"), "maxSurge": 0, "maxUnavailable": want}
    surge = _share(rolling.get("maxSurge", "25%"), want, ceil)
    unavailable = _share(rolling.get("maxUnavailable", "25%"), want, floor)
    return {"type": "RollingUpdate", "maxSurge": surge, "maxUnavailable": unavailable if surge or unavailable else 1}


def _daemon_strategy(strategy: dict | None, want: int) -> dict | None:
    """Both shares are rounded up; under OnDelete nothing goes by itself."""
    if not strategy:
        return None
    rolling = strategy.get("rollingUpdate") or {}
    surge, unavailable = (_share(rolling.get(field, 0), want, ceil) for field in ("maxSurge", "maxUnavailable"))
    return {"type": strategy.get("type"), "maxSurge": surge, "maxUnavailable": unavailable}


def _share(value: int | str, of: int, rounding: Callable[[float], int]) -> int:
    return rounding(int(value.rstrip("%")) * of / 100) if isinstance(value, str) else value
