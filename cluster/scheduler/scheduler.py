"""The component: takes waiting pods one after the other, runs a cycle, binds or says why not."""

from __future__ import annotations

from weakref import WeakKeyDictionary

from cluster.component import Component, World, split_key
from cluster.kinds.rules import devices
from cluster.objects.paths import set_in
from cluster.objects.podclaims import unknown
from cluster.objects.storage import CLAIMS, CLASSES, VOLUMES
from cluster.objects.times import rfc3339
from cluster.reasons import Reason, reason, register
from cluster.scheduler import claiming, diagnosis, preemption, queue
from cluster.scheduler.cycle import EXPLAINED, Outcome, Scheduling
from cluster.scheduler.devices.assigning import assign
from cluster.scheduler.nodes import NodeTable
from cluster.scheduler.pods import DEFAULT_SCHEDULER, PodInfo
from cluster.store import Store

register(
    {
        # `scores`: node → plugin → weighted score; `refused`: node → reasons
        "scheduler.bind": ("node", "feasible", "nodes", "scores", "refused"),
        "scheduler.unschedulable": ("message", "refused"),
        "scheduler.queued": (),
        "scheduler.gated": ("gates",),
        "scheduler.preempt": ("pod", "node"),
        "scheduler.nominate": ("node", "victims", "refused"),
        "scheduler.claim": ("node", "claims"),
        "scheduler.no_claim": ("claims",),
    }
)

_TURN = "@turn"  # memory: when the cycle of the last pod in line ends
_NEIGHBOURS = "@neighbours"  # memory: whether a waiting pod may be helped by another one's placement


class Scheduler(Component):
    """Memory by pod: {"turn": µs when its cycle ends} while in line; after a failure {"attempts", "failed", "plugins",
    "priority", "due": µs of the next try or None, "seen": what the pod looked like}; while its claims are being bound
    {"node", "claims", "since", "why": reason's parameters}."""

    name = DEFAULT_SCHEDULER
    watches = {
        "pods": queue.pod_keys,
        "nodes": queue.node_keys,
        CLAIMS: queue.claim_keys,
        VOLUMES: queue.claim_keys,
        CLASSES: queue.claim_keys,
        devices.CLAIMS: queue.device_keys,
        devices.SLICES: queue.device_keys,
        devices.CLASSES: queue.device_keys,
    }

    def __init__(self) -> None:
        self._tables: WeakKeyDictionary[Store, Scheduling] = WeakKeyDictionary()

    def reconcile(self, key: str, world: World) -> Reason | None:
        if key.startswith("/"):
            self._wake(key, world)
            return None
        pod = world.store.get("pods", *split_key(key))
        if pod is None or pod["spec"].get("nodeName") or "deletionTimestamp" in pod["metadata"]:
            world.remember(key, None)
            return None
        gates = [gate["name"] for gate in pod["spec"].get("schedulingGates") or ()]
        if gates:
            return self._gated(pod, gates, world)
        missing = unknown(pod, lambda name: world.store.get(devices.CLAIMS, split_key(key)[0], name) is not None)
        if missing:  # it does not even come into the line
            return reason("scheduler.no_claim", claims=missing)
        if "node" in (world.recall(key) or {}):
            return self._claimed(key, PodInfo(pod), world)
        turn = self._turn(key, pod, world)
        if turn > world.now:
            world.requeue(turn - world.now)
            return self._waiting(key, world)
        return self._try(key, PodInfo(pod), world)

    # -- the line --------------------------------------------------------------------------------------------------

    def _turn(self, key: str, pod: dict, world: World) -> int:
        """When this pod's cycle ends (or, after a failure, when to look again): now, or later."""
        entry = world.recall(key) or {}
        if "turn" in entry:
            return entry["turn"]
        if "failed" in entry:
            due = self._due(entry, pod)
            if due > world.now:
                return due
        turn = max(world.now, world.recall(_TURN, 0)) + world.latency.schedule
        world.remember(_TURN, turn)
        world.remember(key, {**entry, "turn": turn})
        return turn

    @staticmethod
    def _due(entry: dict, pod: dict) -> int:
        if entry["due"] is None and entry["seen"] != _looks(pod):
            return entry["failed"] + queue.backoff(entry["attempts"])
        return entry["failed"] + queue.FLUSH if entry["due"] is None else entry["due"]

    @staticmethod
    def _waiting(key: str, world: World) -> Reason:
        entry = world.recall(key) or {}
        if "turn" in entry or "message" not in entry:
            return reason("scheduler.queued")
        return reason("scheduler.unschedulable", message=entry["message"], refused=entry["refused"])

    def _wake(self, change: str, world: World) -> None:
        """Something changed: pods that it may help are tried again, once their back-off is over."""
        if change == queue.PLACED:
            world.remember(_NEIGHBOURS, None)
        waiting = []
        for key in self._scheduling(world.store).table.pending:
            entry = world.recall(key)
            if entry and "node" in entry and change == queue.CLAIM:
                world.later(key, 0)
            if not entry or "turn" in entry or entry.get("due") is not None or "failed" not in entry:
                continue
            if queue.helped_by(change, entry["plugins"]):
                waiting.append((-entry["priority"], entry["failed"], key))
        for _, failed, key in sorted(waiting):  # the most important first, then who has waited longest
            entry = world.recall(key)
            due = max(world.now, failed + queue.backoff(entry["attempts"]))
            world.remember(key, {**entry, "due": due})
            world.later(key, due - world.now)

    # -- one cycle -------------------------------------------------------------------------------------------------

    def _scheduling(self, store: Store) -> Scheduling:
        scheduling = self._tables.get(store)
        if scheduling is None:
            scheduling = self._tables[store] = Scheduling(NodeTable(store))
        scheduling.table.follow(store)
        return scheduling

    def _try(self, key: str, pod: PodInfo, world: World) -> Reason:
        scheduling = self._scheduling(world.store)
        outcome = scheduling.run(pod, world.store, lambda n: world.draw("schedule", pod.uid) % n)
        if outcome.node is None:
            return self._failed(key, pod, outcome, scheduling, world)
        why = reason(
            "scheduler.bind",
            node=outcome.node,
            feasible=outcome.feasible,
            nodes=outcome.nodes,
            scores=outcome.scores,
            refused=_refused(outcome),
        )
        if pod.spec.get("resourceClaims"):
            assign(pod, scheduling.table.nodes[outcome.node].obj or {}, why, world)
        claims = claiming.begin(pod, scheduling.table.nodes[outcome.node].obj, why, world)
        return self._wait_for(key, pod, claims, why, world) if claims else self._bind(key, pod, why, world)

    @staticmethod
    def _bind(key: str, pod: PodInfo, why: Reason, world: World) -> Reason:
        node = why.params["node"]
        world.client.bind(pod.namespace, pod.name, node, why)
        world.event(pod.obj, "Normal", "Scheduled", f"Successfully assigned {pod.key} to {node}")
        world.remember(key, None)
        if world.recall(_NEIGHBOURS):
            world.later(queue.PLACED, world.latency.watch)
        return why

    # -- the claims that waited for a node ---------------------------------------------------------------------------

    @staticmethod
    def _wait_for(key: str, pod: PodInfo, claims: list[str], why: Reason, world: World) -> Reason:
        """The node is chosen and its room kept, until the pod's claims are bound."""
        node = why.params["node"]
        said = reason("scheduler.claim", node=node, claims=claims)
        status = {**(pod.obj.get("status") or {}), "nominatedNodeName": node}
        world.client.update_status("pods", set_in(pod.obj, ("status",), status), said)
        world.remember(key, {"node": node, "claims": claims, "since": world.now, "why": why.params})
        world.requeue(claiming.TIMEOUT)
        return said

    def _claimed(self, key: str, pod: PodInfo, world: World) -> Reason | None:
        entry = world.recall(key)
        waiting = claiming.left(pod, entry["node"], entry["claims"], world.store)
        if waiting == []:
            return self._bind(key, pod, reason("scheduler.bind", **entry["why"]), world)
        over = entry["since"] + claiming.TIMEOUT - world.now
        if waiting is None or over <= 0:
            if over <= 0:
                world.event(pod.obj, "Warning", "FailedScheduling", claiming.TIMED_OUT)
            world.remember(key, None)
            world.requeue(0)
            return None
        world.requeue(over)
        return reason("scheduler.claim", node=entry["node"], claims=waiting)

    def _failed(self, key: str, pod: PodInfo, outcome: Outcome, scheduling: Scheduling, world: World) -> Reason:
        chosen = preemption.choose(pod, outcome, scheduling, world.store)
        text = diagnosis.message(
            pod, outcome, preempted=chosen is not None, waiting=preemption.is_waiting(pod, scheduling.table)
        )
        if chosen is not None:
            preemption.evict(pod, chosen, world)
        refused = _refused(outcome)
        why = reason("scheduler.unschedulable", message=text, refused=refused)
        if chosen is not None:
            victims = [victim.name for victim in chosen.victims]
            why = reason("scheduler.nominate", node=chosen.node, victims=victims, refused=refused)
        self._say_so(pod, text, chosen.node if chosen else None, why, world)
        world.event(pod.obj, "Warning", "FailedScheduling", text[:1024])
        before, plugins = world.recall(key) or {}, _plugins(outcome)
        if queue.helped_by(queue.PLACED, plugins):
            world.remember(_NEIGHBOURS, True)
        world.remember(
            key,
            {
                "attempts": before.get("attempts", 0) + 1,
                "failed": world.now,
                "plugins": plugins,
                "priority": pod.priority,
                "due": None,
                "seen": _looks(pod.obj),
                "message": text,
                "refused": refused,
            },
        )
        world.requeue(queue.FLUSH)
        return why

    def _gated(self, pod: dict, gates: list[str], world: World) -> Reason:
        why = reason("scheduler.gated", gates=gates)
        text = "Scheduling is blocked due to non-empty scheduling gates"
        self._write(pod, {"reason": "SchedulingGated", "message": text}, None, why, world)
        return why

    def _say_so(self, pod: PodInfo, text: str, nominated: str | None, why: Reason, world: World) -> None:
        self._write(pod.obj, {"reason": "Unschedulable", "message": text}, nominated, why, world)

    @staticmethod
    def _write(pod: dict, told: dict, nominated: str | None, why: Reason, world: World) -> None:
        status = pod.get("status") or {}
        conditions = status.get("conditions") or []
        old: dict = next((c for c in conditions if c["type"] == "PodScheduled"), {})
        since = old.get("lastTransitionTime") if old.get("status") == "False" else rfc3339(world.epoch + world.now)
        new = {
            "type": "PodScheduled",
            "status": "False",
            "observedGeneration": pod["metadata"].get("generation", 1),
            "lastProbeTime": None,
            "lastTransitionTime": since,
            **told,
        }
        if new == old and (nominated is None or nominated == status.get("nominatedNodeName")):
            return
        status = {**status, "conditions": [*(c for c in conditions if c["type"] != "PodScheduled"), new]}
        if nominated:
            status["nominatedNodeName"] = nominated
        world.client.update_status("pods", set_in(pod, ("status",), status), why)


def _looks(pod: dict) -> list:
    return [pod["metadata"].get("generation"), sorted((pod["metadata"].get("labels") or {}).items())]


def _plugins(outcome: Outcome) -> list[str]:
    if outcome.rejected is not None:
        return [outcome.rejected.plugin]
    return sorted({refusal.plugin for refusal in outcome.refusals.values()}) or [""]


def _refused(outcome: Outcome) -> dict[str, list[str]]:
    if outcome.rejected is not None:
        return {"": list(outcome.rejected.reasons)}
    return {name: list(outcome.refusals[name].reasons) for name in sorted(outcome.refusals)[:EXPLAINED]}
