"""YAML as kubectl prints it: sorted keys, two blanks of indentation, lists not indented below their key.

Which strings are quoted, and where long ones are folded (after column 80), follows what kubectl 1.35.2 prints for
objects given to `kubectl annotate --local -o yaml` (tests/cluster/kubectl/test_yaml.py holds recorded answers).
"""

import re
from functools import cmp_to_key, lru_cache

from cluster.kubectl.printers.scalars import block, quoted, resolves_to_string

_PLAIN = re.compile(r"[A-Za-z_/.][A-Za-z0-9_/.]*(?:[-:@+=][A-Za-z0-9_/.]+)*\Z")


def dump(value: object) -> str:
    """`value` (JSON types) as a YAML document that ends with a newline. Nothing is changed."""
    lines: list[str] = []
    if isinstance(value, dict) and value:
        _mapping(value, 0, lines)
    elif isinstance(value, list) and value:
        _sequence(value, 0, lines)
    else:
        lines.append(scalar(value, 0, 0))
    return "\n".join(lines) + "\n"


def scalar(value: object, column: int, indent: int) -> str:
    """One scalar (or empty container) written from `column` on; further lines are indented by `indent` blanks."""
    if isinstance(value, str):
        return _text(value, column, indent)
    if value is None:
        return "null"
    if value is True or value is False:
        return "true" if value else "false"
    if isinstance(value, float):
        return _float(value)
    if isinstance(value, dict):
        return "{}"
    return "[]" if isinstance(value, list) else str(value)


@lru_cache(maxsize=8192)
def _is_simple(text: str) -> bool:
    return len(text) < 60 and _PLAIN.match(text) is not None and resolves_to_string(text)


def _text(text: str, column: int, indent: int) -> str:
    if _is_simple(text):
        return text
    if "\n" in text and (lines := block(text, indent)) is not None:
        return lines
    return quoted(text, column, indent)


def _float(value: float) -> str:
    if value.is_integer() and abs(value) < 1e21:
        return str(int(value))
    mantissa, _, exponent = repr(value).partition("e")
    return mantissa if not exponent else f"{mantissa}e{exponent[0]}{exponent[1:].zfill(2)}"


def _mapping(value: dict, indent: int, lines: list[str], prefix: str | None = None) -> None:
    """Writes the entries; the first line starts with `prefix` (`- ` of a list item) instead of blanks."""
    blanks = " " * indent
    for key in sorted_keys(value):
        start = f"{blanks if prefix is None else prefix}{_key(key)}:"
        prefix = None
        _value(value[key], start, indent, lines)


def _value(value: object, start: str, indent: int, lines: list[str]) -> None:
    if isinstance(value, dict) and value:
        lines.append(start)
        _mapping(value, indent + 2, lines)
    elif isinstance(value, list) and value:
        lines.append(start)
        _sequence(value, indent, lines)
    else:
        lines.append(f"{start} {scalar(value, len(start) + 1, indent + 2)}")


def _sequence(value: list, indent: int, lines: list[str], prefix: str | None = None) -> None:
    for item in value:
        start = (" " * indent if prefix is None else prefix) + "- "
        prefix = None
        if isinstance(item, dict) and item:
            _mapping(item, indent + 2, lines, start)
        elif isinstance(item, list) and item:
            _sequence(item, indent + 2, lines, start)
        else:
            lines.append(start + scalar(item, len(start), indent + 2))


def _key(key: str) -> str:
    return key if _is_simple(key) else quoted(key, 0, 0, key=True)


def sorted_keys(mapping: dict) -> list[str]:
    """The keys in kubectl's order: letters after other characters, runs of digits by their number.

    >>> sorted_keys({"a10": 1, "b": 1, "a9": 1, "_a": 1})
    ['_a', 'a9', 'a10', 'b']
    """
    if all(map(str.isalpha, mapping)):
        return sorted(mapping)
    return sorted(mapping, key=cmp_to_key(_compare))


def _compare(left: str, right: str) -> int:
    for index, (a, b) in enumerate(zip(left, right, strict=False)):
        if a == b:
            continue
        if a.isalpha() or b.isalpha():
            return _order((a.isalpha(), a), (b.isalpha(), b))
        lead = 1 if "0" in (a, b) and left[:index].rstrip("0")[-1:].isdigit() else 0
        return _order((*_number(left, index, lead), a), (*_number(right, index, lead), b))
    return _order(len(left), len(right))


def _number(text: str, start: int, lead: int) -> tuple[int, int]:
    """(value, end) of the digits at `start`; `lead` stands for digits before them, so that 100 > 99 in `1|00`, `9|9`."""
    end = start
    while end < len(text) and text[end].isdigit():
        lead = lead * 10 + ord(text[end]) - ord("0")
        end += 1
    return lead, end


def _order(left: object, right: object) -> int:
    return (left > right) - (left < right)
