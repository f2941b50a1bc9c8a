"""From a script's text to tokens: operators, and words with their quoted and substituted parts.

Source: POSIX Shell Command Language, section 2.2 and 2.3 (https://pubs.opengroup.org/onlinepubs/9699919799/).
"""

from __future__ import annotations

import re
from typing import NamedTuple

from cluster.texttools.escapes import unescaped


class ShellError(ValueError):
    """The script cannot be read."""


class Unexpected(ShellError):
    """A word that does not fit where it stands; `token` as it is shown."""

    def __init__(self, token: str, expecting: str = ""):
        wanted = f' (expecting "{expecting}")' if expecting else ""
        super().__init__(f'syntax error: unexpected "{token}"{wanted}')
        self.token = token


class Incomplete(ShellError):
    """The script goes on: a quote, a block or a here-document is still open."""


class Part(NamedTuple):
    """A piece of a word: `kind` is text, variable, command, process or arithmetic; quoted pieces are not split."""

    kind: str
    value: str
    quoted: bool = False


Word = tuple[Part, ...]


class Token(NamedTuple):
    """`kind`: word, operator or redirect (`text` its operator, `fd` its number or ""); `start`, `end` in the script."""

    kind: str
    text: str
    start: int
    end: int
    word: Word = ()
    fd: str = ""


_OPERATOR = re.compile(r"&&|\|\||;;&|;;|;&|\|&|[;&|\n()]")
_REDIRECT = re.compile(r"(\d*)(<<-|<<<|<<|>>|>\||<>|>&|<&|&>>|&>|<|>)")
_WORDS_END = set(" \t\n;&|<>()")
_NAME = re.compile(r"[A-Za-z_][A-Za-z0-9_]*|[0-9?#@*$!-]")


def tokens(text: str) -> list[Token]:
    """Raises ShellError."""
    return _Lexer(text).read()


class _Lexer:
    def __init__(self, text: str):
        self.text, self.at = text, 0
        self.found: list[Token] = []
        self.documents: list[int] = []  # tokens whose here-document comes after this line

    def read(self) -> list[Token]:
        text = self.text
        while self.at < len(text):
            if text[self.at] in " \t\r":
                self.at += 1
            elif text.startswith("\\\n", self.at):
                self.at += 2
            elif text[self.at] == "#" and (self.at == 0 or text[self.at - 1] in " \t\n;(&|"):
                end = text.find("\n", self.at)
                self.at = len(text) if end < 0 else end
            else:
                self._token()
        if self.documents:
            raise Incomplete("here-document is not finished")
        return self.found

    def _token(self) -> None:
        if self.text.startswith("<(", self.at):
            self._process()
            return
        redirect = _REDIRECT.match(self.text, self.at)
        operator = None if redirect else _OPERATOR.match(self.text, self.at)
        start = self.at
        if redirect:
            self.at = redirect.end()
            self._redirect(redirect, start)
        elif operator:
            self.at = operator.end()
            self.found.append(Token("operator", operator[0], start, self.at))
            if operator[0] == "\n" and self.documents:
                self._bodies()
        else:
            word, self.at = read_word(self.text, self.at)
            self.found.append(Token("word", self.text[start : self.at], start, self.at, word))

    def _process(self) -> None:
        """`<(command)`: a word that names what the command prints."""
        start, closed = self.at, _closing(self.text, self.at + 2, "(", ")")
        if closed is None:
            raise Incomplete("missing ')'")
        self.at = closed + 1
        part = Part("process", self.text[start + 2 : closed])
        self.found.append(Token("word", self.text[start : self.at], start, self.at, (part,)))

    def _redirect(self, redirect: re.Match, start: int) -> None:
        while self.text[self.at : self.at + 1] in (" ", "\t"):
            self.at += 1
        word, self.at = read_word(self.text, self.at)
        if not word:
            raise (Incomplete if self.at >= len(self.text) else ShellError)("syntax error: unexpected newline")
        if redirect[2] in ("<<", "<<-"):
            self.documents.append(len(self.found))
        self.found.append(Token("redirect", redirect[2], start, self.at, word, redirect[1]))

    def _bodies(self) -> None:
        for index in self.documents:
            token = self.found[index]
            end_word = "".join(part.value for part in token.word)
            lines = []
            while True:
                if self.at >= len(self.text):
                    raise Incomplete("here-document is not finished")
                end = self.text.find("\n", self.at)
                end = len(self.text) if end < 0 else end
                line = self.text[self.at : end]
                self.at = end + 1
                line = line.lstrip("\t") if token.text == "<<-" else line
                if line == end_word:
                    break
                lines.append(line + "\n")
            body = "".join(lines)
            quoted = any(part.quoted for part in token.word)
            word: Word = (Part("text", body, True),) if quoted else document(body)
            self.found[index] = token._replace(text="<<", word=word)
        self.documents = []


def read_word(text: str, at: int) -> tuple[Word, int]:
    """The word that begins at `at`, and where it ends. Raises ShellError."""
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
            if text[at + 1 : at + 2] != "\n":
                parts.append(Part("text", text[at + 1 : at + 2], True))
            at += 2
        elif text.startswith("$'", at):
            end = _find(text, "'", at + 2)
            parts.append(Part("text", unescaped(text[at + 2 : end]), True))
            at = end + 1
        elif char in "$`":
            at = _dollar(text, at, parts, False)
        else:
            end = at
            while end < len(text) and text[end] not in _WORDS_END and text[end] not in "'\"\\$`":
                end += 1
            parts.append(Part("text", text[at:end]))
            at = end
    return tuple(parts), at


def document(body: str) -> Word:
    """The body of a here-document: like a text in double quotes, in which double quotes mean nothing."""
    return _quoted(body, 0, "")[0]


def _double_quoted(text: str, at: int, parts: list[Part]) -> int:
    found, at = _quoted(text, at, '"')
    parts.extend(found)
    return at


def _quoted(text: str, at: int, end: str) -> tuple[Word, int]:
    parts: list[Part] = []
    plain: list[str] = []
    while True:
        if at >= len(text):
            if end:
                raise Incomplete("unterminated quoted string")
            break
        char = text[at]
        if char == end:
            at += 1
            break
        if char == "\\" and text[at + 1 : at + 2] in ("$", "`", "\\", "\n", end or "$"):
            plain.append("" if text[at + 1] == "\n" else text[at + 1])
            at += 2
        elif char in "$`":
            if plain:
                parts.append(Part("text", "".join(plain), True))
                plain = []
            at = _dollar(text, at, parts, True)
        else:
            plain.append(char)
            at += 1
    if plain or not parts:
        parts.append(Part("text", "".join(plain), True))
    return tuple(parts), at


def _dollar(text: str, at: int, parts: list[Part], quoted: bool) -> int:
    if text[at] == "`":
        end = at + 1
        while end < len(text) and text[end] != "`":
            end += 2 if text[end] == "\\" else 1
        if end >= len(text):
            raise Incomplete("unterminated `")
        parts.append(Part("command", re.sub(r"\\([$`\\])", r"\1", text[at + 1 : end]), quoted))
        return end + 1
    closed = _closing(text, at + 3, "(", ")") if text.startswith("$((", at) else None
    if closed is not None and text[closed : closed + 2] == "))":
        parts.append(Part("arithmetic", text[at + 3 : closed], quoted))
        return closed + 2
    if text.startswith("$(", at):
        closed = _closing(text, at + 2, "(", ")")
        if closed is None:
            raise Incomplete("missing ')'")
        parts.append(Part("command", text[at + 2 : closed], quoted))
        return closed + 1
    if text.startswith("${", at):
        closed = _closing(text, at + 2, "{", "}")
        if closed is None:
            raise Incomplete("missing '}'")
        parts.append(Part("variable", text[at + 2 : closed], quoted))
        return closed + 1
    name = _NAME.match(text, at + 1)
    if not name:
        parts.append(Part("text", "$", quoted))
        return at + 1
    parts.append(Part("variable", name[0], quoted))
    return name.end()


def _find(text: str, char: str, at: int) -> int:
    end = text.find(char, at)
    if end < 0:
        raise Incomplete(f"unterminated {char}")
    return end


def _closing(text: str, at: int, opens: str, closes: str) -> int | None:
    """Where the bracket that was opened before `at` is closed; quotes are stepped over."""
    depth = 1
    while at < len(text):
        char = text[at]
        if char == "\\":
            at += 1
        elif char == "'" and opens == "(":
            at = text.find("'", at + 1)
            if at < 0:
                return None
        elif char == '"':
            at += 1
            while at < len(text) and text[at] != '"':
                at += 2 if text[at] == "\\" else 1
        elif opens == "{" and text.startswith("$(", at):
            inner = _closing(text, at + 2, "(", ")")
            if inner is None:
                return None
            at = inner
        elif char == opens:
            depth += 1
        elif char == closes:
            depth -= 1
            if depth == 0:
                return at
        at += 1
    return None
