"""Writing YAML as `kubectl -o yaml` does: go-yaml v2's style.

Names in natural order, lists not indented below their name, text quoted where it would read as something else, long
text folded after column 80, several lines as a literal block. Source: https://pkg.go.dev/sigs.k8s.io/yaml and the
transcripts of golden suite tour.
"""

from __future__ import annotations

import functools
import json
import re
from typing import Any

from cluster.objects.yaml.scalars import reads_as_text

WIDTH = 80
LONGEST_KEY = 128
_LETTERS = re.compile(r"[A-Za-z]*")
_SAFE = re.compile(r"[A-Za-z/][A-Za-z0-9_./-]*")  # plain in any position, if it is no word such as `yes`
# What go-yaml prints as it is; all else is escaped in double quotes. Beyond U+FFFF nothing is "printable" to it.
_UNPRINTABLE = re.compile("[^\n -~\u00a0-\ud7ff\ue000-\ufefe\uff00-\ufffd]")
_START = "#,[]{}&*!|>'\"%@`"
_ESCAPES = {
    "\0": "0", "\a": "a", "\b": "b", "\t": "t", "\n": "n", "\v": "v", "\f": "f", "\r": "r", "\x1b": "e",
    '"': '"', "\\": "\\", "\x85": "N", "\xa0": "_", "\u2028": "L", "\u2029": "P",
}  # fmt: skip
_BREAKS = "\r\n\x85\u2028\u2029"


def dump(value: Any) -> str:
    """YAML text of a JSON value, ending in a newline."""
    lines: list[str] = []
    _Writer(lines).value(value, 0, "", "")
    return "\n".join(lines) + "\n"


class _Writer:
    def __init__(self, lines: list[str]):
        self.lines = lines

    def value(self, value: Any, indent: int, lead: str, key: str) -> None:
        """Write `value`, its first line after `lead` (`spec:` or `-`, with what stands before it)."""
        if isinstance(value, dict) and value:
            self.mapping(value, indent, lead, key)
        elif isinstance(value, (list, tuple)) and value:
            self.sequence(value, indent, lead, key)
        else:
            self.scalar(value, indent, lead)

    def mapping(self, value: dict, indent: int, lead: str, key: str) -> None:
        if lead and key:
            self.lines.append(lead)
            indent, lead = indent + 2, ""
        for name in sorted_names(value):
            before = lead + " " if lead else " " * indent
            text = _key(name)
            if len(name) > LONGEST_KEY or "\n" in name:
                self.lines.append(f"{before}? {text}")
                text = f"{' ' * indent}:"
            else:
                text = f"{before}{text}:"
            self.value(value[name], indent, text, name or "-")
            lead = ""

    def sequence(self, value: list | tuple, indent: int, lead: str, key: str) -> None:
        if lead and key:
            self.lines.append(lead)
            lead = ""
        for item in value:
            before = f"{lead} -" if lead else " " * indent + "-"
            self.value(item, indent + 2, before, "")
            lead = ""

    def scalar(self, value: Any, indent: int, lead: str) -> None:
        # inside a list item the writer's indentation was already raised for what would stand in it
        inner = indent if lead.endswith("-") and lead.lstrip().startswith("-") else indent + 2
        before = lead + " " if lead else ""
        if isinstance(value, str):
            text = _text(value, inner, len(before))
            self.lines += (before + text).split("\n") if not text.startswith("|") else [before + text]
        else:
            self.lines.append(before + _plain_value(value))


def _plain_value(value: Any) -> str:
    if value is None:
        return "null"
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, dict):
        return "{}"
    if isinstance(value, (list, tuple)):
        return "[]"
    return go_number(value)


def go_number(value: int | float) -> str:
    """As Go prints the number that it reads from JSON: integers plain, others with the shortest exact digits."""
    if isinstance(value, int):
        return str(value)
    if value.is_integer() and abs(value) < 1e21:
        return str(int(value))
    digits = repr(value)
    if "e" in digits:
        mantissa, exponent = digits.split("e")
        return f"{mantissa.removesuffix('.0')}e{exponent[0] if exponent[0] in '+-' else '+'}{exponent.lstrip('+-'):0>2}"
    return digits


def sorted_names(value: dict) -> list[str]:
    """Names in go-yaml's order: letters by code point, digits by their number, other characters before letters."""
    names = list(value)
    if all(_LETTERS.fullmatch(name) for name in names):
        return sorted(names)
    return sorted(names, key=functools.cmp_to_key(_natural))


def _natural(a: str, b: str) -> int:
    for at, (left, right) in enumerate(zip(a, b, strict=False)):
        if left == right:
            continue
        letters = left.isalpha(), right.isalpha()
        if all(letters):
            return -1 if left < right else 1
        if any(letters):
            return -1 if letters[1] else 1
        return _by_number(a, b, at)
    return len(a) - len(b)


def _by_number(a: str, b: str, at: int) -> int:
    start = 0
    if a[at] == "0" or b[at] == "0":
        before = re.search(r"\d*$", a[:at])
        start = 1 if before and before[0].strip("0") else 0
    numbers = [(start, text[at:]) for text in (a, b)]
    (left, left_digits), (right, right_digits) = (_number(text, first) for first, text in numbers)
    if left != right:
        return -1 if left < right else 1
    if left_digits != right_digits:
        return left_digits - right_digits
    return -1 if a[at] < b[at] else 1


def _number(text: str, start: int) -> tuple[int, int]:
    digits = re.match(r"\d*", text)
    found = digits[0] if digits else ""
    return (int(f"{start}{found}") if found else start), len(found)


def _key(name: str) -> str:
    if _SAFE.fullmatch(name) and reads_as_text(name):
        return name
    return _quoted(name, 0, 0, breaks=False)


def _text(text: str, indent: int, column: int) -> str:
    """`text` in the style that go-yaml picks; `indent` for further lines, `column` where it begins."""
    if "\n" in text:
        if _block_allowed(text):
            return _literal(text, indent)
        return _double(text, indent, column, True)
    if len(text) + column <= WIDTH and _SAFE.fullmatch(text) and reads_as_text(text):
        return text
    return _quoted(text, indent, column, breaks=True)


def _quoted(text: str, indent: int, column: int, breaks: bool) -> str:
    if not text or not reads_as_text(text) or "\n" in text:
        return _double(text, indent, column, breaks)
    if _UNPRINTABLE.search(text) or any(c in _BREAKS for c in text):
        return _double(text, indent, column, breaks)
    if _plain_allowed(text):
        return _fold(text, indent, column, breaks)
    inner = _fold(text.replace("'", "''"), indent, column + 1, breaks, skip_ends=True)
    return f"'{inner}'"


def _plain_allowed(text: str) -> bool:
    if text[0] in " " + _START or text[-1] == " " or text.startswith(("---", "...")):
        return False
    if text[0] in "?:-" and text[1:2] in ("", " ", "\t"):
        return False
    return not (": " in text or " #" in text or text.endswith(":"))


def _block_allowed(text: str) -> bool:
    return not (text.endswith(" ") or " \n" in text or _UNPRINTABLE.search(text))


def _literal(text: str, indent: int) -> str:
    hint = "2" if text[0] in " \n" else ""
    if not text.endswith("\n"):
        hint += "-"
    elif text == "\n" or text.endswith("\n\n"):
        hint += "+"
    body = text.removesuffix("\n").split("\n")
    return "\n".join([f"|{hint}", *(" " * indent + line if line else "" for line in body)])


def _fold(text: str, indent: int, column: int, breaks: bool, skip_ends: bool = False) -> str:
    """Break at single spaces behind column 80."""
    if not breaks or column + len(text.encode()) <= WIDTH:
        return text
    written, spaces = [], False
    for at, character in enumerate(text):
        if character != " ":
            written.append(character)
            column, spaces = column + 1, False
            continue
        at_end = skip_ends and not 0 < at < len(text) - 1
        if not spaces and column > WIDTH and text[at + 1 : at + 2] != " " and not at_end:
            written.append("\n" + " " * indent)
            column = indent
        else:
            written.append(" ")
            column += 1
        spaces = True
    return "".join(written)


def _double(text: str, indent: int, column: int, breaks: bool) -> str:
    written, spaces, column = ['"'], False, column + 1
    for at, character in enumerate(text):
        if character in _ESCAPES or _UNPRINTABLE.match(character):
            escaped = "\\" + (_ESCAPES.get(character) or _code(character))
            written.append(escaped)
            column, spaces = column + len(escaped), False
        elif character == " " and breaks and not spaces and column > WIDTH and 0 < at < len(text) - 1:
            written.append("\n" + " " * indent + ("\\" if text[at + 1] == " " else ""))
            column, spaces = indent, True
        else:
            written.append(character)
            column, spaces = column + 1, character == " "
    return "".join(written) + '"'


def _code(character: str) -> str:
    number = ord(character)
    if number <= 0xFF:
        return f"x{number:02X}"
    return f"u{number:04X}" if number <= 0xFFFF else f"U{number:08X}"


def go_syntax(value: Any) -> str:
    """A value as Go's %#v prints what go-yaml reads into an empty interface."""
    if value is None:
        return "interface {}(nil)"
    if isinstance(value, dict):
        inner = ", ".join(f"{go_syntax(name)}:{go_syntax(item)}" for name, item in value.items())
        return f"map[interface {{}}]interface {{}}{{{inner}}}"
    if isinstance(value, list):
        return f"[]interface {{}}{{{', '.join(map(go_syntax, value))}}}"
    return json.dumps(value, ensure_ascii=False)
