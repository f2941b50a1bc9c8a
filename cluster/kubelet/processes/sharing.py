"""Main processes that see one another's files: what each does is worked out together with what the others do.

A process depends on what was written before, never on what comes after; so working them out in turn, each with what the
others wrote in the round before, settles: with every round more of the time they share is right, and when nothing
changes any more all of it is. Only processes whose writes are not kept yet take part (see Held.container `settled`).
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from cluster import disks
from cluster.images.filesystem.files import ROOT, Write
from cluster.images.place import Ran
from cluster.kubelet.volumes import mounting
from cluster.runtime import Runtime

if TYPE_CHECKING:
    from cluster.kubelet.processes.inside import Held

_S = 1_000_000
AHEAD, _FARTHEST = 60 * _S, 7 * 24 * 3600 * _S
_MOST_ROUNDS = 24

Alone = Callable[["Held", int | None, list[Write]], Ran]


def others(runtime: Runtime, at: Held, run: dict) -> list[Held]:
    """Runs beside this one whose writes it may see, in a fixed order."""
    spec, own = at.pod["spec"], at.record.get("volumes")
    if not own or (len(spec["containers"]) == 1 and not spec.get("initContainers") and "pod" not in at.record):
        return []
    found = _unsettled(at, at.spec.get("volumeMounts"), own)
    if "pod" in at.record and at.key:
        for key in disks.sharing(runtime, at.node, at.key):
            record = runtime.get(at.node, key)
            if record is not None and "pod" in record:
                there = at._replace(key=key, pod=record["pod"], record=record, spec={}, container={})
                found += _unsettled(there, None, record["volumes"])
    return [other for other in found if other.container["id"] != run.get("id")]


def _unsettled(at: Held, wanted: list[dict] | None, volumes: dict) -> list[Held]:
    """The pod's runs that write into volumes among `wanted` (None: into the node's files)."""
    names = {mount["name"] for mount in wanted} if wanted is not None else None
    spec, found = at.pod["spec"], []
    for each in [*(spec.get("initContainers") or ()), *spec["containers"], *(spec.get("ephemeralContainers") or ())]:
        run = at.record["containers"].get(each["name"])
        if run is None or not is_unsettled(run):
            continue
        for mount in each.get("volumeMounts") or ():
            volume = volumes.get(mount["name"]) or {}
            seen = "disk" in volume or ("files" in volume and names is not None and mount["name"] in names)
            if seen and not mount.get("readOnly"):
                found.append(at._replace(spec=each, container=run))
                break
    return found


def is_unsettled(run: dict) -> bool:
    """It was started, and what it wrote into volumes is not kept yet."""
    return "id" in run and run.get("settled") != run["id"]


def together(me: Held, until: int | None, beside: list[Held], alone: Alone) -> Ran:
    """What `me` does, with what the others write in `given`. `known`: where its end is not in sight only because theirs
    is not, up to when that is known."""
    everybody = [*beside, me]
    rans = _agreed(everybody, dict.fromkeys(map(_id, everybody), until), alone)
    mine, theirs = rans[_id(me)], any(rans[_id(other)].cut for other in beside)
    if until is not None or mine.endless or not theirs:
        return mine._replace(cut=mine.cut or theirs)
    run = me.container
    looked = run.get("looked", run["started"])
    horizon = looked + max(AHEAD, looked - run["started"])
    if mine.ends is None and mine.known is not None:
        horizon = min(horizon, mine.known)
    for _ in range(_MOST_ROUNDS):
        known = {**dict.fromkeys(map(_id, beside), horizon), _id(me): None}
        mine = _agreed(everybody, known, alone)[_id(me)]
        if mine.ends is None or mine.ends <= horizon or mine.ends > horizon + _FARTHEST:
            break
        horizon = mine.ends
    waits = mine.ends is None and not mine.endless
    return mine._replace(cut=mine.ends is None, known=min(horizon, mine.known or horizon) if waits else None)


def _agreed(everybody: list[Held], until: dict[str, int | None], alone: Alone) -> dict[str, Ran]:
    """Run's id → what it does, once all of them agree."""
    rans: dict[str, Ran] = {}
    for _ in range(_MOST_ROUNDS):
        stable = True
        for each in everybody:
            id_ = _id(each)
            given = [write for other in everybody if other is not each for write in _seen(other, rans, each)]
            before = rans.get(id_)
            if before is not None and list(before.given) == given:
                continue
            rans[id_] = alone(each, _end(each, until[id_]), given)._replace(given=tuple(given))
            stable = stable and before is not None and before.writes == rans[id_].writes
        if stable:
            break
    return rans


def _seen(other: Held, rans: dict[str, Ran], by: Held) -> list[Write]:
    ran = rans.get(_id(other))
    if ran is None or not is_unsettled(other.container):
        return []
    last = _end(other, None)
    return [
        write
        for write in ran.writes
        if write.key != ROOT
        and (write.key == mounting.DISK or other.key == by.key)
        and (last is None or write.change[0] <= last)
    ]


def _end(each: Held, until: int | None) -> int | None:
    """Up to when it ran, at most: one that was ended by others has not done what it would have done later."""
    ended = None if each.container["state"] in ("hooked", "running", "stopping") else each.container.get("finished")
    return until if ended is None else ended if until is None else min(until, ended)


def _id(each: Held) -> str:
    return each.container["id"]


# -- telling -----------------------------------------------------------------------------------------------------------


def touch(runtime: Runtime, node: str, key: str) -> None:
    """Something changed in the node's files, as the pod of that key sees them: others that see them look again."""
    for other in disks.sharing(runtime, node, key):
        look_again(runtime, node, other)


def look_again(runtime: Runtime, node: str, key: str) -> None:
    """What the pod's processes see has changed."""
    record = runtime.get(node, key)
    if record is not None:
        runtime.put(node, key, {**record, "turn": record.get("turn", 0) + 1})
        runtime.wake(node, key)
