"""grep and sed."""

from __future__ import annotations

import re
from typing import Any, NamedTuple

from cluster.images.commands.base import BadUsage, Call, command
from cluster.images.files import FileError
from cluster.images.sh.regular import BadPattern, Regular


@command("grep", "egrep", "fgrep")
def grep(call: Call) -> int:
    flags, words = call.flags("ivnclLqowxEFPrRhHsaz", "emABC")
    if "e" not in flags and "regexp" not in flags and not words:
        raise BadUsage("no pattern given")
    pattern = flags.get("e", flags.get("regexp", "")) if "e" in flags or "regexp" in flags else words.pop(0)
    try:
        tests = [_pattern(call, flags, part) for part in pattern.split("\n")]
    except BadPattern as error:
        return call.fail(f"bad regex '{pattern}': {error}" if not call.gnu else f"{error}", 2)
    recursive = "r" in flags or "R" in flags
    names = _below(call, words or ["."]) if recursive else words or ["-"]
    shown = "H" in flags or ((len(names) > 1 or recursive) and "h" not in flags)
    found, code = False, 0
    for name in names:
        try:
            lines = call.lines() if name == "-" else call.read(name).splitlines(keepends=True)
            found = _grep_one(call, flags, tests, name, lines, shown) or found
        except FileError as error:
            if "s" not in flags:
                call.fail(f"{name}: {error.text}")
            code = 2
        if found and "q" in flags:
            return 0
    return code or (0 if found else 1)


def _pattern(call: Call, flags: dict[str, str], text: str) -> Regular:
    extended = "E" in flags or "P" in flags or call.name == "egrep"
    fixed = "F" in flags or call.name == "fgrep"
    if "w" in flags and not fixed:
        text = f"\\b({text})\\b" if extended else f"\\b\\({text}\\)\\b"
    if "x" in flags and not fixed:
        text = f"^({text})$" if extended else f"^\\({text}\\)$"
    return Regular(text, extended, fixed, "i" in flags)


def _below(call: Call, names: list[str]) -> list[str]:
    found: list[str] = []
    for name in names:
        path = call.shell.path(name)
        if call.files.is_dir(path):
            found += _below(call, [f"{name.rstrip('/')}/{inner}" for inner in call.files.list(path)])
        else:
            found.append(name)
    return found


def _grep_one(call: Call, flags: dict[str, str], tests: list[Regular], name: str, lines: Any, shown: bool) -> bool:
    count, most = 0, int(flags["m"]) if flags.get("m", "").isdigit() else 1 << 40
    label = f"{'(standard input)' if name == '-' else name}:" if shown else ""
    around = [int(flags.get(x, flags.get("C", "0")) or 0) for x in "BA"]
    before: list[str] = []
    after = 0
    for number, raw in enumerate(lines, 1):
        line = raw.removesuffix("\n")
        hit = any(test.search(line) for test in tests) != ("v" in flags)
        place = f"{label}{number}:" if "n" in flags else label
        if hit:
            count += 1
            if any(x in flags for x in "qlcL"):
                if "q" in flags or "l" in flags:
                    break
                continue
            for text in before:
                call.out(f"{text}\n")
            before, after = [], around[1]
            if "o" in flags:
                _each(call, tests, line, place)
            else:
                call.out(f"{place}{line}\n")
            if count >= most:
                break
        elif after:
            call.out(f"{place}{line}\n")
            after -= 1
        elif around[0]:
            before = [*before, f"{place}{line}"][-around[0] :]
    if "c" in flags:
        call.out(f"{label}{count}\n")
    if ("l" in flags and count) or ("L" in flags and not count):
        call.out(f"{name}\n")
    return bool(count)


def _each(call: Call, tests: list[Regular], line: str, place: str) -> None:
    at = 0
    while at <= len(line):
        hits = [hit for test in tests if (hit := test.search(line, at)) is not None and hit.end() > hit.start()]
        if not hits:
            return
        hit = min(hits, key=lambda hit: hit.start())
        call.out(f"{place}{hit.group()}\n")
        at = hit.end()


class _Order(NamedTuple):
    """One command of a sed script: its addresses, the letter, what it needs."""

    first: Any
    last: Any
    negated: bool
    letter: str
    argument: Any


@command("sed")
def sed(call: Call) -> int:
    scripts: list[str] = []
    flags: dict[str, str] = {}
    words: list[str] = []
    args = list(call.args)
    while args:
        word = args.pop(0)
        if word in ("-e", "--expression") and args:
            scripts.append(args.pop(0))
        elif word.startswith("-") and len(word) > 1:
            flags.update(dict.fromkeys("i" if word.startswith(("-i", "--in-place")) else word[1:], ""))
        else:
            words.append(word)
    if not scripts:
        if not words:
            raise BadUsage("no script given")
        scripts = [words.pop(0)]
    try:
        orders = _orders("\n".join(scripts), "E" in flags or "r" in flags)
    except (BadPattern, ValueError) as error:
        return call.fail(f"-e expression #1, char {len(scripts[0])}: {error}" if call.gnu else f"{error}")
    code = 0
    for name in words or ["-"]:
        try:
            text = call.read(name)
        except FileError as error:
            code = call.fail(f"can't read {name}: {error.text}" if call.gnu else f"{name}: {error.text}")
            continue
        result = _edited(text, orders, "n" in flags)
        if "i" in flags:
            call.files.write(call.shell.path(name), result)
        else:
            call.out(result)
    return code


def _orders(script: str, extended: bool) -> list[_Order]:
    found: list[_Order] = []
    at = 0
    while at < len(script):
        if script[at] in " \t\n;{}":
            at += 1
            continue
        first, at = _address(script, at, extended)
        last = None
        if script[at : at + 1] == ",":
            last, at = _address(script, at + 1, extended)
        while script[at : at + 1] == " ":
            at += 1
        negated = script[at : at + 1] == "!"
        at += negated
        letter = script[at : at + 1]
        if letter == "":
            raise ValueError("missing command")
        argument, at = _argument(script, at, letter, extended)
        found.append(_Order(first, last, negated, letter, argument))
    return found


def _address(script: str, at: int, extended: bool) -> tuple[Any, int]:
    number = re.compile(r"\d+|\$").match(script, at)
    if number:
        return (number[0] if number[0] == "$" else int(number[0])), number.end()
    if script[at : at + 1] == "/":
        text, at = _delimited(script, at + 1, "/")
        return Regular(text, extended), at
    return None, at


def _delimited(script: str, at: int, mark: str) -> tuple[str, int]:
    found = ""
    while at < len(script) and script[at] != mark:
        if script[at] == "\\" and script[at + 1 : at + 2] == mark:
            found, at = found + mark, at + 2
        elif script[at] == "\\":
            found, at = found + script[at : at + 2], at + 2
        else:
            found, at = found + script[at], at + 1
    if at >= len(script):
        raise ValueError("unterminated address regex" if mark == "/" else "unterminated `s' command")
    return found, at + 1


def _argument(script: str, at: int, letter: str, extended: bool) -> tuple[Any, int]:
    at += 1
    if letter in ("s", "y"):
        mark = script[at : at + 1]
        if not mark:
            raise ValueError(f"unterminated `{letter}' command")
        try:
            old, at = _delimited(script, at + 1, mark)
            new, at = _delimited(script, at, mark)
        except ValueError:
            raise ValueError(
                f"unterminated `{letter}' command" if letter == "s" else "unterminated `y' command"
            ) from None
        end = re.compile(r"[giIpm0-9]*").match(script, at)
        options = end[0] if end else ""
        if letter == "y":
            return (old, new), at
        return (Regular(old, extended, folded="i" in options.lower()), new, options), at + len(options)
    if letter in ("a", "i", "c"):
        line_end = script.find("\n", at)
        line_end = len(script) if line_end < 0 else line_end
        return script[at:line_end].lstrip(" \t").removeprefix("\\").lstrip("\n"), line_end
    if letter in ("d", "p", "q", "="):
        return None, at
    raise ValueError(f"unknown command: `{letter}'")


def _edited(text: str, orders: list[_Order], silent: bool) -> str:
    lines = text.splitlines(keepends=True)
    result: list[str] = []
    inside = [False] * len(orders)
    for number, raw in enumerate(lines, 1):
        end = "\n" if raw.endswith("\n") else ""
        line, deleted, leave, after = raw.removesuffix("\n"), False, False, ""
        for index, order in enumerate(orders):
            if not _applies(order, index, inside, line, number, len(lines)):
                continue
            if order.letter == "s":
                line, changed = _substituted(line, *order.argument)
                if changed and "p" in order.argument[2]:
                    result.append(line + end)
            elif order.letter == "y":
                line = line.translate({ord(a): b for a, b in zip(*order.argument, strict=False)})
            elif order.letter == "p":
                result.append(line + end)
            elif order.letter == "=":
                result.append(f"{number}\n")
            elif order.letter == "i":
                result.append(order.argument + "\n")
            elif order.letter == "a":
                after += order.argument + "\n"
            elif order.letter in ("d", "c"):
                deleted, after = True, order.argument + "\n" if order.letter == "c" else ""
                break
            else:
                leave = True
                break
        if not deleted and not silent:
            result.append(line + (end or ("\n" if after else "")))
        result.append(after)
        if leave:
            break
    return "".join(result)


def _applies(order: _Order, index: int, inside: list[bool], line: str, number: int, last: int) -> bool:
    if order.first is None:
        return not order.negated
    if order.last is None:
        return _at(order.first, line, number, last) != order.negated
    if inside[index]:
        hit = True
        inside[index] = not (
            number >= order.last if isinstance(order.last, int) else _at(order.last, line, number, last)
        )
    else:
        hit = _at(order.first, line, number, last)
        inside[index] = (
            hit
            and not (isinstance(order.last, int) and order.last <= number)
            and not (order.last == "$" and number == last)
        )
    return hit != order.negated


def _at(address: Any, line: str, number: int, last: int) -> bool:
    if isinstance(address, int):
        return number == address
    return number == last if address == "$" else address.search(line) is not None


def _substituted(line: str, test: Regular, new: str, options: str) -> tuple[str, bool]:
    wanted = int(found[0]) if (found := re.search(r"\d+", options)) else 1
    result, at, count, changed = "", 0, 0, False
    while at <= len(line):
        hit = test.search(line, at)
        if hit is None:
            break
        count += 1
        take = count >= wanted if "g" in options else count == wanted
        result += line[at : hit.start()] + (_filled(new, hit) if take else hit.group())
        changed = changed or take
        if hit.end() == hit.start():
            result += line[hit.end() : hit.end() + 1]
            at = hit.end() + 1
        else:
            at = hit.end()
        if take and "g" not in options:
            break
    return result + line[at:], changed


def _filled(new: str, hit: Any) -> str:
    def one(found: re.Match) -> str:
        text = found[0]
        if text == "&":
            return hit.group()
        if text[1].isdigit():
            return (hit.group(int(text[1])) or "") if int(text[1]) <= len(hit.groups()) else ""
        return {"n": "\n", "t": "\t"}.get(text[1], text[1])

    return re.sub(r"&|\\.", one, new, flags=re.DOTALL)
