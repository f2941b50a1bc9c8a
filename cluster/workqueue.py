"""The work queues of all components: changes become keys that are due, and what is due is reconciled.

As client-go's workqueue: a key that fails is tried again later, and later still each time. Source:
https://pkg.go.dev/k8s.io/client-go/util/workqueue
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import lru_cache

from cluster import kinds
from cluster.api.errors import StatusError
from cluster.clock import Clock, Work
from cluster.component import CUSTOM, Component, Keys, World
from cluster.reasons import Reason
from cluster.store import Change

# 5 ms × 2^n, at most 1000 s. Source: client-go's DefaultControllerRateLimiter
RETRY_FIRST, RETRY_MOST = 5_000, 1_000_000_000
_RETRIES = "workqueue"

Verdicts = dict[str, dict[str, list]]  # component → key → [code, params, time]


class WorkQueue:
    """One for all components of a simulation: what waits stands in its clock, how often it failed in the world's
    memory, so that nothing is kept here."""

    def __init__(self, components: Sequence[Component], world: World, clock: Clock, verdicts: Verdicts):
        self._world, self._clock, self._verdicts = world, clock, verdicts
        self._components, self._watchers = _directory(tuple(components))
        # Told of a component that raised; the key is tried again later, as a real controller that panicked would. None
        # (tests, scripts): the error goes on to the caller.
        self.on_failure: Callable[[str, str, Exception], None] | None = None

    def changed(self, change: Change) -> None:
        """A change is on its way to every component that watches its resource."""
        watchers = self._watchers.get(change.resource)
        if watchers is None and change.resource not in kinds.KINDS.by_resource:
            watchers = self._watchers.get(CUSTOM)
        if not watchers:
            return
        world, schedule = self._world, self._clock.schedule
        due, causes = self._clock.now + world.latency.watch, (change.revision,)
        for component, keys in watchers:
            for key in keys(change, world.store):
                schedule(due, component, key, causes)

    def do(self, work: Work) -> None:
        """Have the component look at the key that is due, and note its verdict."""
        component, key, world = self._components[work.component], work.key, self._world
        world.now, world.component, world.key, world.causes = self._clock.now, component.name, key, tuple(work.causes)
        try:
            verdict = component.reconcile(key, world)
        except StatusError as error:
            verdict = self._retry(work, error.message)
        except Exception as error:
            if self.on_failure is None:
                raise
            self.on_failure(component.name, key, error)
            verdict = self._retry(work, f"{type(error).__name__} in {component.name}")
        else:
            self._succeeded(work)
        self._note(work, verdict)

    def _retry(self, work: Work, message: str) -> Reason:
        retries, place = self._world.memory.setdefault(_RETRIES, {}), f"{work.component} {work.key}"
        tries = retries.get(place, 0)
        retries[place] = tries + 1
        after = min(RETRY_FIRST << min(tries, 30), RETRY_MOST)
        self._clock.remind(self._clock.now + after, work.component, work.key, tuple(work.causes))
        return Reason("workqueue.retry", {"message": message, "milliseconds": after // 1000})

    def _succeeded(self, work: Work) -> None:
        retries = self._world.memory.get(_RETRIES)
        if retries:
            retries.pop(f"{work.component} {work.key}", None)
            if not retries:
                del self._world.memory[_RETRIES]

    def _note(self, work: Work, verdict: Reason | None) -> None:
        own = self._verdicts.setdefault(work.component, {})
        if verdict is None:
            own.pop(work.key, None)
        else:
            own[work.key] = [verdict.code, verdict.params, self._clock.now]


@lru_cache(maxsize=8)
def _directory(components: tuple[Component, ...]) -> tuple[dict[str, Component], dict[str, list[tuple[str, Keys]]]]:
    """The components by name; by resource, who watches it and which keys a change of it concerns."""
    watchers: dict[str, list[tuple[str, Keys]]] = {}
    for component in components:
        for resource, keys in component.watches.items():
            watchers.setdefault(resource, []).append((component.name, keys))
    return {component.name: component for component in components}, watchers
