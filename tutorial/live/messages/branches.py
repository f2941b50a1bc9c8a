"""Messages that move the head of a cluster to another past."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

from tutorial.live import beside, heads
from tutorial.live.messages.fields import number, text, wrong
from tutorial.live.messages.registry import Result, message
from tutorial.live.undo import last_done
from tutorial.live.viewer import Viewer
from tutorial.words import Refusal

if TYPE_CHECKING:
    from tutorial.live.cluster import LiveCluster
    from tutorial.live.host import Host


@message("fork", owner_only=True)
async def fork(host: Host, live: LiveCluster, viewer: Viewer, given: dict) -> Result:
    """A new branch that has lived through exactly the past up to `at`; the head moves there."""
    at = number(given, "at")
    first, last = live.simulation.origin["clock"]["now"], live.simulation.now
    if not first <= at <= last:
        raise Refusal("no_moment", given=at, first=first, last=last)
    simulation = live.simulation
    twin = await asyncio.to_thread(simulation.branch, at)
    await heads.move(host, live, twin, at)
    return {"branch": live.branch}


@message("undo", owner_only=True)
async def undo(host: Host, live: LiveCluster, viewer: Viewer, given: dict) -> Result:
    """The moment before the last command (or fault, or what a real client did), as a new branch; the files stay."""
    simulation = live.simulation
    first = last_done(simulation.inputs, live.session.start_input)
    if first is None:
        raise Refusal("nothing_to_undo")
    twin = await asyncio.to_thread(simulation.branch, None, first.sequence)
    await heads.move(host, live, twin, twin.now)
    return {"branch": live.branch, "undone": first.command or first.actor}


@message("retry", owner_only=True)
async def retry(host: Host, live: LiveCluster, viewer: Viewer, given: dict) -> Result:
    """A new branch just before what broke the `check`: before the command that led to it, if one did, else before that
    very moment; the files stay."""
    id_ = text(given, "check", 200)
    simulation, monitor = live.simulation, live.session.monitor
    broken = monitor.standing(id_) if monitor and id_ in monitor.broken else None
    if broken is None or broken.turned is None:
        raise wrong("check", id_, ", ".join(monitor.broken) if monitor else "")
    led = (broken.happened or {}).get("input")
    done = [one for one in simulation.inputs if led is not None and one.sequence <= led]
    first = last_done(done, live.session.start_input)
    just_before, began = broken.turned.at - 1, simulation.origin["clock"]["now"]
    if first is None and just_before < began:
        raise Refusal("no_moment", given=just_before, first=began, last=simulation.now)
    at, before = (just_before, None) if first is None else (None, first.sequence)
    twin = await asyncio.to_thread(simulation.branch, at, before)
    await heads.move(host, live, twin, twin.now)
    return {"branch": live.branch, "before": first.command or first.actor if first else ""}


@message("compare", owner_only=True)
async def compare(host: Host, live: LiveCluster, viewer: Viewer, given: dict) -> Result:
    """A fork of this cluster beside it, under the same clock: from now, or from the moment `at` of its past."""
    first, last = live.simulation.origin["clock"]["now"], live.simulation.now
    at = last if given.get("at") is None else number(given, "at")
    if not first <= at <= last:
        raise Refusal("no_moment", given=at, first=first, last=last)
    await beside.begin(host, live, at)
    return {"beside": live.beside}


@message("keep", owner_only=True)
async def keep(host: Host, live: LiveCluster, viewer: Viewer, given: dict) -> Result:
    """The comparison ends: `side` "a" is this cluster as it is, "b" lets it go on as the one beside it."""
    side = given.get("side")
    if side not in ("a", "b"):
        raise wrong("side", side, "a, b")
    await beside.end(host, live, side)
    return {"branch": live.branch}


@message("reset", owner_only=True)
async def reset(host: Host, live: LiveCluster, viewer: Viewer, given: dict) -> Result:
    """The lesson's start state again, files included. A comparison ends."""
    if live.record.beside_id:
        raise Refusal("only_beside")
    if live.companion is not None:
        await beside.end(host, live, "a")
    await heads.reset(host, live)
    return {"branch": live.branch}


@message("show", owner_only=True)
async def show(host: Host, live: LiveCluster, viewer: Viewer, given: dict) -> Result:
    """The answer's script, to be typed visibly; solving it then does not count."""
    lesson = live.session.lesson
    found = lesson.shown_answer() if lesson else None
    if not live.session.solved and found:
        await heads.note_shown(host, live, True)
    return {"script": found.script if found else ""}
