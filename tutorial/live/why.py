"""Why is something as it is, or why does nothing happen? Walks the graph of causes, reads the components' verdicts."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from functools import cache
from typing import Any

from cluster import parts
from cluster.api import refused
from cluster.kinds import KINDS, kind_name
from cluster.objects import times
from cluster.reasons import reason
from cluster.store import Change, Compacted
from tutorial.live import links
from tutorial.live.passing import passed, told

EVENTS = 40
BELOW = 60  # objects under one, whose verdicts may be what it waits for
SAID = ("chain", "verdicts", "below", "requests", "next", "now")  # of an answer, in the terminal
AT_ONCE = 20  # changes of one moment
OF_PODS = {"kubelet", "default-scheduler"}  # whatever they watch, their keys name pods


def about(simulation: Any, inputs: dict[str, Any], uid: str) -> dict | None:
    """Chain of causes, verdicts (its own, and of what it owns), requests that passed it, whole object and events of one
    object (also of one that is gone); None if unknown. An Event's chain is that of what it is about, up to then."""
    last = _last_change(simulation, uid)
    if last is None:
        return None
    found = simulation.store.by_uid(uid)
    resource, obj = found if found else (last.resource, last.object)
    kind = KINDS.by_resource.get(resource)
    shown = kind.overlay(obj, simulation.now, simulation.epoch) if kind is not None else obj
    about_uid = _involved(simulation.store, obj) if resource == "events" else ""
    metadata = obj["metadata"]
    return {
        "kind": kind_name(resource, obj),
        **{name: metadata.get(name, "") for name in ("name", "namespace")},
        "chain": chain(simulation, inputs, resource, obj, about_uid, last.time if about_uid else None),
        "verdicts": [
            *kept(obj, simulation),
            *verdicts(simulation, metadata["name"], metadata.get("namespace", ""), resource),
        ],
        "below": below(simulation, uid),
        "requests": passed(simulation.network.traces.since(), uid),
        "object": shown,
        "events": events(simulation.store, uid, obj["metadata"].get("namespace", "") or "default"),
    }


def chain(
    simulation: Any, inputs: dict[str, Any], resource: str, obj: dict, about: str = "", until: int | None = None
) -> list[dict]:
    """Every revision of an object (and of the one that it is `about`, up to a moment) and all that led to them, back to
    what was typed; what Events tell beyond that, and what was refused. Oldest first."""
    store, metadata = simulation.store, obj["metadata"]
    uids = {metadata["uid"], about} - {""}
    revisions = [
        change.revision
        for change in store.history
        if change.object["metadata"]["uid"] in uids and (until is None or change.time <= until)
    ]
    told = links.of_revisions(store, inputs, revisions)
    told += links.of_events(store, uids, told, until)
    told += links.of_refusals(simulation, inputs, resource, metadata.get("namespace", ""), metadata["name"])
    return links.in_order(told)


def of_moment(simulation: Any, inputs: dict[str, Any], at: int) -> dict | None:
    """What happened last at or before a moment, and why; None if nothing of then is kept."""
    history = simulation.store.history
    end = bisect_right(history, at, key=lambda change: change.time)
    if not end:
        return None
    time = history[end - 1].time
    begin = max(bisect_left(history, time, key=lambda change: change.time), end - AT_ONCE)
    found = links.of_revisions(simulation.store, inputs, [change.revision for change in history[begin:end]])
    return {"chain": links.in_order(found), "verdicts": []}


def of_nothing(simulation: Any, inputs: dict[str, Any], resource: str, namespace: str, name: str) -> dict | None:
    """Why something that never was is not there: what was refused; None if nobody asked for it."""
    found = links.of_refusals(simulation, inputs, resource, namespace, name)
    return {"chain": links.in_order(found), "verdicts": []} if found else None


def kept(obj: dict, simulation: Any) -> list[dict]:
    """What is being deleted and still there has somebody who is not done with it."""
    deleted, left = obj["metadata"].get("deletionTimestamp"), obj["metadata"].get("finalizers")
    if not (deleted and left):
        return []
    said = reason("apiserver.finalizers", finalizers=", ".join(left))
    time = times.parse(deleted) - simulation.epoch
    return [{"component": refused.NAME, "key": "", "time": time, "code": said.code, "params": said.params}]


def verdicts(simulation: Any, name: str = "", namespace: str = "", resource: str = "") -> list[dict]:
    """What the components last said: about one object (by the keys that name it; those that do not watch its `resource`
    mean another of that name), or everything that waits."""
    keys = {f"{namespace}/{name}", name, f"/{name}"} if name else None
    deaf = _deaf(resource) if resource in KINDS.by_resource else set()
    return [
        {"component": component, "key": key, "code": code, "params": params, "time": time}
        for component, by_key in sorted(simulation.verdicts.items())
        if component not in deaf
        for key, (code, params, time) in sorted(by_key.items())
        if keys is None or (code != refused.CODE and (key in keys or (name and key.endswith(f"/{name}"))))
    ]


@cache
def _deaf(resource: str) -> set[str]:
    """The components whose keys never name an object of this kind."""
    deaf = {one.name for one in parts.components() if resource not in one.watches}
    return deaf if resource == "pods" else deaf | OF_PODS


def of_request(simulation: Any) -> dict | None:
    """The last request through the modelled network, hop by hop; None if there was none."""
    traces = simulation.network.traces.since()
    return {"chain": [], "verdicts": [], "requests": [told(traces[-1])]} if traces else None


def below(simulation: Any, uid: str) -> list[dict]:
    """Verdicts of what an object owns, and of what that owns: a Deployment often waits for one of its pods."""
    found: list[dict] = []
    waiting, seen = [uid], 0
    while waiting and seen < BELOW:
        for resource, obj in simulation.store.owned_by(waiting.pop(0)):
            seen += 1
            waiting.append(obj["metadata"]["uid"])
            metadata = obj["metadata"]
            found += verdicts(simulation, metadata["name"], metadata.get("namespace", ""), resource)
    return found


def nothing(simulation: Any) -> dict:
    """Why is nothing happening? All verdicts, the newest first, and when (virtual µs) the next thing is due."""
    said = sorted(verdicts(simulation), key=lambda verdict: -verdict["time"])
    return {
        "chain": [],
        "verdicts": said[:100],
        "yaml": "",
        "events": [],
        "next": simulation.next_due,
        "now": simulation.now,
    }


def events(store: Any, uid: str, namespace: str) -> list[dict]:
    found = [
        event for event in store.list("events", namespace) if (event.get("involvedObject") or {}).get("uid") == uid
    ]
    found.sort(
        key=lambda event: event.get("lastTimestamp")
        or event.get("eventTime")
        or event["metadata"].get("creationTimestamp")
        or ""
    )
    return [
        {
            "uid": event["metadata"]["uid"],
            "type": event.get("type", ""),
            "reason": event.get("reason", ""),
            "message": event.get("message", ""),
            "count": event.get("count", 1),
            "first": event.get("firstTimestamp"),
            "last": event.get("lastTimestamp") or event.get("eventTime"),
            "source": (event.get("source") or {}).get("component", ""),
        }
        for event in found[-EVENTS:]
    ]


def _involved(store: Any, event: dict) -> str:
    """The uid of what an Event is about. A kubelet's Events about its Node have the node's name for a uid."""
    involved = event.get("involvedObject") or {}
    if involved.get("kind") == "Node" and (node := store.get("nodes", "", involved.get("name", ""))):
        return node["metadata"]["uid"]
    return involved.get("uid", "")


def _last_change(simulation: Any, uid: str):
    found = simulation.store.by_uid(uid)
    if found:
        resource, obj = found
        revision = int(obj["metadata"]["resourceVersion"])
        try:
            return simulation.store.change(revision)
        except (Compacted, IndexError):
            meta = obj["metadata"]
            return Change(
                revision,
                simulation.now,
                "ADDED",
                resource,
                meta.get("namespace", ""),
                meta["name"],
                obj,
                None,
                "",
                (),
                None,
            )
    return next((c for c in reversed(simulation.store.history) if c.object["metadata"]["uid"] == uid), None)
