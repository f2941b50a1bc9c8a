"""From tokens to commands: pipelines, lists, if, while, until, for, case, functions, groups.

Source: POSIX Shell Command Language, section 2.9 and 2.10 (https://pubs.opengroup.org/onlinepubs/9699919799/).
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Any

from cluster.images.sh.syntax import (
    Arithmetic,
    Case,
    Condition,
    For,
    Function,
    Group,
    If,
    Loop,
    Redirect,
    Redirected,
    Simple,
    Step,
)
from cluster.images.sh.words import Incomplete, Part, ShellError, Token, Unexpected, Word, tokens

_MOST_DEPTH = 60
_FUNCTION = re.compile(r"[A-Za-z_][\w.-]*")


_ENDS = {"done", "fi", "then", "else", "elif", "do", "}", "esac"}
_COMPOUND = {"while", "until", "for", "if", "case", "{", "function", "[["}


@lru_cache(maxsize=512)
def parse(text: str) -> list[Step]:
    """Raises ShellError; Incomplete when more text could finish it."""
    parser = _Parser(text)
    steps = parser.steps()
    if parser.peek() is not None:
        raise Unexpected(parser.shown())
    return steps


class _Parser:
    def __init__(self, text: str):
        self._text, self._tokens, self._at, self._depth = text, tokens(text), 0, 0

    def peek(self) -> str | None:
        """The operator, or the text of a plain word, that comes next; None at the end."""
        if self._at >= len(self._tokens):
            return None
        token = self._tokens[self._at]
        if token.kind == "operator":
            return token.text
        plain = (
            token.kind == "word" and len(token.word) == 1 and token.word[0].kind == "text" and not token.word[0].quoted
        )
        return token.text if plain else "\0word"

    def shown(self) -> str:
        token = self._tokens[self._at] if self._at < len(self._tokens) else None
        return "end of file" if token is None else "newline" if token.text == "\n" else token.text

    def _next(self) -> Token:
        self._at += 1
        return self._tokens[self._at - 1]

    def _skip(self, *operators: str) -> None:
        while self.peek() in operators:
            self._at += 1

    def _expect(self, word: str) -> None:
        self._skip(";", "\n")
        self._demand(word)

    def _demand(self, word: str) -> None:
        if self.peek() is None:
            raise Incomplete(f'syntax error: unexpected end of file (expecting "{word}")')
        if self.peek() != word:
            raise Unexpected(self.shown(), word)
        self._at += 1

    # -- lists -----------------------------------------------------------------------------------------------------

    def steps(self, ends: tuple[str, ...] = ()) -> list[Step]:
        self._depth += 1
        if self._depth > _MOST_DEPTH:
            raise ShellError("syntax error: nested too deeply")
        found: list[Step] = []
        after = ";"
        while True:
            self._skip("\n") if after != ";" else self._skip(";", "\n")
            if self.peek() is None and after != ";":
                raise Incomplete("syntax error: unexpected end of file")
            if self.peek() is None or self.peek() in _ENDS or self.peek() in (")", ";;", *ends):
                self._depth -= 1
                return found
            step, after, goes_on = self._step(after)
            found.append(step)
            if step.background and step.after != ";":
                _put_behind(found)
            if (
                not goes_on
                and self.peek() is not None
                and self.peek() not in (")", ";;", *ends)
                and self.peek() not in _ENDS
            ):
                raise Unexpected(self.shown())

    def _step(self, after: str) -> tuple[Step, str, bool]:
        negated = False
        while self.peek() == "!":
            negated = not negated
            self._at += 1
        commands = [self._command()]
        while self.peek() in ("|", "|&"):
            self._at += 1
            self._skip("\n")
            commands.append(self._command())
        following = self.peek()
        background = following == "&"
        goes_on = following in ("&&", "||", "&", ";", "\n")
        if goes_on:
            self._at += 1
        step = Step(commands, after, negated, background)
        return step, following if following in ("&&", "||") and following else ";", goes_on

    # -- commands --------------------------------------------------------------------------------------------------

    def _command(self) -> Any:
        word = self.peek()
        if word is None:
            raise Incomplete("syntax error: unexpected end of file")
        if word == "(" or word in _COMPOUND:
            command = self._compound(word)
        elif self._is_function():
            return self._function()
        else:
            return self._simple()
        redirects = []
        while self._at < len(self._tokens) and self._tokens[self._at].kind == "redirect":
            redirects.append(_redirect(self._next()))
        return Redirected(command, redirects) if redirects else command

    def _compound(self, word: str) -> Any:
        if word == "(" and self._text.startswith("((", self._tokens[self._at].start):
            return self._arithmetic()
        if word == "function":
            self._at += 1
            return self._function()
        if word == "[[":
            return self._condition()
        if word == "for":
            return self._for()
        if word == "if":
            return self._if()
        if word == "case":
            return self._case()
        self._at += 1
        if word in ("while", "until"):
            condition = self.steps()
            return Loop(condition, self._block("do", "done"), word == "until")
        body = self.steps()
        self._expect("}" if word == "{" else ")")
        return Group(body, word == "(")

    def _is_function(self) -> bool:
        following = self._tokens[self._at + 1 : self._at + 3]
        return (
            self._tokens[self._at].kind == "word"
            and [token.text for token in following] == ["(", ")"]
            and bool(_FUNCTION.fullmatch(self._tokens[self._at].text))
        )

    def _function(self) -> Function:
        if self.peek() is None:
            raise Incomplete("syntax error: unexpected end of file")
        start = self._tokens[self._at].start
        name = self._next().text
        if self.peek() == "(":
            self._at += 1
            self._demand(")")
        self._skip("\n")
        body = self._command()
        return Function(name, body, self._text[start : self._tokens[self._at - 1].end])

    def _arithmetic(self) -> Arithmetic:
        start, depth = self._tokens[self._at].start + 2, 0
        while self._at < len(self._tokens):
            token = self._next()
            depth += {"(": 1, ")": -1}.get(token.text, 0) if token.kind == "operator" else 0
            if depth == 0:
                return Arithmetic(self._text[start : token.start - 1])
        raise Incomplete("syntax error: unexpected end of file")

    def _condition(self) -> Condition:
        self._at += 1
        words: list[Word] = []
        while self.peek() != "]]":
            if self.peek() is None:
                raise Incomplete("syntax error: unexpected end of file")
            token = self._next()
            if token.kind == "word":
                words.append(token.word)
            elif token.text != "\n":
                words.append((Part("text", token.text),))
                words += [token.word] if token.kind == "redirect" else []
        self._at += 1
        return Condition(words)

    def _for(self) -> For:
        self._at += 1
        if self.peek() is None:
            raise Incomplete("syntax error: unexpected end of file")
        name = self._next().text
        words: list[Word] | None = None
        self._skip("\n")
        if self.peek() == "in":
            self._at += 1
            words = []
            while self._at < len(self._tokens) and self._tokens[self._at].kind == "word":
                words.append(self._next().word)
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

    def _case(self) -> Case:
        self._at += 1
        if self.peek() is None:
            raise Incomplete("syntax error: unexpected end of file")
        word = self._next().word
        branches: list[tuple[list[Word], list]] = []
        self._expect("in")
        while True:
            self._skip(";;", ";", "\n")
            if self.peek() == "esac":
                self._at += 1
                return Case(word, branches)
            if self.peek() == "(":
                self._at += 1
            patterns = []
            while self.peek() not in (")", None):
                token = self._next()
                if token.kind == "word":
                    patterns.append(token.word)
            self._demand(")")
            branches.append((patterns, self.steps((";;&", ";&"))))
            if self.peek() not in (";;", "esac"):
                self._demand("esac")

    def _block(self, begin: str, end: str) -> list:
        self._expect(begin)
        body = self.steps()
        self._expect(end)
        return body

    def _simple(self) -> Simple:
        words: list[Word] = []
        redirects: list[Redirect] = []
        while self._at < len(self._tokens):
            token = self._tokens[self._at]
            if token.kind == "word":
                words.append(token.word)
            elif token.kind == "redirect":
                redirects.append(_redirect(token))
            else:
                break
            self._at += 1
        if not words and not redirects:
            raise Unexpected(self.shown())
        return Simple(words, redirects)


def _put_behind(found: list[Step]) -> None:
    """`a && b &`: the whole list goes to the background."""
    start = next(at for at in range(len(found) - 1, -1, -1) if found[at].after == ";")
    inside = [*found[start:-1], found[-1]._replace(background=False)]
    found[start:] = [Step([Group(inside, False)], ";", False, True)]


def _redirect(token: Token) -> Redirect:
    usual = 0 if token.text.startswith("<") else 1
    return Redirect(int(token.fd) if token.fd else usual, token.text, token.word)
