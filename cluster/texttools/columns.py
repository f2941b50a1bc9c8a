"""Programs that take lines apart: cut, paste, tr."""

from __future__ import annotations

import re
from itertools import zip_longest

from cluster.texttools.call import BadUsage, Call, FileError, Refused, bare_lines, from_bytes, to_bytes, tool
from cluster.texttools.escapes import unescaped
from cluster.texttools.reading import Files, unreadable

_CUT = {
    "fields": "f", "characters": "c", "bytes": "b", "delimiter": "d", "only-delimited": "s", "complement": "C",
    "output-delimiter": "O",
}  # fmt: skip
Ranges = list[tuple[int, int]]


class _BadRange(ValueError):
    pass


@tool("cut")
def cut(call: Call) -> int:
    flags, names = call.flags("sn", "dfcbO", _CUT)
    kinds = [letter for letter in "fcb" if letter in flags]
    if len(kinds) != 1:
        few = "you must specify a list of bytes, characters, or fields"
        if not call.gnu:
            few = "expected a list of bytes, characters, or fields"
        many = "only one list may be specified"
        raise BadUsage(many if kinds else few)
    kind, mark = kinds[0], flags.get("d", "\t")
    if kind != "f" and ("d" in flags or "s" in flags):
        _only_for_fields(call, "d" in flags)
    if len(mark) > 1:
        raise BadUsage("the delimiter must be a single character")
    try:
        ranges = _ranges(call, flags[kind], kind)
    except _BadRange as wrong:
        if call.gnu:
            raise BadUsage(str(wrong)) from None
        return call.fail(str(wrong))
    glue = flags.get("O", mark if kind == "f" else "")
    files = Files(call, names)
    for line in files.whole_lines():
        if kind == "f":
            parts = line.split(mark or "\0")
            if len(parts) == 1:
                if "s" not in flags:
                    call.out(line + "\n")
                continue
            call.out(glue.join(_chosen(parts, ranges, "C" in flags)) + "\n")
        elif glue:
            call.out(glue.join("".join(line[low - 1 : high]) for low, high in ranges if low <= len(line)) + "\n")
        else:
            call.out(_letters_of(line, ranges, "C" in flags) + "\n")
    return files.code


def _only_for_fields(call: Call, delimiter: bool) -> None:
    if not call.gnu:
        what = "a delimiter may be specified" if delimiter else "suppressing non-delimited lines makes sense"
        raise Refused(f"{what} only when operating on fields")
    if delimiter:
        raise BadUsage("an input delimiter may be specified only when operating on fields")
    raise BadUsage("suppressing non-delimited lines makes sense\n\tonly when operating on fields")


def _chosen(parts: list[str], ranges: Ranges, others: bool) -> list[str]:
    return [part for number, part in enumerate(parts, 1) if _inside(number, ranges) != others]


def _letters_of(line: str, ranges: Ranges, others: bool) -> str:
    """By bytes: GNU's cut takes -c for -b."""
    data = to_bytes(line)
    return from_bytes(bytes(byte for number, byte in enumerate(data, 1) if _inside(number, ranges) != others))


def _inside(number: int, ranges: Ranges) -> bool:
    return any(low <= number <= high for low, high in ranges)


def _ranges(call: Call, text: str, kind: str) -> Ranges:
    """Sorted and joined where they meet."""
    found: Ranges = []
    what = "fields" if kind == "f" else "byte/character positions"
    for part in re.split(r"[, \t]", text):
        match = re.fullmatch(r"(\d*)(-?)(\d*)", part)
        if not match or not part:
            word = "field value" if kind == "f" else "byte/character position"
            raise _BadRange(f"invalid {word} '{part}'" if call.gnu else f"invalid number '{part}'")
        if part == "-":
            raise _BadRange("invalid range with no endpoint: -" if call.gnu else "invalid range 0-")
        low, high = int(match[1][:9] or 1), int(match[3][:9]) if match[3] else (1 << 30 if match[2] else 0)
        high = high if match[2] else low
        if low < 1 or (match[3] and high < 1):
            if call.gnu:
                raise _BadRange(f"{what} are numbered from 1")
            low, high = 1, 1 << 30
        if high < low:
            if call.gnu:
                raise _BadRange("invalid decreasing range")
            low, high = 1, 1 << 30
        found.append((low, high))
    return sorted(found)


@tool("paste")
def paste(call: Call) -> int:
    flags, names = call.flags("sz", "d", {"serial": "s", "delimiters": "d"})
    marks = _marks(flags.get("d", "\t"))
    texts: list[list[str]] = []
    for name in names or ["-"]:
        try:
            texts.append(bare_lines(call.read(name)))
        except FileError as error:
            return unreadable(call, name, error)
    if "s" in flags:
        for lines in texts:
            if lines or call.gnu:
                call.out(_glued(lines, marks) + "\n")
        return 0
    if names and set(names) == {"-"} and len(names) > 1:  # `paste - -`: each takes the next line
        lines = texts[0]
        rows = [lines[at : at + len(names)] for at in range(0, len(lines), len(names))]
        rows = [[*row, *[""] * (len(names) - len(row))] for row in rows]
    else:
        rows = [list(row) for row in zip_longest(*texts, fillvalue="")]
    for row in rows:
        call.out(_glued(row, marks) + "\n")
    return 0


def _marks(text: str) -> list[str]:
    return [
        "" if found == "\\0" else unescaped(found) for found in re.findall(r"\\.|[^\\]", text, flags=re.DOTALL)
    ] or [""]


def _glued(parts: list[str], marks: list[str]) -> str:
    found = parts[0] if parts else ""
    for index, part in enumerate(parts[1:]):
        found += marks[index % len(marks)] + part
    return found


# -- tr ----------------------------------------------------------------------------------------------------------------

_UPPER, _LOWER, _DIGITS = "ABCDEFGHIJKLMNOPQRSTUVWXYZ", "abcdefghijklmnopqrstuvwxyz", "0123456789"
_BLANK, _SPACE = "\t ", "\t\n\v\f\r "
_PUNCTUATION = "!\"#$%&'()*+,-./:;<=>?@[\\]^_`{|}~"
_CLASSES = {
    "upper": _UPPER, "lower": _LOWER, "digit": _DIGITS, "alpha": _UPPER + _LOWER, "space": _SPACE, "blank": _BLANK,
    "alnum": _DIGITS + _UPPER + _LOWER, "punct": _PUNCTUATION, "xdigit": _DIGITS + "ABCDEFabcdef",
    "cntrl": "".join(map(chr, [*range(32), 127])), "print": "".join(map(chr, range(32, 127))),
    "graph": "".join(map(chr, range(33, 127))),
}  # fmt: skip
_TR = {"complement": "c", "delete": "d", "squeeze-repeats": "s", "truncate-set1": "t"}
_ITEM = re.compile(
    r"\[:(?P<name>\w+):\]|\[(?P<fill>\\.|[^\\])\*(?P<count>\d*)\]|\[=(?P<same>.)=\]"
    r"|(?P<low>\\[0-7]{1,3}|\\.|.)(?:-(?P<high>\\[0-7]{1,3}|\\.|[^\\]))?",
    re.DOTALL,
)


@tool("tr")
def tr(call: Call) -> int:
    flags, sets = call.flags("dscCt", long=_TR)
    _check(call, flags, sets)
    first = _set(sets[0], 0)
    if call.gnu and len(sets) > 1 and "d" not in flags:
        _check_classes(sets, "c" in flags or "C" in flags)
    second = _set(sets[1], len(first)) if len(sets) > 1 else ""
    others, translates = "c" in flags or "C" in flags, len(sets) > 1 and "d" not in flags
    if translates and not second and "t" not in flags:
        raise Refused("when not truncating set1, string2 must be non-empty" if call.gnu else "STRING2 cannot be empty")
    if "t" in flags:
        first = first[: len(second)]
    table = _table(first, second) if translates and not others else {}
    squeezed = (second if len(sets) > 1 else first) if "s" in flags else ""
    outside = others and len(sets) < 2
    last = ""
    for line in call.lines():
        if "d" in flags:
            line = "".join(char for char in line if (char in first) == others)
        elif translates:
            line = "".join(c if c in first else second[-1] for c in line) if others else line.translate(table)
        if "s" in flags:
            kept = []
            for char in line:
                if char != last or (char in squeezed) == outside:
                    kept.append(char)
                last = char
            line = "".join(kept)
        call.out(line)
    return 0


def _check(call: Call, flags: dict[str, str], sets: list[str]) -> None:
    if not sets:
        raise BadUsage("missing operand")
    if not call.gnu:
        return
    both = "d" in flags and "s" in flags
    if len(sets) == 1 and (both or not {"d", "s"} & set(flags)):
        why = "Two strings must be given when " + ("both deleting and squeezing repeats." if both else "translating.")
        raise BadUsage(f"missing operand after '{sets[0]}'" + (f"\n{why}" if call.gnu else ""))
    if len(sets) > 2 or (len(sets) == 2 and "d" in flags and not both):
        wrong = f"extra operand '{sets[1 if len(sets) == 2 else 2]}'"
        why = "\nOnly one string may be given when deleting without squeezing repeats." if len(sets) == 2 else ""
        raise BadUsage(wrong + (why if call.gnu else ""))


def _check_classes(sets: list[str], others: bool) -> None:
    """GNU's tr wants of classes in the second set that they change case, or are alike."""
    one, other = (re.findall(r"\[:(\w+):\]", each) for each in sets[:2])
    if any(name not in ("upper", "lower") for name in other):
        words = "when translating, the only character classes that may appear in"
        raise Refused(f"{words}\nstring2 are 'upper' and 'lower'")
    if other and others:
        raise Refused(
            "when translating with string1 longer than string2,\nthe latter string must not end with a character class"
        )
    if other and not others and not {"upper", "lower"} & set(one):
        raise Refused("misaligned [:upper:] and/or [:lower:] construct")
    if others and re.search(r"\[:\w+:\]", sets[0]) and len(set(_set(sets[1], 0))) > 1:
        raise Refused(
            "when translating with complemented character classes,\n"
            "string2 must map all characters in the domain to one"
        )


def _table(first: str, second: str) -> dict[int, str]:
    padded = second + second[-1:] * (len(first) - len(second))
    return {ord(a): b for a, b in zip(first, padded, strict=False)}


def _set(text: str, wanted: int) -> str:
    """The characters that a set names; `[x*]` fills up to `wanted`."""
    found, filling = "", None
    for item in _ITEM.finditer(text):
        if item["name"]:
            if item["name"] not in _CLASSES:
                raise BadUsage(f"invalid character class '{item['name']}'")
            found += _CLASSES[item["name"]]
        elif item["fill"]:
            char = unescaped(item["fill"])
            if item["count"] and int(item["count"], 8 if item["count"][0] == "0" else 10):
                found += char * min(int(item["count"], 8 if item["count"][0] == "0" else 10), 100_000)
            else:
                filling = len(found), char
        elif item["same"]:
            found += item["same"]
        else:
            low = unescaped(item["low"])
            high = unescaped(item["high"]) if item["high"] else low
            if low > high:
                raise BadUsage(f"range-endpoints of '{low}-{high}' are in reverse collating sequence order")
            found += "".join(map(chr, range(ord(low[0]), min(ord(high[0]), ord(low[0]) + 70_000) + 1)))
    if filling:
        at, char = filling
        found = found[:at] + char * max(0, wanted - len(found)) + found[at:]
    return found
