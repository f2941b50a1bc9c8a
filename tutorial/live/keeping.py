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

FORMAT = 4


class Damaged(Exception):
    """What is kept of a cluster cannot be read."""


class Packed:
    """A part of a state that is read only when somebody looks so far back: `text` is its JSON, deflated, in base64."""

    def __init__(self, text: str):
        self.text = text

    @classmethod
    def of(cls, value: Any) -> Packed:
        """`value` is JSON, or packed already."""
        return value if isinstance(value, Packed) else cls(base64.b64encode(zlib.compress(_text(value), 1)).decode())

    def __call__(self) -> Any:
        """Raises Damaged."""
        try:
            return _read(zlib.decompress(base64.b64decode(self.text)))
        except (zlib.error, ValueError) as error:
            raise Damaged(f"what was recorded cannot be read: {error}") from error


PACKED = ("origin", "history")  # of a state


def pack(state: dict) -> bytes:
    """`state` is LiveCluster.state()'s; its parts named in PACKED may be Packed."""
    parts = {name: Packed.of(state[name]).text for name in PACKED}
    return zlib.compress(_text({"format": FORMAT, **state, **parts}), 1)


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
        return {**state, **{name: Packed(state[name]) for name in PACKED}}
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
    since = rows[0][0] - 1 if rows else state["simulation"]["store"]["revision"]
    packed = {"origin": Packed.of(state["origin"]).text, "history": Packed.of(rows).text}
    return {**state, **packed, "format": 3, "recorded": [since, len(rows)]}


def _from_3(state: dict) -> dict:
    """Until 2026-11-23: of the checks only when goals were met and guards broken, by id, without the revision."""
    checks = state["session"]["checks"]
    if checks is not None:
        turned = [(id_, word, at) for word in ("met", "broken") for id_, at in checks[word].items()]
        checks = {id_: {"state": word, "turned": [at, None]} for id_, word, at in turned}
    return {**state, "format": 4, "session": {**state["session"], "checks": checks}}


OLDER: dict[int, Callable[[dict], dict]] = {2: _from_2, 3: _from_3}
