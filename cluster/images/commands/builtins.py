"""What only a shell has: cd, pwd, export, set, read, trap, wait, kill, eval, exit and their kin."""

from __future__ import annotations

import posixpath
import re

from cluster.images.commands.base import Call, builtin, command
from cluster.images.filesystem.files import FileError
from cluster.images.sh.conditions import test as tested
from cluster.images.sh.leaving import Leave
from cluster.images.sh.streams import Stop
from cluster.images.sh.words import ShellError


@builtin(":")
def nothing(call: Call) -> int:
    return 0


@builtin("exit")
def exit_(call: Call) -> int:
    if not call.args:
        raise Stop(call.shell.code)
    if not re.fullmatch(r"-?\d{1,9}", call.args[0]):
        told = {"dash": "exit: Illegal number: {}", "bash": "exit: {}: numeric argument required"}
        call.shell.complain(told.get(call.shell.dialect, "exit: Illegal number: {}").format(call.args[0]))
        raise Stop(2)
    raise Stop(int(call.args[0]) & 255)


@builtin("return")
def return_(call: Call) -> int:
    code = int(call.args[0]) & 255 if call.args and call.args[0].isdecimal() else call.shell.code
    raise Leave("return", code)


@builtin("break", "continue")
def leave(call: Call) -> int:
    raise Leave(call.name, int(call.args[0]) if call.args and call.args[0].isdecimal() else 1)


@builtin("cd")
def cd(call: Call) -> int:
    shell = call.shell
    words = [word for word in call.args if word not in ("-P", "-L", "--")]
    goal = words[0] if words else shell.variables.get("HOME", "/root")
    if goal == "-":
        goal = shell.variables.get("OLDPWD", shell.cwd)
    path = posixpath.normpath(shell.path(goal))
    try:
        if shell.files.stat(path).kind != "dir":
            raise FileError("Not a directory")
    except FileError as error:
        shell.complain(
            f"cd: {goal}: {error.text}"
            if shell.dialect == "bash"
            else f"cd: can't cd to {goal}" + (f": {error.text}" if shell.dialect == "ash" else "")
        )
        return 2 if shell.dialect == "dash" else 1
    shell.assign("OLDPWD", shell.cwd)
    shell.cwd = "/" + path.lstrip("/")
    return 0


@builtin("pwd")
@command("pwd")
def pwd(call: Call) -> int:
    call.out(call.shell.cwd + "\n")
    return 0


@builtin("shift")
def shift(call: Call) -> int:
    count = int(call.args[0]) if call.args and call.args[0].isdecimal() else 1
    if count > len(call.shell.arguments):
        return 1
    call.shell.arguments = call.shell.arguments[count:]
    return 0


@builtin("eval")
def eval_(call: Call) -> int:
    from cluster.images.sh import grammar

    shell = call.shell
    try:
        steps = grammar.parse(" ".join(call.args))
    except ShellError as error:
        shell.complain(f"eval: {error}")
        return 2
    shell.code = 0
    shell.depth += 1
    if shell.depth > 30:
        raise Stop(2)
    shell.run(steps)
    shell.depth -= 1
    return shell.code


@builtin(".", "source")
def source(call: Call) -> int:
    shell = call.shell
    if not call.args:
        return 2
    try:
        text = shell.files.read(shell.path(call.args[0]))
    except FileError as error:
        shell.complain(
            f"{call.args[0]}: {error.text}"
            if shell.dialect == "bash"
            else f".: {call.args[0]}: not found"
            if shell.dialect == "dash"
            else f".: can't open '{call.args[0]}': {error.text}"
        )
        if shell.dialect == "bash":
            return 1
        raise Stop(2) from None
    shell.code = 0
    shell.script(text)
    return shell.code


@builtin("command", "builtin")
def command_(call: Call) -> int:
    from cluster.images.sh.programs import located

    if call.args[:1] in (["-v"], ["-V"]):
        path = located(call.shell, call.args[1]) if len(call.args) > 1 else None
        if path is not None:
            call.out(path + "\n")
        return 0 if path is not None else 127 if call.shell.dialect != "bash" else 1
    if call.args:
        kept, call.shell.functions = call.shell.functions, {}
        try:
            call.shell.execute(call.args)
        finally:
            call.shell.functions = kept
    return call.shell.code


@builtin("jobs", "bg", "fg", "hash", "umask", "ulimit", "alias", "unalias", "history", "shopt", "times", "disown")
def quiet(call: Call) -> int:
    if call.name == "umask" and not call.args:
        call.out("0022\n")
    if call.name == "ulimit":
        call.out("1048576\n" if "-n" in call.args else "unlimited\n")
    return 0


@builtin("test", "[")
@command("test", "[")
def test(call: Call) -> int:
    return tested(call.shell, call.name, call.args)


@builtin("let")
def let(call: Call) -> int:
    value = 0
    for word in call.args:
        try:
            value = call.shell.arithmetic(word)
        except ShellError as error:
            call.shell.complain(f"let: {error}")
            return 1
    return int(not value)


@builtin("help")
def help_(call: Call) -> int:
    call.out(
        "Built-in commands:\n------------------\n"
        "\t. : [ [[ alias bg break cd chdir command continue echo eval exec\n"
        "\texit export false fg hash help jobs kill let local printf pwd\n"
        "\tread readonly return set shift source test times trap true type\n"
        "\tulimit umask unalias unset wait\n"
    )
    return 0
