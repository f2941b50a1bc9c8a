"""Events live for an hour after they were last written (the API server's --event-ttl).

Source: https://kubernetes.io/docs/reference/command-line-tools-reference/kube-apiserver/ (--event-ttl, default 1h0m0s).
"""

from __future__ import annotations

from collections.abc import Iterable

from cluster import reasons
from cluster.component import Component, World, split_key
from cluster.controllers import events
from cluster.objects import times
from cluster.reasons import reason
from cluster.store import DELETED, Change, Store

reasons.register({"event.expire": ("minutes",)})

TTL = times.HOUR


def event_keys(change: Change, store: Store) -> Iterable[str]:
    """Only its beginning and its end: later writing is seen when the hour is over."""
    if change.previous is None or change.op == DELETED:
        yield f"{change.namespace}/{change.name}"


class EventTtl(Component):
    name = "etcd"
    watches = {"events": event_keys}

    def reconcile(self, key: str, world: World) -> None:
        namespace, name = split_key(key)
        event = world.store.get("events", namespace, name)
        if event is None:
            return
        left = last_written(event) + TTL - (world.epoch + world.now)
        if left > 0:
            world.requeue(left)
            return
        world.client.delete("events", namespace, name, reason("event.expire", minutes=TTL // times.MINUTE))
        events.forget(world, event)


def last_written(event: dict) -> int:
    """µs since 1970."""
    series = event.get("series") or {}
    text = series.get("lastObservedTime") or event.get("lastTimestamp") or event.get("eventTime")
    return times.parse(text or event["metadata"]["creationTimestamp"])
