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
from functools import partial
from hashlib import sha256
from typing import Any, NamedTuple
from weakref import ref

from cluster import inputs, kinds, minikube, parts
from cluster.api.admission.capacity import LIMIT
from cluster.api.client import Client
from cluster.api.handling import handle
from cluster.api.request import Request, Response, Stream
from cluster.api.server import ApiServer
from cluster.clock import Clock
from cluster.component import Component, World
from cluster.guard import freeze
from cluster.images.wire import Source
from cluster.inputs import Input
from cluster.latency import PROFILES
from cluster.record import Record
from cluster.runtime import Runtime
from cluster.store import Change, Origin, Store
from cluster.store_history import Older
from cluster.streams import connect
from cluster.workqueue import Verdicts, WorkQueue

FORMAT = 1
DEFAULT_EPOCH = 1_767_225_600_000_000  # 2026-01-01T00:00:00Z: tests and scripts that give no epoch agree on one


class Settings(NamedTuple):
    """What a cluster of the real components is made of, but for its seed."""

    profile: str
    epoch: int
    guard: bool


class Simulation:
    """One cluster: its time, what it is given from outside, its snapshots and branches."""

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
        self._components = parts.components() if components is None else tuple(components)
        self._install(Store(freeze if guard else None), Clock(), Runtime(), {}, {}, {})
        self.record = Record({})
        if nodes:
            inputs.perform(self, {"minikube": "start", "nodes": nodes}, Origin("minikube"))
        self.record.forget_before(self.snapshot())

    def limit_objects(self, most: int) -> None:
        """Take no more than `most` objects (a host's protection); ValueError once something has come from outside."""
        if self.inputs:
            raise ValueError(f"the limit must be set before the first input; there are {len(self.inputs)} already")
        self._counts[LIMIT] = most
        self.record.forget_before(self.snapshot())

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
        self.workqueue.do(work)
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
        return Input(self.record.next_sequence, self.now, actor, command, request)

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
    def inputs(self) -> list[Input]:
        """What has come from outside since `origin`, oldest first; what replay plays again."""
        return self.record.inputs

    @property
    def origin(self) -> dict:
        """The snapshot from which `inputs` lead to now."""
        return self.record.origin

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
            "inputs": self.record.next_sequence,
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
        twin.record = Record(snapshot, first=snapshot["inputs"])
        twin._components = parts.components() if components is None else tuple(components)
        store = Store(freeze if guard else None)
        store.load(snapshot["store"], history or ())
        memory, verdicts = ({c: dict(keys) for c, keys in snapshot[part].items()} for part in ("memory", "verdicts"))
        runtime, counts = Runtime.load(snapshot["runtime"]), dict(snapshot["counts"])
        twin._install(store, Clock.load(snapshot["clock"]), runtime, memory, verdicts, counts)
        return twin

    def branch(self, at: int | None = None, before: int | None = None) -> Simulation:
        """An independent cluster that has lived through exactly the same up to now, up to the virtual time `at`, or up
        to the moment of the input numbered `before`, which has not happened there.

        A branch at the present shares all objects; one in the past replays the inputs from the origin."""
        if before is not None:
            return self._replayed(self.record.moment_of(before), before)
        if at is not None and at < self.now:
            return self._replayed(at)
        twin = Simulation.__new__(Simulation)
        twin.seed, twin.profile, twin.epoch, twin.guard = self.seed, self.profile, self.epoch, self.guard
        twin.record, twin._components = self.record.branch(), self._components
        memory, verdicts = ({c: dict(keys) for c, keys in part.items()} for part in (self._memory, self.verdicts))
        clock, runtime = Clock.load(self.clock.dump()), Runtime.load(self.runtime.dump())
        twin._install(self.store.branch(), clock, runtime, memory, verdicts, dict(self._counts))
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
        self, store: Store, clock: Clock, runtime: Runtime, memory: dict, verdicts: Verdicts, counts: dict
    ) -> None:
        self.store, self.clock, self.runtime = store, clock, runtime
        self.streams: list[Stream] = []  # open ones that somebody listens to; clients', not state
        self.verdicts, self._memory, self._counts = verdicts, memory, counts
        self.latency = PROFILES[self.profile]
        self.api = ApiServer(store, clock, kinds.KINDS, self.seed, self.epoch, counts)
        self.api.checked = self.guard
        self.world = World(store, self.seed, self.epoch, self.profile, self.latency, runtime)
        epoch = self.epoch
        this: Callable[[], Any] = ref(self)
        self.api.logs = lambda pod, container, query: parts.logs(runtime, pod, container, query, clock.now, epoch)
        self.api.connect = lambda *what: connect(this(), *what)
        self.world.metrics = parts.metrics(self.world, clock)
        self.api.aggregation.measure(self.world.metrics)
        self.world.client = Client(self.api, self.world)
        self.world.memory = memory
        self.world._remind = clock.remind
        self.world._recorder = parts.recorder()
        self.network = self.world.network = network = parts.network(self.world, clock)
        runtime.epoch, runtime.seed, runtime.network = epoch, self.seed, network
        runtime.wake = lambda node, key: clock.schedule(clock.now, *parts.kubelet_of(node, key), ())
        here = Source("node", name=minikube.CONTROL_PLANE)
        self.api.fetch = partial(network.request, here)
        self.api.peek = lambda request: network.asker(here).request(request)
        self.workqueue = WorkQueue(self._components, self.world, clock, verdicts)
        store.listeners.append(self.workqueue.changed)

    def __del__(self) -> None:
        """Its parts know one another. What they know is forgotten with it, so that a cluster's memory is free at once,
        and not when the garbage collector comes by."""
        if "workqueue" in vars(self):  # it was whole
            for known in (vars(self.world), vars(self.api), self.runtime.cache, self.store.listeners):
                known.clear()

    def _replayed(self, at: int, before: int | None = None) -> Simulation:
        lived = self.record.until(at, before)
        twin = Simulation.restore(self.origin, None, self.guard, self._components)
        for given in lived:
            twin.relive(given)
        twin.run_until(at)
        return twin
