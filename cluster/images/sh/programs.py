"""From a command's words to what is run: something of the shell, a program of the image, a script, a server.

`located` is what `which` says; `execute` runs.
"""

from __future__ import annotations

import posixpath
from typing import TYPE_CHECKING, Any, NamedTuple

from cluster.images import appetite
from cluster.images.catalogue import families
from cluster.images.commands.base import BUILTINS, COMMANDS, Call
from cluster.images.commands.mounttest import mounttest
from cluster.images.filesystem.files import FileError
from cluster.images.place import Serving
from cluster.images.serving import agnhost, servers
from cluster.images.sh.streams import Forever, Input, OutOfMemory, Stop, WantsInput
from cluster.texttools import run

if TYPE_CHECKING:
    from cluster.images.sh.shell import Shell

COST = 1_000  # µs that starting a program takes
_FOLDERS = ("/usr/local/sbin", "/usr/local/bin", "/usr/sbin", "/usr/bin", "/sbin", "/bin")


def exists(place, name: str) -> bool:
    """Whether there is an executable of this name or path."""
    return _program(place, name) is not None


def _program(place, name: str) -> str | None:
    """The path of the executable, or None."""
    base, image = posixpath.basename(name), place.image
    if not base:
        return None
    folders = (posixpath.dirname(name),) if "/" in name else _FOLDERS
    if "/" not in name or posixpath.dirname(name) in _FOLDERS:
        usual = (base in COMMANDS or families.is_shell(base)) and families.has(
            base, image.name, image.program, image.family
        )
        if usual:
            return name if "/" in name else f"{families.folder_of(base, image.family)}/{base}"
    entrypoint = servers.program(image).entrypoint[:1]
    if servers.named(image, (name,)) is not None or name in entrypoint:
        return name if "/" in name else f"/usr/sbin/{base}"
    for folder in folders:
        path = posixpath.join(place.cwd if folder in ("", ".") else folder, base)
        try:
            node = place.files.stat(path)
        except FileError:
            continue
        if node.kind == "file" and node.mode & 0o111:
            return path
    return None


def located(shell: Shell, name: str) -> str | None:
    """Where a command comes from, as `command -v` says: a path, or the name of what the shell has itself."""
    if name in BUILTINS or name in shell.functions:
        return name
    return _program(shell.place, name)


def execute(shell: Shell, arguments: list[str]) -> None:
    """Run one command in the shell. Its exit code is the shell's code afterwards."""
    name = arguments[0]
    if name in BUILTINS:
        _call(shell, BUILTINS[name], arguments)
    else:
        shell.clock.now += COST
        launch(shell, arguments)


def launch(shell: Shell, arguments: list[str]) -> None:
    """Run a program, which the shell itself does not have."""
    image = shell.place.image
    server = servers.named(image, tuple(arguments))
    if server is not None and image.program == "agnhost" and agnhost.subcommand(tuple(arguments))[0] == "mounttest":
        options = agnhost.subcommand(tuple(arguments))[1]
        _call(shell, lambda call: mounttest(call, options), arguments)
        return
    if server is not None:
        _serve(shell, server, arguments)
        return
    arguments = list(servers.unwrapped(image, tuple(arguments)))
    name = arguments[0] if arguments else ""
    base = posixpath.basename(name)
    path = _program(shell.place, name)
    if path is None:
        _not_found(shell, name)
    elif families.is_shell(base) and _is_program(path):
        _subshell(shell, base, arguments)
    elif base in COMMANDS and _is_program(path):
        _call(shell, COMMANDS[base], arguments)
    else:
        _script_file(shell, path, arguments)


def _is_program(path: str) -> bool:
    return posixpath.dirname(path) in _FOLDERS


def _not_found(shell: Shell, name: str) -> None:
    if "/" in name:
        try:
            node = shell.files.stat(shell.path(name))
            text, shell.code = ("Is a directory" if node.kind == "dir" else "Permission denied"), 126
            if shell.dialect != "bash":
                text = "Permission denied"
            shell.complain(f"{name}: {text}")
            return
        except FileError as error:
            shell.complain(f"{name}: {error.text}" if shell.dialect == "bash" else f"{name}: not found")
    else:
        shell.complain(f"{name}: command not found" if shell.dialect == "bash" else f"{name}: not found")
    shell.code = 127


def _call(shell: Shell, function, arguments: list[str]) -> None:
    call = Call(shell, posixpath.basename(arguments[0]), arguments[1:], arguments[0])
    try:
        shell.code = run(call, function)
    except (RecursionError, OverflowError, MemoryError):
        shell.code = 2  # beyond what a command may ask for


def dialect(name: str, built_on: str) -> str:
    """Which shell it really is that is called sh."""
    return families.shell_name(built_on) if name == "sh" else name


def _subshell(shell: Shell, base: str, arguments: list[str]) -> None:
    child = shell if shell.executed and shell.is_main else shell.fork(shell.fds)
    kept = (child.name, child.dialect)
    child.name, child.dialect = arguments[0], dialect(base, shell.place.image.family)
    child.variables = {name: shell.variables[name] for name in shell.exported if name in shell.variables}
    child.exported = dict.fromkeys(child.variables)
    if child is not shell:
        child.functions, child.options, child._unchecked = {}, {}, 0
        forever = child.work(lambda inner: read_arguments(inner, arguments))
        shell.adopt(child)
        shell.clock.now, shell.code = max(shell.clock.now, child.clock.now), child.code
        if forever:
            raise Forever
    else:
        read_arguments(child, arguments)
        child.name, child.dialect = kept


def read_arguments(shell: Shell, arguments: list[str]) -> None:
    """A shell does what its command line says: -c TEXT, a file, or what it is given to read."""
    args = arguments[1:]
    text: str | None = None
    wants_text = False
    while args and args[0][:1] in ("-", "+") and args[0] not in ("-", "--"):
        word = args.pop(0)
        if word.startswith("--"):
            continue
        for letter in word[1:]:
            if letter == "c":
                wants_text = True
            elif letter == "o" and args:
                name = args.pop(0)
                shell.options[{"errexit": "e", "nounset": "u", "xtrace": "x"}.get(name, name)] = None
            elif letter not in ("i", "l", "s"):
                shell.options[letter] = None
    if wants_text:
        if not args:
            shell.complain("-c requires an argument" if shell.dialect != "bash" else "-c: option requires an argument")
            raise Stop(2)
        text = args.pop(0)
        if args:
            shell.name = args.pop(0)
        shell.arguments = args
    elif args:
        text = _file_text(shell, args.pop(0), args)
    if text is None:
        _typed(shell)
        return
    shell.script(text)


def _file_text(shell: Shell, name: str, rest: list[str]) -> str:
    try:
        text = shell.files.read(shell.path(name))
    except FileError as error:
        ash = f"can't open '{name}': {error.text}"
        told = {"bash": f"{name}: {error.text}", "dash": f"0: cannot open {name}: No such file"}.get(shell.dialect, ash)
        shell.err(f"{shell.name}: {told}\n")
        raise Stop(127 if shell.dialect == "bash" else 2) from None
    shell.name, shell.arguments = name, rest
    return text


def _typed(shell: Shell) -> None:
    """Commands come from standard input, line by line."""
    from cluster.images.sh.grammar import parse
    from cluster.images.sh.words import Incomplete, ShellError

    given: Input = shell.fds[0]
    text = ""
    while True:
        line = given.line(shell)
        if line is None:
            if text:
                shell.script(text)
            return
        text += line
        try:
            steps = parse(text)
        except Incomplete:
            continue
        except ShellError as error:
            shell.complain(str(error))
            shell.code, text = 2, ""
            continue
        text = ""
        shell.run(steps)


def _script_file(shell: Shell, path: str, arguments: list[str]) -> None:
    text = shell.files.read(path)
    interpreter = text[2:].partition("\n")[0].split() if text.startswith("#!") else ["/bin/sh"]
    if interpreter[:1] == ["/usr/bin/env"]:
        interpreter = interpreter[1:]
    base = posixpath.basename(interpreter[0]) if interpreter else "sh"
    if families.is_shell(base) and _program(shell.place, base) is not None:
        _subshell(shell, base, [base, *interpreter[1:2], path, *arguments[1:]])
    else:
        shell.complain(
            f"{arguments[0]}: not found"
            if shell.dialect != "bash"
            else f"{arguments[0]}: cannot execute: required file not found"
        )
        shell.code = 127


def _serve(shell: Shell, server: servers.Server, arguments: list[str]) -> None:
    """A program that listens takes over; in the background (nginx without `daemon off`) it leaves the shell alone."""
    tape, place = shell.tape, shell.place
    started = place.epoch + shell.clock.now
    environment = {name: shell.variables[name] for name in shell.exported if name in shell.variables}
    outcome = servers.run(server, place.image, tuple(arguments), environment, place)
    if place.room is not None and outcome.ends is None:
        after = appetite.exceeds(place.image.name, place.image.program, tuple(arguments), place.room)
        if after is not None:
            raise OutOfMemory(shell.clock.now + after)
    for line in servers.output(server, place.image, tuple(arguments), environment, place, started):
        shell.fds[2 if line.stream == "stderr" else 1].write(_at(shell, shell.clock.now + line.at), line.text)
    if outcome.error:
        raise Stop(1)
    if outcome.ends is not None:
        shell.pass_time(shell.clock.now + outcome.ends)
        shell.code = outcome.code
        return
    listens = Serving(shell.clock.now + server.ready, tuple(arguments))
    tape.serving.append(listens)
    if servers.is_daemon(server, tuple(arguments)):
        shell.clock.now += 50_000
        shell.code = 0
        return
    if shell.is_main or shell.depth <= 2:
        tape.heeds = outcome.stops is not None
        tape.stop_code = outcome.stop_code
        tape.stop_takes = outcome.stops or 0
        tape.endless = True
    signal = tape.signal
    if signal is not None and outcome.stops is not None and tape.heeds and "TERM" not in shell.traps:
        shell.pass_time(max(shell.clock.now, signal) + outcome.stops)
        tape.serving[tape.serving.index(listens)] = listens._replace(until=signal)
        raise Stop(outcome.stop_code)
    raise Forever


class _Clock(NamedTuple):
    now: int


class _Moment(NamedTuple):
    """The shell as a sink sees it, at another moment."""

    clock: _Clock
    tape: Any
    files: Any


def _at(shell: Shell, moment: int) -> _Moment:
    return _Moment(_Clock(moment), shell.tape, shell.files)


__all__ = ["WantsInput", "dialect", "execute", "exists", "launch", "located", "read_arguments"]
