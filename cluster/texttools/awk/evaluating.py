"""Works out awk's expressions, with the variables of the program."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from cluster.texttools.awk import functions
from cluster.texttools.awk.language import Program
from cluster.texttools.awk.records import Record
from cluster.texttools.awk.values import UNSET, Given, compare, number, text, truth
from cluster.texttools.awk.words import AwkError
from cluster.texttools.call import Call
from cluster.texttools.escapes import formatted_once
from cluster.texttools.regular import Regular

_MOST_TEXT = 1_000_000
_MOST_CALLS = 40


class Leave(Exception):
    """break, continue, next, nextfile, exit, return."""

    def __init__(self, kind: str, value: Any = UNSET):
        super().__init__(kind)
        self.kind, self.value = kind, value


class Evaluator:
    """Variables, the record, functions that are being called."""

    def __init__(self, call: Call, program: Program, names: list[str]):
        self.call: Call = call
        self._program, self._names = program, names
        self.variables: dict[str, Any] = {
            "FS": " ", "OFS": " ", "ORS": "\n", "RS": "\n", "NR": 0.0, "FNR": 0.0, "SUBSEP": "\x1c",
            "OFMT": "%.6g", "CONVFMT": "%.6g", "RSTART": 0.0, "RLENGTH": -1.0, "FILENAME": UNSET,
        }  # fmt: skip
        self.variables["ARGC"] = float(len(names) + 1)
        self.variables["ARGV"] = {"0": "awk", **{str(at): Given(name) for at, name in enumerate(names, 1)}}
        self.record = Record(self)
        self._locals: list[dict[str, Any]] = []
        self._open: dict[int, None] = {}  # rules whose range is open
        self._written: dict[str, None] = {}  # files that were opened for writing
        self._input: Iterator[str] = iter(())
        self.code = 0
        self.seed, self.drawn = 0.0, 0
        self._skipping = False  # the rest of this file

    def preset(self, name: str, value: str) -> None:
        self.assign(name, Given(value))

    def value(self, name: str) -> Any:
        if self._locals and name in self._locals[-1]:
            return self._locals[-1][name]
        if name == "NF":
            return self.record.count
        return self.variables.get(name, UNSET)

    def assign(self, name: str, value: Any) -> None:
        if self._locals and name in self._locals[-1]:
            self._locals[-1][name] = value
        elif name == "NF":
            self.record.resize(int(number(value)))
        else:
            self.variables[name] = value

    def array(self, name: str) -> dict[str, Any]:
        found = self.value(name)
        if not isinstance(found, dict):
            if found is not UNSET:
                raise AwkError(f"type error in array reference {name}")
            found = {}
            self.assign(name, found)
        return found

    def text(self, value: Any) -> str:
        return text(value, self.variables["CONVFMT"])

    def formatted(self, values: list) -> str:
        """As printf; a number is a character's code for %c."""
        form, rest = self.text(values[0]), list(values[1:])
        letters = [found[1] for found in re.finditer(r"%[-+ #0-9.*]*([a-zA-Z%])", form) if found[1] != "%"]
        given = []
        for letter, value in zip(letters, rest, strict=False):
            if letter == "c" and isinstance(value, float):
                given.append(chr(int(value) & 0x10FFFF))
            elif letter in "dioxXuc" and letter != "c":
                given.append(str(int(number(value))))
            elif letter in "eEfFgG":
                given.append(repr(number(value)))
            else:
                given.append(self.text(value))
        return formatted_once(form, given)

    def evaluate(self, expression: Any) -> Any:
        return _VALUES[expression[0]](self, *expression[1:])

    def _key(self, subscript: Any) -> str:
        return self.text(self.variables["SUBSEP"]).join(self.text(self.evaluate(part)) for part in subscript[1])

    def _field(self, index: Any) -> Any:
        return self.record.field(int(number(self.evaluate(index))))

    def _item(self, name: str, subscript: Any) -> Any:
        return self.array(name).setdefault(self._key(subscript), UNSET)

    def _assign(self, target: Any, sign: str, expression: Any) -> Any:
        value = self.evaluate(expression)
        if sign:
            value = self._calculated(sign, number(self.evaluate(target)), number(value))
        return self.store(target, value)

    def store(self, target: Any, value: Any) -> Any:
        if isinstance(value, str) and len(value) > _MOST_TEXT:
            raise AwkError("out of memory")
        if target[0] == "variable":
            self.assign(target[1], value)
        elif target[0] == "field":
            self.record.change(int(number(self.evaluate(target[1]))), self.text(value))
        else:
            self.array(target[1])[self._key(target[2])] = value
        return value

    def _stepped(self, sign: str, target: Any, after: bool) -> float:
        before = number(self.evaluate(target))
        now = before + (1 if sign == "+" else -1)
        self.store(target, now)
        return before if after else now

    def _calculate(self, sign: str, left: Any, right: Any) -> float:
        return self._calculated(sign, number(self.evaluate(left)), number(self.evaluate(right)))

    def _calculated(self, sign: str, a: float, b: float) -> float:
        if sign in "/%" and b == 0:
            raise AwkError("division by zero" + (" in %" if sign == "%" else ""))
        try:
            if sign == "%":
                return functions.remainder(a, b)
            found = {"+": lambda: a + b, "-": lambda: a - b, "*": lambda: a * b, "/": lambda: a / b}.get(sign)
            return float(found() if found else a**b)
        except (OverflowError, TypeError):
            return float("inf")

    def regular(self, expression: Any) -> Regular:
        """The expression that a regex literal, or a text, means."""
        source = expression[1] if expression[0] == "regex" else self.text(self.evaluate(expression))
        return Regular(source, extended=True)

    def _match(self, sign: str, left: Any, right: Any) -> float:
        found = self.regular(right).search(self.text(self.evaluate(left))) is not None
        return float(found == (sign == "~"))

    def _compare(self, sign: str, left: Any, right: Any) -> float:
        order = compare(self.evaluate(left), self.evaluate(right))
        wanted = {"==": order == 0, "!=": order != 0, "<": order < 0, ">": order > 0, "<=": order <= 0}
        return float(wanted.get(sign, order >= 0))

    def _call(self, name: str, arguments: list) -> Any:
        if name not in self._program.functions:
            raise AwkError(f"function {name} never defined")
        if len(self._locals) >= _MOST_CALLS:
            raise AwkError("function calls are nested too deeply")
        parameters, body = self._program.functions[name]
        values, passed = [self._argument(each) for each in arguments], {}
        for index, parameter in enumerate(parameters):
            passed[parameter] = values[index] if index < len(values) else UNSET
        self._locals.append(passed)
        try:
            self._do(body)
        except Leave as leave:
            if leave.kind != "return":
                raise
            return leave.value
        finally:
            self._locals.pop()
        return UNSET

    def _argument(self, expression: Any) -> Any:
        """Arrays are passed as themselves; what nothing was assigned to may become one."""
        if expression[0] == "variable":
            found = self.value(expression[1])
            if isinstance(found, dict):
                return found
        return self.evaluate(expression)

    def _getline(self, target: Any) -> float:
        line = next(self._input, None)
        if line is None:
            return 0.0
        if target is None:
            self.record.set(line)
        else:
            self.store(target, Given(line))
        return 1.0

    def _do(self, statement: Any) -> None:
        raise NotImplementedError


_VALUES: dict[str, Any] = {
    "value": lambda machine, value: value,
    "group": Evaluator.evaluate,
    "list": lambda machine, values: machine._key(("list", values)),
    "variable": Evaluator.value,
    "field": Evaluator._field,
    "item": Evaluator._item,
    "assign": Evaluator._assign,
    "before": lambda machine, sign, target: machine._stepped(sign, target, False),
    "after": lambda machine, sign, target: machine._stepped(sign, target, True),
    "choose": lambda machine, condition, one, other: machine.evaluate(
        one if truth(machine.evaluate(condition)) else other
    ),
    "or": lambda machine, a, b: float(truth(machine.evaluate(a)) or truth(machine.evaluate(b))),
    "and": lambda machine, a, b: float(truth(machine.evaluate(a)) and truth(machine.evaluate(b))),
    "in": lambda machine, keys, name: float(machine._key(keys) in machine.array(name)),
    "match": Evaluator._match,
    "compare": Evaluator._compare,
    "join": lambda machine, a, b: machine.text(machine.evaluate(a)) + machine.text(machine.evaluate(b)),
    "calculate": Evaluator._calculate,
    "not": lambda machine, a: float(not truth(machine.evaluate(a))),
    "negative": lambda machine, a: -number(machine.evaluate(a)),
    "positive": lambda machine, a: number(machine.evaluate(a)),
    "regex": lambda machine, source: float(Regular(source, extended=True).search(machine.record.whole) is not None),
    "builtin": lambda machine, name, arguments: functions.call(machine, name, arguments),
    "call": Evaluator._call,
    "getline": Evaluator._getline,
}
