"""sort and uniq, in the order of bytes (LC_ALL=C, as containers have it)."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any, NamedTuple

from cluster.texttools.call import Call, FileError, Refused, to_bytes, tool
from cluster.texttools.reading import Files

_SORT = {
    "reverse": "r", "numeric-sort": "n", "unique": "u", "ignore-case": "f", "general-numeric-sort": "g",
    "human-numeric-sort": "h", "version-sort": "V", "month-sort": "M", "ignore-leading-blanks": "b", "check": "c",
    "dictionary-order": "d", "stable": "s", "key": "k", "field-separator": "t", "output": "o", "zero-terminated": "z",
}  # fmt: skip
_KEY = re.compile(r"(\d+)(?:\.(\d+))?([bdfgiMhnrV]*)(?:,(\d+)(?:\.(\d+))?([bdfgiMhnrV]*))?")
_MONTHS = ("JAN", "FEB", "MAR", "APR", "MAY", "JUN", "JUL", "AUG", "SEP", "OCT", "NOV", "DEC")
_SCALE = " KMGTPEZY"


class _Key(NamedTuple):
    """A part of the line, from one field and character to another, and the letters that say how it is compared."""

    field: int
    char: int
    last_field: int  # 0: to the end of the line
    last_char: int  # 0: to the end of the field
    start_letters: str
    letters: str
    end_letters: str = ""


@tool("sort")
def sort(call: Call) -> int:
    flags, names = call.flags("rnufghVbMscCdiz", "ktoST", _SORT)
    mark = flags.get("t")
    if mark is not None and len(mark) != 1 and mark != "\\0":
        if not call.gnu:
            return call.fail("bad -t parameter")
        return call.fail("empty tab" if not mark else f"multi-character tab '{mark}'", 2)
    letters = "".join(letter for letter in "bdfgiMhnrV" if letter in flags)
    keys = [_key(call, text, letters) for text in flags.every("k")]
    _check_letters(call, letters, keys, names, "c" in flags or "C" in flags)
    files = Files(call, names)
    end = "\0" if "z" in flags else "\n"
    lines = files.whole_lines() if end == "\n" else [part for part in files.together().split(end) if part]
    if files.code and call.gnu:
        return files.code
    compared = [_comparison(key, mark) for key in keys] or [(_by(letters), "r" in letters)]
    if "c" in flags or "C" in flags:
        if "u" not in flags and "s" not in flags:
            compared = [*compared, (to_bytes, "r" in letters)]
        return _checked(call, lines, compared, "u" in flags, names, quiet="C" in flags)
    ordered = lines
    if "u" not in flags and "s" not in flags:
        ordered = sorted(ordered, key=to_bytes, reverse="r" in letters)
    for key, backwards in reversed(compared):
        ordered = sorted(ordered, key=key, reverse=backwards)
    if "u" in flags:
        ordered = _without_equals(ordered, compared)
    text = "".join(line + end for line in ordered)
    if "o" not in flags:
        call.out(text)
        return files.code
    try:
        call.write(flags["o"], text)
    except FileError as error:
        return call.fail(f"open failed: {flags['o']}: {error.text}", 2)
    return files.code


def _check_letters(call: Call, letters: str, keys: list[_Key], names: list[str], checks: bool) -> None:
    """GNU's sort refuses what contradicts itself."""
    if not call.gnu:
        return
    for each in [key.letters for key in keys] or [letters]:
        ways = sum(way in each for way in "nghM") + any(way in each for way in "Vdi")
        if ways > 1:
            shown = "".join(letter for letter in "dfghiMnV" if letter in each)
            raise Refused(f"options '-{shown}' are incompatible")
    if checks and len(names) > 1:
        raise Refused(f"extra operand '{names[1]}' not allowed with -c")


def _key(call: Call, text: str, usual: str) -> _Key:
    found = _KEY.fullmatch(text)
    if not call.gnu and (not found or not int(found[1])):
        raise Refused("bad field specification")
    if not found:
        raise Refused(f"invalid number at field start: invalid count at start of '{text}'")
    if not int(found[1]):
        raise Refused(f"field number is zero: invalid field specification '{text}'")
    field, char, start, last_field, last_char, end = (group or "" for group in found.groups())
    own = start + end or usual
    return _Key(
        int(field), int(char or 1), int(last_field or 0), int(last_char or 0),
        start if start + end else usual, own, end if start + end else usual,
    )  # fmt: skip


Compare = tuple[Callable[[str], Any], bool]


def _comparison(key: _Key, mark: str | None) -> Compare:
    by = _by(key.letters.replace("b", ""))
    return (lambda line: by(_part(line, key, mark))), "r" in key.letters


def _part(line: str, key: _Key, mark: str | None) -> str:
    spans = _fields(line, mark)
    start = spans[key.field - 1][0] if key.field <= len(spans) else len(line)
    if "b" in key.start_letters:
        start = _past_blanks(line, start)
    start = min(len(line), start + key.char - 1)
    if not key.last_field:
        return line[start:]
    begin, end = spans[key.last_field - 1] if key.last_field <= len(spans) else (len(line), len(line))
    if key.last_char:
        begin = _past_blanks(line, begin) if "b" in key.end_letters else begin
        end = min(len(line), begin + key.last_char)
    return line[start:end]


def _fields(line: str, mark: str | None) -> list[tuple[int, int]]:
    """Where the fields begin and end; without a mark the blanks before a field belong to it."""
    if mark is None:
        return [found.span() for found in re.finditer(r"[ \t]*[^ \t]+|[ \t]+$", line)]
    spans, at = [], 0
    for part in line.split(mark):
        spans.append((at, at + len(part)))
        at += len(part) + 1
    return spans


def _past_blanks(line: str, at: int) -> int:
    while at < len(line) and line[at] in " \t":
        at += 1
    return at


def _by(letters: str) -> Callable[[str], Any]:
    for letter in "ghnMV":
        if letter in letters:
            return _WAYS[letter]

    def text(part: str) -> bytes:
        part = part.lstrip(" \t") if "b" in letters else part
        if "d" in letters:
            part = re.sub(r"[^A-Za-z0-9 \t]", "", part)
        if "i" in letters:
            part = re.sub(r"[^ -~]", "", part)
        return to_bytes(_upper(part) if "f" in letters else part)

    return text


def _upper(text: str) -> str:
    return re.sub("[a-z]+", lambda found: found[0].upper(), text)


_NUMBER = re.compile(r"[ \t]*(-?)(\d*)(?:\.(\d*))?")


def _numeric(part: str) -> tuple[int, str]:
    """Of any length, compared without being worked out."""
    found = _NUMBER.match(part)
    assert found is not None
    whole, fraction = int((found[2] or "0")[:4000]), (found[3] or "").rstrip("0")
    if not found[1] or not (whole or fraction):
        return whole, fraction
    return -whole - (1 if fraction else 0), "".join(chr(0x7F - ord(digit)) for digit in fraction) + "\x7f"


def _human(part: str) -> tuple[int, float]:
    found = re.match(r"[ \t]*(-?)(\d{0,300})(?:\.(\d{0,300}))?([KMGTPEZYk]?)", part)
    assert found is not None
    value = float(f"{found[2] or 0}.{found[3] or 0}")
    sign = -1 if found[1] else 1
    return (sign * _SCALE.index(found[4].upper() or " "), sign * value) if value else (0, 0.0)


def _general(part: str) -> tuple[int, float]:
    found = re.match(r"\s*[-+]?(\d{1,300}\.?\d{0,300}|\.\d{1,300})([eE][-+]?\d{1,3})?", part)
    return (1, float(found[0])) if found else (0, 0.0)


def _month(part: str) -> int:
    name = part.strip(" \t")[:3].upper()
    return _MONTHS.index(name) + 1 if name in _MONTHS else 0


def _version(part: str) -> list[tuple[int, bytes, int]]:
    """Letters before other characters, `~` before all, numbers by their value."""
    found: list[tuple[int, bytes, int]] = []
    for letters, digits in re.findall(r"([^0-9]*)([0-9]*)", part):
        found += [(-1 if char == "~" else 1 if char.isalpha() else 2, to_bytes(char), 0) for char in letters]
        found.append((0, b"", int(digits[:4000] or 0)))
    return found


_WAYS: dict[str, Callable[[str], Any]] = {
    "n": _numeric, "h": _human, "g": _general, "M": _month, "V": _version,
}  # fmt: skip


def _without_equals(lines: list[str], compared: list[Compare]) -> list[str]:
    found: list[str] = []
    last: Any = None
    for line in lines:
        now = [key(line) for key, _ in compared]
        if not found or now != last:
            found.append(line)
        last = now
    return found


def _checked(call: Call, lines: list[str], compared: list[Compare], unique: bool, names: list[str], quiet: bool) -> int:
    for number in range(1, len(lines)):
        if _follows(lines[number - 1], lines[number], compared, unique):
            continue
        if not quiet:
            name = names[0] if names else "-"
            call.err(f"{call.name}: {name}:{number + 1}: disorder: {lines[number]}\n")
        return 1
    return 0


def _follows(before: str, after: str, compared: list[Compare], unique: bool) -> bool:
    for key, backwards in compared:
        one, other = key(before), key(after)
        if one != other:
            return (one > other) if backwards else (one < other)
    return not unique


_UNIQ = {
    "count": "c", "repeated": "d", "unique": "u", "ignore-case": "i", "skip-fields": "f", "skip-chars": "s",
    "check-chars": "w", "all-repeated": "D",
}  # fmt: skip


@tool("uniq")
def uniq(call: Call) -> int:
    flags, names = call.flags("cduiDz", "fsw", _UNIQ)
    for letter, what in (("f", "fields to skip"), ("s", "bytes to skip"), ("w", "bytes to compare")):
        if letter in flags and not re.fullmatch(r"\d{1,9}", flags[letter]):
            text = f"{flags[letter]}: invalid number of {what}" if call.gnu else f"invalid number '{flags[letter]}'"
            return call.fail(text)
    files = Files(call, names[:1])
    groups: list[list[str]] = []
    last: str | None = None
    for line in files.whole_lines():
        seen = _compared_part(line, flags)
        if seen == last:
            groups[-1].append(line)
        else:
            groups.append([line])
        last = seen
    shown = []
    for group in groups:
        if "D" in flags:
            shown += group if len(group) > 1 else []
        elif not ("d" in flags and len(group) < 2) and not ("u" in flags and len(group) > 1):
            shown.append(f"{len(group):7d} {group[0]}" if "c" in flags else group[0])
    text = "".join(line + "\n" for line in shown)
    if len(names) > 1:
        call.write(names[1], text)
    else:
        call.out(text)
    return files.code


def _compared_part(line: str, flags: dict[str, str]) -> str:
    for _ in range(min(int(flags.get("f", 0)), len(line))):
        line = re.sub(r"^[ \t]*[^ \t]*", "", line, count=1)
    line = line[int(flags.get("s", 0)) :]
    line = line[: int(flags["w"])] if "w" in flags else line
    return _upper(line) if "i" in flags else line
