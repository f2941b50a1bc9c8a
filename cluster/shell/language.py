"""The shell's language: words, quotes, variables, `$(...)`, pipes, redirections, here-documents, `;`, `&&`, `||`.

A subset of the POSIX shell (https://pubs.opengroup.org/onlinepubs/9799919799/utilities/V3_chap02.html); what is left
out
is refused with its name, never taken for something else.
"""

from __future__ import annotations

import re
from typing import NamedTuple


class Incomplete(Exception):
    """More lines are needed: an open quote, `$(`, here-document, or a line that ends with `|`, `&&` or a backslash."""


class SyntaxMistake(Exception):
    """The line cannot be read; the words are those of bash."""


class Part(NamedTuple):
    """A piece of a word. kind: text, variable or command (what stands in `$(...)`). quoted: not split, no patterns."""

    kind: str
    text: str
    quoted: bool


Word = tuple[Part, ...]


class Redirection(NamedTuple):
    """mark: `>`, `>>`, `<`, `2>`, `2>>`, `2>&1`, `>&2`, `&>` or `<<` (then `target` is the here-document's text)."""

    mark: str
    target: Word


class Simple(NamedTuple):
    """One command: assignments before it, its words, its redirections."""

    assignments: tuple[tuple[str, Word], ...]
    words: tuple[Word, ...]
    redirections: tuple[Redirection, ...]


class Pipeline(NamedTuple):
    """Commands joined by `|`. negated: `! ` before them. joined: how it follows the one before: `;`, `&&` or `||`."""

    commands: tuple[Simple, ...]
    negated: bool
    joined: str


_OPERATORS = (
    "2>&1",
    "1>&2",
    ">&2",
    "&>",
    "2>>",
    "2>",
    "1>",
    ">>",
    "<<-",
    "<<",
    "&&",
    "||",
    ">",
    "<",
    "|",
    ";",
    "&",
    "(",
    ")",
)
_NAME = re.compile(r"[A-Za-z_]\w*")
_ASSIGNMENT = re.compile(r"([A-Za-z_]\w*)=")
_NOT_HERE = {"if", "then", "fi", "for", "while", "until", "case", "esac", "function", "do", "done", "{", "}"}
MOST_DEPTH = 20


class _Token(NamedTuple):
    kind: str  # word, operator, newline, end
    text: str
    word: Word = ()


def parse(text: str, depth: int = 0) -> list[Pipeline]:
    """Read a line (or several). Raises Incomplete or SyntaxMistake."""
    if depth > MOST_DEPTH:
        raise SyntaxMistake("syntax error: commands are nested too deeply")
    return _Parser(_Lexer(text, depth).tokens()).pipelines()


class _Lexer:
    def __init__(self, text: str, depth: int):
        self.text, self.at, self.depth = text, 0, depth
        self.found: list[_Token] = []
        self.documents: list[tuple[int, str, bool, bool]] = []  # place in `found`, end mark, quoted, tabs stripped

    def tokens(self) -> list[_Token]:
        while self.at < len(self.text):
            char = self.text[self.at]
            if char == "\n":
                self.at += 1
                self._read_documents()
                self.found.append(_Token("newline", "\n"))
            elif char in " \t\r":
                self.at += 1
            elif self.text.startswith("\\\n", self.at):
                self.at += 2
            elif char == "#":
                end = self.text.find("\n", self.at)
                self.at = len(self.text) if end < 0 else end
            elif operator := next((mark for mark in _OPERATORS if self.text.startswith(mark, self.at)), None):
                self.at += len(operator)
                self.found.append(_Token("operator", operator))
                if operator in ("<<", "<<-"):
                    self._announce(operator)
            else:
                self._word()
        if self.documents:
            raise Incomplete
        return [*self.found, _Token("end", "newline")]

    def _announce(self, operator: str) -> None:
        while self.at < len(self.text) and self.text[self.at] in " \t":
            self.at += 1
        before = self.at
        self._word()
        word = self.found[-1].word
        if not word:
            raise SyntaxMistake("syntax error near unexpected token `newline'")
        mark = "".join(part.text for part in word)
        quoted = any(part.quoted for part in word) or "\\" in self.text[before : self.at]
        self.documents.append((len(self.found) - 1, mark, quoted, operator == "<<-"))

    def _read_documents(self) -> None:
        for place, mark, quoted, strip in self.documents:
            lines: list[str] = []
            while True:
                if self.at >= len(self.text):
                    raise Incomplete
                end = self.text.find("\n", self.at)
                line = self.text[self.at :] if end < 0 else self.text[self.at : end]
                self.at = len(self.text) if end < 0 else end + 1
                line = line.lstrip("\t") if strip else line
                if line == mark:
                    break
                lines.append(line + "\n")
            body = "".join(lines)
            word: Word = (Part("text", body, True),) if quoted else self._document(body)
            self.found[place] = _Token("word", body, word)
        self.documents = []

    def _document(self, body: str) -> Word:
        inner = _Lexer(body, self.depth + 1)
        parts: list[Part] = []
        while inner.at < len(body):
            inner._expandable(parts, stop="")
        return tuple(parts)

    def _word(self) -> None:
        parts: list[Part] = []
        start = self.at
        while self.at < len(self.text):
            char = self.text[self.at]
            if char in " \t\r\n;|<>()&":
                break
            if char == "'":
                self._single(parts)
            elif char == '"':
                self._double(parts)
            elif char == "\\":
                self._escaped(parts)
            elif char == "$":
                self._dollar(parts, quoted=False)
            elif char == "`":
                self._backquoted(parts)
            else:
                parts.append(Part("text", char, False))
                self.at += 1
        if self.at == start and self.at < len(self.text) and self.text[self.at] != "\n":
            raise SyntaxMistake(f"syntax error near unexpected token `{self.text[self.at]}'")
        self.found.append(_Token("word", self.text[start : self.at], _joined(parts)))

    def _single(self, parts: list[Part]) -> None:
        end = self.text.find("'", self.at + 1)
        if end < 0:
            raise Incomplete
        parts.append(Part("text", self.text[self.at + 1 : end], True))
        self.at = end + 1

    def _double(self, parts: list[Part]) -> None:
        self.at += 1
        parts.append(Part("text", "", True))
        while True:
            if self.at >= len(self.text):
                raise Incomplete
            if self.text[self.at] == '"':
                self.at += 1
                return
            self._expandable(parts, stop='"')

    def _expandable(self, parts: list[Part], stop: str) -> None:
        """One character, variable or `$(...)` inside double quotes or a here-document."""
        char = self.text[self.at]
        if char == "$":
            self._dollar(parts, quoted=True)
        elif char == "`":
            self._backquoted(parts, quoted=True)
        elif char == "\\" and self.text[self.at + 1 : self.at + 2] in ("$", "`", "\\", "\n", stop or "$"):
            following = self.text[self.at + 1 : self.at + 2]
            parts.append(Part("text", "" if following == "\n" else following, True))
            self.at += 2
        else:
            end = self.at + 1
            while end < len(self.text) and self.text[end] not in '$`\\"':
                end += 1
            parts.append(Part("text", self.text[self.at : end], True))
            self.at = end

    def _escaped(self, parts: list[Part]) -> None:
        following = self.text[self.at + 1 : self.at + 2]
        if not following:
            raise Incomplete
        if following != "\n":
            parts.append(Part("text", following, True))
        self.at += 2

    def _dollar(self, parts: list[Part], quoted: bool) -> None:
        rest = self.text[self.at + 1 : self.at + 2]
        if rest == "(":
            end = _closing(self.text, self.at + 2)
            parts.append(Part("command", self.text[self.at + 2 : end], quoted))
            self.at = end + 1
        elif rest == "{":
            end = self.text.find("}", self.at)
            if end < 0:
                raise Incomplete
            name = self.text[self.at + 2 : end]
            if not _NAME.fullmatch(name) and name not in ("?", "#"):
                raise SyntaxMistake(f"${{{name}}}: bad substitution")
            parts.append(Part("variable", name, quoted))
            self.at = end + 1
        elif rest in ("?", "#", "$") or rest.isdigit():
            parts.append(Part("variable", rest, quoted))
            self.at += 2
        elif match := _NAME.match(self.text, self.at + 1):
            parts.append(Part("variable", match[0], quoted))
            self.at = match.end()
        else:
            parts.append(Part("text", "$", quoted))
            self.at += 1

    def _backquoted(self, parts: list[Part], quoted: bool = False) -> None:
        end = self.text.find("`", self.at + 1)
        if end < 0:
            raise Incomplete
        parts.append(Part("command", self.text[self.at + 1 : end], quoted))
        self.at = end + 1


def _closing(text: str, at: int) -> int:
    """Where the `)` is that closes a `$(` whose inside begins at `at`."""
    depth, quote = 1, ""
    while at < len(text):
        char = text[at]
        if quote:
            quote = "" if char == quote else quote
            at += 1 if char == "\\" and quote == '"' else 0
        elif char in "'\"":
            quote = char
        elif char == "\\":
            at += 1
        elif char == "(":
            depth += 1
        elif char == ")":
            depth -= 1
            if not depth:
                return at
        at += 1
    raise Incomplete


def _joined(parts: list[Part]) -> Word:
    """Neighbouring texts of the same kind as one."""
    found: list[Part] = []
    for part in parts:
        if found and part.kind == "text" == found[-1].kind and part.quoted == found[-1].quoted:
            found[-1] = Part("text", found[-1].text + part.text, part.quoted)
        else:
            found.append(part)
    return tuple(found)


class _Parser:
    def __init__(self, tokens: list[_Token]):
        self.tokens, self.at = tokens, 0

    def pipelines(self) -> list[Pipeline]:
        found: list[Pipeline] = []
        joined = ";"
        while True:
            while self._peek().kind == "newline":
                self.at += 1
            if self._peek().kind == "end":
                if joined in ("&&", "||"):
                    raise Incomplete
                return found
            found.append(self._pipeline(joined))
            token = self._peek()
            if token.kind == "operator":
                if token.text == "&":
                    raise SyntaxMistake("running commands in the background (&) is not simulated")
                if token.text not in (";", "&&", "||"):
                    raise SyntaxMistake(f"syntax error near unexpected token `{token.text}'")
                joined = token.text
                self.at += 1
                if joined in ("&&", "||"):
                    while self._peek().kind == "newline":
                        self.at += 1
            else:
                joined = ";"

    def _peek(self) -> _Token:
        return self.tokens[self.at]

    def _is(self, operator: str) -> bool:
        token = self._peek()
        return token.kind == "operator" and token.text == operator

    def _pipeline(self, joined: str) -> Pipeline:
        negated = False
        while self._peek().kind == "word" and self._peek().text == "!":
            negated = not negated
            self.at += 1
        commands = [self._simple()]
        while self._is("|"):
            self.at += 1
            while self._peek().kind == "newline":
                self.at += 1
            if self._peek().kind == "end":
                raise Incomplete
            commands.append(self._simple())
        return Pipeline(tuple(commands), negated, joined)

    def _simple(self) -> Simple:
        assignments: list[tuple[str, Word]] = []
        words: list[Word] = []
        redirections: list[Redirection] = []
        while True:
            token = self._peek()
            if token.kind == "word":
                self.at += 1
                match = _ASSIGNMENT.match(token.text)
                if match and not words and token.word[0].kind == "text" and not token.word[0].quoted:
                    assignments.append((match[1], _without_start(token.word, match.end())))
                elif not words and token.text in _NOT_HERE:
                    raise SyntaxMistake(
                        f"`{token.text}' is not simulated: this shell has no loops, conditions or functions"
                    )
                else:
                    words.append(token.word)
            elif token.kind == "operator" and (">" in token.text or "<" in token.text):
                redirections.append(self._redirection(token.text))
            else:
                break
        if not words and not assignments and not redirections:
            shown = "newline" if token.kind in ("newline", "end") else token.text
            raise SyntaxMistake(f"syntax error near unexpected token `{shown}'")
        return Simple(tuple(assignments), tuple(words), tuple(redirections))

    def _redirection(self, mark: str) -> Redirection:
        self.at += 1
        if mark.endswith(("&1", "&2")):
            return Redirection(mark.removeprefix("1") if mark == "1>&2" else mark, ())
        token = self._peek()
        if token.kind != "word":
            shown = "newline" if token.kind in ("newline", "end") else token.text
            raise SyntaxMistake(f"syntax error near unexpected token `{shown}'")
        self.at += 1
        return Redirection({"1>": ">", "<<-": "<<"}.get(mark, mark), token.word)


def _without_start(word: Word, count: int) -> Word:
    first = word[0]
    return (Part("text", first.text[count:], True), *word[1:])
