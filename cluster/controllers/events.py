"""How components record Events, and why a burst of similar ones becomes one with a count.

Every source has, per object: a bucket of tokens against spam, groups of similar events (same type and reason), and the
Events it already wrote. Equal events raise the count of the one that is there; the tenth different message of a group
within ten minutes begins one combined Event, which then stands for the group.

Source: client-go's EventCorrelator (https://pkg.go.dev/k8s.io/client-go/tools/record#EventCorrelator: 10 similar within
600 s; 25 tokens, one more every 300 s); https://kubernetes.io/docs/reference/kubernetes-api/cluster-resources/event-v1/;
golden suites rollouts (deploymentEvents) and replicasets (events).
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, NamedTuple

from cluster import reasons
from cluster.api.errors import StatusError
from cluster.component import World
from cluster.objects import times
from cluster.reasons import reason

reasons.register({"event.record": ("event",)})

RESOURCE = "events"
MEMORY = "events"  # memory[MEMORY][source and object] = {"tokens", "filled", "groups"}
BURST, REFILL = 25, 300 * times.SECOND
SIMILAR, WINDOW = 10, 600 * times.SECOND
PREFIX = "(combined from similar events): "
# Components that write the newer form of Event (events.k8s.io/v1), and what they say they were doing.
# Source: golden suite rollouts, podEventReasons: Scheduled has an empty source component.
ACTIONS = {"default-scheduler": {"Preempted": "Preempting", "Scheduled": "Binding", "": "Scheduling"}}
SERIES_WINDOW = 360 * times.SECOND

Memory = dict[str, Any]


class Recorder:
    """Writes Events for World.event. Keeps nothing itself: what it remembers is in the cluster's memory."""

    def record(
        self, world: World, about: dict, kind: str, why: str, message: str, field: str = "", host: str = ""
    ) -> None:
        """An Event of `kind` Normal or Warning about `about`; `field` is the part of it, `host` the node that speaks.
        An Event that cannot be written is dropped, as real recorders do."""
        reference = involved(about, field)
        memory = world.memory.setdefault(MEMORY, {})
        place = place_of(world.component, host, reference)
        state = memory.get(place) or {"tokens": BURST, "filled": world.now, "groups": {}}
        correlate = _series if world.component in ACTIONS else _correlated
        memory[place] = correlate(world, state, _Said(reference, kind, why, message, host))


class _Said(NamedTuple):
    reference: dict
    kind: str
    why: str
    message: str
    host: str


def _correlated(world: World, state: Memory, said: _Said) -> Memory:
    """Group, filter spam, then write or raise a count; the state afterwards."""
    name = f"{said.kind}/{said.why}"
    group, combined = _grouped(state["groups"].get(name), said.message, world.now)
    tokens, filled = _refilled(state, world.now)
    if tokens >= 1:
        tokens -= 1
        message = PREFIX + said.message if combined else said.message
        place = "" if combined else said.reference.get("fieldPath", "") + "\0" + said.message
        group = _written(world, group, place, said._replace(message=message), _count_up, _event)
    return {"tokens": tokens, "filled": filled, "groups": {**state["groups"], name: group}}


def _series(world: World, state: Memory, said: _Said) -> Memory:
    """The newer recorder: equal events within six minutes are a series; the second is written, later ones counted."""
    name = f"{said.kind}/{said.why}"
    group = state["groups"].get(name) or {"messages": [], "written": {}, "last": world.now}
    known = group["written"].get(said.message)
    if known and world.now - known[3] > SERIES_WINDOW:
        group = {**group, "written": {text: k for text, k in group["written"].items() if text != said.message}}
    group = _written(world, group, said.message, said, _continue_series, _newer_event)
    return {**state, "groups": {**state["groups"], name: {**group, "last": world.now}}}


def _written(world: World, group: Memory, place: str, said: _Said, repeat: Callable, first: Callable) -> Memory:
    """The group after this event was written: counted up where its Event is still there, else as a new one."""
    known = group["written"].get(place)
    namespace = said.reference.get("namespace") or "default"
    why = reason("event.record", event=said.why)
    try:
        if known and world.store.get(RESOURCE, namespace, known[0]):
            changed = repeat(world, known, said)
            if changed:
                world.client.patch(RESOURCE, namespace, known[0], changed, why)
            known = [known[0], namespace, known[2] + 1, world.now]
        else:
            event = first(world, said, namespace)
            world.client.create(RESOURCE, event, why)
            known = [event["metadata"]["name"], namespace, 1, world.now]
    except StatusError:
        return group
    return {**group, "written": {**group["written"], place: known}}


def forget(world: World, event: dict) -> None:
    """The Event is gone: so is what was remembered of it, and of its object once nothing is left."""
    memory = world.memory.get(MEMORY, {})
    source = event.get("source") or {}
    component = source.get("component") or event.get("reportingComponent", "")
    place = place_of(component, source.get("host", ""), event["involvedObject"])
    state = memory.get(place)
    if state is None:
        return
    groups = {}
    for name, group in state["groups"].items():
        written = {text: known for text, known in group["written"].items() if known[0] != event["metadata"]["name"]}
        if written:
            groups[name] = {**group, "written": written}
    if groups:
        memory[place] = {**state, "groups": groups}
    else:
        del memory[place]
    if not memory:
        del world.memory[MEMORY]


def place_of(component: str, host: str, reference: dict) -> str:
    return f"{component}@{host}/{reference.get('uid') or reference.get('name', '')}"


def involved(about: dict, field: str) -> dict:
    """The reference to the object that an Event is about."""
    metadata = about["metadata"]
    reference = {"kind": about["kind"], "name": metadata["name"], "apiVersion": about["apiVersion"]}
    for name in ("namespace", "uid", "resourceVersion"):
        if metadata.get(name):
            reference[name] = metadata[name]
    if about["kind"] == "Node":
        # Sources: kubelet and node controller refer to a node by its name (golden suite tour, describe node)
        reference["uid"] = metadata["name"]
        reference.pop("resourceVersion", None)
    if field:
        reference["fieldPath"] = field
    return reference


def _refilled(state: Memory, now: int) -> tuple[int, int]:
    """(whole tokens, when the last one came)."""
    gained = (now - state["filled"]) // REFILL
    if not gained:
        return state["tokens"], state["filled"]
    if state["tokens"] + gained >= BURST:
        return BURST, now
    return state["tokens"] + gained, state["filled"] + gained * REFILL


def _grouped(group: Memory | None, message: str, now: int) -> tuple[Memory, bool]:
    """The group of similar events after this one, and whether this one goes into the combined Event."""
    if group is None:
        group = {"messages": [], "written": {}, "last": now}
    messages = group["messages"] if now - group["last"] <= WINDOW else []
    combined = message not in messages and len(messages) + 1 >= SIMILAR
    if message not in messages and not combined:
        messages = [*messages, message]
    return {**group, "messages": messages, "last": now}, combined


def _count_up(world: World, known: list, said: _Said) -> dict:
    return {"count": known[2] + 1, "lastTimestamp": times.rfc3339(world.epoch + world.now), "message": said.message}


def _continue_series(world: World, known: list, said: _Said) -> dict | None:
    if known[2] > 1:
        return None
    return {"series": {"count": 2, "lastObservedTime": times.rfc3339_micro(world.epoch + world.now)}}


def _event(world: World, said: _Said, namespace: str) -> dict:
    moment = times.rfc3339(world.epoch + world.now)
    return {
        **_common(world, said, namespace),
        "source": {"component": world.component, **({"host": said.host} if said.host else {})},
        "firstTimestamp": moment,
        "lastTimestamp": moment,
        "count": 1,
        "eventTime": None,
        "reportingInstance": said.host,
    }


def _newer_event(world: World, said: _Said, namespace: str) -> dict:
    actions = ACTIONS[world.component]
    return {
        **_common(world, said, namespace),
        "source": {},
        "firstTimestamp": None,
        "lastTimestamp": None,
        "eventTime": times.rfc3339_micro(world.epoch + world.now),
        "action": actions.get(said.why, actions[""]),
        "reportingInstance": f"{world.component}-{said.host or 'minikube'}",
    }


def _common(world: World, said: _Said, namespace: str) -> dict:
    return {
        "apiVersion": "v1",
        "kind": "Event",
        "metadata": {"name": _name(world, namespace, said.reference["name"]), "namespace": namespace},
        "involvedObject": said.reference,
        "reason": said.why,
        "message": said.message,
        "type": said.kind,
        "reportingComponent": world.component,
    }


def _name(world: World, namespace: str, about: str) -> str:
    """The object's name and the nanosecond: the first one in this microsecond that is not taken."""
    nanoseconds = (world.epoch + world.now) * 1000
    while world.store.get(RESOURCE, namespace, name := f"{about}.{nanoseconds:x}") is not None:
        nanoseconds += 1
    return name
