"""printf, env, printenv: programs that print what they are given."""

from __future__ import annotations

from cluster.images.commands.base import Call, command
from cluster.texttools.escapes import formatted


@command("printf")
def printf(call: Call) -> int:
    if not call.args:
        return call.fail(
            "usage: printf [-v var] format [arguments]"
            if call.shell.dialect == "bash"
            else "usage: printf FORMAT [ARG...]",
            2,
        )
    args = call.args[1:] if call.args[0] == "--" else call.args
    call.out(formatted(args[0], args[1:]))
    return 0


@command("env")
def env(call: Call) -> int:
    shell, args = call.shell, list(call.args)
    variables = {name: shell.variables[name] for name in shell.exported if name in shell.variables}
    while args and (args[0].startswith("-") or "=" in args[0]):
        word = args.pop(0)
        if word in ("-i", "-"):
            variables = {}
        elif word == "-u" and args:
            variables.pop(args.pop(0), None)
        elif "=" in word:
            name, _, value = word.partition("=")
            variables[name] = value
    if not args:
        call.out("".join(f"{name}={value}\n" for name, value in variables.items()))
        return 0
    kept, exported = shell.variables, shell.exported
    shell.variables, shell.exported = {**kept, **variables}, {**exported, **dict.fromkeys(variables)}
    try:
        shell.execute(args)
    finally:
        shell.variables, shell.exported = kept, exported
    return shell.code


@command("printenv")
def printenv(call: Call) -> int:
    shell = call.shell
    if not call.args:
        return env(call)
    found = [shell.variables[name] for name in call.args if name in shell.variables and name in shell.exported]
    call.out("".join(f"{value}\n" for value in found))
    return 0 if len(found) == len(call.args) else 1
