"""`$(( ))`: whole numbers of 64 bits, C's operators, assignments. What cannot be read is an ArithmeticSyntax.

Source: POSIX Shell Command Language, section 2.6.4.
"""

from __future__ import annotations

import re
from typing import Protocol

from cluster.images.sh.words import ShellError

_TOKEN = re.compile(
    r"\s*(0[xX][0-9a-fA-F]+|\d+|[A-Za-z_]\w*|\*\*|<<=|>>=|\+\+|--|<<|>>|<=|>=|==|!=|&&|\|\||[-+*/%&^|]=|[-+*/%<>=!&|^~?:(),])"
)
_LEVELS = (
    ("||",),
    ("&&",),
    ("|",),
    ("^",),
    ("&",),
    ("==", "!="),
    ("<", "<=", ">", ">="),
    ("<<", ">>"),
    ("+", "-"),
    ("*", "/", "%"),
)
_ASSIGN = {"=", "+=", "-=", "*=", "/=", "%=", "&=", "|=", "^=", "<<=", ">>="}
_MOST_DEPTH = 60


class Variables(Protocol):
    def value(self, name: str) -> str: ...

    def assign(self, name: str, value: str) -> None: ...


def evaluate(text: str, variables: Variables) -> int:
    """Raises ShellError."""
    if len(text) > 1000:
        raise ShellError("arithmetic syntax error")
    reader = _Reader(text, variables)
    value = reader.comma() if reader.left() else 0
    if reader.left():
        raise ShellError("arithmetic syntax error")
    return value


def _wrapped(value: int) -> int:
    return (value + 2**63) % 2**64 - 2**63


class _Reader:
    def __init__(self, text: str, variables: Variables):
        self._tokens: list[str] = []
        self._at, self._depth, self._variables = 0, 0, variables
        self._quiet = 0  # in a branch that is not taken
        at = 0
        text = text.rstrip()
        while at < len(text):
            found = _TOKEN.match(text, at)
            if not found:
                raise ShellError("arithmetic syntax error")
            self._tokens.append(found[1])
            at = found.end()

    def left(self) -> bool:
        return self._at < len(self._tokens)

    def _peek(self) -> str:
        return self._tokens[self._at] if self.left() else ""

    def _take(self) -> str:
        if not self.left():
            raise ShellError("arithmetic syntax error")
        self._at += 1
        return self._tokens[self._at - 1]

    def comma(self) -> int:
        value = self._assignment()
        while self._peek() == ",":
            self._at += 1
            value = self._assignment()
        return value

    def _assignment(self) -> int:
        self._depth += 1
        if self._depth > _MOST_DEPTH:
            raise ShellError("arithmetic syntax error")
        name = self._peek()
        following = self._tokens[self._at + 1] if self._at + 1 < len(self._tokens) else ""
        if following in _ASSIGN and (name[:1].isalpha() or name[:1] == "_"):
            self._at += 2
            value = self._assignment()
            if following != "=":
                value = _applied(following[:-1], self._number(name), value)
            self._assign(name, value)
        else:
            value = self._choice()
        self._depth -= 1
        return value

    def _choice(self) -> int:
        value = self._binary(0)
        if self._peek() != "?":
            return value
        self._at += 1
        self._quiet += not value
        first = self._assignment()
        self._quiet -= not value
        if self._take() != ":":
            raise ShellError("arithmetic syntax error")
        self._quiet += bool(value)
        second = self._assignment()
        self._quiet -= bool(value)
        return first if value else second

    def _binary(self, level: int) -> int:
        if level == len(_LEVELS):
            return self._power()
        value = self._binary(level + 1)
        while self._peek() in _LEVELS[level]:
            operator = self._take()
            short = (operator == "&&" and not value) or (operator == "||" and value != 0)
            self._quiet += short
            other = self._binary(level + 1)
            self._quiet -= short
            value = int(bool(value)) if short else _applied(operator, value, other, bool(self._quiet))
        return value

    def _power(self) -> int:
        value = self._unary()
        if self._peek() == "**":
            self._at += 1
            exponent = self._power()
            if not 0 <= exponent < 64:
                return 0 if exponent < 0 else _wrapped(pow(value, exponent, 2**64))
            return _wrapped(value**exponent)
        return value

    def _unary(self) -> int:
        self._depth += 1
        if self._depth > _MOST_DEPTH:
            raise ShellError("arithmetic syntax error")
        token = self._take()
        try:
            if token in ("-", "+", "!", "~"):
                value = self._unary()
                return {"-": _wrapped(-value), "+": value, "!": int(not value), "~": ~value}[token]
            if token in ("++", "--"):
                name = self._take()
                value = self._number(name) + (1 if token == "++" else -1)
                self._assign(name, value)
                return value
            if token == "(":
                value = self.comma()
                if self._take() != ")":
                    raise ShellError("arithmetic syntax error")
                return value
            return self._primary(token)
        finally:
            self._depth -= 1

    def _primary(self, token: str) -> int:
        if token[0].isdecimal():
            return _literal(token)
        if not (token[0].isalpha() or token[0] == "_"):
            raise ShellError("arithmetic syntax error")
        value = self._number(token)
        if self._peek() in ("++", "--"):
            self._assign(token, value + (1 if self._take() == "++" else -1))
        return value

    def _number(self, name: str) -> int:
        text = self._variables.value(name).strip()
        sign = -1 if text[:1] == "-" else 1
        text = text.lstrip("+-")
        if not text:
            return 0
        if text[0].isdecimal() and len(text) < 25:
            return sign * _literal(text)
        if text.isidentifier() and text != name and self._depth < _MOST_DEPTH:
            self._depth += 1
            return self._number(text)
        raise ShellError("arithmetic syntax error")

    def _assign(self, name: str, value: int) -> None:
        if not self._quiet:
            self._variables.assign(name, str(_wrapped(value)))


def _literal(text: str) -> int:
    try:
        base = 16 if text[:2] in ("0x", "0X") else 8 if len(text) > 1 and text[0] == "0" else 10
        return _wrapped(int(text[2:] if base == 16 else text, base))
    except ValueError:
        raise ShellError("arithmetic syntax error") from None


def _applied(operator: str, a: int, b: int, quiet: bool = False) -> int:
    if operator in ("/", "%"):
        if b == 0:
            if quiet:
                return 0
            raise ShellError("divide by zero")
        quotient = abs(a) // abs(b) * (1 if (a < 0) == (b < 0) else -1)
        return _wrapped(quotient if operator == "/" else a - b * quotient)
    if operator in ("<<", ">>"):
        return _wrapped(a << (b & 63) if operator == "<<" else a >> (b & 63))
    plain = {
        "+": a + b, "-": a - b, "*": a * b, "&": a & b, "|": a | b, "^": a ^ b, "<": a < b, "<=": a <= b, ">": a > b,
        ">=": a >= b, "==": a == b, "!=": a != b, "&&": bool(a) and bool(b), "||": bool(a) or bool(b),
    }  # fmt: skip
    return _wrapped(int(plain[operator]))
