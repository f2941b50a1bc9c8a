"""jq: cuts and shapes JSON. A language of our own making after its manual, https://jqlang.github.io/jq/manual/v1.6/.

Not there: modules, `label`, SQL-like functions but INDEX and IN, `--stream`, `--seq`, colours; who
asks for those is told so.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from functools import cache
from importlib.resources import files
from typing import Any

from cluster.texttools.call import BadUsage, Call, FileError, Flags, tool
from cluster.texttools.jq import arrays, patterns, texts, times
from cluster.texttools.jq.flow import Defined
from cluster.texttools.jq.functions import FUNCTIONS, Plain, Special
from cluster.texttools.jq.nodes import Function, Identity, Node, Scope, Values
from cluster.texttools.jq.reading import parse
from cluster.texttools.jq.values import BadProgram, JqError, dumps, truth, whole

__all__ = ["arrays", "jq", "patterns", "texts", "times"]  # they register themselves
_LONG = {
    "raw-output": "r", "compact-output": "c", "null-input": "n", "slurp": "s", "exit-status": "e", "sort-keys": "S",
    "ascii-output": "a", "join-output": "j", "raw-input": "R", "monochrome-output": "M", "color-output": "C",
    "tab": "t", "from-file": "f", "version": "V", "help": "h",
}  # fmt: skip
_WITH = {"--arg": 2, "--argjson": 2, "--slurpfile": 2, "--rawfile": 2, "--indent": 1, "-f": 1, "--from-file": 1}
_REFUSED = ("--stream", "--seq", "--unbuffered", "-L")
_USAGE = (
    "jq - commandline JSON processor [version 1.6]\n\nUsage:\tjq [options] <jq filter> [file...]\n"
    "\tjq [options] --args <jq filter> [strings...]\n\tjq [options] --jsonargs <jq filter> [JSON_TEXTS...]\n"
)


_ASK_FOR_HELP = (
    "Use jq --help for help with command-line options,\n"
    "or see the jq manpage, or online docs  at https://stedolan.github.io/jq\n"
)


def _unknown(found: re.Match) -> str:
    return f"Unknown option {f'-{found[1]}' if found[1] else found[2]}"


class _Halt(Exception):
    def __init__(self, text: str, code: int):
        super().__init__(text)
        self.text, self.code = text, code


@tool("jq")
def jq(call: Call) -> int:
    try:
        wish = _Wish(call)
    except BadUsage as wrong:
        told = re.sub("^invalid option -- '(.)'$|^unrecognized option '(.*)'$", _unknown, str(wrong))
        call.err(f"jq: {told}\n{_ASK_FOR_HELP}")
        return 2
    if "V" in wish.flags:
        call.out("jq-1.6\n")
        return 0
    text = ""
    if wish.program is None and "h" not in wish.flags:  # what is piped in is shown
        text = call.given()
        wish.program = "." if text else None
    if wish.program is None:
        (call.out if "h" in wish.flags else call.err)(_USAGE)
        return 0 if "h" in wish.flags else 2
    try:
        program = parse(wish.program)
        return _Run(call, wish, program, text).code()
    except BadProgram as wrong:
        quoting = " (Unix shell quoting issues?)" if str(wrong).startswith("syntax error") else ""
        call.err(f"jq: error: {wrong}{quoting} at <top-level>, line 1:\n{wish.program}\njq: 1 compile error\n")
        return 3
    except _Halt as halt:
        call.err(halt.text)
        return halt.code


class _Wish:
    """What the words of the call ask for."""

    def __init__(self, call: Call):
        self.named: dict[str, Any] = {}
        self.positional: list[Any] = []
        self.indent: int | str = 2
        words, left, rest = list(call.args), [], ""
        source = None
        while words:
            word = words.pop(0)
            if word in _REFUSED:
                raise BadUsage(f"{word} is not simulated")
            if word in _WITH:
                given = [words.pop(0) for _ in range(min(_WITH[word], len(words)))]
                if len(given) < _WITH[word]:
                    raise BadUsage(f"{word} takes {_WITH[word]} parameters")
                source = self._take(call, word, given) or source
            elif word in ("--args", "--jsonargs"):
                rest = word
            elif word.startswith("-") and word not in ("-", "--"):
                left.append(word)
            elif source is None:
                source = word
            elif rest:
                self.positional.append(word if rest == "--args" else json.loads(word))
            elif word != "--":
                left.append(word)
        kept, call.args = call.args, left
        self.flags: Flags
        self.flags, self.names = call.flags("rcnseSajRMCtVh", "", _LONG)
        call.args = kept
        self.program: str | None = source
        self.indent = "\t" if "t" in self.flags else self.indent

    def _take(self, call: Call, word: str, given: list[str]) -> str | None:
        if word in ("-f", "--from-file"):
            return call.read(given[0])
        if word == "--indent":
            if not given[0].isdigit() or int(given[0]) > 7:
                raise BadUsage("Cannot indent more than 7 characters")
            self.indent = int(given[0])
            return None
        name, value = given
        if word == "--arg":
            self.named[name] = value
        elif word == "--rawfile":
            self.named[name] = call.read(value)
        else:
            try:
                self.named[name] = list(_documents(call.read(value))) if word == "--slurpfile" else json.loads(value)
            except ValueError:
                raise BadUsage(f"Invalid JSON text passed to --{word.lstrip('-')}") from None
        return None


class _Run:
    def __init__(self, call: Call, wish: _Wish, program: Node, given: str):
        self._call, self._wish, self._program, self._given = call, wish, program, given
        self._last: Any = None
        self._said = False

    def code(self) -> int:
        call, flags = self._call, self._wish.flags
        text, code = self._text()
        inputs = self._inputs(text)
        variables = {"ENV": {}, "__prog_args": [], **self._wish.named}
        variables["ARGS"] = {"positional": self._wish.positional, "named": self._wish.named}
        scope = Scope(variables, _library(call), call.step, inputs)
        for value in [None] if "n" in flags else inputs:
            try:
                for result in self._program.run(scope, value):
                    self._print(result)
            except JqError as error:
                where = "<unknown>" if "n" in flags else "<stdin>:0"
                told = error.value if isinstance(error.value, str) else dumps(error.value)
                call.err(f"jq: error (at {where}){'' if told is error.value else ' (not a string)'}: {told}\n")
                code = 5
            except RecursionError:
                call.err("jq: error: the program goes too deep\n")
                return 5
        if self._wrong:
            call.err(f"parse error: {self._wrong}\n")
            return 2
        if "e" in flags and not code:
            return 4 if not self._said else 0 if truth(self._last) else 1
        return code

    def _text(self) -> tuple[str, int]:
        texts, code = [], 0
        for name in self._wish.names or ([] if "n" in self._wish.flags and not self._wish.names else ["-"]):
            try:
                texts.append(self._call.read(name))
            except FileError as error:
                self._call.err(f"jq: error: Could not open file {name}: {error.text}\n")
                code = 2
        if "n" in self._wish.flags and not self._wish.names:
            texts.append(self._call.given())
        return self._given or "".join(texts), code

    _wrong = ""

    def _inputs(self, text: str) -> Iterator[Any]:
        flags = self._wish.flags
        if "R" in flags:
            lines = text.split("\n")
            lines = lines[:-1] if lines[-1] == "" else lines
            yield from [text] if "s" in flags else lines
            return
        if "s" in flags:
            found = list(self._documents(text))
            if not self._wrong:
                yield found
            return
        yield from self._documents(text)

    def _documents(self, text: str) -> Iterator[Any]:
        try:
            yield from _documents(text)
        except ValueError as wrong:
            self._wrong = str(wrong)

    def _print(self, value: Any) -> None:
        flags, self._last, self._said = self._wish.flags, value, True
        raw = ("r" in flags or "j" in flags) and isinstance(value, str)
        indent = None if "c" in flags else self._wish.indent
        shown = value if raw and "a" not in flags else dumps(value, indent, "S" in flags, "a" in flags)
        self._call.out(shown + ("" if "j" in flags else "\n"))


def _documents(text: str) -> Iterator[Any]:
    """The values that stand one after another. ValueError in jq's words."""
    decoder, at = json.JSONDecoder(parse_int=whole), 0
    while True:
        while at < len(text) and text[at] in " \t\r\n":
            at += 1
        if at >= len(text):
            return
        try:
            value, at = decoder.raw_decode(text, at)
        except ValueError as wrong:
            place = getattr(wrong, "pos", at)
            line, column = text.count("\n", 0, place) + 1, place - (text.rfind("\n", 0, place) + 1)
            if not text[place:].strip():
                raise ValueError(f"Unfinished JSON term at EOF at line {text.count(chr(10)) + 1}, column 0") from None
            raise ValueError(f"Invalid literal at line {line}, column {column + 1}") from None
        yield value


@cache
def _definitions() -> tuple[Function, ...]:
    """Functions that are written in jq."""
    found, node = [], parse((files("cluster.texttools.jq") / "prelude.txt").read_text(encoding="utf-8") + " .")
    while isinstance(node, Defined):
        found.append(node.function)
        node = node.rest
    assert isinstance(node, Identity)
    return tuple(found)


def _library(call: Call) -> dict:
    known: dict = {**FUNCTIONS, **_here(call)}
    home = Scope({"ENV": {}}, known, call.step, iter(()))
    for function in _definitions():
        known[function.name, len(function.parameters)] = (function, home)
    return known


def _here(call: Call) -> dict:
    """Those that depend on when and where the program runs."""

    def halt(scope: Scope, value: Any) -> Values:
        raise _Halt("", 0)
        yield

    def halt_error(scope: Scope, value: Any, code: Node) -> Values:
        for number in code.run(scope, value):
            raise _Halt(value if isinstance(value, str) else dumps(value) + "\n", int(number))
        yield

    return {
        ("now", 0): Plain(lambda value: call.now / 1_000_000),
        ("halt", 0): Special(halt),
        ("halt_error", 1): Special(halt_error),
    }
