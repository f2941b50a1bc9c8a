"""Reads a sed script into its commands."""

from __future__ import annotations

import re
from typing import Any, NamedTuple

from cluster.texttools.regular import Regular
from cluster.texttools.sed.scanning import BadScript, Scanner, replacement, unescaped


class Address(NamedTuple):
    """`kind`: line, last, match, step (first~step), plus (addr,+N), multiple (addr,~N)."""

    kind: str
    number: int = 0
    step: int = 0
    test: Regular | None = None  # None for `//`: the last one that was used


class Order(NamedTuple):
    """One command. `jump`: for `{`, `b`, `t`, `T` the number of the command to go on with."""

    first: Address | None
    last: Address | None
    negated: bool
    letter: str
    argument: Any = None
    jump: int = 0


class Substitution(NamedTuple):
    test: Regular | None
    parts: list  # texts, group numbers (int), case marks ("\\U" …)
    every: bool
    number: int
    prints: bool
    file: str


_NEEDS_NOTHING = "dDgGhHnNpPxzF="


def read(text: str, extended: bool) -> list[Order]:
    """Raises BadScript, BadPattern."""
    return _Reader(text, extended).orders()


class _Reader(Scanner):
    def orders(self) -> list[Order]:
        found: list[Order] = []
        opened: list[int] = []
        while True:
            self._skip(" \t\n;")
            if self._at >= len(self._text):
                break
            order = self._order()
            if order.letter == "{":
                opened.append(len(found))
            elif order.letter == "}":
                if not opened:
                    self._fail("unexpected `}'")
                start = opened.pop()
                found[start] = found[start]._replace(jump=len(found))
                continue
            if order.letter != "#":
                found.append(order)
        if opened:
            raise BadScript("unmatched `{'", 0)
        return _linked(found)

    # -- one command ---------------------------------------------------------------------------------------------------

    def _order(self) -> Order:
        first = self._address()
        last = None
        self._skip(" \t")
        if first is not None and self._peek() == ",":
            self._at += 1
            self._skip(" \t")
            last = self._address(second=True)
            if last is None:
                self._fail("unexpected `,'")
        self._skip(" \t")
        negated = False
        while self._peek() == "!":
            negated, self._at = True, self._at + 1
            self._skip(" \t")
        letter = self._peek()
        if not letter or letter in "\n;":
            self._fail("missing command")
        self._at += 1
        if letter in "qQ" and last is not None:
            self._fail("command only uses one address")
        return Order(first, last, negated, letter, self._argument(letter, first))

    def _address(self, second: bool = False) -> Address | None:
        char = self._peek()
        if char.isdecimal():
            number = self._number()
            if self._peek() == "~":
                self._at += 1
                return Address("step", number, self._number())
            return Address("line", number)
        if char == "$":
            self._at += 1
            return Address("last")
        if second and char in ("+", "~"):
            self._at += 1
            return Address("plus" if char == "+" else "multiple", self._number())
        if char == "/" or (char == "\\" and self._at + 1 < len(self._text)):
            mark = char if char == "/" else self._text[self._at + 1]
            self._at += 1 if char == "/" else 2
            text = self._until(mark, "unterminated address regex")
            folded = False
            while self._peek() in ("I", "M"):
                folded = folded or self._peek() == "I"
                self._at += 1
            return Address("match", test=self._regular(text, folded))
        return None

    def _argument(self, letter: str, first: Address | None) -> Any:
        if letter == "s":
            return self._substitution()
        if letter == "y":
            return self._exchange()
        if letter in "aic":
            return self._text_argument()
        if letter in "btT:":
            self._skip(" \t")
            end = re.compile(r"[^\n;}]*").match(self._text, self._at)
            assert end is not None
            self._at = end.end()
            if letter == ":" and not end[0].strip():
                self._fail('":" lacks a label')
            return end[0].strip()
        if letter in "rwW":
            return self._rest()
        if letter in "qQlL":
            self._skip(" \t")
            return self._number() if self._peek().isdecimal() else 0
        if letter == "#":
            if first is not None:
                self._fail("comments don't accept any addresses")
            self._rest()
            return None
        if letter == "}" and first is not None:
            self._fail("} doesn't want any addresses")
        if letter in _NEEDS_NOTHING or letter in "{}":
            if letter != "{":
                self._end()
            return None
        self._fail(f"unknown command: `{letter}'")
        return None

    def _substitution(self) -> Substitution:
        mark = self._take()
        broken = "unterminated `s' command"
        if not mark or mark in "\n\\":
            self._fail(broken)
        old, new = self._until(mark, broken), self._until(mark, broken, replacement=True)
        every, number, prints, folded, file = False, 0, False, False, ""
        while (char := self._peek()) and char not in "\n;} \t#":
            if char.isdecimal():
                number = self._number()
                if not number:
                    self._fail("number option to `s' command may not be zero")
                continue
            self._at += 1
            if char == "g":
                every = True
            elif char == "p":
                prints = True
            elif char in "iI":
                folded = True
            elif char == "w":
                file = self._rest()
            elif char not in "mMe":
                self._fail("unknown option to `s'")
        if not file:
            self._end()
        test = self._regular(old, folded)
        parts = replacement(new)
        most = max((part for part in parts if isinstance(part, int)), default=0)
        if test is not None and most > test.groups:
            self._fail(f"invalid reference \\{most} on `s' command's RHS")
        return Substitution(test, parts, every, number or 1, prints, file)

    def _exchange(self) -> dict[int, str]:
        mark, broken = self._take(), "unterminated `y' command"
        if not mark:
            self._fail(broken)
        old, new = (unescaped(self._until(mark, broken, replacement=True)) for _ in range(2))
        if len(old) != len(new):
            self._fail("strings for `y' command are different lengths")
        self._end()
        return {ord(a): b for a, b in reversed(list(zip(old, new, strict=True)))}

    def _text_argument(self) -> str:
        """`a text`, and the text of the next lines after `a\\`."""
        self._skip(" \t")
        if self._text.startswith("\\", self._at):
            self._at += 1
            after = re.compile(r"[ \t]*\n").match(self._text, self._at)
            self._at = after.end() if after else self._at
        if self._at >= len(self._text):
            self._fail("expected \\ after `a', `c' or `i'")
        found = ""
        while self._at < len(self._text) and self._peek() != "\n":
            if self._peek() == "\\" and self._at + 1 < len(self._text):
                self._at += 1
            found += self._take()
        return found


def _linked(orders: list[Order]) -> list[Order]:
    """Labels turned into places."""
    places = {order.argument: index for index, order in enumerate(orders) if order.letter == ":"}
    found = []
    for order in orders:
        if order.letter in "btT":
            if order.argument and order.argument not in places:
                raise BadScript(f"can't find label for jump to `{order.argument}'", 0)
            order = order._replace(jump=places.get(order.argument, len(orders)))
        found.append(order)
    return found
