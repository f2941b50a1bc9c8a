"""How a cluster's state is written into a snapshot, and read back: also what an older version of Orrery wrote."""

from __future__ import annotations

import base64
import gc
import json
import zlib
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from importlib.metadata import version
from typing import Any

import orjson

from cluster.simulation import FORMAT as ENGINE_FORMAT
from cluster.store import DELETED
from tutorial.live.deltas import delta
from tutorial.words import Refusal

FORMAT = 4


class Damaged(Refusal):
    """What is kept of a cluster cannot be read; `why` says it to the operator."""

    def __init__(self, why: str, code: str = "damaged"):
        super().__init__(code)
        self.why = why

    def __str__(self) -> str:
        return self.why


class Newer(Refusal):
    """A newer Orrery kept it: this one could not read it whole, and leaves it as it is."""

    def __init__(self, given: str, ours: str):
        super().__init__("newer", given=given, ours=ours)


# what reading it can end with: no bytes at all, not deflated, no JSON, JSON that is too deep
UNREADABLE = (TypeError, zlib.error, ValueError, RecursionError)


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
        except UNREADABLE as error:
            raise Damaged(f"what was recorded cannot be read: {error}", "past_damaged") from error


PACKED = ("origin", "history")  # of a state


def pack(state: dict) -> bytes:
    """`state` is LiveCluster.state()'s; its parts named in PACKED may be Packed."""
    parts = {name: Packed.of(state[name]).text for name in PACKED}
    return zlib.compress(_text({"format": FORMAT, **state, **parts}), 1)


def unpack(data: bytes, **is_of: Any) -> dict:
    """The state that `pack` was given, by this version or an older one. Raises Damaged, and Newer.

    `is_of`: what it says of itself, if it does (`sequence`: the number of the row after which it is; `cluster`)."""
    try:
        state = _read(zlib.decompress(data))
    except UNREADABLE as error:
        raise Damaged(f"the snapshot cannot be read: {error}") from error
    _check_age(state)
    for name, value in is_of.items():
        if state.get(name, value) != value:
            raise Damaged(f"the snapshot is of {name} {state[name]!r:.40}, not of {value}")
    if state.get("format") not in (FORMAT, *OLDER):
        known = ", ".join(map(str, (*sorted(OLDER), FORMAT)))
        raise Damaged(f"the snapshot has format {state.get('format')!r}; this version reads {known}")
    try:
        while state["format"] != FORMAT:
            state = OLDER[state["format"]](state)
        return {**state, **{name: Packed(state[name]) for name in PACKED}}
    except (KeyError, TypeError, ValueError, IndexError) as error:
        raise Damaged(f"the snapshot is not whole: {error!r}") from error


def _check_age(state: Any) -> None:
    """Raises Newer when a later format or a later release wrote it."""
    if not isinstance(state, dict):
        raise Damaged(f"the snapshot is {type(state).__name__}, not an object")
    given = state.get("format")
    if isinstance(given, int) and given > FORMAT:
        raise Newer(f"format {given}", f"format {FORMAT}")
    engine = str(state.get("engine", "")).split("/")
    if _number(engine[0]) > _number(version("orrery")):
        raise Newer(engine[0], version("orrery"))
    if len(engine) > 1 and engine[1].isdecimal() and int(engine[1]) > ENGINE_FORMAT:
        raise Newer(f"engine format {engine[1]}", f"engine format {ENGINE_FORMAT}")


def _number(release: str) -> tuple[int, ...]:
    """ "0.10.2" → (0, 10, 2)"""
    return tuple(int(part) for part in release.split(".") if part.isdecimal())


def _text(value: Any) -> bytes:
    """JSON; what the quick writer does not know (halves of characters) the slower one does."""
    try:
        return orjson.dumps(value)
    except TypeError:
        return json.dumps(value, separators=(",", ":")).encode()


def _read(data: bytes) -> Any:
    """JSON; halves of characters, which containers may print, are known only to the slower reader."""
    with _without_collecting():
        try:
            return orjson.loads(data)
        except orjson.JSONDecodeError:
            return json.loads(data)


@contextmanager
def _without_collecting() -> Iterator[None]:
    """What is made meanwhile lives long and has no cycles: to look for some among it takes ten times as long as to make
    it. It counts as old at once (`freeze` and `unfreeze` move lists, they look at nothing)."""
    collecting = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if collecting:
            gc.freeze()
            gc.unfreeze()
            gc.enable()


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
