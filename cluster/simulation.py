"""A simulated cluster: built from a seed, moved by inputs and by virtual time, told apart by its digest.

    cluster = Simulation(nodes=3)
    cluster.request(Request("POST", "/apis/apps/v1/namespaces/default/deployments", body=deployment))
    cluster.run_until(cluster.now + 60_000_000)

Nothing here sleeps: `run_until` and `step` let virtual time pass as fast as it can be computed; pacing wraps them
from outside.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from contextlib import suppress
from functools import lru_cache, partial
from hashlib import sha256
from typing import Any, NamedTuple

from cluster import inputs, kinds, minikube, parts
from cluster.api.admission.capacity import LIMIT
from cluster.api.client import Client
from cluster.api.errors import StatusError
from cluster.api.handling import handle
from cluster.api.request import Request, Response, Stream
from cluster.api.server import ApiServer
from cluster.clock import Clock
from cluster.component import CUSTOM, Component, Keys, World
from cluster.guard import freeze
from cluster.images.wire import Source
from cluster.inputs import Input
from cluster.latency import PROFILES
from cluster.reasons import Reason
from cluster.runtime import Runtime
from cluster.store import Change, Origin, Store
from cluster.store_history import Older
from cluster.streams import connect

FORMAT = 1
DEFAULT_EPOCH = 1_767_225_600_000_000  # 2026-01-01T00:00:00Z: tests and scripts that give no epoch agree on one

# The work queue of a real controller retries after 5 ms × 2^n, at most 1000 s.
# Source: client-go's DefaultControllerRateLimiter, https://pkg.go.dev/k8s.io/client-go/util/workqueue
RETRY_FIRST, RETRY_MOST = 5_000, 1_000_000_000
_RETRIES = "workqueue"


class Settings(NamedTuple):
    """What a cluster of the real components is made of, but for its seed."""

    profile: str
    epoch: int
    guard: bool


class Simulation:
    _origin: dict | Callable[[], dict]
    _first_input: int

    def __init__(
        self,
        seed: int = 0,
        nodes: int = 1,
        profile: str = "real",
        epoch: int = DEFAULT_EPOCH,
        guard: bool = False,
        components: Sequence[Component] | None = None,
    ):
        """`nodes=0`: no cluster yet, as before `minikube start`. `epoch`: µs since 1970 at virtual time 0.
        `guard`: stored objects refuse changes in place (tests). `components`: others than the real ones (tests)."""
        if profile not in PROFILES:
            raise ValueError(f"profile={profile!r} must be one of {', '.join(PROFILES)}")
        self.seed, self.profile, self.epoch, self.guard = seed, profile, epoch, guard
        self.inputs: list[Input] = []  # since `origin`; what replay plays again
        self._components = parts.components() if components is None else tuple(components)
        self._install(Store(freeze if guard else None), Clock(), Runtime(), {}, {}, {})
        self.origin = {}
        if nodes:
            inputs.perform(self, {"minikube": "start", "nodes": nodes}, Origin("minikube"))
        self.origin = self.snapshot()

    def limit_objects(self, most: int) -> None:
        """Take no more than `most` objects (a host's protection); ValueError once something has come from outside."""
        if self.inputs:
            raise ValueError(f"the limit must be set before the first input; there are {len(self.inputs)} already")
        self._counts[LIMIT] = most
        self.origin = self.snapshot()

    # -- what many clusters begin with -----------------------------------------------------------------------------

    @property
    def beginning(self) -> Settings | None:
        """What it shares with others of which nothing else can be told yet; None once anything has happened in it."""
        untouched = not (self.store.revision or self.now)
        real = self._components is parts.components()
        return Settings(self.profile, self.epoch, self.guard) if untouched and real else None

    def take_over(self, other: Simulation) -> None:
        """Go on from where `other`, of the same beginning, has come to without time passing; objects are shared."""
        self.store.take_over(other.store)
        self.clock.take_over(other.clock)
        self._counts.update(other._counts)

    # -- time ------------------------------------------------------------------------------------------------------

    @property
    def now(self) -> int:
        """Virtual µs since the epoch of this cluster."""
        return self.clock.now

    @property
    def next_due(self) -> int | None:
        """When the next work is due (virtual µs), or None while nothing is going to happen. What a process is going to
        print counts while somebody listens."""
        if not self.streams:
            return self.clock.next_due
        moments = [self.clock.next_due, *(stream.due for stream in self.streams)]
        return min((moment for moment in moments if moment is not None), default=None)

    def step(self) -> bool:
        """Do the next due work, however far away; False when there is none."""
        if self.streams and (due := self.next_due) is not None and due != self.clock.next_due:
            self.clock.now = due
            return True
        work = self.clock.pop()
        if work is None:
            return False
        self._reconcile(self._by_name[work.component], work.key, tuple(work.causes))
        return True

    def run_until(self, time: int) -> None:
        """Let virtual time pass until `time`, doing all that is due. ValueError for a time that has passed."""
        if time < self.now:
            raise ValueError(f"time(={time}) must be >= now(={self.now})")
        while (due := self.clock.next_due) is not None and due <= time:
            self.step()
        self.clock.now = time

    def settle(self, most: int = 600_000_000) -> None:
        """Let time pass until no work is due within the next `most` µs of virtual time."""
        while (due := self.clock.next_due) is not None and due <= self.now + most:
            self.step()

    # -- what comes from outside -----------------------------------------------------------------------------------

    def request(self, request: Request, actor: str = "kubectl", command: str = "") -> Response:
        """Answer an API request. A write becomes an input first, and so part of what replay plays again."""
        if request.is_read:
            response = handle(self.api, request, Origin(actor))
        else:
            response = self.apply(self.next_input({"http": request.dump()}, actor, command))
        if response.stream is not None and not response.stream.done:
            self.streams.append(response.stream)
        return response

    def next_input(self, request: dict, actor: str, command: str = "") -> Input:
        """An Input that is due now, numbered after the last one."""
        sequence = self.inputs[-1].sequence + 1 if self.inputs else self._first_input
        return Input(sequence, self.now, actor, command, request)

    def apply(self, given: Input) -> Any:
        """Let time pass until the input's moment and do what it asks; returns the answer (a Response, for http)."""
        self.run_until(given.at)
        self.inputs.append(given)
        return inputs.perform(self, given.request, Origin(given.actor, (f"i{given.sequence}",)))

    def relive(self, given: Input) -> None:
        """An input of the past again: what it raised then it raises now, and who was told of it knows."""
        with suppress(Exception):
            self.apply(given)

    @property
    def origin(self) -> dict:
        """The snapshot from which `inputs` lead to now."""
        if callable(self._origin):
            self._origin = self._origin()
        return self._origin

    @origin.setter
    def origin(self, origin: dict | Callable[[], dict]) -> None:
        """A function is asked when the origin is first needed."""
        self._origin = origin

    @property
    def kept_origin(self) -> dict | Callable[[], dict]:
        """The origin, or, as long as nobody has needed it, the function that gives it."""
        return self._origin

    def forget_before(self, origin: dict) -> None:
        """Let the record begin at a snapshot of this simulation's own past: inputs that led there are not kept."""
        self.origin = origin
        self.inputs = [given for given in self.inputs if given.sequence >= origin["inputs"]]
        self._first_input = max(self._first_input, origin["inputs"])

    # -- snapshot, branch, replay ----------------------------------------------------------------------------------

    def snapshot(self) -> dict:
        """The whole state as plain JSON that shares the stored objects. The history is not in it: see `recording`."""
        return {
            "format": FORMAT,
            "seed": self.seed,
            "profile": self.profile,
            "epoch": self.epoch,
            "clock": self.clock.dump(),
            "store": self.store.dump(),
            "runtime": self.runtime.dump(),
            "memory": {component: dict(keys) for component, keys in self._memory.items()},
            "verdicts": {component: dict(keys) for component, keys in self.verdicts.items()},
            "counts": dict(self._counts),
            "inputs": self.inputs[-1].sequence + 1 if self.inputs else self._first_input,
        }

    @classmethod
    def restore(
        cls,
        snapshot: dict,
        history: list[Change] | Older | None = None,
        guard: bool = False,
        components: Sequence[Component] | None = None,
    ) -> Simulation:
        """A simulation that goes on as if it had never stopped. `history`: the changes up to the snapshot, if kept."""
        if snapshot.get("format") != FORMAT:
            raise ValueError(f"snapshot format {snapshot.get('format')!r} is not known; this version reads {FORMAT}")
        twin = cls.__new__(cls)
        twin.seed, twin.profile, twin.epoch, twin.guard = (
            snapshot["seed"],
            snapshot["profile"],
            snapshot["epoch"],
            guard,
        )
        twin.inputs = []
        twin._components = parts.components() if components is None else tuple(components)
        store = Store(freeze if guard else None)
        store.load(snapshot["store"], history or ())
        memory, verdicts = ({c: dict(keys) for c, keys in snapshot[part].items()} for part in ("memory", "verdicts"))
        runtime, counts = Runtime.load(snapshot["runtime"]), dict(snapshot["counts"])
        twin._install(store, Clock.load(snapshot["clock"]), runtime, memory, verdicts, counts, snapshot["inputs"])
        twin.origin = snapshot
        return twin

    def branch(self, at: int | None = None, before: int | None = None) -> Simulation:
        """An independent cluster that has lived through exactly the same up to now, up to the virtual time `at`, or up
        to the moment of the input numbered `before`, which has not happened there.

        A branch at the present shares all objects; one in the past replays the inputs from the origin."""
        if before is not None:
            undone = next((given for given in self.inputs if given.sequence == before), None)
            if undone is None:
                raise ValueError(f"before={before} is not the number of an input that is kept")
            return self._replayed(undone.at, before)
        if at is not None and at < self.now:
            return self._replayed(at)
        twin = Simulation.__new__(Simulation)
        twin.seed, twin.profile, twin.epoch, twin.guard = self.seed, self.profile, self.epoch, self.guard
        twin.inputs, twin._origin, twin._components = list(self.inputs), self._origin, self._components
        memory, verdicts = ({c: dict(keys) for c, keys in part.items()} for part in (self._memory, self.verdicts))
        clock, runtime = Clock.load(self.clock.dump()), Runtime.load(self.runtime.dump())
        twin._install(self.store.branch(), clock, runtime, memory, verdicts, dict(self._counts), self._first_input)
        return twin

    def digest(self) -> str:
        """SHA-256 of the state: equal digests, equal clusters."""
        text = json.dumps(self.snapshot(), sort_keys=True, separators=(",", ":"), ensure_ascii=True)
        return sha256(text.encode()).hexdigest()

    @property
    def history(self) -> list[Change]:
        """Every change that is kept, oldest first."""
        return self.store.history

    # -- inside ----------------------------------------------------------------------------------------------------

    def _install(
        self,
        store: Store,
        clock: Clock,
        runtime: Runtime,
        memory: dict,
        verdicts: dict,
        counts: dict,
        first_input: int = 1,
    ) -> None:
        # Told of a component that raised; the key is tried again later, as a real controller that panicked would. None
        # (tests, scripts): the error goes on to the caller.
        self.on_failure: Callable[[str, str, Exception], None] | None = None
        self.store, self.clock, self.runtime = store, clock, runtime
        self.streams: list[Stream] = []  # open ones that somebody listens to; clients', not state
        self.verdicts: dict[str, dict[str, list]] = verdicts  # component → key → [code, params, time]
        self._memory, self._counts, self._first_input = memory, counts, first_input
        self.latency = PROFILES[self.profile]
        self.api = ApiServer(store, clock, kinds.KINDS, self.seed, self.epoch, counts)
        self.api.checked = self.guard
        self.world = World(store, self.seed, self.epoch, self.profile, self.latency, runtime)
        self.api.logs = lambda pod, container, query: parts.logs(runtime, pod, container, query, self.now, self.epoch)
        self.api.connect = partial(connect, self)
        self.api.aggregation.source = self.world.metrics = parts.metrics(self.world, clock)
        self.world.client = Client(self.api, self.world)
        self.world._memory = memory
        self.world._remind = clock.remind
        self.world._recorder = parts.recorder()
        self.network = self.world.network = parts.network(self.world, clock)
        runtime.epoch, runtime.seed, runtime.network = self.epoch, self.seed, self.network
        runtime.wake = lambda node, key: clock.schedule(clock.now, *parts.kubelet_of(node, key), ())
        here = Source("node", name=minikube.CONTROL_PLANE)
        self.api.fetch = partial(self.network.request, here)
        self.api.peek = lambda request: self.network.asker(here).request(request)
        self._by_name, self._watchers = _directory(self._components)
        store.listeners.append(self._notify)

    def _notify(self, change: Change) -> None:
        """A change is on its way to every component that watches its resource."""
        watchers = self._watchers.get(change.resource)
        if watchers is None and change.resource not in kinds.KINDS.by_resource:
            watchers = self._watchers.get(CUSTOM)
        if not watchers:
            return
        due, schedule = self.clock.now + self.latency.watch, self.clock.schedule
        causes = (change.revision,)
        for component, keys in watchers:
            for key in keys(change, self.store):
                schedule(due, component, key, causes)

    def _reconcile(self, component: Component, key: str, causes: tuple) -> None:
        world = self.world
        world.now, world.component, world.key, world.causes = self.clock.now, component.name, key, causes
        try:
            verdict = component.reconcile(key, world)
        except StatusError as error:
            verdict = self._retry(component, key, causes, error.message)
        except Exception as error:
            if self.on_failure is None:
                raise
            self.on_failure(component.name, key, error)
            verdict = self._retry(component, key, causes, f"{type(error).__name__} in {component.name}")
        else:
            retries = self._memory.get(_RETRIES)
            if retries:
                retries.pop(f"{component.name} {key}", None)
                if not retries:
                    del self._memory[_RETRIES]
        self._note(component.name, key, verdict)

    def _retry(self, component: Component, key: str, causes: tuple, message: str) -> Reason:
        retries = self._memory.setdefault(_RETRIES, {})
        place = f"{component.name} {key}"
        tries = retries.get(place, 0)
        retries[place] = tries + 1
        after = min(RETRY_FIRST << min(tries, 30), RETRY_MOST)
        self.clock.remind(self.now + after, component.name, key, causes)
        return Reason("workqueue.retry", {"message": message, "milliseconds": after // 1000})

    def _note(self, component: str, key: str, verdict: Reason | None) -> None:
        own = self.verdicts.setdefault(component, {})
        if verdict is None:
            own.pop(key, None)
        else:
            own[key] = [verdict.code, verdict.params, self.now]

    def _replayed(self, at: int, before: int | None = None) -> Simulation:
        start = self.origin["clock"]["now"]
        if at < start:
            raise ValueError(f"at(={at}) must be >= {start}, where this cluster's record begins")
        twin = Simulation.restore(self.origin, None, self.guard, self._components)
        for given in self.inputs:
            if given.at > at or given.sequence == before:
                break
            twin.relive(given)
        twin.run_until(at)
        return twin


@lru_cache(maxsize=8)
def _directory(components: tuple[Component, ...]) -> tuple[dict[str, Component], dict[str, list[tuple[str, Keys]]]]:
    """The components by name; by resource, who watches it and which keys a change of it concerns."""
    watchers: dict[str, list[tuple[str, Keys]]] = {}
    for component in components:
        for resource, keys in component.watches.items():
            watchers.setdefault(resource, []).append((component.name, keys))
    return {component.name: component for component in components}, watchers
