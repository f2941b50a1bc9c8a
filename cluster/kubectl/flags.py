"""Reads a command's arguments as kubectl does: `-n x`, `-nx`, `-it`, `--name=x`, `--name x`, `--`, flags anywhere.

Source: the conventions of https://pkg.go.dev/github.com/spf13/pflag and the words of kubectl 1.35.2.
"""

from __future__ import annotations

import csv
import io
import re

from cluster.kubectl import helptext
from cluster.kubectl.errors import FlagError
from cluster.kubectl.helptext import Flag
from cluster.objects.go.booleans import parse_bool


class Flags:
    """The flags of one command: `flags["output"]` is the value or the default; `given` says which were written."""

    def __init__(self, command: str):
        self.command = command
        self._known = helptext.flags(command)
        self._short = {flag.short: flag for flag in self._known.values() if flag.short}
        self._values: dict[str, object] = {}
        self.order: list[tuple[str, str]] = []
        self.deprecations: list[str] = []

    def __getitem__(self, name: str):
        return self._values.get(name, self._known[name].default)

    def get(self, name: str, default=None):
        """Like `[]`, with `default` where the command has no such flag."""
        return self[name] if name in self._known else default

    def given(self, name: str) -> bool:
        return name in self._values

    def set(self, name: str, text: str, shown: str | None = None) -> None:
        """Take `text` as a value of the flag. FlagError if it is not one."""
        flag = self._known[name]
        try:
            value = _VALUES[flag.kind](text)
        except ValueError as wrong:
            shown = f"-{flag.short}, --{name}" if flag.short else f"--{name}"
            raise self._error(f'invalid argument {_quote(text)} for "{shown}" flag: {wrong}') from None
        if flag.kind in ("list", "array"):
            value = [*self._values.get(name, []), *value]  # type: ignore[misc]
        self._values[name] = value
        self.order.append((name, text))
        if flag.deprecated:
            self.deprecations.append(f"Flag --{name} has been deprecated, {flag.deprecated}")

    def parse(self, words: list[str]) -> tuple[list[str], int]:
        """Take the flags out of `words`. Returns what is left and how much of it stood before `--` (-1: no `--`)."""
        left: list[str] = []
        queue = list(words)
        while queue:
            word = queue.pop(0)
            if word == "--":
                return left + queue, len(left)
            if word.startswith("--"):
                self._long(word[2:], queue)
            elif word.startswith("-") and word != "-":
                self._shorts(word[1:], queue)
            else:
                left.append(word)
        return left, -1

    def _long(self, text: str, queue: list[str]) -> None:
        name, equals, value = text.partition("=")
        if not name or name.startswith("-"):
            raise self._error(f"bad flag syntax: --{text}")
        flag = self._known.get(name)
        if flag is None:
            raise self._error(f"unknown flag: --{name}")
        if equals:
            self.set(name, value)
        elif flag.implied is not None:
            self.set(name, flag.implied)
        elif queue:
            self.set(name, queue.pop(0))
        else:
            raise self._error(f"flag needs an argument: --{name}")

    def _shorts(self, text: str, queue: list[str]) -> None:
        while text:
            flag = self._short.get(text[0])
            if flag is None:
                raise self._error(f"unknown shorthand flag: {_quote_char(text[0])} in -{text}")
            rest = text[1:]
            if rest.startswith("=") and len(rest) > 1:
                return self.set(flag.name, rest[1:])
            if flag.implied is not None:
                self.set(flag.name, flag.implied)
                text = rest
                continue
            if rest:
                return self.set(flag.name, rest)
            if not queue:
                raise self._error(f"flag needs an argument: {_quote_char(text[0])} in -{text}")
            return self.set(flag.name, queue.pop(0))
        return None

    def _error(self, text: str) -> FlagError:
        return FlagError(text, f"kubectl {self.command}".rstrip())


def takes_value(flag: Flag) -> bool:
    """Whether `--flag` alone takes the next word."""
    return flag.implied is None


def _quote(text: str) -> str:
    return '"' + text.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n") + '"'


def _quote_char(char: str) -> str:
    return f"'{char}'"


def _bool(text: str) -> bool:
    value = parse_bool(text)
    if value is None:
        raise ValueError(f"strconv.ParseBool: parsing {_quote(text)}: invalid syntax")
    return value


def _int(bits: int):
    def parse(text: str) -> int:
        match = re.fullmatch(r"[-+]?(0[xX][0-9a-fA-F]+|0[bB][01]+|0[oO]?[0-7]+|0|[1-9][0-9]*)", text)
        if not match:
            raise ValueError(f"strconv.ParseInt: parsing {_quote(text)}: invalid syntax")
        plain = re.sub(r"^([-+]?)0([0-7]+)$", r"\g<1>0o\2", text)
        value = int(plain, 0)
        if not -(1 << (bits - 1)) <= value < 1 << (bits - 1):
            raise ValueError(f"strconv.ParseInt: parsing {_quote(text)}: value out of range")
        return value

    return parse


def _list(text: str) -> list[str]:
    if not text:
        return []
    return next(csv.reader(io.StringIO(text), strict=True), [])


_VALUES = {
    "bool": _bool,
    "int": _int(64),
    "int32": _int(32),
    "duration": helptext.duration,
    "string": str,
    "list": _list,
    "array": lambda text: [text],
}
