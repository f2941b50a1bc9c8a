"""What belongs to the shell's language: aliases, loops' and functions' ways out, read, eval, source, test, type."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Generator
from typing import Any

from cluster.images.sh.conditions import test as tested
from cluster.images.sh.leaving import Leave
from cluster.images.sh.streams import Stop
from cluster.kubectl.commands.completion import script
from cluster.shell import scripts
from cluster.shell.expanding import View
from cluster.shell.files import HOME
from cluster.shell.quoting import quoted
from cluster.shell.tools.base import Invocation, find, tool

Steps = Generator[Any, Any, int]


@tool("alias", "give a command a short name: alias k=kubectl")
def alias(call: Invocation) -> int:
    aliases, code = call.terminal.aliases, 0
    for word in call.args or sorted(aliases):
        name, equals, value = word.partition("=")
        if equals:
            aliases[name] = value
        elif name in aliases:
            shown = aliases[name].replace("'", "'\\''")
            call.streams.out(f"alias {name}='{shown}'\n")
        else:
            call.streams.err(f"bash: alias: {name}: not found\n")
            code = 1
    return code


@tool("unalias", "take short names away")
def unalias(call: Invocation) -> int:
    if call.args[:1] == ["-a"]:
        call.terminal.aliases.clear()
    code = 0
    for name in (word for word in call.args if word != "-a"):
        if call.terminal.aliases.pop(name, None) is None:
            call.streams.err(f"bash: unalias: {name}: not found\n")
            code = 1
    return code


def _leave(what: str, about: str) -> None:
    @tool(what, about)
    def leave(call: Invocation) -> int:
        given = call.args[0] if call.args else ""
        if given and not given.lstrip("-").isdecimal():
            call.streams.err(f"bash: {what}: {given}: numeric argument required\n")
            return 2
        raise Leave(what, int(given) if given else call.terminal.last_code if what == "return" else 1)


_leave("break", "leave a loop")
_leave("continue", "go on with a loop's next round")
_leave("return", "leave a function")


@tool("local", "a variable of a function's own")
def local(call: Invocation) -> int:
    terminal = call.terminal
    for word in call.args:
        name, equals, value = word.partition("=")
        terminal.local.setdefault(name, terminal.variables.get(name))
        terminal.assign({name: value if equals else ""})
    return 0


@tool("shift", "take a function's first arguments away")
def shift(call: Invocation) -> int:
    count = int(call.args[0]) if call.args and call.args[0].isdecimal() else 1
    if count > len(call.terminal.arguments):
        return 1
    call.terminal.arguments = call.terminal.arguments[count:]
    return 0


@tool("read", "read a line into variables")
def read(call: Invocation) -> int:
    names = [word for word in call.args if not word.startswith("-")] or ["REPLY"]
    line = call.streams.given.line() if call.streams.given else None
    words = (line or "").removesuffix("\n").strip().split(None, len(names) - 1)
    call.terminal.assign({name: words[at] if at < len(words) else "" for at, name in enumerate(names)})
    return 1 if line is None else 0


@tool("eval", "run words as a line")
def evaluated(call: Invocation) -> Steps:
    return (yield from call.run.inner(call.streams.write, call.streams.given).text(" ".join(call.args)))


@tool("source", "run the lines of a file here")
def source(call: Invocation) -> Steps:
    if not call.args:
        call.streams.err(f"bash: {call.words[0]}: filename argument required\n")
        return 2
    try:
        text = call.terminal.files.read(call.args[0])
    except FileNotFoundError:
        call.streams.err(f"bash: {call.args[0]}: No such file or directory\n")
        return 1
    if text == script("bash"):
        return 0  # the terminal completes by itself (Tab)
    return (yield from call.run.inner(call.streams.write, call.streams.given).text(text))


tool(".", "the same as source")(source)


@tool("bash", "run a script: bash FILE, bash -c 'LINE'")
def bash(call: Invocation) -> Steps:
    args = call.args
    while args and re.fullmatch(r"-[exul]+", args[0]):
        args = args[1:]
    if args[:1] == ["-c"]:
        if len(args) < 2:
            call.streams.err(f"{call.words[0]}: -c: option requires an argument\n")
            return 2
        text, name, arguments = args[1], (args[2] if len(args) > 2 else "bash"), args[3:]
    elif args:
        try:
            text, name, arguments = call.terminal.files.read(args[0]), args[0], args[1:]
        except OSError:
            is_dir = call.terminal.files.is_dir(args[0])
            told = "Is a directory" if is_dir else "No such file or directory"
            call.streams.err(f"{args[0] if is_dir else call.words[0]}: {args[0]}: {told}\n")
            return 126 if is_dir else 127
    elif call.streams.given is not None:
        text, name, arguments = call.streams.stdin or "", "bash", []
    else:
        return call.fail("a shell within this one is not simulated: name a file, or a line after -c")
    assigned = {name: value for name, value in call.environment.items() if name not in call.terminal.variables}
    return (yield from scripts.lines(call.run, text, arguments, assigned, call.streams, name))


tool("sh", "the same as bash")(bash)


@tool("exit", "end a script")
def exit_(call: Invocation) -> int:
    text = call.args[0] if call.args else str(call.terminal.last_code)
    if not text.lstrip("-").isdigit():
        call.streams.err(f"bash: exit: {text}: numeric argument required\n")
        raise Stop(2)
    raise Stop(int(text) & 255)


@tool("cd", "change the working directory: cd FOLDER")
def cd(call: Invocation) -> int:
    terminal = call.terminal
    if len(call.args) > 1:
        call.streams.err("bash: cd: too many arguments\n")
        return 1
    before = terminal.files.where
    name = call.args[0] if call.args else terminal.variables.get("HOME", HOME)
    goal = terminal.variables.get("OLDPWD", before) if name == "-" else name
    path = posixpath.normpath(goal if goal.startswith("/") else posixpath.join(before, goal))
    if not terminal.files.is_dir(path):
        told = "Not a directory" if terminal.files.exists(path) else "No such file or directory"
        call.streams.err(f"bash: cd: {goal}: {told}\n")
        return 1
    terminal.files.enter(path)
    terminal.assign({"OLDPWD": before, "PWD": terminal.files.where})
    call.streams.out(f"{path}\n" if name == "-" else "")
    return 0


@tool("complete", "say how words are completed; the terminal does it by itself (Tab)")
def complete(call: Invocation) -> int:
    return 0


@tool("test", "compare texts, numbers and files: test -f FILE")
def test(call: Invocation) -> int:
    view: Any = View(call.terminal, {}, call.streams.err)
    return tested(view, call.words[0], call.args)


tool("[", "the same as test: [ -f FILE ]")(test)


@tool("set", "list the variables")
def set_(call: Invocation) -> int:
    if call.args and call.args[0] != "--":
        return 0 if call.args[0][:1] in "-+" else 1
    if call.args:
        call.terminal.arguments = call.args[1:]
        return 0
    for name in sorted(call.terminal.variables):
        call.streams.out(f"{name}={quoted(call.terminal.variables[name])}\n")
    return 0


@tool("type", "say what a name stands for")
def type_(call: Invocation) -> int:
    code = 0
    for name in call.args:
        if name in call.terminal.aliases:
            call.streams.out(f"{name} is aliased to `{call.terminal.aliases[name]}'\n")
        elif name in call.terminal.functions:
            call.streams.out(f"{name} is a function\n{call.terminal.functions[name].source}\n")
        elif find(name):
            call.streams.out(f"{name} is /usr/bin/{name}\n")
        else:
            call.streams.err(f"bash: type: {name}: not found\n")
            code = 1
    return code


@tool("sudo", "run a command; here everybody may do everything")
def sudo(call: Invocation) -> Steps:
    words = call.args[1:] if call.args[:1] in (["-E"], ["-n"]) else call.args
    return (yield from call.run.inner(call.streams.write, call.streams.given).text(" ".join(map(quoted, words))))


@tool("which", "say where a program is")
def which(call: Invocation) -> int:
    found = [name for name in call.args if find(name)]
    call.streams.out("".join(f"/usr/bin/{name}\n" for name in found))
    return 0 if len(found) == len(call.args) else 1
