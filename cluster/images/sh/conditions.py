"""`test`, `[` and `[[`. Source: POSIX test utility; GNU Bash manual, section 6.4."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from cluster.images.filesystem.files import FileError
from cluster.images.sh import patterns
from cluster.images.sh.words import ShellError, Word

if TYPE_CHECKING:
    from cluster.images.sh.shell import Shell

_NUMBERS = {
    "-eq": lambda a, b: a == b,
    "-ne": lambda a, b: a != b,
    "-lt": lambda a, b: a < b,
    "-le": lambda a, b: a <= b,
    "-gt": lambda a, b: a > b,
    "-ge": lambda a, b: a >= b,
}
_TEXTS = {
    "=": lambda a, b: a == b,
    "==": lambda a, b: a == b,
    "!=": lambda a, b: a != b,
    "<": lambda a, b: a < b,
    ">": lambda a, b: a > b,
}
_UNARY = ("-n", "-z", "-e", "-f", "-d", "-s", "-r", "-w", "-x", "-L", "-h", "-t", "-v", "-S", "-b", "-c", "-p")


class Reader:
    """Reads an expression of words; `doubled`: `[[`, whose right sides are patterns (`raw` holds their words)."""

    def __init__(self, shell: Shell, texts: list[str], raw: list[Word] | None = None):
        self._shell, self._texts, self._raw, self._at = shell, texts, raw, 0

    def result(self) -> bool:
        if not self._texts:
            return False
        value = self._either()
        if self._at < len(self._texts):
            raise ShellError(f"{self._texts[self._at]}: unexpected operator")
        return value

    def _peek(self, ahead: int = 0) -> str | None:
        return self._texts[self._at + ahead] if self._at + ahead < len(self._texts) else None

    def _either(self) -> bool:
        value = self._both()
        while self._peek() in ("-o", "||"):
            self._at += 1
            value = self._both() or value
        return value

    def _both(self) -> bool:
        value = self._one()
        while self._peek() in ("-a", "&&"):
            self._at += 1
            value = self._one() and value
        return value

    def _one(self) -> bool:
        word, following = self._peek(), self._peek(1)
        if word is None:
            raise ShellError("argument expected")
        if following is not None and (
            following in _NUMBERS or following in _TEXTS or following in ("=~", "-nt", "-ot", "-ef")
        ):
            return self._compared()
        if word == "!" and following is not None:
            self._at += 1
            return not self._one()
        if word == "(" and following is not None:
            self._at += 1
            value = self._either()
            if self._peek() != ")":
                raise ShellError("closing paren expected")
            self._at += 1
            return value
        if word in _UNARY and following is not None:
            self._at += 2
            return self._unary(word, following)
        self._at += 1
        return word != ""

    def _compared(self) -> bool:
        left, operator, right = self._texts[self._at], self._texts[self._at + 1], self._peek(2)
        if right is None:
            raise ShellError("argument expected")
        word = self._raw[self._at + 2] if self._raw else None
        self._at += 3
        if operator in _NUMBERS:
            return _NUMBERS[operator](self._number(left), self._number(right))
        if operator == "=~":
            return _searched(right, left)
        if operator in ("-nt", "-ot", "-ef"):
            return self._newer(left, operator, right)
        if word is not None and operator in ("=", "==", "!="):
            from cluster.images.sh.expansion import pattern_of

            return patterns.matches(pattern_of(self._shell, word), left) == (operator != "!=")
        return _TEXTS[operator](left, right)

    def _number(self, text: str) -> int:
        plain = text.strip()
        if not re.fullmatch(r"[-+]?\d{1,25}", plain):
            if self._raw is not None:
                return self._shell.arithmetic(plain)
            raise ShellError({"bash": f"{text}: integer expression expected", "dash": f"Illegal number: {text}"}.get(
                self._shell.dialect, "out of range" if plain.isdecimal() else "bad number"))  # fmt: skip
        return int(plain)

    def _newer(self, left: str, operator: str, right: str) -> bool:
        times: list[int | None] = []
        for name in (left, right):
            try:
                times.append(self._shell.files.stat(self._shell.path(name)).time)
            except FileError:
                times.append(None)
        first, second = times
        if operator == "-ot":
            first, second = second, first
        return first is not None and (second is None or first > second)

    def _unary(self, flag: str, value: str) -> bool:
        shell = self._shell
        if flag in ("-n", "-z"):
            return (value != "") == (flag == "-n")
        if flag == "-t":
            return shell.place.tty
        if flag == "-v":
            return value in shell.variables
        try:
            node = shell.files.stat(shell.path(value), follow=flag not in ("-L", "-h"))
        except FileError:
            return False
        if flag in ("-L", "-h"):
            return node.kind == "link"
        bit = {"-r": 4, "-w": 2, "-x": 1}.get(flag)
        if bit:
            return shell.files._may(node, bit) and (bit != 1 or bool(node.mode & 0o111))
        if flag in ("-f", "-d"):
            return node.kind == ("file" if flag == "-f" else "dir")
        return flag == "-e" or (flag == "-s" and (node.kind == "dir" or bool(node.data)))


def _searched(pattern: str, text: str) -> bool:
    from cluster.texttools.regular import Regular

    return Regular(pattern, extended=True).search(text) is not None


def holds(shell: Shell, words: list[tuple[str, Word]]) -> bool:
    """`[[ words ]]`"""
    try:
        return Reader(shell, [text for text, _ in words], [word for _, word in words]).result()
    except ShellError as error:
        shell.complain(f"[[: {error}")
        return False


def test(shell: Shell, name: str, arguments: list[str]) -> int:
    """The exit code of `test` or `[`."""
    if name == "[":
        if arguments[-1:] != ["]"]:
            shell.complain("[: missing ]" if shell.dialect != "bash" else "[: missing `]'")
            return 2
        arguments = arguments[:-1]
    try:
        return 0 if Reader(shell, arguments).result() else 1
    except ShellError as error:
        told: Any = f"[: {error}" if shell.dialect == "bash" else f"{name}: {error}"
        shell.complain(told) if shell.dialect != "ash" else shell.err(f"{shell.name}: {error}\n")
        return 2
