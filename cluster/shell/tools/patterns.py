"""grep's patterns, matched in time that grows with the text: none can keep a terminal (or a server) busy for long.

A pattern becomes an automaton that is walked with all its states at once (R. Cox, "Regular Expression Matching Can Be
Simple And Fast", https://swtch.com/~rsc/regexp/regexp1.html). What it may cost is counted. Syntax: basic and extended
expressions of GNU grep without back-references (https://www.gnu.org/software/grep/manual/grep.html#Regular-Expressions).
"""

from __future__ import annotations

from collections.abc import Callable, Iterator

MOST_STATES = 3_000
MOST_STEPS = 8_000_000
_CLASSES: dict[str, Callable[[str], bool]] = {
    "alpha": str.isalpha,
    "digit": lambda char: char in "0123456789",
    "alnum": str.isalnum,
    "upper": str.isupper,
    "lower": str.islower,
    "space": str.isspace,
    "blank": lambda char: char in " \t",
    "punct": lambda char: char.isprintable() and not char.isalnum() and not char.isspace(),
    "xdigit": lambda char: char in "0123456789abcdefABCDEF",
}
_EDGES = {"<": "start", ">": "end", "b": "edge", "B": "inside"}


class PatternError(ValueError):
    """A pattern that cannot be read, in GNU grep's words, or one that costs too much."""


def _is_word(char: str) -> bool:
    return char.isalnum() or char == "_"


class Pattern:
    """`search(line)`: does it occur? `found(line)`: the texts that it matches, leftmost and longest."""

    def __init__(self, text: str, extended: bool = False, fixed: bool = False, ignore_case: bool = False):
        self._fold = ignore_case
        text = text.lower() if ignore_case and fixed else text
        self._literal = text if fixed or not set(text) & set("\\[]^$.*+?{}()|") else None
        if self._literal is not None and ignore_case:
            self._literal = self._literal.lower()
        self._tests: list = []  # of each state: (kind, what)
        self._next: list[list[int]] = []
        self._steps = 0
        self._final = self._state("final", None)
        literal = self._literal if self._literal is not None else ""
        self._first = _Reader(literal if fixed else text, extended, fixed).build(self, self._final)

    def search(self, line: str) -> bool:
        line = line.lower() if self._fold and self._literal is not None else line
        if self._literal is not None:
            return self._literal in line
        return self._longest(line, 0, anywhere=True) is not None

    def found(self, line: str) -> Iterator[str]:
        at = 0
        while at <= len(line):
            end = self._longest(line, at)
            if end is not None and end > at:
                yield line[at:end]
                at = end
            else:
                at += 1

    def whole(self, line: str) -> bool:
        """Does the whole line match?"""
        return self._longest(line, 0) == len(line)

    def words(self, line: str) -> bool:
        """Does it match between two places where no word goes on?"""
        for at in range(len(line) + 1):
            if not (at and _is_word(line[at - 1])):
                for end in self._ends(line, at):
                    if end == len(line) or not _is_word(line[end]):
                        return True
        return False

    # -- walking ---------------------------------------------------------------------------------------------------

    def _longest(self, line: str, at: int, anywhere: bool = False) -> int | None:
        last = None
        for last in self._ends(line, at, anywhere):
            if anywhere:
                return last
        return last

    def _ends(self, line: str, at: int, anywhere: bool = False) -> Iterator[int]:
        """Where matches that begin at `at` (anywhere: there or later) end, the shortest first."""
        states = self._closed([self._first], line, at)
        while True:
            if self._final in states:
                yield at
            if at >= len(line) or not (states or anywhere):
                return
            char = line[at]
            at += 1
            following = [self._next[state][0] for state in states if self._takes(state, char)]
            if anywhere:
                following.append(self._first)
            states = self._closed(following, line, at)

    def _closed(self, states: list[int], line: str, at: int) -> dict[int, None]:
        """These states and those that are reached from them without reading."""
        found: dict[int, None] = {}
        waiting = states[::-1]
        while waiting:
            state = waiting.pop()
            if state in found:
                continue
            found[state] = None
            kind, what = self._tests[state]
            if kind == "split" or (kind == "place" and _holds(what, line, at)):
                waiting.extend(self._next[state][::-1])
        self._steps += len(found) + 1
        if self._steps > MOST_STEPS:
            raise PatternError("this pattern takes too much work on this text")
        return found

    def _takes(self, state: int, char: str) -> bool:
        kind, what = self._tests[state]
        if kind != "char":
            return False
        return what(char) or (self._fold and (what(char.lower()) or what(char.upper())))

    def _state(self, kind: str, what: object, *following: int) -> int:
        if len(self._tests) >= MOST_STATES:
            raise PatternError("Regular expression too big")
        self._tests.append((kind, what))
        self._next.append(list(following))
        return len(self._tests) - 1


def _holds(place: str, line: str, at: int) -> bool:
    if place in "^$":
        return at == (0 if place == "^" else len(line))
    before, after = at > 0 and _is_word(line[at - 1]), at < len(line) and _is_word(line[at])
    return {"start": after and not before, "end": before and not after, "edge": before != after}.get(
        place, before == after
    )


class _Reader:
    """Reads a pattern into a tree: ("char", test), ("place", name), ("all", [..]), ("any", [..]) or
    ("times", tree, least, most)."""

    def __init__(self, text: str, extended: bool, fixed: bool):
        self.items = [(char, False) for char in text] if fixed else list(_marked(text, extended))
        self.at = self.depth = 0

    def build(self, pattern: Pattern, final: int) -> int:
        tree = self._choice()
        if self.at < len(self.items):
            raise PatternError("Unmatched ) or \\)")
        return _built(pattern, tree, final)

    def _peek(self, mark: str) -> bool:
        return self.at < len(self.items) and self.items[self.at] == (mark, True)

    def _choice(self) -> tuple:
        self.depth += 1
        if self.depth > 100:
            raise PatternError("Regular expression too big")
        branches = [self._sequence()]
        while self._peek("|"):
            self.at += 1
            branches.append(self._sequence())
        self.depth -= 1
        return ("any", branches)

    def _sequence(self) -> tuple:
        found: list[tuple] = []
        while self.at < len(self.items) and not self._peek("|") and not self._peek(")"):
            found.append(self._repeated(self._one(first=not found)))
        return ("all", found)

    def _one(self, first: bool) -> tuple:
        text, special = self.items[self.at]
        self.at += 1
        if not special or (first and text in "*+?"):
            return ("char", text[0].__eq__)
        if text == "(":
            inner = self._choice()
            if not self._peek(")"):
                raise PatternError("Unmatched ( or \\(")
            self.at += 1
            return inner
        if text == ".":
            return ("char", lambda char: True)
        if text in "^$" or text in _EDGES.values():
            return ("place", text)
        if text in ("w", "W", "s", "S"):
            test = _is_word if text in "wW" else str.isspace
            return ("char", test if text in "ws" else lambda char: not test(char))
        if text.startswith("["):
            return ("char", _bracket(text[1:]))
        return ("char", text[0].__eq__)

    def _repeated(self, tree: tuple) -> tuple:
        while self.at < len(self.items):
            text, special = self.items[self.at]
            if not special or text[0] not in "*+?{":
                break
            self.at += 1
            if text[0] == "{":
                low, comma, high = text[1:].partition(",")
                least = int(low or 0)
                most = (int(high) if high else None) if comma else least
                if most is not None and most < least:
                    raise PatternError("Invalid content of \\{\\}")
                if max(least, most or 0) > 32_767:
                    raise PatternError("Regular expression too big")
                tree = ("times", tree, least, most)
            else:
                tree = ("times", tree, int(text == "+"), 1 if text == "?" else None)
        return tree


def _built(pattern: Pattern, tree: tuple, then: int) -> int:
    """The state where this part begins; `then` is where the pattern goes on."""
    kind = tree[0]
    if kind in ("char", "place"):
        return pattern._state(kind, tree[1], then)
    if kind == "any":
        starts = [_built(pattern, branch, then) for branch in tree[1]]
        return starts[0] if len(starts) == 1 else pattern._state("split", None, *starts)
    if kind == "all":
        for part in reversed(tree[1]):
            then = _built(pattern, part, then)
        return then
    _, inner, least, most = tree
    if most is None:
        loop = pattern._state("split", None)
        pattern._next[loop] = [_built(pattern, inner, loop), then]
        then = loop
    else:
        for _ in range(most - least):
            then = pattern._state("split", None, _built(pattern, inner, then), then)
    for _ in range(least):
        then = _built(pattern, inner, then)
    return then


def _marked(text: str, extended: bool) -> Iterator[tuple[str, bool]]:
    """(text, special?) of each element, the same for basic and extended expressions."""
    at = 0
    while at < len(text):
        char = text[at]
        escaped = char == "\\"
        if escaped:
            at += 1
            if at >= len(text):
                raise PatternError("Trailing backslash")
            char = text[at]
        at += 1
        if escaped and char in _EDGES:
            yield _EDGES[char], True
        elif escaped and char in "wWsS":
            yield char, True
        elif escaped and char.isdigit() and char != "0":
            raise PatternError("back-references are not simulated")
        elif char == "[" and not escaped:
            end = _bracket_end(text, at)
            yield "[" + text[at:end], True
            at = end + 1
        elif char == "{" and escaped != extended:
            close = text.find("}" if extended else "\\}", at)
            inner = text[at:close] if close >= 0 else ""
            if not inner.replace(",", "", 1).isdigit() or not inner.isascii() or len(inner) > 20:
                if extended:
                    yield "{", False
                    continue
                raise PatternError("Unmatched { or Invalid content of \\{\\}")
            yield "{" + inner, True
            at = close + (1 if extended else 2)
        elif char in "+?|()":
            yield char, escaped != extended
        else:
            yield char, not escaped and char in ".*^$"


def _bracket_end(text: str, at: int) -> int:
    start = at + (text[at : at + 1] == "^")
    at = start
    while at < len(text):
        if text.startswith("[:", at) and (close := text.find(":]", at)) >= 0:
            at = close + 2
        elif text[at] == "]" and at > start:
            return at
        else:
            at += 1
    raise PatternError("Unmatched [, [^, [:, [., or [=")


def _bracket(inner: str) -> Callable[[str], bool]:
    negated = inner.startswith("^")
    inner = inner[1:] if negated else inner
    tests: list[Callable[[str], bool]] = []
    while (start := inner.find("[:")) >= 0 and (end := inner.find(":]", start)) >= 0:
        name = inner[start + 2 : end]
        if name not in _CLASSES:
            raise PatternError("Invalid character class name")
        tests.append(_CLASSES[name])
        inner = inner[:start] + inner[end + 2 :]
    single: set[str] = set()
    ranges, at = [], 0
    while at < len(inner):
        if inner[at + 1 : at + 2] == "-" and at + 2 < len(inner):
            if inner[at] > inner[at + 2]:
                raise PatternError("Invalid range end")
            ranges.append((inner[at], inner[at + 2]))
            at += 3
        else:
            single.add(inner[at])
            at += 1

    def takes(char: str) -> bool:
        inside = char in single or any(low <= char <= high for low, high in ranges)
        return (inside or any(test(char) for test in tests)) != negated

    return takes
