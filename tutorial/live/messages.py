"""What a browser may say: one function for each type of message, giving the `result` of its ack or raising Refusal."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from typing import TYPE_CHECKING, Any, NamedTuple

from cluster.objects.yaml import dump as to_yaml
from tutorial.lessons import predicting
from tutorial.live import recording, why
from tutorial.live.pace import FASTEST, SLOWEST
from tutorial.live.undo import last_done
from tutorial.live.until import CONDITIONS
from tutorial.live.viewer import OWNER, Viewer
from tutorial.words import Refusal

if TYPE_CHECKING:
    from cluster.simulation import Simulation
    from tutorial.live.cluster import LiveCluster
    from tutorial.live.host import Host

Result = dict | None


class Handler(NamedTuple):
    run: Callable[..., Any]
    owner_only: bool
    repeatable: bool  # asking again does no harm: the answer is not kept


HANDLERS: dict[str, Handler] = {}
LOAD_MOST = 100_000  # requests a second


def message(name: str, owner_only: bool = False, repeatable: bool = False):
    def register(function):
        HANDLERS[name] = Handler(function, owner_only, repeatable)
        return function

    return register


async def answer(host: Host, live: LiveCluster, viewer: Viewer, given: dict) -> dict:
    """The result of one message. Raises Refusal."""
    handler = HANDLERS.get(given["type"]) if isinstance(given.get("type"), str) else None
    if handler is None:
        raise Refusal("unknown_type", given=repr(given.get("type"))[:80], allowed=", ".join(sorted(HANDLERS)))
    if handler.owner_only and viewer.role != OWNER:
        raise Refusal("read_only")
    result = handler.run(host, live, viewer, given)
    if isinstance(result, Awaitable):
        result = await result
    return result or {}


# -- watching ----------------------------------------------------------------------------------------------------------


@message("hello", repeatable=True)
async def hello(host: Host, live: LiveCluster, viewer: Viewer, given: dict) -> Result:
    """`since` (and the `epoch` it belongs to): go on from there if nothing in between is lost, else a snapshot."""
    since = given.get("since")
    if isinstance(since, int) and given.get("epoch") == live.epoch and live.show_changes(viewer, since):
        return {"resumed": True, "role": viewer.role}
    if live.session.is_heavy(""):
        await live.prepare_snapshot()
    live.show_snapshot(viewer)
    return {"resumed": False, "role": viewer.role}


@message("seen", repeatable=True)
def seen(host: Host, live: LiveCluster, viewer: Viewer, given: dict) -> Result:
    if viewer.seen(_number(given, "revision")):
        live.show_snapshot(viewer)
    return None


@message("seek", repeatable=True)
async def seek(host: Host, live: LiveCluster, viewer: Viewer, given: dict) -> Result:
    """The world as it was; each viewer's own, the cluster goes on."""
    time = _number(given, "time")
    first = live.recorded_since()
    if not first <= time <= live.simulation.now:
        raise Refusal("no_moment", given=time, first=first, last=live.simulation.now)
    return await asyncio.to_thread(_past, live, time) if live.session.is_heavy("") else _past(live, time)


def _past(live: LiveCluster, time: int) -> dict:
    revision, objects = recording.objects_at(live.simulation.store, time)
    slim = [made for resource, obj in objects if (made := live.slimmer.slim(resource, obj))]
    return {"time": time, "revision": revision, "objects": slim}


@message("why", repeatable=True)
async def explain(host: Host, live: LiveCluster, viewer: Viewer, given: dict) -> Result:
    """Of `uid`, or of `nothing`; as things stood at the moment `at` (virtual µs), if it is given."""
    simulation = live.simulation
    if given.get("at") is not None and _number(given, "at") < simulation.now:
        if given["at"] < simulation.origin["clock"]["now"]:
            raise Refusal("no_moment", given=given["at"], first=simulation.origin["clock"]["now"], last=simulation.now)
        simulation = await asyncio.to_thread(simulation.branch, given["at"])
    if given.get("nothing"):
        return why.nothing(simulation)
    return whole_object(live, _text(given, "uid", 64), simulation)


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
    """What can be answered to a `question` of the lesson; with a `choice`, also what will really happen."""
    lesson, id_ = live.session.lesson, _text(given, "question", 60)
    question = next((one for one in (lesson.questions if lesson else ()) if one.id == id_), None)
    if question is None:
        raise _wrong("question", id_, ", ".join(one.id for one in lesson.questions) if lesson else "")
    simulation, files = live.simulation, live.session.files
    try:
        result: dict[str, Any] = {"choices": predicting.choices(question, simulation, files)}
        if given.get("choice") is not None:
            answer = await asyncio.to_thread(predicting.predicted, question, simulation, files)
            result |= {"answer": answer, "right": _text(given, "choice", 300) == answer}
    except predicting.CannotTell as error:
        raise Refusal("cannot_tell", why=str(error)[:300]) from error
    return result


# -- the owner's -------------------------------------------------------------------------------------------------------


@message("terminal", owner_only=True)
async def terminal(host: Host, live: LiveCluster, viewer: Viewer, given: dict) -> Result:
    live.catch_up()
    live.session.language = viewer.language
    line = _text(given, "line")
    live.session.start(given["id"], line)
    if live.session.is_heavy(line):
        await asyncio.to_thread(live.session.work)
    else:
        live.session.work()
    live.session.tell()
    return None


@message("interrupt", owner_only=True)
def interrupt(host: Host, live: LiveCluster, viewer: Viewer, given: dict) -> Result:
    live.catch_up()
    live.session.interrupt(final=False)
    return None


@message("typed", owner_only=True)
def typed(host: Host, live: LiveCluster, viewer: Viewer, given: dict) -> Result:
    """A line for the command that runs (`to`: its id), with its newline; "" for the end of its input."""
    live.catch_up()
    live.session.typed(given.get("to"), _text(given, "line"))
    return None


@message("edited", owner_only=True)
def edited(host: Host, live: LiveCluster, viewer: Viewer, given: dict) -> Result:
    content = given.get("content")
    if content is not None and not isinstance(content, str):
        raise _wrong("content", content, "text or null")
    live.catch_up()
    live.session.edited(given.get("edit", given["id"]), content)
    return None


@message("complete", owner_only=True, repeatable=True)
def complete(host: Host, live: LiveCluster, viewer: Viewer, given: dict) -> Result:
    line = _text(given, "line", 10_000)
    cursor = given.get("cursor", len(line))
    if isinstance(cursor, bool) or not isinstance(cursor, int) or not 0 <= cursor <= len(line):
        raise _wrong("cursor", cursor, f"0-{len(line)}")
    start, candidates = live.session.shell.complete(line, cursor)
    return {"from": start, "candidates": candidates[:200]}


@message("file", owner_only=True)
def file(host: Host, live: LiveCluster, viewer: Viewer, given: dict) -> Result:
    content = given.get("content")
    if content is not None and not isinstance(content, str):
        raise _wrong("content", content, "text, or null to remove the file")
    live.session.put_file(_text(given, "name", 200), content)
    live.tell_files(viewer)
    return None


@message("clock", owner_only=True)
def clock(host: Host, live: LiveCluster, viewer: Viewer, given: dict) -> Result:
    from time import monotonic

    rate, running, step, until = (given.get(name) for name in ("rate", "running", "step", "until"))
    if rate is not None and (
        isinstance(rate, bool) or not isinstance(rate, (int, float)) or not SLOWEST <= rate <= FASTEST
    ):
        raise _wrong("rate", rate, f"{SLOWEST}-{FASTEST:g}")
    if running is not None and not isinstance(running, bool):
        raise _wrong("running", running, "true, false")
    if step not in (None, "next"):
        raise _wrong("step", step, "next")
    now = live.simulation.now
    if isinstance(until, str):
        if until not in CONDITIONS:
            raise _wrong("until", until, ", ".join(CONDITIONS))
    elif until is not None and (
        isinstance(until, bool) or not isinstance(until, int) or not now < until <= now + 86_400_000_000
    ):
        raise _wrong("until", until, f"{now + 1}-{now + 86_400_000_000} µs")
    live.catch_up()
    live.pace.change(monotonic(), live.simulation.now, rate, running)
    if running is False:
        live.until = None
    if step:
        live.pace.change(monotonic(), live.simulation.now, running=False)
        live.next_change()
    if isinstance(until, str):
        live.run_on(until)
    elif until is not None:
        live.pace.jump = until
    live.write("clock", {"rate": live.pace.rate, "running": live.pace.running})
    live.collect()
    live.publish(now=True)
    live.tell_clock()
    return {"clock": live.clock()}


@message("fault", owner_only=True)
def fault(host: Host, live: LiveCluster, viewer: Viewer, given: dict) -> Result:
    request = {key: value for key, value in given.items() if key not in ("type", "id")}
    name = _text(request, "fault", 60)
    if not all(isinstance(value, (str, int)) and len(str(value)) <= 300 for value in request.values()):
        raise _wrong("fault", request, "texts and numbers")
    live.catch_up()
    try:
        answer = live.apply(request, "diagram", f"fault {name}")
    except (ValueError, LookupError, TypeError) as error:
        raise Refusal("refused", why=str(error)[:300]) from error
    target = request.get("node") or request.get("pod") or ""
    live.mark("failure", f"{name} {target}".strip())
    return {"answer": answer} if isinstance(answer, (dict, str)) else None


@message("load", owner_only=True)
def load(host: Host, live: LiveCluster, viewer: Viewer, given: dict) -> Result:
    """`rate` requests a second on a Service, a workload or a pod (its kind is `target`) from now on; 0 ends it."""
    kind, namespace, name = (_text(given, field, 253) for field in ("target", "namespace", "name"))
    rate = given.get("rate")
    if isinstance(rate, bool) or not isinstance(rate, int) or not 0 <= rate <= LOAD_MOST:
        raise _wrong("rate", rate, f"0-{LOAD_MOST}")
    live.catch_up()
    asked = {"kind": kind, "namespace": namespace, "name": name, "rate": rate}
    try:
        live.apply({"load": asked}, "diagram", f"load {kind}/{name} {rate}/s")
    except (ValueError, LookupError) as error:
        raise Refusal("refused", why=str(error)[:300]) from error
    live.mark("command", f"{rate}/s → {kind}/{name}")
    return None


@message("fork", owner_only=True)
async def fork(host: Host, live: LiveCluster, viewer: Viewer, given: dict) -> Result:
    """A new branch that has lived through exactly the past up to `at`; the head moves there."""
    at = _number(given, "at")
    first, last = live.simulation.origin["clock"]["now"], live.simulation.now
    if not first <= at <= last:
        raise Refusal("no_moment", given=at, first=first, last=last)
    simulation = live.simulation
    twin = await asyncio.to_thread(simulation.branch, at)
    await host.move_head(live, twin, at)
    return {"branch": live.branch}


@message("undo", owner_only=True)
async def undo(host: Host, live: LiveCluster, viewer: Viewer, given: dict) -> Result:
    """The moment before the last command (or fault, or what a real client did), as a new branch; the files stay."""
    simulation = live.simulation
    first = last_done(simulation.inputs, live.session.start_input)
    if first is None:
        raise Refusal("nothing_to_undo")
    twin = await asyncio.to_thread(simulation.branch, None, first.sequence)
    await host.move_head(live, twin, twin.now)
    return {"branch": live.branch, "undone": first.command or first.actor}


@message("reset", owner_only=True)
async def reset(host: Host, live: LiveCluster, viewer: Viewer, given: dict) -> Result:
    """The lesson's start state again, files included."""
    await host.reset(live)
    return {"branch": live.branch}


@message("show", owner_only=True)
async def show(host: Host, live: LiveCluster, viewer: Viewer, given: dict) -> Result:
    """The answer's script, to be typed visibly; solving it then does not count."""
    lesson = live.session.lesson
    found = lesson.shown_answer() if lesson else None
    if not live.session.solved and found:
        await host.note_shown(live, True)
    return {"script": found.script if found else ""}


# -- fields ------------------------------------------------------------------------------------------------------------


def _wrong(field: str, given: Any, allowed: str) -> Refusal:
    return Refusal("bad_field", field=field, given=repr(given)[:80], allowed=allowed)


def _number(given: dict, field: str) -> int:
    value = given.get(field)
    if isinstance(value, bool) or not isinstance(value, int) or not 0 <= value < 2**62:
        raise _wrong(field, value, "0, 1, 2, …")
    return value


def _text(given: dict, field: str, most: int | None = None) -> str:
    value = given.get(field)
    if not isinstance(value, str) or (most is not None and len(value) > most):
        raise _wrong(field, value, "text" if most is None else f"text of at most {most} characters")
    return value
