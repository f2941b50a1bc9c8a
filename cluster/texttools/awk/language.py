"""Reads an awk program: its rules, functions and statements, as tuples of (kind, ...)."""

from __future__ import annotations

from typing import Any, NamedTuple

from cluster.texttools.awk.expressions import Deeper, Expressions
from cluster.texttools.awk.words import AwkError, tokens


class Rule(NamedTuple):
    """`kind`: BEGIN, END, always, pattern or range; `body` None: print the record."""

    kind: str
    first: Any
    last: Any
    body: Any


class Program(NamedTuple):
    rules: list[Rule]
    functions: dict[str, tuple[list[str], Any]]  # name → (parameters, body)


def parse(source: str) -> Program:
    """Raises AwkError."""
    return _Parser(tokens(source)).program()


class _Parser(Expressions):
    def program(self) -> Program:
        made = Program([], {})
        self._newlines(";")
        while self._peek().kind != "end":
            if self._word("function", "func"):
                self._function(made)
            else:
                made.rules.append(self._rule())
            self._newlines(";")
        return made

    def _function(self, made: Program) -> None:
        name = self._next().value
        self._need("(")
        parameters = []
        while not self._sign(")"):
            parameters.append(self._next().value)
            self._sign(",")
            self._newlines()
        self._newlines()
        made.functions[name] = (parameters, self._block())

    def _rule(self) -> Rule:
        for kind in ("BEGIN", "END"):
            if self._word(kind):
                self._newlines()
                return Rule(kind, None, None, self._block())
        if self._is("{"):
            return Rule("always", None, None, self._block())
        first, last = self._expression(), None
        if self._sign(","):
            self._newlines()
            last = self._expression()
        body = self._block() if self._is("{") else None
        return Rule("pattern" if last is None else "range", first, last, body)

    def _block(self) -> Any:
        self._need("{")
        found = []
        self._newlines(";")
        while not self._sign("}"):
            found.append(self._statement())
            self._newlines(";")
        return ("block", found)

    def _statement(self) -> Any:
        with Deeper(self):
            if self._is("{"):
                return self._block()
            if self._sign(";"):
                return ("block", [])
            token = self._peek()
            if token.kind == "word" and token.value in _STATEMENTS:
                self._at += 1
                return _STATEMENTS[token.value](self)
            found = self._simple()
            self._finish()
            return found

    def _simple(self) -> Any:
        if self._word("print", "printf"):
            return self._print(self._tokens[self._at - 1].value)
        if self._word("delete"):
            name = self._next().value
            return ("delete", name, self._subscript()) if self._sign("[") else ("clear", name)
        return ("expression", self._expression())

    def _print(self, kind: str) -> Any:
        self._no_more, values = True, []
        mark = self._at
        if self._sign("(") and (grouped := self._grouped()) is not None:
            values = grouped
        else:
            self._at = mark
            if not self._ends():
                values = self._list()
        self._no_more = False
        target = None
        if self._is(">") or self._is(">>"):
            sign = self._next().value
            target = (sign, self._joined())
        elif self._is("|"):
            raise AwkError("pipes are not simulated")
        return (kind, values, target)

    def _grouped(self) -> list | None:
        """`(a, b)` as the whole list of a print; None when it only begins an expression."""
        kept, self._no_more = self._no_more, False
        try:
            values = self._list()
        finally:
            self._no_more = kept
        if not self._sign(")") or not (self._ends() or self._is(">") or self._is(">>") or self._is("|")):
            return None
        return values

    def _ends(self) -> bool:
        token = self._peek()
        return token.kind in ("newline", "end") or token.value in (";", "}", ">", ">>", "|")

    def _finish(self) -> None:
        if self._peek().kind in ("newline", "end") or self._is(";"):
            self._at += self._peek().kind != "end"
        elif not self._is("}"):
            self._wrong()

    def _if(self) -> Any:
        condition = self._condition()
        self._newlines()
        then, mark = self._statement(), self._at
        self._newlines(";")
        if self._word("else"):
            self._newlines()
            return ("if", condition, then, self._statement())
        self._at = mark
        return ("if", condition, then, None)

    def _while(self) -> Any:
        condition = self._condition()
        if self._sign(";"):
            return ("while", condition, ("block", []))
        self._newlines()
        return ("while", condition, self._statement())

    def _do(self) -> Any:
        self._newlines()
        body = self._statement()
        self._newlines(";")
        if not self._word("while"):
            self._wrong()
        found = ("do", body, self._condition())
        self._finish()
        return found

    def _for(self) -> Any:
        self._need("(")
        names = self._tokens[self._at : self._at + 4]
        if [token.kind for token in names[:1]] == ["name"] and names[1].value == "in" and names[3].value == ")":
            self._at += 4
            self._newlines()
            return ("each", names[0].value, names[2].value, self._statement())
        first = None if self._is(";") else self._simple()
        self._need(";")
        self._newlines()
        condition = None if self._is(";") else self._expression()
        self._need(";")
        self._newlines()
        step = None if self._is(")") else self._simple()
        self._need(")")
        self._newlines()
        return ("for", first, condition, step, self._statement())

    def _leaving(self, kind: str) -> Any:
        value = None
        if kind in ("exit", "return") and not self._ends():
            value = self._expression()
        self._finish()
        return (kind, value)

    def _condition(self) -> Any:
        self._need("(")
        found = self._expression()
        self._need(")")
        return found


_STATEMENTS: dict[str, Any] = {
    "if": _Parser._if, "while": _Parser._while, "do": _Parser._do, "for": _Parser._for,
    **{
        word: (lambda parser, word=word: parser._leaving(word))
        for word in ("break", "continue", "next", "nextfile", "exit", "return")
    },
}  # fmt: skip
