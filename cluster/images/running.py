"""Running a command in a place: a container's main process, an init container, a probe, a hook, `kubectl exec`.

Nothing is executed and nothing is kept: what comes of a command is worked out when somebody wants to know. Sources:
https://kubernetes.io/docs/tasks/inject-data-application/define-command-argument-container/ (command and args against
the image's entrypoint and cmd), https://kubernetes.io/docs/concepts/workloads/pods/pod-lifecycle/#pod-termination.
"""

from __future__ import annotations

import re
from typing import NamedTuple

from cluster.images import appetite
from cluster.images.catalogue.families import shell_name
from cluster.images.place import Place, Ran
from cluster.images.sh import programs
from cluster.images.sh.marks import Course
from cluster.images.sh.shell import Shell
from cluster.images.sh.streams import Forever, Input, OutOfMemory, Screen, Stop, WantsInput
from cluster.images.sh.tape import Tape

__all__ = [
    "Command",
    "Input",
    "Place",
    "Ran",
    "WantsInput",
    "argv",
    "cannot_start",
    "expand",
    "interactive",
    "prompt",
    "run",
]


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
    ends: int | None = None
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
        ends = max(place.now, shell.clock.now) + (programs.COST if shell.clock.now == place.now else 0)
    except OutOfMemory as last:
        tape.full = last.at
    except Forever:
        pass
    tape.lines.sort(key=lambda line: line.at)
    filled = tape.full
    oom = filled is not None and (ends is None or filled <= ends) and (until is None or filled <= until)
    if filled is not None and oom:
        ends, shell.code = filled, KILLED
        tape.lines = [line for line in tape.lines if line.at <= filled]
    if ends is None and tape.killed and main and (tape.heeds or "TERM" in shell.traps):
        ends, shell.code = tape.killed[0] + tape.stop_takes, tape.stop_code
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


# -- at a terminal -----------------------------------------------------------------------------------------------------


def prompt(place: Place, session: dict | None, name: str = "sh") -> str:
    """What an interactive shell writes before it reads: `/ # `, `root@web:/# `, `# `."""
    cwd = (session or {}).get("cwd", place.cwd)
    if (session or {}).get("more"):
        return "> "
    root = "#" if place.user == 0 else "$"
    base = name.rpartition("/")[2]
    if base == "bash":
        shown = "~" if cwd == place.env.get("HOME", "/root") else cwd
        if place.image.family in ("debian", "ubuntu"):
            who = "root" if place.user == 0 else "I have no name!"
            return f"{who}@{place.hostname}:{shown}{root} "
        return f"bash-5.2{root} "
    if place.image.family in ("debian", "ubuntu"):
        return f"{root} "
    return f"{'~' if cwd == place.env.get('HOME', '/root') else cwd} {root} "


def interactive(
    place: Place,
    session: dict | None,
    text: str,
    name: str = "sh",
    stdin: Input | None = None,
    until: int | None = None,
) -> tuple[Ran, dict]:
    """A line typed at a shell. `until`: as for `run`. `session`: {"cwd", "variables", "exported", "functions"
    (texts), "code", "more" (what goes on)}, None at the beginning; with the new one comes `exited` once the shell was
    left."""
    before = session or {
        "variables": dict(place.env),
        "exported": list(place.env),
        "functions": [],
        "cwd": place.cwd,
        "code": 0,
    }
    tape = Tape(until)
    shell = Shell(place, tape, name, programs.dialect(name.rpartition("/")[2], place.image.family),
                  {0: stdin or Input(), 1: Screen("stdout"), 2: Screen("stderr")})  # fmt: skip
    shell.interactive = True
    shell.variables, shell.exported = dict(before["variables"]), dict.fromkeys(before["exported"])
    shell.cwd, shell.code = before["cwd"], before["code"]
    for source in before["functions"]:
        shell.script(source)
    shell.code = before["code"]
    whole = before.get("more", "") + text
    exited, ends, more = False, None, ""
    try:
        more = _typed(shell, whole)
        ends = shell.clock.now
    except Stop as stop:
        shell.code, exited, ends = stop.code, True, shell.clock.now
    except WantsInput as wants:
        wants.lines = sorted(tape.lines, key=lambda line: line.at)
        raise
    except Forever:
        pass
    tape.lines.sort(key=lambda line: line.at)
    after = {
        "variables": {n: v for n, v in shell.variables.items() if n != "#local"},
        "exported": list(shell.exported),
        "functions": [function.source for function in shell.functions.values()],
        "cwd": shell.cwd,
        "code": shell.code,
        **({"exited": True} if exited else {}),
        **({"more": more} if more else {}),
    }
    ran = Ran(shell.code & 255, ends, tape.lines, shell.files.written, None, tuple(tape.serving), cwd=shell.cwd)
    return ran, after


def _typed(shell: Shell, text: str) -> str:
    """Run what was typed; what cannot stand alone yet is given back."""
    from cluster.images.sh.grammar import parse
    from cluster.images.sh.words import Incomplete, ShellError

    try:
        steps = parse(text)
    except Incomplete:
        return text
    except ShellError as error:
        shell.complain(str(error))
        shell.code = 2
        return ""
    shell.place.cwd = shell.cwd
    shell.run(steps)
    return ""


# -- what is run -------------------------------------------------------------------------------------------------------


class Command(NamedTuple):
    entrypoint: tuple[str, ...]
    cmd: tuple[str, ...]


def argv(image_command: Command, container: dict, env: dict[str, str]) -> tuple[str, ...]:
    """What is run: `command` replaces the entrypoint (and its cmd), `args` replaces the cmd; `$(VAR)` is expanded."""
    command, args = container.get("command"), container.get("args")
    if command:
        parts = [*command, *(args or ())]
    elif args:
        parts = [*image_command.entrypoint, *args]
    else:
        parts = [*image_command.entrypoint, *image_command.cmd]
    return tuple(expand(part, env) for part in parts)


def expand(text: str, env: dict[str, str]) -> str:
    """`$(NAME)` becomes the variable's value where there is one, `$$` a dollar (so `$$(NAME)` the text `$(NAME)`).
    Source: k8s.io/kubernetes, third_party/forked/golang/expansion"""
    return _VARIABLE.sub(lambda found: "$" if found[0] == "$$" else env.get(found[1], found[0]), text)


_VARIABLE = re.compile(r"\$\$|\$\(([^)]*)\)")
