"""RollingUpdate of a DaemonSet: which old pods go, and where a new one may stand beside an old one. Pure functions.

Source: https://kubernetes.io/docs/tasks/manage-daemon/update-daemon-set/ and the descriptions of maxUnavailable and
maxSurge in https://kubernetes.io/docs/reference/kubernetes-api/workload-resources/daemon-set-v1/
"""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

from cluster.controllers.daemonset.placing import is_updated
from cluster.controllers.deployment.sizes import scaled

ByNode = dict[str, list[dict]]
IsAvailable = Callable[[dict], bool]


class Limits(NamedTuple):
    """Numbers of nodes: where the pod may be missing, and where two may stand at a time."""

    unavailable: int
    surge: int


class Steps(NamedTuple):
    """Pods to delete, nodes that get a second pod."""

    delete: list[dict]
    create: list[str]


def limits(daemon_set: dict, desired: int) -> Limits:
    """Percentages are of the nodes that should have a pod, rounded up; never both zero."""
    strategy = daemon_set["spec"]["updateStrategy"]
    rolling = strategy.get("rollingUpdate") or {}
    if strategy.get("type") != "RollingUpdate":
        return Limits(0, 0)
    unavailable = scaled(rolling.get("maxUnavailable", 1), desired, up=True)
    surge = scaled(rolling.get("maxSurge", 0), desired, up=True)
    return Limits(unavailable if unavailable or surge else 1, surge)


def steps(by_node: ByNode, hash_: str, limit: Limits, is_available: IsAvailable) -> Steps:
    if limit.surge:
        return _surging(by_node, hash_, limit.surge, is_available)
    return Steps(_replacing(by_node, hash_, limit.unavailable, is_available), [])


def _replacing(by_node: ByNode, hash_: str, most: int, is_available: IsAvailable) -> list[dict]:
    """Old pods that serve nobody go at once, others as far as not too many are missing."""
    missing = 0
    free: list[dict] = []
    candidates: list[dict] = []
    for pods in by_node.values():
        new, old, clear = _pair(pods, hash_)
        if not clear or (new is None and old is None) or (new is not None and old is not None):
            missing += 1  # the placing of pods is about to change this node
        elif new is not None:
            missing += 0 if is_available(new) else 1
        elif old is not None:
            (candidates if is_available(old) else free).append(old)
    return free + candidates[: max(0, most - missing)]


def _surging(by_node: ByNode, hash_: str, most: int, is_available: IsAvailable) -> Steps:
    """New pods come first; an old one goes when the new one beside it is available."""
    surging = 0
    gone: list[dict] = []
    free: list[str] = []
    candidates: list[str] = []
    for node, pods in by_node.items():
        new, old, clear = _pair(pods, hash_)
        if not clear:
            surging += 1
        elif old is None:
            continue
        elif new is None:
            (candidates if is_available(old) else free).append(node)
        elif is_available(new):
            gone.append(old)
        else:
            surging += 1
    return Steps(gone, free + candidates[: max(0, most - surging)])


def _pair(pods: list[dict], hash_: str) -> tuple[dict | None, dict | None, bool]:
    """(The new pod, the old pod, whether there is at most one of each) among those that are not being deleted."""
    living = [pod for pod in pods if "deletionTimestamp" not in pod["metadata"]]
    new = [pod for pod in living if is_updated(pod, hash_)]
    old = [pod for pod in living if not is_updated(pod, hash_)]
    return new[0] if new else None, old[0] if old else None, len(new) <= 1 and len(old) <= 1
