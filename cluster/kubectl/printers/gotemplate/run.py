"""Fills a template with an object (decoded JSON)."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from cluster.kubectl.printers import govalues
from cluster.kubectl.printers.gotemplate.functions import FUNCTIONS, Missing, truth
from cluster.kubectl.printers.gotemplate.lex import TemplateError
from cluster.kubectl.printers.gotemplate.parse import Branch, Call, Jump, Operand, Output, Pipe, Template

_MOST_DEPTH = 200
_MOST_STEPS = 500_000  # parts filled and rounds of `range`: one terminal must not take a server for itself
_MOST_TEXT = 10_000_000


class _Break(Exception):
    pass


class _Continue(Exception):
    pass


def render(template: Template, data: object, allow_missing: bool = True) -> tuple[str, str | None]:
    """The text, and the error in Go's words (None if all went well); text before an error counts as printed."""
    runner = _Runner(template, data, allow_missing)
    try:
        runner.walk(template.body, data, {"$": data}, template.name, 0)
    except TemplateError as wrong:
        return "".join(runner.out), str(wrong)
    return "".join(runner.out), None


class _Runner:
    def __init__(self, template: Template, data: object, allow_missing: bool):
        self._template, self._allow = template, allow_missing
        self.out: list[str] = []
        self._steps = self._written = 0
        self._name = template.name
        self._last: Operand

    def walk(self, nodes: tuple, dot: object, variables: dict, name: str, depth: int) -> None:
        self._name = name
        for node in nodes:
            self._count()
            if isinstance(node, str):
                self._write(node)
            elif isinstance(node, Output):
                value = self._pipe(node.pipe, dot, variables)
                if not node.pipe.names:
                    self._write("<no value>" if value is None or value is Missing else govalues.plain(value))
            elif isinstance(node, Branch):
                self._branch(node, dot, variables, name, depth)
            elif isinstance(node, Call):
                self._call(node, dot, variables, depth)
            elif isinstance(node, Jump):
                raise _Break if node.kind == "break" else _Continue

    def _write(self, text: str) -> None:
        self._written += len(text)
        self.out.append(text)

    def _count(self) -> None:
        self._steps += 1
        if self._steps > _MOST_STEPS or self._written > _MOST_TEXT:
            name = self._name
            raise TemplateError(f"template: {name}: more than {_MOST_STEPS} steps or {_MOST_TEXT} characters")

    def _branch(self, node: Branch, dot: object, outer: dict, name: str, depth: int) -> None:
        variables = _Scope(outer)
        if node.kind == "range":
            return self._range(node, dot, variables, name, depth)
        value = self._pipe(node.pipe, dot, variables)
        if truth(value):
            self.walk(node.body, value if node.kind == "with" else dot, variables, name, depth)
        else:
            self.walk(node.otherwise, dot, variables, name, depth)
        return None

    def _range(self, node: Branch, dot: object, variables: dict, name: str, depth: int) -> None:
        value = self._pipe(node.pipe, dot, variables, assign=False)
        pairs = self._pairs(value)
        empty = True
        for key, item in pairs:
            empty = False
            self._count()
            names = node.pipe.names
            scope = _Scope(variables)
            target: Any = scope if node.pipe.declares else variables
            for variable, bound in zip(names, (key, item) if len(names) > 1 else (item,), strict=False):
                target.declare(variable, bound) if node.pipe.declares else target.assign(variable, bound)
            try:
                self.walk(node.body, item, scope, name, depth)
            except _Continue:
                continue
            except _Break:
                break
        if empty:
            self.walk(node.otherwise, dot, variables, name, depth)

    def _pairs(self, value: object) -> Iterable[tuple]:
        if isinstance(value, dict):
            return [(key, value[key]) for key in sorted(value)]
        if isinstance(value, list):
            return list(enumerate(value))
        if value is None or value is Missing:
            return []
        if isinstance(value, int) and not isinstance(value, bool):
            return ((index, index) for index in range(value))
        raise self._error(f"range can't iterate over {govalues.plain(value)}", self._last.at, self._last.source)

    def _call(self, node: Call, dot: object, variables: dict, depth: int) -> None:
        body = self._template.defined.get(node.name)
        if body is None:
            source = f"{{{{template {govalues.quote(node.name)}}}}}"
            raise self._error(f"template {govalues.quote(node.name)} not defined", node.at, source)
        if depth > _MOST_DEPTH:
            raise self._error(f"exceeded maximum template depth ({_MOST_DEPTH})", node.at, "template")
        value = self._pipe(node.pipe, dot, variables) if node.pipe else None
        name = self._name
        self.walk(body, value, _Scope({"$": value}), node.name, depth + 1)
        self._name = name

    def _pipe(self, pipe: Pipe, dot: object, variables: dict, assign: bool = True) -> object:
        value = self._commands(pipe.commands, dot, variables)
        if pipe.names and assign:
            if pipe.declares:
                variables[pipe.names[0]] = value
            else:
                _assign(variables, pipe.names[0], value)
        return value

    def _commands(self, commands: tuple, dot: object, variables: dict) -> object:
        extra: list = []
        for operands in commands:
            extra = [self._command(operands, extra, dot, variables)]
        return extra[0]

    def _command(self, operands: tuple[Operand, ...], extra: list, dot: object, variables: dict) -> object:
        first = operands[0]
        self._last = first
        if first.kind == "function":
            return self._fields(self._function(first, operands[1:], extra, dot, variables), first)
        if first.kind == "nil":
            raise self._error("nil is not a command", first.at, "nil")
        if len(operands) > 1 or extra:
            name = first.chain[-1] if first.chain else ""
            text = (
                f"{name} is not a method but has arguments"
                if name
                else f"can't give argument to non-function {first.source}"
            )
            raise self._error(text, first.at, first.source)
        return self._value(first, dot, variables)

    def _function(self, call: Operand, operands: tuple, extra: list, dot: object, variables: dict) -> object:
        name = str(call.value)
        source = " ".join([name, *(operand.source for operand in operands)])
        if name in ("and", "or"):
            if not operands and not extra:
                raise self._error(f"wrong number of args for {name}: want at least 1 got 0", call.at, name)
            value: object = None
            for operand in operands:
                value = self._value(operand, dot, variables)
                if truth(value) == (name == "or"):
                    return value
            return extra[0] if extra else value
        arguments = [self._value(operand, dot, variables) for operand in operands] + extra
        function = FUNCTIONS[name]
        if (wrong_count := function.complaint(len(arguments))) is not None:
            raise self._error(f"wrong number of args for {name}: {wrong_count}", call.at, name)
        try:
            return function.call(*arguments)
        except ValueError as wrong:
            raise self._error(f"error calling {name}: {wrong}", call.at, source) from None

    def _value(self, operand: Operand, dot: object, variables: dict) -> object:
        if operand.kind == "pipe":
            return self._fields(self._commands(operand.value, dot, variables), operand)
        if operand.kind == "function":
            return self._fields(self._function(operand, (), [], dot, variables), operand)
        if operand.kind == "variable":
            return self._fields(variables[operand.value], operand)
        start = {"field": dot, "dot": dot, "literal": operand.value, "nil": None}[operand.kind]
        return self._fields(start, operand)

    def _fields(self, value: object, operand: Operand) -> object:
        for name in operand.chain:
            if value is Missing:
                return Missing
            if value is None:
                raise self._error(f"nil pointer evaluating interface {{}}.{name}", operand.at, operand.source)
            if not isinstance(value, dict):
                raise self._error(f"can't evaluate field {name} in type interface {{}}", operand.at, operand.source)
            if name not in value and not self._allow:
                raise self._error(f'map has no entry for key "{name}"', operand.at, operand.source)
            value = value.get(name, Missing)
        return value

    def _error(self, text: str, at: str, source: str) -> TemplateError:
        where = f"template: {self._template.name}:{at}: executing {govalues.quote(self._name)}"
        return TemplateError(f"{where} at <{source}>: {text}")


class _Scope(dict):
    """Variables of a block over those of the block around it."""

    def __init__(self, outer: dict):
        super().__init__()
        self.outer = outer

    def __missing__(self, name: str) -> object:
        return self.outer[name]

    def declare(self, name: str, value: object) -> None:
        self[name] = value

    def assign(self, name: str, value: object) -> None:
        _assign(self, name, value)


def _assign(variables: dict, name: str, value: object) -> None:
    while name not in variables and isinstance(variables, _Scope):
        variables = variables.outer
    variables[name] = value
