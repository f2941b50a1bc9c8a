"""A shell at a terminal: what it prompts with, and what comes of each line that is typed at it."""

from __future__ import annotations

from cluster.images.place import Place, Ran
from cluster.images.sh import programs
from cluster.images.sh.grammar import parse
from cluster.images.sh.shell import Shell
from cluster.images.sh.streams import Forever, Input, Screen, Stop, WantsInput
from cluster.images.sh.tape import Tape
from cluster.images.sh.words import Incomplete, ShellError


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


def typed(
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
    before = session or _beginning(place)
    tape = Tape(until)
    shell = Shell(place, tape, name, programs.dialect(name.rpartition("/")[2], place.image.family),
                  {0: stdin or Input(), 1: Screen("stdout"), 2: Screen("stderr")})  # fmt: skip
    shell.interactive = True
    shell.variables, shell.exported = dict(before["variables"]), dict.fromkeys(before["exported"])
    shell.cwd, shell.code = before["cwd"], before["code"]
    for source in before["functions"]:
        shell.script(source)
    shell.code = before["code"]
    exited, ends, more = False, None, ""
    try:
        more = _run(shell, before.get("more", "") + text)
        ends = shell.clock.now
    except Stop as stop:
        shell.code, exited, ends = stop.code, True, shell.clock.now
    except WantsInput as wants:
        wants.lines = sorted(tape.lines, key=lambda line: line.at)
        raise
    except Forever:
        pass
    tape.lines.sort(key=lambda line: line.at)
    ran = Ran(shell.code & 255, ends, tape.lines, shell.files.written, None, tuple(tape.serving), cwd=shell.cwd)
    return ran, {**_kept(shell), **({"exited": True} if exited else {}), **({"more": more} if more else {})}


def _beginning(place: Place) -> dict:
    env = place.env
    return {"variables": dict(env), "exported": list(env), "functions": [], "cwd": place.cwd, "code": 0}


def _kept(shell: Shell) -> dict:
    return {
        "variables": {name: value for name, value in shell.variables.items() if name != "#local"},
        "exported": list(shell.exported),
        "functions": [function.source for function in shell.functions.values()],
        "cwd": shell.cwd,
        "code": shell.code,
    }


def _run(shell: Shell, text: str) -> str:
    """Run what was typed; what cannot stand alone yet is given back."""
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
