"""Events live for an hour after they were last written (the API server's --event-ttl), and up to a minute longer: like
etcd's leases, which the API server shares among what is written within a minute, they end together.

Source: https://kubernetes.io/docs/reference/command-line-tools-reference/kube-apiserver/ (--event-ttl, default 1h0m0s;
--lease-reuse-duration-seconds, default 60).
"""

from __future__ import annotations

from collections.abc import Iterable

from cluster import reasons
from cluster.component import Component, World
from cluster.controllers import events
from cluster.objects import times
from cluster.reasons import reason
from cluster.store import DELETED, Change, Store

reasons.register({"event.expire": ("minutes",)})

TTL, TOGETHER = times.HOUR, times.MINUTE
ALL, DUE = "all", "due"  # the one key; memory: when to look next (virtual µs)


def event_keys(change: Change, store: Store) -> Iterable[str]:
    """A new Event: later writing is seen when the hour is over."""
    if change.previous is None and change.op != DELETED:
        yield ALL


class EventTtl(Component):
    name = "etcd"
    watches = {"events": event_keys}

    def reconcile(self, key: str, world: World) -> None:
        due = world.recall(DUE)
        if due is None or world.now >= due:
            left = self._expire(world)
            due = None if left is None else world.now + max(left, TOGETHER)
            world.remember(DUE, due)
        if due is not None:
            world.requeue(due - world.now)

    @staticmethod
    def _expire(world: World) -> int | None:
        """Delete what is old enough; µs until the next one will be, None when there is no Event left."""
        soonest, why = None, reason("event.expire", minutes=TTL // times.MINUTE)
        for event in world.store.list("events"):
            left = last_written(event) + TTL - (world.epoch + world.now)
            if left > 0:
                soonest = left if soonest is None else min(soonest, left)
                continue
            world.client.delete("events", event["metadata"]["namespace"], event["metadata"]["name"], why)
            events.forget(world, event)
        return soonest


def last_written(event: dict) -> int:
    """µs since 1970."""
    series = event.get("series") or {}
    text = series.get("lastObservedTime") or event.get("lastTimestamp") or event.get("eventTime")
    return times.parse(text or event["metadata"]["creationTimestamp"])
