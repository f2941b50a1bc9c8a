"""Runs one command by its words: a function of the learner's, or a program of `cluster.shell.tools`."""

from __future__ import annotations

from collections.abc import Generator
from inspect import isgenerator
from typing import TYPE_CHECKING, Any

from cluster.images.sh.leaving import Leave
from cluster.shell import scripts, tools
from cluster.shell.streams import Given

if TYPE_CHECKING:
    from cluster.shell.running import Run
    from cluster.shell.streams import Streams

Steps = Generator[Any, Any, int]


def execute(run: Run, words: list[str], assigned: dict[str, str], streams: Streams) -> Steps:
    """`assigned`: variables for this command alone. Raises Leave (break, return), Stop."""
    terminal = run.terminal
    terminal.enough = False
    function = terminal.functions.get(words[0])
    if function is not None:
        return (yield from _call(run.inner(streams.write, streams.given), function.body, words[1:]))
    if "/dev/stdin" in words:
        streams.given = Given(streams.stdin or "")
        terminal.files.pipe(streams.stdin or "", "/dev/stdin")
    tool = tools.find(words[0])
    if tool is None:
        return (yield from _file(run, words, assigned, streams))
    try:
        code = tool(tools.Invocation(terminal, words, streams, {**terminal.variables, **assigned}, run))
        if isgenerator(code):
            code = yield from code
    except OSError as wrong:
        streams.err(f"{words[0]}: {os_words(wrong)}\n")
        code = 1
    terminal.enough = streams.enough
    return int(code or 0)


def _file(run: Run, words: list[str], assigned: dict[str, str], streams: Streams) -> Steps:
    """A script of the learner's."""
    try:
        path = scripts.located(run.terminal, words[0], {**run.terminal.variables, **assigned})
        if path is not None:
            return (yield from scripts.run(run, path, words[1:], assigned, streams))
    except scripts.NotRun as wrong:
        streams.err(f"bash: {words[0]}: {wrong}\n")
        return wrong.code
    streams.err(f"bash: {words[0]}: command not found\n{tools.hint(words)}")
    return 127


def _call(run: Run, body: Any, arguments: list[str]) -> Steps:
    terminal = run.terminal
    kept, terminal.arguments = terminal.arguments, arguments
    local, terminal.local = terminal.local, {}
    try:
        return (yield from run.command(body))
    except Leave as leave:
        if leave.what != "return":
            raise
        return leave.count
    finally:
        for name, value in terminal.local.items():
            if value is None:
                terminal.variables.pop(name, None)
            else:
                terminal.variables[name] = value
        terminal.arguments, terminal.local = kept, local


def os_words(wrong: OSError) -> str:
    words = {
        FileNotFoundError: "No such file or directory",
        IsADirectoryError: "Is a directory",
        PermissionError: "Permission denied",
    }
    name = wrong.filename or (wrong.args[0] if wrong.args else "")
    return f"{name}: {words[type(wrong)]}" if type(wrong) in words else str(wrong)
