"""Executable files: scripts of the learner's own, by a path or in the folders of $PATH."""

from __future__ import annotations

import re
from collections.abc import Generator
from typing import TYPE_CHECKING, Any

from cluster.images.sh.leaving import Leave
from cluster.images.sh.streams import Stop

if TYPE_CHECKING:
    from cluster.shell.running import Run
    from cluster.shell.streams import Streams
    from cluster.shell.terminal import Terminal

Steps = Generator[Any, Any, int]
_SHELLS = ("sh", "bash", "ash", "dash")
_INTERPRETER = re.compile(r"#!\s*(\S+)(?:\s+(\S+))?")


class NotRun(Exception):
    """`code` as bash gives it: 126 for what cannot be run, 127 for what is not there."""

    def __init__(self, text: str, code: int = 126):
        super().__init__(text)
        self.code = code


def located(terminal: Terminal, name: str, variables: dict[str, str]) -> str | None:
    """The file that a command's name means; None where $PATH has none. NotRun where a path leads to none that runs."""
    files = terminal.files
    if "/" not in name:
        places = (f"{folder}/{name}".removeprefix("./") for folder in variables.get("PATH", "").split(":") if folder)
        return next((path for path in places if is_executable(files, path)), None)
    if files.is_dir(name):
        raise NotRun("Is a directory")
    if not files.exists(name):
        raise NotRun("No such file or directory", 127)
    if not is_executable(files, name):
        raise NotRun("Permission denied")
    return name


def is_executable(files: Any, path: str) -> bool:
    found = files.stat(path) if files.is_own(path) else None
    return found is not None and found.kind == "file" and bool(found.mode & 0o111)


def run(run: Run, path: str, arguments: list[str], assigned: dict[str, str], streams: Streams) -> Steps:
    """Run the file. NotRun where its first line names an interpreter that is not here."""
    text = run.terminal.files.read(path)
    found = _INTERPRETER.match(text)
    if found:
        program = found[2] if found[1].endswith("/env") and found[2] else found[1]
        if program.rpartition("/")[2] not in _SHELLS:
            raise NotRun(f"{found[1]}: bad interpreter: No such file or directory")
    return (yield from lines(run, text, arguments, assigned, streams, path))


def lines(
    run: Run, text: str, arguments: list[str], assigned: dict[str, str], streams: Streams, name: str = "bash"
) -> Steps:
    """Run the lines of a script in a shell of its own. `name`: $0."""
    terminal = run.terminal
    kept, code, left, called = terminal.keep(), terminal.last_code, terminal.local, terminal.called
    terminal.assign(assigned)
    terminal.arguments, terminal.functions, terminal.aliases, terminal.local = arguments, {}, {}, {}
    terminal.last_code, terminal.called = 0, name
    try:
        return (yield from run.inner(streams.write, streams.given).text(text))
    except Stop as stop:
        return stop.code
    except Leave as leave:
        return leave.count if leave.what == "return" else 0
    finally:
        terminal.restore(kept)
        terminal.local, terminal.last_code, terminal.called = left, code, called
