"""The inside of a container: the place that its processes see, what its main process does, what others left there.

Nothing of a main process is stored but its end: what it writes and prints is worked out from its command, from the
moment at which it started and from what others changed (`changes` of its record, and of its pod's volumes). The results
are kept beside the runtime while nothing changes (`Runtime.cache`: derived, in no snapshot).
"""

from __future__ import annotations

from cluster.images import appetite, running
from cluster.images.catalogue import find
from cluster.images.filesystem.files import Write
from cluster.images.place import Line, Place, Ran
from cluster.images.serving import banners, starts
from cluster.images.sh.marks import Course
from cluster.images.sh.streams import Input, WantsInput
from cluster.kubelet.processes import hearing, leaving, sharing, surroundings, terminals
from cluster.kubelet.processes.surroundings import (
    PATH,
    Held,
    argv,
    environment,
    held,
    is_alive,
    limits,
    room,
    spec_of,
    specs,
)
from cluster.objects import resolver
from cluster.runtime import Runtime

_MOST_CACHED = 512
_GRID = 2_000_000  # µs
_MOST_SAID = 5_000  # lines that are kept of a main process that reads what is typed

# -- places ------------------------------------------------------------------------------------------------------------


def place_of(runtime: Runtime, pod: dict, name: str, now: int) -> Place | None:
    """Where a command finds itself that is run in the container at `now`; None while it does not run."""
    found = held(runtime, pod, name)
    if found is None or not is_alive(found.container):
        return None
    return place(runtime, found, now)


def place(runtime: Runtime, at: Held, now: int, ahead: int = 0) -> Place:
    """With what the main process has done by now, and is going to do (`ahead` µs at least, or to its end)."""
    ran = main(runtime, at, None)
    if ran.cut:
        ran = so_far(runtime, at, now + ahead)
    return surroundings.place(runtime, at, at.container, now, [*ran.writes, *ran.given], ran)


def known_until(runtime: Runtime, at: Held, now: int, ahead: int) -> int | None:
    """Up to when such a place knows what the main process does; None: to its end."""
    ran = main(runtime, at, None)
    if ran.cut and main(runtime, at, now + ahead).cut:
        return now + ahead
    return None


def is_known(runtime: Runtime, at: Held, until: int) -> bool:
    """Whether there is nothing more to know of main processes after that moment."""
    ran = main(runtime, at, None)
    return not ran.cut or not main(runtime, at, until).cut


# -- main processes ----------------------------------------------------------------------------------------------------


def main(runtime: Runtime, at: Held, until: int | None, signal: int | None = None, run: dict | None = None) -> Ran:
    """What the main process does: to its end as far as that can be seen, or up to the moment `until` (virtual µs)."""
    run = run or at.container
    if run.get("error"):
        return Ran(128, run["started"], [], [], run["error"])
    signal = run.get("signalled") if signal is None else signal
    cache = runtime.cache
    version = (at.record.get("turn", 0), len(run.get("changes") or ()), signal, run.get("looked"), "finished" in run)
    found = cache.get((run["id"], "end" if until is None else "until"))
    if found is not None and found[0] == version and (until is None or found[1] >= until):
        return found[2]
    running_now = cache.setdefault("running", {})
    if run["id"] in running_now:
        return Ran(0, None, [], [])  # it waits for somebody who waits for it
    running_now[run["id"]] = True
    try:
        ran = _main(runtime, at, until, signal, run)
    finally:
        del running_now[run["id"]]
    if len(cache) > _MOST_CACHED:
        cache.clear()
    cache[(run["id"], "end" if until is None else "until")] = (version, until if until is not None else 0, ran)
    return ran


def so_far(runtime: Runtime, at: Held, until: int, run: dict | None = None) -> Ran:
    """What the main process does up to then, or a little longer: who asks again soon gets the same."""
    return main(runtime, at, -(-until // _GRID) * _GRID, run=run)


def _main(runtime: Runtime, at: Held, until: int | None, signal: int | None, run: dict) -> Ran:
    beside = sharing.others(runtime, at, run)
    if not beside:
        return _alone(runtime, at, until, signal, run, [])
    me = at._replace(container=run)

    def alone(other: Held, until: int | None, given: list[Write]) -> Ran:
        own = signal if other is me else other.container.get("signalled")
        return _alone(runtime, other, until, own, other.container, given)

    return sharing.together(me, until, beside, alone)


def _alone(runtime: Runtime, at: Held, until: int | None, signal: int | None, run: dict, given: list[Write]) -> Ran:
    """`given`: what others write into the volumes that it sees."""
    typed_ = _typed(run, at)
    if typed_:
        return _typing(runtime, at, run, until)
    if signal is None and (usual := _as_its_image_says(runtime, at, run)):
        return usual
    place_ = surroundings.place(runtime, at, run, run["started"], given, None)
    stdin = Input(open=True) if at.spec.get("stdin") and not run.get("typed") else None
    course: Course = runtime.cache.setdefault((run["id"], "course"), Course())
    course.fit(place_, run.get("since", run["started"]))
    looked = hearing.looked(run) if signal is None else signal
    horizon = max(hearing.horizon(run), 0 if signal is None else signal + sharing.AHEAD)
    asked = (until, signal, looked, horizon)
    if course.ran is not None and course.ran[0] == asked:
        return course.ran[1]
    heard = hearing.Heard(run.get("heard") or [], hearing.looked(run))
    if place_.asker is not None:
        place_.asker = hearing.Asker(place_.asker, heard, run["started"])
    try:
        ran = running.run(place_, place_.argv, stdin, until, signal, True, horizon, looked, course)
    except WantsInput:
        return _typing(runtime, at, run, until)
    course.ran = (asked, ran._replace(heard=heard.news) if heard.news else ran)
    return course.ran[1]


def _as_its_image_says(runtime: Runtime, at: Held, run: dict) -> Ran | None:
    """What comes of a server that nobody has changed anything for; None for everything else."""
    spec, pod = at.spec, at.pod
    contexts = [each.get("securityContext") or {} for each in (spec, pod["spec"])]
    mounts = [mount["mountPath"] for mount in spec.get("volumeMounts") or ()]
    changed = run.get("changes") or spec.get("workingDir") or any("runAsUser" in each for each in contexts)
    if changed or not starts.reads_only_its_image(mounts):
        return None
    image = find(run["image"])
    env = environment(image, pod, run.get("env") or {})
    command = tuple(run.get("argv") or argv(image, spec, env))
    most = room(runtime, at.node, spec)
    if most is not None and appetite.exceeds(image.name, image.program, command, most) is not None:
        return None
    moment = runtime.epoch + run["started"]
    start = banners.Start(command, env, moment, at.record["ip"], resolver.kernel_name(pod))
    return starts.ran(image, start, run["started"])


# -- main processes that read what is typed at them ------------------------------------------------------------------


def _typed(run: dict, at: Held) -> bool:
    argv = run.get("argv") or ()
    return bool(at.spec.get("stdin")) and ("typed" in run or terminals.reads_lines(argv))


def typed(runtime: Runtime, at: Held) -> dict | None:
    """The state of a main process that reads what is typed; None for any other."""
    run = at.container
    if not at.spec.get("stdin"):
        return None
    if "typed" in run:
        return run["typed"]
    place_at = _places(runtime, at, run)
    if not terminals.reads_lines(run.get("argv") or ()):
        try:
            running.run(place_at(run["started"]), run["argv"], Input(open=True), main=True)
        except WantsInput:
            pass
        else:
            return None
    return terminals.begin(place_at, run["argv"], bool(at.spec.get("tty")), run["started"]).typed


def type_at(runtime: Runtime, at: Held, data: str | None, now: int) -> int | None:
    """What is typed at a main process (None: the end). Gives when it ends because of it."""
    state, run = typed(runtime, at), at.container
    if state is None:
        return None
    fed = terminals.feed(_places(runtime, at, run), state, data, now)
    leaving.keep(runtime, at.pod, at.spec["name"], fed.writes)
    found = held(runtime, at.pod, at.spec["name"])
    assert found is not None
    said = [list(line) for line in _said(runtime, at, run) if fed.cut is None or line[0] <= fed.cut]
    changed = {**found.container, "typed": fed.typed, "said": [*said, *map(list, fed.lines)][-_MOST_SAID:]}
    ends = None
    if fed.typed.get("exited"):
        ends, code = fed.typed["exited"]
        changed.update(ends=ends, until=ends, code=code)
    containers = {**found.record["containers"], at.spec["name"]: changed}
    record = {**found.record, "containers": containers, "turn": found.record.get("turn", 0) + 1}
    runtime.put(found.node, found.key, record)
    return ends


def redrawn(runtime: Runtime, at: Held, now: int) -> list[Line]:
    """What one who attaches sees at once: an idle shell's prompt."""
    state = typed(runtime, at)
    return terminals.redrawn(_places(runtime, at, at.container), state, now) if state else []


def _typing(runtime: Runtime, at: Held, run: dict, until: int | None) -> Ran:
    lines = _said(runtime, at, run)
    state = run.get("typed")
    if state is None:
        return Ran(0, None, lines, [], endless=True)
    if until is not None:
        lines = [*lines, *terminals.going_on(_places(runtime, at, run), state, until)]
        lines.sort(key=lambda line: line.at)
    ends, code = state.get("exited") or (None, 0)
    return Ran(code, ends, lines, [], endless=ends is None)


def _said(runtime: Runtime, at: Held, run: dict) -> list[Line]:
    if "said" in run:
        return [Line(*line) for line in run["said"]]
    return terminals.begin(_places(runtime, at, run), run["argv"], bool(at.spec.get("tty")), run["started"]).lines


def _places(runtime: Runtime, at: Held, run: dict):
    return lambda moment, seen=None: surroundings.place(runtime, at, run, moment, [], None)


# -- large files -------------------------------------------------------------------------------------------------------


def written(runtime: Runtime, at: Held) -> dict[tuple[int, str], int]:
    """(when, file) → its size: large files, of which only the size is known, that the container wrote or will."""
    found = {(moment, path): size for moment, path, size in at.container.get("stored") or ()}
    return found | {(moment, path): size for moment, path, size in main(runtime, at, None).stored}


def stored(runtime: Runtime, at: Held, now: int) -> list[tuple[str, int]]:
    """The large files that are there by now."""
    latest: dict[str, int] = {}
    for (moment, path), size in sorted(written(runtime, at).items()):
        if moment <= now:
            latest[path] = size
    return sorted(latest.items())


__all__ = [
    "PATH", "Held", "argv", "environment", "held", "is_alive", "limits", "main", "place", "place_of", "room",
    "spec_of", "specs",
]  # fmt: skip
