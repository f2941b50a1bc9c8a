"""jq's language: from text to a tree of nodes (cluster.texttools.jq.nodes).

Source: https://jqlang.github.io/jq/manual/v1.6/. Precedence, from loosest: `|`, `,`, `//`, `=` and its kin, `or`,
`and`, comparisons, `+ -`, `* / %`, what is written behind a term.
"""

from __future__ import annotations

import json
from typing import Any

from cluster.texttools.jq import flow, nodes
from cluster.texttools.jq.tokens import KEYWORDS, Words, tokens
from cluster.texttools.jq.values import BadProgram, whole

_COMPARED = ("==", "!=", "<", "<=", ">", ">=")
_ASSIGNED = ("=", "|=", "+=", "-=", "*=", "/=", "%=", "//=")


def parse(text: str) -> nodes.Node:
    """Raises BadProgram."""
    reader = _Reader(tokens(text, parse))
    if not reader.tokens:
        return nodes.Identity()
    tree = reader.pipe()
    if reader.at < len(reader.tokens):
        raise BadProgram(f"syntax error, unexpected {reader.shown()}, expecting $end")
    return tree


class _Reader(Words):
    # -- from the loosest ------------------------------------------------------------------------------------------

    def pipe(self) -> nodes.Node:
        if self.take("def"):
            function = self._definition()
            return flow.Defined(function, self.pipe())
        left = self._comma()
        if self.take("as"):
            names = self._pattern()
            self.expect("|")
            return flow.Bound(left, names, self.pipe())
        return nodes.Pipe(left, self.pipe()) if self.take("|") else left

    def _definition(self) -> nodes.Function:
        name, parameters = self.needed("word"), []
        if self.take("("):
            while True:
                parameters.append(self.kind("variable") or self.needed("word"))
                if not self.take(";"):
                    break
            self.expect(")")
        self.expect(":")
        body = self.pipe()
        self.expect(";")
        return nodes.Function(name, tuple(parameters), body)

    def _pattern(self) -> Any:
        """`$x`, `[$a, $b]` or `{a: $x, $b}`."""
        if (name := self.kind("variable")) is not None:
            return name[1:]
        if self.take("["):
            parts = [self._pattern()]
            while self.take(","):
                parts.append(self._pattern())
            self.expect("]")
            return parts
        self.expect("{")
        fields: dict[str, Any] = {}
        while True:
            if (name := self.kind("variable")) is not None:
                fields[name[1:]] = self._pattern() if self.take(":") else name[1:]
            else:
                key = self.kind("word") or "".join(self.needed("string"))
                self.expect(":")
                fields[key] = self._pattern()
            if not self.take(","):
                break
        self.expect("}")
        return fields

    def _comma(self) -> nodes.Node:
        left = self._alternative()
        while self.take(","):
            left = nodes.Comma(left, self._alternative())
        return left

    def _alternative(self) -> nodes.Node:
        left = self._assignment()
        return nodes.Alternative(left, self._alternative()) if self.take("//") else left

    def _assignment(self) -> nodes.Node:
        left = self._or()
        for sign in _ASSIGNED:
            if self.take(sign):
                return nodes.Assigned(left, sign, self._alternative())
        return left

    def _or(self) -> nodes.Node:
        left = self._and()
        while self.take("or"):
            left = nodes.Logic(left, self._and(), True)
        return left

    def _and(self) -> nodes.Node:
        left = self._comparison()
        while self.take("and"):
            left = nodes.Logic(left, self._comparison(), False)
        return left

    def _comparison(self) -> nodes.Node:
        left = self._sum()
        for sign in _COMPARED:
            if self.take(sign):
                return nodes.Binary(sign, left, self._sum())
        return left

    def _sum(self) -> nodes.Node:
        left = self._product()
        while self.peek("+", "-"):
            sign = self.tokens[self.at].value
            self.at += 1
            left = nodes.Binary(sign, left, self._product())
        return left

    def _product(self) -> nodes.Node:
        left = self._postfix()
        while self.peek("*", "/", "%"):
            sign = self.tokens[self.at].value
            self.at += 1
            left = nodes.Binary(sign, left, self._postfix())
        return left

    # -- terms -----------------------------------------------------------------------------------------------------

    def _postfix(self) -> nodes.Node:
        if self.take("-"):
            return nodes.Binary("-", nodes.Literal(0), self._postfix())
        if self.take("try"):
            body = self._postfix()
            return flow.Try(body, self._postfix() if self.take("catch") else None)
        term = self._term()
        while True:
            if (name := self.kind("field")) is not None:
                term = nodes.Index(term, nodes.Literal(name[1:]))
            elif self.peek(".") and self.at + 1 < len(self.tokens) and self.tokens[self.at + 1].kind == "string":
                self.at += 1
                term = nodes.Index(term, nodes.Text(self.needed("string")))
            elif self.peek(".") and self.at + 1 < len(self.tokens) and self.tokens[self.at + 1].value == "[":
                self.at += 1
            elif self.take("["):
                term = self._bracket(term)
            elif self.take("?"):
                term = flow.Try(term, None)
            else:
                return term

    def _bracket(self, term: nodes.Node) -> nodes.Node:
        if self.take("]"):
            return nodes.Each(term)
        if self.take(":"):
            return self._slice(term, None)
        start = self.pipe()
        if self.take(":"):
            return self._slice(term, start)
        self.expect("]")
        return nodes.Index(term, start)

    def _slice(self, term: nodes.Node, start: nodes.Node | None) -> nodes.Node:
        end = None if self.peek("]") and start else self.pipe()
        self.expect("]")
        return nodes.Slice(term, start, end)

    def _term(self) -> nodes.Node:
        if (text := self.kind("number")) is not None:
            return nodes.Literal(json.loads(text if text[0] != "." else f"0{text}", parse_int=whole))
        if (parts := self.kind("string")) is not None:
            return nodes.Text(parts)
        if (name := self.kind("format")) is not None:
            parts = self.kind("string")
            return nodes.Text(parts, name) if parts is not None else flow.Call(name, ())
        if (name := self.kind("variable")) is not None:
            return nodes.Variable(name[1:])
        if (name := self.kind("field")) is not None:
            return nodes.Index(nodes.Identity(), nodes.Literal(name[1:]))
        if self.take(".."):
            return flow.Call("recurse", ())
        if self.take("."):
            if (parts := self.kind("string")) is not None:
                return nodes.Index(nodes.Identity(), nodes.Text(parts))
            return nodes.Identity()
        if self.take("("):
            inner = self.pipe()
            self.expect(")")
            return inner
        if self.take("["):
            if self.take("]"):
                return nodes.Array(None)
            inner = self.pipe()
            self.expect("]")
            return nodes.Array(inner)
        if self.take("{"):
            return self._object()
        return self._worded()

    def _object(self) -> nodes.Node:
        fields: list[tuple[nodes.Node, nodes.Node]] = []
        while not self.take("}"):
            if fields:
                self.expect(",")
            fields.append(self._entry())
        return nodes.Object(fields)

    def _entry(self) -> tuple[nodes.Node, nodes.Node]:
        if (name := self.kind("variable")) is not None:
            return nodes.Literal(name[1:]), nodes.Variable(name[1:])
        if self.take("("):
            key = self.pipe()
            self.expect(")")
        elif (parts := self.kind("string")) is not None:
            key = nodes.Text(parts)
        elif (name := self.kind("format")) is not None:
            key = nodes.Text(self.needed("string"), name)
        else:
            number = self.kind("number")
            key = nodes.Literal(self.needed("word") if number is None else number)
        if not self.take(":"):
            return key, nodes.Index(nodes.Identity(), key)
        value = self._alternative_value()
        return key, value

    def _alternative_value(self) -> nodes.Node:
        """A field's value: terms joined by `|`, or by `//` and what binds closer, without a comma."""
        left = self._alternative()
        return nodes.Pipe(left, self._alternative_value()) if self.take("|") else left

    def _worded(self) -> nodes.Node:
        if self.take("if"):
            return self._if()
        if self.take("reduce"):
            source, names = self._postfix(), self._source_names()
            self.expect("(")
            start = self.pipe()
            self.expect(";")
            update = self.pipe()
            self.expect(")")
            return flow.Reduce(source, names, start, update)
        if self.take("foreach"):
            source, names = self._postfix(), self._source_names()
            self.expect("(")
            parts = [self.pipe()]
            while self.take(";"):
                parts.append(self.pipe())
            self.expect(")")
            return flow.Foreach(source, names, parts[0], parts[1], parts[2] if len(parts) > 2 else None)
        if self.at < len(self.tokens) and self.tokens[self.at].value in KEYWORDS:
            raise BadProgram(f"syntax error, unexpected {self.shown()}")
        name, arguments = self.needed("word"), []
        if self.take("("):
            arguments.append(self.pipe())
            while self.take(";"):
                arguments.append(self.pipe())
            self.expect(")")
        return flow.Call(name, tuple(arguments))

    def _source_names(self) -> Any:
        self.expect("as")
        return self._pattern()

    def _if(self) -> nodes.Node:
        condition = self.pipe()
        self.expect("then")
        then = self.pipe()
        if self.take("elif"):
            return flow.If(condition, then, self._if())
        otherwise = self.pipe() if self.take("else") else nodes.Identity()
        self.expect("end")
        return flow.If(condition, then, otherwise)
