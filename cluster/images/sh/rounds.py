"""Loops in virtual time: rounds that change nothing are counted, not walked through.

A loop whose round left variables, files and folder as they were will do the same again, until something outside changes
(a file that somebody else writes). To know how it ends, nothing more need be computed; to know what it has printed by a
moment far away, only its last rounds.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from cluster.images.sh import grammar
from cluster.images.sh.streams import Forever
from cluster.images.sh.tape import MOST_LINES

if TYPE_CHECKING:
    from cluster.images.sh.shell import Shell

_LEAVES = {"break", "exit", "return", "exec", "kill", "eval", "."}
_KEPT_ROUNDS = 2_500  # that are walked through at the end of a time that was jumped over
_MOST_ENDLESS_WITHOUT_TIME = 300


class _State(NamedTuple):
    at: int
    variables: dict[str, str]
    given: tuple[str, ...]  # $1, $2 …
    cwd: str
    written: int
    looks: tuple[int, int, int]  # dated, varied, children
    lines: int


def walk(shell: Shell, loop: grammar.Loop) -> None:
    endless = is_endless(loop)
    if not shell.is_coming_back and endless:
        _without_end(shell, loop)
    with shell.stand((_state(shell), 0, [])) as stand:
        before, rounds, changes = stand.value
        if not stand.again:
            shell.code = 0
        while True:
            if not stand.again:
                shell.step()
                if shell.condition(loop.condition) == loop.until:
                    shell.code = 0
                    return
            stand.again = False
            if shell.body(loop.body):
                shell.code = 0
                return
            if _is_enough(shell, endless):
                raise Forever
            after = _state(shell)
            if after.at == before.at:
                shell.clock.now += 1_000
            rounds += 1
            if rounds > 1:
                changes = [*changes[-1:], _difference(before, after)]
                _jump(shell, loop, endless, before, after, changes)
            before = _state(shell)
            stand.value = (before, rounds, changes)


def _without_end(shell: Shell, loop: grammar.Loop) -> None:
    """An endless loop begins: that is all that matters about its end."""
    tape = shell.tape
    if tape.until is None and _is_quiet(shell):
        _find_traps(shell, loop)
        if not tape.signal:
            tape.endless = tape.endless or shell.is_main
            tape.cut = True
            if shell.place.asker is None:
                raise Forever
    tape.plain = False


def _is_enough(shell: Shell, endless: bool) -> bool:
    """After a round of an endless loop: of one that asks the network it also matters what it hears."""
    tape = shell.tape
    return endless and tape.until is None and not tape.asks and _is_quiet(shell) and not tape.signal


def _is_quiet(shell: Shell) -> bool:
    """A signal that a trap waits for makes even an endless loop end."""
    return shell.tape.signal is None or "TERM" not in shell.traps


def _state(shell: Shell) -> _State:
    tape = shell.tape
    looks = (tape.dated, tape.varied, len(shell.children))
    return _State(
        shell.clock.now,
        dict(shell.variables),
        tuple(shell.arguments),
        shell.cwd,
        len(shell.files.written),
        looks,
        len(tape.lines),
    )


def _difference(before: _State, after: _State) -> dict[str, str]:
    names = {**before.variables, **after.variables}
    return {n: after.variables.get(n, "") for n in names if before.variables.get(n) != after.variables.get(n)}


def _jump(shell: Shell, loop: grammar.Loop, endless: bool, before: _State, after: _State, changes: list) -> None:
    """Step over rounds that would be the same again."""
    same = not changes[-1] and (before.cwd, before.given) == (after.cwd, after.given)
    still = same and before.written == after.written and (endless or before.looks == after.looks)
    period = shell.clock.now - before.at
    tape = shell.tape
    if tape.signal is not None and shell.is_main and "TERM" in shell.traps:
        return
    if still:
        _jump_still(shell, endless, before.at, max(1, after.lines - before.lines))
    elif endless and tape.until is not None and not _chooses(loop.body):
        counted = _counted(before, after, changes)
        if counted is not None:
            _jump_counting(shell, tape.until, period, max(1, after.lines - before.lines), counted)


def _jump_still(shell: Shell, endless: bool, began: int, lines: int) -> None:
    tape, news, period = shell.tape, shell.files.next_change(), shell.clock.now - began
    if tape.until is not None:
        shell.quiet = shell.quiet or news is None or endless
        goal = _last_rounds(shell, tape.until, period * _kept(lines))
        goal = goal if news is None or endless else min(goal, news)
    elif endless and tape.asks and tape.looked is not None and began < tape.looked:
        goal = tape.looked if news is None else min(tape.looked, news)  # what it is told from then on is wanted
    elif news is None or endless:
        tape.endless = tape.endless or (endless and shell.is_main)
        if endless and getattr(shell.place.asker, "waits", False):
            tape.known = tape.horizon
        raise Forever
    else:
        goal = news
    count = (goal - shell.clock.now) // period
    if count > 0:
        shell.clock.now += count * period
        if tape.until is not None and lines:
            tape.lines.clear()
    tape.plain = False


def _last_rounds(shell: Shell, until: int, span: int) -> int:
    """From when on rounds have to be walked through: between one and two such spans before `until`, the same moment for
    all of `until` within a span, so that what is known of one helps with the others."""
    tape, now = shell.tape, shell.clock.now
    spans = (until - now) // span
    low, high = tape.span
    tape.span = (max(low, now + spans * span if spans > 1 else 0), min(high, now + max(spans + 1, 2) * span))
    return now + max(spans - 1, 0) * span


def _kept(lines: int) -> int:
    return max(1, min(_KEPT_ROUNDS, MOST_LINES // lines // 5))


def _counted(before: _State, after: _State, changes: list) -> dict[str, int] | None:
    """Variable → what it grows by in each round; None when something else changes."""
    grows = {}
    if (
        len(changes) < 2
        or changes[0].keys() != changes[1].keys()
        or (before.cwd, before.given) != (after.cwd, after.given)
    ):
        return None
    for name, value in changes[1].items():
        numbers = [before.variables.get(name, ""), value, changes[0][name]]
        if not all(number.lstrip("-").isdecimal() for number in numbers):
            return None
        if int(numbers[0]) != int(numbers[2]):
            return None
        grows[name] = int(value) - int(numbers[0])
    return grows


def _jump_counting(shell: Shell, until: int, period: int, lines: int, grows: dict[str, int]) -> None:
    count = (_last_rounds(shell, until, period * max(_kept(lines) // 4, 1)) - shell.clock.now) // period
    if count > 0:
        shell.clock.now += count * period
        for name, by in grows.items():
            shell.variables[name] = str(int(shell.variables[name]) + by * count)
        shell.tape.lines.clear()


def _find_traps(shell: Shell, loop: grammar.Loop) -> None:
    for step in loop.body:
        for command in step.commands:
            if isinstance(command, grammar.Simple) and plain(command.words[:1]) == "trap":
                shell.command(command)


def plain(words: list) -> str:
    return "".join(part.value for part in words[0]) if words else ""


def is_endless(loop: grammar.Loop) -> bool:
    """`while true`, `while :`, `until false`, `while sleep 1`, and nothing in it leaves."""
    if len(loop.condition) != 1 or len(loop.condition[0].commands) != 1 or loop.condition[0].negated:
        return False
    command = loop.condition[0].commands[0]
    if isinstance(command, grammar.Arithmetic):
        return command.text.strip() == "1" and not loop.until and not _leaves(loop.body)
    if not isinstance(command, grammar.Simple):
        return False
    words = [plain([word]) for word in command.words]
    true = [["true"], [":"], ["[", "1", "]"], ["/bin/true"]]
    always = words == ["false"] if loop.until else words in true or words[:1] == ["sleep"]
    return always and not _leaves(loop.body)


def _inner(command: object) -> list[list]:
    """The lists inside a compound command."""
    if isinstance(command, grammar.If):
        return [part for branch in command.branches for part in branch] + [command.otherwise]
    if isinstance(command, grammar.Case):
        return [body for _, body in command.branches]
    if isinstance(command, grammar.Redirected):
        return _inner(command.command)
    if isinstance(command, grammar.Loop):
        return [command.condition, command.body]
    if isinstance(command, grammar.For | grammar.Group):
        return [command.body]
    return []


def _leaves(steps: list) -> bool:
    """Whether something in `steps` may leave the loop."""
    for step in steps:
        for command in step.commands:
            if isinstance(command, grammar.Simple):
                if plain(command.words[:1]) in _LEAVES or any(
                    part.kind == "variable" for part in (command.words or [()])[0]
                ):
                    return True
            elif isinstance(command, grammar.Function) or any(_leaves(inner) for inner in _inner(command)):
                return True
    return False


def _chooses(steps: list) -> bool:
    """Whether what is done may depend on something: then rounds cannot be counted without being walked through."""
    return any(
        step.after != ";" or not all(isinstance(command, grammar.Simple) for command in step.commands) for step in steps
    )
