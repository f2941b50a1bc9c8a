"""Which daemon pods of one node have to go: on the wrong node, ended, or one too many.

Source: https://kubernetes.io/docs/concepts/workloads/controllers/daemonset/; a failed daemon pod is replaced after a
back-off of 1 s that doubles up to 15 min.
"""

from __future__ import annotations

from collections.abc import Callable

from cluster.component import World
from cluster.controllers import podstate
from cluster.controllers.daemonset.placing import Fit, is_updated
from cluster.controllers.daemonset.status import by_age
from cluster.objects.times import MINUTE, SECOND

FIRST, LONGEST = SECOND, 15 * MINUTE


class Failures:
    """The back-off of a DaemonSet's failed pods: memory[key] = {"generation", "nodes": {node: [wait, last]}}, in µs."""

    def __init__(self, world: World, daemon_set: dict):
        self._world, self.it = world, daemon_set
        generation = daemon_set["metadata"].get("generation", 0)
        known = world.recall(world.key) or {}
        self._known = known if known.get("generation") == generation else {"generation": generation, "nodes": {}}

    def may_go(self, pod: dict, node: str) -> bool:
        """Whether the failed pod's turn has come; else its DaemonSet is looked at again when it has."""
        world = self._world
        wait, last = self._known["nodes"].get(node, (0, 0))
        if wait and world.now - last < wait:
            world.requeue(last + wait - world.now)
            return False
        forgotten = not wait or world.now - last > 2 * LONGEST
        entry = [FIRST if forgotten else min(2 * wait, LONGEST), world.now]
        self._known = {**self._known, "nodes": {**self._known["nodes"], node: entry}}
        world.remember(world.key, self._known)
        self._tell(pod, node, "Warning", "FailedDaemonPod", "kill")
        return True

    def note_success(self, pod: dict, node: str) -> None:
        self._tell(pod, node, "Normal", "SucceededDaemonPod", "delete")

    def _tell(self, pod: dict, node: str, kind: str, why: str, deed: str) -> None:
        metadata, word = pod["metadata"], podstate.phase(pod).lower()
        place = f"{metadata['namespace']}/{metadata['name']}"
        self._world.event(self.it, kind, why, f"Found {word} daemon pod {place} on node {node}, will try to {deed} it")


def surplus(
    pods: list[dict], found: Fit, surging: str | None, is_available: Callable[[dict], bool], failures: Failures
) -> list[dict]:
    """The pods of one node that go. `surging`: the newest revision's hash when two pods may stand here for a while."""
    living = [pod for pod in pods if "deletionTimestamp" not in pod["metadata"]]
    if not found.stay:
        return living
    doomed, running = [], []
    for pod in living:
        node = pod["spec"].get("nodeName", "")
        if podstate.phase(pod) == "Failed":
            if failures.may_go(pod, node):
                doomed.append(pod)
        elif podstate.phase(pod) == "Succeeded":
            failures.note_success(pod, node)
            doomed.append(pod)
        else:
            running.append(pod)
    if len(running) <= 1:
        return doomed
    running = by_age(running)
    return doomed + (running[1:] if surging is None else _beyond_pair(running, surging, is_available))


def _beyond_pair(running: list[dict], newest: str, is_available: Callable[[dict], bool]) -> list[dict]:
    """All but the oldest of the new and the oldest of the old template; that of the old too when its time is over."""
    new = [pod for pod in running if is_updated(pod, newest)]
    old = [pod for pod in running if not is_updated(pod, newest)]
    doomed = new[1:] + old[1:]
    if new and old and (not podstate.is_ready(old[0]) or is_available(new[0])):
        doomed.append(old[0])
    return doomed
