"""Programs that read lines and write lines: cat, head, tail, wc, sort, uniq, cut, tr, tee, rev, nl."""

from __future__ import annotations

import re

from cluster.images.commands.base import BadUsage, Call, command
from cluster.images.files import FileError
from cluster.images.sh import memory
from cluster.images.sh.streams import Forever, Pipe
from cluster.images.sh.words import unescaped

FLOODS = ("/dev/zero", "/dev/full")  # never end, and have no lines


def flood(call: Call, amount: int) -> None:
    """Write so many zero bytes: who reads from a pipe is told how many, nobody gets to see them."""
    sink = call.shell.fds[1]
    if isinstance(sink, Pipe):
        sink.flood += amount
        return
    if amount >= memory.ENDLESS:
        raise Forever
    call.shell.pass_time(call.shell.clock.now + amount // memory.RATE)


@command("cat")
def cat(call: Call) -> int:
    flags, names = call.flags("nuvetAETs")
    code, number = 0, 0
    for name in names or ["-"]:
        if name == "-":
            if call.shell.fds[0].flood:
                flood(call, call.shell.fds[0].flood)
            for line in call.lines():
                number += 1
                call.out(f"{number:6d}\t{line}" if "n" in flags else line)
            continue
        if call.shell.path(name) in FLOODS:
            flood(call, memory.ENDLESS)
            continue
        try:
            text = call.read(name)
        except FileError as error:
            code = call.opened(name, error)
            continue
        if "n" in flags:
            for line in text.splitlines(keepends=True):
                number += 1
                call.out(f"{number:6d}\t{line}")
        else:
            call.out(text)
    return code


@command("tac")
def tac(call: Call) -> int:
    call.out("".join(reversed(_input(call, call.args)[0].splitlines(keepends=True))))
    return 0


def _input(call: Call, names: list[str]) -> tuple[str, int]:
    """The text of the files, or of standard input, and the exit code so far."""
    text, code = "", 0
    for name in names or ["-"]:
        try:
            text += call.read(name)
        except FileError as error:
            code = call.opened(name, error)
    return text, code


def _count(call: Call, flags: dict[str, str], usual: int) -> tuple[str, int]:
    """(`c` or `n`, how many), of head and tail."""
    for letter in ("c", "n", "bytes", "lines"):
        if letter in flags:
            value = flags[letter]
            number = re.fullmatch(r"([-+]?)(\d{1,15})([bkKmMG]?)", value)
            if not number:
                raise BadUsage(f"invalid number of lines: '{value}'" if call.gnu else f"invalid number '{value}'")
            size = {"": 1, "b": 512, "k": 1024, "K": 1024, "m": 1 << 20, "M": 1 << 20, "G": 1 << 30}[number[3]]
            amount = int(number[2]) * size
            return letter[0].replace("b", "c").replace("l", "n"), -amount if number[1] == "-" else amount
    return "n", usual


def _old_style(call: Call) -> None:
    """`head -5`."""
    call.args = [part for arg in call.args for part in (("-n", arg[1:]) if re.fullmatch(r"-\d+", arg) else (arg,))]


@command("head")
def head(call: Call) -> int:
    _old_style(call)
    flags, names = call.flags("qv", "nc")
    unit, most = _count(call, flags, 10)
    if not names and unit == "n" and most >= 0:
        for _ in range(most):
            line = call.shell.fds[0].line(call.shell)
            if line is None:
                break
            call.out(line)
        return 0
    code = 0
    if unit == "c" and (call.shell.fds[0].flood if not names else call.shell.path(names[0]) in FLOODS):
        flood(call, most)
        return 0
    for index, name in enumerate(names or ["-"]):
        try:
            text = call.read(name)
        except FileError as error:
            code = call.opened(name, error)
            continue
        if len(names) > 1 and "q" not in flags:
            call.out(f"{chr(10) if index else ''}==> {name} <==\n")
        call.out(text[:most] if unit == "c" else "".join(text.splitlines(keepends=True)[:most]))
    return code


@command("tail")
def tail(call: Call) -> int:
    _old_style(call)
    flags, names = call.flags("fFqv", "ncs")
    unit, most = _count(call, flags, 10)
    from_start = flags.get("n", flags.get("c", "")).startswith("+")
    code = 0
    sizes: dict[str, int] = {}
    held = call.shell.fds[0].flood if not names else memory.ENDLESS if call.shell.path(names[0]) in FLOODS else 0
    if held:  # it waits for the end of the line
        memory.take(call.shell, held)
    for index, name in enumerate(names or ["-"]):
        try:
            text = call.read(name)
        except FileError as error:
            code = call.opened(name, error) if call.gnu else call.fail(f"can't open '{name}': {error.text}")
            continue
        sizes[name] = len(text)
        if len(names) > 1 and "q" not in flags:
            call.out(f"{chr(10) if index else ''}==> {name} <==\n")
        pieces = text if unit == "c" else text.splitlines(keepends=True)
        kept = pieces[max(0, most - 1) :] if from_start else pieces[len(pieces) - min(len(pieces), abs(most)) :]
        call.out("".join(kept))
    following = "f" in flags or "F" in flags or "follow" in flags
    if following and (sizes or "F" in flags) and names:
        _follow(call, names, sizes)
    if not sizes and names and "F" not in flags and following:
        return call.fail("no files") if not call.gnu else call.fail("no files remaining")
    return code


def _follow(call: Call, names: list[str], sizes: dict[str, int]) -> None:
    """What is written later appears when it is written."""
    shell = call.shell
    while (moment := call.files.next_change()) is not None:
        shell.pass_time(moment)
        for name in names:
            try:
                text = call.read(name)
            except FileError:
                continue
            call.out(text[sizes.get(name, 0) :] if len(text) >= sizes.get(name, 0) else text)
            sizes[name] = len(text)
        shell.step()
    shell.tape.endless = shell.tape.endless or shell.is_main
    raise Forever


@command("wc")
def wc(call: Call) -> int:
    flags, names = call.flags("lwcmL")
    total, code = [0, 0, 0], 0
    for name in names or [""]:
        try:
            text = call.read(name or "-")
        except FileError as error:
            code = call.opened(name, error)
            continue
        counts = [text.count("\n"), len(text.split()), len(text.encode("utf-8", "surrogateescape"))]
        total = [a + b for a, b in zip(total, counts, strict=True)]
        call.out(_counted(call, flags, counts, name, bool(names)))
    if len(names) > 1:
        call.out(_counted(call, flags, total, "total", True))
    return code


def _counted(call: Call, flags: dict[str, str], counts: list[int], name: str, named: bool) -> str:
    shown = [
        count
        for letters, count in zip(("l", "w", "cm"), counts, strict=True)
        if not flags or any(x in flags for x in letters)
    ]
    if call.gnu and named and len(shown) > 1:
        width = len(str(counts[2]))
    else:
        width = 0 if len(shown) == 1 else (7 if call.gnu else 9)
    text = " ".join(f"{count:{width}d}" if width else str(count) for count in shown)
    return f"{text}{' ' + name if name else ''}\n"


@command("sort")
def sort(call: Call) -> int:
    flags, names = call.flags("rnufghkVbMs", "kto")
    text, code = _input(call, names)
    lines = text.splitlines()
    field = re.match(r"\d+", flags["k"]) if "k" in flags else None
    numeric = "n" in flags or "g" in flags or "h" in flags or "n" in flags.get("k", "").partition(",")[0]

    def key(line: str):
        part = line
        if field:
            parts = line.split(flags["t"]) if flags.get("t") else line.split()
            part = (
                " ".join(parts[int(field[0]) - 1 :])
                if "," not in flags["k"]
                else "".join(parts[int(field[0]) - 1 : int(field[0])])
            )
        part = part.lower() if "f" in flags else part
        if numeric:
            number = re.match(r"\s*(-?\d{1,15}(?:\.\d{1,9})?)", part)
            return (float(number[1]) if number else 0.0, part)
        if "V" in flags:
            return [(int(piece), "") if piece.isdigit() else (-1, piece) for piece in re.findall(r"\d{1,15}|\D+", part)]
        return part

    lines = sorted(lines, key=key, reverse="r" in flags)
    if "u" in flags:
        lines = list(dict.fromkeys(lines))
    result = "".join(line + "\n" for line in lines)
    if "o" in flags:
        call.files.write(call.shell.path(flags["o"]), result)
    else:
        call.out(result)
    return code


@command("uniq")
def uniq(call: Call) -> int:
    flags, names = call.flags("cdui")
    text, code = _input(call, names[:1])
    groups: list[tuple[str, int]] = []
    for line in text.splitlines():
        if groups and groups[-1][0] == line:
            groups[-1] = (line, groups[-1][1] + 1)
        else:
            groups.append((line, 1))
    for line, count in groups:
        if ("d" in flags and count < 2) or ("u" in flags and count > 1):
            continue
        call.out(f"{count:7d} {line}\n" if "c" in flags else f"{line}\n")
    return code


@command("cut")
def cut(call: Call) -> int:
    flags, names = call.flags("s", "dfcb")
    wanted = flags.get("f") or flags.get("c") or flags.get("b")
    if not wanted:
        return call.fail(
            "you must specify a list of bytes, characters, or fields"
            if call.gnu
            else "expected a list of bytes, characters, or fields"
        )
    ranges = _ranges(wanted)
    if ranges is None:
        return call.fail(f"invalid field value '{wanted}'" if call.gnu else f"invalid range {wanted}")
    delimiter = flags.get("d", "\t")
    text, code = _input(call, names)
    for line in text.splitlines():
        if "f" not in flags:
            call.out("".join(c for n, c in enumerate(line, 1) if _inside(n, ranges)) + "\n")
        elif delimiter in line:
            call.out(delimiter.join(p for n, p in enumerate(line.split(delimiter), 1) if _inside(n, ranges)) + "\n")
        elif "s" not in flags:
            call.out(line + "\n")
    return code


def _ranges(text: str) -> list[tuple[int, int]] | None:
    found = []
    for part in text.split(","):
        match = re.fullmatch(r"(\d{0,9})(-?)(\d{0,9})", part)
        if not match or not part.strip("-"):
            return None
        low = int(match[1] or 1)
        found.append((low, int(match[3]) if match[3] else (1 << 30 if match[2] else low)))
    return found


def _inside(number: int, ranges: list[tuple[int, int]]) -> bool:
    return any(low <= number <= high for low, high in ranges)


_CLASSES = {
    "upper": "ABCDEFGHIJKLMNOPQRSTUVWXYZ",
    "lower": "abcdefghijklmnopqrstuvwxyz",
    "digit": "0123456789",
    "space": " \t\n\r\v\f",
    "blank": " \t",
}
_CLASSES["alpha"] = _CLASSES["upper"] + _CLASSES["lower"]
_CLASSES["alnum"] = _CLASSES["digit"] + _CLASSES["alpha"]
_CLASSES["punct"] = "!\"#$%&'()*+,-./:;<=>?@[\\]^_`{|}~"


def _letters(text: str) -> str:
    text = re.sub(r"\[:(\w+):\]", lambda m: _CLASSES.get(m[1], ""), text)
    text = unescaped(text)
    return re.sub(
        r"(.)-(.)",
        lambda m: "".join(map(chr, range(ord(m[1]), min(ord(m[2]), ord(m[1]) + 300) + 1))),
        text,
        flags=re.DOTALL,
    )


def _squeezed(line: str, letters: str, others: bool) -> str:
    return re.sub(r"(.)\1+", lambda m: m[1] if (m[1] in letters) != others else m[0], line, flags=re.DOTALL)


@command("tr")
def tr(call: Call) -> int:
    flags, sets = call.flags("dscC")
    if not sets:
        return call.fail("missing operand")
    first, second = _letters(sets[0]), _letters(sets[1]) if len(sets) > 1 else ""
    other = "c" in flags or "C" in flags
    for line in call.lines():
        if "d" in flags:
            line = "".join(c for c in line if (c in first) == other)
        elif second and other:
            line = "".join(c if c in first else second[-1] for c in line)
        elif second:
            padded = second + second[-1] * max(0, len(first) - len(second))
            line = line.translate({ord(a): b for a, b in reversed(list(zip(first, padded, strict=False)))})
        if "s" in flags:
            line = _squeezed(line, second or first, other and not second)
        call.out(line)
    return 0


@command("tee")
def tee(call: Call) -> int:
    flags, names = call.flags("ai")
    code = 0
    kept = []
    for name in names:
        try:
            if "a" not in flags:
                call.files.write(call.shell.path(name), "")
            kept.append(name)
        except FileError as error:
            code = call.fail(f"{name}: {error.text}")
    for line in call.lines():
        call.out(line)
        for name in kept:
            call.files.write(call.shell.path(name), line, append=True)
    return code


@command("rev")
def rev(call: Call) -> int:
    call.out("".join(line[::-1] + "\n" for line in _input(call, call.args)[0].splitlines()))
    return 0


@command("nl")
def nl(call: Call) -> int:
    for number, line in enumerate(_input(call, call.flags("", "bnws")[1])[0].splitlines(), 1):
        call.out(f"{number:6d}\t{line}\n")
    return 0


@command("paste")
def paste(call: Call) -> int:
    flags, names = call.flags("s", "d")
    text, code = _input(call, names)
    call.out(flags.get("d", "\t").join(text.splitlines()) + "\n" if "s" in flags else text)
    return code


@command("xargs")
def xargs(call: Call) -> int:
    flags, words = call.flags_before_words("0rt", "nIP")
    given = call.given().split("\0") if "0" in flags else call.given().split()
    given = [word for word in given if word]
    words = words or ["echo"]
    if "I" in flags:
        for word in given:
            call.shell.execute([part.replace(flags["I"], word) for part in words])
    elif given or "r" not in flags:
        size = int(flags["n"]) if flags.get("n", "").isdigit() and flags["n"] != "0" else max(1, len(given))
        for start in range(0, max(1, len(given)), size):
            call.shell.execute([*words, *given[start : start + size]])
    return 0 if call.shell.code == 0 else 123
