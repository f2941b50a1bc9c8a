"""Main processes that ask the network: what they do next depends on others, and is worked out anew when those change.

`until nslookup mydb; do sleep 2; done` ends once there is a Service of that name
(https://kubernetes.io/docs/concepts/workloads/pods/init-containers/#init-containers-in-use). Which pods have asked is
remembered under KEY: {"NODE pods/NAMESPACE/NAME": the pod's uid}.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from cluster.component import World
from cluster.images.wire import Source
from cluster.kubelet.processes import hearing, inside, sharing
from cluster.runtime import PODS
from cluster.store import Change, Store

if TYPE_CHECKING:
    from cluster.kubelet.worker import Worker

KEY = "//network"  # of the kubelet's work
_SOON, _MOST = 5_000_000, 8
_LATER = "//network later"  # memory: moments at which KEY is due
RESOURCES = (
    "services",
    "endpointslices.discovery.k8s.io",
    "networkpolicies.networking.k8s.io",
    "ingresses.networking.k8s.io",
)


def keys(change: Change, store: Store) -> Iterable[str]:
    """Something that those who ask may be told has changed."""
    return (KEY,)


def note(worker: Worker, container: dict) -> None:
    """The container's main process has asked."""
    asking, own = worker.world.recall(KEY) or {}, f"{worker.node} {worker.place}"
    if "heard" in container and asking.get(own) != worker.uid:
        worker.world.remember(KEY, {**asking, own: worker.uid})


def stir(worker: Worker, *after: int) -> None:
    """In the pod something has begun, ended or changed that others may be told, now and in so many µs."""
    world = worker.world
    if world.recall(KEY):
        soon = {*(world.recall(_LATER) or ()), *(world.now + delay for delay in after if delay > 0)}
        world.remember(_LATER, sorted(soon) or None)
        world.later(KEY, 0)


def stir_by_files(worker: Worker, spec: dict, container: dict) -> None:
    """The container's files were changed, or are going to be in a moment: a command beside takes its time."""
    if worker.world.recall(KEY):
        files = inside.place(worker.world.runtime, worker.held(spec, container), worker.now).files
        moments = dict.fromkeys(when for when, _ in files.coming() if worker.now < when < worker.now + _SOON)
        stir(worker, *(when - worker.now for when in list(moments)[-_MOST:]))


def look_again(world: World) -> None:
    """The pods of which a main process is not over that has asked what is answered otherwise now."""
    asking, soon = world.recall(KEY) or {}, world.recall(_LATER)
    if soon:
        left = [moment for moment in soon if moment > world.now]
        world.remember(_LATER, left or None)
        if left:
            world.later(KEY, left[0] - world.now)
    there = {own: uid for own, uid in asking.items() if _looked_again(world, own, uid)}
    if there != asking:
        world.remember(KEY, there or None)


def _looked_again(world: World, own: str, uid: str) -> bool:
    """False when the pod is there no more."""
    node, key = own.split(" ")
    namespace, name = key.removeprefix(PODS).split("/")
    pod, record = world.store.get("pods", namespace, name), world.runtime.get(node, key)
    if pod is None or record is None or record["uid"] != uid:
        return False
    if any(_has_news(world, pod, spec["name"]) for spec in inside.specs(pod)):
        sharing.look_again(world.runtime, node, key)
        record = world.runtime.get(node, key)  # that it hears something new is no news to others
        world.runtime.put(node, key, {**record, "hears": record["turn"]})
        if "pod" in record:
            sharing.touch(world.runtime, node, key)
    return True


def _has_news(world: World, pod: dict, name: str) -> bool:
    at = inside.held(world.runtime, pod, name)
    if at is None or not inside.is_alive(at.container) or "heard" not in at.container or world.network is None:
        return False
    source = Source("pod", pod["metadata"]["namespace"], pod["metadata"]["name"], name)
    return hearing.is_news(at.container, world.network.asker(source))
