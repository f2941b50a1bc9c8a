"""Pipelines: what one command prints is what the next one reads.

A command runs to its end before the next one reads, but for one that waits (`kubectl get pods -w | grep web | head`):
programs that turn lines into lines are shown what there is so far, again and again, and what they say more is passed
on.
"""

from __future__ import annotations

from collections.abc import Generator
from typing import TYPE_CHECKING, Any

from cluster.images.sh.grammar import Simple
from cluster.kubectl.waiting import Breath
from cluster.shell.streams import Given, Write

if TYPE_CHECKING:
    from cluster.shell.running import Run

Steps = Generator[Any, Any, int]
MOST_CAPTURED = 10_000_000  # characters in a pipe
# Programs whose output for the first lines does not depend on later ones.
_LINE_BY_LINE = frozenset({"awk", "cat", "cut", "egrep", "grep", "head", "jq", "sed", "tee", "tr"})


def pipeline(run: Run, commands: list[Any]) -> Steps:
    """The exit code is the last command's."""
    if len(commands) == 1:
        return (yield from run.command(commands[0]))
    captured: list[str] = []
    first = run.inner(capture(captured, run.write), run.given).command(commands[0])
    if all(map(_by_line, commands[1:])):
        return (yield from _followed(run, first, captured, commands[1:]))
    kept = run.terminal.keep()
    try:
        yield from first
        return (yield from pipeline(run.inner(None, Given("".join(captured))), commands[1:]))
    finally:
        run.terminal.restore(kept)


def _by_line(command: Any) -> bool:
    return (
        isinstance(command, Simple)
        and bool(command.words)
        and len(command.words[0]) == 1
        and command.words[0][0].value in _LINE_BY_LINE
        and not command.redirects
    )


def _followed(run: Run, first: Steps, captured: list[str], rest: list[Any]) -> Steps:
    """The first command, while the others read along."""
    told, seen = 0, 0
    answer: Any = None
    while True:
        try:
            wish = first.send(answer)
        except StopIteration:
            break
        if not isinstance(wish, Breath) and len(captured) > seen:
            seen = len(captured)
            told, enough, code = yield from _read(run, "".join(captured), rest, told, ended=False)
            if enough:
                first.close()
                return code
        answer = yield wish
    _, _, code = yield from _read(run, "".join(captured), rest, told, ended=True)
    return code


def _read(run: Run, text: str, rest: list[Any], told: int, ended: bool) -> Generator[Any, Any, tuple[int, bool, int]]:
    """Let the others read `text`, of whose outcome `told` characters were printed before. Gives how many are now,
    whether they have enough, and the exit code."""
    printed: list[str] = []
    complained: list[str] = []
    enough, code = False, 0
    kept = run.terminal.keep()
    try:
        for command in rest:
            printed = []
            given = text if ended or rest[0] is not command else text[: text.rfind("\n") + 1]
            inner = run.inner(capture(printed, lambda _, told: complained.append(told)), Given(given))
            code = yield from inner.command(command)
            enough = enough or run.terminal.enough
            text = "".join(printed)
    finally:
        run.terminal.restore(kept)
    run.write("stdout", text[told:])
    if ended or enough:
        run.write("stderr", "".join(complained))
    return max(told, len(text)), enough, code


def capture(captured: list[str], write: Write) -> Write:
    """What is printed is gathered in `captured`, up to a limit; the rest is left out, which is said once."""
    left = MOST_CAPTURED

    def put(stream: str, text: str) -> None:
        nonlocal left
        if stream != "stdout":
            write(stream, text)
            return
        if 0 <= left < len(text):
            write("stderr", f"orrery: a pipe or $(...) carries at most {MOST_CAPTURED} characters: cut here\n")
            captured.append(text[:left])
            left = -1
        elif left >= 0:
            captured.append(text)
            left -= len(text)

    return put
