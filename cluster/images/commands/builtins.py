"""What only a shell has: cd, pwd, export, set, read, trap, wait, kill, eval, exit and their kin."""

from __future__ import annotations

import posixpath
import re

from cluster.images.commands.base import Call, builtin, command
from cluster.images.files import FileError
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
    code = int(call.args[0]) & 255 if call.args and call.args[0].isdigit() else call.shell.code
    raise Leave("return", code)


@builtin("break", "continue")
def leave(call: Call) -> int:
    raise Leave(call.name, int(call.args[0]) if call.args and call.args[0].isdigit() else 1)


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


@builtin("export", "readonly", "declare", "typeset")
def export(call: Call) -> int:
    shell, code = call.shell, 0
    words = [word for word in call.args if not word.startswith("-")]
    if not words and call.name == "export":
        names = sorted(name for name in shell.exported if name in shell.variables)
        form = 'declare -x {}="{}"\n' if shell.dialect == "bash" else "export {}='{}'\n"
        call.out("".join(form.format(name, shell.variables[name]) for name in names))
    for word in words:
        name, equals, value = word.partition("=")
        if not re.fullmatch(r"[A-Za-z_]\w*", name):
            shell.complain(
                f"export: `{word}': not a valid identifier"
                if shell.dialect == "bash"
                else f"export: {word}: bad variable name"
            )
            code = 1 if shell.dialect == "bash" else 2
            continue
        if equals:
            shell.assign(name, value)
        if call.name == "export" or "-x" in call.args:
            shell.exported[name] = None
    return code


@builtin("local")
def local(call: Call) -> int:
    shell = call.shell
    for word in call.args:
        name, equals, value = word.partition("=")
        shell.variables["#local"] = f"{shell.variables.get('#local', '')} {name}"
        shell.assign(name, value)
    return 0


@builtin("unset")
def unset(call: Call) -> int:
    for name in call.args:
        call.shell.variables.pop(name, None)
        call.shell.exported.pop(name, None)
        call.shell.functions.pop(name, None)
    return 0


@builtin("set")
def set_(call: Call) -> int:
    shell, args = call.shell, list(call.args)
    if not args:
        call.out(
            "".join(f"{name}='{value}'\n" for name, value in sorted(shell.variables.items()) if name.isidentifier())
        )
        return 0
    while args and args[0][:1] in ("-", "+") and args[0] not in ("-", "--"):
        word = args.pop(0)
        names = [args.pop(0)] if word[1:] == "o" and args else list(word[1:].replace("o", ""))
        if word.endswith("o") and len(word) > 2 and args:
            names.append(args.pop(0))
        for name in names:
            name = {"errexit": "e", "nounset": "u", "xtrace": "x"}.get(name, name)
            if word[0] == "-":
                shell.options[name] = None
            else:
                shell.options.pop(name, None)
    if args:
        shell.arguments = args[1:] if args[0] in ("-", "--") else args
    return 0


@builtin("shift")
def shift(call: Call) -> int:
    count = int(call.args[0]) if call.args and call.args[0].isdigit() else 1
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


@builtin("exec")
def exec_(call: Call) -> int:
    if not call.args:
        return 0
    call.shell.executed = True
    call.shell.execute(call.args)
    raise Stop(call.shell.code)


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


@builtin("read")
def read(call: Call) -> int:
    flags, names = call.flags("rs", "ptdnNu")
    shell = call.shell
    line = shell.fds[0].line(shell)
    text = (line or "").removesuffix("\n")
    if "r" not in flags:
        text = re.sub(r"\\(.)", r"\1", text)
    separators = shell.variables.get("IFS", " \t\n")
    names = names or ["REPLY"]
    if separators.strip(" \t\n"):
        pieces = re.split("[" + re.escape(separators) + "]", text, maxsplit=len(names) - 1)
    else:
        pieces = text.split(None, len(names) - 1) if separators else [text]
    for index, name in enumerate(names):
        value = pieces[index] if index < len(pieces) else ""
        shell.assign(name, value.strip(" \t") if separators and index == len(names) - 1 else value)
    return 0 if line is not None and line.endswith("\n") else 1


@builtin("trap")
def trap(call: Call) -> int:
    shell, args = call.shell, [arg for arg in call.args if arg != "--"]
    if len(args) < 2:
        return 0
    for name in args[1:]:
        name = {"15": "TERM", "2": "INT", "0": "EXIT", "1": "HUP", "3": "QUIT"}.get(
            name, name.upper().removeprefix("SIG")
        )
        if args[0] == "-":
            shell.traps.pop(name, None)
        else:
            shell.traps[name] = args[0]
    return 0


@builtin("wait")
def wait(call: Call) -> int:
    shell = call.shell
    shell.code = 0
    shell.wait(
        [int(arg.lstrip("%")) + (99 if arg.startswith("%") else 0) for arg in call.args if arg.lstrip("%").isdigit()]
    )
    return shell.code


@builtin("kill")
@command("kill")
def kill(call: Call) -> int:
    shell, code = call.shell, 0
    signals = [arg[1:] for arg in call.args if arg.startswith("-")]
    words = [
        arg
        for arg in call.args
        if not arg.startswith("-") and arg not in ("TERM", "KILL", "SIGTERM", "SIGKILL", "HUP", "INT")
    ]
    for word in words:
        pid = int(word.lstrip("%")) if word.lstrip("%").isdigit() else -1
        pid = pid + 99 if word.startswith("%") else pid
        if pid == 1:
            name = (signals[0] if signals else "TERM").removeprefix("SIG").removeprefix("s ")
            shell.tape.killed = (shell.clock.now, name or "TERM")
        elif "0" in signals:
            code = (
                0
                if any(
                    child.pid == pid and (child.ends is None or child.ends > shell.clock.now)
                    for child in shell.children
                )
                else 1
            )
        elif not shell.kill(pid):
            shell.complain(
                f"kill: ({pid}) - No such process"
                if shell.dialect == "bash"
                else f"kill: can't kill pid {pid}: No such process"
            )
            code = 1
    return code


@builtin(
    "jobs", "bg", "fg", "hash", "umask", "ulimit", "alias", "unalias", "history", "shopt", "times", "disown", "getopts"
)
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
