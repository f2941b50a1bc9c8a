"""Programs that read lines and write lines: cat, echo, grep, head, tail, wc, sort, uniq, cut, tr."""

from __future__ import annotations

import re

from cluster.kubectl.printers.sorting import natural
from cluster.shell.tools.base import Invocation, inputs, options, tool
from cluster.shell.tools.patterns import Pattern, PatternError


def _lines(text: str) -> list[str]:
    return text.removesuffix("\n").split("\n") if text else []


def _written(call: Invocation, lines: list[str]) -> None:
    if lines:
        call.streams.out("\n".join(lines) + "\n")


def _read(call: Invocation, paths: list[str]) -> str | None:
    """The input, or None after a word about a file that cannot be read."""
    try:
        return inputs(call, paths)
    except FileNotFoundError as wrong:
        call.fail(f"{wrong.args[-1] if not wrong.filename else wrong.filename}: No such file or directory")
    except IsADirectoryError as wrong:
        call.fail(f"{wrong.filename or wrong.args[0]}: Is a directory")
    return None


def _usage(call: Invocation, wrong: ValueError) -> int:
    return call.fail(str(wrong), 2)


@tool("cat", "print files")
def cat(call: Invocation) -> int:
    try:
        flags, paths = options(call.args, "n")
    except ValueError as wrong:
        return _usage(call, wrong)
    code = 0
    for path in paths or ["-"]:
        text = _read(call, [] if path == "-" else [path])
        if text is None:
            code = 1
        elif "n" in flags:
            _written(call, [f"{number:6}\t{line}" for number, line in enumerate(_lines(text), 1)])
        else:
            call.streams.out(text)
    return code


@tool("echo", "print words")
def echo(call: Invocation) -> int:
    args, end, escapes = list(call.args), "\n", False
    while args and re.fullmatch(r"-[neE]+", args[0]):
        end = "" if "n" in args[0] else end
        escapes = "e" in args.pop(0)
    text = " ".join(args)
    if escapes:
        text = re.sub(r"\\([nt\\])", lambda match: {"n": "\n", "t": "\t", "\\": "\\"}[match[1]], text)
    call.streams.out(text + end)
    return 0


@tool("grep", "print lines that match a pattern")
def grep(call: Invocation) -> int:
    try:
        flags, left = options(call.args, "ivncqoEFwxh", "eABCm")
    except ValueError as wrong:
        return _usage(call, wrong)
    if "e" in flags:
        left = [flags["e"], *left]
    if not left:
        call.streams.err("Usage: grep [OPTION]... PATTERNS [FILE]...\n")
        return 2
    try:
        pattern = Pattern(left[0], "E" in flags, "F" in flags, "i" in flags)
        after, before = (_context(flags.get(letter, flags.get("C", "0"))) for letter in "AB")
        most = _context(flags["m"]) if "m" in flags else -1
    except ValueError as wrong:
        return call.fail(str(wrong), 2)
    matches = pattern.whole if "x" in flags else pattern.words if "w" in flags else pattern.search
    found = missing = False
    for path in left[1:] or ["-"]:
        text = _read(call, [path])
        if text is None:
            missing = True
            continue
        lines = _lines(text)
        try:
            hits = [index for index, line in enumerate(lines) if matches(line) != ("v" in flags)]
            hits = hits if most < 0 else hits[:most]
            shown = [str(len(hits))] if "c" in flags else _shown(lines, hits, flags, pattern, before, after)
        except PatternError as wrong:
            return call.fail(str(wrong), 2)
        found = found or bool(hits)
        head = f"{path}:" if len(left) > 2 and "h" not in flags else ""
        if "q" not in flags:
            _written(call, [head + line for line in shown])
    return 2 if missing else 0 if found else 1


def _context(text: str) -> int:
    if not re.fullmatch(r"[0-9]{1,18}", text):
        raise ValueError(f"{text[:40]}: invalid context length argument")
    return int(text)


def _shown(lines: list[str], hits: list[int], flags: dict, pattern: Pattern, before: int, after: int) -> list[str]:
    if "o" in flags:
        return [text for index in hits for text in pattern.found(lines[index])]
    found: list[str] = []
    last = -1
    chosen = set(hits)
    for hit in hits:
        for index in range(max(last + 1, hit - before), min(len(lines), hit + after + 1)):
            if (before or after) and found and index > last + 1:
                found.append("--")
            mark = f"{index + 1}{':' if index in chosen else '-'}" if "n" in flags else ""
            found.append(mark + lines[index])
            last = index
    return found


def _count(flags: dict[str, str], default: int) -> tuple[str, int]:
    """(sign, number) of `-n +3`, `-n -3`, `-5`."""
    text = flags.get("n", flags.get("-", str(default)))
    if not re.fullmatch(r"[-+]?[0-9]{1,18}", text):
        raise ValueError(f"invalid number of lines: '{text[:40]}'")
    return (text[0] if text[0] in "+-" else ""), int(text.lstrip("+-"))


@tool("head", "print the first lines")
def head(call: Invocation) -> int:
    try:
        flags, paths = options(call.args, "q", "nc")
        sign, count = _count(flags, 10)
    except ValueError as wrong:
        return _usage(call, wrong)
    text = _read(call, paths)
    if text is None:
        return 1
    if "c" in flags:
        if not re.fullmatch(r"-?[0-9]{1,18}", flags["c"]):
            return call.fail(f"invalid number of bytes: '{flags['c'][:40]}'")
        call.streams.out(text[: int(flags["c"])])
        return 0
    lines = _lines(text)
    call.streams.enough = sign != "-" and len(lines) >= count
    _written(call, lines[: max(0, len(lines) - count)] if sign == "-" else lines[:count])
    return 0


@tool("tail", "print the last lines")
def tail(call: Invocation) -> int:
    try:
        flags, paths = options(call.args, "qf", "nc")
        sign, count = _count(flags, 10)
    except ValueError as wrong:
        return _usage(call, wrong)
    text = _read(call, paths)
    if text is None:
        return 1
    lines = _lines(text)
    _written(call, lines[max(0, count - 1) :] if sign == "+" else lines[-count:] if count else [])
    return 0


@tool("wc", "count lines, words, bytes")
def wc(call: Invocation) -> int:
    try:
        flags, paths = options(call.args, "lwcm")
    except ValueError as wrong:
        return _usage(call, wrong)
    text = _read(call, paths)
    if text is None:
        return 1
    counts = {"l": text.count("\n"), "w": len(text.split()), "m": len(text), "c": len(text.encode())}
    wanted = [letter for letter in "lwmc" if letter in flags] or ["l", "w", "c"]
    name = f" {paths[0]}" if len(paths) == 1 else " total" if paths else ""
    if len(wanted) == 1:
        call.streams.out(f"{counts[wanted[0]]}{name}\n")
    else:
        width = 7 if not paths else max(len(str(counts[letter])) for letter in wanted)
        call.streams.out(" ".join(f"{counts[letter]:{width}}" for letter in wanted) + name + "\n")
    return 0


@tool("sort", "sort lines")
def sort(call: Invocation) -> int:
    try:
        flags, paths = options(call.args, "rnuVfbh", "kt")
    except ValueError as wrong:
        return _usage(call, wrong)
    text = _read(call, paths)
    if text is None:
        return 1
    field, mark = flags.get("k", "").split(",")[0], flags.get("t")
    if mark is not None and len(mark) != 1:
        return call.fail("empty tab" if not mark else f"multi-character tab '{mark[:40]}'", 2)
    column = int(re.match(r"[0-9]{0,9}", field)[0] or 0)  # type: ignore[index]
    numeric = "n" in flags or "n" in field or "h" in flags

    def key(line: str):
        part = line
        if column:
            parts = line.split(mark)
            part = parts[column - 1] if column <= len(parts) else ""
        if "V" in flags:
            return natural(part)
        if numeric:
            number = re.match(r"\s*-?\d+(\.\d+)?", part)
            return float(number[0]) if number else 0.0
        return part.lower() if "f" in flags else part

    lines = sorted(sorted(_lines(text)), key=key, reverse="r" in flags or "r" in field)
    _written(call, list(dict.fromkeys(lines)) if "u" in flags else lines)
    return 0


@tool("uniq", "leave out repeated lines")
def uniq(call: Invocation) -> int:
    try:
        flags, paths = options(call.args, "cdu")
    except ValueError as wrong:
        return _usage(call, wrong)
    text = _read(call, paths)
    if text is None:
        return 1
    groups: list[list] = []
    for line in _lines(text):
        if groups and groups[-1][0] == line:
            groups[-1][1] += 1
        else:
            groups.append([line, 1])
    chosen = [
        (line, count) for line, count in groups if ("d" not in flags or count > 1) and ("u" not in flags or count == 1)
    ]
    _written(call, [f"{count:7} {line}" if "c" in flags else line for line, count in chosen])
    return 0


@tool("cut", "print parts of lines")
def cut(call: Invocation) -> int:
    try:
        flags, paths = options(call.args, "s", "dfc")
    except ValueError as wrong:
        return _usage(call, wrong)
    if "f" not in flags and "c" not in flags:
        return call.fail("you must specify a list of bytes, characters, or fields")
    text = _read(call, paths)
    if text is None:
        return 1
    wanted = flags.get("f") or flags["c"]
    if not re.fullmatch(r"(\d+(-\d*)?|-\d+)(,(\d+(-\d*)?|-\d+))*", wanted):
        return call.fail(f"invalid field value '{wanted}'")
    mark = flags.get("d", "\t")
    if len(mark) != 1:
        return call.fail("the delimiter must be a single character")
    found = []
    for line in _lines(text):
        if "f" in flags:
            if mark not in line:
                found.extend([] if "s" in flags else [line])
                continue
            found.append(mark.join(_chosen(line.split(mark), wanted)))
        else:
            found.append("".join(_chosen(list(line), wanted)))
    _written(call, found)
    return 0


def _chosen(parts: list[str], wanted: str) -> list[str]:
    places: list[int] = []
    for item in wanted.split(","):
        first, dash, last = item.partition("-")
        start = int(first[:9] or 1)
        end = min(int(last[:9]), len(parts)) if last else len(parts)
        places.extend(range(start, end + 1) if dash else [start])
    return [parts[place - 1] for place in sorted(set(places)) if 0 < place <= len(parts)]


@tool("tr", "exchange or delete characters")
def tr(call: Invocation) -> int:
    try:
        flags, left = options(call.args, "ds")
    except ValueError as wrong:
        return _usage(call, wrong)
    text, old = call.streams.stdin or "", _characters(left[0]) if left else ""
    if not old or (len(left) < 2 and not flags):
        return call.fail("missing operand")
    if "d" in flags:
        text = "".join(char for char in text if char not in old)
    elif len(left) > 1:
        new = _characters(left[1])
        if not new:
            return call.fail("when not truncating set1, string2 must be non-empty")
        new += new[-1:] * (len(old) - len(new))
        text = text.translate(str.maketrans(old, new[: len(old)]))
    if "s" in flags:
        last = _characters(left[-1])
        text = re.sub(f"([{re.escape(last)}])\\1+", r"\1", text) if last else text
    call.streams.out(text)
    return 0


def _characters(text: str) -> str:
    text = re.sub(r"\\([nt\\])", lambda match: {"n": "\n", "t": "\t", "\\": "\\"}[match[1]], text)
    text = (
        text.replace("[:upper:]", "A-Z")
        .replace("[:lower:]", "a-z")
        .replace("[:digit:]", "0-9")
        .replace("[:space:]", " \t\n")
    )
    return re.sub(
        r"(.)-(.)", lambda match: "".join(map(chr, range(ord(match[1]), ord(match[2]) + 1))), text, flags=re.DOTALL
    )
