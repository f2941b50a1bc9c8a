"""Texts and regular expressions.

Source: https://kubernetes.io/docs/reference/using-api/cel/ (strings, regex library), https://pkg.go.dev/github.com/google/cel-go/ext#Strings
"""

from __future__ import annotations

from typing import Any

from cluster.cel import regexps, values
from cluster.cel.errors import EvaluationError
from cluster.cel.functions.declaring import Cost, declare
from cluster.objects.go.values import quote

_SEARCHED = Cost(lambda text, part: text * 0.1 * max(part * 0.1, 0.1))
_ENDS = Cost(lambda text, part: part * 0.1)
_MATCHED = Cost(lambda text, pattern: (text + 1) * 0.1 * max(pattern * 0.25, 0.25))
_FOUND = Cost(lambda text, pattern, *_: (text + 1) * 0.1 * max(pattern * 0.25, 0.25), lambda text, *_: text)
_SAME_SIZE = Cost(lambda text, *_: text * 0.1, lambda text, *_: text)


def _matches(text: str, pattern: str) -> bool:
    try:
        return regexps.found(pattern, text)
    except regexps.BadPattern as wrong:
        raise EvaluationError(str(wrong)) from None


def _find(text: str, pattern: str) -> str:
    found = _compiled(pattern).search(text)
    return found[0] if found else ""


def _find_all(text: str, pattern: str, most: int = -1) -> list[str]:
    found: list[str] = []
    for match in _compiled(pattern).finditer(text):
        if 0 <= most <= len(found):
            break
        found.append(match[0])
    return found


def _compiled(pattern: str):
    try:
        return regexps.compiled(pattern)
    except regexps.BadPattern as wrong:
        raise EvaluationError(f"Illegal regex: {wrong}") from None


declare("matches", "(string, string) -> bool", _matches, _MATCHED)
declare("matches", "string.(string) -> bool", _matches, _MATCHED)
declare("find", "string.(string) -> string", _find, _FOUND)
declare("findAll", "string.(string) -> list<string>", _find_all, _FOUND)
declare("findAll", "string.(string, int) -> list<string>", _find_all, _FOUND)
declare("contains", "string.(string) -> bool", lambda a, b: b in a, _SEARCHED)
declare("startsWith", "string.(string) -> bool", str.startswith, _ENDS)
declare("endsWith", "string.(string) -> bool", str.endswith, _ENDS)


def _at(text: str, index: int) -> str:
    if not 0 <= index <= len(text):
        raise EvaluationError(f"index out of range: {index}")
    return text[index : index + 1]


def _sub(text: str, start: int, end: int | None = None) -> str:
    end = len(text) if end is None else end
    if not 0 <= start <= len(text):
        raise EvaluationError(f"index out of range: {start}")
    if not 0 <= end <= len(text):
        raise EvaluationError(f"index out of range: {end}")
    if start > end:
        raise EvaluationError(f"invalid substring range. start: {start}, end: {end}")
    return text[start:end]


def _index(text: str, part: str, start: int = 0) -> int:
    if not part:
        return start
    if not 0 <= start <= len(text):
        raise EvaluationError(f"index out of range: {start}")
    return text.find(part, start)


def _last(text: str, part: str, start: int | None = None) -> int:
    if not part:
        return len(text) if start is None else start
    return text.rfind(part) if start is None else text.rfind(part, 0, start + len(part))


def _replaced(text: str, old: str, new: str, most: int = -1) -> str:
    return text.replace(old, new, most)


def _split(text: str, by: str, most: int = -1) -> list[str]:
    if most == 0:
        return []
    if not by:
        found = list(text)
        return found if most < 0 or len(found) <= most else [*found[: most - 1], "".join(found[most - 1 :])]
    return text.split(by, most - 1) if most > 0 else text.split(by)


def _lower(text: str) -> str:
    """Only letters of ASCII change."""
    return "".join(c.lower() if c.isascii() else c for c in text)


def _upper(text: str) -> str:
    return "".join(c.upper() if c.isascii() else c for c in text)


declare("charAt", "string.(int) -> string", _at)
declare("indexOf", "string.(string) -> int", _index, _SEARCHED)
declare("indexOf", "string.(string, int) -> int", _index)
declare("lastIndexOf", "string.(string) -> int", _last, _SEARCHED)
declare("lastIndexOf", "string.(string, int) -> int", _last)
declare("lowerAscii", "string.() -> string", _lower, _SAME_SIZE)
declare("upperAscii", "string.() -> string", _upper, _SAME_SIZE)
declare("replace", "string.(string, string) -> string", _replaced, _SAME_SIZE)
declare("replace", "string.(string, string, int) -> string", _replaced, _SAME_SIZE)
declare("split", "string.(string) -> list<string>", _split, _SAME_SIZE)
declare("split", "string.(string, int) -> list<string>", _split, _SAME_SIZE)
declare("substring", "string.(int) -> string", _sub, _SAME_SIZE)
declare("substring", "string.(int, int) -> string", _sub, _SAME_SIZE)
declare("trim", "string.() -> string", str.strip, _SAME_SIZE)
declare("reverse", "string.() -> string", lambda a: a[::-1], _SAME_SIZE)
declare("join", "list<string>.() -> string", "".join, _SAME_SIZE)
declare("join", "list<string>.(string) -> string", lambda a, by: by.join(a), _SAME_SIZE)
declare("strings.quote", "(string) -> string", quote, _SAME_SIZE)


def _formatted(pattern: str, given: list) -> str:
    out, at, place = [], 0, 0
    while (start := pattern.find("%", at)) >= 0:
        out.append(pattern[at:start])
        end = start + 1
        while end < len(pattern) and (pattern[end] == "." or pattern[end].isdecimal()):
            end += 1
        verb = pattern[end : end + 1]
        at = end + 1
        if verb == "%":
            out.append("%")
            continue
        if place >= len(given):
            raise EvaluationError(f"index {place} out of range")
        out.append(_clause(verb, pattern[start + 1 : end], given[place]))
        place += 1
    out.append(pattern[at:])
    return "".join(out)


def _clause(verb: str, precision: str, value: Any) -> str:
    digits = int(precision[1:]) if precision.startswith(".") and precision[1:] else 6
    if verb == "s":
        return _shown(value)
    if verb == "d" and isinstance(value, int) and not isinstance(value, bool):
        return str(int(value))
    if verb in "fe" and isinstance(value, (int, float)) and not isinstance(value, bool):
        return f"{value:.{digits}{verb}}"
    if verb in "bxXo" and isinstance(value, int):
        return format(int(value), verb)
    if verb in "xX" and isinstance(value, (str, bytes)):
        text = (value.encode() if isinstance(value, str) else value).hex()
        return text.upper() if verb == "X" else text
    raise EvaluationError(f"could not parse formatting clause: unrecognized formatting clause {quote(verb)}")


def _shown(value: Any) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    if value is None:
        return "null"
    if isinstance(value, values.Duration):
        return values.duration_text(value)
    if isinstance(value, values.Timestamp):
        return values.timestamp_text(value)
    if isinstance(value, list):
        return f"[{', '.join(map(_shown, value))}]"
    if isinstance(value, dict):
        return "{" + ", ".join(f"{_shown(key)}: {_shown(value[key])}" for key in sorted(value, key=str)) + "}"
    if isinstance(value, float):
        return f"{int(value)}" if value.is_integer() and abs(value) < 1e15 else repr(value)
    return value.decode("utf-8", "replace") if isinstance(value, bytes) else str(value)


declare("format", "string.(list<dyn>) -> string", _formatted, Cost(lambda text, given: text * 0.1))
