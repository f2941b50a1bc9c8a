"""The commands that the modelled shell knows: small versions of what busybox has.

Each takes (shell, arguments, standard input) and gives (text, exit code). Time passes by `shell.at`.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import UTC, datetime, timedelta

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_S = 1_000_000
_LONGEST_SLEEP = 1_000_000_000
_UNITS = {"": 1, "s": 1, "m": 60, "h": 3600, "d": 86400}
_ESCAPES = {"n": "\n", "t": "\t", "\\": "\\", "r": "\r", "a": "\a", "0": "\0"}

Answer = tuple[str, int]
COMMANDS: dict[str, Callable] = {}


class Stop(Exception):
    """The shell ends with this exit code."""

    def __init__(self, code: int):
        super().__init__(code)
        self.code = code


class Forever(Exception):
    """From here on nothing ever ends by itself."""


def command(*names: str) -> Callable:
    def register(function: Callable) -> Callable:
        for name in names:
            COMMANDS[name] = function
        return function

    return register


@command(
    "true",
    ":",
    "export",
    "set",
    "ulimit",
    "umask",
    "readonly",
    "chmod",
    "chown",
    "mkdir",
    "touch",
    "rm",
    "cd",
    "wait",
    "sync",
    "unset",
)
def _nothing(shell, arguments: list[str], given: str) -> Answer:
    for argument in arguments:
        name, equals, value = argument.partition("=")
        if equals and name.isidentifier():
            shell.variables[name] = value
    return "", 0


@command("false")
def _false(shell, arguments: list[str], given: str) -> Answer:
    return "", 1


@command("exit", "return")
def _exit(shell, arguments: list[str], given: str) -> Answer:
    code = arguments[0] if arguments else str(shell.code)
    raise Stop(int(code) & 255 if code.lstrip("-").isdigit() else 2)


@command("sleep")
def _sleep(shell, arguments: list[str], given: str) -> Answer:
    total = 0
    if not arguments:
        return "sleep: missing operand\n", 1
    for argument in arguments:
        if argument in ("infinity", "inf"):
            raise Forever
        number = re.fullmatch(r"(\d+(?:\.\d*)?|\.\d+)([smhd]?)", argument)
        if not number:
            return f"sleep: invalid number '{argument}'\n", 1
        seconds = float(number[1][:12]) * _UNITS[number[2]]
        if seconds > _LONGEST_SLEEP:
            raise Forever
        total += round(seconds * _S)
    shell.at += total
    return "", 0


@command("echo")
def _echo(shell, arguments: list[str], given: str) -> Answer:
    newline, escapes = "\n", False
    while arguments and re.fullmatch(r"-[neE]+", arguments[0]):
        newline = "" if "n" in arguments[0] else newline
        escapes = "e" in arguments[0]
        arguments = arguments[1:]
    text = " ".join(arguments)
    return (_unescape(text) if escapes else text) + newline, 0


@command("printf")
def _printf(shell, arguments: list[str], given: str) -> Answer:
    form, values = _unescape(arguments[0]) if arguments else "", list(arguments[1:])
    text = ""
    while True:  # the format is used again until no value is left
        left = len(values)
        text += re.sub(r"%([-0-9.]{0,4})([sdif%])", lambda m: _formatted(m, values), form)
        if not values or len(values) == left:
            return text, 0


def _formatted(found: re.Match, values: list[str]) -> str:
    if found[2] == "%":
        return "%"
    value = values.pop(0) if values else ""
    if found[2] == "s":
        return f"%{found[1]}s" % value
    number = float(value) if re.fullmatch(r"-?\d+(\.\d+)?", value) else 0
    return f"%{found[1]}{found[2]}" % (number if found[2] == "f" else int(number))


@command("date")
def _date(shell, arguments: list[str], given: str) -> Answer:
    moment = _EPOCH + timedelta(microseconds=shell.setting.started + shell.at)
    forms = [argument[1:] for argument in arguments if argument.startswith("+")]
    if forms:
        form = (
            forms[0]
            .replace("%s", str((shell.setting.started + shell.at) // _S))
            .replace("%N", f"{moment.microsecond:06d}000")
        )
        return moment.strftime(form.replace("%T", "%H:%M:%S").replace("%F", "%Y-%m-%d")) + "\n", 0
    return f"{moment:%a %b} {moment.day:2d} {moment:%H:%M:%S} UTC {moment:%Y}\n", 0


@command("hostname")
def _hostname(shell, arguments: list[str], given: str) -> Answer:
    return (shell.setting.ip if arguments[:1] in (["-i"], ["-I"]) else shell.setting.hostname) + "\n", 0


@command("env", "printenv")
def _env(shell, arguments: list[str], given: str) -> Answer:
    if arguments:
        found = [shell.variables[name] for name in arguments if name in shell.variables]
        return "".join(f"{value}\n" for value in found), 0 if found else 1
    return "".join(f"{name}={value}\n" for name, value in sorted(shell.variables.items())), 0


@command("whoami")
def _whoami(shell, arguments: list[str], given: str) -> Answer:
    return "root\n", 0


@command("id")
def _id(shell, arguments: list[str], given: str) -> Answer:
    return "uid=0(root) gid=0(root) groups=0(root)\n", 0


@command("pwd")
def _pwd(shell, arguments: list[str], given: str) -> Answer:
    return "/\n", 0


@command("uname")
def _uname(shell, arguments: list[str], given: str) -> Answer:
    full = f"Linux {shell.setting.hostname} 6.8.0-79-generic #79-Ubuntu SMP x86_64 GNU/Linux\n"
    return (full if "-a" in arguments else "6.8.0-79-generic\n" if "-r" in arguments else "Linux\n"), 0


@command("seq")
def _seq(shell, arguments: list[str], given: str) -> Answer:
    numbers = [int(argument) for argument in arguments if argument.lstrip("-").isdigit()]
    first, step, last = _bounds(numbers)
    return "".join(f"{number}\n" for number in range(first, last + (1 if step > 0 else -1), step or 1)[:10_000]), 0


def _bounds(numbers: list[int]) -> tuple[int, int, int]:
    if len(numbers) >= 3:
        return numbers[0], numbers[1], numbers[2]
    return (numbers[0], 1, numbers[1]) if len(numbers) == 2 else (1, 1, numbers[0] if numbers else 0)


@command("cat")
def _cat(shell, arguments: list[str], given: str) -> Answer:
    text, code = "" if arguments else given, 0
    for name in arguments:
        found = shell.read(name)
        if found is None:
            text, code = text + f"cat: can't open '{name}': No such file or directory\n", 1
        else:
            text += found
    return text, code


@command("ls")
def _ls(shell, arguments: list[str], given: str) -> Answer:
    names = [argument for argument in arguments if not argument.startswith("-")]
    if names and names[0] != "/":
        below = sorted(name for name in shell.files if name.startswith(names[0].rstrip("/")))
        return (
            ("".join(f"{name}\n" for name in below), 0)
            if below
            else (f"ls: {names[0]}: No such file or directory\n", 1)
        )
    return "".join(
        f"{name}\n" for name in ["bin", "dev", "etc", "home", "lib", "proc", "root", "sys", "tmp", "usr", "var"]
    ), 0


@command("tail", "head")
def _tail(shell, arguments: list[str], given: str) -> Answer:
    if "-f" in arguments or "-F" in arguments:
        raise Forever
    return given, 0


@command("tee")
def _tee(shell, arguments: list[str], given: str) -> Answer:
    for name in arguments:
        if not name.startswith("-"):
            shell.files[name] = (shell.files.get(name, "") if "-a" in arguments else "") + given
    return given, 0


@command("grep")
def _grep(shell, arguments: list[str], given: str) -> Answer:
    words = [argument for argument in arguments if not argument.startswith("-")]
    text = given if len(words) < 2 else shell.read(words[1]) or ""
    inverted, folded = (
        any("v" in a for a in arguments if a.startswith("-")),
        any("i" in a for a in arguments if a.startswith("-")),
    )
    wanted = (words[0] if words else "").lower() if folded else (words[0] if words else "")
    lines = [
        line for line in text.splitlines(keepends=True) if (wanted in (line.lower() if folded else line)) != inverted
    ]
    return ("" if any("q" in a for a in arguments if a.startswith("-")) else "".join(lines)), 0 if lines else 1


@command("wc")
def _wc(shell, arguments: list[str], given: str) -> Answer:
    return f"{given.count(chr(10))}\n", 0


@command("sort")
def _sort(shell, arguments: list[str], given: str) -> Answer:
    return "".join(sorted(given.splitlines(keepends=True), reverse="-r" in arguments)), 0


@command("test", "[")
def _test(shell, arguments: list[str], given: str) -> Answer:
    if arguments[-1:] == ["]"]:
        arguments = arguments[:-1]
    negated = arguments[:1] == ["!"]
    return "", int(bool(_holds(shell, arguments[negated:])) == negated)


def _holds(shell, words: list[str]) -> bool:
    if len(words) == 3 and words[1] in _COMPARE:
        return _COMPARE[words[1]](words[0], words[2])
    if len(words) == 2:
        flag, value = words
        if flag in ("-n", "-z"):
            return (value != "") == (flag == "-n")
        return flag in ("-e", "-f", "-s", "-r", "-w", "-x", "-d") and shell.read(value) is not None
    return bool(words and words[0])


def _number(text: str) -> int:
    return int(text) if text.strip().lstrip("-").isdigit() else 0


_COMPARE: dict[str, Callable[[str, str], bool]] = {
    "=": lambda a, b: a == b,
    "==": lambda a, b: a == b,
    "!=": lambda a, b: a != b,
    "-eq": lambda a, b: _number(a) == _number(b),
    "-ne": lambda a, b: _number(a) != _number(b),
    "-lt": lambda a, b: _number(a) < _number(b),
    "-le": lambda a, b: _number(a) <= _number(b),
    "-gt": lambda a, b: _number(a) > _number(b),
    "-ge": lambda a, b: _number(a) >= _number(b),
}


@command("expr")
def _expr(shell, arguments: list[str], given: str) -> Answer:
    value = shell.arithmetic(" ".join(arguments))
    return f"{value}\n", 0 if value else 1


@command("trap")
def _trap(shell, arguments: list[str], given: str) -> Answer:
    if len(arguments) > 1 and {"TERM", "SIGTERM", "15"} & set(arguments[1:]):
        found = re.search(r"exit\s+(\d+)", arguments[0])
        shell.on_term = int(found[1]) if found else 0
    return "", 0


@command("wget", "curl", "nslookup", "ping", "nc")
def _network(shell, arguments: list[str], given: str) -> Answer:
    """Requests between containers are not simulated yet: names do not resolve."""
    names = [argument for argument in arguments if not argument.startswith("-")]
    return f"bad address '{names[-1] if names else ''}'\n", 1


def _unescape(text: str) -> str:
    return re.sub(r"\\([nt\\ra0])", lambda m: _ESCAPES[m[1]], text)
