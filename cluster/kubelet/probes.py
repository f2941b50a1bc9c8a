"""The probes of a running container: when they are due, what their answers make of it.

In the container's record, under `probes`, for each kind: {"due": the next moment that is looked at (virtual µs), None
while nothing will change; "same": how often the last answer came in a row; "last": that answer; "value": what holds
(None before the first result); "turn": the pod's changes that `due` knows of}.

Source: https://kubernetes.io/docs/tasks/configure-pod-container/configure-liveness-readiness-startup-probes/#configure-probes
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from cluster.kubelet import probing
from cluster.kubelet.measuring import throttling

if TYPE_CHECKING:
    from cluster.kubelet.worker import Worker

_S = 1_000_000
STARTUP, LIVENESS, READINESS = "startup", "liveness", "readiness"
KINDS = (STARTUP, LIVENESS, READINESS)
# A failing probe is told by an Event each time, but the recorder lets only so many through (25, then one in 300 s).
_TOLD, _TELL_AGAIN = 25, 300 * _S
_NOTICED = 1 * _S  # the kubelet asks for readiness itself as soon as it sees the container run


def has_any(spec: dict) -> bool:
    return any(f"{kind}Probe" in spec for kind in KINDS)


def is_started(spec: dict, container: dict) -> bool:
    """Whether the startup probe, if there is one, has succeeded."""
    return "startupProbe" not in spec or bool(_state(container, STARTUP).get("value"))


def is_ready(spec: dict, container: dict) -> bool:
    if not is_started(spec, container):
        return False
    return "readinessProbe" not in spec or bool(_state(container, READINESS).get("value"))


def _state(container: dict, kind: str) -> dict:
    return (container.get("probes") or {}).get(kind) or {}


def work(worker: Worker, spec: dict, container: dict) -> str | None:
    """Look at all probes that are due. Tells which one wants the container to be restarted, if any."""
    for kind in KINDS:
        probe = spec.get(f"{kind}Probe")
        wanted = (kind == STARTUP) != is_started(spec, container)  # the others wait for the startup probe
        if probe is not None and wanted and _work_one(worker, spec, container, kind, probe):
            return kind
    return None


def due(spec: dict, container: dict) -> int | None:
    """When a probe is to be looked at next."""
    found = [state["due"] for state in (container.get("probes") or {}).values() if state.get("due") is not None]
    return min(found, default=None)


def grid(record: dict, probe: dict) -> tuple[int, int]:
    """One of the probe's moments, and its period: they count from when the pod came to the node."""
    return record["admitted"], max(1, probe.get("periodSeconds", 10)) * _S


def first(record: dict, container: dict, kind: str, probe: dict) -> int:
    """The first moment at which it is asked."""
    since = container["started"]
    delay = probe.get("initialDelaySeconds", 0) * _S
    begins = since + delay
    if kind == READINESS:
        begins = max(begins, _state(container, STARTUP).get("at", 0))
        if begins <= max(since, _state(container, STARTUP).get("at", 0)) + _NOTICED:
            return max(since, _state(container, STARTUP).get("at", 0)) + _NOTICED
    return probing.on_grid(grid(record, probe), max(begins, since + 1))


def _work_one(worker: Worker, spec: dict, container: dict, kind: str, probe: dict) -> bool:
    """True when the container is to be restarted."""
    state = _state(container, kind)
    turn = worker.record.get("turn", 0)
    if not state:
        state = {"due": first(worker.record, container, kind, probe), "same": 0, "turn": turn}
    elif state["turn"] != turn:
        moment = probing.on_grid(grid(worker.record, probe), worker.now + 1)
        state = {**state, "turn": turn, "due": min(moment, state["due"] or moment)}
    restart = False
    while not restart and state["due"] is not None and state["due"] <= worker.now:
        state, restart = _asked(worker, spec, container, kind, probe, state)
        if kind == STARTUP and state.get("value"):
            break
    container["probes"] = {**(container.get("probes") or {}), kind: state}
    return restart


def _asked(worker: Worker, spec: dict, container: dict, kind: str, probe: dict, state: dict) -> tuple[dict, bool]:
    """The state after one more answer, and whether the container must go."""
    moment, own = state["due"], grid(worker.record, probe)
    at = worker.held(spec, container)
    late, moves = throttling.probed(worker.world, moment, worker.pod, spec, probe)
    found = probing.ask(worker.world.runtime, at, probe, moment, late)
    found = found._replace(again=found.again or moves)
    following = probing.on_grid(own, moment + 1)
    if found.ok is None:
        text = f"{kind.capitalize()} probe errored and resulted in unknown state: {found.text}"
        worker.event("Warning", "Unhealthy", text, spec)
        return {**state, "due": following, "failed": state.get("failed", 0) + 1}, False
    failed = 0 if found.ok else state.get("failed", 0) + 1
    if not found.ok:
        worker.event("Warning", "Unhealthy", f"{kind.capitalize()} probe failed: {found.text}", spec)
    same = state["same"] + 1 if state.get("last") == found.ok else 1
    new = {**state, "last": found.ok, "same": same, "failed": failed, "due": following}
    if same < probe.get("successThreshold" if found.ok else "failureThreshold", 1 if found.ok else 3):
        return new, False
    new["same"] = probe.get("successThreshold" if found.ok else "failureThreshold", 1 if found.ok else 3)
    new["value"] = found.ok
    if kind == STARTUP and found.ok:
        return {**new, "due": None, "at": moment}, False
    if kind != READINESS and not found.ok:
        return {**new, "due": None, "same": 0}, True
    if found.again:
        return new, False
    turns = probing.next_turn(worker.world.runtime, at, probe, found, moment, own)
    if found.ok:
        return {**new, "due": turns}, False
    tell = following if failed < _TOLD else probing.on_grid(own, moment + _TELL_AGAIN)
    return {**new, "due": tell if turns is None else min(tell, turns)}, False
