"""Messages of whoever watches: they change nothing."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, Any

from cluster.objects.yaml import dump as to_yaml
from tutorial.lessons import predicting
from tutorial.live import past, why
from tutorial.live.messages.fields import number, text, wrong
from tutorial.live.messages.registry import Result, message
from tutorial.live.viewer import Viewer
from tutorial.words import Refusal

if TYPE_CHECKING:
    from cluster.simulation import Simulation
    from tutorial.live.cluster import LiveCluster
    from tutorial.live.host import Host


@message("hello", repeatable=True)
async def hello(host: Host, live: LiveCluster, viewer: Viewer, given: dict) -> Result:
    """`since` (and the `epoch` it belongs to): go on from there if nothing in between is lost, else a snapshot."""
    since = given.get("since")
    if isinstance(since, int) and given.get("epoch") == live.epoch + live.again and live.show_changes(viewer, since):
        return {"resumed": True, "role": viewer.role}
    if live.session.is_heavy(""):
        await live.prepare_snapshot()
    live.show_snapshot(viewer)
    return {"resumed": False, "role": viewer.role}


@message("seen", repeatable=True)
def seen(host: Host, live: LiveCluster, viewer: Viewer, given: dict) -> Result:
    if viewer.seen(number(given, "revision")):
        live.show_snapshot(viewer)
    return None


@message("seek", repeatable=True)
async def seek(host: Host, live: LiveCluster, viewer: Viewer, given: dict) -> Result:
    """The world as it was; each viewer's own, the cluster goes on."""
    time = number(given, "time")
    first = live.recorded_since()
    if not first <= time <= live.simulation.now:
        raise Refusal("no_moment", given=time, first=first, last=live.simulation.now)
    heavy = live.session.is_heavy("")
    return await asyncio.to_thread(past.at, live.simulation, time) if heavy else past.at(live.simulation, time)


@message("history", repeatable=True)
async def history(host: Host, live: LiveCluster, viewer: Viewer, given: dict) -> Result:
    """What happened up to the revision `before`, the newest of it: the world as it was at `time`, and each change from
    there. `more`: there is something before that."""
    before = number(given, "before")
    if not live.simulation.store.compacted <= before <= live.simulation.store.revision:
        return {"changes": [], "more": False}
    return await asyncio.to_thread(past.up_to, live.simulation, before)


@message("why", repeatable=True)
async def explain(host: Host, live: LiveCluster, viewer: Viewer, given: dict) -> Result:
    """Of `uid`, or of `nothing`; as things stood at the moment `at` (virtual µs), if it is given.

    `nothing` at a moment of the past tells what happened then, too."""
    simulation, then = live.simulation, given.get("at")
    if given.get("at") is not None and number(given, "at") < simulation.now:
        if given["at"] < simulation.origin["clock"]["now"]:
            raise Refusal("no_moment", given=given["at"], first=simulation.origin["clock"]["now"], last=simulation.now)
        simulation = await asyncio.to_thread(simulation.branch, given["at"])
    if given.get("nothing"):
        happened = why.of_moment(simulation, live.inputs, then) if then is not None else None
        return {**why.nothing(simulation), "chain": (happened or {}).get("chain", [])}
    return whole_object(live, text(given, "uid", 64), simulation)


def whole_object(live: LiveCluster, uid: str, simulation: Simulation | None = None) -> dict:
    """YAML, events, chain of causes and verdicts of one object. Raises Refusal when there is no such object.

    `simulation`: the cluster at another moment than now."""
    found = why.about(simulation or live.simulation, live.inputs, uid)
    if found is None:
        raise Refusal("no_object", uid=uid[:64])
    obj = found.pop("object")
    return {**found, "yaml": to_yaml(obj)}


@message("predict", repeatable=True)
async def predict(host: Host, live: LiveCluster, viewer: Viewer, given: dict) -> Result:
    """What can be answered to a `question` of the lesson; with a `choice` ("": something else), also what will really
    happen: this cluster may have an answer that nobody foresaw.

    `asked`: from which moment on (virtual µs); `at`: when the answer is seen in that branch, of which tutorial/share
    gives the tape."""
    lesson, id_ = live.session.lesson, text(given, "question", 60)
    question = next((one for one in (lesson.questions if lesson else ()) if one.id == id_), None)
    if question is None:
        raise wrong("question", id_, ", ".join(one.id for one in lesson.questions) if lesson else "")
    simulation, files = live.simulation, live.session.files
    try:
        offered = predicting.choices(question, simulation, files)
        result: dict[str, Any] = {"choices": offered}
        if given.get("choice") is not None:
            asked, twin = simulation.now, simulation.branch()
            answer, at = await asyncio.to_thread(predicting.predicted, question, twin, dict(files))
            said = text(given, "choice", 300)
            right = said == answer if said else answer not in offered
            result |= {"answer": answer, "right": right, "asked": asked, "at": at}
    except predicting.CannotTell as error:
        raise Refusal("cannot_tell", why=str(error)[:300]) from error
    return result
