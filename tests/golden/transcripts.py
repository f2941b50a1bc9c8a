"""Comparing what kubectl printed with a recorded transcript (FORMAT.md, suite tour).

Recorded text has runs of blanks squeezed to three and names replaced by placeholders; rows whose order follows a
random name
may come in another order.
"""

from __future__ import annotations

import json
import re
from typing import Any

import yaml

from tests.golden.compare import differences, same

BLANKS = re.compile(r"(?<=\S)(?: {2,}|\t+[ \t]*| +\t[ \t]*)")
GENERATED = re.compile(r"<(?:rand|hash|ip)(?::\w+)?>")
NODE = re.compile(r"\bnode0[1-9]\b")
TIME = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d+)?Z")
TEMPORARY = re.compile(r"\S*/(LIVE|MERGED)-\d+")  # diff's folders
SECONDS = re.compile(r"(\)   )\d+s$")  # the age of a pod, in a table of describe
PLACES = re.compile(r"wide|describe pod|get pod|events")


def squeezed(text: str) -> str:
    """Text as the recorder noted it: three blanks for many, dates as `<time>`."""
    return "\n".join(BLANKS.sub("   ", line).rstrip() for line in TEMPORARY.sub(r"<tmp>/\1", text).split("\n"))


def parsed(text: str, command: str) -> Any:
    """The object that a command printed as YAML or JSON; None for any other output."""
    try:
        if re.search(r"(-o|--output)[ =]?json\b(?!path)", command):
            return _placed(json.loads(text))
        if re.search(r"(-o|--output)[ =]?yaml\b", command) or "view-last-applied" in command:
            return _placed(
                yaml.safe_load(TIME.sub(r"'\g<0>'", re.sub(r"""["'](\d{4}-\d\d-\d\dT[\d:.]+Z)["']""", r"\1", text)))
            )
    except ValueError:
        return None
    return None


def _placed(value: Any) -> Any:
    """Which of three equal nodes a pod lands on is the scheduler's choice."""
    if isinstance(value, dict):
        return {key: "<node>" if key == "nodeName" else _placed(item) for key, item in value.items()}
    return [_placed(item) for item in value] if isinstance(value, list) else value


def compared(expected: dict, found: dict, command: str, at: str) -> list[str]:
    """Differences between a recorded answer and ours: exit code, standard error, standard output."""
    problems = differences({"exit": expected.get("exit", 0)}, {"exit": found["exit"]}, path=at)
    problems += _texts(expected.get("stderr") or "", found["stderr"], command, f"{at}/stderr")
    want = expected["stdout"]
    if isinstance(want, str):
        problems += _texts(want, found["stdout"], command, f"{at}/stdout")
    else:
        problems += _objects(want, parsed(found["stdout"], command), f"{at}/stdout")
    if expected.get("raw") and isinstance(want, str) and "--watch" not in command:
        problems += _layouts(expected["raw"], found["stdout"], f"{at}/raw")
    return problems


def _objects(want: Any, have: Any, at: str) -> list[str]:
    if isinstance(want, dict) and want.get("kind") == "List" and isinstance(have, dict):
        return _items(want["items"], have.get("items") or [], at)
    return differences(want, have, path=at)


def _items(want: list, have: list, at: str) -> list[str]:
    """Items of a list in any order: their names are random."""
    left = list(have)
    problems = []
    for number, item in enumerate(want):
        found = sorted((differences(item, other, path=f"{at}/items/{number}") for other in left), key=len)
        if not found:
            problems.append(f"{at}/items/{number}: nothing like it was printed")
            continue
        problems += found[0]
        best = next(other for other in left if differences(item, other, path=f"{at}/items/{number}") == found[0])
        left.remove(best)
    return problems + [f"{at}: {len(left)} items too many" for _ in range(bool(left))]


def _texts(want: str, have: str, command: str, at: str) -> list[str]:
    if "kubectl explain" in command:  # the words: where the lines are broken is compared with kubectl itself
        return [] if want.split() == have.split() else [f"{at}: expected {want!r}, got {have!r}"]
    wanted, found = squeezed(want).split("\n"), squeezed(have).split("\n")
    if "describe node" in command:
        wanted = [SECONDS.sub(r"\1<age>", line) for line in wanted]
    if PLACES.search(command):
        # which of three equal nodes a pod lands on is the scheduler's choice
        wanted, found = ([NODE.sub("<node>", line) for line in lines] for lines in (wanted, found))
    if "rollout status" in command:
        wanted, found = _without_repeats(wanted), _without_repeats(found)
    if len(wanted) == len(found) and all(map(same, wanted, found)):
        return []
    if any(GENERATED.search(line) for line in wanted) and _same_in_some_order(wanted, found):
        return []
    for number, (line, other) in enumerate(zip(wanted, found, strict=False)):
        if not same(line, other):
            return [f"{at} line {number + 1}: expected {line!r}, got {other!r}"]
    return [f"{at}: expected {len(wanted)} lines, got {len(found)}: {found[len(wanted) :] or wanted[len(found) :]}"]


def _without_repeats(lines: list[str]) -> list[str]:
    """How often `rollout status` says the same follows the number of the object's updates (FORMAT.md)."""
    told = [line for line in lines if "spec update to be observed" not in line]
    return [line for number, line in enumerate(told) if not number or line != told[number - 1]]


def _same_in_some_order(wanted: list[str], found: list[str]) -> bool:
    left = list(found)
    for line in wanted:
        match = next((other for other in left if same(line, other)), None)
        if match is None:
            return False
        left.remove(match)
    return not left


def _layouts(want: str, have: str, at: str) -> list[str]:
    """How many blanks stand between columns at least, in each table: three in `get`, two in `describe`."""
    expected, found = _gaps(want), _gaps(have)
    return [] if expected == found else [f"{at}: gaps between columns expected {expected}, got {found}"]


def _gaps(text: str) -> list[list[int]]:
    gaps = []
    for block in re.split(r"\n\s*\n", text):
        lines = [line for line in block.split("\n") if line.strip()]
        if not lines or not re.match(r"[A-Z][A-Z() -]+ {3}", lines[0]):
            continue
        starts = [match.start() for match in re.finditer(r"(?<= {2})\S|^\S", lines[0])]
        gaps.append([min(_blanks_before(line, start) for line in lines) for start in starts[1:]])
    return gaps


def _blanks_before(line: str, start: int) -> int:
    before = line[:start]
    return len(before) - len(before.rstrip()) if len(line) > start else 99
