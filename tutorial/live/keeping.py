"""How a cluster's state is written into a snapshot, and read back: also what an older version of Orrery wrote."""

from __future__ import annotations

import base64
import json
import zlib
from collections.abc import Callable
from typing import Any

import orjson

from cluster.store import DELETED
from tutorial.live.deltas import delta

FORMAT = 3


class Damaged(Exception):
    """What is kept of a cluster cannot be read."""


class PackedOrigin:
    """The beginning of what can be lived through again, as it was kept: read when somebody goes back there."""

    def __init__(self, text: str):
        self.text = text

    def __call__(self) -> dict:
        """The simulation's snapshot. Raises Damaged."""
        try:
            return _read(zlib.decompress(base64.b64decode(self.text)))
        except (zlib.error, ValueError) as error:
            raise Damaged(f"the beginning of the recording cannot be read: {error}") from error


def pack(state: dict) -> bytes:
    """`state` is LiveCluster.state()'s; its `origin` is a snapshot, or a PackedOrigin."""
    origin = state["origin"]
    if not isinstance(origin, PackedOrigin):
        origin = PackedOrigin(base64.b64encode(zlib.compress(_text(origin), 1)).decode())
    return zlib.compress(_text({"format": FORMAT, **state, "origin": origin.text}), 1)


def unpack(data: bytes) -> dict:
    """The state that `pack` was given, by this version or an older one. Raises Damaged."""
    try:
        state = _read(zlib.decompress(data))
    except (zlib.error, ValueError) as error:
        raise Damaged(f"the snapshot cannot be read: {error}") from error
    if not isinstance(state, dict) or state.get("format") not in (FORMAT, *OLDER):
        given = state.get("format") if isinstance(state, dict) else type(state).__name__
        known = ", ".join(map(str, (*sorted(OLDER), FORMAT)))
        raise Damaged(f"the snapshot has format {given!r}; this version reads {known}")
    try:
        while state["format"] != FORMAT:
            state = OLDER[state["format"]](state)
        return {**state, "origin": PackedOrigin(state["origin"])}
    except (KeyError, TypeError, ValueError, IndexError) as error:
        raise Damaged(f"the snapshot is not whole: {error!r}") from error


def _text(value: Any) -> bytes:
    return json.dumps(value, separators=(",", ":")).encode()


def _read(data: bytes) -> Any:
    """JSON; halves of characters, which containers may print, are known only to the slower reader."""
    try:
        return orjson.loads(data)
    except orjson.JSONDecodeError:
        return json.loads(data)


def _from_2(state: dict) -> dict:
    """Until 2026-11-23: objects whole in each change of the history, the origin as it is."""
    last: dict[tuple, dict | None] = {}
    rows = []
    for *head, obj, previous, actor, causes, reason in state["history"]:
        key = tuple(head[3:6])
        before = last.get(key) or previous
        first = None if key in last else previous
        last[key] = None if head[2] == DELETED else obj
        rows.append([*head, [obj] if before is None else delta(before, obj), first, actor, causes, reason])
    origin = base64.b64encode(zlib.compress(_text(state["origin"]), 1)).decode()
    return {**state, "format": 3, "history": rows, "origin": origin}


OLDER: dict[int, Callable[[dict], dict]] = {2: _from_2}
