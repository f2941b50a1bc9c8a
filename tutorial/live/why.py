"""Why is something as it is, or why does nothing happen? Walks the graph of causes, reads the components' verdicts."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from typing import Any

import networkx

from cluster.kinds import KINDS, kind_name
from cluster.store import Change, Compacted
from tutorial.live.changed import changed
from tutorial.live.passing import passed, told

DEEPEST = 200  # revisions in one answer
EVENTS = 40
BELOW = 60  # objects under one, whose verdicts may be what it waits for
SAID = ("chain", "verdicts", "below", "requests")  # of an answer, in the terminal
AT_ONCE = 20  # changes of one moment


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
        "chain": chain(simulation, inputs, {uid, about_uid} - {""}, last.time if about_uid else None),
        "verdicts": verdicts(simulation, obj["metadata"]["name"], obj["metadata"].get("namespace", "")),
        "below": below(simulation, uid),
        "requests": passed(simulation.network.traces.since(), uid),
        "object": shown,
        "events": events(simulation.store, uid, obj["metadata"].get("namespace", "") or "default"),
    }


def chain(simulation: Any, inputs: dict[str, Any], uids: set[str], until: int | None = None) -> list[dict]:
    """Every revision of the objects (up to a moment) and all that led to them, oldest first, back to what was typed."""
    history = simulation.store.history
    return _links(
        simulation.store,
        inputs,
        [c.revision for c in history if c.object["metadata"]["uid"] in uids and (until is None or c.time <= until)],
    )


def of_moment(simulation: Any, inputs: dict[str, Any], at: int) -> dict | None:
    """What happened last at or before a moment, and why; None if nothing of then is kept."""
    history = simulation.store.history
    end = bisect_right(history, at, key=lambda change: change.time)
    if not end:
        return None
    time = history[end - 1].time
    begin = max(bisect_left(history, time, key=lambda change: change.time), end - AT_ONCE)
    return {"chain": _links(simulation.store, inputs, [c.revision for c in history[begin:end]]), "verdicts": []}


def _links(store: Any, inputs: dict[str, Any], revisions: list[int]) -> list[dict]:
    graph = cause_graph(store, revisions)
    nodes = sorted(graph, key=lambda node: (isinstance(node, int), node if isinstance(node, int) else int(node[1:])))
    links = []
    for node in nodes:
        leads_to = sorted((x for x in graph.predecessors(node)), key=str)
        links.append(
            _input_link(node, inputs.get(node), leads_to)
            if isinstance(node, str)
            else _link(graph.nodes[node]["change"], leads_to)
        )
    return sorted(links, key=lambda link: (link["time"], link["revision"] or 0))


def cause_graph(store: Any, revisions: list[int]) -> networkx.DiGraph:
    """Effects point at their causes; nodes are revisions and input ids ("i7"). At most DEEPEST revisions."""
    graph = networkx.DiGraph()
    waiting = list(reversed(revisions[-DEEPEST:]))
    while waiting and graph.number_of_nodes() < DEEPEST:
        revision = waiting.pop()
        if revision in graph and "change" in graph.nodes[revision]:
            continue
        try:
            change = store.change(revision)
        except (Compacted, IndexError):
            graph.remove_nodes_from([revision] if revision in graph else [])
            continue
        graph.add_node(revision, change=change)
        for cause in change.causes:
            graph.add_edge(revision, cause)
            if isinstance(cause, int):
                waiting.append(cause)
    graph.remove_nodes_from([n for n, data in graph.nodes(data=True) if isinstance(n, int) and "change" not in data])
    return graph


def verdicts(simulation: Any, name: str = "", namespace: str = "") -> list[dict]:
    """What the components last said: about one object (by the keys that name it), or everything that waits."""
    keys = {f"{namespace}/{name}", name, f"/{name}"} if name else None
    return [
        {"component": component, "key": key, "code": code, "params": params, "time": time}
        for component, by_key in sorted(simulation.verdicts.items())
        for key, (code, params, time) in sorted(by_key.items())
        if keys is None or key in keys or (name and key.endswith(f"/{name}"))
    ]


def of_request(simulation: Any) -> dict | None:
    """The last request through the modelled network, hop by hop; None if there was none."""
    traces = simulation.network.traces.since()
    return {"chain": [], "verdicts": [], "requests": [told(traces[-1])]} if traces else None


def below(simulation: Any, uid: str) -> list[dict]:
    """Verdicts of what an object owns, and of what that owns: a Deployment often waits for one of its pods."""
    found: list[dict] = []
    waiting, seen = [uid], 0
    while waiting and seen < BELOW:
        for _, obj in simulation.store.owned_by(waiting.pop(0)):
            seen += 1
            waiting.append(obj["metadata"]["uid"])
            found += verdicts(simulation, obj["metadata"]["name"], obj["metadata"].get("namespace", ""))
    return found


def nothing(simulation: Any) -> dict:
    """Why is nothing happening? All verdicts, the newest first."""
    said = sorted(verdicts(simulation), key=lambda verdict: -verdict["time"])
    return {"chain": [], "verdicts": said[:100], "yaml": "", "events": [], "next": simulation.next_due}


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


def _link(change: Any, leads_to: list) -> dict:
    metadata = change.object["metadata"]
    return {
        "id": change.revision,
        "revision": change.revision,
        "time": change.time,
        "actor": change.actor,
        "reason": {"code": change.reason[0], "params": change.reason[1]} if change.reason else None,
        "object": {"kind": kind_name(change.resource, change.object), "name": metadata["name"], "uid": metadata["uid"]},
        "op": change.op,
        "changed": changed(change.previous, change.object) if change.op == "MODIFIED" else None,
        "causes": list(change.causes),
        "leads_to": leads_to,
    }


def _input_link(id_: str, given: Any, leads_to: list) -> dict:
    return {
        "id": id_,
        "revision": None,
        "time": given.at if given else 0,
        "actor": given.actor if given else "",
        "command": given.command if given else "",
        "reason": None,
        "object": None,
        "op": "INPUT",
        "causes": [],
        "leads_to": leads_to,
    }
