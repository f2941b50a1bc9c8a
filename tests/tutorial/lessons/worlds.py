"""Tiny worlds for checks: plain dictionaries, no engine."""

from __future__ import annotations

from typing import Any, NamedTuple

from tutorial.lessons.world import World


class Change(NamedTuple):
    revision: int
    time: int
    op: str
    resource: str
    namespace: str
    name: str
    object: dict
    previous: dict | None = None
    actor: str = "kubectl"
    causes: tuple = ()
    reason: tuple | None = None


class Input(NamedTuple):
    request: dict
    command: str = ""


def slim(resource: str, obj: dict) -> dict:
    metadata = obj["metadata"]
    return {
        "kind": obj["kind"],
        **{key: metadata.get(key) for key in ("name", "namespace", "labels", "owner")},
        **obj.get("slim", {}),
    }


def obj(
    kind: str, name: str, namespace: str = "default", labels: dict | None = None, owner: dict | None = None, **said: Any
) -> dict:
    metadata = {"name": name, "namespace": namespace, "labels": labels or {}, "owner": owner}
    return {"kind": kind, "metadata": metadata, "slim": said}


def change(op: str, thing: dict, time: float = 0, previous: dict | None = None, **rest: Any) -> Change:
    metadata = thing["metadata"]
    return Change(
        0,
        int(time * 1e6),
        op,
        thing["kind"].lower() + "s",
        metadata["namespace"],
        metadata["name"],
        thing,
        previous,
        **rest,
    )


def world(*things: dict, inputs: dict[str, Input] | None = None, files: dict[str, str] | None = None) -> World:
    made = World(slim, input_of=(inputs or {}).get, files=files)
    for thing in things:
        made.put(thing["kind"].lower() + "s", thing)
    return made
