"""Variables and special parameters: what `$name`, `$?`, `$1` and `$RANDOM` are.

Source: POSIX Shell Command Language, section 2.5 (https://pubs.opengroup.org/onlinepubs/9699919799/); the manuals of
bash and dash for the variables that only they have.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from cluster.images.sh.shell import Shell


def variable(shell: Shell, name: str) -> str:
    """The value of a parameter; unset ones are empty."""
    return lookup(shell, name) or ""


def lookup(shell: Shell, name: str) -> str | None:
    """The value of a variable or special parameter; None when it is unset."""
    if name == "?":
        return str(shell.code)
    if name == "#":
        return str(len(shell.arguments))
    if name in ("@", "*"):
        return " ".join(shell.arguments)
    if name == "$":
        return "1" if shell.is_main else "42"
    if name == "-":
        return "".join(option for option in shell.options if len(option) == 1)
    if name.isdecimal():
        return (
            shell.name if name == "0" else shell.arguments[int(name) - 1] if int(name) <= len(shell.arguments) else None
        )
    if name in shell.variables:
        return shell.variables[name]
    return _special(shell, name)


def _special(shell: Shell, name: str) -> str | None:
    if name == "RANDOM" and shell.dialect != "dash":
        shell.drawn += 1
        shell.tape.varied += 1
        return str((shell.place.draws(shell.drawn) if shell.place.draws else shell.drawn * 7919) % 32768)
    if name == "PWD":
        return shell.cwd
    if name == "HOSTNAME" and shell.dialect != "dash":
        return shell.place.hostname
    if name == "SECONDS" and shell.dialect == "bash":
        shell.tape.dated += 1
        return str((shell.place.epoch + shell.clock.now - shell.place.started) // 1_000_000)
    if name == "PPID":
        return "0"
    if name == "UID" and shell.dialect == "bash":
        return str(shell.place.user)
    return None
