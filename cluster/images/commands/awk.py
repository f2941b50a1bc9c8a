"""The part of awk that command lines use: patterns, print and printf, fields, BEGIN and END, counting.

Source: POSIX awk utility. No functions, no getline, no loops but through lines.
"""

from __future__ import annotations

import re
from typing import Any

from cluster.images.commands.base import Call, command
from cluster.images.files import FileError
from cluster.images.sh.regular import BadPattern, Regular
from cluster.images.sh.words import unescaped

_TOKEN = re.compile(
    r'\s*(?:(?P<number>\d+(?:\.\d+)?)|(?P<text>"(?:[^"\\]|\\.)*")|(?P<name>[A-Za-z_]\w*)|(?P<sign>\+\+|--|&&|\|\||[-+*/%]=|[=!<>]=|!~|[-+*/%=<>!~$(),;\[\]?:]))'
)


class AwkError(ValueError):
    pass


@command("awk", "gawk", "mawk")
def awk(call: Call) -> int:
    flags, words = call.flags_before_words("", "Fvf")
    if not words:
        return call.fail("usage: awk [-F value][-v var=value][prog | -f progfile] [file ...]", 2)
    try:
        machine = _Machine(words[0], flags.get("F", " "))
        if "v" in flags:
            name, _, value = flags["v"].partition("=")
            machine.variables[name] = unescaped(value)
        code = machine.run(call, words[1:])
    except (AwkError, BadPattern, RecursionError) as error:
        return call.fail(f"cmd. line:1: syntax error {error}".rstrip(), 2 if call.gnu else 1)
    return code


class _Exit(Exception):
    pass


class _Next(Exception):
    pass


class _Machine:
    def __init__(self, program: str, separator: str):
        self.variables: dict[str, Any] = {"FS": unescaped(separator), "OFS": " ", "NR": 0, "NF": 0, "ORS": "\n"}
        self.fields: list[str] = [""]
        self.rules = list(_rules(program))

    def run(self, call: Call, names: list[str]) -> int:
        self.call, self.code = call, 0
        try:
            self._rules_of("BEGIN")
            if any(kind != "BEGIN" for kind, _ in self.rules):
                for name in names or ["-"]:
                    if "=" in name:
                        continue
                    try:
                        lines = call.lines() if name == "-" else call.read(name).splitlines()
                    except FileError as error:
                        self.code = call.fail(
                            f"cannot open '{name}' ({error.text})" if call.gnu else f"{name}: {error.text}", 2
                        )
                        continue
                    for line in lines:
                        self._line(line.removesuffix("\n"))
        except _Exit:
            pass
        self._rules_of("END")
        return self.code

    def _rules_of(self, kind: str) -> None:
        for name, body in self.rules:
            if name == kind:
                self._do(body)

    def _line(self, line: str) -> None:
        self.variables["NR"] += 1
        self._split(line)
        try:
            for kind, body in self.rules:
                if kind not in ("BEGIN", "END") and (kind == "" or self._true(_Reader(kind, self).whole())):
                    self._do(body)
        except _Next:
            pass

    def _split(self, line: str) -> None:
        separator = self.variables["FS"]
        parts = (
            line.split()
            if separator == " "
            else line.split(separator)
            if len(separator) == 1
            else re.split(re.escape(separator), line)
        )
        if len(separator) > 1 and separator != " ":
            parts = _split_by(Regular(separator, extended=True), line)
        self.fields = [line, *parts]
        self.variables["NF"] = len(parts)

    @staticmethod
    def _true(value: Any) -> bool:
        return value not in ("", 0, 0.0)

    def _do(self, body: str) -> None:
        for statement in _statements(body):
            self._statement(statement)

    def _statement(self, text: str) -> None:
        self.call.shell.step()
        if not text:
            return
        if text.startswith("{") and text.endswith("}"):
            self._do(text[1:-1])
        elif re.match(r"if\s*\(", text):
            self._if(text)
        elif text == "next":
            raise _Next
        elif re.match(r"exit\b", text):
            rest = text[4:].strip()
            self.code = int(number(_Reader(rest, self).whole())) if rest else self.code
            raise _Exit
        elif re.match(r"printf?\b", text):
            self._print(text)
        else:
            _Reader(text, self).whole()

    def _if(self, text: str) -> None:
        start = text.index("(")
        end = _closing(text, start)
        rest = text[end + 1 :].strip()
        first, _, other = _else(rest)
        if self._true(_Reader(text[start + 1 : end], self).whole()):
            self._statement(first.strip().rstrip(";"))
        elif other:
            self._statement(other.strip())

    def _print(self, text: str) -> None:
        formed = text.startswith("printf")
        rest = text[6 if formed else 5 :].strip()
        if rest.startswith("(") and _closing(rest, 0) == len(rest) - 1:
            rest = rest[1:-1]
        values = _Reader(rest, self).all() if rest else [self.fields[0]]
        if formed:
            from cluster.images.commands.printing import formatted

            self.call.out(formatted(shown(values[0]), [shown(value) for value in values[1:]]))
        else:
            self.call.out(self.variables["OFS"].join(map(shown, values)) + self.variables["ORS"])


def _split_by(test: Regular, line: str) -> list[str]:
    parts, at = [], 0
    while (hit := test.search(line, at)) is not None and hit.end() > hit.start():
        parts.append(line[at : hit.start()])
        at = hit.end()
    return [*parts, line[at:]]


def _else(rest: str) -> tuple[str, str, str]:
    if rest.startswith("{"):
        end = _closing(rest, 0, "{", "}")
        first, after = rest[: end + 1], rest[end + 1 :].strip().lstrip(";").strip()
        return first, "", after[4:] if after.startswith("else") else ""
    return rest.partition(" else ")


def _closing(text: str, at: int, opens: str = "(", closes: str = ")") -> int:
    depth, quoted = 0, False
    for index in range(at, len(text)):
        char = text[index]
        if char == '"' and text[index - 1 : index] != "\\":
            quoted = not quoted
        elif not quoted:
            depth += (char == opens) - (char == closes)
            if depth == 0:
                return index
    raise AwkError(f"missing {closes}")


def _rules(program: str):
    """(pattern, body) of each rule; no body: print."""
    at = 0
    while at < len(program):
        start = program.find("{", at)
        if start < 0:
            pattern = program[at:].strip()
            if pattern:
                yield pattern, "print"
            return
        end = _closing(program, start, "{", "}")
        yield program[at:start].strip(" \t\n;"), program[start + 1 : end]
        at = end + 1


def _statements(body: str) -> list[str]:
    found, depth, quoted, current = [], 0, False, ""
    for index, char in enumerate(body):
        if char == '"' and body[index - 1 : index] != "\\":
            quoted = not quoted
        elif not quoted:
            depth += (char in "({[") - (char in ")}]")
        if char in ";\n" and not quoted and depth == 0 and not body[index + 1 :].lstrip().startswith("else"):
            found.append(current.strip())
            current = ""
        else:
            current += char
    return [*found, current.strip()]


def shown(value: Any) -> str:
    if isinstance(value, float):
        return str(int(value)) if value == int(value) and abs(value) < 1e16 else f"{value:.6g}"
    return str(value)


def number(value: Any) -> float:
    if isinstance(value, int | float):
        return float(value)
    found = re.match(r"\s*[-+]?(\d{1,15}(\.\d{0,9})?|\.\d{1,9})", value)
    return float(found[0]) if found else 0.0


class _Reader:
    """Reads and works out expressions."""

    def __init__(self, text: str, machine: _Machine):
        self._text, self._at, self._machine, self._depth = text, 0, machine, 0

    def whole(self) -> Any:
        value = self._assignment()
        if self._text[self._at :].strip():
            raise AwkError(f"at {self._text[self._at :].strip()[:20]}")
        return value

    def all(self) -> list[Any]:
        values = [self._assignment()]
        while self._take(","):
            values.append(self._assignment())
        return values

    def _peek(self) -> tuple[str, str]:
        found = _TOKEN.match(self._text, self._at)
        return (found.lastgroup or "", found[found.lastgroup or 0]) if found else ("", "")

    def _take(self, *signs: str) -> str:
        kind, text = self._peek()
        if kind == "sign" and text in signs:
            self._skip()
            return text
        return ""

    def _skip(self) -> None:
        found = _TOKEN.match(self._text, self._at)
        self._at = found.end() if found else len(self._text)

    def _assignment(self) -> Any:
        self._depth += 1
        if self._depth > 40:
            raise AwkError("nested too deeply")
        mark = self._at
        target = self._target()
        if target is not None and (sign := self._take("=", "+=", "-=", "*=", "/=")):
            value = self._assignment()
            if sign != "=":
                value = _applied(sign[0], number(target[0]()), number(value))
            target[1](value)
            self._depth -= 1
            return value
        self._at = mark
        value = self._either()
        if self._take("?"):
            first = self._assignment()
            self._take(":")
            second = self._assignment()
            value = first if self._machine._true(value) else second
        self._depth -= 1
        return value

    def _target(self) -> Any:
        kind, text = self._peek()
        machine = self._machine
        if kind == "sign" and text == "$":
            self._skip()
            index = int(number(self._primary()))
            return (lambda: self._field(index)), (lambda value: self._set_field(index, value))
        if kind == "name" and text not in (
            "length",
            "substr",
            "toupper",
            "tolower",
            "index",
            "int",
            "split",
            "gsub",
            "sub",
        ):
            self._skip()
            key = text
            if self._take("["):
                key = f"{text}\0{shown(self._assignment())}"
                self._take("]")
            return (lambda: machine.variables.get(key, "")), (lambda value: machine.variables.__setitem__(key, value))
        return None

    def _field(self, index: int) -> str:
        return self._machine.fields[index] if 0 <= index < len(self._machine.fields) else ""

    def _set_field(self, index: int, value: Any) -> None:
        fields = self._machine.fields
        while len(fields) <= min(index, 1000):
            fields.append("")
        fields[index] = shown(value)
        if index:
            fields[0] = self._machine.variables["OFS"].join(fields[1:])

    def _either(self) -> Any:
        value = self._both()
        while self._take("||"):
            other = self._both()
            value = int(self._machine._true(value) or self._machine._true(other))
        return value

    def _both(self) -> Any:
        value = self._matched()
        while self._take("&&"):
            other = self._matched()
            value = int(self._machine._true(value) and self._machine._true(other))
        return value

    def _matched(self) -> Any:
        value = self._compared()
        while sign := self._take("~", "!~"):
            test = self._regular() or Regular(shown(self._compared()), extended=True)
            value = int((test.search(shown(value)) is not None) == (sign == "~"))
        return value

    def _regular(self) -> Regular | None:
        rest = self._text[self._at :].lstrip()
        if not rest.startswith("/"):
            return None
        start = len(self._text) - len(rest) + 1
        end = start
        while end < len(self._text) and self._text[end] != "/":
            end += 2 if self._text[end] == "\\" else 1
        self._at = end + 1
        return Regular(self._text[start:end].replace("\\/", "/"), extended=True)

    def _compared(self) -> Any:
        value = self._joined()
        sign = self._take("==", "!=", "<=", ">=", "<", ">")
        if not sign:
            return value
        other = self._joined()
        a, b = (number(value), number(other)) if _numeric(value) and _numeric(other) else (shown(value), shown(other))
        return int({"==": a == b, "!=": a != b, "<": a < b, ">": a > b, "<=": a <= b, ">=": a >= b}[sign])  # type: ignore[operator]

    def _joined(self) -> Any:
        value = self._sum()
        while True:
            kind, text = self._peek()
            if not (kind in ("number", "text", "name") or (kind == "sign" and text in ("$", "("))):
                return value
            value = shown(value) + shown(self._sum())

    def _sum(self) -> Any:
        value = self._product()
        while sign := self._take("+", "-"):
            value = _applied(sign, number(value), number(self._product()))
        return value

    def _product(self) -> Any:
        value = self._unary()
        while sign := self._take("*", "/", "%"):
            value = _applied(sign, number(value), number(self._unary()))
        return value

    def _unary(self) -> Any:
        test = self._regular()
        if test is not None:
            return int(test.search(self._machine.fields[0]) is not None)
        sign = self._take("!", "-", "+")
        if sign:
            value = self._unary()
            return int(not self._machine._true(value)) if sign == "!" else number(value) * (-1 if sign == "-" else 1)
        return self._primary()

    def _primary(self) -> Any:
        kind, text = self._peek()
        if kind == "number":
            self._skip()
            return float(text)
        if kind == "text":
            self._skip()
            return unescaped(text[1:-1])
        if kind == "sign" and text == "(":
            self._skip()
            value = self._assignment()
            self._take(")")
            return value
        if sign := self._take("++", "--"):
            target = self._target()
            if target is None:
                raise AwkError("")
            target[1](number(target[0]()) + (1 if sign == "++" else -1))
            return target[0]()
        target = self._target()
        if target is not None:
            value = target[0]()
            if sign := self._take("++", "--"):
                target[1](number(value) + (1 if sign == "++" else -1))
            return value
        if kind == "name":
            return self._function(text)
        raise AwkError(f"at {self._text[self._at :].strip()[:20]}")

    def _function(self, name: str) -> Any:
        self._skip()
        values = []
        if self._take("(") and not self._take(")"):
            values = self.all()
            self._take(")")
        text = shown(values[0]) if values else self._machine.fields[0]
        if name == "length":
            return float(len(text))
        if name == "substr":
            start = int(number(values[1]))
            return text[max(0, start - 1) :][: int(number(values[2]))] if len(values) > 2 else text[max(0, start - 1) :]
        if name == "index":
            return float(text.find(shown(values[1])) + 1)
        if name == "int":
            return float(int(number(text)))
        if name in ("toupper", "tolower"):
            return text.upper() if name == "toupper" else text.lower()
        raise AwkError(f"function {name} is not simulated")


def _numeric(value: Any) -> bool:
    return isinstance(value, int | float) or value == "" or bool(re.fullmatch(r"\s*[-+]?\d{1,15}(\.\d*)?\s*", value))


def _applied(sign: str, a: float, b: float) -> float:
    if sign in "/%" and b == 0:
        raise AwkError("division by zero")
    return {"+": a + b, "-": a - b, "*": a * b, "/": a / b if b else 0.0, "%": a % b if b else 0.0}[sign]
