"""What stands on each node: an index beside the store, kept by following its changes, never by scanning all pods.

It can be rebuilt from the store at any time (law 1) and is: when it has never followed this store, and when the
history no longer reaches back to what it last saw.
"""

from __future__ import annotations

from collections.abc import Collection
from copy import copy
from functools import cached_property

from cluster.objects import demand
from cluster.objects.selectors import Selector
from cluster.scheduler.pods import PodInfo, is_done
from cluster.store import DELETED, Compacted, Store

_TALLIES = 32  # how many selectors a node keeps counts for
_LOG_KEPT = 20_000


class NodeInfo:
    """One node and the sums over its pods."""

    def __init__(self, name: str):
        self.name = name
        self.pods: dict[str, PodInfo] = {}  # key → pod
        self.with_affinity: dict[str, PodInfo] = {}
        self.requested: demand.Amounts = {}
        self.scored: demand.Amounts = {}
        self.ports: dict[tuple[str, str, int], int] = {}
        self._tallies: dict[tuple[str, Selector], int] = {}
        self._set_object(None)

    def _set_object(self, obj: dict | None) -> None:
        self.obj = obj
        self.labels: dict[str, str] = {}
        self.taints: list[dict] = []
        self.unschedulable = False
        self.allocatable: demand.Amounts = {}
        self.__dict__.pop("images", None)
        if obj is not None:
            spec = obj.get("spec") or {}
            self.labels = obj["metadata"].get("labels") or {}
            self.taints = spec.get("taints") or []
            self.unschedulable = bool(spec.get("unschedulable"))
            self.allocatable = demand.amounts((obj.get("status") or {}).get("allocatable"))

    @cached_property
    def images(self) -> dict[str, int]:
        """Name → bytes of the images that the node reports to have."""
        listed = ((self.obj or {}).get("status") or {}).get("images") or ()
        return {name: image.get("sizeBytes", 0) for image in listed for name in image.get("names") or ()}

    def add(self, pod: PodInfo) -> None:
        self.pods[pod.key] = pod
        if pod.has_pod_affinity:
            self.with_affinity[pod.key] = pod
        self._count(pod, 1)

    def remove(self, key: str) -> None:
        pod = self.pods.pop(key)
        self.with_affinity.pop(key, None)
        self._count(pod, -1)

    def matching(self, namespace: str, selector: Selector) -> int:
        """How many live pods of the namespace match; counted once, then kept up to date."""
        asked = (namespace, selector)
        count = self._tallies.get(asked)
        if count is None:
            if len(self._tallies) >= _TALLIES:
                del self._tallies[next(iter(self._tallies))]
            count = self._tallies[asked] = sum(_is_one(pod, asked) for pod in self.pods.values())
        return count

    def imagined(self, without: Collection[str] = (), also: Collection[PodInfo] = ()) -> NodeInfo:
        """A copy as it would be if some pods were gone and others there as well (for preemption)."""
        twin = NodeInfo(self.name)
        twin._set_object(self.obj)
        for pod in [*(pod for key, pod in self.pods.items() if key not in without), *also]:
            twin.add(pod)
        return twin

    def _count(self, pod: PodInfo, sign: int) -> None:
        for sums, amounts in ((self.requested, pod.requests), (self.scored, pod.scored)):
            for name, amount in amounts.items():
                sums[name] = sums.get(name, 0) + sign * amount
        for port in pod.ports:
            left = self.ports.get(port, 0) + sign
            if left:
                self.ports[port] = left
            else:
                del self.ports[port]
        for asked in self._tallies:
            if _is_one(pod, asked):
                self._tallies[asked] += sign


class NodeTable:
    """All nodes by name. `version` grows by one with each change; `log[i]` names the node that change i touched."""

    def __init__(self, store: Store):
        self.nodes: dict[str, NodeInfo] = {}
        self.pending: dict[str, None] = {}  # keys of pods without a node, in order of appearance
        self.promised: dict[str, PodInfo] = {}  # pods that others were evicted for, by key, until they are bound
        self.log: list[str] = []
        self.shape = 0  # grows when a node comes, goes or is changed itself
        self.anti_affinity = 0  # how many placed pods have pod affinity of their own
        self._names: tuple[int, list[str]] = (-1, [])
        self._where: dict[str, str] = {}  # pod key → node
        self._revision = 0
        self._rebuild(store)

    @property
    def version(self) -> int:
        return len(self.log)

    def names(self) -> list[str]:
        """Nodes that exist, sorted. Not to be changed."""
        if self._names[0] != self.shape:
            self._names = self.shape, sorted(name for name, node in self.nodes.items() if node.obj is not None)
        return self._names[1]

    def imagining(self, node: NodeInfo) -> NodeTable:
        """A table in which `node` stands in the place of its namesake; for looking only."""
        twin = copy(self)
        twin.nodes = {**self.nodes, node.name: node}
        return twin

    def follow(self, store: Store) -> None:
        """Catch up with the store."""
        if store.revision == self._revision:
            return
        try:
            changes = store.changes_since(self._revision)
        except Compacted:
            self._rebuild(store)
            return
        for change in changes:
            if change.resource == "pods":
                self._see_pod(f"{change.namespace}/{change.name}", None if change.op == DELETED else change.object)
            elif change.resource == "nodes":
                self._see_node(change.name, None if change.op == DELETED else change.object)
        self._revision = store.revision
        if len(self.log) > _LOG_KEPT:
            self.log = []
            self.shape += 1

    def _rebuild(self, store: Store) -> None:
        self.nodes, self.pending, self._where, self.anti_affinity = {}, {}, {}, 0
        self.promised = {}
        self.log.append("")
        self.shape += 1
        for node in store.list("nodes"):
            self._see_node(node["metadata"]["name"], node)
        for pod in store.list("pods"):
            self._see_pod(f"{pod['metadata']['namespace']}/{pod['metadata']['name']}", pod)
        self._revision = store.revision

    def _see_node(self, name: str, obj: dict | None) -> None:
        info = self.nodes.get(name)
        if info is None:
            info = self.nodes[name] = NodeInfo(name)
        if _same_for_scheduling(info.obj, obj):
            info.obj = obj
            return
        info._set_object(obj)
        if obj is None and not info.pods:
            del self.nodes[name]
        self.shape += 1
        self.log.append(name)

    def _see_pod(self, key: str, obj: dict | None) -> None:
        here = obj if obj is not None and not is_done(obj) else None
        node = here["spec"].get("nodeName") if here else None
        if here is not None and not node:
            self.pending[key] = None
            self._note_promise(key, here)
        else:
            self.pending.pop(key, None)
            self.promised.pop(key, None)
        before = self._where.get(key)
        if here is not None and before is not None and before == node:
            old = self.nodes[before].pods[key]
            if _same_pod(old.obj, here):
                old.obj = here
                return
        if before is not None:
            self._take(key, before)
        if here is not None and node:
            self._place(key, node, PodInfo(here))

    def _note_promise(self, key: str, pod: dict) -> None:
        if (pod.get("status") or {}).get("nominatedNodeName"):
            self.promised[key] = PodInfo(pod)
        else:
            self.promised.pop(key, None)

    def _place(self, key: str, node: str, pod: PodInfo) -> None:
        info = self.nodes.get(node)
        if info is None:
            info = self.nodes[node] = NodeInfo(node)
        info.add(pod)
        self.anti_affinity += pod.has_pod_affinity
        self._where[key] = node
        self.log.append(node)

    def _take(self, key: str, node: str) -> None:
        info = self.nodes[node]
        self.anti_affinity -= info.pods[key].has_pod_affinity
        info.remove(key)
        if info.obj is None and not info.pods:
            del self.nodes[node]
        del self._where[key]
        self.log.append(node)


def _is_one(pod: PodInfo, asked: tuple[str, Selector]) -> bool:
    return pod.namespace == asked[0] and not pod.terminating and asked[1].matches(pod.labels)


def _same_pod(old: dict, new: dict) -> bool:
    """Whether the change is none to the scheduler: once a pod is placed, annotations do not matter to it, nor what its
    status says but for a resize."""
    was, now = old["metadata"], new["metadata"]
    before, after = demand.counted(old), demand.counted(new)
    return (
        (before is after or before == after)
        and was.get("labels") == now.get("labels")
        and ("deletionTimestamp" in was) == ("deletionTimestamp" in now)
        and was["uid"] == now["uid"]
    )


def _same_for_scheduling(old: dict | None, new: dict | None) -> bool:
    if old is None or new is None:
        return old is new
    was, now = old.get("status") or {}, new.get("status") or {}
    return (
        old.get("spec") == new.get("spec")
        and old["metadata"].get("labels") == new["metadata"].get("labels")
        and was.get("allocatable") == now.get("allocatable")
        and was.get("images") == now.get("images")
    )
