"""grep, egrep, fgrep.

Source: https://www.gnu.org/software/grep/manual/grep.html; busybox's words where they differ."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import NamedTuple

from cluster.texttools.call import STDIN, BadUsage, Call, FileError, Flags, Refused, bare_lines, split_lines, tool
from cluster.texttools.reading import unreadable
from cluster.texttools.regular import BadPattern, Regular

_LONG = {
    "extended-regexp": "E", "fixed-strings": "F", "basic-regexp": "G", "perl-regexp": "P", "ignore-case": "i",
    "invert-match": "v", "word-regexp": "w", "line-regexp": "x", "count": "c", "files-with-matches": "l",
    "files-without-match": "L", "max-count": "m", "only-matching": "o", "quiet": "q", "silent": "q",
    "no-messages": "s", "byte-offset": "b", "with-filename": "H", "no-filename": "h", "line-number": "n",
    "after-context": "A", "before-context": "B", "context": "C", "recursive": "r", "regexp": "e", "file": "f",
    "color": "colour", "colour": "colour", "text": "a", "null": "Z", "include": "include", "line-buffered": "U",
}  # fmt: skip
_MOST = 1 << 60


class _Wish(NamedTuple):
    """What to print of a file."""

    tests: list[Regular]
    flags: Flags
    before: int
    after: int
    most: int


@tool("grep", "egrep", "fgrep")
def grep(call: Call) -> int:
    call.args = [part for arg in call.args for part in (("-C", arg[1:]) if re.fullmatch(r"-\d+", arg) else (arg,))]
    flags, words = call.flags("ivnclLqowxEFGPrRhHsabZUz", "emABCf", _LONG)
    texts = [line for text in flags.every("e") for line in text.split("\n")]
    for name in flags.every("f"):
        texts += bare_lines(call.read(name))
    if not flags.every("e") and not flags.every("f"):
        if not words:
            return _usage(call)
        texts = words.pop(0).split("\n")
    try:
        wish = _wish(call, flags, texts)
    except BadPattern as error:
        shown = "\n".join(texts)
        return call.fail(str(error) if call.gnu else f"bad regex '{shown}': {error}", 2)
    recursive = "r" in flags or "R" in flags
    names = words or ([""] if recursive else ["-"])
    several = len(names) > 1 or recursive
    search = _Search(call, wish, "H" in flags or (several and "h" not in flags))
    for name in _below(call, names) if recursive else names:
        search.file(name)
        if search.found and "q" in flags:
            return 0
    return search.code or (0 if search.found else 1)


def _usage(call: Call) -> int:
    if call.gnu:
        call.err("Usage: grep [OPTION]... PATTERNS [FILE]...\nTry 'grep --help' for more information.\n")
        return 2
    raise BadUsage("no pattern given")


def _wish(call: Call, flags: Flags, texts: list[str]) -> _Wish:
    extended, fixed = "E" in flags or "P" in flags or call.name == "egrep", "F" in flags or call.name == "fgrep"
    if call.gnu and len({"E", "F", "G", "P"} & set(flags)) > 1:
        raise Refused("conflicting matchers specified")
    tests = [Regular(text, extended, fixed, "i" in flags, "x" in flags, "w" in flags) for text in texts]
    around = {}
    for letter in "AB":
        text = flags.get(letter, flags.get("C", "0"))
        if not re.fullmatch(r"\d+", text):
            raise Refused(f"{text}: invalid context length argument" if call.gnu else f"invalid number '{text}'")
        around[letter] = min(int(text[:18]), _MOST)
    most = flags.get("m", str(_MOST))
    if not re.fullmatch(r"-?\d+", most):
        raise Refused("invalid max count" if call.gnu else f"invalid number '{most}'")
    return _Wish(tests, flags, around["B"], around["A"], int(most[:18]) if not most.startswith("-") else _MOST)


def _below(call: Call, names: list[str]) -> list[str]:
    found: list[str] = []
    for name in names:
        inner = call.inside(name or ".")
        if inner is None:
            found.append(name)
        else:
            found += _below(call, [f"{name.rstrip('/')}/{each}" if name else each for each in inner])
    return found


class _Search:
    """`found`: whether any line was; `code`: what unreadable files come to."""

    def __init__(self, call: Call, wish: _Wish, named: bool):
        self._call, self._wish, self._named = call, wish, named
        self._separate = False  # a group of lines has been printed
        self.found, self.code = False, 0

    def file(self, name: str) -> None:
        call, flags = self._call, self._wish.flags
        if call.inside(name) is not None:
            if call.gnu:
                self.code = self.code if "s" in flags else call.fail(f"{name}: Is a directory", 2)
            return
        try:
            lines = call.lines() if name in STDIN else split_lines(call.read(name))
        except FileError as error:
            self.code = 2
            if "s" not in flags:
                unreadable(call, name, error)
            return
        label = ("(standard input)" if name in STDIN else name) if self._named else ""
        shown = "(standard input)" if name in STDIN else name
        count = self._lines(lines, label)
        listing = next((letter for letter in reversed(list(flags)) if letter in "lL"), "")
        if "c" in flags and "q" not in flags and not listing:
            call.out(f"{label}{':' if label else ''}{count}\n")
        if "q" not in flags and listing and bool(count) == (listing == "l"):
            call.out(f"{shown}\n")
        self.found = self.found or bool(count) != ("L" in flags and not call.gnu)

    def _lines(self, lines: Iterable[str], label: str) -> int:
        wish, flags = self._wish, self._wish.flags
        silent = any(letter in flags for letter in "qlLc")
        count, after, last = 0, 0, -1
        self._separate = self._separate and self._call.gnu  # which tells the groups of several files apart
        kept: list[tuple[int, str]] = []
        if not wish.most:
            return 0
        for number, raw in enumerate(lines, 1):
            line = raw.removesuffix("\n")
            if count < wish.most and self._hits(line):
                count += 1
                if silent:
                    if any(letter in flags for letter in "qlL"):
                        break
                else:
                    for old, text in kept:
                        self._print(label, old, text, "-", last)
                        last = old
                    self._print(label, number, line, ":", last)
                    kept, after, last = [], wish.after, number
                if count >= wish.most and (silent or not after or not self._call.gnu):
                    break
            elif count >= wish.most and not after:
                break
            elif after and not silent:
                self._print(label, number, line, "-", last)
                after, last = after - 1, number
            elif wish.before and not silent:
                kept = [*kept, (number, line)][-wish.before :]
        return count

    def _hits(self, line: str) -> bool:
        return any(test.search(line) for test in self._wish.tests) != ("v" in self._wish.flags)

    def _print(self, label: str, number: int, line: str, mark: str, last: int) -> None:
        wish, flags = self._wish, self._wish.flags
        if (wish.before or wish.after) and self._separate and number != last + 1:
            self._call.out("--\n")
        self._separate = True
        head = (label + mark if label else "") + (f"{number}{mark}" if "n" in flags else "")
        if "o" not in flags:
            self._call.out(f"{head}{line}\n")
        elif mark == ":" and "v" not in flags:
            for text in _matches(wish.tests, line):
                self._call.out(f"{head}{text}\n")


def _matches(tests: list[Regular], line: str) -> Iterable[str]:
    at = 0
    while at <= len(line):
        spans = [span for test in tests if (span := test.span(line, at)) is not None]
        if not spans:
            return
        start = min(span[0] for span in spans)
        end = max(span[1] for span in spans if span[0] == start)
        if end > start:
            yield line[start:end]
        at = max(end, at + 1) if end > start else start + 1
