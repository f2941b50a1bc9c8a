"""Reading a shell script: words, pipelines, lists, if, while, until, for, groups.

Source: POSIX Shell Command Language, the part that pod commands use (https://pubs.opengroup.org/onlinepubs/9699919799/).
"""

from __future__ import annotations

import re
from typing import Any, NamedTuple


class ShellError(ValueError):
    """The script cannot be read."""


class Part(NamedTuple):
    """A piece of a word: kind is text, variable, command or arithmetic; quoted pieces are not split."""

    kind: str
    value: str
    quoted: bool = False


Word = tuple[Part, ...]


class Simple(NamedTuple):
    words: list[Word]
    redirects: list[tuple[str, Word]]


class Loop(NamedTuple):
    condition: list
    body: list
    until: bool


class For(NamedTuple):
    name: str
    words: list[Word]
    body: list


class If(NamedTuple):
    branches: list[tuple[list, list]]
    otherwise: list


class Group(NamedTuple):
    body: list


class Step(NamedTuple):
    """One pipeline of a list; `after`: the operator before it (; && ||)."""

    commands: list[Any]
    after: str
    negated: bool
    background: bool


_OPERATOR = re.compile(r"&&|\|\||;;|>>|[0-9]*>&[0-9-]|[0-9]?>|<|[;&|\n(){}]")
_WORDS_END = set(" \t\n;&|<>()")
_NAME = re.compile(r"[A-Za-z_][A-Za-z0-9_]*|[0-9?#@*$!]")


def tokens(text: str) -> list[str | Word]:
    """Operators and newlines as text, words as tuples of parts."""
    found: list[str | Word] = []
    at = 0
    while at < len(text):
        if text[at] in " \t" or text.startswith("\\\n", at):
            at += 1 if text[at] in " \t" else 2
        elif text[at] == "#" and (at == 0 or text[at - 1] in " \t\n;"):
            at = text.find("\n", at) if "\n" in text[at:] else len(text)
        else:
            operator = _OPERATOR.match(text, at)
            if operator and not (operator[0] in "{}" and text[at + 1 : at + 2].strip(" \t\n;&") and operator[0] == "{"):
                found.append(operator[0])
                at = operator.end()
            else:
                word, at = _word(text, at)
                found.append(word)
    return found


def _word(text: str, at: int) -> tuple[Word, int]:
    parts: list[Part] = []
    while at < len(text) and text[at] not in _WORDS_END:
        char = text[at]
        if char == "'":
            end = _find(text, "'", at + 1)
            parts.append(Part("text", text[at + 1 : end], True))
            at = end + 1
        elif char == '"':
            at = _double_quoted(text, at + 1, parts)
        elif char == "\\":
            parts.append(Part("text", text[at + 1 : at + 2], True))
            at += 2
        elif char in "$`":
            at = _dollar(text, at, parts, False)
        else:
            end = at
            while end < len(text) and text[end] not in _WORDS_END and text[end] not in "'\"\\$`":
                end += 1
            parts.append(Part("text", text[at:end]))
            at = end
    return tuple(parts), at


def _double_quoted(text: str, at: int, parts: list[Part]) -> int:
    plain = ""
    while True:
        if at >= len(text):
            raise ShellError("unterminated quoted string")
        char = text[at]
        if char == '"':
            parts.append(Part("text", plain, True))
            return at + 1
        if char == "\\" and text[at + 1 : at + 2] in ("$", "`", '"', "\\", "\n"):
            plain += text[at + 1]
            at += 2
        elif char in "$`":
            parts.append(Part("text", plain, True))
            plain = ""
            at = _dollar(text, at, parts, True)
        else:
            plain += char
            at += 1


def _dollar(text: str, at: int, parts: list[Part], quoted: bool) -> int:
    if text[at] == "`":
        end = _find(text, "`", at + 1)
        parts.append(Part("command", text[at + 1 : end], quoted))
        return end + 1
    if text.startswith("$((", at):
        end = text.find("))", at)
        if end < 0:
            raise ShellError("missing '))'")
        parts.append(Part("arithmetic", text[at + 3 : end], quoted))
        return end + 2
    if text.startswith("$(", at):
        end = _closing(text, at + 2)
        parts.append(Part("command", text[at + 2 : end], quoted))
        return end + 1
    if text.startswith("${", at):
        end = _find(text, "}", at)
        parts.append(Part("variable", text[at + 2 : end], quoted))
        return end + 1
    name = _NAME.match(text, at + 1)
    if not name:
        parts.append(Part("text", "$", quoted))
        return at + 1
    parts.append(Part("variable", name[0], quoted))
    return name.end()


def _find(text: str, char: str, at: int) -> int:
    end = text.find(char, at)
    if end < 0:
        raise ShellError(f"unterminated {char}")
    return end


def _closing(text: str, at: int) -> int:
    depth = 1
    for end in range(at, len(text)):
        depth += {"(": 1, ")": -1}.get(text[end], 0)
        if depth == 0:
            return end
    raise ShellError("missing ')'")


_END_OF_LIST = {"done", "fi", "then", "else", "elif", "do", "}", ")", ";;"}


def parse(text: str) -> list[Step]:
    """Raises ShellError."""
    parser = _Parser(tokens(text))
    steps = parser.steps()
    if parser.peek() is not None:
        raise ShellError(f'syntax error: unexpected "{parser.peek()}"')
    return steps


class _Parser:
    def __init__(self, found: list[str | Word]):
        self._tokens, self._at = found, 0

    def peek(self) -> str | None:
        """The operator, or the text of a plain word, that comes next."""
        if self._at >= len(self._tokens):
            return None
        token = self._tokens[self._at]
        if isinstance(token, str):
            return token
        return token[0].value if len(token) == 1 and token[0].kind == "text" and not token[0].quoted else "\0word"

    def steps(self) -> list[Step]:
        found: list[Step] = []
        after = ";"
        while True:
            while self.peek() in (";", "\n"):
                self._at += 1
            if self.peek() is None or self.peek() in _END_OF_LIST:
                return found
            negated = self.peek() == "!"
            self._at += negated
            commands = [self._command()]
            while self.peek() == "|":
                self._at += 1
                commands.append(self._command())
            background = self.peek() == "&"
            found.append(Step(commands, after, negated, background))
            following = self.peek()
            after = following if following in ("&&", "||") and following else ";"
            if background or after != ";":
                self._at += 1
                while after != ";" and self.peek() == "\n":
                    self._at += 1
            elif self.peek() not in (";", "\n", None) and self.peek() not in _END_OF_LIST:
                raise ShellError(f'syntax error: unexpected "{self.peek()}"')

    def _command(self) -> Any:
        start = self.peek()
        if start in ("while", "until"):
            self._at += 1
            condition = self.steps()
            return Loop(condition, self._block("do", "done"), start == "until")
        if start == "for":
            return self._for()
        if start == "if":
            return self._if()
        if start in ("{", "("):
            self._at += 1
            body = self.steps()
            self._expect("}" if start == "{" else ")")
            return Group(body)
        return self._simple()

    def _for(self) -> For:
        self._at += 1
        name = self.peek() or ""
        self._at += 1
        words: list[Word] = []
        if self.peek() == "in":
            self._at += 1
            while self._at < len(self._tokens):
                token = self._tokens[self._at]
                if isinstance(token, str):
                    break
                words.append(token)
                self._at += 1
        while self.peek() in (";", "\n"):
            self._at += 1
        return For(name, words, self._block("do", "done"))

    def _if(self) -> If:
        branches = []
        while self.peek() in ("if", "elif"):
            self._at += 1
            condition = self.steps()
            self._expect("then")
            branches.append((condition, self.steps()))
        otherwise = []
        if self.peek() == "else":
            self._at += 1
            otherwise = self.steps()
        self._expect("fi")
        return If(branches, otherwise)

    def _block(self, begin: str, end: str) -> list:
        self._expect(begin)
        body = self.steps()
        self._expect(end)
        return body

    def _simple(self) -> Simple:
        words: list[Word] = []
        redirects: list[tuple[str, Word]] = []
        while self._at < len(self._tokens):
            token = self._tokens[self._at]
            if not isinstance(token, str):
                words.append(token)
                self._at += 1
            elif ">&" in token:
                self._at += 1
            elif token[-1] in "<>":
                target = self._tokens[self._at + 1] if self._at + 1 < len(self._tokens) else ""
                if isinstance(target, str):
                    raise ShellError("syntax error: redirection without a file")
                redirects.append((token, target))
                self._at += 2
            else:
                break
        if not words and not redirects:
            raise ShellError(f'syntax error: unexpected "{self.peek() or "end of file"}"')
        return Simple(words, redirects)

    def _expect(self, word: str) -> None:
        while self.peek() in (";", "\n"):
            self._at += 1
        if self.peek() != word:
            raise ShellError(f'syntax error: expecting "{word}"')
        self._at += 1
