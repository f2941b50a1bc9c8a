"""What a controller, the scheduler or a kubelet is: a reconciler that gets a key, reads the world and moves it one
step closer to what is wanted.

It never acts on what kind of event woke it (level-triggered), goes only through `world.client`, and returns a verdict:
what it did, or why it did nothing. Read controllers/replicaset.py for an example.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING, Any

from cluster import randomness
from cluster.latency import Latency
from cluster.reasons import Reason
from cluster.store import Change, Store

if TYPE_CHECKING:
    from cluster.api.client import Client
    from cluster.runtime import Runtime

# Among the resources that a component watches: all that a CustomResourceDefinition made.
CUSTOM = "custom resources"

Keys = Callable[[Change, Store], Iterable[str]]


class Component:
    """`name` is the actor in causes, the source of its Events, and its pill in the diagram.

    `watches`: resource → function that tells which of this component's keys a change concerns.
    """

    name: str
    watches: dict[str, Keys] = {}

    def reconcile(self, key: str, world: World) -> Reason | None:
        """Move `key` one step closer. Returns the verdict, or None when nothing is left to be said about the key.

        A StatusError of 409 Conflict, or any other that a later try may mend, is raised on: the key comes back later.
        """
        raise NotImplementedError


def own_key(change: Change, store: Store) -> Iterable[str]:
    """namespace/name of the changed object itself."""
    yield f"{change.namespace}/{change.name}"


def split_key(key: str) -> tuple[str, str]:
    """`default/web` → ("default", "web"); `/node1` → ("", "node1")."""
    namespace, _, name = key.partition("/")
    return namespace, name


class World:
    """What a reconciler may see and do during one call. One instance a simulation, set anew for each call."""

    def __init__(self, store: Store, seed: int, epoch: int, profile: str, latency: Latency, runtime: Runtime):
        self.store = store
        self.seed = seed
        self.epoch = epoch  # µs since 1970
        self.profile = profile
        self.latency = latency
        self.runtime = runtime  # the kubelet's: what the nodes really run
        self.now = 0  # virtual µs
        self.client: Client
        self.network: Any  # cluster.network.network.Network: names, connections, requests
        self.metrics: Any  # cluster.kubelet.measuring.metrics.Metrics: what pods and nodes take
        self.component = ""
        self.key = ""
        self.causes: tuple = ()
        self.memory: dict[str, dict[str, Any]] = {}
        self._remind: Callable
        self._recorder: Any

    def requeue(self, after: int) -> None:
        """Have this key looked at again in `after` µs, unless something wakes it earlier. Ask anew on every call."""
        self.later(self.key, after)

    def later(self, key: str, after: int) -> None:
        """Have another key of this component looked at in `after` µs."""
        self._remind(self.now + after, self.component, key, self.causes)

    def recall(self, key: str, default: Any = None) -> Any:
        """What this component remembered about `key` (JSON that is never changed in place)."""
        return self.memory.get(self.component, {}).get(key, default)

    def remember(self, key: str, value: Any) -> None:
        """Remember what cannot be read again; None forgets."""
        own = self.memory.setdefault(self.component, {})
        if value is None:
            own.pop(key, None)
            if not own:
                del self.memory[self.component]
        else:
            own[key] = value

    def draw(self, purpose: str, *key: object) -> int:
        """64 random bits for this purpose and key."""
        return randomness.draw(self.seed, purpose, *key)

    def event(self, obj: dict, kind: str, reason: str, message: str, field: str = "", host: str = "") -> None:
        """Record an Event about `obj` (which must carry apiVersion and kind); `kind` is Normal or Warning.

        `field` is the part of it that is meant (`spec.containers{nginx}`), `host` the node whose kubelet speaks."""
        self._recorder.record(self, obj, kind, reason, message, field, host)
