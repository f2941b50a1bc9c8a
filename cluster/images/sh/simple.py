"""Simple commands: assignments, words, redirections; then a function, something of the shell, or a program.

Source: POSIX Shell Command Language, section 2.9.1 (https://pubs.opengroup.org/onlinepubs/9699919799/).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from cluster.images.sh import expansion, grammar
from cluster.images.sh.leaving import Leave
from cluster.images.sh.redirections import redirected
from cluster.images.sh.words import Word

if TYPE_CHECKING:
    from cluster.images.sh.shell import Shell


def run(shell: Shell, command: grammar.Simple) -> None:
    if shell.is_coming_back:
        execute(shell, [])
        return
    given, words = expansion.assignments(shell, command.words)
    arguments = expansion.all_words(shell, words)
    if not arguments:
        _assign(shell, given)
        if not any(part.kind == "command" for _, word in given for part in word):
            shell.code = 0
        with redirected(shell, command.redirects):
            pass
        return
    is_exec = arguments[0] == "exec"
    if shell.spine is not None and (given or command.redirects) and not is_exec:
        with shell.out_of_sight():
            _run(shell, command, given, arguments)
    else:
        _run(shell, command, given, arguments)


def _run(shell: Shell, command: grammar.Simple, given: list[tuple[str, Word]], arguments: list[str]) -> None:
    with redirected(shell, command.redirects, arguments == ["exec"]) as good:
        if not good:
            return
        if not given:
            execute(shell, arguments)
            return
        kept, exported = {name: shell.variables.get(name) for name, _ in given}, shell.exported
        _assign(shell, given)
        shell.exported = {**exported, **dict.fromkeys(kept)}
        try:
            execute(shell, arguments)
        finally:
            shell.exported = exported
            for name, value in kept.items():
                if value is None:
                    shell.variables.pop(name, None)
                else:
                    shell.variables[name] = value


def _assign(shell: Shell, given: list[tuple[str, Word]]) -> None:
    for name, word in given:
        shell.assign(name, expansion.text_of(shell, word))


def execute(shell: Shell, arguments: list[str]) -> None:
    """Run one command by its words."""
    if shell.is_coming_back or arguments[0] in shell.functions or arguments[0] == "exec":
        function = shell.functions.get(arguments[0]) if arguments else None
        with shell.stand((arguments, function)) as stand:
            _execute(shell, *stand.value)
    elif shell.spine is None:
        _execute(shell, arguments, None)
    else:
        with shell.out_of_sight():
            _execute(shell, arguments, None)


def _execute(shell: Shell, arguments: list[str], function: grammar.Function | None) -> None:
    from cluster.images.sh import programs

    shell.step()
    if "x" in shell.options:
        shell.err("+ " + " ".join(arguments) + "\n")
    if function is not None:
        _call(shell, function, arguments)
    else:
        programs.execute(shell, arguments)


def _call(shell: Shell, function: grammar.Function, arguments: list[str]) -> None:
    with shell.stand((shell.arguments, shell.variables.get("#local"), dict(shell.variables))) as stand:
        shell.arguments, shell.variables["#local"] = arguments[1:], ""
        kept, local, before = stand.value
        try:
            shell.command(function.body)
        except Leave as leave:
            if leave.what != "return":
                raise
            shell.code = leave.count
        finally:
            shell.arguments = kept
            _forget_locals(shell, local, before)


def _forget_locals(shell: Shell, local: str | None, before: dict[str, str]) -> None:
    """`local`: the names of local variables of who called; `before`: all variables then."""
    for name in shell.variables["#local"].split():
        if name in before:
            shell.variables[name] = before[name]
        else:
            shell.variables.pop(name, None)
    if local is None:
        shell.variables.pop("#local", None)
    else:
        shell.variables["#local"] = local
