"""Reads a template into a tree of nodes."""

from __future__ import annotations

from typing import Any, NamedTuple

from cluster.kubectl.printers.gotemplate.functions import FUNCTIONS
from cluster.kubectl.printers.gotemplate.lex import Action, TemplateError, Token, cut

__all__ = ["Template", "TemplateError", "parse"]


class Operand(NamedTuple):
    """kind: field (chain from dot), variable, literal, dot, nil, function, pipe (in parentheses); chain: fields after
    it."""

    kind: str
    value: Any
    chain: tuple[str, ...]
    source: str
    at: str


class Pipe(NamedTuple):
    """Commands, each a tuple of operands; the result goes to `names` (variables) if there are any."""

    commands: tuple[tuple[Operand, ...], ...]
    names: tuple[str, ...]
    declares: bool


class Output(NamedTuple):
    pipe: Pipe


class Branch(NamedTuple):
    """kind: if, with or range."""

    kind: str
    pipe: Pipe
    body: tuple
    otherwise: tuple


class Call(NamedTuple):
    """`{{template "name" pipe}}`"""

    name: str
    pipe: Pipe | None
    at: str


class Jump(NamedTuple):
    """break or continue"""

    kind: str


class Template(NamedTuple):
    source: str
    name: str
    body: tuple
    defined: dict


def parse(source: str, name: str = "output") -> Template:
    """Read a template. TemplateError in Go's words if it is none."""
    reader = _Reader(cut(source, name), name)
    body, end = reader.block(top=True)
    return Template(source, name, body, reader.defined)


class _Reader:
    def __init__(self, pieces: list, name: str):
        self._pieces, self._name, self._at = pieces, name, 0
        self.defined: dict[str, tuple] = {}
        self._variables, self._loops = ["$"], 0
        self._line = 1

    def fail(self, text: str) -> TemplateError:
        return TemplateError(f"template: {self._name}:{self._line}: {text}")

    def block(self, top: bool = False) -> tuple[tuple, list[Token]]:
        """Nodes up to `end` or `else`, and the tokens of the action that ended them."""
        nodes: list = []
        while self._at < len(self._pieces):
            piece = self._pieces[self._at]
            self._at += 1
            if isinstance(piece, str):
                nodes.append(piece)
                continue
            self._line = piece.line
            tokens = list(piece.tokens)
            word = tokens[0].text if tokens and tokens[0].kind == "word" else ""
            if word in ("end", "else"):
                if top:
                    raise self.fail(f"unexpected {{{{{word}}}}}")
                return tuple(nodes), tokens
            if (node := self._node(word, tokens, piece)) is not None:
                nodes.append(node)
        if not top:
            raise self.fail("unexpected EOF")
        return tuple(nodes), []

    def _node(self, word: str, tokens: list[Token], action: Action):
        if word in ("if", "with", "range"):
            return self._branch(word, tokens[1:], action)
        if word in ("define", "block"):
            return self._define(word, tokens[1:], action)
        if word == "template":
            return self._call(tokens[1:], action)
        if word in ("break", "continue"):
            if not self._loops:
                raise self.fail(f"{{{{{word}}}}} outside {{{{range}}}}")
            return Jump(word)
        return Output(self._pipe(tokens, action, "command"))

    def _branch(self, kind: str, tokens: list[Token], action: Action) -> Branch:
        depth = len(self._variables)
        pipe = self._pipe(tokens, action, kind)
        self._loops += kind == "range"
        body, end = self.block()
        self._loops -= kind == "range"
        otherwise: tuple = ()
        if end[0].text == "else":
            rest = [token for token in end[1:] if token.kind != "space"]
            if rest and rest[0].text == kind and kind != "range":
                otherwise = (self._branch(kind, end[end.index(rest[0]) + 1 :], action),)
            else:
                otherwise, end = self.block()
        del self._variables[depth:]
        return Branch(kind, pipe, body, otherwise)

    def _define(self, word: str, tokens: list[Token], action: Action) -> Call | None:
        tokens = [token for token in tokens if token.kind != "space"] if word == "define" else tokens[1:]
        if not tokens or tokens[0].kind != "text":
            raise self.fail(f"unexpected {'<}}>' if not tokens else '<' + tokens[0].text + '>'} in {word} clause")
        name = str(tokens[0].value)
        saved, self._variables = self._variables, ["$"]
        self.defined[name], _ = self.block()
        self._variables = saved
        return Call(name, self._pipe(tokens[1:], action, "block"), action.tokens[0].at) if word == "block" else None

    def _call(self, tokens: list[Token], action: Action) -> Call:
        tokens = tokens[1:] if tokens and tokens[0].kind == "space" else tokens
        if not tokens or tokens[0].kind != "text":
            raise self.fail("unexpected token in template clause")
        rest = [token for token in tokens[1:] if token.kind != "space"]
        pipe = self._pipe(tokens[1:], action, "template") if rest else None
        return Call(str(tokens[0].value), pipe, tokens[0].at)

    def _pipe(self, tokens: list[Token], action: Action, context: str) -> Pipe:
        names, declares, tokens = self._names(tokens)
        commands, rest = self._commands(tokens, context)
        if rest:
            raise self.fail(f"unexpected {_shown(rest[0])} in {context}")
        if declares:
            self._variables.extend(names)
        return Pipe(commands, names, declares)

    def _names(self, tokens: list[Token]) -> tuple[tuple[str, ...], bool, list[Token]]:
        plain = [(index, token) for index, token in enumerate(tokens) if token.kind != "space"]
        names: list[str] = []
        for index, token in plain:
            if token.kind in (":=", "="):
                return tuple(names), token.kind == ":=", tokens[index + 1 :]
            if token.kind == "variable":
                names.append(token.text)
            elif token.kind != ",":
                break
        return (), False, tokens

    def _commands(self, tokens: list[Token], context: str) -> tuple[tuple, list[Token]]:
        commands: list[tuple[Operand, ...]] = []
        operands: list[Operand] = []
        while tokens:
            token = tokens[0]
            if token.kind == "space":
                tokens = tokens[1:]
            elif token.kind == "|":
                if not operands:
                    raise self.fail(f'unexpected "|" in {context}')
                commands.append(tuple(operands))
                operands, tokens = [], tokens[1:]
            elif token.kind == ")":
                break
            else:
                operand, tokens = self._operand(tokens, context)
                operands.append(operand)
        if not operands and not commands:
            raise self.fail(f"missing value for {context}")
        return (*commands, *([tuple(operands)] if operands else [])), tokens

    def _operand(self, tokens: list[Token], context: str) -> tuple[Operand, list[Token]]:
        token, rest = tokens[0], tokens[1:]
        kind, value, source, at = token.kind, token.value, token.text, token.at
        if kind == "(":
            value, rest = self._commands(rest, "parenthesized pipeline")
            if not rest:
                raise self.fail("unclosed left paren")
            inner = " | ".join(" ".join(operand.source for operand in command) for command in value)
            kind, source, rest = "pipe", f"({inner})", rest[1:]
        elif kind == "word":
            kind, value = self._word(token.text)
        elif kind == "variable" and token.text not in self._variables:
            raise self.fail(f'undefined variable "{token.text}"')
        elif kind in ("text", "number", "char"):
            kind = "literal"
        elif kind == ".":
            kind = "dot"
        elif kind not in ("field", "variable"):
            raise self.fail(f"unexpected {_shown(token)} in {context if kind != ',' else 'operand'}")
        chain = [token.text[1:]] if kind == "field" else []
        while rest and rest[0].kind == "field":
            at = rest[0].at if len(chain) == (kind == "field") else at
            chain.append(rest[0].text[1:])
            source += rest[0].text
            rest = rest[1:]
        return Operand(kind, value, tuple(chain), source, at), rest

    def _word(self, word: str) -> tuple[str, object]:
        if word in ("true", "false"):
            return "literal", word == "true"
        if word == "nil":
            return "nil", None
        if word not in FUNCTIONS:
            raise self.fail(f'function "{word}" not defined')
        return "function", word


def _shown(token: Token) -> str:
    return f"<{token.text}>" if token.kind == "word" else f'"{token.text}"'
