"""Frames: what the server says on a socket. Encoded once, whoever gets them."""

from __future__ import annotations

import json
from collections.abc import Iterable
from typing import Any

from tutorial.lessons.slim import SERVICE_LABEL, Slimmer

COALESCE_ABOVE = 300  # changes in one frame; beyond it only the last one of each object is sent


def encode(frame: dict) -> str:
    return json.dumps(frame, separators=(",", ":"), ensure_ascii=False)


def slim_changes(slimmer: Slimmer, store: Any, changes: Iterable[Any]) -> list[dict]:
    """The contract's changes: op, slim object, time, revision, actor, causes, reason."""
    made: list[dict] = []
    touched: dict[tuple[str, str], Any] = {}
    for change in changes:
        if change.resource == "endpointslices.discovery.k8s.io":
            service = (change.object["metadata"].get("labels") or {}).get(SERVICE_LABEL)
            if service:
                touched[change.namespace, service] = change
            continue
        slim = slimmer.slim(change.resource, change.object)
        if slim is not None:
            made.append(_line(change, change.op, slim))
    for (namespace, name), change in touched.items():
        service = store.get("services", namespace, name)
        if service is not None:
            made.append(_line(change, "MODIFIED", slimmer.slim("services", service)))
    return coalesced(made) if len(made) > COALESCE_ABOVE else made


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


def _line(change: Any, op: str, slim: dict) -> dict:
    return {
        "op": op,
        "object": slim,
        "time": change.time,
        "revision": change.revision,
        "actor": change.actor,
        "causes": list(change.causes),
        "reason": {"code": change.reason[0], "params": change.reason[1]} if change.reason else None,
    }
