"""What find can ask of a file, by the word for it."""

from __future__ import annotations

import re
from collections.abc import Callable, Generator
from datetime import timedelta
from typing import Any, NamedTuple

from cluster.filetools.call import Call, Place, last_part
from cluster.filetools.modes import mode_of
from cluster.texttools.call import Refused
from cluster.texttools.wildcards import matches

_KINDS = {"f": "file", "d": "dir", "l": "link", "s": "socket", "c": "char", "b": "block", "p": "pipe"}
_SIZES = {"c": 1, "w": 2, "b": 512, "k": 1024, "M": 1 << 20, "G": 1 << 30, "": 512}
_ROOT = 0


class Met(NamedTuple):
    """A file on the way. `name`: as find prints it."""

    name: str
    path: str
    place: Place


class Quit(Exception):
    """Nothing more is to be looked at."""


Asking = Generator[list[str], int, Any]  # yields a command's words, is sent its exit code
Test = Callable[[Met], Any]  # gives a truth, or an Asking that returns one


def _named(fold: bool, whole: bool) -> Callable[[Call, str], Test]:
    def made(call: Call, pattern: str) -> Test:
        def test(met: Met) -> bool:
            text = met.name if whole else last_part(met.name)
            return matches(pattern.lower(), text.lower()) if fold else matches(pattern, text)

        return test

    return made


def _kind(call: Call, value: str) -> Test:
    kinds = value.split(",")
    strange = next((kind for kind in kinds if kind not in _KINDS), None)
    if strange is not None:
        raise Refused(f"Unknown argument to -type: {strange}" if call.gnu else f"invalid argument '{value}' to '-type'")
    return lambda met: met.place.kind in [_KINDS[kind] for kind in kinds]


def _compared(word: str, call: Call, value: str) -> Callable[[float], bool]:
    """`+3`: more than 3, `-3`: less, `3`: exactly."""
    text = value.lstrip("+-")
    if not text.isdecimal():
        raise Refused(f"invalid argument '{value}' to '{word}'" if call.gnu else f"invalid number '{text}'")
    number = int(text)
    if value.startswith("+"):
        return lambda amount: amount > number
    return (lambda amount: amount < number) if value.startswith("-") else (lambda amount: amount == number)


def _size(call: Call, value: str) -> Test:
    found = re.fullmatch(r"([-+]?\d+)([cwbkMG]?)", value)
    if not found:
        raise Refused(f"Invalid argument '{value}' to -size" if call.gnu else f"invalid number '{value}'")
    unit, fits = _SIZES[found[2]], _compared("-size", call, found[1])
    if not call.gnu:
        return lambda met: fits(call.size(met.path, met.place) / unit)
    return lambda met: fits(-(-call.size(met.path, met.place) // unit))


def _aged(word: str, seconds: int) -> Callable[[Call, str], Test]:
    def made(call: Call, value: str) -> Test:
        fits = _compared(word, call, value)
        call.dated()

        def test(met: Met) -> bool:
            age = (call.moment - call.written(met.place)) // timedelta(seconds=1)
            return fits(-(-age // seconds) if value[0] == "-" and seconds == 60 else age // seconds)

        return test

    return made


def _newer(call: Call, name: str) -> Test:
    there = call.at(call.path(name))
    if there is None:
        raise Refused(f"'{name}': No such file or directory" if call.gnu else f"{name}: No such file or directory")
    return lambda met: met.place.time > there.time


def _owned(group: bool) -> Callable[[Call, str], Test]:
    def made(call: Call, name: str) -> Test:
        def test(met: Met) -> bool:
            number = met.place.group if group else met.place.owner
            return name in (str(number), call.owner(number, group))

        return test

    return made


def _permitted(call: Call, value: str) -> Test:
    sign, text = (value[0], value[1:]) if value[:1] in ("-", "/") else ("", value)
    mode = mode_of(text, _ROOT)
    if mode is None:
        raise Refused(f"invalid mode '{value}'")
    if sign == "-":
        return lambda met: met.place.mode & mode == mode
    return (
        (lambda met: bool(met.place.mode & mode) or not mode) if sign else (lambda met: met.place.mode & 0o7777 == mode)
    )


def _empty(call: Call) -> Test:
    def test(met: Met) -> bool:
        if met.place.kind == "dir":
            return not call.files.list(met.path)
        return met.place.kind == "file" and not call.size(met.path, met.place)

    return test


TESTS: dict[str, Callable[[Call, str], Test]] = {
    "-name": _named(False, False),
    "-iname": _named(True, False),
    "-path": _named(False, True),
    "-wholename": _named(False, True),
    "-ipath": _named(True, True),
    "-type": _kind,
    "-size": _size,
    "-mmin": _aged("-mmin", 60),
    "-mtime": _aged("-mtime", 86400),
    "-newer": _newer,
    "-user": _owned(False),
    "-group": _owned(True),
    "-perm": _permitted,
}
ALONE: dict[str, Callable[[Call], Test]] = {
    "-empty": _empty,
    "-false": lambda call: lambda met: False,
    "-executable": lambda call: lambda met: bool(met.place.mode & 0o111),
    "-nouser": lambda call: lambda met: call.owner(met.place.owner).isdecimal(),
}
