"""Programs that print what they read: cat, tac, head, tail, wc, nl, rev, tee."""

from __future__ import annotations

import re

from cluster.texttools.call import (
    BadUsage,
    Call,
    FileError,
    Refused,
    bare_lines,
    from_bytes,
    split_lines,
    to_bytes,
    tool,
)
from cluster.texttools.reading import IS_DIR, Files, streams, unreadable

_CAT = {
    "number": "n", "number-nonblank": "b", "squeeze-blank": "s", "show-ends": "E", "show-tabs": "T", "show-all": "A",
    "show-nonprinting": "v",
}  # fmt: skip


@tool("cat")
def cat(call: Call) -> int:
    flags, names = call.flags("nbsuvetAET", long=_CAT)
    page = _Page(set(flags))
    if streams(names):
        for line in call.lines():
            call.out(page.line(line))
        return 0
    files = Files(call, names)
    for _, text in files:
        call.out("".join(map(page.line, split_lines(text))) if page.changes else text)
    return files.code


class _Page:
    """cat's view of lines; numbers go on from file to file."""

    def __init__(self, flags: set[str]):
        self._blank_too, self._numbers = "b" not in flags, bool(flags & {"n", "b"})
        self._squeeze, self._ends, self._tabs = "s" in flags, bool(flags & set("EAe")), bool(flags & set("TAt"))
        self._odd = bool(flags & set("vAet"))
        self._number, self._empty, self._begins = 0, False, True
        self.changes = bool(flags - {"u"})

    def line(self, line: str) -> str:
        if not self.changes:
            return line
        empty = line == "\n"
        if self._squeeze and empty and self._empty:
            return ""
        self._empty = empty
        text, end = (line[:-1], "\n") if line.endswith("\n") else (line, "")
        if self._odd:
            text = "".join(map(_visible, text))
        if self._tabs:
            text = text.replace("\t", "^I")
        begins, self._begins = self._begins, bool(end)
        if begins and self._numbers and (self._blank_too or not empty):
            self._number += 1
            text = f"{self._number:6d}\t{text}"
        return text + ("$" if self._ends and end else "") + end


def _visible(char: str) -> str:
    code = ord(char)
    if char == "\t" or 32 <= code < 127:
        return char
    if code < 32:
        return "^" + chr(code + 64)
    if code == 127:
        return "^?"
    return "".join("M-" + _visible(chr(byte - 128)).replace("\t", "^I") for byte in to_bytes(char))


@tool("tac")
def tac(call: Call) -> int:
    files = Files(call, call.flags("")[1])
    for _, text in files:
        call.out("".join(reversed(split_lines(text))))
    return files.code


_UNITS = {"": 1, "b": 512, "k": 1 << 10, "K": 1 << 10, "m": 1 << 20, "M": 1 << 20, "G": 1 << 30}
COUNTED = {"lines": "n", "bytes": "c", "quiet": "q", "silent": "q", "verbose": "v", "follow": "f", "retry": "r"}


def amount(call: Call, text: str, unit: str) -> tuple[str, int]:
    """(sign, number) of `+3`, `-3`, `5k`."""
    found = re.fullmatch(r"([-+]?)(\d+)([bkKmMG]?)", text)
    if not found or len(found[2]) > 18:
        what = f"invalid number of {'bytes' if unit == 'c' else 'lines'}: " if call.gnu else "invalid number "
        large = ": Value too large for defined data type" if found and call.gnu else ""
        raise Refused(f"{what}'{text}'{large}")
    return found[1], int(found[2]) * _UNITS[found[3]]


def _old_style(args: list[str]) -> list[str]:
    """`head -5`, `tail +5`"""
    if args and re.fullmatch(r"-\d+[bkm]?", args[0]):
        return ["-n", args[0][1:], *args[1:]]
    return args


@tool("head")
def head(call: Call) -> int:
    call.args = _old_style(call.args)
    flags, names = call.flags("qv", "nc", COUNTED)
    unit = "c" if "c" in flags else "n"
    sign, most = amount(call, flags.get(unit, "10"), unit)
    if streams(names) and unit == "n" and sign != "-" and "v" not in flags:
        lines = call.lines()
        for _ in range(most):
            line = next(lines, None)
            if line is None:
                break
            call.out(line)
        else:
            call.enough()
        return 0
    files, titles = Files(call, names), _Titles(call, flags, names)
    for name, text in files:
        titles.show(name)
        if unit == "c":
            data = to_bytes(text)
            call.out(from_bytes(data[: max(0, len(data) - most)] if sign == "-" else data[:most]))
        else:
            found = split_lines(text)
            call.out("".join(found[: max(0, len(found) - most)] if sign == "-" else found[:most]))
    return files.code


@tool("tail")
def tail(call: Call) -> int:
    if call.gnu and len(call.args) > 2 and re.fullmatch(r"-\d+", call.args[0]):
        raise Refused(f"option used in invalid context -- {call.args[0][1]}")
    call.args = _old_style(call.args)
    flags, names = call.flags("fFqv", "ncs", COUNTED)
    unit = "c" if "c" in flags else "n"
    sign, most = amount(call, flags.get(unit, "10"), unit)
    files, titles, sizes = Files(call, names), _Titles(call, flags, names), {}
    for name, text in files:
        if most or sign == "+" or not call.gnu:
            titles.show(name)
        sizes[name] = len(text)
        if unit == "c":
            data = to_bytes(text)
            call.out(from_bytes(_last(data, sign, most)))
        else:
            call.out("".join(_last(split_lines(text), sign, most)))
    following = "f" in flags or "F" in flags
    if not sizes and (not call.gnu or following) and "F" not in flags:
        return call.fail("no files remaining" if call.gnu else "no files")
    if following and names:
        call.follow(names, sizes)
    return files.code


def _last(found, sign: str, most: int):
    if sign == "+":
        return found[max(0, most - 1) :]
    return found[len(found) - min(len(found), most) :]


class _Titles:
    """`==> name <==` before each of several files."""

    def __init__(self, call: Call, flags: dict[str, str], names: list[str]):
        self._call, self._shown = call, ("v" in flags or len(names) > 1) and "q" not in flags
        self._first = True

    def show(self, name: str) -> None:
        if self._shown:
            name = "standard input" if name == "-" else name
            self._call.out(f"{'' if self._first else chr(10)}==> {name} <==\n")
            self._first = False


_WC = {"lines": "l", "words": "w", "chars": "m", "bytes": "c", "max-line-length": "L"}


@tool("wc")
def wc(call: Call) -> int:
    flags, names = call.flags("lwcmL", long=_WC)
    letters = [letter for letter in "lwmcL" if letter in flags] or ["l", "w", "c"]
    rows: list[tuple[str, list[int]]] = []
    code, size, plain = 0, 0, True
    for name in names or ["-"]:
        try:
            text = call.read(name)
        except FileError as error:
            code = unreadable(call, name, error)
            plain = plain and error.text != IS_DIR
            if error.text == IS_DIR:
                rows.append((name, [0] * len(letters)))
            continue
        found = _counts(text)
        size, plain = size + found["c"], plain and name != "-"
        rows.append((name if names else "", [found[letter] for letter in letters]))
    if len(names) > 1:
        longest = max((counts[-1] for _, counts in rows), default=0) if letters[-1] == "L" else None
        total = [sum(counts[index] for _, counts in rows) for index in range(len(letters))]
        rows.append(("total", [*total[:-1], longest] if longest is not None else total))
    if call.gnu:
        width = 1 if len(letters) == 1 and len(names) < 2 else max(len(str(size)), 1 if plain else 7)
    else:
        width = 0 if len(letters) == 1 and len(names) < 2 else 9
    for name, counts in rows:
        call.out(" ".join(f"{count:{width or 1}d}" for count in counts) + (f" {name}" if name else "") + "\n")
    return code


def _counts(text: str) -> dict[str, int]:
    return {
        "l": text.count("\n"),
        "w": len(re.findall(r"[^ \t\n\r\v\f]+", text)),
        "m": len(text),
        "c": len(to_bytes(text)),
        "L": max((len(line.expandtabs(8)) for line in bare_lines(text)), default=0),
    }


@tool("nl")
def nl(call: Call) -> int:
    flags, names = call.flags(
        "p", "bnwsvi" if call.gnu else "bwsvi", {"body-numbering": "b", "number-width": "w", "number-separator": "s"}
    )
    every, mark = flags.get("b", "t") == "a", flags.get("s", "\t")
    for letter in "wvi":
        if not re.fullmatch(r"-?\d{1,9}", flags.get(letter, "1")):
            raise BadUsage(f"invalid line number increment: '{flags[letter]}'")
    width, number, step = int(flags.get("w", "6")), int(flags.get("v", "1")), int(flags.get("i", "1"))
    form = {"ln": f"{{:<{width}d}}", "rz": f"{{:0{width}d}}"}.get(flags.get("n", "rn"), f"{{:{width}d}}")
    files = Files(call, names)
    for line in files.whole_lines():
        if line or every:
            call.out(form.format(number) + mark + line + "\n")
            number += step
        else:
            call.out(" " * (width + len(mark)) + "\n")
    return files.code


@tool("rev")
def rev(call: Call) -> int:
    files = Files(call, call.flags("")[1])
    for _, text in files:
        call.out("".join(line[-2::-1] + "\n" if line.endswith("\n") else line[::-1] for line in split_lines(text)))
    return files.code


@tool("tee")
def tee(call: Call) -> int:
    flags, names = call.flags("ai", long={"append": "a", "ignore-interrupts": "i"})
    code, kept = 0, []
    for name in names:
        try:
            call.write(name, "", append="a" in flags)
            kept.append(name)
        except FileError as error:
            code = call.fail(f"{name}: {error.text}")
    for line in call.lines():
        call.out(line)
        for name in kept:
            call.write(name, line, append=True)
    return code
