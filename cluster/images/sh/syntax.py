"""What a line consists of: commands, loops, conditions, as the parser hands them on."""

from __future__ import annotations

from typing import Any, NamedTuple

from cluster.images.sh.words import Word


class Redirect(NamedTuple):
    """`fd` is redirected by `operator` (`<` `>` `>>` `>&` `<&` `<<` `<<<` `&>` …) to the word."""

    fd: int
    operator: str
    word: Word


class Simple(NamedTuple):
    words: list[Word]
    redirects: list[Redirect]


class Loop(NamedTuple):
    condition: list
    body: list
    until: bool


class For(NamedTuple):
    """`words` None: the positional parameters."""

    name: str
    words: list[Word] | None
    body: list


class If(NamedTuple):
    branches: list[tuple[list, list]]
    otherwise: list


class Case(NamedTuple):
    word: Word
    branches: list[tuple[list[Word], list]]


class Group(NamedTuple):
    """`{ ...; }`, or `( ... )` in a shell of its own."""

    body: list
    subshell: bool


class Function(NamedTuple):
    name: str
    body: Any
    source: str


class Condition(NamedTuple):
    """`[[ ... ]]`"""

    words: list[Word]


class Arithmetic(NamedTuple):
    """`(( ... ))`"""

    text: str


class Redirected(NamedTuple):
    command: Any
    redirects: list[Redirect]


class Step(NamedTuple):
    """One pipeline of a list; `after`: the operator before it (; && ||)."""

    commands: list[Any]
    after: str
    negated: bool
    background: bool
