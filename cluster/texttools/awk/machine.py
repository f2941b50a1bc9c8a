"""Runs an awk program over records."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from cluster.texttools.awk.evaluating import Evaluator, Leave
from cluster.texttools.awk.language import Rule
from cluster.texttools.awk.records import records
from cluster.texttools.awk.values import UNSET, Given, number, text, truth
from cluster.texttools.awk.words import AwkError
from cluster.texttools.call import STDIN, FileError
from cluster.texttools.reading import unreadable


class Machine(Evaluator):
    def run(self) -> int:
        rules = self._program.rules
        try:
            self._all("BEGIN")
            if any(rule.kind != "BEGIN" for rule in rules):
                self._input = self._records()
                for line in self._input:
                    self.record.set(line)
                    self._record(rules)
        except Leave as leave:
            self._left(leave)
        try:
            self._all("END")
        except Leave as leave:
            self._left(leave)
        return self.code

    def _left(self, leave: Leave) -> None:
        if leave.kind != "exit":
            raise AwkError(f"{leave.kind} outside of a loop or function")
        if leave.value is not UNSET:
            self.code = int(number(leave.value)) & 255

    def _all(self, kind: str) -> None:
        for rule in self._program.rules:
            if rule.kind == kind:
                self._do(rule.body)

    def _record(self, rules: list[Rule]) -> None:
        try:
            for index, rule in enumerate(rules):
                if rule.kind not in ("BEGIN", "END") and self._chosen(index, rule):
                    if rule.body is None:
                        self._out(self.record.whole + self.text(self.variables["ORS"]))
                    else:
                        self._do(rule.body)
        except Leave as leave:
            if leave.kind == "nextfile":
                self._skipping = True
            elif leave.kind != "next":
                raise

    def _chosen(self, index: int, rule: Rule) -> bool:
        if rule.kind == "always":
            return True
        if rule.kind == "pattern":
            return truth(self.evaluate(rule.first))
        if index not in self._open:
            if not truth(self.evaluate(rule.first)):
                return False
            self._open[index] = None
        if truth(self.evaluate(rule.last)):
            del self._open[index]
        return True

    def _records(self) -> Iterator[str]:
        """Every record of every file; NR, FNR and FILENAME go along."""
        names = [name for name in self._names if not re.match(r"[A-Za-z_]\w*=", name)]
        for name in self._names if names else [*self._names, "-"]:
            assigned = re.match(r"([A-Za-z_]\w*)=(.*)", name, flags=re.DOTALL)
            if assigned:
                self.preset(assigned[1], assigned[2])
                continue
            try:
                lines = self.call.lines() if name in STDIN else iter([self.call.read(name)])
            except FileError as error:
                self.code = unreadable(self.call, name, error) if not self.call.gnu else self._unreadable(name, error)
                continue
            self.variables["FILENAME"], self.variables["FNR"] = ("" if name in STDIN else name), 0.0
            self._skipping = False
            for record in records(lines, lambda: self.text(self.variables["RS"])):
                self.variables["NR"] += 1
                self.variables["FNR"] += 1
                yield record
                if self._skipping:
                    break

    def _unreadable(self, name: str, error: FileError) -> int:
        return self.call.fail(f"cannot open {name} ({error.text})", 2)

    def _out(self, line: str) -> None:
        self.call.out(line)

    # -- statements ----------------------------------------------------------------------------------------------------

    def _do(self, statement: Any) -> None:
        self.call.step()
        _STATEMENTS[statement[0]](self, *statement[1:])

    def _block(self, statements: list) -> None:
        for statement in statements:
            self._do(statement)

    def _expression(self, expression: Any) -> None:
        self.evaluate(expression)

    def _print(self, values: list, target: Any) -> None:
        shown = [text(value, self.variables["OFMT"]) for value in map(self.evaluate, values)] or [self.record.whole]
        self._put(self.text(self.variables["OFS"]).join(shown) + self.text(self.variables["ORS"]), target)

    def _printf(self, values: list, target: Any) -> None:
        if not values:
            raise AwkError("syntax error: printf wants a format")
        self._put(self.formatted([self.evaluate(value) for value in values]), target)

    def _put(self, line: str, target: Any) -> None:
        if target is None:
            self._out(line)
            return
        name = self.text(self.evaluate(target[1]))
        if name in ("/dev/stdout", "-"):
            self._out(line)
        elif name == "/dev/stderr":
            self.call.err(line)
        else:
            self.call.write(name, line, append=target[0] == ">>" or name in self._written)
            self._written[name] = None

    def _if(self, condition: Any, then: Any, other: Any) -> None:
        if truth(self.evaluate(condition)):
            self._do(then)
        elif other is not None:
            self._do(other)

    def _body(self, statement: Any) -> bool:
        """One round; False when the loop is left."""
        try:
            self._do(statement)
        except Leave as leave:
            if leave.kind == "break":
                return False
            if leave.kind != "continue":
                raise
        return True

    def _while(self, condition: Any, body: Any) -> None:
        while truth(self.evaluate(condition)) and self._body(body):
            self.call.step()

    def _do_while(self, body: Any, condition: Any) -> None:
        while self._body(body) and truth(self.evaluate(condition)):
            self.call.step()

    def _for(self, first: Any, condition: Any, step: Any, body: Any) -> None:
        if first is not None:
            self._do(first)
        while condition is None or truth(self.evaluate(condition)):
            self.call.step()
            if not self._body(body):
                break
            if step is not None:
                self._do(step)

    def _each(self, name: str, array: str, body: Any) -> None:
        for key in list(self.array(array)):
            self.assign(name, Given(key))
            if not self._body(body):
                break

    def _delete(self, name: str, subscript: Any) -> None:
        self.array(name).pop(self._key(subscript), None)

    def _clear(self, name: str) -> None:
        self.array(name).clear()

    def _leave(self, kind: str, value: Any) -> None:
        raise Leave(kind, UNSET if value is None else self.evaluate(value))


_STATEMENTS: dict[str, Any] = {
    "block": Machine._block, "expression": Machine._expression, "print": Machine._print, "printf": Machine._printf,
    "if": Machine._if, "while": Machine._while, "do": Machine._do_while, "for": Machine._for, "each": Machine._each,
    "delete": Machine._delete, "clear": Machine._clear,
    **{
        kind: (lambda machine, value, kind=kind: machine._leave(kind, value))
        for kind in ("break", "continue", "next", "nextfile", "exit", "return")
    },
}  # fmt: skip
