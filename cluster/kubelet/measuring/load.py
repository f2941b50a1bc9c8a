"""Who is asked how often: requests a second on each pod.

They come from loops that run in containers (`while sleep 0.01; do wget ...`) and from what a learner sets on a Service,
a workload or a pod: the input {"load": {"kind", "namespace", "name", "rate": requests/s}}, kept in memory["load"].
Computed when asked for; nothing happens in between.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from cluster.component import World
from cluster.images.catalogue import PullError, find
from cluster.images.catalogue.names import InvalidName
from cluster.images.demand import Demand
from cluster.images.demand import of as demand_of
from cluster.images.serving import loops
from cluster.images.wire import Source
from cluster.objects import times
from cluster.objects.selectors import from_label_selector, from_labels

MEMORY = "load"  # memory[MEMORY][KIND/NAMESPACE/NAME] = {"rate", "since" (virtual µs), "before"}
KINDS = {
    "Service": "services", "Pod": "pods", "Deployment": "deployments.apps", "ReplicaSet": "replicasets.apps",
    "StatefulSet": "statefulsets.apps", "DaemonSet": "daemonsets.apps",
    "ReplicationController": "replicationcontrollers",
}  # fmt: skip
SERVICE_NAME, SLICES = "kubernetes.io/service-name", "endpointslices.discovery.k8s.io"


_MOST = 1_000_000
_FORGOTTEN = times.HOUR  # after which nobody averages over a load that has ended


class Share(NamedTuple):
    """A load on a pod: requests a second, since `since` (virtual µs), before which it was `before`."""

    rate: float
    since: int
    before: float


def set_load(world: World, now: int, given: dict) -> None:
    """Take over what the input says. ValueError for a kind that takes no load or an object that is not there."""
    kind, namespace, name = given["kind"], given.get("namespace") or "default", given["name"]
    if kind not in KINDS:
        raise ValueError(f"load on kind {kind!r}: must be one of {', '.join(KINDS)}")
    rate = float(given["rate"])
    if not 0 <= rate <= _MOST:
        raise ValueError(f"rate={rate} must be from 0 to {_MOST} requests a second")
    if world.store.get(KINDS[kind], namespace, name) is None:
        raise ValueError(f"load on {kind} {namespace}/{name}: there is none")
    place, known = f"{kind}/{namespace}/{name}", world.memory.get(MEMORY, {})
    own = {each: load for each, load in known.items() if load["rate"] or now - load["since"] < _FORGOTTEN}
    before = own.get(place, {}).get("rate", 0.0)
    if rate or before:
        own[place] = {"rate": rate, "since": now, "before": before}
    world.memory[MEMORY] = own


def shares(world: World) -> dict[str, list[Share]]:
    """Pod uid → its loads."""
    found: dict[str, list[Share]] = {}
    for uid, share in (*_given(world), *_looped(world)):
        found.setdefault(uid, []).append(share)
    return found


def is_source(pod: dict) -> bool:
    """Whether a pod makes load."""
    return any(loops.rounds(argv(container)) for container in pod["spec"].get("containers") or ())


def argv(container: dict) -> tuple[str, ...]:
    """What a container is told to run; () for its image's own program."""
    return (*(container.get("command") or ()), *(container.get("args") or ()))


def demand(container: dict) -> Demand:
    image = container.get("image", "")
    try:
        program = find(image).program
    except (PullError, InvalidName):
        program = ""
    return demand_of(image, program, argv(container))


def running_since(pod: dict, container: str, world: World) -> int | None:
    """Virtual µs at which a container started; None while it does not run."""
    for status in (pod.get("status") or {}).get("containerStatuses") or ():
        running = (status.get("state") or {}).get("running")
        if status["name"] == container and running and running.get("startedAt"):
            return times.parse(running["startedAt"]) - world.epoch
    return None


# -- what a learner sets ---------------------------------------------------------------------------------------------


def _given(world: World) -> Iterator[tuple[str, Share]]:
    for place, load in sorted(world.memory.get(MEMORY, {}).items()):
        kind, namespace, name = place.split("/", 2)
        pods = _pods(world, kind, namespace, name)
        for pod in pods:
            each = Share(load["rate"] / len(pods), load["since"], load["before"] / len(pods))
            yield pod["metadata"]["uid"], each


def _pods(world: World, kind: str, namespace: str, name: str) -> list[dict]:
    """The pods among which a load is divided: those that are ready."""
    store = world.store
    if kind == "Pod":
        found = [store.get("pods", namespace, name)]
    elif kind == "Service":
        slices = store.select(SLICES, namespace, from_labels({SERVICE_NAME: name}))
        ends = [
            end for each in slices for end in each.get("endpoints") or () if (end.get("conditions") or {}).get("ready")
        ]
        targets = [end.get("targetRef") or {} for end in ends]
        names = sorted({target["name"] for target in targets if target.get("kind") == "Pod"})
        found = [store.get("pods", namespace, each) for each in names]
    else:
        owner = store.get(KINDS[kind], namespace, name)
        selector = ((owner or {}).get("spec") or {}).get("selector")
        chosen = None if selector is None else _selector(selector)
        found = [] if chosen is None else list(store.select("pods", namespace, chosen))
    return [pod for pod in found if pod is not None and _is_ready(pod)]


def _selector(selector: dict):
    plain = not selector.keys() & {"matchLabels", "matchExpressions"}
    return from_labels(selector) if plain else from_label_selector(selector)


def _is_ready(pod: dict) -> bool:
    conditions = (pod.get("status") or {}).get("conditions") or ()
    return any(c["type"] == "Ready" and c["status"] == "True" for c in conditions)


# -- what loops in containers make -----------------------------------------------------------------------------------


def _looped(world: World) -> Iterator[tuple[str, Share]]:
    for pod in world.store.list("pods"):
        for container in pod["spec"].get("containers") or ():
            for turn in loops.rounds(argv(container)):
                since = running_since(pod, container["name"], world)
                if since is not None:
                    yield from _turns(world, pod, container["name"], turn, since)


def _turns(world: World, pod: dict, container: str, turn: loops.Round, since: int) -> Iterator[tuple[str, Share]]:
    """A loop asks again when it has its answer: the longer a request takes, the fewer there are."""
    source = Source("pod", pod["metadata"]["namespace"], pod["metadata"]["name"], container)
    answers: list[tuple[float, str]] = []
    took = float(turn.pause)
    for request in turn.requests:
        for share, reply, uid in world.network.outcomes(source, request):
            cost = _cost(world, uid) if uid else 0
            took += share * max(reply.took, cost)
            if uid:
                answers.append((share, uid))
    for share, uid in answers:
        yield uid, Share(share * 1_000_000 / max(took, 1.0), since, 0.0)


def _cost(world: World, uid: str) -> int:
    found = world.store.by_uid(uid)
    if found is None:
        return 0
    containers = found[1]["spec"].get("containers") or ()
    return max((demand(container).request for container in containers), default=0)
