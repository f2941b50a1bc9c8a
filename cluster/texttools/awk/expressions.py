"""Reads awk's expressions: a method a level, from the loosest to the tightest."""

from __future__ import annotations

from typing import Any

from cluster.texttools.awk.words import AwkError, Token
from cluster.texttools.escapes import unescaped

_MOST_DEPTH = 60


class Expressions:
    """A reader of tokens; what it gives are tuples, (kind, ...)."""

    def __init__(self, tokens: list[Token]):
        self._tokens, self._at, self._depth = tokens, 0, 0
        self._no_more = False  # in print, where > is a redirection

    def _list(self) -> list:
        values = [self._expression()]
        while self._sign(","):
            self._newlines()
            values.append(self._expression())
        return values

    def _expression(self) -> Any:
        with Deeper(self):
            left = self._chosen()
            for sign in ("=", "+=", "-=", "*=", "/=", "%=", "^=", "**="):
                if self._is(sign):
                    if left[0] not in ("variable", "field", "item"):
                        self._wrong()
                    self._at += 1
                    self._newlines()
                    return ("assign", left, sign[:-1].replace("**", "^"), self._expression())
            return left

    def _chosen(self) -> Any:
        condition = self._either()
        if not self._sign("?"):
            return condition
        self._newlines()
        first = self._expression()
        self._newlines()
        self._need(":")
        self._newlines()
        return ("choose", condition, first, self._expression())

    def _either(self) -> Any:
        left = self._both()
        while self._sign("||"):
            self._newlines()
            left = ("or", left, self._both())
        return left

    def _both(self) -> Any:
        left = self._member()
        while self._sign("&&"):
            self._newlines()
            left = ("and", left, self._member())
        return left

    def _member(self) -> Any:
        left = self._matched()
        while self._peek() == Token("word", "in"):
            self._at += 1
            left = ("in", left if left[0] == "list" else ("list", [left]), self._next().value)
        return left

    def _matched(self) -> Any:
        left = self._compared()
        while self._is("~") or self._is("!~"):
            sign = self._next().value
            left = ("match", sign, left, self._compared())
        return left

    def _compared(self) -> Any:
        left = self._joined()
        for sign in ("==", "!=", "<=", ">=", "<", ">"):
            if self._is(sign) and not (sign == ">" and self._no_more):
                self._at += 1
                return ("compare", sign, left, self._joined())
        return left

    def _joined(self) -> Any:
        left = self._sum()
        while self._begins_value():
            left = ("join", left, self._sum())
        return left

    def _begins_value(self) -> bool:
        token = self._peek()
        if token.kind in ("number", "text", "name", "call", "builtin"):
            return True
        return token.kind == "sign" and token.value in ("$", "!", "(", "-", "+", "++", "--") and token.value not in "-+"

    def _sum(self) -> Any:
        left = self._product()
        while self._is("+") or self._is("-"):
            sign = self._next().value
            left = ("calculate", sign, left, self._product())
        return left

    def _product(self) -> Any:
        left = self._unary()
        while self._is("*") or self._is("/") or self._is("%"):
            sign = self._next().value
            left = ("calculate", sign, left, self._unary())
        return left

    def _unary(self) -> Any:
        for sign, kind in (("!", "not"), ("-", "negative"), ("+", "positive")):
            if self._sign(sign):
                with Deeper(self):
                    return (kind, self._unary())
        return self._power()

    def _power(self) -> Any:
        left = self._stepped()
        if self._sign("^", "**"):
            with Deeper(self):
                negative = self._sign("-")
                right = self._power()
                return ("calculate", "^", left, ("negative", right) if negative else right)
        return left

    def _stepped(self) -> Any:
        if self._is("++") or self._is("--"):
            sign = self._next().value
            target = self._primary()
            return ("before", sign[0], self._assignable(target))
        found = self._primary()
        if found[0] in ("variable", "field", "item") and (self._is("++") or self._is("--")):
            return ("after", self._next().value[0], found)
        return found

    def _assignable(self, target: Any) -> Any:
        if target[0] not in ("variable", "field", "item"):
            self._wrong()
        return target

    def _primary(self) -> Any:
        token = self._next()
        if token.kind == "number":
            return ("value", float(int(token.value, 16)) if token.value[:2].lower() == "0x" else float(token.value))
        if token.kind == "text":
            return ("value", unescaped(token.value[1:-1].replace("\\/", "/")))
        if token.kind == "regex":
            return ("regex", token.value)
        if token.kind == "builtin":
            return ("builtin", token.value, self._arguments() if self._sign("(") else None)
        if token.kind == "call":
            self._need("(")
            return ("call", token.value, self._arguments())
        if token.kind == "name":
            return ("item", token.value, self._subscript()) if self._sign("[") else ("variable", token.value)
        if token.value == "$":
            if self._is("++") or self._is("--"):
                return ("field", self._stepped())
            with Deeper(self):
                return ("field", ("negative", self._primary()) if self._sign("-") else self._primary())
        if token.value == "(":
            return self._parenthesised()
        if token == Token("word", "getline"):
            if self._is("<"):
                raise AwkError("getline from files is not simulated")
            return ("getline", self._primary() if self._peek().kind == "name" or self._is("$") else None)
        self._at -= 1
        self._wrong()
        return None

    def _parenthesised(self) -> Any:
        kept, self._no_more = self._no_more, False
        self._newlines()
        values = self._list()
        self._newlines()
        self._need(")")
        self._no_more = kept
        return ("group", values[0]) if len(values) == 1 else ("list", values)

    def _arguments(self) -> list:
        kept, self._no_more = self._no_more, False
        self._newlines()
        values = [] if self._is(")") else self._list()
        self._newlines()
        self._need(")")
        self._no_more = kept
        return values

    def _subscript(self) -> Any:
        kept, self._no_more = self._no_more, False
        values = self._list()
        self._need("]")
        self._no_more = kept
        return ("list", values)

    # -- small pieces --------------------------------------------------------------------------------------------------

    def _peek(self) -> Token:
        return self._tokens[self._at]

    def _next(self) -> Token:
        token = self._tokens[self._at]
        self._at += token.kind != "end"
        return token

    def _is(self, sign: str) -> bool:
        return self._tokens[self._at] == ("sign", sign)

    def _sign(self, *signs: str) -> bool:
        if any(map(self._is, signs)):
            self._at += 1
            return True
        return False

    def _word(self, *words: str) -> bool:
        token = self._tokens[self._at]
        if token.kind == "word" and token.value in words:
            self._at += 1
            return True
        return False

    def _need(self, sign: str) -> None:
        if not self._sign(sign):
            self._wrong()

    def _newlines(self, also: str = "") -> None:
        while self._peek().kind == "newline" or (also and self._is(also)):
            self._at += 1

    def _wrong(self) -> None:
        value = self._peek().value
        raise AwkError(f"syntax error at or near {'end of line' if value == chr(10) else value}")


class Deeper:
    """Counts how deep the reading is."""

    def __init__(self, parser: Expressions):
        self._parser = parser

    def __enter__(self) -> None:
        self._parser._depth += 1
        if self._parser._depth > _MOST_DEPTH:
            raise AwkError("nested too deeply")

    def __exit__(self, *_: object) -> None:
        self._parser._depth -= 1
