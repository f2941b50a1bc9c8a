"""What is wrong with a value, as it is gathered."""

from __future__ import annotations

from typing import Any, NamedTuple


class Wrong(NamedTuple):
    """`code`: required, enum, too long, too many, type, invalid, or composite (an error without a place)."""

    code: str
    name: str
    message: str
    value: Any = None
    limit: int = 0
    values: tuple = ()


class Result:
    """What is wrong, and how many checks were made: alternatives are told apart by it."""

    __slots__ = ("wrong", "matches")

    def __init__(self, *wrong: Wrong, matches: int = 0):
        self.wrong = list(wrong)
        self.matches = matches

    def merge(self, other: Result) -> None:
        self.matches += other.matches
        for each in other.wrong:
            self.add(each)

    def add(self, each: Wrong) -> None:
        if all(each.message != known.message for known in self.wrong):
            self.wrong.append(each)


def composite(message: str) -> Wrong:
    return Wrong("composite", "", message)
