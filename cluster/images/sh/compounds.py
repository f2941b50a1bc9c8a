"""Commands made of commands: `if`, `for`, `while`, `case`, groups, functions, `[[ ]]`, `(( ))`."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from cluster.images.sh import expansion, grammar, patterns, rounds
from cluster.images.sh.conditions import holds
from cluster.images.sh.redirections import redirected
from cluster.images.sh.streams import Forever, Stop
from cluster.images.sh.words import ShellError, Word, document

if TYPE_CHECKING:
    from cluster.images.sh.shell import Shell


def run(shell: Shell, command: Any) -> None:
    """Any command but a simple one."""
    _RUN[type(command)](shell, command)


def _redirected(shell: Shell, command: grammar.Redirected) -> None:
    with shell.out_of_sight(), redirected(shell, command.redirects) as good:
        if good:
            shell.command(command.command)


def _define(shell: Shell, function: grammar.Function) -> None:
    shell.functions[function.name] = function
    shell.code = 0


def _for(shell: Shell, loop: grammar.For) -> None:
    values: list[str] = []
    if not shell.is_coming_back:
        values = list(shell.arguments) if loop.words is None else expansion.all_words(shell, loop.words)
    with shell.stand((values, 0)) as stand:
        values, first = stand.value
        if not stand.again:
            shell.code = 0
        for index in range(first, len(values)):
            if not stand.again:
                shell.step()
                shell.assign(loop.name, values[index])
            stand.value, stand.again = (values, index), False
            if shell.body(loop.body):
                break


def _if(shell: Shell, command: grammar.If) -> None:
    chosen: list | None = None
    if not shell.is_coming_back:
        chosen = next((body for condition, body in command.branches if shell.condition(condition)), None)
        if chosen is None:
            shell.code = 0
            chosen = command.otherwise
    with shell.stand(chosen) as stand:
        shell.run(stand.value)


def _case(shell: Shell, command: grammar.Case) -> None:
    chosen: list | None = None
    if not shell.is_coming_back:
        text = expansion.text_of(shell, command.word)
        shell.code = 0
        chosen = next((body for choices, body in command.branches if _fits(shell, choices, text)), [])
    with shell.stand(chosen) as stand:
        shell.run(stand.value)


def _fits(shell: Shell, choices: list[Word], text: str) -> bool:
    return any(patterns.matches(expansion.pattern_of(shell, choice), text) for choice in choices)


def _group(shell: Shell, group: grammar.Group) -> None:
    if not group.subshell:
        shell.run(group.body)
        return
    child = shell.fork(shell.fds)
    forever = child.work(lambda shell: shell.run(group.body))
    shell.adopt(child)
    shell.clock.now = max(shell.clock.now, child.clock.now)
    shell.code = child.code
    if forever:
        raise Forever
    if shell.code and "e" in shell.options and not shell._unchecked:
        raise Stop(shell.code)


def _condition(shell: Shell, command: grammar.Condition) -> None:
    shell.step()
    raw: list[tuple[str, Word]] = [(expansion.text_of(shell, word), word) for word in command.words]
    shell.code = 0 if holds(shell, raw) else 1


def _arithmetic(shell: Shell, command: grammar.Arithmetic) -> None:
    shell.step()
    try:
        shell.code = int(not shell.arithmetic(expansion.text_of(shell, document(command.text))))
    except ShellError as error:
        shell.complain(f"{error}")
        shell.code = 1


def _loop(shell: Shell, loop: grammar.Loop) -> None:
    rounds.walk(shell, loop)


_RUN: dict[type, Any] = {
    grammar.Redirected: _redirected,
    grammar.Loop: _loop,
    grammar.For: _for,
    grammar.If: _if,
    grammar.Case: _case,
    grammar.Group: _group,
    grammar.Function: _define,
    grammar.Condition: _condition,
    grammar.Arithmetic: _arithmetic,
}
