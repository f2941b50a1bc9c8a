"""How a cluster's state is written into a snapshot, and read back: also what an older version of Orrery wrote."""

from __future__ import annotations

import base64
from collections.abc import Callable
from importlib.metadata import version
from typing import Any

from cluster.simulation import FORMAT as ENGINE_FORMAT
from cluster.store import DELETED
from tutorial.live.deltas import delta
from tutorial.live.packing import MAGIC, Packed, Shelf, Unreadable, join, part
from tutorial.words import Refusal

FORMAT = 5


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


class Past(Packed):
    """A part of a state that is read only when somebody looks so far back."""

    def __call__(self) -> Any:
        """Raises Damaged."""
        try:
            return super().__call__()
        except Unreadable as error:
            raise Damaged(f"what was recorded cannot be read: {error}", "past_damaged") from error


PAST = ("origin", "history")  # of a state
EVENTS = "events"  # nearly all objects of a large cluster: read when somebody asks for one


def pack(state: dict) -> bytes:
    """`state` is LiveCluster.state()'s; its parts named in PAST may be packed, its events on a Shelf."""
    events = Shelf.of(state["simulation"]["store"]["objects"].get(EVENTS, []))
    parts = {**{name: Packed.of(state[name]) for name in PAST}, EVENTS: events.packed}
    head = {name: value for name, value in _with_events(state, events.count).items() if name not in PAST}
    return join([Packed.of({"format": FORMAT, **head, "packed": list(parts)}), *parts.values()])


def unpack(data: bytes, **is_of: Any) -> dict:
    """The state that `pack` was given, by this version or an older one: its parts named in PAST are Past, its events a
    Shelf. Raises Damaged, and Newer.

    `is_of`: what it says of itself, if it does (`sequence`: the number of the row after which it is; `cluster`)."""
    state, parts = _read(data)
    _check_age(state)
    for name, value in is_of.items():
        if state.get(name, value) != value:
            raise Damaged(f"the snapshot is of {name} {state[name]!r:.40}, not of {value}")
    if state.get("format") not in (FORMAT, *OLDER):
        known = ", ".join(map(str, (*sorted(OLDER), FORMAT)))
        raise Damaged(f"the snapshot has format {state.get('format')!r}; this version reads {known}")
    try:
        state = _whole(state, parts) if state["format"] >= 5 else state
        while state["format"] != FORMAT:
            state = OLDER[state["format"]](state)
        return state
    except (KeyError, TypeError, ValueError, IndexError) as error:
        raise Damaged(f"the snapshot is not whole: {error!r}") from error


def _read(data: bytes) -> tuple[Any, list[Packed]]:
    """The head of a state and its packed parts; all is head until format 4."""
    if not isinstance(data, (bytes, memoryview)):
        raise Damaged(f"the snapshot is {type(data).__name__}, not bytes")
    data = bytes(data)
    try:
        if not data.startswith(MAGIC):
            return Packed(data)(), []
        head, *parts = part(data)
        return head(), parts
    except Unreadable as error:
        raise Damaged(f"the snapshot cannot be read: {error}") from error


def _whole(head: dict, parts: list[Packed]) -> dict:
    """The state of a head and its parts: what is not of the past must be readable now."""
    named = dict(zip(head["packed"], parts, strict=True))
    named[EVENTS].check()
    count = head["simulation"]["store"]["objects"][EVENTS]
    past = {name: Past(named[name].data, named[name].sum) for name in PAST}
    state = {name: value for name, value in head.items() if name != "packed"}
    return _with_events({**state, **past}, Shelf(count, named[EVENTS]))


def _with_events(state: dict, events: Any) -> dict:
    simulation, store = state["simulation"], state["simulation"]["store"]
    objects = {**store["objects"], EVENTS: events}
    return {**state, "simulation": {**simulation, "store": {**store, "objects": objects}}}


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
    packed = {"origin": _in_base64(state["origin"]), "history": _in_base64(rows)}
    return {**state, **packed, "format": 3, "recorded": [since, len(rows)]}


def _from_3(state: dict) -> dict:
    """Until 2026-11-23: of the checks only when goals were met and guards broken, by id, without the revision."""
    checks = state["session"]["checks"]
    if checks is not None:
        turned = [(id_, word, at) for word in ("met", "broken") for id_, at in checks[word].items()]
        checks = {id_: {"state": word, "turned": [at, None]} for id_, word, at in turned}
    return {**state, "format": 4, "session": {**state["session"], "checks": checks}}


def _from_4(state: dict) -> dict:
    """Until 2026-11-23: all in one piece, the past in base64."""
    return {**state, "format": 5, **{name: Past(base64.b64decode(state[name])) for name in PAST}}


def _in_base64(value: Any) -> str:
    return base64.b64encode(Packed.of(value).data).decode()


OLDER: dict[int, Callable[[dict], dict]] = {2: _from_2, 3: _from_3, 4: _from_4}
