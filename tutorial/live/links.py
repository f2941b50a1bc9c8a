"""The links of a chain of causes: what was typed, written because of it, refused, told by Events."""

from __future__ import annotations

from typing import Any

import networkx

from cluster.api import refused
from cluster.kinds import kind_name
from cluster.store import Change, Compacted
from tutorial.live.changed import changed

DEEPEST = 200  # revisions in one answer
TELLING = {"SuccessfulRescale"}  # and one that says what no change of its object does
SAME = {"Failed", "BackOff", "FailedScheduling"}  # warnings that say what the change beside them says
LAST = 1 << 60  # stands after all revisions


def in_order(links: list[dict]) -> list[dict]:
    """Oldest first; at one moment as one thing led to the other, what was typed just before what came of it."""
    ordered = sorted(links, key=lambda link: (link["time"], link["place"]))
    return [{key: value for key, value in link.items() if key != "place"} for link in ordered]


def of_revisions(store: Any, inputs: dict[str, Any], revisions: list[int]) -> list[dict]:
    """The revisions and all that led to them."""
    graph = cause_graph(store, revisions)
    links = []
    for node in graph:
        if _is_bookkeeping(graph.nodes[node].get("change")):
            continue
        leads_to = sorted(graph.predecessors(node))
        links.append(
            _input_link(node, inputs.get(node), leads_to)
            if isinstance(node, str)
            else _link(graph.nodes[node]["change"], leads_to)
        )
    return links


def cause_graph(store: Any, revisions: list[int]) -> networkx.DiGraph:
    """Effects point at their causes; nodes are revisions and input ids ("i7"). At most DEEPEST, the newest."""
    graph = networkx.DiGraph()
    waiting = revisions[-DEEPEST:]
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


def of_events(store: Any, uids: set[str], told: list[dict], until: int | None = None) -> list[dict]:
    """What Events tell of objects that the links `told` do not: each Event once, when it was first written, with how
    often it came. What is written together with a change is told by that change, but for most warnings."""
    known = {(link["actor"], link["time"]) for link in told}
    first: dict[str, Change] = {}
    times: dict[str, int] = {}
    for change in store.history:
        event = change.object
        if change.resource != "events" or change.op == "DELETED" or (until is not None and change.time > until):
            continue
        if (event.get("involvedObject") or {}).get("uid") in uids:
            first.setdefault(change.name, change)
            times[change.name] = event.get("count") or 1
    return [
        {**_link(change, []), "reason": _told_by(change.object, times[name])}
        for name, change in first.items()
        if (change.actor, change.time) not in known or _warns(change.object)
    ]


def _warns(event: dict) -> bool:
    name = event.get("reason")
    return name in TELLING or (event.get("type") == "Warning" and name not in SAME)


def _told_by(event: dict, times: int) -> dict:
    name = event.get("reason", "")
    params = {"event": f"{name} ×{times}" if times > 1 else name, "message": event.get("message", "")}
    return {"code": "event.record", "params": params}


def of_refusals(simulation: Any, inputs: dict[str, Any], resource: str, namespace: str, name: str) -> list[dict]:
    """What somebody asked of an object and was refused, each with the line that asked."""
    found = []
    for code, params, time in simulation.verdicts.get(refused.NAME, {}).values():
        about = (params.get("resource"), params.get("namespace"), params.get("name"))
        if code == refused.CODE and about == (resource, namespace, name):
            asked = _input_link(params["input"], inputs.get(params["input"]), [])
            said = {"actor": refused.NAME, "reason": {"code": code, "params": params}, "command": "", "op": "REFUSED"}
            found += [asked, {**asked, **said, "time": time, "place": (LAST, 1)}]
    return found


def _link(change: Any, leads_to: list) -> dict:
    metadata = change.object["metadata"]
    return {
        "id": change.revision,
        "place": (change.revision, 1),
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


def _is_bookkeeping(change: Any) -> bool:
    """A status written with nothing new in it but which generation was seen: no step of the story."""
    is_status = change is not None and change.op == "MODIFIED" and (change.reason or ("",))[0].endswith("status")
    return is_status and changed(change.previous, change.object) is None


def _input_link(id_: str, given: Any, leads_to: list) -> dict:
    return {
        "id": id_,
        "place": (min(leads_to, default=LAST), 0),
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
