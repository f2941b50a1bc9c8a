"""awk's own functions."""

from __future__ import annotations

import math
from collections.abc import Callable
from hashlib import blake2b
from typing import TYPE_CHECKING, Any

from cluster.texttools.awk.records import split, split_by
from cluster.texttools.awk.values import Given, number
from cluster.texttools.awk.words import AwkError

if TYPE_CHECKING:
    from cluster.texttools.awk.evaluating import Evaluator


def call(machine: Evaluator, name: str, arguments: list | None) -> Any:
    function, least, most = _FUNCTIONS[name]
    count = len(arguments or ())
    if not least <= count <= most:
        raise AwkError(f"wrong number of arguments in call to {name}")
    return function(machine, arguments or [])


def remainder(a: float, b: float) -> float:
    return math.fmod(a, b)


def _text(machine: Evaluator, expression: Any) -> str:
    return machine.text(machine.evaluate(expression))


def _length(machine: Evaluator, arguments: list) -> float:
    if not arguments:
        return float(len(machine.record.whole))
    if arguments[0][0] == "variable" and isinstance(found := machine.value(arguments[0][1]), dict):
        return float(len(found))
    return float(len(_text(machine, arguments[0])))


def _substr(machine: Evaluator, arguments: list) -> str:
    """Positions are rounded; what lies before the text counts."""
    text, start = _text(machine, arguments[0]), number(machine.evaluate(arguments[1]))
    length = number(machine.evaluate(arguments[2])) if len(arguments) > 2 else math.inf
    if math.isnan(start) or math.isnan(length):
        return ""
    first = _rounded(start)
    end = math.inf if length == math.inf else first + _rounded(length)
    return text[int(max(first, 1)) - 1 : int(min(end, len(text) + 1)) - 1] if end > max(first, 1) else ""


def _rounded(value: float) -> float:
    return value if math.isinf(value) else float(round(value))


def _index(machine: Evaluator, arguments: list) -> float:
    return float(_text(machine, arguments[0]).find(_text(machine, arguments[1])) + 1)


def _split(machine: Evaluator, arguments: list) -> float:
    text, target = _text(machine, arguments[0]), arguments[1]
    if target[0] != "variable":
        raise AwkError("split wants an array")
    if len(arguments) > 2 and arguments[2][0] == "regex":
        parts = split_by(machine.regular(arguments[2]), text) if text else []
    else:
        separator = _text(machine, arguments[2]) if len(arguments) > 2 else machine.text(machine.variables["FS"])
        parts = split(text, separator)
    array = machine.array(target[1])
    array.clear()
    array.update({str(at): Given(part) for at, part in enumerate(parts, 1)})
    return float(len(parts))


def _sub(machine: Evaluator, arguments: list, every: bool) -> float:
    test, new = machine.regular(arguments[0]), _text(machine, arguments[1])
    target = arguments[2] if len(arguments) > 2 else ("field", ("value", 0.0))
    text, found, at, count, last = _text(machine, target), "", 0, 0, -1
    while at <= len(text) and (hit := test.span(text, at)) is not None:
        start, end = hit
        if start == end == last:
            found, at, last = found + text[at : at + 1], at + 1, -1
            continue
        count += 1
        found += text[at:start] + _filled(new, text[start:end])
        at = last = end
        if start == end:
            found, at = found + text[at : at + 1], at + 1
        if not every:
            break
    if count:
        machine.store(target, found + text[at:])
    return float(count)


def _filled(new: str, hit: str) -> str:
    found, at = "", 0
    while at < len(new):
        if new[at] == "\\" and new[at + 1 : at + 2] in ("&", "\\"):
            found, at = found + new[at + 1], at + 2
        else:
            found, at = found + (hit if new[at] == "&" else new[at]), at + 1
    return found


def _match(machine: Evaluator, arguments: list) -> float:
    hit = machine.regular(arguments[1]).span(_text(machine, arguments[0]))
    start, length = (hit[0] + 1, hit[1] - hit[0]) if hit else (0, -1)
    machine.assign("RSTART", float(start))
    machine.assign("RLENGTH", float(length))
    return float(start)


def _sprintf(machine: Evaluator, arguments: list) -> str:
    return machine.formatted([machine.evaluate(each) for each in arguments])


def _numeric(function: Callable[..., float]) -> Callable[[Evaluator, list], float]:
    def work(machine: Evaluator, arguments: list) -> float:
        try:
            return float(function(*(number(machine.evaluate(each)) for each in arguments)))
        except ValueError:
            return math.nan
        except OverflowError:
            return math.inf

    return work


def _log(value: float) -> float:
    return math.log(value) if value > 0 else (-math.inf if value == 0 else math.nan)


def _int(value: float) -> float:
    return value if math.isnan(value) or math.isinf(value) else float(int(value))


def _rand(machine: Evaluator, arguments: list) -> float:
    """The same row of numbers for the same seed."""
    machine.drawn += 1
    digest = blake2b(f"{machine.seed}/{machine.drawn}".encode(), digest_size=6).digest()
    return int.from_bytes(digest, "big") / (1 << 48)


def _srand(machine: Evaluator, arguments: list) -> float:
    before = machine.seed
    machine.seed, machine.drawn = (number(machine.evaluate(arguments[0])) if arguments else 0.0), 0
    return before


def _system(machine: Evaluator, arguments: list) -> float:
    raise AwkError("system() is not simulated")


def _ignored(machine: Evaluator, arguments: list) -> float:
    for each in arguments:
        machine.evaluate(each)
    return 0.0


# name → (function, least and most arguments)
_FUNCTIONS: dict[str, tuple[Callable[[Evaluator, list], Any], int, int]] = {
    "length": (_length, 0, 1),
    "substr": (_substr, 2, 3),
    "index": (_index, 2, 2),
    "split": (_split, 2, 3),
    "sub": (lambda machine, arguments: _sub(machine, arguments, False), 2, 3),
    "gsub": (lambda machine, arguments: _sub(machine, arguments, True), 2, 3),
    "match": (_match, 2, 2),
    "sprintf": (_sprintf, 1, 1_000),
    "sin": (_numeric(math.sin), 1, 1),
    "cos": (_numeric(math.cos), 1, 1),
    "atan2": (_numeric(math.atan2), 2, 2),
    "exp": (_numeric(math.exp), 1, 1),
    "log": (_numeric(_log), 1, 1),
    "sqrt": (_numeric(math.sqrt), 1, 1),
    "int": (_numeric(_int), 1, 1),
    "rand": (_rand, 0, 0),
    "srand": (_srand, 0, 1),
    "tolower": (lambda machine, arguments: _text(machine, arguments[0]).lower(), 1, 1),
    "toupper": (lambda machine, arguments: _text(machine, arguments[0]).upper(), 1, 1),
    "close": (_ignored, 1, 2),
    "fflush": (_ignored, 0, 1),
    "systime": (lambda machine, arguments: float(machine.call.now // 1_000_000), 0, 0),
    "system": (_system, 1, 1),
}
