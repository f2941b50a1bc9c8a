"""Running a command in a place: a container's main process, an init container, a probe, a hook, `kubectl exec`.

Nothing is executed and nothing is kept: what comes of a command is worked out when somebody wants to know. Source:
https://kubernetes.io/docs/concepts/workloads/pods/pod-lifecycle/#pod-termination.
"""

from __future__ import annotations

from cluster.images import appetite
from cluster.images.catalogue.families import shell_name
from cluster.images.place import Place, Ran
from cluster.images.sh import programs
from cluster.images.sh.marks import Course
from cluster.images.sh.shell import Shell
from cluster.images.sh.streams import Forever, Input, OutOfMemory, Screen, Stop, WantsInput
from cluster.images.sh.tape import Tape

KILLED = 137  # 128 + SIGKILL


def run(
    place: Place,
    argv: tuple[str, ...] | list[str],
    stdin: Input | None = None,
    until: int | None = None,
    signal: int | None = None,
    main: bool = False,
    horizon: int | None = None,
    looked: int | None = None,
    course: Course | None = None,
) -> Ran:
    """Run `argv` from `place.now` on. `until` (virtual µs): what comes of it up to then; None: to its end, or as far as
    that can be seen, one that asks the network not beyond `horizon`, one that goes on for long not much beyond
    `looked`. `signal`: when SIGTERM comes. `main`: it is the container's first process. `course`: what is known of it,
    which has to fit the place.

    Raises WantsInput when it reads more than an open `stdin` has yet."""
    error = cannot_start(place, argv)
    if error:
        return Ran(128, place.now, [], [], error)
    tape = Tape(until, horizon, looked)
    tape.signal = signal
    shell = Shell(place, tape, argv[0], "ash", {0: stdin or Input(), 1: Screen("stdout"), 2: Screen("stderr")})
    shell.dialect = shell_name(place.image.family)
    shell.is_main, shell.executed = main, True
    if course is not None:
        shell.spine = course.spine(until, signal, looked)
    known = shell.spine.mark.steps if shell.spine is not None and shell.spine.mark is not None else 0
    ends, oom = _cut_short(shell, _launched(shell, argv), until)
    if course is not None:
        course.keep(shell.files, tape.steps - known)
    return Ran(
        shell.code & 255,
        ends,
        tape.lines,
        shell.files.written,
        serving=tuple(tape.serving),
        heeds=tape.heeds or "TERM" in shell.traps,
        endless=tape.endless,
        cwd=shell.cwd,
        asked=bool(tape.varied or tape.dated),
        stored=tuple((at, path, size) for path, (at, size) in tape.stored.items() if path not in tape.tmpfs),
        oom=oom,
        cut=ends is None and (tape.cut or tape.full is not None),
        known=tape.known if ends is None else None,
    )


def _launched(shell: Shell, argv: tuple[str, ...] | list[str]) -> int | None:
    """Let the command run; when it ends by itself (virtual µs), None when it does not or nobody knows yet."""
    place, tape = shell.place, shell.tape
    try:
        try:
            programs.launch(shell, list(argv))
        except Stop as stop:
            shell.code = stop.code
        except RecursionError:
            shell.code = 2
        except WantsInput as wants:
            wants.lines = sorted(tape.lines, key=lambda line: line.at)
            raise
        shell._at_exit()
        return max(place.now, shell.clock.now) + (programs.COST if shell.clock.now == place.now else 0)
    except OutOfMemory as last:
        tape.full = last.at
    except Forever:
        pass
    return None


def _cut_short(shell: Shell, ends: int | None, until: int | None) -> tuple[int | None, bool]:
    """(when it ends in truth, whether for want of memory): earlier where it fills its memory, at last where it is told
    to stop."""
    tape, full = shell.tape, shell.tape.full
    tape.lines.sort(key=lambda line: line.at)
    if full is not None and (ends is None or full <= ends) and (until is None or full <= until):
        shell.code = KILLED
        tape.lines = [line for line in tape.lines if line.at <= full]
        return full, True
    if ends is None and tape.killed and shell.is_main and (tape.heeds or "TERM" in shell.traps):
        shell.code = tape.stop_code
        return tape.killed[0] + tape.stop_takes, False
    return ends, False


def cannot_start(place: Place, argv: tuple[str, ...] | list[str]) -> str | None:
    """The runtime's words when there is no such executable."""
    name = argv[0] if argv else ""
    if not name:
        return 'exec: "": executable file not found in $PATH' if argv else "no command specified"
    if place.limits.get("memory", appetite.LEAST) < appetite.LEAST:
        return "container init was OOM-killed (memory limit too low?)"
    if programs.exists(place, name):
        return None
    if "/" not in name:
        return f'exec: "{name}": executable file not found in $PATH'
    return f'exec: "{name}": ' + (
        "permission denied" if place.files.exists(name) else f"stat {name}: no such file or directory"
    )
