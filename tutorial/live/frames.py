"""Frames: what the server says on a socket. Encoded once, whoever gets them."""

from __future__ import annotations

import json
from collections.abc import Iterable
from typing import Any

from tutorial.lessons.slim import SERVICE_LABEL, Slimmer, node_stopped
from tutorial.words import Refusal

COALESCE_ABOVE = 300  # changes in one frame; beyond it only the last one of each object is sent


def encode(frame: dict | list) -> str:
    return json.dumps(frame, separators=(",", ":"), ensure_ascii=False)


def refused(refusal: Refusal, language: str) -> dict:
    """An `error` frame that answers no message: why the socket is going to be closed."""
    place = {"revision": 0, "previous": 0, "time": 0, "epoch": 0}
    return {"type": "error", **place, "id": None, "code": refusal.code, "message": refusal.say(language)}


READ_AGAIN = {"Pulling", "Pulled", "BackOff"}  # Events after which a pod's pull or back-off is another


def slim_changes(slimmer: Slimmer, store: Any, changes: Iterable[Any]) -> list[dict]:
    """The contract's changes: op, slim object, time, revision, actor, causes, reason.

    What a slim object says beside its own object (a service's pods, the progress of a pull) changes with others'."""
    made: list[dict] = []
    touched: dict[tuple[str, str, str], Any] = {}
    for change in changes:
        place = _read_again(change)
        if place is not None:
            touched[place] = change
            continue
        slim = slimmer.slim(change.resource, change.object)
        if slim is not None:
            made.append(line(change, change.op, slim))
            touched.pop((change.resource, change.namespace, change.name), None)
    for place, change in touched.items():
        obj = store.get(*place)
        if obj is not None and (slim := slimmer.slim(place[0], obj)) is not None:
            made.append(line(change, "MODIFIED", slim))
    return coalesced(made) if len(made) > COALESCE_ABOVE else made


def node_changes(slimmer: Slimmer, simulation: Any, known: dict[str, bool]) -> list[dict]:
    """Nodes that were switched off or on since `known` was noted (and note them): no object says so yet."""
    made = []
    for name in simulation.runtime.nodes():
        stopped = node_stopped(simulation, name)
        if known.get(name, False) != stopped:
            node = simulation.store.get("nodes", "", name)
            if node is not None:
                slim = slimmer.slim("nodes", node) or {}
                made.append(switched(slim, simulation.now, simulation.store.revision, stopped))
        known[name] = stopped
    return made


def switched(node: dict, time: int, revision: int, stopped: bool) -> dict:
    """The line of a machine that was switched off or on; `node` is slim."""
    code = "fault.node_stop" if stopped else "fault.node_start"
    given = {"op": "MODIFIED", "object": node, "time": time, "revision": revision, "actor": "minikube", "causes": []}
    return {**given, "reason": {"code": code, "params": {"node": node["name"]}}}


def _read_again(change: Any) -> tuple[str, str, str] | None:
    """The object whose slim form this change of another object concerns, as the store files it."""
    if change.resource == "endpointslices.discovery.k8s.io":
        service = (change.object["metadata"].get("labels") or {}).get(SERVICE_LABEL)
        return ("services", change.namespace, service) if service else None
    if change.resource == "events" and change.object.get("reason") in READ_AGAIN:
        about = change.object.get("involvedObject") or {}
        return ("pods", about.get("namespace", ""), about.get("name", "")) if about.get("kind") == "Pod" else None
    return None


def coalesced(changes: list[dict]) -> list[dict]:
    """Only the last change of each object; one that was added stays added, one that came and went is left out."""
    last: dict[str, dict] = {}
    for change in changes:
        uid = change["object"]["uid"]
        before = last.pop(uid, None)
        if before and before["op"] == "ADDED":
            if change["op"] == "DELETED":
                continue
            change = {**change, "op": "ADDED"}
        last[uid] = change
    return list(last.values())


def line(change: Any, op: str, slim: dict) -> dict:
    """One of a frame's `changes`."""
    return {
        "op": op,
        "object": slim,
        "time": change.time,
        "revision": change.revision,
        "actor": change.actor,
        "causes": list(change.causes),
        "reason": {"code": change.reason[0], "params": change.reason[1]} if change.reason else None,
    }
