"""What a living node keeps saying: computed when somebody reads it, so that an idle cluster has nothing to do.

A node renews its Lease every ten seconds and posts an unchanged status every five minutes. A stored Lease without
renewTime belongs to a living node; one with a renewTime is no longer renewed.
Source: https://kubernetes.io/docs/concepts/architecture/nodes/#node-heartbeats (a quarter of the lease's 40 s;
nodeStatusReportFrequency 5m).
"""

from __future__ import annotations

from cluster.objects.paths import get_in, set_in
from cluster.objects.times import MINUTE, SECOND, parse, rfc3339, rfc3339_micro

RENEWED_EVERY, STATUS_EVERY = 10 * SECOND, 5 * MINUTE
LEASE_NAMESPACE = "kube-node-lease"


def renewed(lease: dict, now: int) -> dict:
    """A node's Lease as it reads at `now` (µs since 1970)."""
    metadata, spec = lease["metadata"], lease.get("spec") or {}
    created = metadata.get("creationTimestamp")
    if (
        metadata.get("namespace") != LEASE_NAMESPACE
        or not spec.get("holderIdentity")
        or spec.get("renewTime")
        or not created
    ):
        return lease
    return set_in(lease, ("spec", "renewTime"), rfc3339_micro(_last(parse(created), RENEWED_EVERY, now)))


def posted(node: dict, now: int) -> dict:
    """A Node as it reads at `now`: the heartbeat of each condition that its kubelet still stands for."""
    told = get_in(node, "status", "conditions") or []
    heard = [_heard(condition, now) for condition in told]
    if all(new is old for new, old in zip(heard, told, strict=True)):
        return node
    return set_in(node, ("status", "conditions"), heard)


def _heard(condition: dict, now: int) -> dict:
    first = condition.get("lastHeartbeatTime")
    if not first or condition["status"] == "Unknown":
        return condition
    since = parse(first)
    if now - since < STATUS_EVERY:
        return condition
    return {**condition, "lastHeartbeatTime": rfc3339(_last(since, STATUS_EVERY, now))}


def _last(since: int, every: int, now: int) -> int:
    return since + (now - since) // every * every
